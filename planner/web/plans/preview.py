"""What others would see of the calendar: the titles of its first days, and how many days it holds."""

from typing import NamedTuple

from planner.calendar.events import discreet_text, discreet_title, published_days
from planner.engine.plan import Plan
from planner.web.days import short_day

SHOWN = 3


class Preview(NamedTuple):
    """The first events of the discreet file from today on, as (day, title), how many it holds, and the text of each."""

    first: list[tuple[str, str]]
    days: int
    text: str


def preview_of(plan: Plan) -> Preview:
    """A look at the discreet file before it is downloaded. Nothing is named or made for it, so it costs little."""
    today = plan.situation.today
    days = [
        (day, discreet_title(one.item, name))
        for one in plan.items
        for name, day, _last in published_days(one, plan.resting)
    ]
    coming = sorted(one for one in days if one[0] >= today)[:SHOWN]
    return Preview([(short_day(day, today), title) for day, title in coming], len(days), discreet_text())
