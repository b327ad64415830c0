"""Windows worked out by hand: each shape and rule of guidance-facts 0.4, mostly from the people of its section 4."""

from datetime import date
from typing import Any

import pytest

from planner.engine.plan import Planned
from tests.engine.cases import Case, in_plan, left_out

ASKED_ON = date(2026, 3, 2)  # a Monday
# P01, Amira: first chemo 18 May 2026, so day zero 29 May, 29 June, 10 August. Nothing is closed unless told.
AMIRA: dict[str, Any] = {
    "place": "gb",
    "age": 29,
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "menopause": "no",
    "pregnant": "no",
    "breastfeeding": "yes",
    "contraception": ["progestogen-pill"],
    "sex_that_could_lead_to_pregnancy": "yes",
    "wants_children": "yes",
    "therapy_kind": "ahsct",
    "regimen": "cy-atg",
    "chemo_already_started": "no",
    "treatment_date": "2026-05-18",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
}


def amira(asked_on: date = ASKED_ON, today: date | None = None, **others: Any) -> Case:
    return Case(AMIRA, asked_on, today or asked_on).but(**others)


def shown(planned: Planned) -> tuple[str | None, str | None, str | None]:
    """When it opens, is due, and its last safe day, as text."""
    window = planned.window
    return tuple(day and day.isoformat() for day in (window.opens, planned.due, window.last_safe))  # type: ignore[return-value]


def again(planned: Planned) -> list[str]:
    return [day.day.isoformat() for day in planned.window.repeats + planned.window.then]


@pytest.mark.parametrize(
    ("code", "opens", "due", "last_safe"),
    [
        ("B03", "2026-02-23", "2026-04-06", "2026-05-17"),  # 18 May - 84, - 42, - 1
        ("B04", "2026-03-09", "2026-04-20", "2026-05-17"),  # - 70, - 28, - 1
        ("B06", "2026-01-26", "2026-03-23", None),  # - 112, - 56
        ("B15", "2026-03-23", "2026-05-01", None),  # - 56; - 10 is 8 May, but not later than B18
        ("B17", "2026-03-23", "2026-05-01", None),  # - 56, - 17
        ("B18", "2026-04-06", "2026-05-01", "2026-05-02"),  # - 42, - 17, - 16
        ("B19", "2026-05-11", "2026-05-15", "2026-05-17"),  # 1 May + 10; + 15 is 16 May, at latest 18 May - 3; - 1
        ("B21", "2026-04-20", "2026-05-08", "2026-05-11"),  # - 28, - 10, - 7
        ("B26", "2026-03-23", "2026-04-20", "2026-05-17"),  # - 56, - 28, - 1
        ("B29", "2026-04-06", "2026-05-04", "2026-05-17"),  # - 42, - 14, - 1
        ("B30", "2026-05-11", "2026-05-18", None),  # - 7, - 0
        ("B32", "2026-04-09", "2026-05-07", None),  # admission is 29 May - 8 = 21 May at the earliest; - 42, - 14
        ("D01", "2026-05-18", "2026-06-02", None),  # + 0, + 15
        ("A04", "2026-10-29", "2026-12-29", None),  # 29 June + 4, + 6 months
        ("A08", "2026-10-29", "2026-11-29", "2026-11-29"),  # 29 May + 5, + 6 months
    ],
)
def test_a_window_is_counted_as_worked_out_by_hand(code: str, opens: str, due: str, last_safe: str | None) -> None:
    assert shown(in_plan(amira().plan())[code]) == (opens, due, last_safe)


def test_scans_come_five_and_twelve_days_after_the_first_injection() -> None:
    assert again(in_plan(amira().plan())["B18"]) == ["2026-05-06", "2026-05-13"]


def test_of_several_days_those_still_to_come_are_kept_and_the_first_is_due() -> None:
    # 29 June + 3, + 6, + 9 months
    keep = in_plan(amira().plan())["A01"]
    assert (shown(keep), again(keep)) == (("2026-09-29", "2026-09-29", None), ["2026-12-29", "2027-03-29"])
    # On 1 October month 3 has gone by: it opened then, and month 6 is due.
    later = amira(date(2026, 10, 1), chemo_already_started="yes", treatment_happened="yes")
    keep = in_plan(later.plan())["A01"]
    assert (shown(keep), again(keep)) == (("2026-09-29", "2026-12-29", None), ["2027-03-29"])


def test_a_wait_counts_from_the_latest_day() -> None:
    # 10 August 2026 + 12, + 18, + 24 months
    review = in_plan(amira().plan())["A02"]
    assert (shown(review), again(review)) == (
        ("2027-08-10", "2027-08-10", None),
        ["2028-02-10", "2028-08-10"],
    )
    # Confirmed: day zero 29 June 2026.
    told = amira(milestones={"day-zero": {"date": "2026-06-29", "confirmed": True}})
    assert shown(in_plan(told.plan())["A02"])[1] == "2027-06-29"


