"""What days that pass change by themselves in a plan, worked out: nothing is kept here."""

from datetime import date
from typing import Any

from planner.engine.differences import Differences, differences
from planner.engine.plan import Plan
from planner.guidance.model import Guidance
from planner.plans.kept import KeptPlan, plan_from

STOPPED = ("postponed", "cancelled", "died")  # statuses of the treatment in which nothing is due
Passed = dict[str, Any]  # what is kept of it, by codes: see `passed_between`


def passed_between(before: Plan, after: Plan) -> Passed:
    """What the days between two looks at the same facts changed; empty when nothing did.

    `options`: [key, verdict before, verdict now]; `closed`, `comes`, `goes`: codes of steps; `asks`: true when a day
    that was told has gone by and nobody has said whether it happened.
    """
    if after.stopped:
        return {}
    found: Differences = differences(before, after)
    passed: Passed = {
        "options": [[one.was.option.key, one.was.verdict, one.will_be.verdict] for one in found.options],
        "closed": sorted(one.item.code for one in found.closed),
        "comes": sorted(one.item.code for one in found.comes),
        "goes": sorted(one.item.code for one in found.goes),
        "asks": after.situation.told_day_has_passed and not before.situation.told_day_has_passed,
    }
    return {name: what for name, what in passed.items() if what}


def needs_a_look(kept: KeptPlan, today: date) -> bool:
    """Whether days have passed since it was last noted what they changed. What is stopped is left in peace."""
    return kept.made_on is not None and kept.looked_on < today and not is_stopped(kept)


def is_stopped(kept: KeptPlan) -> bool:
    """Whether the treatment is put off or off, or its owner has died. What passed meanwhile is noted on going on."""
    return kept.told.get("treatment_status") in STOPPED


def passed_since(kept: KeptPlan, guidance: Guidance, today: date) -> Passed:
    """What the days since the last look changed."""
    since = max(kept.looked_on, kept.asked_on)  # answers confirmed later were seen as they were on that day
    return passed_between(plan_from(kept, guidance, since), plan_from(kept, guidance, today)) if since < today else {}
