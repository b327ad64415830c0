"""Safety invariants 10 to 13, 20 and 21 of guidance-facts 3.1: whom an item is for, and what a skipped answer means.

Every test here is named in invariants.toml, with the bug that turns it red.
"""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from planner.engine.plan import NOT_YET_KNOWN, LeftOut, Plan
from planner.plans.open_questions import open_questions
from planner.plans.warnings import warnings_of
from planner.questions.catalogue import QUESTION, QUESTIONS
from tests.engine.cases import (
    Case,
    in_plan,
    items_in_force,
    left_out,
    words_of,
)
from tests.engine.checklist import in_the_plan
from tests.engine.promises import for_anyone
from tests.engine.strategies import answers, cases

# What guidance-facts 0.4 lists under "needs a yes": a skipped answer may leave these out.
NEEDS_A_YES = {"B25", "A14", "A06", "F01", "F02", "F03", "F04", "F05", "F06"}
FREEZING = {"B03", "B04", "B05", "B15", "B16", "B17", "B18", "B19", "B20", "B22", "B23", "B24"}
WISH = FREEZING | {"F01", "F02", "F03", "F04", "A07", "A12", "A13"}
MAY_CONCEIVE = {
    "has_ovaries": "yes",
    "has_uterus": "unsure",
    "menopause": "no",
    "contraception": ["barrier"],
    "age": 54,
    "sex_that_could_lead_to_pregnancy": "yes",
    "pregnant": "no",
    "positive_test_on": None,
    "treatment_happened": None,
    "therapy_kind": "ahsct",
    "treatment_status": None,
}
ORDINARY = {"therapy_kind": "ahsct", "treatment_status": None}


def codes(plan: Plan) -> set[str]:
    """The codes in a plan, with those whose fallback took over because a last safe day went by."""
    return set(in_plan(plan)) | {code for code, one in left_out(plan).items() if one.note == "past-last-safe"}


# 10 and 11: the whole checklist --------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=400)
def test_every_item_goes_to_exactly_those_the_checklist_names(case: Case) -> None:
    plan = case.plan()
    if plan.stopped in ("no-chemo", "died"):
        return
    planned, out = codes(plan), left_out(plan)
    belongs = in_the_plan(case, plan)
    for code, expected in belongs.items():
        over = code in out and out[code].note == "behind"
        if code in case.values.get("steps", {}) or (over and code in ("A03", "A10")):
            continue
        assert (code in planned) == expected, code


@for_anyone(cases(told=ORDINARY))
def test_what_a_partner_is_called_decides_nothing_but_the_talk_with_them(case: Case) -> None:
    with_partner, alone = case.but(partner="yes").plan(), case.but(partner="no").plan()
    assert codes(with_partner) ^ codes(alone) <= {"B11"}


def test_no_question_and_no_rule_speaks_of_gender() -> None:
    for question in QUESTIONS:
        asked = f"{question.key} {question.text} {' '.join(question.answers.values())}".lower()
        for word in (
            "gender",
            "woman",
            "women",
            " man ",
            " men ",
            "male",
            "wife",
            "husband",
            "lady",
            "mr ",
            "girlfriend",
        ):
            assert word not in f" {asked} ", question.key
    for item in items_in_force():
        for text in words_of(item):
            for word in (" woman", " women", " man ", " men ", "female", " male", "wife", "husband"):
                assert word not in f" {text.lower()} ", item.code


@for_anyone(cases(told=MAY_CONCEIVE | {"wants_children": "yes", "has_testes": "no"}))
def test_someone_with_ovaries_who_takes_testosterone_keeps_every_step_for_ovaries(case: Case) -> None:
    testosterone = case.but(hormones=["testosterone"]).plan()
    assert codes(case.but(hormones=[]).plan()) - codes(testosterone) == set()
    assert "B14" in codes(testosterone)


# 11 --------------------------------------------------------------------------------------------------------------


DATES_AND_DONE = [
    (key, None)
    for key in (
        "treatment_date",
        "milestones",
        "chemo_already_started",
        "treatment_happened",
        "chemo_started_on",
        "age",
    )
]
ANY_ANSWER = st.sampled_from([pair for pair in answers() if pair[0] != "wanted"] + DATES_AND_DONE * 8)


def _takes_out(one: LeftOut, case: Case) -> bool:
    """Whether an answer that was given takes an item out of a plan, or a day that was told and confirmed."""
    confirmed = ("first-chemo-is-unconfirmed", "no")
    return any(
        ground == confirmed or (ground[1] is not None and case.values.get(ground[0]) == ground[1])
        for ground in one.grounds
    )


@for_anyone(st.tuples(cases(told=ORDINARY), ANY_ANSWER), examples=600)
def test_skipping_a_question_never_loses_a_critical_item(one: tuple[Case, tuple[str, Any]]) -> None:
    case, (skipped, answer) = one
    case = case if answer is None else case.but(**{skipped: answer})
    told, silent = case.plan(), case.without(skipped).plan()
    if told.contradictions or silent.contradictions:
        return  # one answer stands against another; the question is put again
    before, after, out = in_plan(told), in_plan(silent), left_out(silent)
    for code, planned in before.items():
        if planned.item.severity != "critical" or code in NEEDS_A_YES or code in after:
            continue
        if (skipped, case.values.get(skipped)) in planned.grounds and _takes_out(out[code], case):
            continue  # that answer alone had brought it, against another that was given: "unsure" after a menopause
        fallback = set(out[code].instead) & {one.item.key for one in silent.items}
        assert out[code].note == "past-last-safe", f"{code} is lost when {skipped} is skipped"
        assert fallback, f"{code} is lost when {skipped} is skipped"


