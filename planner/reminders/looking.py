"""Looks at each plan of which somebody is reminded once a day: what days passing changed is noted, and told."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select

from planner.accounts.access import Actor
from planner.db import db, transaction
from planner.logs import failed
from planner.plans.changing import Occasion, note_passed
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.plans.passed import needs_a_look
from planner.reminders.models import NoticeRecord, WatchedPlanRecord
from planner.reminders.outbox import AGAIN, keep_notices
from planner.reminders.sending import AWAY

SENDER = Actor("", "nobody", "")
KEPT = timedelta(days=180)  # for how long it is kept what was sent and what was not


def look_at_some(occasion_in: Callable[[str | None], Occasion], most: int) -> int:
    """Look at the next `most` plans whose day has come; how many there were. Raises NotKept."""
    now = occasion_in(None).now
    due = select(WatchedPlanRecord.plan_id).where(WatchedPlanRecord.look_at <= now)
    found = list(db.session.scalars(due.order_by(WatchedPlanRecord.look_at).limit(most)))
    for plan in found:
        _look_at(plan, occasion_in, now)
    return len(found)


def _look_at(plan: str, occasion_in: Callable[[str | None], Occasion], now: datetime) -> None:
    with transaction() as session:
        record = session.get(PlanRecord, plan, with_for_update=True, populate_existing=True)
        watched = session.get(WatchedPlanRecord, plan)
        if record is None or watched is None or watched.look_at is None or watched.look_at > now:
            return
        try:
            kept = kept_from(record)
            occasion = occasion_in(kept.told.get("time_zone"))
            session.execute(delete(NoticeRecord).where(*_long_done(plan, now)))
            with session.begin_nested():
                if kept.made_on is not None and needs_a_look(kept, occasion.today):
                    kept = note_passed(session, record, SENDER._replace(holder=kept.person), kept, occasion)
                keep_notices(session, kept, occasion)
        except AWAY:
            raise
        except Exception as error:  # one plan that cannot be read keeps back no other
            failed(error)
            watched.look_at = now + AGAIN


def _long_done(plan: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What names the notices of a plan that nobody asks after any more."""
    return NoticeRecord.plan_id == plan, NoticeRecord.at.is_(None), NoticeRecord.day < (now - KEPT).date()
