"""One step of a plan as a line of a list: what, when, who, and how it stands."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from planner.engine.dates import days_between
from planner.engine.plan import Planned
from planner.guidance.model import Item
from planner.plans.changes import Correction
from planner.web.days import listed, short_day

NEAR = 7  # days: a last safe day this close is shown in red
ACTIVE = ("do-now", "overdue", "due-soon", "past-last-safe", "open")
STATE_WORDS = {
    "done": "done",
    "paused": "paused",
    "past-last-safe": "ask today",
    "do-now": "do now",
    "overdue": "late",
    "due-soon": "due soon",
    "open": "open",
    "upcoming": "later",
}
WHO_WORDS = {"patient": "you", "partner": "your partner", "nurse": "your nurse"}

# What a person said about a step, as its tag shows it; a booked day that has gone by asks what came of it.
SAID_WORDS = {"booked": "booked", "waiting": "waiting", "ask": "to ask"}

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


def row_of(one: Planned, today: date, path: str, correction: Correction | None = None, language: str = "en") -> Row:
    """One step in words, with the address of its page."""
    state, last = one.state, one.window.last_safe
    live = state not in ("done", "paused") and not is_booked_ahead(one, today)
    return Row(
        path,
        one.item.words[language].title,
        look_of(one, today),
        state_word(one, today),
        when_of(one, today),
        f"last safe day {short_day(last, today)}" if last and state != "done" else "",
        live and last is not None and 0 <= days_between(today, last) <= NEAR,
        who_of(one.item.who),
        corrected(correction, today),
    )


def corrected(correction: Correction | None, today: date) -> Corrected | None:
    """An urgent correction in words, if there is one."""
    return correction and Corrected(correction.text, short_day(correction.day, today))


def is_booked_ahead(one: Planned, today: date) -> bool:
    """Whether the step waits for a booked day that is today or still to come."""
    step = one.step
    return step is not None and step.state == "booked" and step.day is not None and step.day >= today


def did_it_happen(one: Planned, today: date) -> bool:
    """Whether a booked day has gone by and nobody has said if it happened."""
    step = one.step
    return step is not None and step.state == "booked" and step.day is not None and step.day < today


def look_of(one: Planned, today: date) -> str:
    """Which look the tag of a step has: what its owner said of it, else how it stands."""
    if one.state in ("done", "paused", "past-last-safe") or one.step is None or did_it_happen(one, today):
        return one.state
    return one.step.state if one.step.state in SAID_WORDS else one.state


def state_word(one: Planned, today: date) -> str:
    """How a step stands, in a word or two for its tag."""
    opens = one.window.opens
    if did_it_happen(one, today) and one.state != "paused":
        return "did it happen?"
    if one.step and look_of(one, today) == one.step.state and one.step.state in SAID_WORDS:
        return SAID_WORDS[one.step.state]
    if one.state == "upcoming" and opens and opens > today:
        return f"from {short_day(opens, today)}"
    return STATE_WORDS[one.state]


def when_of(one: Planned, today: date) -> str:
    """When a step is due, as a phrase: 'by 20 April', 'from 29 June 2027', '11 to 18 May', 'no day yet'."""
    opens, due, timing = one.window.opens, one.due, one.item.timing
    about = ", an estimate" if one.window.estimate and (due or opens) else ""
    if one.state == "done":
        return f"done {short_day(due, today)}" if due else "done"
    if one.step and one.step.state == "booked" and due:
        return f"booked for {short_day(due, today)}"
    if due is None:
        return f"from {short_day(opens, today)}{about}" if opens else "no day yet"
    if one.item.kind == "card" and opens and opens != due:
        return f"{short_day(opens, today)} to {short_day(due, today)}{about}"
    if timing.direction == "until" and opens and opens <= today:
        return f"from now on{about}"
    if timing.direction == "until":
        return f"not before {short_day(due, today)}{about}"
    if timing.at:
        return f"{short_day(due, today)}{about}"
    if due == today:
        return f"today{about}"
    return f"by {short_day(due, today)}{about}"


def who_of(who: tuple[str, ...]) -> str:
    """Whose step it is, or nothing when it is the person's own."""
    return "" if who == ("patient",) else listed([WHO_WORDS[one] for one in who])
