"""Whether a last safe day rises to somebody else now: allowed, told to its first reader before, and not seen yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.plans.kept import KeptPlan
from planner.reminders.choices import CLINIC, choices_of
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.outbox import NOT_NEEDED, OWNER, STOPPED, notice_id
from planner.reminders.policy import LAST_SAFE, RISES_SOONER

NOT_ALLOWED, SEEN = "not-allowed", "seen"
ONCE_IN = timedelta(hours=3)  # staff are told once of all plans that need a look meanwhile: a burst is muted


def does_not_rise(session: Session, notice: NoticeRecord, kept: KeptPlan, to: str, now: datetime) -> datetime | str:
    """Why a last safe day does not rise after all, or until when it waits; empty where it rises.

    It may not be allowed any more, its first reader may have seen it, or was never to be told; or was told so lately,
    by their own hour, that they could not have looked yet.
    """
    if to not in choices_of(kept.person).rises:
        return NOT_ALLOWED
    first = session.get(NoticeRecord, notice_id(kept.secret, OWNER, LAST_SAFE, notice.day))
    if first is None or first.outcome in (STOPPED, NOT_NEEDED):
        return NOT_NEEDED
    alone = first.due_at + timedelta(hours=RISES_SOONER["share" if notice.share_id else CLINIC])
    if now < alone:
        return alone
    seen = select(NoticeRecord.id).where(
        NoticeRecord.plan_id == notice.plan_id,
        NoticeRecord.to == OWNER,
        NoticeRecord.kind == LAST_SAFE,
        NoticeRecord.seen_at.is_not(None),
        NoticeRecord.day >= notice.day,
    )
    return SEEN if session.scalars(seen.limit(1)).first() else ""


def told_lately(session: Session, channels: Sequence[ChannelRecord], now: datetime) -> set[str]:
    """Which of these ways of staff took the same words lately, of another plan: they name none, so once is enough."""
    taken = (
        select(MessageRecord.channel_id)
        .join(NoticeRecord, NoticeRecord.id == MessageRecord.notice_id)
        .where(MessageRecord.channel_id.in_([one.id for one in channels]), NoticeRecord.to == CLINIC)
        .where(MessageRecord.outcome == "sent", MessageRecord.at > now - ONCE_IN)
    )
    return set(session.scalars(taken))
