"""Whether a change is kept from a partner, worked out beside the service: by the engine and the rights alone.

This is the judge of the two worlds, so nothing here asks `plans.sharing` or `plans.shared`, which are being judged.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from planner.engine.plan import Plan, Planned, plan_for
from planner.errors import Faults
from planner.guidance.model import Guidance, codes_of
from planner.plans.closed_days import closed_days_of
from planner.plans.schemas import told_from

# The grave ones, which no group holds.
NEVER_IN_A_GROUP = ("F05", "F06", "B11", "B13")


class Facts(NamedTuple):
    """All a plan follows from. `asked_on`: when the answers were last confirmed, which only says what was to come then:
    from which day windows are counted is said beside it."""

    told: Mapping[str, Any]
    as_of: date
    asked_on: date
    resting: bool = False


class Chosen(NamedTuple):
    """What somebody lets a partner see: as in the form."""

    own_part: bool
    groups: tuple[str, ...]
    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    theirs: tuple[str, ...]

    def has(self, one: Planned) -> bool:
        """Whether one step is among it."""
        code, item = one.item.code, one.item
        if code in self.hidden:
            return False
        if {code} & {*self.shown, *self.theirs}:
            return True
        if code in NEVER_IN_A_GROUP:
            return False
        return item.phase in self.groups or (self.own_part and "partner" in item.who)


def plan_of(facts: Facts, guidance: Guidance, counted: date, day: date) -> Plan:
    """The plan on a day, its windows counted from another. Raises Faults."""
    told = told_from(facts.told, _codes(guidance), facts.asked_on)
    return plan_for(
        told,
        guidance,
        asked_on=counted,
        today=day,
        closed_days=closed_days_of(told.place),
        as_of=facts.as_of,
        resting=facts.resting,
    )


def seen_of(facts: Facts, chosen: Chosen, guidance: Guidance, counted: date, day: date) -> dict[str, Any]:
    """All a partner may see on a day: each step with its days, by its code.

    Its order and its grade rest on answers, and why nothing is planned is not for them: so neither stands here.
    """
    plan = plan_of(facts, guidance, counted, day)
    if plan.stopped or plan.resting:
        return {}
    return {
        one.item.code: (
            id(one.item),  # another edition, or that of another place, is another value
            one.state,
            one.window,
            (one.step.state, one.step.day) if one.step and one.step.state in ("done", "booked") else None,
            one.quiet,
            one.alarms,
            one.is_guess,
        )
        for one in plan.items
        if one.state != "paused" and chosen.has(one) and (not plan.paused or one.item.code in NEVER_IN_A_GROUP)
    }


def is_hidden(
    before: Facts, after: Facts, chosen: Chosen, guidance: Guidance, counted: Iterable[date], days: Iterable[date]
) -> bool | None:
    """Whether nothing a partner may see is another on any of these days, from whichever of these days it is counted.
    With none of those, it is counted as the plan does before and after, since it is not shared yet.

    None: nobody could say so at all.
    """
    days, since = list(days), [(day, day) for day in counted] or [(before.asked_on, after.asked_on)]
    try:
        return all(
            seen_of(before, chosen, guidance, was, day) == seen_of(after, chosen, guidance, is_now, day)
            for was, is_now in since
            for day in days
        )
    except Faults:
        return None


@lru_cache(maxsize=4)
def _codes(guidance: Guidance) -> frozenset[str]:
    return codes_of(guidance)
