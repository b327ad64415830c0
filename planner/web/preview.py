"""What others would see of the calendar: the titles of its first days, and how many days it holds."""

from typing import NamedTuple

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.engine.plan import Plan
from planner.web.days import short_day

SHOWN = 3


class Preview(NamedTuple):
    """The first events of the discreet file from today on, as (day, title), and how many it holds in all."""

    first: list[tuple[str, str]]
    days: int


def preview_of(plan: Plan) -> Preview:
    """A look at the discreet file before it is downloaded."""
    today = plan.situation.today
    events = sorted(events_of(plan, secret=PREVIEW_SECRET), key=lambda event: (event.day, event.uid))
    coming = [event for event in events if event.day >= today][:SHOWN]
    return Preview([(short_day(event.day, today), event.title) for event in coming], len(events))
