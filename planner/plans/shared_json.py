"""What is shared of a plan as JSON, for programs of somebody with whom it is: of a `SharedPlan`, and of what they keep.

Names and shapes are a contract with other programs; dates are ISO 8601 or null. Nothing else of the plan is in it: no
version, no count and no reason.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.guidance.model import PartnerWords, Words
from planner.languages import spoken
from planner.plans.partner_steps import PartnersOwn, done_of
from planner.plans.plan_json import sources_json, translation_json
from planner.plans.shared import SharedHere
from planner.plans.shared_names import step_name
from planner.plans.sharing import SharedPlan, SharedStep

Json = dict[str, Any]


def shared_json(here: SharedHere, seen: SharedPlan, own: Mapping[str, PartnersOwn]) -> Json:
    """All that is shared. `own`: what they keep of steps, by code."""
    steps = [_step(here, one, own.get(one.item.code)) for one in seen.steps]
    return {**translation_json(), "today": seen.today.isoformat(), "steps": steps}


def shared_step_json(here: SharedHere, one: SharedStep, own: PartnersOwn | None) -> Json:
    """One step by itself."""
    return {**translation_json(), **_step(here, one, own)}


def _step(here: SharedHere, one: SharedStep, own: PartnersOwn | None) -> Json:
    item, window, own = one.item, one.window, own or PartnersOwn(one.item.code)
    words: Words | PartnerWords = spoken(item.words)
    if one.yours and item.for_partner:
        words = spoken(item.for_partner)
    repeats = sorted({day.day for day in (*window.repeats, *window.then)})
    return {
        "id": step_name(here, item),
        "code": item.code,
        "title": words.title,
        "why": words.why,
        "to_do": list(words.steps),
        "ask": words.ask,
        "phase": item.phase,
        "state": one.state,
        "opens": _day(window.opens),
        "due": _day(window.due),
        "last_safe": _day(window.last_safe),
        "estimate": window.estimate,
        "repeats": [day.isoformat() for day in repeats],
        "alarms": [day.isoformat() for day in one.alarms],
        "sources": sources_json(item),
        "yours": one.yours,
        "theirs": one.theirs,
        "said": {one.step.state: _day(one.step.day)} if one.step else None,
        "done": _day(done_of(own, one.step, theirs=one.theirs)) if one.yours else None,
        "words": own.words,
        "tell": own.tell,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
