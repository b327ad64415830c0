"""What steps are called in calendars where others may look: neutral words, a number, or one's own word."""

from typing import NamedTuple

from planner.calendar.choices import NUMBERS
from planner.calendar.events import published_days
from planner.calendar.shown import names_for
from planner.engine.plan import Plan
from planner.languages import spoken
from planner.plans.kept import KeptPlan
from planner.web.plans.made import step_path


class Named(NamedTuple):
    """One step: its title, the page of it, and what it is called: in neutral words, as a number, by its owner."""

    title: str
    path: str
    neutral: str
    number: str
    own: str


def names_listed(kept: KeptPlan, plan: Plan) -> list[Named]:
    """The steps that have days in calendars, in the order of the plan."""
    numbered = names_for(kept, plan, NUMBERS)
    return [
        Named(
            spoken(one.item.words).title,
            f"{step_path(kept, one.item.key)}#named",
            spoken(one.item.words).discreet,
            numbered._replace(own={}).title(one.item),
            numbered.own.get(one.item.code, ""),
        )
        for one in plan.items
        if published_days(one, plan.resting)
    ]
