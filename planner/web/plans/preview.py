"""What others would see of the calendar file: the titles of its first days in either words, and how many it holds."""

from typing import NamedTuple

from planner.calendar.events import NEUTRAL, Names, discreet_text, discreet_title, plain_title, published_days
from planner.engine.plan import Plan
from planner.web.days import short_day

SHOWN = 3


class Preview(NamedTuple):
    """The first events of the file from today on, as (day, title), in neutral and in plain words.

    `days` says how many it holds, `text` what stands behind each in neutral words.
    """

    first: list[tuple[str, str]]
    plain: list[tuple[str, str]]
    days: int
    text: str


def has_days(plan: Plan) -> bool:
    """Whether any day of a plan can go into a calendar."""
    return any(published_days(one, plan.resting) for one in plan.items)


def preview_of(plan: Plan, names: Names = NEUTRAL, note: str = "") -> Preview:
    """A look at the file before it is downloaded; `note` as in `events_of`. Nothing is made for it: it costs little."""
    today = plan.situation.today
    days = [
        (day, discreet_title(one.item, name, names), plain_title(one.item, name))
        for one in plan.items
        for name, day, _last in published_days(one, plan.resting)
    ]
    coming = sorted(one for one in days if one[0] >= today)[:SHOWN]
    return Preview(
        [(short_day(day, today), title) for day, title, _plain in coming],
        [(short_day(day, today), title) for day, _title, title in coming],
        len(days),
        f"{discreet_text()} {note}".strip(),
    )
