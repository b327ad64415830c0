"""Safety invariants 22 to 30 of guidance-facts 3.1: what is said, what is never said, and that nothing vanishes.

Every test here is named in invariants.toml, with the bug that turns it red.
"""

import copy
import json
import re
from datetime import date
from functools import cache

import pytest
from hypothesis import strategies as st

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.engine.plan import Plan
from planner.errors import Faults
from planner.plans.as_text import plan_text
from planner.plans.plan_json import plan_json
from tests.calendar.telling_words import telling
from tests.engine.cases import CODES, Case, guidance_in_use, items_in_force, left_out, words_of
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

ORDINARY = {"therapy_kind": "ahsct", "treatment_status": None}
NEVER_SAID = re.compile(
    r"\b(too late|infertile|you can stop|you are safe|it is safe|is now safe|safe to stop|sterile)\b"
)
NOTE = "zebra-marzipan-note"
BEGUN = {"chemo_already_started", "chemo_started_on", "treatment_happened"}
EMERGENCIES = {
    "F05": ("bleed", "emergency"),
    "B32": ("bleed",),
    "A04": ("positive", "emergency"),
    "A01": ("positive", "emergency"),
    "B12": ("ending your life", "emergency"),
    "A15": ("life", "emergency"),
    "A10": ("fever", "emergency"),
}


_telling = cache(telling)


def said_by(plan: Plan) -> str:
    """Everything a plan tells its person in the JSON form."""
    return json.dumps(plan_json(plan), ensure_ascii=False)


# 22 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=60)
def test_every_dated_item_names_who_says_so_and_when_it_was_last_checked(case: Case) -> None:
    for item in plan_json(case.plan())["items"]:
        assert item["sources"], item["code"]
        for source in item["sources"]:
            assert source["title"], item["code"]
            assert source["where"], item["code"]
            assert date.fromisoformat(source["last_checked"]) <= date(2026, 11, 20), item["code"]


def test_a_figure_is_called_usual_and_the_last_word_is_the_teams() -> None:
    for item in items_in_force():
        words = item.words["en"]
        said = " ".join((words.why, *words.steps, words.late, words.ask)).lower()
        assert any(who in said for who in ("team", "clinic", "nurse", "doctor", "centre")), item.code
        # "We ask at 1, 3 and 6 months" (A15) is when this plan asks, not a figure of medicine.
        if re.search(r"\d+ (day|week|month|year)s", words.why) and item.code != "A15":
            assert "usual" in words.why.lower() or "ask your team" in said, f"{item.code} in {item.place}"


@for_anyone(cases(told=ORDINARY), examples=40)
def test_every_form_of_a_plan_says_usual_figures_and_who_decides(case: Case) -> None:
    plan = case.plan()
    assert "Usual figures. Your team's advice comes first." in plan_text(plan)
    for event in events_of(plan, secret=PREVIEW_SECRET, plain=True):
        assert "Usual figures: your team decides." in event.description
        assert "Who says so:" in event.description
        assert "Last checked" in event.description


def test_nothing_is_ever_called_safe_or_too_late_or_ended() -> None:
    texts = [(item.code, text) for item in items_in_force() for text in words_of(item)]
    texts += [(notice.key, text) for notice in guidance_in_use().warnings for text in notice.text.values()]
    assert [(code, text) for code, text in texts if NEVER_SAID.search(text.lower())] == []


# 23 --------------------------------------------------------------------------------------------------------------


@for_anyone(st.tuples(cases(told=ORDINARY), st.sampled_from(sorted(CODES))), examples=150)
def test_an_item_that_was_declined_is_still_listed_with_its_reason(one: tuple[Case, str]) -> None:
    case, code = one
    plan = case.but(steps={code: {"declined": "not for me"}}).plan()
    out = next((row for row in plan_json(plan)["left_out"] if row["code"] == code), None)
    assert out, code
    assert out.get("reason")


def test_a_step_cannot_be_declined_without_a_word() -> None:
    day = date(2026, 3, 2)
    for silence in ("", "   "):
        with pytest.raises(Faults):
            Case({"steps": {"B26": {"declined": silence}}}, day, day).told()


# 24 --------------------------------------------------------------------------------------------------------------