def test_a_block_of_days_is_followed_by_the_next_block() -> None:
    # First chemo + 10 days; then conditioning (29 June - 5) to the latest day zero + 10 (10 August + 10).
    dams = in_plan(amira().plan())["D03"]
    assert shown(dams) == ("2026-05-18", "2026-05-28", None)
    assert again(dams) == ["2026-06-24", "2026-08-20"]


def test_a_repeat_runs_to_its_end_or_to_day_zero_and_two_years() -> None:
    # Monthly from 18 May to the latest day zero + 12 months: 18 June 2026 to 18 July 2027.
    still = in_plan(amira().plan())["D04"]
    assert (again(still)[0], again(still)[-1], len(again(still))) == ("2026-06-18", "2027-07-18", 14)
    # Yearly from 29 November 2026, to 10 August 2026 + 24 months: only 29 November 2027.
    assert again(in_plan(amira().plan())["A08"]) == ["2027-11-29"]


def test_what_is_late_is_to_be_done_tomorrow_and_its_opening_is_not_hidden() -> None:
    late = in_plan(amira(date(2026, 4, 1)).plan())["B10"]  # was due 18 May - 56 = 23 March
    assert shown(late) == ("2026-02-23", "2026-04-02", None)
    assert late.state == "do-now"


def test_near_and_unconfirmed_is_due_in_a_week_or_the_day_before_the_likely_day() -> None:
    # P02: day zero 20 April, so first chemo likely on 9 March, at the earliest 26 January: due 8 March.
    ben = Case(
        {"has_testes": "yes", "treatment_date": "2026-04-20", "treatment_date_kind": "day-zero"}, ASKED_ON, ASKED_ON
    )
    planned = in_plan(ben.plan())
    assert planned["B22"].due == date(2026, 3, 8)
    assert planned["B22"].window.last_safe == date(2026, 3, 8)
    assert planned["B22"].window.estimate
    assert planned["B22"].state == "do-now"
    # Two weeks further off, a week from today comes first.
    later = in_plan(ben.but(treatment_date="2026-05-04").plan())
    assert (later["B22"].due, later["B22"].window.last_safe) == (date(2026, 3, 9), date(2026, 3, 22))


def test_further_off_and_unconfirmed_keeps_its_ordinary_window() -> None:
    # Day zero 1 December 2026: first chemo at the earliest 8 September, more than 12 weeks off; likely 20 October.
    far = amira(treatment_date="2026-12-01", treatment_date_kind="day-zero")
    assert shown(in_plan(far.plan())["B04"]) == ("2026-06-30", "2026-08-11", "2026-10-19")
    assert in_plan(far.plan())["B04"].state == "upcoming"


def test_a_pregnancy_test_is_dated_only_within_a_fortnight_of_an_unconfirmed_day() -> None:
    near = amira(treatment_date="2026-04-27", treatment_date_kind="day-zero")  # likely 16 March, in 14 days
    # opens from the earliest day (2 February, so tomorrow since chemo has not begun): 3 March - 7
    assert in_plan(near.plan())["B30"].window.opens == date(2026, 2, 24)
    one_more = amira(treatment_date="2026-04-28", treatment_date_kind="day-zero")
    assert shown(in_plan(one_more.plan())["B30"]) == (None, None, None)


def test_without_any_date_first_steps_start_now_and_nothing_else_is_dated() -> None:
    undated = in_plan(amira().without("treatment_date", "treatment_date_kind", "treatment_date_certainty").plan())
    assert shown(undated["B03"]) == ("2026-03-02", "2026-03-09", None)
    for code in ("B18", "B19", "B20", "B30", "B31", "B32", "D01", "A01", "A02", "A08"):
        assert shown(undated[code]) == (None, None, None), code


def test_once_chemo_began_what_is_left_is_for_tomorrow_without_a_hard_date() -> None:
    begun = in_plan(amira(date(2026, 5, 20), chemo_already_started="yes", chemo_started_on="2026-05-18").plan())
    assert shown(begun["B26"]) == ("2026-03-23", "2026-05-21", None)
    assert begun["B26"].state == "do-now"
    assert "B04" not in begun


def test_a_hard_date_gone_by_gives_way_to_its_fallback() -> None:
    # P03: first chemo 11 March. Injections needed 16 days: 23 February is past.
    plan = amira(treatment_date="2026-03-11").plan()
    assert {"F01", "B20", "B21"} <= in_plan(plan).keys()
    assert "B18" not in in_plan(plan)
    # Its hard date goes by while the plan is looked at again, on 18 May itself.
    out = left_out(amira(today=date(2026, 5, 18)).plan())["B04"]
    assert (out.note, out.day, out.instead) == ("past-last-safe", date(2026, 5, 17), ("call-today",))


def test_a_hard_date_gone_by_of_what_still_helps_says_ask_today() -> None:
    # B21 (- 7 days): first chemo 6 March, so 27 February is past; it stays, to be done now.
    resting = in_plan(amira(treatment_date="2026-03-06").plan())["B21"]
    assert (resting.state, resting.window.last_safe, resting.window.past) == ("do-now", None, date(2026, 2, 27))


