"""The one thing to do next: what, by when and why, and what comes after it."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.conditions import YES
from planner.engine.dates import days_between
from planner.engine.plan import Plan, Planned
from planner.engine.verdicts import Dated
from planner.guidance.model import SEVERITIES
from planner.languages import spoken
from planner.web.days import named_day
from planner.web.plans.rows import ACTIVE, NEAR, Row, did_it_happen, is_booked_ahead
from planner.web.plans.sentences import sentences_of

ON_TOP = ("F05", "B01")
CARD = 170  # letters of the reason that the card of the next thing shows; the rest is on its page


class Next(NamedTuple):
    """The one thing to do next, and what comes after it. `why` is the short reason; the step's page has all of it."""

    row: Row
    eyebrow: str
    when: str
    why: str
    note: str
    tone: str
    after: list[Row]


def next_of(plan: Plan, rows: dict[str, Row]) -> Next | None:
    """The gravest step that presses and is surely theirs, else the gravest open one, else the first to come."""
    today, (waiting, coming) = plan.situation.today, in_turn(plan)
    if not waiting and not coming:
        return None
    first = (waiting or coming)[0]
    rest = [one for one in (*waiting, *coming) if one is not first][:2]
    row = rows[first.item.key]
    eyebrow = _("Next") if first in waiting else _("Nothing to do today. Next")
    why = in_short(spoken(first.item.words).why)
    after = [rows[one.item.key] for one in rest]
    return Next(row, eyebrow, by_when(first, today), why, note_of(first), tone_of(first, row), after)


def in_turn(plan: Plan) -> tuple[list[Planned], list[Planned]]:
    """What waits to be done, the gravest first, and what is still to come. What is booked ahead is in neither."""
    today = plan.situation.today
    open_now = [one for one in plan.items if one.state in ACTIVE and not is_booked_ahead(one, today)]
    waiting = sorted(open_now, key=lambda one: (*_said(one, today), *_gravest(one)))
    return waiting, [one for one in plan.items if one.state == "upcoming" and one.window.opens]


def tone_of(one: Dated, row: Row) -> str:
    """Whether a step is next, soon, or in the week of its last safe day."""
    return "last" if row.near else "soon" if one.state in ("due-soon", "overdue", "past-last-safe") else "next"


def note_of(one: Dated) -> str:
    """What stands beside the day of a step: that it is an estimate, or nothing."""
    return _("an estimate") if one.window.estimate and one.due else ""


def presses(one: Planned, today: date) -> bool:
    """Whether the last safe day of a step is within a week, or gone."""
    last = one.window.last_safe
    return one.window.past is not None or (last is not None and days_between(today, last) <= NEAR)


def _said(one: Planned, today: date) -> tuple[bool, bool]:
    """First a booked day that has gone by, last what waits on somebody else, or on an answer of the nurse.

    Whoever waits is not left waiting when its last safe day is within a week, or gone.
    """
    waits = one.step is not None and one.step.state in ("waiting", "ask") and not presses(one, today)
    return not did_it_happen(one, today), waits


def _gravest(one: Planned) -> tuple[bool, bool, bool, int]:
    """First what the plan puts on top, then what replaces other steps, then what presses, then by how grave it is.

    A step that is here only because an answer was skipped neither presses nor counts as grave as one that is sure.
    """
    code, sure = one.item.code, one.sure == YES
    grave = SEVERITIES.index(one.severity) + (not sure)
    return code not in ON_TOP, one.item.phase != "fallback", one.state == "open" or not sure, grave


def in_short(text: str, most: int = CARD) -> str:
    """The first sentences of a text, as many as a card can hold; one at the least."""
    short, *rest = sentences_of(text)
    for sentence in rest:
        if len(f"{short}. {sentence}") > most:
            return f"{short}."
        short = f"{short}. {sentence}"
    return short


def by_when(one: Dated, today: date) -> str:
    """When the next thing is due, as a sentence with the day of the week."""
    due = one.due
    if did_it_happen(one, today) and due:
        return _("You had booked it for %(day)s. Did it happen?", day=named_day(due, today))
    if one.state in ("past-last-safe", "overdue"):
        return _("Today.")
    if due is None:
        return _("Now.") if one.window.do_now else ""
    if one.state == "do-now" and due < today:
        return _("Today.")
    named, tomorrow = named_day(due, today), days_between(today, due) == 1
    if one.window.last_safe and one.window.last_safe == due:
        return _("Last safe day: %(day)s.", day=named)
    if due == today:
        return _("Today, %(day)s.", day=named)
    if one.state == "do-now" and tomorrow:
        return _("Today, or tomorrow, %(day)s, at the latest.", day=named)
    if one.item.phase == "fallback" and one.item.timing.anchor == "event":  # each day that passes makes it harder
        return _("Today if you can, %(day)s at the latest.", day=named)
    if one.item.timing.direction != "until":
        return _("By tomorrow, %(day)s.", day=named) if tomorrow else _("By %(day)s.", day=named)
    if one.window.opens and one.window.opens <= today:
        return _("From now on.")
    return _("From tomorrow, %(day)s.", day=named) if tomorrow else _("From %(day)s.", day=named)
