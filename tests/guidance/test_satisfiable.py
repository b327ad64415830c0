"""A clause that can never be true is found, and one that can be is left alone."""

import pytest

from planner.guidance.clauses import Clause, Condition, Every, Some, clauses_of
from planner.guidance.loader import guidance
from planner.guidance.model import PLACES
from planner.guidance.satisfiable import never_true


def clause(text: str) -> Clause:
    """A clause as the guidance writes it."""
    fact, how, answer = text.split()
    return Clause(fact, answer, how == "isnt")


def every(*parts: str | Condition) -> Every:
    return Every(tuple(clause(part) if isinstance(part, str) else part for part in parts))


def some(*parts: str | Condition) -> Some:
    return Some(tuple(clause(part) if isinstance(part, str) else part for part in parts))


def told(condition: Condition) -> str:
    """The clauses of a condition in one line, as the name of a try."""
    return ", ".join(map(str, clauses_of(condition))) or "always"


NEVER = [
    every("partner is yes", "partner is no"),
    every("partner is yes", "partner isnt yes"),
    every("has_ovaries isnt yes", "has_ovaries isnt no", "has_ovaries isnt unsure", "has_ovaries isnt not-said"),
    every("no_sex_items isnt yes", "no_sex_items isnt no"),
    every("stored_on is told", "stored_on is not-said"),
    every("hormones is hrt", "hormones isnt hrt"),
    every("age-under-18 is yes", "age-under-18 is no"),
    # through derived facts, however deep
    every("has-or-may-have-ovaries is yes", "has_ovaries is no"),
    every("may-freeze-sperm is yes", "wants_children is no"),
    every("may-preserve-fertility is yes", "has_ovaries is no", "has_testes is no"),
    every("can-become-pregnant is yes", "contraception is sterilised", "contraception isnt none"),
    every("chemo-has-begun is no", "treatment_happened is yes"),
    # a choice that can never be taken, though the whole can be true
    some("partner is yes", every("partner is no", "partner is yes")),
    every("has_testes is yes", some("partner is yes", every("may-freeze-sperm is yes", "wants_children is no"))),
    # two figures of one number
    every("age-under-18 is yes", "age-under-45 is no"),
    every("days-left-under-3 is yes", "days-left-under-28 is no"),
]

CAN_BE = [
    every(),
    every("partner is yes", "has_ovaries is yes"),
    every("has_ovaries isnt yes", "has_ovaries isnt no"),
    every("hormones is hrt", "hormones is gnrh"),  # several answers may be given
    every("hormones is hrt", "hormones isnt gnrh"),
    every("wanted is B20", "wanted is F04"),
    every("step:freeze-sperm isnt done", "step:freeze-sperm isnt booked"),
    every("age-under-18 is no", "age-under-45 is yes"),
    some("partner is yes", "partner is no"),
    every("may-preserve-fertility is yes", "has_ovaries is no"),
    every("menopause is natural-confirmed", "can-become-pregnant is yes"),  # with a hormone that masks periods
    every("has_uterus is no", "can-become-pregnant is yes"),  # periods told against it: the careful side
]


@pytest.mark.parametrize("condition", NEVER, ids=told)
def test_what_can_never_be_true_is_found(condition: Condition) -> None:
    assert never_true(condition, guidance()) is not None


@pytest.mark.parametrize("condition", CAN_BE, ids=told)
def test_what_can_be_true_is_left_alone(condition: Condition) -> None:
    assert never_true(condition, guidance()) is None


def test_no_rule_we_ship_can_never_be_true() -> None:
    rules = [item.when for place in PLACES for item in guidance().editions[place]]
    rules += [fact.when for fact in guidance().facts.values()]
    rules += [option.wanted_if for option in guidance().options]
    rules += [notice.when for notice in guidance().warnings + guidance().contradictions]
    assert sum(len(list(clauses_of(rule))) for rule in rules) > 200
    assert [str(rule) for rule in rules if never_true(rule, guidance()) is not None] == []
