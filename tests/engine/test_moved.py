"""An item that a clinic moves: its days worked out by hand, what follows it, and each day that is refused."""

from datetime import date

import pytest

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.engine import adjustments as why
from planner.engine.adjustments import fault_of
from tests.engine.adjusted import MONDAY, TOLD, AdjustedCase, change, plan, refused
from tests.engine.cases import in_plan


def test_an_item_that_is_moved_is_due_that_day_and_its_alarms_follow() -> None:
    # See a fertility clinic: opens 25 May, due 6 July, last safe day 2 August.
    made = change("move", "B04", "2026-06-10")
    moved = in_plan(plan(made))["B04"]
    assert (moved.window.opens, moved.due, moved.window.last_safe) == (
        date(2026, 5, 25),
        date(2026, 6, 10),
        date(2026, 8, 2),
    )
    assert moved.alarms == (date(2026, 6, 3), date(2026, 6, 7), date(2026, 6, 10))
    assert (moved.adjusted, moved.moved_past) == ((made,), None)


def test_it_opens_earlier_only_when_it_is_moved_before_it_opens() -> None:
    window = in_plan(plan(change("move", "B04", "2026-04-20")))["B04"].window
    assert (window.opens, window.due) == (date(2026, 4, 20), date(2026, 4, 20))


def test_what_is_counted_from_a_step_follows_it_to_its_new_day() -> None:
    # Egg injections from 17 July to 6 July; collection opens 10 days and is due 15 days after they start.
    planned = in_plan(plan(change("move", "B18", "2026-07-06")))
    assert [day.day for day in planned["B18"].window.then] == [date(2026, 7, 11), date(2026, 7, 18)]
    collected = planned["B19"].window
    assert (collected.opens, collected.due, collected.last_safe) == (
        date(2026, 7, 16),
        date(2026, 7, 21),
        date(2026, 8, 2),
    )


def test_what_must_come_before_a_moved_step_is_due_no_later_than_it() -> None:
    # Blood tests are due 17 July, and never after sperm is frozen: moved from 24 July to 1 July.
    assert in_plan(plan(change("move", "B22", "2026-07-01")))["B15"].due == date(2026, 7, 1)


def test_a_second_visit_without_a_day_left_asks_the_clinic_now() -> None:
    # Sperm frozen on 2 August: the second visit would open on 4 August, after the first chemo.
    second = in_plan(plan(change("move", "B22", "2026-08-02")))["B23"]
    assert (second.window.opens, second.due, second.state) == (None, None, "do-now")


def test_a_move_past_the_last_safe_day_is_marked_and_the_last_safe_day_still_shown() -> None:
    # Ovarian rest: last safe day 27 July, 7 days before the first chemo.
    moved = in_plan(plan(change("move", "B21", "2026-07-30")))["B21"]
    assert (moved.due, moved.window.last_safe, moved.moved_past) == (
        date(2026, 7, 30),
        date(2026, 7, 27),
        date(2026, 7, 27),
    )


def test_a_move_on_the_last_safe_day_passes_nothing() -> None:
    assert in_plan(plan(change("move", "B21", "2026-07-27")))["B21"].moved_past is None


def test_further_days_before_the_new_day_fall_away_and_later_ones_stay() -> None:
    # The talk about contraception at 12, 18 and 24 months: 26 October 2027, 26 April and 26 October 2028.
    moved = in_plan(plan(change("move", "A02", "2028-05-02")))["A02"]
    assert (moved.due, [day.day for day in moved.window.repeats]) == (date(2028, 5, 2), [date(2028, 10, 26)])


def test_alarms_counted_from_a_milestone_move_as_far_as_the_item() -> None:
    # Breastfeeding: due 20 July, rings 42, 28, 14 and 3 days before the first chemo. Six days earlier:
    moved = in_plan(plan(change("move", "B29", "2026-07-14")))["B29"]
    assert moved.alarms == (date(2026, 6, 16), date(2026, 6, 30), date(2026, 7, 14), date(2026, 7, 25))


def test_alarms_that_follow_never_ring_after_the_last_safe_day() -> None:
    # Twelve days later they would ring on 12 August too, after the first chemo.
    moved = in_plan(plan(change("move", "B29", "2026-08-01")))["B29"]
    assert moved.alarms == (date(2026, 7, 4), date(2026, 7, 18), date(2026, 8, 1))


def test_a_day_on_which_clinics_are_closed_is_kept_and_says_ring_anyway() -> None:
    case = AdjustedCase({**TOLD, "place": "gb"}, MONDAY, MONDAY, (change("move", "B04", "2026-06-13"),))
    window = in_plan(case.plan(case.holidays()))["B04"].window
    assert (window.due, window.ring_anyway) == (date(2026, 6, 13), True)  # a Saturday


def test_a_moved_day_that_has_gone_by_when_facts_are_confirmed_again_is_for_now() -> None:
    moved = in_plan(plan(change("move", "B04", "2026-03-20"), on=date(2026, 4, 1)))["B04"]
    assert (moved.due, moved.state) == (date(2026, 4, 2), "do-now")


