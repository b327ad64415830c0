"""Whether a last safe day rises to somebody else now: allowed, told to its first reader before, and not seen yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.calendar.shown import zone_of
from planner.plans.kept import KeptPlan
from planner.reminders.choices import CLINIC, choices_of
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.moments import is_quiet, moment_of, out_of_quiet
from planner.reminders.outbox import OWNER
from planner.reminders.policy import LAST_SAFE, RISES_SOONER
from planner.reminders.rewriting import LATER_ONE, NOT_ALLOWED, NOT_NEEDED, SEEN, SENT, STOPPED

ONCE_IN = timedelta(hours=3)  # staff are told once of all plans that need a look meanwhile: a burst is muted
LOOK_AGAIN = timedelta(minutes=5)  # while the first reader is being told


class ToldLately(NamedTuple):
    """Of ways of staff: those that are `free` to be told, `until` when others wait, and whether any is `covered`: it
    took the same words after this could be told."""

    free: list[ChannelRecord]
    until: list[datetime]
    covered: bool


def rises_from(session: Session, notice: NoticeRecord, kept: KeptPlan, to: str, now: datetime) -> datetime | str:
    """From when on a last safe day rises to somebody else, or may be looked at again; or why it does not after all.

    It may not be allowed any more, its first reader may have seen all they were told; and they have had some hours for
    that, by their own hour and also after a pause. Who shares a plan cannot see all that was said of a step: where its
    owner was not told for such a reason, it rises to them all the same, and when it would have.
    """
    owner, zone = choices_of(kept.person), zone_of(kept)
    if to not in owner.rises:
        return NOT_ALLOWED
    told = select(NoticeRecord).where(
        NoticeRecord.plan_id == notice.plan_id, NoticeRecord.to == OWNER, NoticeRecord.kind == LAST_SAFE
    )
    newest = told.order_by(NoticeRecord.day.desc(), NoticeRecord.due_at.desc()).limit(1)
    first = session.scalar(newest.where(NoticeRecord.day == notice.day))
    quiet = owner.quiet_from, owner.quiet_to, zone
    if first is None or first.outcome in (STOPPED, NOT_NEEDED):
        if notice.share_id is None or (first is not None and first.outcome == STOPPED):
            return NOT_NEEDED
        began = out_of_quiet(moment_of(notice.day, owner.hour, zone), *quiet)
    elif first.at is not None and (first.attempts == 0 or first.taken_by):
        return max(first.due_at, now) + LOOK_AGAIN  # they are being told now
    else:
        began = max(first.due_at, _told_at(session, first) or first.due_at)
        if first.at is not None and first.told_on is None and is_quiet(now, *quiet) and first.at < notice.stale_at:
            return first.at + LOOK_AGAIN  # they are told when their quiet hours are over
    # What moved since it was seen is the newest of its day, and not seen yet; a later day is seen with those before it.
    seen = told.where(NoticeRecord.day > notice.day, NoticeRecord.seen_at.is_not(None)).limit(1)
    if (first is not None and first.seen_at) or session.scalar(seen):
        return SEEN
    return began + timedelta(hours=RISES_SOONER["share" if notice.share_id else CLINIC])


def _told_at(session: Session, first: NoticeRecord) -> datetime | None:
    """When its reader was first told; None where they were not."""
    sent = select(func.min(MessageRecord.at)).where(MessageRecord.notice_id == first.id, MessageRecord.outcome == SENT)
    return session.scalar(sent) or (first.done_at if first.outcome == LATER_ONE else None)


def told_lately(
    session: Session, channels: Sequence[ChannelRecord], notice: NoticeRecord, since: datetime, now: datetime
) -> ToldLately:
    """Which of these ways of staff took the same words lately, of another plan. They name none, so once is enough of
    all that could be told by then; what can be told `since` a later moment waits, or is told at once where it could not
    wait."""
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
        if at is not None and at >= since:
            covered = True
        elif at is not None and at + ONCE_IN < notice.stale_at:
            until.append(at + ONCE_IN)
        else:
            free.append(one)
    return ToldLately(free, until, covered)
