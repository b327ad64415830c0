"""What a clause means: no, needs a yes, might be, or yes. Unknown is never taken for no."""

from functools import cache

import pytest

from planner.engine.conditions import MIGHT_BE, NEEDS_A_YES, NO, YES, Ask, Compiler, Found
from planner.engine.situation import situation_of
from planner.guidance.clauses import Condition, Every, Some, negated
from planner.guidance.loader import guidance
from planner.guidance.model import Fact, Guidance, Item
from tests.engine.bugs import clause, fresh
from tests.engine.cases import Case, items_in_force
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

# Three clauses on one question, true, false and unknown for the answers below.
TOLD: dict[str, object] = {"has_ovaries": "yes", "has_testes": "no", "hormones": ("hrt",), "contraception": ()}
HOLDS, FAILS, UNKNOWN = clause("has_ovaries is yes"), clause("has_testes is yes"), clause("has_uterus is yes")


def ask(condition: Condition, skipped: str = "include", known: dict[str, object] | None = None) -> Found:
    """How sure a condition is, and its grounds."""
    return Compiler(guidance()).compile(condition, skipped)(TOLD if known is None else known, {})


@pytest.mark.parametrize(
    ("text", "skipped", "sure"),
    [
        ("has_ovaries is yes", "include", YES),
        ("has_ovaries isnt yes", "include", NO),
        ("has_ovaries is no", "ask", NO),
        ("has_ovaries isnt no", "ask", YES),
        # not said:
        ("has_uterus is yes", "include", MIGHT_BE),
        ("has_uterus isnt yes", "include", MIGHT_BE),
        ("has_uterus is yes", "ask", NEEDS_A_YES),
        ("has_uterus isnt yes", "ask", MIGHT_BE),
        ("has_uterus is yes", "only-if-told", NO),
        ("has_uterus isnt yes", "only-if-told", YES),
        # several answers, one, and none of these:
        ("hormones is hrt", "include", YES),
        ("hormones isnt hrt", "include", NO),
        ("hormones is gnrh", "include", NO),
        ("hormones isnt gnrh", "include", YES),
        ("contraception is barrier", "include", NO),
        ("contraception isnt barrier", "include", YES),
        # whether anything was said at all is never unknown:
        ("has_uterus is not-said", "include", YES),
        ("has_uterus isnt not-said", "include", NO),
        ("has_ovaries is not-said", "include", NO),
        ("has_ovaries isnt not-said", "include", YES),
        # a figure nobody can measure is no yes and no no:
        ("age-under-18 is yes", "include", MIGHT_BE),
        ("age-under-18 is no", "include", MIGHT_BE),
        ("days-left-under-28 is yes", "ask", NEEDS_A_YES),
        ("days-left-under-16 is no", "include", MIGHT_BE),
    ],
)
def test_a_clause_is_as_sure_as_what_was_told(text: str, skipped: str, sure: int) -> None:
    assert ask(clause(text), skipped)[0] == sure


VALUES = {NO: FAILS, MIGHT_BE: UNKNOWN, YES: HOLDS}


@pytest.mark.parametrize("first", VALUES)
@pytest.mark.parametrize("second", VALUES)
def test_all_is_as_sure_as_its_least_part_and_any_as_its_surest(first: int, second: int) -> None:
    parts = VALUES[first], VALUES[second]
    assert ask(Every(parts))[0] == min(first, second)
    assert ask(Some(parts))[0] == max(first, second)


@pytest.mark.parametrize("first", [NO, NEEDS_A_YES, YES])
@pytest.mark.parametrize("second", [NO, NEEDS_A_YES, YES])
def test_what_needs_a_yes_stands_between_no_and_might_be(first: int, second: int) -> None:
    values = {NO: FAILS, NEEDS_A_YES: UNKNOWN, YES: HOLDS}
    parts = values[first], values[second]
    assert ask(Every(parts), "ask")[0] == min(first, second)
    assert ask(Some(parts), "ask")[0] == max(first, second)


def test_all_of_nothing_always_holds() -> None:
    assert ask(Every(()))[0] == YES


@pytest.mark.parametrize("condition", [HOLDS, FAILS, Every((HOLDS, FAILS)), Some((FAILS, Every((HOLDS, HOLDS))))])
def test_the_opposite_of_a_settled_condition_is_settled_the_other_way(condition: Condition) -> None:
    assert ask(negated(condition))[0] == (NO if ask(condition)[0] == YES else YES)


def test_what_might_be_might_also_not_be() -> None:
    assert ask(UNKNOWN)[0] == ask(negated(UNKNOWN))[0] == MIGHT_BE


def with_fact(skipped: str) -> Guidance:
    changed = fresh()
    fact = Fact("tried", "tried here", skipped, Every((clause("has_uterus is yes"),)))
    return Guidance(**{name: getattr(changed, name) for name in changed.__slots__} | {"facts": {"tried": fact}})


@pytest.mark.parametrize(("skipped", "sure"), [("include", MIGHT_BE), ("ask", NEEDS_A_YES), ("only-if-told", NO)])
def test_a_fact_says_itself_what_a_skipped_answer_means_in_it(skipped: str, sure: int) -> None:
    compiler = Compiler(with_fact(skipped))
    for outside in ("include", "ask", "only-if-told"):
        assert compiler.compile(clause("tried is yes"), outside)({}, {})[0] == sure


def test_grounds_name_the_answer_that_decided() -> None:
    assert ask(Every((HOLDS, FAILS, UNKNOWN))) == (NO, (("has_testes", "no"),))
    assert ask(Some((UNKNOWN, HOLDS))) == (YES, (("has_ovaries", "yes"),))
    assert ask(Every((HOLDS, UNKNOWN))) == (MIGHT_BE, (("has_ovaries", "yes"), ("has_uterus", None)))
    assert ask(Some((FAILS, clause("hormones is gnrh")))) == (NO, (("has_testes", "no"), ("hormones", "hrt")))


@cache
def compiled(item: Item) -> Ask:
    """The rule of one item, made once."""
    return Compiler(guidance()).compile(item.when, item.skipped)


@for_anyone(cases(), examples=80)
def test_the_grounds_alone_give_the_same_verdict(case: Case) -> None:
    known = situation_of(case.told(), guidance(), case.asked_on, case.today).known
    for item in items_in_force():
        if item.place != case.told().place:
            continue
        rule = compiled(item)
        sure, grounds = rule(known, {})
        if sure == NEEDS_A_YES:
            continue  # its grounds are the questions to ask, not reasons
        named = {fact: known.get(fact) for fact, _ in grounds}
        assert rule(named, {})[0] == sure, f"{item.code}: {grounds}"
        assert all(known.get(fact) is None for fact, answer in grounds if answer is None), item.code
