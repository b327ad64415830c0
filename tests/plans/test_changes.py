"""Newer guidance changes nothing by itself: what it would change is worked out and shown; what is urgent, at once."""

from datetime import date

import pytest

from planner.engine.plan import plan_for
from planner.guidance.loader import guidance
from planner.guidance.model import Guidance
from planner.plans.changes import Correction, GuidanceChanges, changes_of, newer_editions, urgent_corrections
from planner.plans.closed_days import closed_days_of
from planner.questions.told import Told
from tests.newer_guidance import (
    FOR_FEWER,
    FOUR_DAYS_EARLIER,
    HOSPITAL,
    MOVE,
    OTHER_WORDS,
    SPERM,
    newer_guidance,
    other_words_for_a_partner,
)
from tests.people import by_code, told

MADE, BEFORE, SINCE, LATER = date(2026, 3, 2), date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 15)


def someone(place: str = "gb") -> Told:
    """Someone who makes sperm, with a first chemo confirmed for Monday 3 August 2026."""
    return told(
        MADE,
        place=place,
        has_testes="yes",
        has_ovaries="no",
        has_uterus="no",
        wants_children="yes",
        treatment_date="2026-08-03",
        treatment_date_kind="first-chemo",
        treatment_date_certainty="confirmed",
        chemo_already_started="no",
    )


def changes(newer: Guidance, today: date, as_of: date = MADE, who: Told | None = None) -> GuidanceChanges | None:
    """What the guidance in force on a day would change for this person."""
    who = who or someone()
    closed = closed_days_of(who.place)
    return changes_of(who, newer, asked_on=MADE, as_of=as_of, today=today, closed_days=closed)


def test_a_plan_keeps_the_days_of_the_guidance_it_was_made_with() -> None:
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER))
    closed = closed_days_of("gb")
    kept = plan_for(someone(), newer, asked_on=MADE, today=LATER, closed_days=closed, as_of=MADE)
    now = plan_for(someone(), newer, asked_on=MADE, today=LATER, closed_days=closed, as_of=LATER)
    assert by_code(kept)["B22"].due == date(2026, 7, 24)  # 10 days before 3 August
    assert by_code(now)["B22"].due == date(2026, 7, 20)  # 14 days before
    assert (kept.as_of, now.as_of) == (MADE, LATER)


def test_answers_confirmed_later_do_not_bring_newer_guidance_with_them() -> None:
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER))
    kept = plan_for(someone(), newer, asked_on=LATER, today=LATER, closed_days=closed_days_of("gb"), as_of=MADE)
    assert by_code(kept)["B22"].due == date(2026, 7, 24)


def test_a_step_that_moves_is_shown_with_its_old_and_new_day() -> None:
    found = changes(newer_guidance((SPERM, FOUR_DAYS_EARLIER)), SINCE)
    assert found is not None
    assert found.since == SINCE
    moved = {one.item.code: one for one in found.changed}["B22"]
    assert moved.moves
    assert moved.was is not None
    assert moved.would_be is not None
    assert (moved.was.due, moved.would_be.due) == (date(2026, 7, 24), date(2026, 7, 20))


def test_a_step_in_other_words_is_shown_with_what_is_said_otherwise() -> None:
    found = changes(newer_guidance((MOVE, OTHER_WORDS)), SINCE)
    assert found is not None
    assert [(one.item.code, one.moves, one.parts) for one in found.changed] == [("B34", False, ("late",))]


def test_a_step_that_is_said_otherwise_to_a_partner_alone_is_shown_too() -> None:
    found = changes(newer_guidance((HOSPITAL, other_words_for_a_partner())), SINCE)
    assert found is not None
    assert [(one.item.code, one.parts) for one in found.changed] == [("D02", ("for-partner",))]


def test_a_step_that_would_go_is_shown_with_the_answer_that_decides_it() -> None:
    who = told(MADE, place="gb", breastfeeding="no", treatment_date="2026-08-03", treatment_date_kind="first-chemo")
    found = changes(newer_guidance((MOVE, FOR_FEWER)), SINCE, who=who)
    assert found is not None
    gone = [one for one in found.changed if one.would_be is None]
    assert [one.item.code for one in gone] == ["B34"]
    assert gone[0].left_out is not None
    assert ("breastfeeding", "no") in gone[0].left_out.grounds


@pytest.mark.parametrize("today", [MADE, BEFORE])
def test_guidance_that_is_not_in_force_yet_changes_nothing(today: date) -> None:
    assert changes(newer_guidance((SPERM, FOUR_DAYS_EARLIER)), today) is None
    assert urgent_corrections(newer_guidance((SPERM, FOUR_DAYS_EARLIER)), "gb", MADE, today) == {}


def test_a_plan_that_already_follows_it_is_told_nothing() -> None:
    assert changes(newer_guidance((SPERM, FOUR_DAYS_EARLIER)), LATER, as_of=SINCE) is None


def test_who_does_not_have_the_step_is_told_nothing() -> None:
    who = told(MADE, place="gb", has_testes="no", treatment_date="2026-08-03", treatment_date_kind="first-chemo")
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER))
    assert [pair.after.code for pair in newer_editions(newer, "gb", MADE, SINCE)] == ["B22"]
    assert changes(newer, SINCE, who=who) is None


def test_an_urgent_correction_is_there_on_its_first_day_without_anybody_accepting_it() -> None:
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER))
    assert urgent_corrections(newer, "us", MADE, SINCE) == {
        "freeze-sperm": Correction("Go four days earlier. Call today.", SINCE)
    }
    assert urgent_corrections(newer, "us", SINCE, LATER) == {}


def test_of_two_urgent_corrections_both_are_said_the_newest_first() -> None:
    second = '[edition.words.en]\nurgent = "And ring first."'
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER), (SPERM, second))
    said = urgent_corrections(newer, "gb", MADE, LATER)["freeze-sperm"]
    assert said == Correction("And ring first. Go four days earlier. Call today.", LATER)
    assert urgent_corrections(newer, "gb", SINCE, LATER)["freeze-sperm"].text == "And ring first."


def test_our_own_guidance_has_nothing_newer_today() -> None:
    for place in ("gb", "us", "elsewhere"):
        assert newer_editions(guidance(), place, date(2026, 1, 1), date(2030, 1, 1)) == ()
