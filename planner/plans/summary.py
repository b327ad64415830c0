"""The one small row of a plan that lists are searched and sorted by. Worked out from its facts, never edited."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.engine.last_safe import next_last_safe
from planner.errors import AheadError
from planner.guidance.model import Guidance
from planner.plans.by_clinic import adjustments_in, guidance_for, told_in_plan
from planner.plans.closed_days import closed_days_of
from planner.plans.kept import KeptPlan
from planner.plans.models import PlanRecord, SummaryRecord
from planner.sealed import Where, unseal

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
READ = (
    PlanRecord.id,
    PlanRecord.answers,
    PlanRecord.adjusted,
    PlanRecord.asked_on,
    PlanRecord.as_of,
    PlanRecord.version,
)


class Rebuilt(NamedTuple):
    """One batch: how many plans it held, the id of the last one, and those without a new row, each with the reason."""

    plans: int
    last: str
    left_out: tuple[str, ...]


def last_safe_in(
    told: Mapping[str, Any],
    guidance: Guidance,
    *,
    asked_on: date,
    as_of: date,
    today: date,
    clinic: Mapping[str, Any] | None = None,
) -> date | None:
    """The next last safe day of a plan with these answers, as a file holds them, and with what a clinic decided for it.
    Raises Faults."""
    decided = clinic or {}
    read = told_in_plan(told, guidance, decided, asked_on)
    closed = closed_days_of(read.place)
    return next_last_safe(
        read,
        guidance_for(guidance, decided),
        asked_on=asked_on,
        today=today,
        closed_days=closed,
        as_of=as_of,
        adjustments=adjustments_in(decided),
    )


def keep_summary(session: Session, kept: KeptPlan, guidance: Guidance, today: date) -> None:
    """Write the row of one plan, in the caller's transaction."""
    days = {"asked_on": kept.asked_on, "as_of": kept.as_of, "today": today}
    day = last_safe_in(kept.told, guidance, **days, clinic=kept.clinic)
    session.flush()  # the plan itself may be new
    _write(session, [_row(kept.id, day, today, kept.version, guidance)])


def rebuild_some(
    session: Session, guidance: Guidance, today_in: Callable[[str | None], date], after: str, count: int
) -> Rebuilt:
    """Write the rows of the next `count` plans by id, after `after`. `today_in` says what day it is in a time zone.

    A plan that cannot be opened or read keeps the row it has, and the others get theirs.
    """
    query = select(*READ).where(PlanRecord.id > after).order_by(PlanRecord.id).limit(count).with_for_update()
    plans = session.execute(query).all()
    left_out, rows = [], []
    for plan, sealed, adjusted, asked_on, as_of, version in plans:
        try:
            told = json.loads(unseal(sealed, Where("plan", plan, "answers")))
            today = today_in(told.get("time_zone"))
            clinic = json.loads(unseal(adjusted, Where("plan", plan, "adjusted"))) if adjusted else {}
            day = last_safe_in(told, guidance, asked_on=asked_on, as_of=as_of, today=today, clinic=clinic)
        except AheadError as error:
            left_out.append(f"plan {plan}: {error.what_happened}")
        else:
            rows.append(_row(plan, day, today, version, guidance))
    if rows:
        _write(session, rows)
    return Rebuilt(len(plans), plans[-1][0] if plans else after, tuple(left_out))


def _row(plan: str, day: date | None, today: date, version: int, guidance: Guidance) -> dict[str, Any]:
    return {
        "plan_id": plan,
        "last_safe": day,
        "counted_on": today,
        "version": version,
        "guidance": guidance.digest,
    }


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    """Put rows in the place of those there are, by one statement."""
    connection = session.connection()
    connection.execute(_putting(connection.dialect.name), rows)


@lru_cache
def _putting(dialect: str) -> Any:
    insert = INSERTS[dialect](SummaryRecord.__table__)
    others = {name: insert.excluded[name] for name in ("last_safe", "counted_on", "version", "guidance")}
    return insert.on_conflict_do_update(index_elements=["plan_id"], set_=others)
