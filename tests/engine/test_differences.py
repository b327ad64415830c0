"""What moves, clashes, closes, comes and goes between two plans of one person; days worked out by hand.

The calm person has a confirmed first chemo on Monday 18 May 2026, 77 days ahead. Clinics are closed at weekends, on
Good Friday (3 April), Easter Monday (6 April), 4 May and 25 May.
"""

from datetime import date
from typing import Any

from planner.engine.differences import Differences, differences
from planner.engine.plan import Plan
from tests.people import planned, someone

MAN: dict[str, Any] = {
    "has_ovaries": "no",
    "has_uterus": "no",
    "has_testes": "yes",
    "partner_can_become_pregnant": "yes",
    "contraception": ["barrier"],
}


def plan_of(today: str = "2026-03-02", asked_on: str = "2026-03-02", **told: Any) -> Plan:
    """The plan of the calm person, with other answers."""
    return planned(someone(asked_on, **told), asked_on, today)


def moved(to: str, asked_on: str = "2026-03-02", **told: Any) -> Differences:
    """What moving the first chemo from 18 May does."""
    return differences(plan_of(**told), plan_of(asked_on, asked_on, treatment_date=to, **told))


def days(found: Differences, code: str) -> tuple[str, str]:
    """`opens`, `due` and `last_safe` of one step that moves, before and after."""
    (pair,) = [one for one in found.moves if one.was.item.code == code]
    was, will_be = (" ".join(map(str, one.window[:3])) for one in (pair.was, pair.will_be))
    return was, will_be


def codes(several: Any) -> list[str]:
    """Their codes, in order."""
    return sorted(one.item.code for one in several)


# --- moves ---


def test_nothing_differs_from_itself() -> None:
    assert not differences(plan_of(), plan_of())


def test_four_weeks_later_each_step_moves_four_weeks_but_for_closed_days_and_months() -> None:
    found = moved("2026-06-15")
    # Ten to four weeks before, at the latest the open day before: Friday instead of Sunday, both times.
    assert days(found, "B04") == ("2026-03-09 2026-04-20 2026-05-15", "2026-04-06 2026-05-18 2026-06-12")
    # Twelve to six weeks before: 6 April is Easter Monday and 3 April Good Friday; 4 May is a bank holiday.
    assert days(found, "B03") == ("2026-02-23 2026-04-02 2026-05-15", "2026-03-23 2026-05-01 2026-06-12")
    # Six weeks to 17 days before, at the latest 16: Saturday 2 May, so Friday; then Saturday 30 May, so Friday.
    assert days(found, "B18") == ("2026-04-06 2026-05-01 2026-05-01", "2026-05-04 2026-05-29 2026-05-29")
    # Twelve months after the latest new cells day, twelve weeks after the first chemo: 10 August; 7 September.
    assert days(found, "A02") == ("2027-08-10 2027-08-10 None", "2027-09-07 2027-09-07 None")


def test_what_hangs_on_today_does_not_move_with_the_date() -> None:
    found = moved("2026-06-15", hormones=["testosterone"], stored_on="2026-02-20")
    assert not {"B14", "B25"} & {pair.was.item.code for pair in found.moves}


def test_what_is_done_does_not_move_but_its_further_days_do() -> None:
    found = moved("2026-06-15", steps={"B04": {"done": "2026-03-02"}, "A08": {"done": "2026-03-01"}})
    moving = {pair.was.item.code: pair for pair in found.moves}
    assert "B04" not in moving
    # The scan of every year after: six months after 29 June 2026 and a year; and after 27 July.
    before, after = moving["A08"].was.window, moving["A08"].will_be.window
    assert (before.due, after.due) == (date(2026, 3, 1), date(2026, 3, 1))
    assert before.repeats != after.repeats


# --- bookings that clash ---


def test_a_booking_after_the_last_safe_day_clashes_and_is_not_counted_as_moving() -> None:
    booked = {"B18": {"booked": "2026-04-28"}}
    assert moved("2026-06-15", steps=booked).clashes == ()
    (clash,) = moved("2026-04-27", steps=booked).clashes
    # 16 days before 27 April is Saturday 11 April: the Friday.
    assert (clash.booked, clash.latest, clash.earliest) == (date(2026, 4, 28), date(2026, 4, 10), None)
    assert "B18" not in {pair.was.item.code for pair in moved("2026-04-27", steps=booked).moves}


def test_a_booking_on_the_last_safe_day_fits() -> None:
    assert moved("2026-04-27", steps={"B18": {"booked": "2026-04-10"}}).clashes == ()
    assert len(moved("2026-04-27", steps={"B18": {"booked": "2026-04-11"}}).clashes) == 1


def test_a_step_without_a_last_safe_day_clashes_from_the_first_chemo_on() -> None:
    assert moved("2026-04-27", steps={"B09": {"booked": "2026-04-26"}}).clashes == ()
    (clash,) = moved("2026-04-27", steps={"B09": {"booked": "2026-04-27"}}).clashes
    assert (clash.planned.item.code, clash.latest) == ("B09", date(2026, 4, 26))


