"""The course of treatment in words: each day of it and the windows that matter most, in order."""

from datetime import date
from typing import NamedTuple

from planner.engine.dates import days_between
from planner.engine.milestones import Milestone
from planner.engine.plan import Plan, Planned
from planner.guidance.model import FIRST_CHEMO, SEVERITIES
from planner.web.days import short_day
from planner.web.rows import NEAR

MOST_WINDOWS = 8
BEFORE = ("fallback", "find-out", "freeze", "protect")
COURSE_WORDS = {
    FIRST_CHEMO: "First chemo",
    "collection": "Collection of cells",
    "admission": "Hospital stay starts",
    "day-zero": "New cells day",
    "discharge": "Home",
}


class Stop(NamedTuple):
    """One line of the course down the page. `kind`: today, window, first, fixed, unfixed."""

    kind: str
    title: str
    when: str
    note: str = ""
    near: bool = False


def stops_of(plan: Plan, language: str = "en") -> list[Stop]:
    """The course of treatment as a list of days, in order: the drawing in words."""
    today = plan.situation.today
    found = [(today, 0, Stop("today", "Today", short_day(today, today)))]
    for one in windows_shown(plan):
        opens, due = ends_of(one)
        note = f"last safe day {short_day(one.window.last_safe, today)}" if one.window.last_safe else ""
        if one.state == "paused":
            note = f"paused, {note}" if note else "paused"
        when = (
            f"until {short_day(due, today)}"
            if opens < today
            else f"{short_day(opens, today)} to {short_day(due, today)}"
        )
        when = short_day(due, today) if opens == due else when
        title = one.item.words[language].title
        found.append((max(opens, today), 1, Stop("window", title, when, note, is_near(one, today))))
    for milestone in course_shown(plan):
        title, first = COURSE_WORDS[milestone.key], milestone.key == FIRST_CHEMO
        when = likely_day(milestone, today)
        note = "" if milestone.confirmed else "not fixed yet"
        if milestone.earliest != milestone.latest:
            earliest, latest = short_day(milestone.earliest, today), short_day(milestone.latest, today)
            note = f"not fixed yet: {earliest} to {latest}"
        kind = "first" if first else "fixed" if milestone.confirmed else "unfixed"
        found.append((milestone.likely, 2, Stop(kind, title, when, note)))
    return [stop for _, _, stop in sorted(found, key=lambda one: one[:2])]


def windows_shown(plan: Plan) -> list[Planned]:
    """The windows worth drawing: before the first chemo, with a last safe day or critical; eight at most."""
    found = [
        one
        for one in plan.items
        if one.item.phase in BEFORE
        and one.state != "done"
        and one.due is not None
        and one.item.timing.anchor != "asked-on"
        and (one.window.last_safe is not None or (one.severity == "critical" and one.state != "paused"))
    ]
    found.sort(key=lambda one: (one.window.last_safe is None, SEVERITIES.index(one.severity), ends_of(one)))
    return sorted(found[:MOST_WINDOWS], key=lambda one: (ends_of(one), one.item.code))


def course_shown(plan: Plan) -> list[Milestone]:
    """The treatment days that are shown, in order, as far as they are known."""
    return [plan.situation.course[key] for key in COURSE_WORDS if key in plan.situation.course]


def ends_of(one: Planned) -> tuple[date, date]:
    """The first and last day of a window that is shown."""
    due = one.due or one.window.last_safe or date.max
    return min(one.window.opens or due, due), due


def is_near(one: Planned, today: date) -> bool:
    """Whether its last safe day is within a week."""
    last = one.window.last_safe
    return one.state != "paused" and last is not None and 0 <= days_between(today, last) <= NEAR


def likely_day(milestone: Milestone, today: date) -> str:
    """The likely day of a milestone, said to be about right while it is not confirmed."""
    day = short_day(milestone.likely, today)
    return day if milestone.confirmed else f"about {day}"