def test_words_for_an_emergency_name_someone_to_call() -> None:
    for item in items_in_force():
        for sign in EMERGENCIES.get(item.code, ()):
            assert sign in " ".join(words_of(item)).lower(), f"{item.code} in {item.place}: {sign}"
        if item.code in EMERGENCIES:
            said = " ".join(words_of(item)).lower()
            assert re.search(r"\b(call|ring|phone|tell)\b", said), item.code


# 25 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=60)
def test_calendar_titles_tell_a_stranger_nothing(case: Case) -> None:
    for text in {f"{event.title}. {event.description}" for event in events_of(case.plan(), secret=PREVIEW_SECRET)}:
        assert _telling(text) == [], text


# 26 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=60)
def test_nobody_is_told_a_chance_in_figures(case: Case) -> None:
    plan = case.plan()
    said = f"{said_by(plan)} {plan_text(plan)} {' '.join(text for one in plan.items for text in words_of(one.item))}"
    assert "%" not in said
    assert "per cent" not in said
    assert "percent" not in said
    assert "probability" not in said
    assert not re.search(r"\byour chances?\b[^.]*\d", said)


# 27 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(told={"therapy_kind": "no-chemo-cells"}, steps=True))
def test_a_treatment_without_chemo_gets_no_plan_and_hears_why(case: Case) -> None:
    shown = plan_json(case.plan())
    assert shown["items"] == []
    assert {row["code"] for row in shown["left_out"]} == CODES
    warning = next(one for one in shown["warnings"] if one["key"] == "no-chemo")
    assert "ask" in warning["text"].lower()
    assert "chemo" in warning["text"].lower()
    assert shown["warnings"][0] == warning


# 28 --------------------------------------------------------------------------------------------------------------


def test_nobody_is_told_that_public_money_pays() -> None:
    for item in items_in_force():
        for text in words_of(item):
            for sentence in re.split(r"[.?]", text):
                if "NHS" in sentence and re.search(r"\bpa(y|ys|id)\b|fund|free", sentence):
                    assert item.place == "gb", f"{item.code} in {item.place}"
                    assert re.search(r"\bif\b|\bnot\b|\bask\b|\bdepends\b", sentence), f"{item.code}: {sentence}"
            assert item.place == "gb" or not re.search(r"\bNHS\b|\bHFEA\b|\bICB\b", text), (
                f"{item.code} in {item.place}"
            )


# 29 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=120)
def test_every_item_left_out_says_because_of_what(case: Case) -> None:
    plan = case.plan()
    assert len(plan.items) + len(plan.left_out) == len(CODES)
    for row in plan_json(plan)["left_out"]:
        assert re.search(r"\bbecause\b|has gone by", row["reason"]), row
        assert row["verdict"] in ("does-not-apply", "not-yet-known")
        assert (row["verdict"] == "not-yet-known") <= bool(row["question"]), row


@for_anyone(cases(told=ORDINARY), examples=60)
def test_an_item_left_out_comes_back_when_its_answers_are_taken_back(case: Case) -> None:
    plan = case.plan()
    for code, one in left_out(plan).items():
        told = {fact for fact, answer in one.grounds if answer is not None and fact in case.values}
        told |= BEGUN if told & BEGUN else set()
        if one.note or one.verdict != "does-not-apply" or not told or code in ("F03", "A06", "A14"):
            continue
        again = case.without(*told).plan()
        other = left_out(again).get(code)
        # Either it is back, or it waits for a yes, or another answer stands in the way, and that one is named.
        assert other is None or other.grounds != one.grounds or other.note, code


# 30 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=60)
def test_the_same_answers_on_the_same_days_make_the_same_plan(case: Case) -> None:
    told = case.told()
    before = copy.deepcopy(told)
    once, twice = case.plan(case.holidays()), case.plan(case.holidays())
    assert said_by(once) == said_by(twice)
    assert said_by(once) == said_by(
        Case(dict(reversed(case.values.items())), case.asked_on, case.today).plan(case.holidays())
    )
    assert case.told() == before
    assert told == before


@for_anyone(cases(told=ORDINARY), examples=60)
def test_no_note_of_the_persons_own_reaches_the_calendar(case: Case) -> None:
    notes = {
        code: {state: f"{NOTE} {code}"} for code, state in (("B04", "waiting"), ("B26", "ask"), ("B22", "declined"))
    }
    plan = case.but(steps=notes).plan()
    for plain in (False, True):
        for event in events_of(plan, secret=PREVIEW_SECRET, plain=plain):
            assert NOTE not in f"{event.title} {event.description} {event.uid}"
