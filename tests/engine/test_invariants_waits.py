"""Safety invariants 5 to 9 of guidance-facts 3.1: what must wait, what may ring, and days that are closed or missing.

Every test here is named in invariants.toml, with the bug that turns it red.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.plans.open_questions import open_questions
from planner.plans.warnings import warnings_of
from tests.engine.cases import (
    Case,
    day_zero,
    days_of,
    in_plan,
    items_in_force,
    kept_by_hand,
    only,
    told_day,
)
from tests.engine.checklist import months_on
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

AFTER_ALL = ("during", "after")


# 5 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(), examples=200)
def test_a_talk_about_stopping_birth_control_is_never_sooner_than_twelve_months_after_day_zero(case: Case) -> None:
    plan = case.plan()
    zero, review = day_zero(plan), in_plan(plan).get("A02")
    if review is None or zero is None:
        return
    days = [review.due, *(day.day for day in review.window.repeats)]
    assert all(day >= months_on(zero.latest, 12) for day in days if day)
    told = told_day(case, "day-zero")
    if told:
        assert all(day >= months_on(told, 12) for day in days if day)


@for_anyone(cases(new=True))
def test_a_day_of_unknown_kind_is_taken_as_the_first_chemo_by_what_must_wait(case: Case) -> None:
    # As first chemo, day zero is at the latest 12 weeks (84 days) after it; the review comes 12 months later.
    told = case.asked_on + timedelta(50)
    plan = case.but(**only(told, "unknown")).plan()
    review = in_plan(plan).get("A02")
    if review:
        assert review.due == months_on(told + timedelta(84), 12)


@for_anyone(cases(), examples=200)
def test_what_must_wait_for_day_zero_waits_for_its_latest_day(case: Case) -> None:
    plan = case.plan()
    zero, planned = day_zero(plan), in_plan(plan)
    if zero is None:
        return
    for code, least in (("A07", 12), ("A13", 12)):
        wanted = code in case.values.get("wanted", [])
        for name, day in days_of(planned[code]).items() if code in planned else ():
            if not (wanted and name == "opens"):
                assert day >= months_on(zero.latest, least), code
    ends = {"A11": ("live", months_on(zero.latest, 24)), "D05": ("ask-before-restart", zero.latest + timedelta(42))}
    for code, (name, least_day) in ends.items():
        for later in planned[code].window.then if code in planned else ():
            if later.name == name:
                assert later.day >= least_day, code
    dams = planned.get("D03")
    ends_of_dams = [day for name, day in days_of(dams).items() if "second-end" in name] if dams else []
    assert all(day >= zero.latest + timedelta(10) for day in ends_of_dams)
    still = planned.get("D04")
    if still and still.window.repeats and zero.latest >= case.asked_on:
        # Monthly to twelve months after day zero: the last reminder is less than a month short of it.
        assert still.window.repeats[-1].day >= months_on(zero.latest, 11) - timedelta(3)


def test_no_step_is_called_stop_birth_control_and_month_six_says_not_yet() -> None:
    for item in items_in_force():
        words = item.words["en"]
        for title in (words.title.lower(), words.discreet.lower()):
            if "stop" in title and "birth control" in title:
                assert "do not stop" in title or "before you stop" in title, item.code
        if item.code == "A01":
            assert "do not stop yet" in f"{words.title} {words.why}".lower()
            assert "6" in words.why


# 6 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=120)
def test_what_is_done_stays_done_whatever_moves(case: Case) -> None:
    if case.values.get("therapy_kind") == "no-chemo-cells" or case.values.get("treatment_status") == "died":
        return
    done = {code for code, step in case.values.get("steps", {}).items() if "done" in step}
    later = only(case.asked_on + timedelta(400), "day-zero", "approximate")
    for moved in (case, case.but(**later), case.without("treatment_date", "milestones", "chemo_started_on")):
        planned = in_plan(moved.plan())
        assert {code: planned[code].state for code in done if code in planned} == dict.fromkeys(done, "done")


# 7 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=150)
def test_no_alarm_rings_before_the_day_of_asking(case: Case) -> None:
    for planned in case.plan(case.holidays()).items:
        assert list(planned.alarms) == sorted(set(planned.alarms)), planned.item.code
        assert all(day >= case.asked_on for day in planned.alarms), planned.item.code


DAYS_AGO = st.tuples(st.integers(1, 400), st.sampled_from(["first-chemo", "collection", "admission", "day-zero"]))
NOT_SPOKEN_OF = {
    "chemo_already_started": None,
    "treatment_happened": None,
    "chemo_started_on": None,
    "milestones": None,
}


@for_anyone(
    st.tuples(cases(told={"therapy_kind": "ahsct", "treatment_status": None}, steps=True), DAYS_AGO), examples=150
)
def test_a_told_day_that_has_passed_asks_if_it_happened_before_anything_after_it_rings(
    one: tuple[Case, tuple[int, str]],
) -> None:
    case, (ago, kind) = one
    plan = case.but(**{**only(case.today - timedelta(ago), kind), **NOT_SPOKEN_OF}).plan()
    for planned in plan.items:
        assert planned.item.phase not in AFTER_ALL or planned.alarms == (), planned.item.code
    assert "has-this-happened" in [warning.key for warning in warnings_of(plan)]
    assert open_questions(plan)[0].key in ("chemo_already_started", "treatment_happened")


@for_anyone(cases(steps=True), examples=90)
def test_a_treatment_that_is_off_is_silent(case: Case) -> None:
    for status in ("postponed", "cancelled", "died"):
        plan = case.but(treatment_status=status, therapy_kind="ahsct").plan()
        assert plan.stopped == status
        assert [planned.item.code for planned in plan.items if planned.alarms] == []
        assert events_of(plan, secret=PREVIEW_SECRET) == []
        assert status in [warning.key for warning in warnings_of(plan)]


# 8 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(steps=True), examples=60)
def test_days_are_days_whatever_the_clocks_say(case: Case) -> None:
    home = case.but(time_zone="Europe/London", centre_time_zone="Europe/London").plan()
    far = case.but(time_zone="Pacific/Kiritimati", centre_time_zone="America/Los_Angeles").plan()
    assert [days_of(one) for one in home.items] == [days_of(one) for one in far.items]
    assert [one.alarms for one in home.items] == [one.alarms for one in far.items]
    for planned in far.items:
        for day in (*days_of(planned).values(), *planned.alarms):
            assert not isinstance(day, datetime)


# 9 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(), examples=150)
def test_closed_days_never_move_a_before_later_or_a_wait_earlier(case: Case) -> None:
    closed = case.holidays()
    always_open, with_holidays = in_plan(case.plan()), in_plan(case.plan(closed))
    gone = [always_open[code] for code in always_open.keys() - with_holidays.keys()]
    for code in always_open.keys() & with_holidays.keys():
        raw, moved = always_open[code], with_holidays[code]
        waits = raw.item.timing.direction == "until"
        if {item.item.key for item in gone} & set(raw.item.timing.no_later_than):
            continue  # what it had to come before gave way to its fallback
        # A further visit (B23) loses its day when closed days leave no slot for it.
        assert (raw.due is None) == (moved.due is None) or raw.item.timing.anchor.startswith("step:"), code
        if raw.due and moved.due and waits:
            assert moved.due >= raw.due, code
        elif raw.due and moved.due:
            assert moved.due <= raw.due, code
            assert moved.due >= min(raw.due, case.asked_on), code
        if raw.window.last_safe and moved.window.last_safe:
            assert moved.window.last_safe <= raw.window.last_safe, code


@for_anyone(cases(), examples=150)
def test_what_needs_an_open_clinic_falls_on_an_open_day_or_says_ring_anyway(case: Case) -> None:
    closed = case.holidays()
    for planned in case.plan(closed).items:
        window = planned.window
        if planned.item.needs_clinic and planned.due and not kept_by_hand(planned) and not window.ring_anyway:
            assert planned.due not in closed, planned.item.code


# Twelve, eighteen or twenty-four months on, the month of some of these is too short.
LONG_DAYS = st.sampled_from(["2028-02-29", "2026-08-29", "2026-08-30", "2026-08-31", "2027-08-31", "2026-12-31"])


@for_anyone(st.tuples(cases(), LONG_DAYS), examples=100)
def test_a_wait_of_months_is_never_cut_short_by_a_short_month(one: tuple[Case, str]) -> None:
    case, transplant = one
    day = date.fromisoformat(transplant)
    told = replace(case.but(**only(day, "day-zero")), asked_on=day - timedelta(99), today=day - timedelta(99))
    plan = told.without("dmt_last", "stored_on", "positive_test_on").plan()
    review = in_plan(plan).get("A02")
    if review:
        # months_on ends on the first of the next month where the month is too short, and never earlier.
        shown = [review.due, *(day.day for day in review.window.repeats)]
        assert shown == [months_on(day, months) for months in (12, 18, 24)]
