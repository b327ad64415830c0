"""What the owner of a calendar chooses for it: a name, for whom, with or without alarms, which words and steps."""

from collections.abc import Sequence
from typing import NamedTuple

from marshmallow import ValidationError

from planner.errors import Fault, Faults
from planner.guidance.model import PHASES
from planner.languages import languages
from planner.plans.answer_fields import read_text

PATIENT, PARTNER = "patient", "partner"
AUDIENCES = (PATIENT, PARTNER)
DISCREET, NUMBERS, PLAIN = "discreet", "numbers", "plain"
WORDS = (DISCREET, NUMBERS, PLAIN)
PROGRAMS = ("apple", "google", "outlook", "thunderbird", "android", "other")
LONGEST_LABEL = 40  # characters

NAME_IT = f"Write a name of at most {LONGEST_LABEL} ordinary characters."


class Choices(NamedTuple):
    """One calendar as its owner wants it. `phases`: the parts of the plan it holds, in their order."""

    label: str
    audience: str = PATIENT
    alarms: bool = True
    words: str = DISCREET
    language: str = "en"
    phases: tuple[str, ...] = PHASES
    program: str = "other"


def checked(choices: Choices) -> Choices:
    """The same with the label as it is kept and the parts in their order. Raises Faults that name all that is wrong."""
    faults, label = [], ""
    try:
        label = " ".join(read_text(choices.label, least=1, most=LONGEST_LABEL).split())
    except ValidationError:
        faults.append(Fault("label", choices.label, NAME_IT))
    allowed: tuple[tuple[str, Sequence[str]], ...] = (
        ("audience", AUDIENCES),
        ("words", WORDS),
        ("language", tuple(languages())),
        ("program", PROGRAMS),
    )
    for name, known in allowed:
        if (value := getattr(choices, name)) not in known:
            faults.append(Fault(name, value, f"Use one of: {', '.join(known)}."))
    if not choices.phases or set(choices.phases) - set(PHASES):
        faults.append(Fault("phases", list(choices.phases), f"Use a list of one or more of: {', '.join(PHASES)}."))
    if faults:
        raise Faults(faults)
    return choices._replace(label=label, phases=tuple(one for one in PHASES if one in choices.phases))
