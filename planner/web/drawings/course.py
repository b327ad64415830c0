"""The course of treatment: which days and windows of a plan are shown, and the same in words, in order."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.dates import days_between
from planner.engine.milestones import Milestone
from planner.engine.plan import Plan, Planned
from planner.engine.verdicts import Dated
from planner.guidance.model import FIRST_CHEMO, SEVERITIES
from planner.languages import spoken
from planner.marked import N_
from planner.web.days import short_day
from planner.web.plans.rows import NEAR

MOST_WINDOWS = 8
BEFORE = ("fallback", "find-out", "freeze", "protect")
COURSE_WORDS = {
    FIRST_CHEMO: N_("First chemo"),
    "collection": N_("Collection of cells"),
    "admission": N_("Hospital stay starts"),
    "day-zero": N_("New cells day"),
    "discharge": N_("Home"),
}


class Stop(NamedTuple):
    """One line of the course down the page. `kind`: today, window, first, fixed, unfixed."""

    kind: str
    title: str
    when: str
    note: str = ""
    near: bool = False


class Course(NamedTuple):
    """What is drawn of a plan, and said beside the drawing: treatment days, windows and today."""

    days: list[Milestone]
    windows: list[Planned]
    today: date

    @property
    def has_first_chemo(self) -> bool:
        """Whether the first chemo is known at least roughly; without it nothing is drawn."""
        return bool(self.days) and self.days[0].key == FIRST_CHEMO


def course_shown(plan: Plan) -> Course:
    """The treatment days as far as they are known, in order, and the windows that matter most."""
    known = plan.situation.course
    return Course([known[key] for key in COURSE_WORDS if key in known], windows_shown(plan), plan.situation.today)


def stops_of(course: Course) -> list[Stop]:
    """The course as a list of days, in order: all that the drawing shows, in words."""
    today = course.today
    found = [(today, 0, Stop("today", _("Today"), short_day(today, today)))]
    for one in course.windows:
        opens, due = ends_of(one)
        title = spoken(one.item.words).title
        found.append(
            (opens, 1, Stop("window", title, stretch(opens, due, today), _note(one, today), is_near(one, today)))
        )
    for day in course.days:
        first = day.key == FIRST_CHEMO
        kind = "first" if first else "fixed" if day.confirmed else "unfixed"
        title = _(COURSE_WORDS[day.key])
        found.append((day.likely, 2, Stop(kind, title, likely_day(day, today), not_fixed(day, today))))
    return [one[2] for one in sorted(found, key=lambda one: one[:2])]


def _note(one: Planned, today: date) -> str:
    """What is said beside a window: that it is paused, and its last safe day."""
    if not one.window.last_safe:
        return _("paused") if one.state == "paused" else ""
    last = short_day(one.window.last_safe, today)
    if one.state == "paused":
        return _("paused, last safe day %(day)s", day=last)
    return _("last safe day %(day)s", day=last)


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


def ends_of(one: Dated) -> tuple[date, date]:
    """The first and last day of a window that is shown; of a booked step its day."""
    due = one.due or one.window.last_safe or date.max
    if one.step and one.step.state == "booked":
        return due, due
    return min(one.window.opens or due, due), due


def is_near(one: Dated, today: date) -> bool:
    """Whether its last safe day is within a week."""
    last = one.window.last_safe
    return one.state not in ("paused", "done") and last is not None and 0 <= days_between(today, last) <= NEAR


def stretch(opens: date, due: date, today: date) -> str:
    """The days of a window: '6 April to 1 May', or its one day."""
    if opens == due:
        return short_day(due, today)
    return _("%(first)s to %(last)s", first=short_day(opens, today), last=short_day(due, today))


def likely_day(milestone: Milestone, today: date) -> str:
    """The likely day of a milestone, said to be about right while it is not confirmed."""
    day = short_day(milestone.likely, today)
    return day if milestone.confirmed else _("about %(day)s", day=day)


def not_fixed(milestone: Milestone, today: date) -> str:
    """How far a milestone may move, or nothing when it is one confirmed day."""
    if milestone.earliest != milestone.latest:
        first, last = short_day(milestone.earliest, today), short_day(milestone.latest, today)
        return _("not fixed yet: %(first)s to %(last)s", first=first, last=last)
    return "" if milestone.confirmed else _("not fixed yet")