def test_waiting_booked_before_its_first_day_clashes() -> None:
    # The review of birth control waits for 12 months after the latest new cells day: 10 August, then 7 September 2027.
    booked = {"A02": {"booked": "2027-08-12"}}
    assert differences(plan_of(steps=booked), plan_of(steps=booked)).clashes == ()
    (clash,) = moved("2026-06-15", steps=booked).clashes
    assert (clash.booked, clash.latest, clash.earliest) == (date(2027, 8, 12), None, date(2027, 9, 7))


def test_what_is_done_after_its_last_safe_day_does_not_clash() -> None:
    done = {"B18": {"done": "2026-03-02"}}
    assert moved("2026-03-17", steps=done).clashes == ()


def test_a_booking_that_clashed_before_clashes_still() -> None:
    booked = {"B18": {"booked": "2026-05-10"}}
    assert [clash.latest for clash in moved("2026-05-19", steps=booked).clashes] == [date(2026, 5, 1)]


# --- closed, comes, goes, options ---


def test_a_date_as_near_as_can_be_leaves_the_day_but_closes_the_options() -> None:
    found = moved("2026-03-03")
    assert codes(found.closed) == []
    assert codes(found.goes) == ["B18", "B19"]
    assert codes(found.comes) == ["B20", "F01"]
    # Eggs need 16 days, a piece of ovary 5, resting the ovaries 7: one is left.
    assert {one.was.option.key for one in found.options if one.closes} == {
        "oocyte-cryopreservation",
        "ovarian-tissue-cryopreservation",
        "ovarian-suppression",
    }
    assert found.no_longer == 3


def test_when_the_last_day_has_gone_by_the_steps_that_had_to_come_before_are_closed() -> None:
    told = {"treatment_date": "2026-03-11"}
    found = differences(plan_of("2026-03-10", **told), plan_of("2026-03-11", **told))
    assert (codes(found.closed), found.no_longer) == (["B03", "B04"], 2)  # both at the latest the day before
    assert found.goes == ()
    him = differences(plan_of("2026-03-10", **told, **MAN), plan_of("2026-03-11", **told, **MAN))
    assert codes(him.closed) == ["B03", "B04", "B22", "F02"]
    # One sample needs one day.
    assert [(one.was.option.key, one.was.verdict, one.will_be.verdict) for one in him.options] == [
        ("sperm-cryopreservation", "tight", "unlikely")
    ]
    assert him.no_longer == 4 + 1


def test_each_number_of_days_left_for_eggs_has_its_verdict() -> None:
    # 28 days from 2 March is 30 March; 27 are tight, so are 16; 15 are unlikely.
    for to, verdict in (
        ("2026-03-30", None),
        ("2026-03-29", "tight"),
        ("2026-03-18", "tight"),
        ("2026-03-17", "unlikely"),
    ):
        options = {one.was.option.key: one for one in moved(to).options}
        eggs = options.get("oocyte-cryopreservation")
        assert (eggs and eggs.will_be.verdict) == verdict
        if eggs:
            assert eggs.worse
            assert eggs.closes == (verdict == "unlikely")


def test_a_later_date_opens_what_was_closed() -> None:
    before = plan_of(treatment_date="2026-03-17")
    found = differences(before, plan_of())
    assert codes(found.comes) == ["B18", "B19"]
    assert codes(found.goes) == ["B20", "F01"]
    (eggs,) = found.options
    assert (eggs.was.verdict, eggs.will_be.verdict, eggs.worse, eggs.closes) == ("unlikely", "fits", False, False)
    assert found.no_longer == 0


def test_days_that_pass_close_what_was_possible() -> None:
    told = {"treatment_date": "2026-03-30"}  # 28 days ahead
    the_day_before = plan_of(**told)
    assert [one.will_be.verdict for one in differences(the_day_before, plan_of("2026-03-03", **told)).options] == [
        "tight"
    ]
    assert not differences(plan_of("2026-03-03", **told), plan_of("2026-03-14", **told)).options  # 27 and 16 days
    found = differences(plan_of("2026-03-14", **told), plan_of("2026-03-15", **told))
    assert [(one.was.verdict, one.will_be.verdict) for one in found.options] == [("tight", "unlikely")]
    # The last open day to begin, 16 days before at the latest, was Friday 13 March: the start of it went the day after.
    assert codes(found.goes) == ["B19"]


def test_once_it_is_said_that_chemo_has_begun_options_are_closed_and_the_part_before_is_behind() -> None:
    begun = plan_of("2026-05-18", "2026-05-18", chemo_already_started="yes")
    found = differences(plan_of("2026-05-18"), begun)
    assert {"B03", "B04", "B22"} & set(codes(found.comes)) == set()
    assert "F03" in codes(found.comes)
    assert {one.was.option.key for one in found.options if one.will_be.verdict == "closed"} == {
        "oocyte-cryopreservation",
        "ovarian-suppression",
    }
