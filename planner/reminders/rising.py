"""Whether a last safe day rises to somebody else now: allowed, told to its first reader before, and not seen yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.plans.kept import KeptPlan
from planner.reminders.choices import CLINIC, choices_of
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.outbox import OWNER
from planner.reminders.policy import LAST_SAFE, RISES_SOONER
from planner.reminders.rewriting import LATER_ONE, NOT_ALLOWED, NOT_NEEDED, SEEN, SENT, STOPPED

ONCE_IN = timedelta(hours=3)  # staff are told once of all plans that need a look meanwhile: a burst is muted
LOOK_AGAIN = timedelta(minutes=5)  # while the first reader is being told


class ToldLately(NamedTuple):
    """Of ways of staff: those that are `free` to be told, `until` when others wait, and whether any is `covered`: it
    took the same words after this was due."""

    free: list[ChannelRecord]
    until: list[datetime]
    covered: bool


def does_not_rise(session: Session, notice: NoticeRecord, kept: KeptPlan, to: str, now: datetime) -> datetime | str:
    """Why a last safe day does not rise after all, or until when it waits; empty where it rises.

    It may not be allowed any more, or its first reader may have seen all they were told; or they were told so lately,
    by their own hour or after a pause, that they could not have looked yet. Who shares a plan cannot see all that was
    said of a step: where its owner was not told for such a reason, it rises to them all the same.
    """
    if to not in choices_of(kept.person).rises:
        return NOT_ALLOWED
    told = select(NoticeRecord).where(
        NoticeRecord.plan_id == notice.plan_id, NoticeRecord.to == OWNER, NoticeRecord.kind == LAST_SAFE
    )
    newest = told.order_by(NoticeRecord.day.desc(), NoticeRecord.due_at.desc()).limit(1)
    first = session.scalar(newest.where(NoticeRecord.day == notice.day))
    if first is None or first.outcome in (STOPPED, NOT_NEEDED):
        if notice.share_id is None or (first is not None and first.outcome == STOPPED):
            return NOT_NEEDED
    elif first.at is not None and (first.attempts == 0 or first.taken_by):
        return max(first.due_at, now) + LOOK_AGAIN
    else:
        done = first.done_at if first.outcome in (SENT, LATER_ONE) else None
        alone = max(first.due_at, done or first.due_at)
        alone += timedelta(hours=RISES_SOONER["share" if notice.share_id else CLINIC])
        if now < alone:
            return alone
    last = session.scalar(newest.where(NoticeRecord.day >= notice.day, NoticeRecord.due_at <= now))
    return SEEN if last is not None and last.seen_at else ""


def told_lately(session: Session, channels: Sequence[ChannelRecord], notice: NoticeRecord, now: datetime) -> ToldLately:
    """Which of these ways of staff took the same words lately, of another plan. They name none, so once is enough of
    all that was due by then; what became due since waits, or is told at once where it could not wait."""
    taken = (
        select(MessageRecord.channel_id, func.max(MessageRecord.at))
        .join(NoticeRecord, NoticeRecord.id == MessageRecord.notice_id)
        .where(MessageRecord.channel_id.in_([one.id for one in channels]), NoticeRecord.to == CLINIC)
        .where(MessageRecord.outcome == SENT, MessageRecord.at > now - ONCE_IN, NoticeRecord.id != notice.id)
        .group_by(MessageRecord.channel_id)
    )
    last = dict(session.execute(taken).tuples().all())
    free, until, covered = [], [], False
    for one in channels:
        at = last.get(one.id)
        if at is not None and at >= notice.due_at:
            covered = True
        elif at is not None and at + ONCE_IN < notice.stale_at:
            until.append(at + ONCE_IN)
        else:
            free.append(one)
    return ToldLately(free, until, covered)
