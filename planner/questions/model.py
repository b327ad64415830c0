"""What a question is, and the one answer every question shares: not said."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

NOT_SAID = "not-said"
MANY = ("several", "codes")  # the kinds that take any number of answers


class Question(NamedTuple):
    """One thing a person may tell us. Everything may be skipped.

    `kind` is `one` (one of `answers`), `several` (any of `answers`; an empty list means none of these),
    `flag`, `age`, `day`, `day-or-month`, `moment`, `zone`, `milestones`, `steps`, or `codes` (any steps that wait to be
    asked for, by their code; `labels` names them).
    `answers` maps an answer to the phrase that follows "because" ("you have ovaries").
    `skipped` is the phrase for a missing answer, `none` for an empty list. All words are English, marked with `N_`.
    """

    key: str
    kind: str
    text: str
    why: str
    answers: Mapping[str, str] = MappingProxyType({})
    labels: Mapping[str, str] = MappingProxyType({})
    skipped: str = ""
    none: str = ""


def yes_no(yes: str, no: str, unsure: str | None = None) -> dict[str, str]:
    """The phrases of a question answered by yes or no, and perhaps by unsure."""
    answers = {"yes": yes, "no": no}
    if unsure:
        answers["unsure"] = unsure
    return answers
