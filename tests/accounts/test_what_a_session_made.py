"""Whoever was signed in where they should not have been keeps nothing that was made there: no link, no code, no key."""

from collections.abc import Callable

import pytest
from flask import Flask

from planner.accounts.access import LEAD, NURSE, PATIENT, READ, Actor
from planner.accounts.api_tokens import holder_of, make_token
from planner.accounts.credentials import add_passkey, make_recovery_codes, set_password_and_code
from planner.accounts.devices import held_by
from planner.accounts.invitations import invitation_of, invite
from planner.accounts.signing_in import Browser, end_session, keep_newer_hash, sign_in
from planner.accounts.staff_sessions import PASSKEY
from planner.accounts.ways_in import CODE, LINK, PAPER, make_way_in, opened_by
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.once import UsedForAnother
from planner.tokens import new_token
from tests.accounts.holders import NOON, TODAY, somebody
from tests.accounts.opening import LIMITS, a_passkey, named, signed_in, the_account, with_passkey


class Made:
    """One of everything that opens something, made where somebody is signed in, and for how long it opens."""

    def __init__(self, actor: Actor) -> None:
        self.link, self.code, self.paper = (make_way_in(actor, new_token(), kind, NOON) for kind in (LINK, CODE, PAPER))
        token, self.key = make_token(actor, new_token(), "Diary", (READ,), NOON)
        _made, self.key_by_key = make_token(actor._replace(device=token.id), new_token(), "Diary 2", (READ,), NOON)
        invited, key = somebody().actor, new_token()
        with transaction() as session:
            invite(session, actor, invited.person, key, NOON)
        self.invitation = invitation_of(invited.person, key).link

    def opens(self) -> set[str]:
        """What of it still opens something."""
        db.session.rollback()
        ways = {name for name in ("link", "code", "paper", "invitation") if opened_by(getattr(self, name), NOON)}
        return ways | {name for name in ("key", "key_by_key") if holder_of(getattr(self, name))}


EVERYTHING = {"link", "code", "paper", "invitation", "key", "key_by_key"}


@pytest.mark.parametrize("role", [NURSE, LEAD, PATIENT])
def test_with_a_session_that_is_ended_from_another_ends_whatever_was_made_in_it(app: Flask, role: str) -> None:
    here, _passkey = with_passkey(role)
    lost, token = signed_in(here)
    made = Made(lost)
    assert made.opens() == EVERYTHING
    end_session(here, new_token(), lost.device, NOON)
    assert held_by(token) is None
    assert made.opens() == set()


def test_what_was_made_elsewhere_stays_when_a_session_is_ended_but_for_links_and_codes_that_wait(app: Flask) -> None:
    here, _passkey = with_passkey()
    lost, _token = signed_in(here)
    made = Made(here)
    end_session(here, new_token(), lost.device, NOON)
    assert made.opens() == EVERYTHING - {"link", "code"}


def test_whoever_ends_their_own_session_keeps_what_they_made_in_it(app: Flask) -> None:
    here, _passkey = with_passkey()
    made = Made(here)
    end_session(here, new_token(), here.device, NOON)
    assert made.opens() == EVERYTHING


def test_a_session_that_has_ended_before_takes_nothing_with_it_a_second_time(app: Flask) -> None:
    here, _passkey = with_passkey()
    lost, _token = signed_in(here)
    end_session(here, new_token(), lost.device, NOON)
    link = make_way_in(here, new_token(), LINK, NOON)
    end_session(here, new_token(), lost.device, NOON)
    assert opened_by(link, NOON)


CHANGES: dict[str, Callable[[Actor], object]] = {
    "a passkey": lambda actor: add_passkey(actor, a_passkey(), "Tablet", NOON),
    "a password": lambda actor: set_password_and_code(actor, new_token(), "typed", "hash", "secret", 1, NOON),
    "recovery codes": lambda actor: make_recovery_codes(actor, new_token(), NOON),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_thing_that_opens_an_account_ends_what_was_made_wherever_else_it_was_open(
    app: Flask, change: str
) -> None:
    here, _passkey = with_passkey()
    other, _token = signed_in(here)
    made = Made(other)
    CHANGES[change](here)
    assert made.opens() == {"invitation"}  # who changes what opens theirs takes back nothing they handed over


@pytest.mark.parametrize(("role", "stays"), [(NURSE, EVERYTHING - {"link", "code"}), (PATIENT, EVERYTHING)])
def test_what_was_made_here_stays_with_a_change_here(app: Flask, role: str, stays: set[str]) -> None:
    here, _passkey = with_passkey(role)
    made = Made(here)
    add_passkey(here, a_passkey(), "Tablet", NOON)
    assert made.opens() == stays


def test_a_sign_in_that_read_the_account_before_it_changed_opens_nothing(app: Flask) -> None:
    here, _passkey = with_passkey()
    as_it_was = the_account(here)
    add_passkey(here, a_passkey(), "Tablet", NOON)
    token = new_token()
    with pytest.raises(NothingHere):
        sign_in(as_it_was, PASSKEY, Browser(token, "computer", here), LIMITS, NOON, TODAY)
    assert held_by(token) is None
    sign_in(the_account(here), PASSKEY, Browser(token, "computer", None), LIMITS, NOON, TODAY)
    assert held_by(token) is not None


def test_nobody_is_signed_out_by_a_sign_in_that_came_too_late(app: Flask) -> None:
    here, _passkey = with_passkey()
    as_it_was = the_account(here)
    add_passkey(here, a_passkey(), "Tablet", NOON)
    before, cookie = signed_in(here)
    with pytest.raises(NothingHere):
        sign_in(as_it_was, PASSKEY, Browser(new_token(), "computer", before), LIMITS, NOON, TODAY)
    assert held_by(cookie) is not None


def test_a_newer_hash_takes_the_place_of_the_one_it_was_made_from(app: Flask) -> None:
    actor = named()
    set_password_and_code(actor, new_token(), "typed", "an old hash", "secret", 1, NOON)
    keep_newer_hash(the_account(actor), "a newer hash")
    assert the_account(actor).password == "a newer hash"


def test_a_newer_hash_of_the_password_that_was_typed_does_not_bring_it_back_over_one_chosen_meanwhile(
    app: Flask,
) -> None:
    actor = named()
    set_password_and_code(actor, new_token(), "typed", "an old hash", "secret", 1, NOON)
    as_it_was = the_account(actor)
    set_password_and_code(actor, new_token(), "another", "hash of another", "secret", 2, NOON)
    keep_newer_hash(as_it_was, "a newer hash of the first")
    assert the_account(actor).password == "hash of another"


def test_another_password_sent_again_with_the_same_key_is_refused_and_the_first_stays(app: Flask) -> None:
    actor, key = named(), new_token()
    set_password_and_code(actor, key, "four quiet words", "hash", "secret", 1, NOON)
    set_password_and_code(actor, key, "four quiet words", "another hash of it", "secret", 1, NOON)  # pressed twice
    with pytest.raises(UsedForAnother):
        set_password_and_code(actor, key, "five quiet words", "hash of five", "secret", 1, NOON)
    assert the_account(actor).password == "hash"
