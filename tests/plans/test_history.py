"""How a plan came to be as it is: every change with what stood there before, and any that still stands undone."""

from typing import Any

import pytest
from flask import Flask

from planner.errors import NothingHere
from planner.plans.actions import accept_guidance, keep_answers, start_plan
from planner.plans.facts import ChangedSince, Facts, without
from planner.plans.history import change_numbered, changes_of_plan, still_stands, undo
from planner.plans.kept import facts_in, plan_of
from planner.plans.moving import Move
from planner.tokens import new_token
from tests.keeping.people_kept import TODAY, occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_4, MARCH_9, Somebody, first_chemo


def test_changes_stand_newest_first_each_with_its_day_and_what_it_changed(app: Flask) -> None:
    amira = Somebody()
    amira.says("B04", booked="2026-03-09")
    amira.answers(MARCH_3, age=30, periods=None)
    amira.moves(first_chemo("2026-06-15"), MARCH_4)
    amira.stops("break", MARCH_9)
    stopped, moved, answered, booked, made = amira.history
    assert [one.number for one in amira.history] == [6, 5, 4, 3, 2]
    assert (made.action, made.day, made.patch) == ("plan-made", TODAY, {})
    assert (booked.action, booked.day) == ("step-booked", TODAY)
    assert booked.patch == {"step.B04": [None, {"booked": "2026-03-09"}]}
    assert answered.patch == {
        "told.age": [29, 30],
        "told.periods": ["regular", None],
        "asked_on": ["2026-03-02", "2026-03-03"],
    }
    assert {name: pair for name, pair in moved.patch.items() if pair[0] != pair[1]} == {
        "told.treatment_date": ["2026-05-18", "2026-06-15"],
        "asked_on": ["2026-03-03", "2026-03-04"],
    }
    assert (stopped.day, stopped.patch) == (MARCH_9, {"resting_since": [None, "2026-03-09"]})
    assert amira.kept.version == 6
    assert amira.kept.asked_on == MARCH_4


@EITHER
def test_while_the_first_questions_are_asked_no_change_is_kept(app: Flask) -> None:
    actor, _ = start_plan(new_token(), "phone", occasion())
    kept = keep_answers(actor, new_token(), {"age": 30}, occasion())
    assert (changes_of_plan(kept), kept.version) == ([], 1)


@EITHER
def test_pages_of_history_follow_each_other_without_a_gap(app: Flask) -> None:
    amira = Somebody()
    for age in range(20, 30):
        amira.answers(age=age)
    numbers, before = [], None
    while page := changes_of_plan(amira.kept, before, count=4):
        numbers += [one.number for one in page]
        before = page[-1].number
    assert numbers == [one.number for one in amira.history] == list(range(12, 1, -1))


def test_an_older_change_that_still_stands_is_undone_and_all_others_stay(app: Flask) -> None:
    amira = Somebody()
    amira.answers(age=30)
    amira.says("B04", done="2026-03-02")
    amira.moves(first_chemo("2026-06-15"))
    amira.answers(regimen="beam-atg")
    number = next(one.number for one in amira.history if "told.age" in one.patch)
    assert still_stands(change_numbered(amira.kept, number), amira.kept)
    amira.undoes(number)
    told = amira.kept.told
    assert (told["age"], told["treatment_date"], told["regimen"]) == (29, "2026-06-15", "beam-atg")
    assert amira.steps == {"B04": {"done": "2026-03-02"}}
    assert (amira.history[0].action, amira.kept.version) == ("undone", 7)


@EITHER
def test_a_change_that_was_changed_since_is_not_undone_and_what_to_do_is_said(app: Flask) -> None:
    amira = Somebody()
    amira.answers(age=30)
    amira.answers(age=31)
    before, lines = amira.kept, amira.audit
    assert not still_stands(change_numbered(amira.kept, 3), amira.kept)
    with pytest.raises(ChangedSince, match="undo the later one first"):
        amira.undoes(3)
    assert (amira.kept, amira.audit) == (before, lines)
    amira.undoes(4)
    amira.undoes(3)
    assert amira.kept.told["age"] == 29


@EITHER
def test_where_only_a_part_was_changed_since_nothing_of_it_is_undone(app: Flask) -> None:
    amira = Somebody()
    amira.answers(age=30, periods="irregular")
    amira.answers(age=31)
    with pytest.raises(ChangedSince):
        amira.undoes(3)
    assert (amira.kept.told["age"], amira.kept.told["periods"]) == (31, "irregular")


