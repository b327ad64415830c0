"""Safety invariants 14 to 19 of guidance-facts 3.1: bodies, hormones, pregnancy, milk and medicines.

Every test here is named in invariants.toml, with the bug that turns it red.
"""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.engine.dates import add
from planner.engine.plan import Plan
from planner.questions.catalogue import QUESTION
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
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

# What guidance-facts 0.4 lists under "needs a yes": a skipped answer may leave these out.
FREEZING = {"B03", "B04", "B05", "B15", "B16", "B17", "B18", "B19", "B20", "B22", "B23", "B24"}
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


# 14 --------------------------------------------------------------------------------------------------------------

BEYOND_DOUBT = st.sampled_from(
    [
        {"menopause": "surgical"},
        {"menopause": "natural-confirmed", "hormones": [], "contraception": ["none"]},
        {"contraception": ["sterilised"]},
    ]
)


@for_anyone(
    st.tuples(
        cases(told={"has_testes": "no", "periods": None, "pregnant": None, "positive_test_on": None}), BEYOND_DOUBT
    ),
    examples=150,
)
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
                hormone = any(word in sentence for word in ("hrt", "testosterone", "oestrogen", "gnrh"))
                if hormone and "birth control" in sentence and "which birth control" not in sentence:
                    assert any(no in sentence for no in (" not ", "n't", " nor ", "none", " with ", "and for")), about
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
        assert stop.due is not None
        assert stop.due < first.likely
    if restart and zero:
        asks = [day for day in restart.window.then if day.name == "ask-before-restart"]
        assert all(day.day >= zero.latest + timedelta(42) for day in asks)
        assert restart.due is None or kept_by_hand(restart)
    if restart:
        said = " ".join(words_of(restart.item)).lower()
        assert "ask" in said
        assert "restart" in said.replace("start again", "restart")


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
        assert after.due
        assert after.due >= asked.due
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
