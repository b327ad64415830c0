"""In which order we ask. Only a clear answer passes a question by, and no critical step hangs on one never asked."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from planner.engine.plan import plan_for
from planner.guidance.clauses import clauses_of
from planner.guidance.loader import guidance
from planner.questions.catalogue import QUESTION
from planner.questions.journey import (
    ALWAYS,
    ELSEWHERE,
    HAPPENED,
    MAIN,
    MORE,
    NEEDLESS,
    PAGE,
    PAGE_OF,
    PAGES,
    is_asked,
    keys_asked,
    keys_shown,
    page_after,
    page_before,
    page_to_go_on,
    pages_asked,
    place_of,
)
from planner.questions.told import Told
from tests.people import CALM, TODAY, someone

MOST = 15
NOBODY: Mapping[str, Any] = {}
OVARIES = {"has_ovaries": "yes", "has_uterus": "yes", "has_testes": "no"}
TESTICLES = {"has_ovaries": "no", "has_uterus": "no", "has_testes": "yes"}
BEFORE = {"therapy_kind": "ahsct", "chemo_already_started": "no", "place": "gb"}
# Eight lives as they were told, with what decides about further questions.
LIVES: Mapping[str, Mapping[str, Any]] = {
    "plenty of time, wants children": {
        **BEFORE,
        **OVARIES,
        "age": 29,
        "wants_children": "yes",
        "pregnant": "no",
        "contraception": ["progestogen-pill"],
        "sex_that_could_lead_to_pregnancy": "yes",
        "partner_can_become_pregnant": "no",
    },
    "knows only new cells day": {**BEFORE, **TESTICLES, "age": 34, "wants_children": "maybe", "partner": "yes"},
    "nine days left": {**BEFORE, **OVARIES, "age": 31, "contraception": ["none"], "partner": "no"},
    "chemo begun": {**BEFORE, **TESTICLES, "chemo_already_started": "yes", "age": 27, "wants_children": "yes"},
    "past the menopause": {**BEFORE, **OVARIES, "age": 52, "menopause": "natural-confirmed", "wants_children": "no"},
    "pregnant": {**BEFORE, **OVARIES, "age": 33, "pregnant": "yes", "periods": "none", "wants_children": "yes"},
    "breastfeeding": {**BEFORE, **OVARIES, "age": 35, "breastfeeding": "yes", "wants_children": "maybe"},
    "seventeen": {
        **BEFORE,
        **TESTICLES,
        "age": 17,
        "wants_children": "unsure",
        "can_give_sample": "unsure",
        "sex_that_could_lead_to_pregnancy": "not-said",
    },
}
# What nobody can mean of a body that was described before: it is asked again in words, not counted.
BODIES_AT_ODDS = {("pregnant", "yes"), ("pregnant", "unsure"), ("periods", "regular"), ("periods", "irregular")}


def asked_in_turn(life: Mapping[str, Any]) -> list[int]:
    """The pages someone meets who answers each as in their life and skips the rest, from the first to the last."""
    told: dict[str, Any] = {}
    met: list[int] = []
    page = MAIN[0]
    while page:
        met.append(page.number)
        told |= {key: life.get(key, "not-said") for key in keys_asked(page, told)}
        page = page_after(page, told)
    return met


def keys_of_rules() -> set[str]:
    """Every question that the guidance's rules ask, in any place."""
    rules = guidance()

    def behind(fact: str, seen: set[str]) -> Iterator[str]:
        if fact in seen:
            return
        seen.add(fact)
        if fact in QUESTION:
            yield fact
        elif fact in rules.measures:
            yield rules.measures[fact].asks
        elif fact in rules.facts:
            for clause in clauses_of(rules.facts[fact].when):
                yield from behind(clause.fact, seen)

    conditions = [item.when for items in rules.editions.values() for item in items]
    return {key for when in conditions for clause in clauses_of(when) for key in behind(clause.fact, set())}


@pytest.mark.parametrize("name", LIVES)
def test_nobody_of_the_eight_meets_more_than_fifteen_pages(name: str) -> None:
    assert len(asked_in_turn(LIVES[name])) <= MOST


def test_the_place_is_asked_before_any_date() -> None:
    assert MAIN[0].keys == ("place",)
    dated = [page.number for page in PAGES if any(QUESTION[key].kind.startswith("day") for key in page.keys)]
    assert min(dated) > PAGE_OF["place"].number


def test_every_question_has_one_page_or_a_reason_for_none() -> None:
    keys = [key for page in PAGES for key in page.keys]
    assert len(keys) == len(set(keys))
    assert set(keys) | set(ELSEWHERE) == set(QUESTION)
    assert not set(keys) & set(ELSEWHERE)
    assert all(ELSEWHERE.values())


def test_every_question_the_rules_ask_can_be_told() -> None:
    asked = keys_of_rules()
    assert {"has_ovaries", "positive_test_on", "stored_on", "age"} <= asked
    assert asked <= set(PAGE_OF)


def test_the_numbers_of_pages_follow_each_other() -> None:
    assert [page.number for page in PAGES] == list(range(1, len(MAIN) + len(MORE) + len(HAPPENED) + 1))
    assert [PAGE[page.number] for page in PAGES] == list(PAGES)


