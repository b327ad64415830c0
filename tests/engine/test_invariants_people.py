"""Safety invariants 10 to 21 of guidance-facts 3.1: whom an item is for, and what a skipped answer means.

Every test here is named in invariants.toml, with the bug that turns it red.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.engine.dates import add
from planner.engine.plan import NOT_YET_KNOWN, Plan
from planner.plans.open_questions import open_questions
from planner.plans.warnings import warnings_of
from planner.questions.catalogue import QUESTION, QUESTIONS
from tests.engine.cases import (
    Case,
    day_zero,
    first_chemo,
    guidance_in_use,
    in_plan,
    items_in_force,
    kept_by_hand,
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
COVER = {"B26", "B27", "B28", "A01", "A02", "D04"}
TESTS = {"B30", "B31"}
PAUSED_ALWAYS_RUNS = {"F05", "B12"}
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
        fallback = {item for item in out[code].instead} & {one.item.key for one in silent.items}
        assert out[code].note == "past-last-safe" and fallback, f"{code} is lost when {skipped} is skipped"


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


# 14 --------------------------------------------------------------------------------------------------------------

BEYOND_DOUBT = st.sampled_from(
    [
        {"menopause": "surgical"},
        {"menopause": "natural-confirmed", "hormones": [], "contraception": ["none"]},
        {"contraception": ["sterilised"]},
    ]
)


@for_anyone(st.tuples(cases(told={"has_testes": "no", "periods": None, "pregnant": None}), BEYOND_DOUBT), examples=150)
def test_after_menopause_or_sterilisation_there_is_no_contraception_and_no_pregnancy_test(
    one: tuple[Case, dict[str, Any]],
) -> None:
    case, proof = one
    plan = case.but(**proof).plan()
    assert set(in_plan(plan)) & (COVER | TESTS) == set()


@for_anyone(cases(told={"sex_that_could_lead_to_pregnancy": "no", "no_sex_items": None} | ORDINARY), examples=150)
def test_without_sex_that_could_lead_to_pregnancy_only_the_teams_quiet_tests_stay(case: Case) -> None:
    plan = case.plan()
    planned = in_plan(plan)
    assert set(planned) & COVER == set()
    assert all(planned[code].alarms == () for code in TESTS & planned.keys())
    before = case.without("sex_that_could_lead_to_pregnancy").plan()
    assert codes(before) & TESTS == codes(plan) & TESTS
    if case.values.get("treatment_happened") != "yes":
        assert "D03" in planned


@for_anyone(cases(told={"wants_children": "yes", "has_testes": "yes", "can_give_sample": "difficult"} | ORDINARY))
def test_sterilisation_removes_neither_sperm_freezing_nor_dams(case: Case) -> None:
    open_to_all, sterilised = case.but(contraception=["none"]), case.but(contraception=["sterilised"])
    kept = {"B22", "B23", "B24", "F02", "F03", "D03", "A05", "A07"}
    assert codes(open_to_all.plan()) & kept == codes(sterilised.plan()) & kept


@for_anyone(cases(told={"menopause": "surgical", "age": 50, "has_ovaries": "yes", "has_testes": "no"} | ORDINARY))
def test_hormones_and_bone_stay_in_view_before_fifty_one(case: Case) -> None:
    assert "A05" in in_plan(case.plan())


# 15 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(told={"mobilisation_confirmed_by_nurse": False, "treatment_happened": None} | ORDINARY, new=True))
def test_a_gentler_regimen_relaxes_nothing(case: Case) -> None:
    first = (case.asked_on + timedelta(60)).isoformat()
    told = {
        "treatment_date": first,
        "treatment_date_kind": "first-chemo",
        "chemo_already_started": "no",
        "chemo_started_on": None,
        "milestones": None,
    }
    plans = [
        case.but(regimen=regimen, **told).plan() for regimen in ("bu-cy", "beam-atg", "cy-atg", "other", "unknown")
    ]
    shown = [
        {
            code: (planned.window, planned.severity)
            for code, planned in in_plan(plan).items()
            if code in FREEZING | COVER | TESTS
        }
        for plan in plans
    ]
    assert all(one == shown[0] for one in shown)


# 16 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(told=MAY_CONCEIVE | {"wants_children": "yes"}), examples=60)
def test_hormones_stand_in_for_neither_birth_control_nor_freezing(case: Case) -> None:
    without = codes(case.but(hormones=[]).plan())
    for hormone in QUESTION["hormones"].answers:
        assert without - codes(case.but(hormones=[hormone]).plan()) == set(), hormone


def test_no_words_call_a_hormone_birth_control_or_freezing_a_promise() -> None:
    for item in items_in_force():
        for text in words_of(item):
            for sentence in text.lower().replace("?", ".").split("."):
                about = f"{item.code}: {sentence}"
                if any(word in sentence for word in ("hrt", "testosterone", "oestrogen", "gnrh")):
                    if "birth control" in sentence and "which birth control" not in sentence:
                        assert any(no in sentence for no in (" not ", "n't", " nor ", "none", " with ", "and for")), (
                            about
                        )
                if any(word in sentence for word in ("guarantee", "promise", "certain")):
                    assert any(no in f" {sentence} " for no in (" no ", " not ", "never", "nobody", "n't")), about
    resting = next(item for item in items_in_force() if item.code == "B21")
    assert "does not take the place of freezing" in " ".join(words_of(resting)).lower()


# 17 --------------------------------------------------------------------------------------------------------------

MAYBE = st.sampled_from([{"pregnant": "yes"}, {"pregnant": "unsure"}, {"positive_test_on": "2026-01-01"}])


@for_anyone(st.tuples(cases(told=ORDINARY, steps=True), MAYBE), examples=200)
def test_who_may_be_pregnant_calls_the_team_first_and_the_rest_waits(one: tuple[Case, dict[str, Any]]) -> None:
    case, told = one
    case = case.but(**told)
    plan = case.plan()
    planned = in_plan(plan)
    if "F05" not in case.values.get("steps", {}):
        assert plan.items[0].item.code == "F05"
        assert planned["F05"].state != "paused"
        assert planned["F05"].alarms
    certain = case.values.get("pregnant") == "yes" or "positive_test_on" in case.values
    if case.values.get("treatment_happened") == "yes":
        paused = {"A12", "A13"} | ({"A01", "A02", "D04", "B26", "B27", "B28"} if certain else set())
    else:
        running = PAUSED_ALWAYS_RUNS | ({"D03", "D05"} if plan.situation.begun else set())
        paused = set(planned) - running
    for code, one_item in planned.items():
        if one_item.state != "done" and code != "B27":
            assert (one_item.state == "paused") == (code in paused), code
        if one_item.state == "paused":
            assert one_item.alarms == (), code
    if "A11" in planned:
        assert planned["A11"].window.then == ()
    shown = {event.title for event in events_of(plan, secret=PREVIEW_SECRET, plain=True)}
    waiting = {one.item.words["en"].title for one in plan.items if one.state == "paused"}
    assert {title for title in shown if title.removeprefix("Last safe day: ") in waiting} == set()


@for_anyone(cases(told={"pregnant": None, "positive_test_on": None} | ORDINARY))
def test_a_pregnancy_nobody_spoke_of_pauses_nothing(case: Case) -> None:
    plan = case.plan()
    assert "F05" not in in_plan(plan)
    if not plan.stopped:
        assert [planned.item.code for planned in plan.items if planned.state == "paused"] == []


def test_no_words_advise_to_end_or_to_keep_a_pregnancy() -> None:
    for item in items_in_force():
        for text in words_of(item):
            for word in ("terminat", "abort", "keep the baby", "end the pregnancy", "congratulat", "good news"):
                assert word not in text.lower(), item.code
    for text in (notice.text["en"] for notice in guidance_in_use().warnings):
        assert "terminat" not in text.lower()


# 18 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(told={"breastfeeding": "yes"} | ORDINARY, new=True), examples=200)
def test_breastfeeding_stops_before_the_first_chemo_and_no_day_to_restart_stands_alone(case: Case) -> None:
    plan = case.plan()
    first, zero, planned = first_chemo(plan), day_zero(plan), in_plan(plan)
    stop, restart = planned.get("B29"), planned.get("D05")
    if stop and first and not plan.situation.begun and stop.window.last_safe:
        assert stop.window.last_safe == first.likely - timedelta(1)
        assert stop.due is not None and stop.due < first.likely
    if restart and zero:
        asks = [day for day in restart.window.then if day.name == "ask-before-restart"]
        assert all(day.day >= zero.latest + timedelta(42) for day in asks)
        assert restart.due is None or kept_by_hand(restart)
    if restart:
        said = " ".join(words_of(restart.item)).lower()
        assert "ask" in said and "restart" in said.replace("start again", "restart")


# 19 --------------------------------------------------------------------------------------------------------------

MEDICINES = tuple(QUESTION["dmt"].answers)


@for_anyone(st.tuples(cases(told=ORDINARY | {"wanted": None}), st.sampled_from(MEDICINES)), examples=250)
def test_a_wait_after_a_medicine_only_ever_makes_the_wait_longer(one: tuple[Case, str]) -> None:
    case, medicine = one
    asked = in_plan(case.without("dmt", "dmt_last").plan()).get("A13")
    last = case.asked_on - timedelta(30)
    case = case.but(dmt=medicine, dmt_last=last.isoformat())
    after = in_plan(case.plan()).get("A13")
    assert (asked is None) == (after is None)
    if not asked or not after:
        return
    if asked.due:
        assert after.due and after.due >= asked.due
    carry, sperm = guidance_in_use().washouts.get(medicine, (None, None))
    said_no = {organ for organ in ("has_ovaries", "has_testes") if case.values.get(organ) == "no"}
    waits = [carry if "has_ovaries" not in said_no else None, sperm if "has_testes" not in said_no else None]
    for span in waits:
        if span and after.due:
            assert after.due >= add(last, span, waiting=True)


# guidance-facts 2F, in months (days for two): (who may carry a pregnancy, who makes sperm).
WRITTEN = {
    "cladribine": ("P6M", "P6M"),
    "teriflunomide": ("P24M", None),
    "fingolimod": ("P2M", None),
    "siponimod": ("P10D", None),
    "ponesimod": ("P7D", None),
    "ozanimod": ("P3M", None),
    "ocrelizumab": ("P12M", None),
    "ofatumumab": ("P6M", None),
    "alemtuzumab": ("P4M", None),
    "mitoxantrone": ("P6M", "P6M"),
    "rituximab": ("P12M", None),
}


def test_the_waits_after_medicines_are_those_written_down() -> None:
    read = {
        medicine: tuple(None if span is None else str(span) for span in spans)
        for medicine, spans in guidance_in_use().washouts.items()
    }
    assert read == WRITTEN


def test_no_words_say_to_stop_a_medicine() -> None:
    for item in items_in_force():
        for text in words_of(item):
            for sentence in text.lower().split("."):
                if "stop" in sentence and "medicine" in sentence:
                    assert "do not stop" in sentence or "don't stop" in sentence, f"{item.code}: {sentence}"


# 20 --------------------------------------------------------------------------------------------------------------


@for_anyone(cases(told={"treatment_happened": None} | ORDINARY), examples=100)
def test_someone_under_eighteen_hears_of_their_rights_and_whom_to_turn_to(case: Case) -> None:
    for age in (13, 17):
        plan = case.but(age=age).plan()
        assert "B13" in in_plan(plan)
        if not plan.stopped:
            text = next(warning.text for warning in warnings_of(plan) if warning.key == "under-18").lower()
            assert "feel unsafe" in text and "emergency number" in text
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
