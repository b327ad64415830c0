"""One step of a plan as a line of a list: what, when, who, and how it stands."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.dates import days_between
from planner.engine.verdicts import Dated
from planner.guidance.model import Item
from planner.languages import spoken
from planner.marked import N_
from planner.plans.changes import Correction
from planner.web.days import listed, short_day

NEAR = 7  # days: a last safe day this close is shown in red
ACTIVE = ("do-now", "overdue", "due-soon", "past-last-safe", "open")
STATE_WORDS = {
    "done": N_("done"),
    "paused": N_("paused"),
    "past-last-safe": N_("ask today"),
    "do-now": N_("do now"),
    "overdue": N_("late"),
    "due-soon": N_("due soon"),
    "open": N_("open"),
    "upcoming": N_("later"),
}
WHO_WORDS = {"patient": N_("you"), "partner": N_("your partner"), "nurse": N_("your nurse")}

# What a person said about a step, as its tag shows it; a booked day that has gone by asks what came of it.
SAID_WORDS = {"booked": N_("booked"), "waiting": N_("waiting"), "ask": N_("to ask")}

# Gives the address of the page of one step. It tells nothing: an opaque name stands in it.
StepPath = Callable[[Item], str]


class Corrected(NamedTuple):
    """An urgent correction as a page shows it."""

    text: str
    day: str


# By the key of the item that was corrected.
Corrections = Mapping[str, Correction]


class Row(NamedTuple):
    """One step as a list shows it. `near`: its last safe day is within a week."""

    path: str
    title: str
    state: str
    word: str
    when: str
    last_safe: str
    near: bool
    who: str
    correction: Corrected | None


def row_of(one: Dated, today: date, path: str, correction: Correction | None = None) -> Row:
    """One step in words, with the address of its page."""
    state, last = one.state, one.window.last_safe
    live = state not in ("done", "paused") and not is_booked_ahead(one, today)
    return Row(
        path,
        spoken(one.item.words).title,
        look_of(one, today),
        state_word(one, today),
        when_of(one, today),
        _("last safe day %(day)s", day=short_day(last, today)) if last and state != "done" else "",
        live and last is not None and 0 <= days_between(today, last) <= NEAR,
        who_of(one.who),
        corrected(correction, today),
    )


def corrected(correction: Correction | None, today: date) -> Corrected | None:
    """An urgent correction in words, if there is one."""
    return correction and Corrected(correction.text, short_day(correction.day, today))


def is_booked_ahead(one: Dated, today: date) -> bool:
    """Whether the step waits for a booked day that is today or still to come."""
    step = one.step
    return step is not None and step.state == "booked" and step.day is not None and step.day >= today


def did_it_happen(one: Dated, today: date) -> bool:
    """Whether a booked day has gone by and nobody has said if it happened."""
    step = one.step
    return step is not None and step.state == "booked" and step.day is not None and step.day < today


def look_of(one: Dated, today: date) -> str:
    """Which look the tag of a step has: what its owner said of it, else how it stands."""
    if one.state in ("done", "paused", "past-last-safe") or one.step is None or did_it_happen(one, today):
        return one.state
    return one.step.state if one.step.state in SAID_WORDS else one.state


def state_word(one: Dated, today: date) -> str:
    """How a step stands, in a word or two for its tag."""
    opens = one.window.opens
    if did_it_happen(one, today) and one.state != "paused":
        return _("did it happen?")
    if one.step and look_of(one, today) == one.step.state and one.step.state in SAID_WORDS:
        return _(SAID_WORDS[one.step.state])
    if one.state == "upcoming" and opens and opens > today:
        return _("from %(day)s", day=short_day(opens, today))
    return _(STATE_WORDS[one.state])


def when_of(one: Dated, today: date) -> str:
    """When a step is due, as a phrase: 'by 20 April', 'from 29 June 2027', '11 to 18 May', 'no day yet'."""
    opens, due = one.window.opens, one.due
    if one.state == "done":
        return _("done %(day)s", day=short_day(due, today)) if due else _("done")
    if one.step and one.step.state == "booked" and due:
        return _("booked for %(day)s", day=short_day(due, today))
    if due is None and opens is None:
        return _("no day yet")
    when = _counted_day(one, today)
    return _("%(when)s, an estimate", when=when) if one.window.estimate else when


def _counted_day(one: Dated, today: date) -> str:
    """The day of a step that is neither done nor booked."""
    opens, due, timing = one.window.opens, one.due, one.item.timing
    if due is None:
        return _("from %(day)s", day=short_day(opens, today)) if opens else ""
    if one.item.kind == "card" and opens and opens != due:
        return _("%(first)s to %(last)s", first=short_day(opens, today), last=short_day(due, today))
    if timing.direction == "until" and opens and opens <= today:
        return _("from now on")
    if timing.direction == "until":
        return _("not before %(day)s", day=short_day(due, today))
    if timing.at:
        return short_day(due, today)
    if due == today:
        return _("today")
    return _("by %(day)s", day=short_day(due, today))


def who_of(who: tuple[str, ...]) -> str:
    """Whose step it is, or nothing when it is the person's own."""
    return "" if who == ("patient",) else listed(_(WHO_WORDS[one]) for one in who)
