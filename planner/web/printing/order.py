"""Which steps of a plan come next, the gravest first, and the order in which a printed list shows them."""

from datetime import date

from planner.engine.conditions import YES
from planner.engine.plan import Plan, Planned
from planner.guidance.model import SEVERITIES
from planner.languages import spoken
from planner.web.plans.rows import ACTIVE, did_it_happen, is_booked_ahead

FOR_TODAY = ("do-now", "overdue", "past-last-safe")


def to_come(plan: Plan, first: str) -> list[Planned]:
    """The steps that are open or booked, what matters most in front, then those that open later, by day.

    `first` is the title of the one that stands before all others, if there is one.
    """
    today = plan.situation.today
    open_now = [one for one in plan.items if one.state in ACTIVE or (_booked(one, today) and one.state == "upcoming")]
    later = [one for one in plan.items if one.state == "upcoming" and one.window.opens and one not in open_now]
    open_now.sort(key=lambda one: (_title(one) != first, *_need(one, today)))
    later.sort(key=lambda one: (_title(one) != first, _day(one, today)))
    return [*open_now, *later]


def by_day(steps: list[Planned], first: str, today: date) -> list[Planned]:
    """The same steps as a list is read: the first one first, then by the day each is for."""
    return sorted(steps, key=lambda one: (_title(one) != first, _day(one, today)))


def _need(one: Planned, today: date) -> tuple[bool, bool, int, date]:
    """What asks for an answer or has a booked day, what presses and is surely theirs, how grave it is, its day."""
    sure = one.sure == YES
    known = did_it_happen(one, today) or _booked(one, today)
    return not known, one.state == "open" or not sure, SEVERITIES.index(one.severity) + (not sure), _day(one, today)


def _booked(one: Planned, today: date) -> bool:
    return is_booked_ahead(one, today)


def _day(one: Planned, today: date) -> date:
    """The day a step is for: today, when it presses; else its due day, else the day it opens."""
    if one.state in FOR_TODAY and not _booked(one, today):
        return today
    if one.state == "upcoming" and one.window.opens and not _booked(one, today):
        return one.window.opens
    return one.due or one.window.last_safe or date.max


def _title(one: Planned) -> str:
    return spoken(one.item.words).title
