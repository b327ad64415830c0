"""Moving the date: first shown, then kept as it was shown; what is done, booked or written stays; and back again."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.engine.differences import Differences
from planner.errors import Faults, NothingHere
from planner.once import UsedForAnother
from planner.plans.changing import PlanMovedOn
from planner.plans.moving import Move, comparison_of, move_date
from planner.plans.notes import note_of, write_note
from planner.plans.plan_json import plan_json
from planner.tokens import new_token
from tests.keeping.people_kept import TODAY, guidance, occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_4, MARCH_9, Somebody, first_chemo

# Past the menopause, no partner, no more children: sixteen steps, each counted from the treatment.
EWA: dict[str, Any] = {
    "age": 52,
    "menopause": "natural-confirmed",
    "periods": "none",
    "contraception": ["none"],
    "wants_children": "no",
    "sex_that_could_lead_to_pregnancy": "no",
    "partner": "no",
}
EWAS_STEPS = {
    *("B06", "B07", "B08", "B09", "B10", "B12", "B33", "B34", "D01", "D02", "D03"),
    *("A08", "A09", "A10", "A11", "A15"),
}


def codes(found: Differences, part: str) -> set[str]:
    """The codes in one part of what differs."""
    if part == "moves":
        return {pair.was.item.code for pair in found.moves}
    if part == "clashes":
        return {clash.planned.item.code for clash in found.clashes}
    return {one.item.code for one in getattr(found, part)}


@EITHER
def test_the_numbers_of_a_preview_are_those_worked_out_by_hand(app: Flask) -> None:
    ewa = Somebody(**EWA)
    ewa.says("B10", done="2026-03-01")  # what is done does not move
    ewa.says("B09", booked="2026-04-28")  # fits before 18 May, not before 27 April
    ewa.says("B33", booked="2026-04-13")  # fits both
    shown = ewa.looks_at(first_chemo("2026-04-27"))
    assert shown.version == ewa.kept.version == 5
    assert codes(shown.found, "moves") == EWAS_STEPS - {"B10", "B09", "B33"}
    (clash,) = shown.found.clashes
    assert (clash.planned.item.code, clash.booked) == ("B09", date(2026, 4, 28))
    assert (clash.latest, clash.earliest) == (date(2026, 4, 26), None)
    assert (shown.found.closed, shown.found.comes, shown.found.goes, shown.found.options) == ((), (), (), ())
    assert shown.found.no_longer == 0


@EITHER
def test_what_is_no_longer_possible_is_counted(app: Flask) -> None:
    # Fifteen days ahead instead of 77: egg injections need 16, the other options fit still.
    shown = Somebody().looks_at(first_chemo("2026-03-17"))
    assert [(one.was.option.key, one.was.verdict, one.will_be.verdict) for one in shown.found.options] == [
        ("oocyte-cryopreservation", "fits", "unlikely")
    ]
    assert codes(shown.found, "goes") == {"B18", "B19"}
    assert codes(shown.found, "comes") == {"F01", "B20"}
    assert shown.found.no_longer == 1


@EITHER
def test_a_preview_keeps_nothing(app: Flask) -> None:
    amira = Somebody()
    before, lines = amira.kept, amira.audit
    amira.looks_at(first_chemo("2026-04-27"))
    with pytest.raises(Faults):
        amira.looks_at(first_chemo("2026-02-30"))
    assert (amira.kept, amira.audit) == (before, lines)


def test_what_is_kept_is_what_was_shown(app: Flask) -> None:
    amira = Somebody()
    for day in (TODAY, MARCH_9):
        shown = amira.looks_at(first_chemo(f"2026-06-{day.day:02}"), day)
        kept = amira.moves(first_chemo(f"2026-06-{day.day:02}"), day)
        assert (kept.asked_on, kept.told) == (day, amira.kept.told)
        assert {one.item.code: one.window for one in shown.after.items} == {
            one.item.code: one.window for one in amira.looks_at(first_chemo("2026-09-01"), day).before.items
        }


def test_a_move_shown_for_an_older_version_is_refused_and_keeps_nothing(app: Flask) -> None:
    amira = Somebody()
    seen = amira.kept.version
    amira.says("B04", done="2026-03-02")
    before, lines = amira.kept, amira.audit
    with pytest.raises(PlanMovedOn) as refused:
        amira.moves(first_chemo("2026-06-15"), seen=seen)
    assert refused.value.version == amira.kept.version == seen + 1
    assert (amira.kept, amira.audit) == (before, lines)
    assert amira.moves(first_chemo("2026-06-15")).told["treatment_date"] == "2026-06-15"


def test_a_move_sent_again_has_no_second_effect_although_the_plan_has_moved_on(app: Flask) -> None:
    amira, key, seen = Somebody(), new_token(), 2
    move_date(amira.actor, key, first_chemo("2026-06-15"), seen, occasion())
    amira.moves(first_chemo("2026-07-06"), MARCH_3)
    before = amira.kept
    assert move_date(amira.actor, key, first_chemo("2026-06-15"), seen, occasion(MARCH_4)) == before._replace(change=3)
    with pytest.raises(UsedForAnother):
        move_date(amira.actor, key, first_chemo("2026-06-16"), seen, occasion(MARCH_4))
    assert amira.kept == before


@EITHER
def test_done_stays_done_booked_stays_booked_and_notes_stay(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", done="2026-03-02")
    amira.says("B18", booked="2026-04-28")
    amira.says("B26", waiting="the GP")
    write_note(amira.actor, new_token(), "B18", "bring the letter", occasion())
    for day in ("2026-06-15", "2026-04-27", "2026-03-17", "2026-05-18"):
        amira.moves(first_chemo(day))
        assert amira.steps == {
            "B04": {"done": "2026-03-02"},
            "B18": {"booked": "2026-04-28"},
            "B26": {"waiting": "the GP"},
        }
        assert (amira.item("B04")["state"], amira.item("B04")["due"]) == ("done", "2026-03-02")
        assert amira.item("B18")["due"] == "2026-04-28"
        assert note_of(amira.kept, "B18") == "bring the letter"


@EITHER
def test_moved_and_moved_back_on_the_same_day_it_is_the_identical_plan(app: Flask) -> None:
    amira = Somebody()
    before = amira.plan(MARCH_9)
    for day in ("2026-06-15", "2026-04-27", "2026-07-01"):
        amira.moves(first_chemo(day), MARCH_9)
        assert amira.kept.asked_on == MARCH_9
    back = first_chemo("2026-05-18")
    assert amira.looks_at(back, MARCH_9).after.situation.asked_on == TODAY
    amira.moves(back, MARCH_9)
    assert amira.kept.asked_on == TODAY
    assert amira.plan(MARCH_9) == before


@EITHER
def test_also_with_ticks_between_and_then_the_ticks_stand(app: Flask) -> None:
    amira = Somebody()
    amira.moves(first_chemo("2026-06-15"), MARCH_9)
    for _ in range(60):
        amira.says("B04", MARCH_9, done="2026-03-09")
        amira.takes_back("B04", MARCH_9)
    amira.says("B09", MARCH_9, booked="2026-03-20")
    amira.moves(first_chemo("2026-05-18"), MARCH_9)
    twin = Somebody()
    twin.says("B09", MARCH_9, booked="2026-03-20")
    assert amira.plan(MARCH_9) == twin.plan(MARCH_9)
    assert amira.kept.asked_on == TODAY


@EITHER
def test_also_by_undo_and_by_undoing_the_undo(app: Flask) -> None:
    amira = Somebody()
    before = amira.plan(MARCH_9)
    amira.moves(first_chemo("2026-06-15"), MARCH_9)
    moved, number = amira.plan(MARCH_9), amira.kept.version
    amira.undoes(number, MARCH_9)
    assert amira.plan(MARCH_9) == before
    amira.undoes(amira.kept.version, MARCH_9)
    assert amira.plan(MARCH_9) == moved
    assert amira.kept.asked_on == MARCH_9


@EITHER
def test_moved_back_on_another_day_the_date_is_the_old_one_and_counted_from_that_day(app: Flask) -> None:
    amira = Somebody()
    amira.moves(first_chemo("2026-06-15"), MARCH_3)
    amira.moves(first_chemo("2026-05-18"), MARCH_9)
    assert (amira.kept.told["treatment_date"], amira.kept.asked_on) == ("2026-05-18", MARCH_9)


@EITHER
def test_a_move_to_where_the_date_is_changes_nothing(app: Flask) -> None:
    amira = Somebody()
    shown = amira.looks_at(first_chemo("2026-05-18"), MARCH_9)
    assert not shown.found
    assert shown.after.situation.asked_on == TODAY
    before = amira.kept
    assert amira.moves(first_chemo("2026-05-18"), MARCH_9) == before._replace(looked_on=MARCH_9)


@EITHER
def test_days_told_with_the_old_date_go_with_it_and_are_named(app: Flask) -> None:
    told = {"day-zero": {"date": "2026-07-01", "confirmed": True}, "admission": {"date": "2026-06-24"}}
    amira = Somebody(milestones=told)
    assert set(amira.looks_at(first_chemo("2026-06-15")).gone) == {"day-zero", "admission"}
    later = first_chemo("2026-06-15", milestones={"day-zero": {"date": "2026-07-29", "confirmed": True}})
    assert amira.looks_at(later).gone == ("admission",)
    amira.moves(later)
    assert amira.kept.told["milestones"] == {"day-zero": {"date": "2026-07-29", "confirmed": True}}
    amira.undoes(amira.kept.version)
    assert amira.kept.told["milestones"] == told


@pytest.mark.parametrize("off", ["postponed", "cancelled"])
@EITHER
def test_a_new_date_for_a_treatment_that_was_off_lets_it_ring_again(app: Flask, off: str) -> None:
    amira = Somebody()
    amira.stops(off)
    assert not any(one["alarms"] for one in amira.plan()["items"])
    amira.moves(first_chemo("2026-06-15"))
    assert "treatment_status" not in amira.kept.told
    assert any(one["alarms"] for one in amira.plan()["items"])


@pytest.mark.parametrize(
    ("move", "key"),
    [
        (first_chemo("soon"), "treatment_date"),
        (first_chemo("2026-02-30"), "treatment_date"),
        (Move("holiday", "2026-06-15"), "treatment_date_kind"),
        (Move("first-chemo", "2026-06-15", "certain"), "treatment_date_certainty"),
        (first_chemo("2026-06-15", milestones={"day-zero": {"date": "2026-06-01"}}), "first-chemo"),
        (first_chemo("2026-06-15", milestones={"first-chemo": {"date": "2026-06-16"}}), "milestones.first-chemo"),
    ],
)
@EITHER
def test_a_date_no_treatment_has_is_refused_by_name_and_nothing_is_kept(app: Flask, move: Move, key: str) -> None:
    amira = Somebody()
    before = amira.kept
    for do in (amira.looks_at, amira.moves):
        with pytest.raises(Faults) as refused:
            do(move)
        assert key in {fault.key for fault in refused.value.faults}
    assert amira.kept == before


@EITHER
def test_candidates_side_by_side_keep_nothing_and_count_from_today(app: Flask) -> None:
    amira = Somebody()
    before = amira.kept
    moves = [first_chemo("2026-03-24"), first_chemo("2026-04-06"), Move("day-zero", "2026-05-18")]
    found = comparison_of(amira.kept, moves, guidance(), MARCH_9)
    eggs = {one.day: one.plan.feasibility[0].verdict for one in found.candidates}
    # From 9 March: 15 days; 28 days; and for new cells day on 18 May a first chemo likely on 6 April, 28 days too.
    assert eggs == {date(2026, 3, 24): "unlikely", date(2026, 4, 6): "fits", date(2026, 5, 18): "fits"}
    assert (found.kind, found.earliest_with_room) == ("first-chemo", date(2026, 4, 6))
    # Resting the ovaries alone has room from ten days on.
    alone = comparison_of(amira.kept, moves, guidance(), MARCH_9, chosen=["ovarian-suppression"])
    assert alone.earliest_with_room == date(2026, 3, 19)
    assert amira.kept == before


@EITHER
def test_nobody_moves_what_they_do_not_hold(app: Flask) -> None:
    with pytest.raises(NothingHere):
        move_date(Actor("0" * 32, "patient", "0" * 32), new_token(), first_chemo("2026-06-15"), 2, occasion())


@EITHER
def test_side_by_side_a_date_is_all_that_was_told_of_it_as_its_preview_is(app: Flask) -> None:
    amira = Somebody()
    soon = {"first-chemo": {"date": "2026-03-18", "confirmed": True}}  # 9 days on: no time for eggs
    moves = [
        Move("day-zero", "2026-06-15", milestones=soon),
        Move("day-zero", "2026-06-15"),
        Move("day-zero", "2026-06", "approximate"),
    ]
    found = comparison_of(amira.kept, moves, guidance(), MARCH_9)
    previews = [amira.looks_at(move, MARCH_9) for move in moves]
    assert [plan_json(one.plan) for one in found.candidates] == [plan_json(one.after) for one in previews]
    assert [one.plan.feasibility[0].verdict for one in found.candidates] == ["unlikely", "fits", "fits"]
    assert [one.day for one in found.candidates] == [date(2026, 6, 15), date(2026, 6, 15), date(2026, 6, 1)]
    # With the first chemo on 18 March no later new cells day leaves room for eggs.
    assert found.earliest_with_room is None
    assert comparison_of(amira.kept, moves[1:], guidance(), MARCH_9).earliest_with_room is not None
