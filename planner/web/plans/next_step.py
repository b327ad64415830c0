"""The one thing to do next: what, by when and why, and what comes after it."""

from datetime import date
from typing import NamedTuple

from planner.engine.conditions import YES
from planner.engine.dates import days_between
from planner.engine.plan import Plan, Planned
from planner.guidance.model import SEVERITIES
from planner.web.days import named_day
from planner.web.plans.rows import ACTIVE, NEAR, Row, did_it_happen, is_booked_ahead

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


def next_of(plan: Plan, rows: dict[str, Row], language: str = "en") -> Next | None:
    """The gravest step that presses and is surely theirs, else the gravest open one, else the first to come."""
    today = plan.situation.today
    open_now = [one for one in plan.items if one.state in ACTIVE and not is_booked_ahead(one, today)]
    waiting = sorted(open_now, key=lambda one: (*_said(one, today), *_gravest(one)))
    coming = [one for one in plan.items if one.state == "upcoming" and one.window.opens]
    if not waiting and not coming:
        return None
    first = (waiting or coming)[0]
    rest = [one for one in (*waiting, *coming) if one is not first][:2]
    row, due = rows[first.item.key], first.due
    eyebrow = "Next" if first in waiting else "Nothing to do today. Next"
    tone = "last" if row.near else "soon" if first.state in ("due-soon", "overdue", "past-last-safe") else "next"
    note = "an estimate" if first.window.estimate and due else ""
    why = _in_short(first.item.words[language].why)
    after = [rows[one.item.key] for one in rest]
    return Next(row, eyebrow, _by(first, due, today), why, note, tone, after)


def _said(one: Planned, today: date) -> tuple[bool, bool]:
    """First a booked day that has gone by, last what waits on somebody else, or on an answer of the nurse.

    Whoever waits is not left waiting when its last safe day is within a week, or gone.
    """
    last = one.window.last_safe
    presses = one.window.past is not None or (last is not None and days_between(today, last) <= NEAR)
    waits = one.step is not None and one.step.state in ("waiting", "ask") and not presses
    return not did_it_happen(one, today), waits


def _gravest(one: Planned) -> tuple[bool, bool, bool, int]:
    """First what the plan puts on top, then what replaces other steps, then what presses, then by how grave it is.

    A step that is here only because an answer was skipped neither presses nor counts as grave as one that is sure.
    """
    code, sure = one.item.code, one.sure == YES
    grave = SEVERITIES.index(one.severity) + (not sure)
    return code not in ON_TOP, one.item.phase != "fallback", one.state == "open" or not sure, grave


def _in_short(text: str) -> str:
    """The first sentences of a text, as many as a card can hold; one at the least."""
    short, *rest = text.split(". ")
    for sentence in rest:
        if len(f"{short}. {sentence}") > CARD:
            return f"{short}."
        short = f"{short}. {sentence}"
    return short


def _by(one: Planned, due: date | None, today: date) -> str:
    """When the next thing is due, as a sentence with the day of the week."""
    if did_it_happen(one, today) and due:
        return f"You had booked it for {named_day(due, today)}. Did it happen?"
    if one.state in ("past-last-safe", "overdue"):
        return "Today."
    if due is None:
        return "Now." if one.window.do_now else ""
    if one.state == "do-now" and due < today:
        return "Today."
    named = named_day(due, today)
    if one.window.last_safe and one.window.last_safe == due:
        return f"Last safe day: {named}."
    if due == today:
        return f"Today, {named}."
    if one.state == "do-now" and days_between(today, due) == 1:
        return f"Today, or tomorrow, {named}, at the latest."
    if one.item.phase == "fallback" and one.item.timing.anchor == "event":  # each day that passes makes it harder
        return f"Today if you can, {named} at the latest."
    if one.item.timing.direction == "until" and one.window.opens and one.window.opens <= today:
        return "From now on."
    first_word = "From" if one.item.timing.direction == "until" else "By"
    if days_between(today, due) == 1:
        return f"{first_word} tomorrow, {named}."
    return f"{first_word} {named}."
