"""Safety invariants 1 to 4 of guidance-facts 3.1: what must come before the first chemo.

Every test here is named in invariants.toml, with the bug that turns it red.
"""

from datetime import date, timedelta

from planner.calendar.events import PREVIEW_SECRET, events_of
from tests.engine.cases import (
    Case,
    day_zero,
    days_of,
    first_chemo,
    in_plan,
    kept_by_hand,
    only,
    words_of,
)
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

BEFORE_CHEMO = ("B15", "B16", "B17", "B18", "B19", "B22", "B23", "F02")
FERTILITY = ("B03", "B04", "B05", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22", "B23", "B24")
NOT_TO_WAIT = (*FERTILITY, "B26", "B27", "B28", "B29")
COUNTED_FROM_TOLD_DAYS = ("asked-on", "stored-on", "last-dmt-dose", "event", "found")


# 1 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=150)
def test_nothing_is_to_be_frozen_on_or_after_the_first_chemo(case: Case) -> None:
    plan = case.plan()
    first = first_chemo(plan)
    for code, planned in in_plan(plan).items():
        if code in BEFORE_CHEMO and first and not plan.situation.begun and not kept_by_hand(planned):
            late = {name: day for name, day in days_of(planned).items() if name != "opens" and day >= first.likely}
            assert late == {}, f"{code} against {first.likely}"


@for_anyone(cases(), examples=150)
def test_egg_injections_are_never_offered_with_fewer_than_sixteen_days_left(case: Case) -> None:
    plan = case.plan()
    first = first_chemo(plan)
    injections = in_plan(plan).get("B18")
    if injections and first and not plan.situation.told_day_has_passed:
        assert (first.likely - case.today).days >= 16
        for day in (injections.due, injections.window.last_safe):
            assert day is None or (first.likely - day).days >= 16


# 2 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(told={"mobilisation_confirmed_by_nurse": False}, new=True))
def test_a_told_transplant_day_pulls_what_comes_before_six_weeks_ahead_of_it(case: Case) -> None:
    # Day zero in 300 days: first chemo likely 300 - 42 days away, at the earliest 300 - 84.
    transplant = case.asked_on + timedelta(300)
    planned = in_plan(case.but(**only(transplant, "day-zero")).plan())
    for code in FERTILITY:
        window = planned[code].window if code in planned else None
        if window and window.last_safe:
            assert window.last_safe <= transplant - timedelta(43), code
        if window and window.due:
            assert window.due <= transplant - timedelta(43), code


@for_anyone(cases(told={"mobilisation_confirmed_by_nurse": False}, new=True))
def test_days_after_the_first_chemo_do_not_move_what_comes_before_it(case: Case) -> None:
    first = case.asked_on + timedelta(100)
    later = {
        "admission": {"date": (first + timedelta(30)).isoformat(), "confirmed": True},
        "day-zero": {"date": (first + timedelta(37)).isoformat(), "confirmed": True},
    }
    told = only(first, "first-chemo")
    alone, together = case.but(**told).plan(), case.but(**{**told, "milestones": later}).plan()
    before, after = in_plan(alone), in_plan(together)
    assert {code: before[code].window for code in FERTILITY if code in before} == {
        code: after[code].window for code in FERTILITY if code in after
    }


@for_anyone(cases(told={"mobilisation": "gcsf-only"}, new=True))
def test_collection_without_chemo_counts_only_when_a_nurse_confirmed_it(case: Case) -> None:
    transplant = case.asked_on + timedelta(200)
    told = only(transplant, "day-zero", mobilisation_confirmed_by_nurse=False)
    unconfirmed, confirmed = case.but(**told), case.but(**{**told, "mobilisation_confirmed_by_nurse": True})
    # Unconfirmed: day zero less 6 weeks. Confirmed: the start of conditioning, day zero less 5 to 8 days.
    assert first_chemo(unconfirmed.plan()).likely == transplant - timedelta(42)
    conditioning = (transplant - first_chemo(confirmed.plan()).likely).days
    assert 5 <= conditioning <= 8


# 3 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=120)
def test_what_cannot_wait_is_to_be_done_now_while_a_near_first_chemo_is_unconfirmed(case: Case) -> None:
    plan = case.plan()
    first = first_chemo(plan)
    if plan.situation.begun or first is None or first.confirmed or (first.earliest - case.asked_on).days > 84:
        return
    planned = in_plan(plan)
    for code in NOT_TO_WAIT:
        if code in planned and not kept_by_hand(planned[code]):
            gone = planned[code].state == "past-last-safe" and planned[code].step
            assert gone or planned[code].state in ("do-now", "paused"), code
    if not plan.stopped and not plan.paused and "B01" in planned and not kept_by_hand(planned["B01"]):
        assert next(one.item.code for one in plan.items if one.item.code != "F05") == "B01"


@for_anyone(cases(), examples=120)
def test_while_the_first_chemo_is_unconfirmed_somebody_is_asked_for_it(case: Case) -> None:
    plan = case.plan()
    first = first_chemo(plan)
    if not plan.stopped and not plan.situation.begun and not (first and first.confirmed):
        assert "B01" in in_plan(plan)


@for_anyone(cases(told={"pregnant": "no", "positive_test_on": None}), examples=120)
def test_pregnancy_tests_have_no_day_while_their_day_is_far_off_and_unconfirmed(case: Case) -> None:
    plan = case.plan()
    planned, course = in_plan(plan), plan.situation.course
    first, admission = first_chemo(plan), course.get("admission")
    if "B30" in planned and first and not first.confirmed and (first.likely - case.asked_on).days > 14:
        assert days_of(planned["B30"]) == {}
    unsure = admission and not admission.confirmed and not course["day-zero"].confirmed
    if "B31" in planned and unsure and (admission.likely - case.asked_on).days > 14:
        assert days_of(planned["B31"]) == {}


@for_anyone(cases(told={"treatment_date": None, "milestones": None, "chemo_started_on": None}, steps=True))
def test_no_calendar_day_is_counted_from_a_treatment_nobody_has_dated(case: Case) -> None:
    plan = case.plan()
    assert plan.situation.course == {}
    opaque = {}
    for planned in plan.items:
        before_a_step = planned.item.timing.no_later_than and case.values.get("steps")
        if planned.item.timing.anchor in COUNTED_FROM_TOLD_DAYS or kept_by_hand(planned) or before_a_step:
            continue
        window = planned.window
        assert window.last_safe is None
        # "FGD items open now, due NOW+P7D" (0.4): counted from the day of asking. Nothing else has a day.
        assert set(days_of(planned).values()) <= {case.asked_on, case.asked_on + timedelta(7)} | (
            {case.asked_on + timedelta(1)} if plan.situation.begun else set()
        ), planned.item.code
        opaque[planned.item.code] = planned
    days = {event.day for event in events_of(plan, secret=PREVIEW_SECRET)}
    undated = {"B18", "B19", "B20", "B23", "B30", "B31", "B32", "D01", "D02", "A01", "A02", "A08"}
    if not plan.situation.begun:
        assert all(days_of(opaque[code]) == {} for code in undated & opaque.keys())
    assert all(isinstance(day, date) for day in days)


# 4 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(), examples=150)
def test_once_chemo_has_begun_nothing_is_frozen_by_date_and_someone_asks_what_can_be_done(case: Case) -> None:
    plan = case.plan()
    said = case.values
    begun = "yes" in (said.get("chemo_already_started"), said.get("treatment_happened")) or "chemo_started_on" in said
    if not begun or plan.stopped:
        return
    planned, zero = in_plan(plan), day_zero(plan)
    assert planned.keys() & {"B01", "B18", "B19", "B22", "B23", "F01", "F02"} == set()
    sperm = said.get("has_testes") != "no" and said.get("wants_children") != "no"
    if sperm and said.get("treatment_happened") != "yes" and (zero is None or case.today < zero.latest):
        assert "F03" in planned


@for_anyone(cases(told={"chemo_already_started": "yes", "treatment_date": None, "milestones": None}))
def test_once_chemo_has_begun_no_words_speak_of_before_treatment(case: Case) -> None:
    for planned in case.plan().items:
        for text in words_of(planned.item):
            assert "before treatment" not in text.lower(), planned.item.code
            assert "before your treatment" not in text.lower(), planned.item.code