@EITHER
def test_a_date_is_undone_as_one_so_that_no_day_is_left_with_what_happens_on_another(app: Flask) -> None:
    amira = Somebody()
    amira.moves(first_chemo("2026-06-15"))
    amira.moves(Move("day-zero", "2026-06-15"))
    with pytest.raises(ChangedSince):  # else 18 May would be new cells day, and nobody ever said so
        amira.undoes(3)
    amira.answers(milestones={"discharge": {"date": "2026-07-06"}})
    with pytest.raises(ChangedSince):
        amira.undoes(4)
    for number in (5, 4, 3):
        amira.undoes(number)
    told = amira.kept.told
    assert (told["treatment_date"], told["treatment_date_kind"]) == ("2026-05-18", "first-chemo")
    assert "milestones" not in told


@EITHER
def test_undone_on_another_day_the_answers_are_confirmed_on_that_day(app: Flask) -> None:
    amira = Somebody()
    amira.answers(MARCH_3, age=30)
    amira.undoes(3, MARCH_9)
    assert (amira.kept.told["age"], amira.kept.asked_on) == (29, MARCH_9)


def test_undone_twice_with_one_key_is_undone_once(app: Flask) -> None:
    amira, key = Somebody(), new_token()
    amira.answers(age=30)
    undo(amira.actor, key, 3, occasion())
    amira.answers(age=30)
    before = amira.kept
    assert undo(amira.actor, key, 3, occasion(MARCH_3)) == before._replace(change=4)
    assert amira.kept == before


@pytest.mark.parametrize("number", [2, 0, 1, 99, -1])
@EITHER
def test_there_is_nothing_to_undo_where_there_is_no_such_change(app: Flask, number: int) -> None:
    amira = Somebody()  # 2 is the making of the plan
    with pytest.raises(NothingHere):
        amira.undoes(number)
    assert amira.kept.version == 2


def test_nobody_sees_or_undoes_the_changes_of_another(app: Flask) -> None:
    amira, chloe = Somebody(), Somebody()
    amira.answers(age=30)
    with pytest.raises(NothingHere):
        change_numbered(chloe.kept, 3)
    with pytest.raises(NothingHere):
        chloe.undoes(3)
    assert amira.kept.told["age"] == 30


def replayed(first: Facts, history: list[Any]) -> Facts:
    """The facts that a history leads to, oldest change first."""
    facts = dict(first)
    for change in reversed(history):
        if change.action not in ("plan-made", "days-passed"):
            for name, (before, after) in change.patch.items():
                assert facts.get(name) == before
                facts.pop(name, None) if after is None else facts.update({name: after})
    return facts


@EITHER
def test_the_history_played_from_the_first_version_leads_to_what_is_kept_and_backwards_to_the_first(app: Flask) -> None:
    amira = Somebody()
    first = facts_in(amira.kept)
    amira.says("B04", booked="2026-03-09")
    amira.moves(first_chemo("2026-06-15"), MARCH_3)
    amira.answers(MARCH_3, hormones=[], contraception=["implant", "barrier"], age=None)
    amira.takes_back("B04", MARCH_4)
    amira.stops("postponed", MARCH_4)
    amira.stops("go-on", MARCH_9)
    amira.undoes(4, MARCH_9)
    assert replayed(first, amira.history) == facts_in(amira.kept)
    back = facts_in(amira.kept)
    for change in amira.history:
        back = without(back, change.patch) if change.action != "plan-made" else back
    assert back == first


@EITHER
def test_following_newer_guidance_is_a_change_and_can_be_undone(app: Flask) -> None:
    amira = Somebody()
    accept_guidance(amira.actor, new_token(), MARCH_9, occasion(MARCH_9))
    assert amira.kept.as_of == MARCH_9
    assert amira.kept.asked_on == TODAY
    amira.undoes(amira.kept.version, MARCH_9)
    assert amira.kept.as_of == TODAY


@EITHER
def test_an_answer_of_none_of_these_is_an_answer_and_comes_back(app: Flask) -> None:
    amira = Somebody(hormones=[])
    amira.answers(hormones=["hrt"])
    amira.undoes(3)
    assert plan_of(amira.actor).told["hormones"] == []
    amira.answers(hormones=None)
    assert "hormones" not in amira.kept.told
    amira.undoes(amira.kept.version)
    assert amira.kept.told["hormones"] == []
