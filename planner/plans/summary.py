"""The one small row of a plan that lists are searched and sorted by. Worked out from its facts, never edited."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.engine.plan import Plan
from planner.errors import AheadError
from planner.guidance.model import Guidance
from planner.plans.kept import KeptPlan, kept_from, plan_from
from planner.plans.models import PlanRecord, SummaryRecord

ANSWERED = ("done", "paused")  # states in which a last safe day needs no watching


class Rebuilt(NamedTuple):
    """One batch: how many plans it held, the id of the last one, and those without a new row, each with the reason."""

    plans: int
    last: str
    left_out: tuple[str, ...]


def next_last_safe(plan: Plan) -> date | None:
    """The next last safe day still to come of a step that is not answered for; None when there is none."""
    today = plan.situation.today
    days = [
        one.window.last_safe
        for one in plan.items
        if one.window.last_safe and one.window.last_safe >= today and one.state not in ANSWERED
    ]
    return min(days, default=None)


def keep_summary(session: Session, kept: KeptPlan, guidance: Guidance, today: date) -> None:
    """Write the row of one plan, in the caller's transaction."""
    row = session.get(SummaryRecord, kept.id) or SummaryRecord(plan_id=kept.id)
    row.last_safe = next_last_safe(plan_from(kept, guidance, today))
    row.counted_on, row.version, row.guidance = today, kept.version, guidance.digest
    session.add(row)


def rebuild_some(
    session: Session, guidance: Guidance, today_of: Callable[[KeptPlan], date], after: str, count: int
) -> Rebuilt:
    """Write the rows of the next `count` plans by id, after `after`. `today_of` says what day it is for a plan.

    A plan that cannot be opened or read keeps the row it has, and the others get theirs.
    """
    query = select(PlanRecord).where(PlanRecord.id > after).order_by(PlanRecord.id).limit(count).with_for_update()
    records = list(session.scalars(query))
    left_out = []
    for record in records:
        try:
            kept = kept_from(record)
            keep_summary(session, kept, guidance, today_of(kept))
        except AheadError as error:
            left_out.append(f"plan {record.id}: {error.what_happened}")
    return Rebuilt(len(records), records[-1].id if records else after, tuple(left_out))