@for_anyone(cases(told=ORDINARY, steps=True), examples=200)
def test_only_an_answer_that_was_given_removes_a_critical_item(case: Case) -> None:
    plan = case.plan()
    for code, one in left_out(plan).items():
        if one.item.severity != "critical" or code in NEEDS_A_YES or one.note:
            continue
        assert one.verdict == "does-not-apply", code
        given = [fact for fact, answer in one.grounds if answer is not None]
        assert given, f"{code} was removed by what was not said"
        for fact in given:
            if fact in QUESTION and QUESTION[fact].kind in ("one", "several"):
                assert fact in case.values or fact in ("chemo_already_started", "treatment_happened"), code


def test_someone_who_said_nothing_is_shown_every_critical_item() -> None:
    day = date(2026, 3, 2)
    plan = Case({}, day, day).plan()
    critical = {item.code for item in items_in_force() if item.severity == "critical"}
    assert critical - set(in_plan(plan)) == critical & NEEDS_A_YES
    # A14 is a rule of the United Kingdom, and "no place" is read as "elsewhere".
    missing = {code: one.verdict for code, one in left_out(plan).items() if code in critical - {"A14"}}
    assert set(missing.values()) == {NOT_YET_KNOWN}, missing
    assert open_questions(plan)


# 12 --------------------------------------------------------------------------------------------------------------

RULES_NOTHING_OUT = st.tuples(
    st.sampled_from(
        [
            {"periods": "none"},
            {"periods": "irregular"},
            {"periods": "masked-by-hormones"},
            {"breastfeeding": "yes"},
            {"hormones": ["testosterone"]},
            {"hormones": ["gnrh"]},
            {"hormones": ["hrt"]},
            {"hormones": ["oestrogen-or-blocker"]},
            {"early_menopause_found_on": "2020-01-01"},
            {"chemo_already_started": "yes", "treatment_date": None, "milestones": None},
            {"dmt": "cyclophosphamide"},
            {"menopause": "unsure"},
            {"menopause": "natural-confirmed", "hormones": ["hrt"]},
            {"contraception": ["partner-sterilised"]},
            {"age": 40},
        ]
    ),
    st.sampled_from([40, 47, 54]),
)


@for_anyone(st.tuples(cases(told=MAY_CONCEIVE), RULES_NOTHING_OUT), examples=120)
def test_nothing_short_of_proof_says_that_a_pregnancy_cannot_happen(
    one: tuple[Case, tuple[dict[str, Any], int]],
) -> None:
    case, (answer, age) = one
    plan = case.but(**{"age": age, **answer}).plan()
    expected = {"B26", "D04", "A01", "A02"} | (set() if plan.situation.begun else {"B30"})
    assert expected | {"B31"} <= codes(plan), answer


# 13 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(told=ORDINARY), examples=150)
def test_no_wish_for_a_child_removes_what_is_about_freezing_and_nothing_else(case: Case) -> None:
    yes, no = codes(case.but(wants_children="yes").plan()), codes(case.but(wants_children="no").plan())
    assert no & (WISH - {"F04"}) == set()
    assert yes - WISH == no - WISH


def test_that_a_mind_can_change_is_said_once() -> None:
    """Invariant 13: one line, and only one. It stands with the question; a plan never repeats it."""
    line = "you can change your mind"
    beside_questions = [q.key for q in QUESTIONS if line in f"{q.text} {q.why}".lower()]
    assert beside_questions == ["wants_children"]
    day = date(2026, 3, 2)
    plan = Case({"wants_children": "no"}, day, day).plan()
    shown = [text for planned in plan.items for text in words_of(planned.item)]
    shown += [warning.text for warning in warnings_of(plan)]
    assert [text for text in shown if line in text.lower()] == []


# 20 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(told={"treatment_happened": None} | ORDINARY), examples=100)
def test_someone_under_eighteen_hears_of_their_rights_and_whom_to_turn_to(case: Case) -> None:
    for age in (13, 17):
        plan = case.but(age=age).plan()
        assert "B13" in in_plan(plan)
        if not plan.stopped:
            text = next(warning.text for warning in warnings_of(plan) if warning.key == "under-18").lower()
            assert "feel unsafe" in text
            assert "emergency number" in text
            assert "nothing is shared" in text
    assert "B13" not in in_plan(case.but(age=18).plan())
    assert "B13" in in_plan(case.without("age").plan())


# 21, the part kept here --------------------------------------------------------------------------------------------


def test_words_on_embryos_say_that_both_people_must_agree() -> None:
    for item in items_in_force():
        said = " ".join(words_of(item)).lower()
        if item.code in ("B16", "B17"):
            assert "embryo" in said
            both = "both people" in said or "either" in said or "two people" in said or "other person" in said
            assert both, f"{item.code} in {item.place}"
