"""Who holds an open phone is not yet its owner: its code, or the code on paper, proves it, and nothing else does."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.accounts.devices import held_by
from planner.accounts.locks import choose_code, lock, unlock
from planner.accounts.proofs import NothingToProveWith, NotProven, TooNew, can_prove, prove
from planner.accounts.ways_in import CODE, LINK, PAPER, come_in, has_paper, make_way_in, opened_by
from planner.accounts.ways_out import end_device
from planner.db import db
from planner.errors import NothingHere
from planner.tokens import new_token
from tests.accounts.holders import NOON, TODAY, Held, another_device, at_once, done_to, somebody

KEY = "a-key-of-a-form-that-is-long-enough"
PIN = "482915"
HOUR = timedelta(hours=1)


@pytest.fixture
def paper(held: Held) -> str:
    """A code on paper of whoever holds the phone."""
    return make_way_in(held.actor, KEY, PAPER, NOON)


def fails(actor: Actor, typed: str, now: datetime = NOON) -> bool:
    """Whether a long wait follows what proved nothing."""
    with pytest.raises(NotProven) as refused:
        prove(actor, typed, now)
    return refused.value.waits


def test_the_code_on_paper_proves_it_however_it_is_typed_and_is_not_used_up(held: Held, paper: str) -> None:
    for typed in (paper, paper.lower(), paper.replace("-", " "), f"  {paper.replace('-', '')} "):
        prove(held.actor, typed, NOON)
    assert has_paper(held.actor)
    assert opened_by(paper, NOON) is not None


def test_the_code_of_the_device_proves_it_on_that_device_alone(held: Held, paper: str) -> None:
    choose_code(held.actor, PIN, NOON)
    prove(held.actor, PIN, NOON)
    prove(held.actor, " 4829-15", NOON)
    assert not fails(another_device(held.actor).actor, PIN)


def test_with_no_code_at_all_there_is_nothing_to_prove_it_with(held: Held) -> None:
    assert not can_prove(held.actor, has_code=False)
    for typed in ("", PIN, "7KQ2-M9XD-40PV-7KQ2-M9XD-40PV"):
        with pytest.raises(NothingToProveWith):
            prove(held.actor, typed, NOON)
    assert "proof-wrong" not in done_to(held.actor.person)


def test_a_link_or_a_code_for_another_phone_proves_nothing(held: Held, paper: str) -> None:
    for number, kind in enumerate((LINK, CODE)):
        way = make_way_in(held.actor, f"{KEY} {number}", kind, NOON)
        assert not fails(held.actor, way)
        assert opened_by(way, NOON) is not None


def test_nor_does_the_paper_of_somebody_else_or_one_that_was_used(held: Held, paper: str) -> None:
    other = somebody()
    theirs = make_way_in(other.actor, f"{KEY} theirs", PAPER, NOON)
    fails(held.actor, theirs)
    came = come_in(paper, f"{KEY} in", "phone", NOON, TODAY)
    fails(held.actor, paper)
    prove(held.actor, came.paper, NOON)  # the next one, which came in its place


@pytest.mark.parametrize("typed", ["", " ", "0", "é" * 4000, "\ud800", "\x00", "'; --", "4829 15 00", "۴۸۲۹۱۵"])
def test_nothing_that_is_typed_proves_it_by_accident(held: Held, paper: str, typed: str) -> None:
    choose_code(held.actor, PIN, NOON)
    assert not fails(held.actor, typed)


@pytest.mark.parametrize("pin", ["", PIN])
def test_after_ten_wrong_ones_each_further_one_waits_an_hour(held: Held, paper: str, pin: str) -> None:
    choose_code(held.actor, pin, NOON)
    waits = [fails(held.actor, "0000") for _ in range(12)]
    assert waits == [False] * 9 + [True] * 3
    if pin:
        assert fails(held.actor, pin)  # also a right one, which might be a guess
        prove(held.actor, pin, NOON + HOUR)
        assert [fails(held.actor, "0000", NOON + HOUR) for _ in range(9)] == [False] * 9
    else:
        assert fails(held.actor, "0000", NOON + HOUR)


def test_the_code_on_paper_is_too_long_to_be_guessed_and_is_taken_at_once(held: Held, paper: str) -> None:
    for _ in range(12):
        fails(held.actor, "0000")
    prove(held.actor, paper, NOON)


def test_a_wrong_proof_counts_as_a_wrong_code_of_the_device(held: Held, paper: str) -> None:
    choose_code(held.actor, PIN, NOON)
    for _ in range(10):
        fails(held.actor, "0000")
    found = held_by(held.token)
    assert found
    lock(found, "left")
    with pytest.raises(Exception, match="did not open"):
        unlock(found, PIN, NOON)
    unlock(found, PIN, NOON + HOUR)


def test_a_right_one_begins_to_count_anew(held: Held, paper: str) -> None:
    choose_code(held.actor, PIN, NOON)
    for _ in range(3):
        assert [fails(held.actor, "0000") for _ in range(9)] == [False] * 9
        prove(held.actor, PIN, NOON)


def test_many_at_once_get_no_more_tries_than_one_after_the_other(app: Flask, held: Held, paper: str) -> None:
    choose_code(held.actor, PIN, NOON)
    outcomes = at_once(app, *[lambda: prove(held.actor, "0000", NOON)] * 16)
    assert sum(isinstance(one, NotProven) and not one.waits for one in outcomes) == 9
    assert sum(isinstance(one, NotProven) and one.waits for one in outcomes) == 7


def test_on_a_device_that_was_ended_nothing_is_proved(held: Held, paper: str) -> None:
    other = another_device(held.actor)
    end_device(other.actor, f"{KEY} end", held.actor.device, NOON)
    again = make_way_in(other.actor, f"{KEY} again", PAPER, NOON)
    db.session.rollback()
    for typed in (paper, again):
        with pytest.raises(NothingHere):
            prove(held.actor, typed, NOON)
    prove(other.actor, again, NOON)


def test_wrong_ones_stand_in_the_record_and_right_ones_do_not(held: Held, paper: str) -> None:
    fails(held.actor, "0000")
    prove(held.actor, paper, NOON)
    assert done_to(held.actor.person).count("proof-wrong") == 1


def test_whoever_holds_an_open_phone_can_make_a_code_there_and_prove_nothing_with_it_for_a_day(held: Held) -> None:
    first = make_way_in(held.actor, new_token(), PAPER, NOON)
    prove(held.actor, first, NOON)  # the very first there is: nobody else could have one
    later = NOON + timedelta(days=40)
    second = make_way_in(held.actor, new_token(), PAPER, later)
    choose_code(held.actor, PIN, later)
    for code in (second, PIN):
        with pytest.raises(TooNew):
            prove(held.actor, code, later + timedelta(hours=23))
        prove(held.actor, code, later + timedelta(days=1))
    choose_code(held.actor, "90210", later + timedelta(days=2))  # changed by whoever does not know the old one
    with pytest.raises(TooNew):
        prove(held.actor, "90210", later + timedelta(days=2, hours=1))