def test_what_stays_after_its_hard_date_is_not_put_off() -> None:
    # Day zero 19 April: first chemo likely on 8 March, so 1 March was the last safe day. "Ask today" is not 7 March.
    resting = in_plan(amira(treatment_date="2026-04-19", treatment_date_kind="day-zero").plan())["B21"]
    assert resting.state == "do-now"
    assert resting.due is not None
    assert resting.due <= date(2026, 3, 3)


def test_a_step_that_is_booked_is_what_later_steps_count_from() -> None:
    told = {"has_testes": "yes", "has_ovaries": "no", "breastfeeding": "no"}
    booked = in_plan(amira(**told, steps={"B22": {"booked": "2026-04-14"}}).plan())
    assert booked["B22"].due == date(2026, 4, 14)
    assert shown(booked["B23"]) == ("2026-04-16", "2026-04-20", "2026-05-17")  # + 2, + 6; 18 May - 1
    assert booked["B15"].due == date(2026, 4, 14)  # blood tests come before the first visit


def test_closed_days_move_a_deadline_earlier_and_a_wait_later() -> None:
    # 2 May 2026 is a Saturday. 17 May is a Sunday. 10 August 2027 is a Tuesday, 29 November 2026 a Sunday.
    case = amira()
    planned = in_plan(case.plan(case.holidays()))
    assert shown(planned["B18"]) == ("2026-04-06", "2026-05-01", "2026-05-01")
    assert shown(planned["B03"]) == ("2026-02-23", "2026-04-02", "2026-05-15")  # 6 April is Easter Monday
    assert shown(planned["A08"])[1:] == ("2026-11-27", "2026-11-27")
    assert shown(planned["A02"])[1] == "2027-08-10"
    # Day zero 6 February 2027 confirmed: the review on Sunday 6 February 2028 waits for Monday.
    wait = amira(milestones={"day-zero": {"date": "2027-02-06", "confirmed": True}})
    assert shown(in_plan(wait.plan(wait.holidays()))["A02"])[:2] == ("2028-02-07", "2028-02-07")


def test_where_no_open_day_is_left_the_day_stays_and_says_ring_anyway() -> None:
    # Asked on Saturday 16 May with first chemo on Monday 18 May: the last safe day is Sunday 17 May.
    case = amira(date(2026, 5, 16))
    window = in_plan(case.plan(case.holidays()))["B26"].window
    assert (window.last_safe, window.ring_anyway) == (date(2026, 5, 17), True)


def test_a_told_day_gone_by_leaves_earlier_steps_undated_and_to_be_done() -> None:
    passed = amira(date(2026, 5, 25)).without("chemo_already_started")
    planned = in_plan(passed.plan())
    assert shown(planned["B26"]) == (None, None, None)
    assert planned["B26"].state == "do-now"
    assert shown(planned["A01"])[1] == "2026-09-29"  # later steps keep their days
    assert planned["A01"].alarms == ()


def test_storage_is_renewed_from_the_first_freezing() -> None:
    # 10 May 2018 + 9 years, + 9 years 6 months, + 9 years 11 months; the next round is ten years on.
    renew = in_plan(amira(stored_on="2018-05-10").plan())["A14"]
    assert (shown(renew)[1], again(renew)) == ("2027-05-10", ["2027-11-10", "2028-04-10"])


def test_a_pregnancy_waits_for_the_longest_of_all_waits() -> None:
    # Ocrelizumab to 1 December 2026 changes nothing; rituximab on 1 March 2027 would: + 12 months is 1 March 2028.
    assert in_plan(amira(dmt="ocrelizumab", dmt_last="2025-12-01").plan())["A13"].due == date(2027, 8, 10)
    assert in_plan(amira(dmt="rituximab", dmt_last="2027-03-01").plan())["A13"].due == date(2028, 3, 1)


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("B04", ["2026-04-13", "2026-04-17", "2026-04-20"]),  # due 20 April - 7, - 3, - 0
        ("B30", ["2026-05-11", "2026-05-16"]),  # first chemo - 7, - 2
        ("A02", ["2027-07-27", "2027-08-10", "2028-01-27", "2028-02-10", "2028-07-27", "2028-08-10"]),  # each - 14, - 0
        ("D02", ["2026-06-15", "2026-06-21"]),  # admission likely 22 June - 7, - 1
        ("A04", ["2026-10-29", "2026-11-29"]),  # day zero likely + 4, + 5 months
        ("B34", []),
    ],
)
def test_alarms_ring_on_days_worked_out_by_hand(code: str, days: list[str]) -> None:
    assert [day.isoformat() for day in in_plan(amira().plan())[code].alarms] == days


def test_what_is_done_stays_and_rings_no_more() -> None:
    done = in_plan(amira(steps={"B04": {"done": "2026-02-27"}}).plan())["B04"]
    assert (done.state, done.due, done.alarms) == ("done", date(2026, 2, 27), ())
