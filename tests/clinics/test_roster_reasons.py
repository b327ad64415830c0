"""Why a plan needs a look: the nearest last safe day nobody has answered for, and what else a nurse wants to know."""

from datetime import date
from typing import Any

import pytest

from planner.engine.dates import ClosedDays
from planner.engine.plan import Plan, plan_for
from planner.guidance.closed_days import PublicHolidays
from planner.guidance.loader import guidance
from planner.review.exceptions import LOOK, NO_DAY, ON_COURSE, QUIET, Around, Look, look_at
from tests.clinics.rosters import NEAREST
from tests.people import planned, told
from tests.web.lives import EVERYONE, TODAY, told_json

IN_ORDER = Around(unsigned=0, ever_signed=True, notes=0, questions=0, unseen=False)


def plan_of(name: str, today: date = TODAY, resting: bool = False, **laid_over: Any) -> Plan:
    """The plan of somebody who told this on 2 March 2026, seen on a day."""
    answers = {key: value for key, value in (told_json(EVERYONE[name]) | laid_over).items() if value is not None}
    person = told(TODAY, **answers)
    closed = ClosedDays(PublicHolidays(person.place))
    return plan_for(person, guidance(), asked_on=TODAY, today=today, closed_days=closed, resting=resting)


def look(name: str, today: date = TODAY, around: Around = IN_ORDER, **laid_over: Any) -> Look:
    """What the roster says of somebody."""
    return look_at(plan_of(name, today, **laid_over), around)


def why(found: Look) -> list[str]:
    """The codes of why a plan is where it is."""
    return [code for code, _ in found.why]


@pytest.mark.parametrize("name", NEAREST)
def test_the_urgency_is_the_nearest_last_safe_day_worked_out_by_hand(name: str) -> None:
    assert date.fromordinal(look(name).urgency) == NEAREST[name]


def test_a_checked_plan_comes_under_a_nurses_eyes_28_days_before_its_last_safe_day() -> None:
    # Amira's egg injections: last safe on Friday 1 May 2026. Friday 3 April is 28 days before.
    assert look("amira", date(2026, 4, 2)).standing == ON_COURSE
    assert look("amira", date(2026, 4, 3)).standing == LOOK


@pytest.mark.parametrize("said", [{"done": "2026-03-02"}, {"booked": "2026-04-20"}, {"waiting": "for the clinic"}])
def test_done_booked_and_waiting_answer_for_a_last_safe_day(said: dict[str, str]) -> None:
    assert look("amira").item[0] == "B18"
    answered = look("amira", steps={"B18": said})
    assert answered.item[0] != "B18"
    assert answered.urgency > look("amira").urgency


def test_declined_answers_for_it_and_a_wish_to_ask_does_not() -> None:
    assert look("amira", steps={"B18": {"declined": "no"}}).item[0] != "B18"
    assert look("amira", steps={"B18": {"ask": "does it hurt?"}}).item[0] == "B18"


def test_a_booking_after_its_last_safe_day_is_no_answer_and_is_said() -> None:
    late = look("amira", steps={"B18": {"booked": "2026-05-12"}})
    assert (late.item[0], date.fromordinal(late.urgency)) == ("B18", date(2026, 5, 1))
    assert late.standing == LOOK
    assert "clash" in why(late)


def test_a_first_chemo_that_is_not_confirmed_needs_a_look_however_far_it_is() -> None:
    far = look("amira", treatment_date="2026-12-14", treatment_date_certainty="approximate")
    assert (far.standing, why(far)) == (LOOK, ["not-confirmed"])
    assert far.first is not None
    assert far.first[1] is False
    nothing_known = look("amira", treatment_date=None, treatment_date_kind=None, treatment_date_certainty=None)
    assert (nothing_known.standing, why(nothing_known), nothing_known.first) == (LOOK, ["no-date"], None)


def test_a_day_that_went_by_without_a_word_needs_a_look() -> None:
    assert "day-passed" in why(look("amira", date(2026, 5, 20)))


def test_collection_without_chemo_that_nobody_confirmed_needs_a_look() -> None:
    assert "gcsf-only" in why(look("amira", mobilisation="gcsf-only"))
    by_a_nurse = {"mobilisation": "gcsf-only", "mobilisation_confirmed_by_nurse": True}
    assert "gcsf-only" in why(look("amira", **by_a_nurse))  # as somebody told it: no nurse of the clinic has said so
    assert "gcsf-only" not in why(look("amira", around=IN_ORDER._replace(without_chemo=True), **by_a_nurse))


def test_last_safe_days_run_on_while_somebody_may_be_pregnant() -> None:
    # Farah: first chemo on Monday 13 April; 16 days before it is Saturday 28 March: the Friday.
    farah = look("farah")
    assert (farah.standing, why(farah)[0]) == (LOOK, "may-be-pregnant")
    assert date.fromordinal(farah.urgency) == date(2026, 3, 27)


@pytest.mark.parametrize(
    ("around", "code", "number"),
    [
        (IN_ORDER._replace(unsigned=1, ever_signed=False), "never-signed", 1),
        (IN_ORDER._replace(unsigned=3), "changed", 3),
        (IN_ORDER._replace(notes=1, questions=2), "questions", 3),
    ],
)
def test_what_nobody_signed_or_answered_needs_a_look_and_is_counted(around: Around, code: str, number: int) -> None:
    found = look("amira", around=around)
    assert (found.standing, found.why) == (LOOK, ((code, number),))


def test_what_days_passing_changed_is_said_but_is_no_exception_by_itself() -> None:
    found = look("amira", around=IN_ORDER._replace(unseen=True))
    assert (found.standing, found.why) == (ON_COURSE, (("days-passed", 1),))


@pytest.mark.parametrize(("status", "code"), [("postponed", "put-off"), ("cancelled", "off"), ("died", "closed")])
def test_a_plan_that_is_off_or_closed_is_quiet_whatever_nobody_signed(status: str, code: str) -> None:
    found = look("chloe", around=IN_ORDER._replace(unsigned=4, questions=2), treatment_status=status)
    assert found == Look(QUIET, NO_DAY, ("", ""), 0, 0, None, ((code, 1),))


def test_words_to_the_clinic_are_seen_from_a_plan_that_is_off_and_never_from_one_that_is_closed() -> None:
    wrote = IN_ORDER._replace(notes=1)
    off = look("chloe", around=wrote, treatment_status="cancelled")
    assert (off.standing, off.urgency, why(off)) == (LOOK, NO_DAY, ["off", "questions"])
    assert look("chloe", around=wrote, treatment_status="died").standing == QUIET


def test_in_a_break_the_last_safe_day_goes_on_and_presses_nobody() -> None:
    found = look_at(plan_of("chloe", resting=True), IN_ORDER._replace(unsigned=2, questions=1))
    assert (found.standing, date.fromordinal(found.urgency)) == (QUIET, date(2026, 3, 4))
    assert (found.unsigned, found.unanswered, why(found)) == (0, 0, ["rests"])


def test_without_chemo_there_is_nothing_to_watch() -> None:
    found = look_at(planned(told(TODAY, place="gb", therapy_kind="no-chemo-cells")), IN_ORDER)
    assert (found.standing, found.urgency, found.why) == (ON_COURSE, NO_DAY, ())