def test_an_item_that_was_late_is_not_for_now_once_the_clinic_gave_it_a_later_day() -> None:
    # Asked on 1 July: a second opinion was due on 8 June.
    asked = date(2026, 7, 1)
    assert in_plan(plan(on=asked))["B06"].state == "do-now"
    moved = in_plan(plan(change("move", "B06", "2026-07-20", on=asked), on=asked))["B06"]
    assert (moved.due, moved.state) == (date(2026, 7, 20), "open")


def test_near_an_unconfirmed_first_chemo_a_moved_item_stays_for_now() -> None:
    near = {"treatment_date": "2026-05-04", "treatment_date_certainty": "approximate"}
    moved = in_plan(plan(change("move", "B26", "2026-04-20"), **near))["B26"]
    assert (moved.due, moved.state) == (date(2026, 4, 20), "do-now")


def test_a_day_the_clinic_gave_is_no_guess_and_stands_in_the_calendar() -> None:
    undated = {"treatment_date": None, "treatment_date_kind": None, "treatment_date_certainty": None}
    told = {key: value for key, value in {**TOLD, **undated}.items() if value is not None}
    made = AdjustedCase(told, MONDAY, MONDAY, (change("move", "B04", "2026-04-13"),)).plan()
    assert date(2026, 4, 13) in {event.day for event in events_of(made, secret=PREVIEW_SECRET)}


@pytest.mark.parametrize(
    ("code", "day", "reason"),
    [
        ("B18", "2026-07-19", why.TIME_FOR_INJECTIONS),  # 15 days before
        ("B19", "2026-08-03", why.BEFORE_FIRST_CHEMO),
        ("B22", "2026-08-03", why.BEFORE_FIRST_CHEMO),
        ("B16", "2026-08-10", why.BEFORE_FIRST_CHEMO),
        ("B29", "2026-08-03", why.BEFORE_FIRST_CHEMO),
        ("A02", "2027-10-25", why.STILL_WAITS),  # a day short of day zero's latest day and 12 months
        ("A13", "2027-10-25", why.STILL_WAITS),
        ("A07", "2027-10-25", why.STILL_WAITS),
        ("D03", "2026-08-12", why.STILL_WAITS),  # dams for 10 days
        ("D04", "2026-12-01", why.NO_DAY_OF_ITS_OWN),
        ("D05", "2026-12-01", why.NO_DAY_OF_ITS_OWN),
        ("B31", "2026-08-10", why.NOT_DATED_YET),
        ("F01", "2026-04-01", why.NOT_IN_THE_PLAN),
        ("X99", "2026-04-01", why.NO_SUCH_STEP),
        ("B04", "2026-03-01", why.DAY_GONE_BY),
        ("B04", "", why.NO_DAY),
    ],
)
def test_a_move_that_would_break_a_promise_has_no_effect_and_says_why(code: str, day: str, reason: str) -> None:
    made = change("move", code, day)
    assert refused(made) == reason
    assert [one.window for one in plan(made).items] == [one.window for one in plan().items]


@pytest.mark.parametrize(
    ("code", "day"),
    [("B18", "2026-07-18"), ("B19", "2026-08-02"), ("A02", "2027-10-26"), ("D03", "2026-08-13"), ("B04", "2026-08-05")],
)
def test_the_day_beside_a_refused_one_is_taken(code: str, day: str) -> None:
    made = change("move", code, day)
    assert refused(made) is None
    assert in_plan(plan(made))[code].due == date.fromisoformat(day)


def test_the_likely_first_chemo_bounds_a_freezing_step_while_it_is_unconfirmed() -> None:
    about = {"treatment_date_certainty": "approximate"}  # likely 3 August all the same
    assert refused(change("move", "B22", "2026-08-03"), **about) == why.BEFORE_FIRST_CHEMO
    assert refused(change("move", "B22", "2026-08-02"), **about) is None


def test_a_wait_without_a_treatment_date_has_no_day_to_move_to() -> None:
    told = {"therapy_kind": "ahsct"}
    case = AdjustedCase(told, MONDAY, MONDAY)
    assert fault_of(change("move", "A02", "2029-01-01"), case.plan()) == why.WAIT_WITHOUT_END


def test_a_treatment_day_that_has_gone_by_is_asked_about_before_anything_moves() -> None:
    gone = {"treatment_date": "2026-02-20", "chemo_already_started": "not-said"}
    assert refused(change("move", "B06", "2026-04-01"), **gone) == why.HAS_IT_HAPPENED


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        ({"done": "2026-03-01"}, why.DONE),
        ({"booked": "2026-05-04"}, why.BOOKED),
        ({"declined": "not for me"}, why.DECLINED),
    ],
)
def test_what_the_person_said_of_a_step_stands_above_the_clinics_changes(step: dict[str, str], reason: str) -> None:
    steps = {"B04": step}
    assert refused(change("move", "B04", "2026-06-10"), steps=steps) == reason
    assert refused(change("not-applicable", "B04"), steps=steps) == reason


def test_of_two_moves_the_newer_counts() -> None:
    older, newer = change("move", "B04", "2026-06-10"), change("move", "B04", "2026-06-20", number=2)
    made = plan(older, newer)
    assert in_plan(made)["B04"].due == date(2026, 6, 20)
    assert made.unfit == ((older, why.REPLACED),)