def test_a_gap_passes_no_question_by() -> None:
    assert pages_asked(NOBODY) == MAIN
    skipped = {key: "not-said" for page in MAIN for key in page.keys}
    assert pages_asked(skipped) == MAIN
    unsure = {key: "unsure" for page in MAIN for key in page.keys}
    assert pages_asked(unsure) == MAIN


def test_what_makes_a_question_needless_was_asked_before_it() -> None:
    for key, lines in NEEDLESS.items():
        for clause in (clause for line in lines for clause in line):
            assert clause.answer in QUESTION[clause.question].answers, key
            assert PAGE_OF[clause.question].number < PAGE_OF[key].number, key


def test_treatment_without_chemo_ends_the_questions_after_the_second() -> None:
    assert asked_in_turn({"therapy_kind": "no-chemo-cells"}) == [1, 2]
    assert set(ALWAYS) <= set(PAGE_OF)


def test_a_body_without_ovaries_and_womb_is_asked_about_neither() -> None:
    met = asked_in_turn(LIVES["knows only new cells day"])
    assert PAGE_OF["periods"].number not in met
    assert PAGE_OF["menopause"].number not in met
    assert keys_asked(PAGE_OF["pregnant"], TESTICLES) == ("breastfeeding",)


def test_one_organ_that_may_be_there_keeps_its_questions() -> None:
    assert is_asked("pregnant", {"has_uterus": "no", "has_ovaries": "unsure"})
    assert is_asked("pregnant", {"has_uterus": "unsure", "has_ovaries": "no"})
    assert is_asked("wants_children", {"has_ovaries": "no", "has_testes": "not-said"})
    assert is_asked("contraception", {"sex_that_could_lead_to_pregnancy": "no", "has_ovaries": "yes"})


def bodies() -> Iterator[dict[str, str]]:
    """Every way to tell of the three organs."""
    for three in product(("yes", "no", "unsure", None), repeat=3):
        yield {key: told for key, told in zip(("has_ovaries", "has_uterus", "has_testes"), three, strict=True) if told}


def critical(told: Told) -> set[str]:
    """The critical steps of the plan that follows."""
    plan = plan_for(told, guidance(), asked_on=TODAY, today=TODAY)
    return {one.item.code for one in plan.items if one.severity == "critical"}


@pytest.mark.parametrize("key", sorted(set(NEEDLESS) - {"positive_test_on", "contraception_failed_at"}))
def test_no_critical_step_is_lost_by_a_question_that_is_passed_by(key: str) -> None:
    """Whatever the answer would have been: with the question passed by, the plan holds every critical step and more."""
    tried = 0
    base = {one: told for one, told in CALM.items() if one not in ("has_ovaries", "has_uterus", "has_testes", key)}
    lives: tuple[dict[str, Any], ...] = (
        {},
        {"chemo_already_started": "yes", "treatment_date": None},
        {"sex_that_could_lead_to_pregnancy": "no"},
        {"sex_that_could_lead_to_pregnancy": "no", "menopause": "natural-confirmed", "periods": "none"},
    )
    for body, life in product(bodies(), lives):
        told = {one: answer for one, answer in {**base, **body, **life}.items() if answer is not None and one != key}
        if is_asked(key, told):
            continue
        gone = {"has_ovaries": None, "has_uterus": None, "has_testes": None, "treatment_date": None}
        without = critical(someone(**{**gone, **told, key: None}))
        for answer in QUESTION[key].answers or ["2026-02-01"]:
            if (key, answer) in BODIES_AT_ODDS or (key, answer) == ("treatment_happened", "yes"):
                continue  # cannot be true beside what was told
            value = [answer] if QUESTION[key].kind == "several" else answer
            lost = critical(someone(**{**gone, **told, key: value})) - without
            assert not lost, (body, life, answer)
            tried += 1
    assert tried


def test_the_way_forward_and_back_is_the_same() -> None:
    told = LIVES["knows only new cells day"]
    pages = pages_asked(told)
    assert [page_after(page, told) for page in pages] == [*pages[1:], None]
    assert [page_before(page, told) for page in pages] == [None, *pages[:-1]]
    for page in (*MORE, *HAPPENED):
        assert page_after(page, told) is None
        assert page_before(page, told) is None


def test_about_how_many_questions_there_are_is_never_fewer_than_were_met() -> None:
    assert place_of(MAIN[0], NOBODY) == (1, MOST)
    for life in LIVES.values():
        met = asked_in_turn(life)
        said = [place_of(PAGE[number], life) for number in met]
        assert [number for number, _ in said] == list(range(1, len(met) + 1))
        assert {of for _, of in said} == {len(met)}


def test_a_page_beside_the_first_journey_and_one_passed_by_still_show_what_they_ask() -> None:
    assert keys_shown(PAGE_OF["can_give_sample"], OVARIES) == ("can_give_sample",)
    told = {**OVARIES, "partner_can_become_pregnant": "yes"}
    assert keys_shown(PAGE_OF["partner"], told) == ("partner", "partner_can_become_pregnant")
    assert keys_shown(PAGE_OF["partner"], OVARIES) == ("partner",)


def test_whoever_stopped_half_way_goes_on_behind_the_last_answer() -> None:
    assert page_to_go_on(NOBODY) == MAIN[0]
    assert page_to_go_on({"place": "gb", "chemo_already_started": "no"}) == PAGE_OF["age"]
    assert page_to_go_on({"place": "gb", "dmt": "not-said"}) is None
    assert page_to_go_on({"therapy_kind": "no-chemo-cells"}) is None
