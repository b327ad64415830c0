"""What a person says about one step on its page: the form as it is read, and what was said in words."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from marshmallow import ValidationError

from planner.engine.plan import Plan
from planner.marked import N_
from planner.plans.answer_fields import LONGEST_TEXT, read_text
from planner.questions.told import StepTaken
from planner.web.asking.typed_days import DayOrder, Unread, boxes_of, order_of, read_day
from planner.web.days import named_day, short_day

WITH_DAY = ("done", "booked")
WITH_WORDS = ("waiting", "declined", "ask")
STATES = (*WITH_DAY, *WITH_WORDS)
SAID = {
    "waiting": (N_("You are waiting on someone."), N_("You are waiting on someone: %(words)s")),
    "declined": (N_("You said it is not for you."), N_("You said it is not for you: %(words)s")),
    "ask": (N_("You want to ask your nurse."), N_("You want to ask your nurse: %(words)s")),
}


class Way(NamedTuple):
    """One way to answer for a step, as the page offers it. `open`: it is unfolded; `error` what to put right in it."""

    state: str
    days: Mapping[str, str]
    words: str
    error: str
    wrong: tuple[str, ...]
    open: bool


class Mistaken(NamedTuple):
    """What is wrong with what was sent: the way it is about, what to do, and which boxes to mark."""

    state: str
    text: str
    boxes: tuple[str, ...] = ()


def taken_from(form: Mapping[str, str], place: object, today: date) -> dict[str, Any] | Mistaken:
    """What a form says about a step, as a file of answers holds it; or what to put right. An empty day means today,
    but not for a booking. Raises KeyError at a state that no page of ours offers."""
    state = form.get("state", "")
    if state not in STATES:
        raise KeyError(state)
    if state in WITH_WORDS:
        try:
            return {
                state: read_text(form.get("words", "").replace("\r\n", "\n"), least=1 if state == "declined" else 0)
            }
        except ValidationError:
            if not form.get("words", "").strip():
                return Mistaken(state, _("Write your reason, in a few words"))
            return Mistaken(state, too_long(LONGEST_TEXT))
    typed = {part: form.get(f"{state}-{part}", "").strip() for part in ("day", "month", "year")}
    order = _order(place, state, today)
    if not any(typed.values()):
        if state == "done":
            return {state: today.isoformat()}
        wanted = _("Enter the day it is booked for, for example %(example)s", example=order.example)
        return Mistaken(state, wanted, order.parts)
    day = read_day(typed, order, month_alone=False)
    if isinstance(day, Unread):
        return Mistaken(state, day.text, day.boxes)
    if state == "done" and day > today.isoformat():
        wanted = _("Enter a day up to today. If it is still to come, choose 'Booked'")
        return Mistaken(state, wanted, order.parts)
    if state == "booked" and day < today.isoformat():
        wanted = _("Enter today or a later day. If it has happened, choose 'Done'")
        return Mistaken(state, wanted, order.parts)
    return {state: day}


def too_long(most: int) -> str:
    """What to do when words are too long, or hold characters that cannot be kept."""
    return _("Write at most %(most)s characters, without odd ones", most=most)


def ways_of(
    step: StepTaken | None, form: Mapping[str, str], wrong: Mistaken | None, wanted: str = ""
) -> dict[str, Way]:
    """Every way to answer for a step, with what was said or typed in it. `wanted`: the one that was asked for."""
    ways = {}
    for state in STATES:
        mine = wrong is not None and wrong.state == state
        said = step if step and step.state == state else None
        days = boxes_of(said.day.isoformat()) if said and said.day else {}
        if mine:
            days = {part: form.get(f"{state}-{part}", "")[:20] for part in ("day", "month", "year")}
        ways[state] = Way(
            state,
            days,
            form.get("words", "") if mine else said.text if said else "",
            wrong.text if wrong and mine else "",
            wrong.boxes if wrong and mine else (),
            mine or state == wanted,
        )
    return ways


def kept_as(taken: Mapping[str, Any] | None) -> str:
    """What is kept of a step, for a form to say which word its page showed; empty when nothing was said."""
    return json.dumps(taken, sort_keys=True) if taken else ""


def said_in_words(step: StepTaken, today: date) -> str:
    """What was said about a step, as one sentence."""
    if step.state == "done":
        if step.day:
            return _("You said it was done on %(day)s.", day=short_day(step.day, today))
        return _("You said it is done.")
    if step.state == "booked" and step.day:
        day = named_day(step.day, today)
        if step.day < today:
            return _("You had booked it for %(day)s.", day=day)
        return _("You booked it for %(day)s.", day=day)
    alone, with_words = SAID[step.state]
    return _(with_words, words=step.text) if step.text else _(alone)


def example_days(plan: Plan) -> dict[str, DayOrder]:
    """In which order days are typed here, with an example day for each way that asks for one."""
    place, today = plan.situation.told.place, plan.situation.today
    return {state: _order(place, state, today) for state in WITH_DAY}


def _order(place: object, state: str, today: date) -> DayOrder:
    """The usual order of a place, with today as the example of a done day and a day in four weeks of a booked one."""
    order = order_of(place)
    day = today if state == "done" else date.fromordinal(today.toordinal() + 28)
    parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
    return order._replace(example=" ".join(parts[part] for part in order.parts))
