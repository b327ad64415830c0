"""What a reader has been told already, so that a message after a pause, or a second way, does not say it once more."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.engine.verdicts import Dated
from planner.plans.changing import Occasion
from planner.reminders.models import NoticeRecord
from planner.reminders.policy import DAILY, LAST_SAFE, LOOKS_BACK, ordinary
from planner.reminders.rewriting import SENT
from planner.reminders.words import Said


def is_in_a_later_one(session: Session, notice: NoticeRecord, occasion: Occasion) -> bool:
    """Whether another notice for the same reader is due by now that says all of this: after a pause, one comes."""
    later = select(NoticeRecord.id).where(
        NoticeRecord.plan_id == notice.plan_id,
        NoticeRecord.to == notice.to,
        NoticeRecord.at.is_not(None),
        NoticeRecord.due_at <= occasion.now,
        NoticeRecord.day > notice.day,
        NoticeRecord.kind.in_((DAILY, LAST_SAFE) if notice.kind == DAILY else (notice.kind,)),
    )
    return session.scalars(later.limit(1)).first() is not None


def told_since(session: Session, notice: NoticeRecord, marks: frozenset[str]) -> bool:
    """Whether all last safe days that this notice would tell of were told by another one for the same or a later day: a
    way took that while another was taking nothing, or the plan changed while that was under way."""
    if not marks:
        return False
    others = select(NoticeRecord.said).where(
        NoticeRecord.plan_id == notice.plan_id,
        NoticeRecord.to == notice.to,
        NoticeRecord.kind == notice.kind,
        NoticeRecord.day >= notice.day,
        NoticeRecord.id != notice.id,
        NoticeRecord.outcome == SENT,
    )
    return any(marks <= set(said.split()) for said in session.scalars(others))


def ringing(session: Session, notice: NoticeRecord, steps: Sequence[Dated], today: date) -> list[Said]:
    """The steps that rang since the last message that told of any, at most a week back, and are still to be done."""
    told = select(func.max(NoticeRecord.told_on)).where(
        NoticeRecord.plan_id == notice.plan_id,
        NoticeRecord.to == notice.to,
        NoticeRecord.id != notice.id,
        NoticeRecord.kind.in_((DAILY, LAST_SAFE)),
    )
    last = session.scalar(told)
    first = max(notice.day - timedelta(days=LOOKS_BACK - 1), last + timedelta(days=1) if last else date.min)
    codes = {code for due in ordinary(steps, first, today) for code, _none in due.steps}
    return [Said(one, None) for one in steps if one.item.code in codes]
