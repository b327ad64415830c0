"""Whatever a clinic adjusts, the safety invariants hold: their own tests, tried on plans that were adjusted.

A test that asks whom an item is for, or counts days that a clinic may set, is tried without those kinds of adjustment.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.engine import adjusting, moved
from planner.engine.adjusting import AdjustedDecisions
from planner.engine.adjustments import KINDS, fault_of
from planner.engine.last_safe import next_last_safe, soonest
from planner.plans.as_text import plan_text
from planner.plans.plan_json import plan_json
from tests.engine import test_invariants_body as body
from tests.engine import test_invariants_content as content
from tests.engine import test_invariants_dates as dates
from tests.engine import test_invariants_people as people
from tests.engine import test_invariants_waits as waits
from tests.engine import test_properties as properties
from tests.engine.adjusted import AdjustedCase, adjusted
from tests.engine.cases import Case, kept_by_hand
from tests.engine.promises import for_anyone, turns_red
from tests.engine.strategies import cases

ALL = KINDS
NO_MOVES = ("add", "not-applicable", "assign", "own")
OF_THE_GUIDANCE = ("move", "add", "not-applicable", "assign")
NOTHING_COMES_OR_GOES = ("move", "assign")
WHO = ("assign",)

HOLD: list[tuple[Callable[..., None], tuple[str, ...]]] = [
    (dates.test_nothing_is_to_be_frozen_on_or_after_the_first_chemo, ALL),
    (dates.test_egg_injections_are_never_offered_with_fewer_than_sixteen_days_left, ALL),
    (dates.test_a_told_transplant_day_pulls_what_comes_before_six_weeks_ahead_of_it, NO_MOVES),
    (dates.test_what_cannot_wait_is_to_be_done_now_while_a_near_first_chemo_is_unconfirmed, ALL),
    (dates.test_while_the_first_chemo_is_unconfirmed_somebody_is_asked_for_it, ALL),
    (dates.test_pregnancy_tests_have_no_day_while_their_day_is_far_off_and_unconfirmed, ALL),
    (dates.test_no_calendar_day_is_counted_from_a_treatment_nobody_has_dated, NO_MOVES),
    (dates.test_once_chemo_has_begun_nothing_is_frozen_by_date_and_someone_asks_what_can_be_done, ALL),
    (waits.test_a_talk_about_stopping_birth_control_is_never_sooner_than_twelve_months_after_day_zero, ALL),
    (waits.test_what_must_wait_for_day_zero_waits_for_its_latest_day, ALL),
    (waits.test_what_is_done_stays_done_whatever_moves, ALL),
    (waits.test_no_alarm_rings_before_the_day_of_asking, ALL),
    (waits.test_a_told_day_that_has_passed_asks_if_it_happened_before_anything_after_it_rings, ALL),
    (waits.test_a_treatment_that_is_off_is_silent, ALL),
    (waits.test_days_are_days_whatever_the_clocks_say, ALL),
    (waits.test_closed_days_never_move_a_before_later_or_a_wait_earlier, ALL),
    (waits.test_what_needs_an_open_clinic_falls_on_an_open_day_or_says_ring_anyway, ALL),
    (people.test_every_item_goes_to_exactly_those_the_checklist_names, NOTHING_COMES_OR_GOES),
    (people.test_only_an_answer_that_was_given_removes_a_critical_item, ALL),
    (people.test_skipping_a_question_never_loses_a_critical_item, NOTHING_COMES_OR_GOES),
    (people.test_someone_under_eighteen_hears_of_their_rights_and_whom_to_turn_to, NOTHING_COMES_OR_GOES),
    (body.test_after_menopause_or_sterilisation_there_is_no_contraception_and_no_pregnancy_test, ("move", "own")),
    (body.test_without_sex_that_could_lead_to_pregnancy_only_the_teams_quiet_tests_stay, NOTHING_COMES_OR_GOES),
    (body.test_a_gentler_regimen_relaxes_nothing, WHO),
    (body.test_who_may_be_pregnant_calls_the_team_first_and_the_rest_waits, ALL),
    (body.test_a_pregnancy_nobody_spoke_of_pauses_nothing, ALL),
    (body.test_breastfeeding_stops_before_the_first_chemo_and_no_day_to_restart_stands_alone, ALL),
    (body.test_a_wait_after_a_medicine_only_ever_makes_the_wait_longer, NOTHING_COMES_OR_GOES),
    (content.test_every_dated_item_names_who_says_so_and_when_it_was_last_checked, ALL),
    (content.test_every_form_of_a_plan_says_usual_figures_and_who_decides, ALL),
    (content.test_calendar_titles_tell_a_stranger_nothing, ALL),
    (content.test_nobody_is_told_a_chance_in_figures, ALL),
    (content.test_a_treatment_without_chemo_gets_no_plan_and_hears_why, ALL),
    (content.test_every_item_left_out_says_because_of_what, OF_THE_GUIDANCE),
    (content.test_no_note_of_the_persons_own_reaches_the_calendar, ALL),
    (properties.test_each_of_sixty_items_has_exactly_one_verdict, OF_THE_GUIDANCE),
    (properties.test_a_state_says_what_the_days_say, ALL),
    (properties.test_a_new_plan_never_opens_with_overdue, ALL),
    (properties.test_items_stand_in_the_order_in_which_they_matter, ALL),
]


def with_adjustments(anybody: st.SearchStrategy[Any], kinds: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """The same people and days, in whose plans a clinic adjusted something."""

    def adjust(one: Any) -> st.SearchStrategy[Any]:
        if isinstance(one, Case):
            return adjusted(one, kinds)
        return st.tuples(*[adjust(part) if isinstance(part, Case) else st.just(part) for part in one])

    return anybody.flatmap(adjust)


@pytest.mark.parametrize(("test", "kinds"), HOLD, ids=[test.__name__.removeprefix("test_") for test, _ in HOLD])
def test_an_invariant_holds_whatever_is_adjusted(test: Any, kinds: tuple[str, ...]) -> None:
    check, anybody = test.tried_on
    for_anyone(with_adjustments(anybody, kinds), examples=60)(check)()


def any_day(*_of_what: object) -> None:
    """The bug: an item may be moved to any day."""


def anything(*_of_what: object) -> None:
    """The bug: anything may be added, or taken out."""


def can_wait(*_of_what: object) -> bool:
    """The bug: what is moved is never for now."""
    return False


PLANTED: list[tuple[Callable[..., None], object, str, Callable[..., object]]] = [
    (dates.test_nothing_is_to_be_frozen_on_or_after_the_first_chemo, adjusting, "fault_of_day", any_day),
    (dates.test_egg_injections_are_never_offered_with_fewer_than_sixteen_days_left, adjusting, "fault_of_day", any_day),
    (
        dates.test_pregnancy_tests_have_no_day_while_their_day_is_far_off_and_unconfirmed,
        adjusting,
        "fault_of_day",
        any_day,
    ),
    (
        waits.test_a_talk_about_stopping_birth_control_is_never_sooner_than_twelve_months_after_day_zero,
        adjusting,
        "fault_of_day",
        any_day,
    ),
    (waits.test_what_must_wait_for_day_zero_waits_for_its_latest_day, adjusting, "fault_of_day", any_day),
    (
        body.test_breastfeeding_stops_before_the_first_chemo_and_no_day_to_restart_stands_alone,
        adjusting,
        "fault_of_day",
        any_day,
    ),
    (
        dates.test_what_cannot_wait_is_to_be_done_now_while_a_near_first_chemo_is_unconfirmed,
        moved,
        "_should_not_wait",
        can_wait,
    ),
    (
        dates.test_while_the_first_chemo_is_unconfirmed_somebody_is_asked_for_it,
        AdjustedDecisions,
        "fault_of_removing",
        anything,
    ),
    (
        dates.test_once_chemo_has_begun_nothing_is_frozen_by_date_and_someone_asks_what_can_be_done,
        AdjustedDecisions,
        "fault_of_removing",
        anything,
    ),
    (
        dates.test_once_chemo_has_begun_nothing_is_frozen_by_date_and_someone_asks_what_can_be_done,
        AdjustedDecisions,
        "fault_of_adding",
        anything,
    ),
    (body.test_a_pregnancy_nobody_spoke_of_pauses_nothing, AdjustedDecisions, "fault_of_adding", anything),
]


@pytest.mark.parametrize(("test", "where", "name", "bug"), PLANTED)
def test_a_planted_bug_turns_its_test_red(
    test: Any, where: object, name: str, bug: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    check, anybody = test.tried_on
    monkeypatch.setattr(where, name, bug)
    kinds = ("move",) if where in (adjusting, moved) else ("add", "not-applicable")
    turns_red(for_anyone(with_adjustments(anybody, kinds))(check), times=8)


@for_anyone(cases(steps=True).flatmap(adjusted), examples=200)
def test_every_adjustment_has_its_effect_or_says_why_not(case: AdjustedCase) -> None:
    plan = case.plan()
    found = Counter(one.name for planned in plan.items for one in planned.adjusted)
    found.update(one.adjusted.name for one in plan.left_out if one.adjusted)
    found.update(one.name for one, _why in plan.unfit)
    assert found == Counter(one.name for one in case.adjustments)
    assert all(why.endswith(".") for _one, why in plan.unfit)


@for_anyone(cases(steps=True).flatmap(adjusted), examples=60)
def test_what_is_refused_in_advance_is_what_would_have_no_effect(case: AdjustedCase) -> None:
    *others, last = case.adjustments
    before = AdjustedCase(case.values, case.asked_on, case.today, tuple(others)).plan()
    assert fault_of(last, before) == {one.name: why for one, why in case.plan().unfit}.get(last.name)


@for_anyone(cases(steps=True).flatmap(adjusted), examples=60)
def test_the_same_adjustments_make_the_same_plan(case: AdjustedCase) -> None:
    once, twice = case.plan(case.holidays()), case.plan(case.holidays())
    assert plan_json(once) == plan_json(twice)
    assert once.unfit == twice.unfit
    assert plan_json(once.adjusted_by(case.adjustments)) == plan_json(twice)


@for_anyone(cases(steps=True).flatmap(adjusted), examples=150)
def test_a_moved_item_is_due_on_its_day_or_as_soon_as_it_can_be(case: AdjustedCase) -> None:
    for planned in case.plan().items:
        window = planned.window
        move = next((one for one in planned.adjusted if one.kind == "move"), None)
        if move is None or move.day is None:
            assert planned.moved_past is None
            continue
        assert not kept_by_hand(planned)
        assert window.due == move.day or (move.day < case.asked_on and window.do_now)
        assert window.due
        assert window.opens is None or window.opens <= window.due
        assert (planned.moved_past is not None) == (window.due > (window.last_safe or window.past or window.due))
        assert all(window.due < day.day for day in window.repeats)


@for_anyone(cases(steps=True).flatmap(adjusted), examples=100)
def test_the_next_last_safe_day_is_the_first_one_of_the_adjusted_plan(case: AdjustedCase) -> None:
    plan = case.plan(closed := case.holidays())
    alone = next_last_safe(
        plan.situation.told,
        plan.guidance,
        asked_on=case.asked_on,
        today=case.today,
        closed_days=closed,
        adjustments=case.adjustments,
    )
    assert alone == soonest(plan.items, case.today)


@for_anyone(cases(steps=True).flatmap(adjusted), examples=60)
def test_every_form_of_an_adjusted_plan_can_be_made(case: AdjustedCase) -> None:
    plan = case.plan(case.holidays())
    shown = plan_json(plan)
    assert len(shown["items"]) == len(plan.items)
    assert plan_text(plan)
    for plain in (False, True):
        events = events_of(plan, secret=PREVIEW_SECRET, plain=plain)
        assert len({event.uid for event in events}) == len(events)
        assert all(event.last_day is None or event.day <= event.last_day for event in events)
