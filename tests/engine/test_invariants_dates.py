"""Safety invariants 1 to 9 of guidance-facts 3.1: what is counted, from which day, and when it may ring.

Every test here is named in invariants.toml, with the bug that turns it red.
"""

from datetime import date, datetime, timedelta

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.plans.open_questions import open_questions
from planner.plans.warnings import warnings_of
from tests.engine.cases import (
    Case,
    day_zero,
    days_of,
    first_chemo,
    in_plan,
    items_in_force,
    kept_by_hand,
    words_of,
)
from tests.engine.checklist import months_on
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

BEFORE_CHEMO = ("B15", "B16", "B17", "B18", "B19", "B22", "B23", "F02")
FERTILITY = ("B03", "B04", "B05", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22", "B23", "B24")
NOT_TO_WAIT = (*FERTILITY, "B26", "B27", "B28", "B29")
AFTER_ALL = ("during", "after")
COUNTED_FROM_TOLD_DAYS = ("asked-on", "stored-on", "last-dmt-dose", "event", "found")
AHEAD = {"chemo_already_started": "no", "treatment_happened": None, "chemo_started_on": None}


def says(case: Case, kind: str) -> date | None:
    """The day of a milestone exactly as it was told, to the day, or None."""
    values = case.values
    if kind in values.get("milestones", {}):
        return date.fromisoformat(values["milestones"][kind]["date"])
    whole_day = len(values.get("treatment_date", "")) == 10
    if whole_day and values.get("treatment_date_kind") == kind:
        return date.fromisoformat(values["treatment_date"])
    return None


def only(day: date, kind: str, certainty: str = "confirmed", **others: object) -> dict[str, object]:
    """A single told treatment day and nothing that contradicts it."""
    told = {"treatment_date": day.isoformat(), "treatment_date_kind": kind, "treatment_date_certainty": certainty}
    return {**AHEAD, "milestones": None, **told, **others}


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
        assert [one.item.code for one in plan.items if one.item.code != "F05"][0] == "B01"


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
        if planned.item.timing.anchor in COUNTED_FROM_TOLD_DAYS or kept_by_hand(planned):
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


# 5 -----------------------------------------------------------------------------------------------------------


@for_anyone(cases(), examples=200)
def test_a_talk_about_stopping_birth_control_is_never_sooner_than_twelve_months_after_day_zero(case: Case) -> None:
    plan = case.plan()
    zero, review = day_zero(plan), in_plan(plan).get("A02")
    if review is None or zero is None:
        return
    days = [review.due, *(day.day for day in review.window.repeats)]
    assert all(day >= months_on(zero.latest, 12) for day in days if day)
    told = says(case, "day-zero")
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
        for words in item.words.values():
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


@for_anyone(cases(steps=True), examples=150)
def test_a_told_day_that_has_passed_asks_if_it_happened_before_anything_after_it_rings(case: Case) -> None:
    said = case.values
    told = [day for kind in ("first-chemo", "collection", "admission", "day-zero") if (day := says(case, kind))]
    silent = not ({"chemo_already_started", "treatment_happened", "chemo_started_on"} & said.keys())
    sure = said.get("treatment_date_certainty") == "confirmed" or "treatment_date" not in said
    plan = case.plan()
    if not (silent and sure and told and min(told) < case.today) or plan.stopped in ("no-chemo", "died"):
        return
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
    for code in always_open.keys() & with_holidays.keys():
        raw, moved = always_open[code], with_holidays[code]
        waits = raw.item.timing.direction == "until"
        assert (raw.due is None) == (moved.due is None), code
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


@for_anyone(cases(), examples=150)
def test_a_wait_of_months_is_never_cut_short_by_a_short_month(case: Case) -> None:
    plan = case.plan()
    zero, planned = day_zero(plan), in_plan(plan)
    if zero and "A02" in planned:
        # months_on ends on the first of the next month where the month is too short, and never earlier.
        reviews = [months_on(zero.latest, months) for months in (12, 18, 24)]
        kept = [day for day in reviews if day >= case.asked_on]
        shown = [planned["A02"].due, *(day.day for day in planned["A02"].window.repeats)]
        assert not kept or shown == kept
