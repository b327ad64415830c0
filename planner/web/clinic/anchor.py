"""How far the first chemo moved when a nurse confirmed collection without chemo, or took that back: said loudly."""

from datetime import date
from typing import NamedTuple

from planner.engine.plan import Plan
from planner.errors import NothingHere
from planner.languages import day_in_words
from planner.plans.changing import WITH_CHEMO, WITHOUT_CHEMO
from planner.plans.facts import told_in, without
from planner.plans.history import change_numbered
from planner.plans.kept import KeptPlan, facts_in, plan_from


class AnchorMoved(NamedTuple):
    """The first chemo day before and after, in words, and how many last safe days moved with it."""

    before: str
    after: str
    moved: int


def anchor_moved(kept: KeptPlan, made: Plan, number: str) -> AnchorMoved | None:
    """What the last change of a plan did to the day everything before treatment is counted from; None where it was
    another change. `number` is that of the change as an address holds it."""
    if number != str(kept.version):
        return None
    try:
        change = change_numbered(kept, kept.version)
    except NothingHere:
        return None
    if change.action not in (WITHOUT_CHEMO, WITH_CHEMO):
        return None
    told = told_in(without(facts_in(kept), change.patch))
    before = plan_from(kept._replace(told=told), made.guidance, made.situation.today)
    was, now = _last_safe_days(before), _last_safe_days(made)
    return AnchorMoved(_first(before), _first(made), sum(was.get(code) != day for code, day in now.items()))


def _first(plan: Plan) -> str:
    first = plan.situation.first_chemo
    return day_in_words(first.likely) if first else ""


def _last_safe_days(plan: Plan) -> dict[str, date]:
    return {one.item.code: one.window.last_safe for one in plan.items if one.window.last_safe}
