"""What if: the same answers with other dates, side by side, and the earliest date that leaves room."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from planner.engine.adjustments import Adjustment
from planner.engine.dates import ClosedDays, add_days
from planner.engine.plan import Plan, plan_for
from planner.guidance.model import Guidance
from planner.questions.told import Told

ROOM = ("fits", "not-needed")
FURTHEST = 366  # days ahead in which an earliest date with room is looked for


class Candidate(NamedTuple):
    """One date that might be chosen. `moved` and `closed` hold codes: days that change, and items no longer there."""

    kind: str
    day: date
    plan: Plan
    moved: tuple[str, ...]
    closed: tuple[str, ...]


class Comparison(NamedTuple):
    """Candidates in the order they were named, and the earliest date of the first kind that leaves room for all."""

    candidates: tuple[Candidate, ...]
    kind: str
    earliest_with_room: date | None


def compare(
    told: Told,
    guidance: Guidance,
    dates: list[tuple[str, date]],
    *,
    asked_on: date,
    today: date,
    closed_days: ClosedDays,
    chosen: Sequence[str] | None = None,
    as_of: date | None = None,
    adjustments: Sequence[Adjustment] = (),
) -> Comparison:
    """Plans for each candidate date, compared with the plan as it stands. `dates` is not empty.

    The earliest date has room for the `chosen` options, by key; None means all that a person may want. `as_of` and
    `adjustments` as in `plan_for`.
    """

    def plan_of(told: Told) -> Plan:
        return plan_for(
            told,
            guidance,
            asked_on=asked_on,
            today=today,
            closed_days=closed_days,
            as_of=as_of,
            adjustments=adjustments,
        )

    before, kind = plan_of(told), dates[0][0]
    candidates = tuple(candidate(before, kind, day, plan_of(moved_to(told, kind, day))) for kind, day in dates)
    earliest = earliest_with_room(lambda day: plan_of(moved_to(told, kind, day)), today, chosen)
    return Comparison(candidates, kind, earliest)


def candidate(before: Plan, kind: str, day: date, plan: Plan) -> Candidate:
    """One date, with what its plan changes in the plan `before`."""
    return Candidate(kind, day, plan, _moved(before, plan), _closed(before, plan))


def earliest_with_room(
    plan_on: Callable[[date], Plan | None], today: date, chosen: Sequence[str] | None
) -> date | None:
    """The first day from today on whose plan has room for the `chosen` options; None when no day of a year has.

    `plan_on` gives None for a day that cannot be.
    """
    for ahead in range(FURTHEST):
        plan = plan_on(day := add_days(today, ahead))
        if plan and has_room(plan, chosen):
            return day
    return None


def moved_to(told: Told, kind: str, day: date) -> Told:
    """The same answers with another treatment date. Days told of other milestones hung on the old one and go."""
    answers = dict(told.answers) | {"treatment_date_kind": kind, "treatment_date_certainty": "confirmed"}
    days = dict(told.days) | {"treatment_date": day}
    return replace(told, answers=answers, days=days, milestones={}, whole_month=False)


def has_room(plan: Plan, chosen: Sequence[str] | None = None) -> bool:
    """Whether every option a person may want, or every chosen one, fits with comfort."""
    meant = [one for one in plan.feasibility if chosen is None or one.option.key in chosen]
    return bool(meant) and all(one.verdict in ROOM for one in meant)


def _moved(before: Plan, after: Plan) -> tuple[str, ...]:
    old = {planned.item.code: _days(planned.window) for planned in before.items}
    new = {planned.item.code: _days(planned.window) for planned in after.items}
    return tuple(sorted(code for code in old.keys() & new.keys() if old[code] != new[code]))


def _closed(before: Plan, after: Plan) -> tuple[str, ...]:
    kept = {planned.item.code for planned in after.items}
    return tuple(sorted(planned.item.code for planned in before.items if planned.item.code not in kept))


def _days(window: object) -> tuple[object, ...]:
    return tuple(getattr(window, name) for name in ("opens", "due", "last_safe", "repeats", "then"))
