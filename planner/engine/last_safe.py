"""The next last safe day of one person: what lists are sorted by, without working out the rest of the plan."""

from collections.abc import Iterable, Sequence
from datetime import date

from planner.engine.adjusting import decisions_for
from planner.engine.adjustments import Adjustment
from planner.engine.dates import ClosedDays
from planner.engine.rules import rules_in_force
from planner.engine.situation import situation_of
from planner.engine.verdicts import Planned
from planner.guidance.model import Guidance
from planner.questions.told import Told

ANSWERED = ("done", "paused")  # states in which a last safe day needs no watching


def next_last_safe(
    told: Told,
    guidance: Guidance,
    *,
    asked_on: date,
    today: date,
    closed_days: ClosedDays,
    as_of: date | None = None,
    adjustments: Sequence[Adjustment] = (),
) -> date | None:
    """The next last safe day still to come of a step that is not answered for; None when there is none.

    The same as `soonest` of the items of `plan_for` with these arguments, from the few items that it hangs on.
    """
    if told.said("therapy_kind", "no-chemo-cells") or told.said("treatment_status", "died"):
        return None
    rules = rules_in_force(guidance, told.place, max(as_of or asked_on, guidance.begins))
    situation, adjusted = situation_of(told, guidance, asked_on, today), tuple(adjustments)
    decisions = decisions_for(situation, rules, guidance, closed_days, told.steps, adjustments=adjusted)
    decisions.decide_all(rules.watched)
    return soonest(decisions.planned, today)


def soonest(items: Iterable[Planned], today: date) -> date | None:
    """The first last safe day, from today on, of items that are not answered for."""
    days = [
        one.window.last_safe
        for one in items
        if one.window.last_safe and one.window.last_safe >= today and one.state not in ANSWERED
    ]
    return min(days, default=None)
