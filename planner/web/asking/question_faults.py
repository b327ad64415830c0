"""Answers on two pages that cannot both be true, said on the page that is open, with the way to the other one."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from planner.errors import Fault, Faults
from planner.marked import N_
from planner.questions.catalogue import QUESTION
from planner.questions.model import MANY
from planner.web.asking.question_form import AGE, ONE_ANSWER, SOME_ANSWERS, Mistake
from planner.web.asking.typed_days import order_of, whole_day

BEGUN_SAID = ("chemo_already_started", "chemo_started_on", "treatment_happened")
COURSE = ("first-chemo", "mobilisation", "collection", "admission", "conditioning", "day-zero", "discharge")

BEGUN = N_(
    "You said that chemo has started, and the date your team gave you for it is still to come. "
    "Change this answer, or the other one"
)
HAPPENED = N_(
    "You said that you have had the transplant, and its date is still to come. Change this answer, or the other one"
)
NOT_IN_ORDER = N_(
    "You said that the first chemo was given on or after the date your team gave you for a later day of the treatment. "
    "Change this answer, or the other one"
)
DONE_WITHOUT_CHEMO = N_(
    "You said that you have had the transplant, and that no chemo was given yet. Change this answer, or the other one"
)
TWO_DAYS = N_("You said two different days for the same part of the treatment. Change this answer, or the other one")
STILL_TO_COME = N_("Enter a day up to today")


def in_words(faults: Faults, keys: tuple[str, ...], told: Mapping[str, Any]) -> list[Mistake]:
    """Faults of the shared rules as mistakes of the page that asks `keys`; `told` holds the new answers too."""
    found = [_mistake(fault, keys, told) for fault in faults.faults]
    return list({(mistake.key, mistake.text): mistake for mistake in found}.values())


def cannot_both_be(keys: tuple[str, ...], told: Mapping[str, Any]) -> list[Mistake]:
    """What the shared rules let pass, and what nobody can have meant: a transplant done before any chemo."""
    pair = ("chemo_already_started", "treatment_happened")
    if told.get(pair[0]) == "no" and told.get(pair[1]) == "yes" and set(pair) & set(keys):
        return [_both(DONE_WITHOUT_CHEMO, pair, keys)]
    return []


def _mistake(fault: Fault, keys: tuple[str, ...], told: Mapping[str, Any]) -> Mistake:
    if fault.key in COURSE:
        begun = tuple(key for key in BEGUN_SAID if told.get(key) not in (None, "no", "not-said"))
        if "come before" in fault.allowed:  # the shared rules speak English, to programs
            return _both(NOT_IN_ORDER, ("treatment_date", "chemo_started_on"), keys)
        if fault.key == "day-zero":
            return _both(HAPPENED, ("treatment_date", "treatment_happened"), keys)
        return _both(BEGUN, ("treatment_date", *begun), keys)
    if fault.key.startswith("milestones"):
        return _both(TWO_DAYS, ("treatment_date",), keys)
    key = fault.key if fault.key in keys else keys[0]
    if fault.key == "chemo_started_on":
        return Mistake(key, _(STILL_TO_COME))
    said = {"age": AGE, "one": ONE_ANSWER, **dict.fromkeys(MANY, SOME_ANSWERS)}.get(QUESTION[key].kind)
    return Mistake(key, _(said) if said else whole_day(order_of(told.get("place"), key)))


def _both(what: str, about: tuple[str, ...], keys: tuple[str, ...]) -> Mistake:
    """The mistake stands at the first question it is about that the page asks; the other is on another page."""
    here = next((key for key in about if key in keys), keys[0])
    other = next((key for key in about if key not in keys), "")
    return Mistake(here, _(what), (), other)
