"""What opens an account, what ends with a change of it, and for how long staff stay signed in: on both databases."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from planner.accounts.access import NURSE, PATIENT, Actor
from planner.accounts.account_models import AccountRecord, PasskeyRecord
from planner.accounts.beginning import NotAName, begin_account
from planner.accounts.credentials import (
    LastWayIn,
    add_passkey,
    hash_of_recovery,
    make_recovery_codes,
    remove_passkey,
    set_password_and_code,
)
from planner.accounts.devices import Held, held_by, open_device
from planner.accounts.kept_accounts import account_named, account_of, account_with
from planner.accounts.signing_in import (
    Browser,
    end_session,
    sessions_of,
    sign_in,
    take_code,
    take_passkey,
    take_recovery_code,
)
from planner.accounts.staff_sessions import BY_CODE, PASSKEY, is_over, is_to_note
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.tokens import new_id, new_token
from tests.accounts.holders import NOON, TODAY, done_to
from tests.accounts.opening import LIMITS, a_passkey, named, person, signed_in, the_account, with_passkey


def test_an_account_that_nothing_opens_is_only_a_name(app: Flask) -> None:
    account = account_of(named().person)
    assert account
    assert not account.opens


def test_the_tables_alone_tell_no_name_and_no_secret(app: Flask) -> None:
    actor = named(name=f"Ada Quiet {new_id()}")
    set_password_and_code(actor, new_token(), "typed", "hash", "JBSWY3DP", 1, NOON)
    add_passkey(actor, a_passkey(), "Ada's telephone", NOON)
    kept = db.session.scalars(select(AccountRecord).where(AccountRecord.person_id == actor.person)).one()
    keys = db.session.scalars(select(PasskeyRecord).where(PasskeyRecord.account_id == kept.id)).one()
    words = [str(value) for row in (kept, keys) for value in vars(row).values()]
    assert not [word for word in words if "Ada" in word or "JBSWY3DP" in word]


@pytest.mark.parametrize("typed", ["  ADA {} ", "ada {}", "Ａｄａ {}"])
def test_a_name_is_found_however_it_is_typed(app: Flask, typed: str) -> None:
    number = new_id()
    actor = named(name=f"Ada {number}")
    found = account_named(typed.format(number))
    assert found
    assert found.person == actor.person


@pytest.mark.parametrize("name", ["", "ab", "x" * 61, "two\nlines", "a\x00b c", "\ud800abc"])
def test_what_cannot_be_a_name_is_refused(app: Flask, name: str) -> None:
    with pytest.raises(NotAName):
        begin_account(person(), new_token(), name, NOON)


def test_a_name_belongs_to_one_person_and_the_other_is_not_told_whether_it_is_taken(app: Flask) -> None:
    number = new_id()
    named(name=f"Ada {number}")
    with pytest.raises(NotAName) as taken:
        begin_account(person(), new_token(), f"ADA {number}", NOON)
    assert str(taken.value) == str(NotAName())


def test_the_name_of_an_account_that_opens_stays(app: Flask) -> None:
    actor, _passkey = with_passkey()
    before = account_of(actor.person)
    begin_account(actor, new_token(), "another name", NOON)
    assert account_of(actor.person) == before


def test_a_password_opens_nothing_without_a_name(app: Flask) -> None:
    actor = person(PATIENT)
    begin_account(actor, new_token(), "", NOON)
    with pytest.raises(NothingHere):
        set_password_and_code(actor, new_token(), "typed", "hash", "secret", 1, NOON)


def test_a_passkey_opens_the_account_of_whoever_made_it_and_no_other(app: Flask) -> None:
    (actor, passkey), (other, _other) = with_passkey(), with_passkey()
    found = account_with(passkey.credential)
    assert found
    assert found.person == actor.person != other.person
    assert account_with(b"another") is None


def test_an_answer_of_a_passkey_works_once(app: Flask) -> None:
    actor, _passkey = with_passkey()
    account = account_of(actor.person)
    assert account
    challenge = new_token()
    assert take_passkey(account.passkeys[0].id, challenge, 3, NOON)
    assert not take_passkey(account.passkeys[0].id, challenge, 4, NOON)
    again = account_of(actor.person)
    assert again
    assert again.passkeys[0].sign_count == 3


def test_a_one_time_code_and_any_before_it_work_once(app: Flask) -> None:
    actor = named()
    set_password_and_code(actor, new_token(), "typed", "hash", "secret", 100, NOON)
    account = account_of(actor.person)
    assert account
    assert [take_code(account.id, counter) for counter in (99, 100, 102, 102, 101, 103)] == [
        *(False, False, True),
        *(False, False, True),
    ]


def test_each_recovery_code_works_once_and_new_ones_end_the_older(app: Flask) -> None:
    actor, key = named(), new_token()
    older = make_recovery_codes(actor, new_token(), NOON)
    codes = make_recovery_codes(actor, key, NOON)
    assert make_recovery_codes(actor, key, NOON) == codes  # the form sent again
    account = account_of(actor.person)
    assert account
    tried = [hash_of_recovery(account.id, code) for code in (older[0], codes[0], codes[0].lower(), codes[1], "")]
    assert [take_recovery_code(account.id, one, NOON) for one in tried] == [False, True, False, True, False]


@pytest.mark.parametrize("change", ["passkey-added", "passkey-removed", "password-set", "recovery-codes-made"])
def test_whatever_changes_of_what_opens_it_ends_everything_else_of_staff(app: Flask, change: str) -> None:
    here, _passkey = with_passkey()
    add_passkey(here, a_passkey(), "Phone", NOON)
    _other, token = signed_in(here)
    account = account_of(here.person)
    assert account
    match change:
        case "passkey-added":
            add_passkey(here, a_passkey(), "Tablet", NOON)
        case "passkey-removed":
            remove_passkey(here, new_token(), account.passkeys[1].id, NOON)
        case "password-set":
            set_password_and_code(here, new_token(), "typed", "hash", "secret", 1, NOON)
        case _:
            make_recovery_codes(here, new_token(), NOON)
    assert held_by(token) is None
    assert [one.id for one in sessions_of(here, NOON)] == [here.device]
    changed = account_of(here.person)
    assert changed
    assert changed.uniquifier != account.uniquifier
    assert done_to(here.person)[-1] == change


def test_a_change_ends_what_a_patient_opened_by_a_passkey_and_not_what_they_opened_by_a_link(app: Flask) -> None:
    here, _passkey = with_passkey(PATIENT)
    _by_passkey, ends = signed_in(here)
    stays = new_token()
    with transaction() as session:
        open_device(session, here.person, stays, "phone", NOON, TODAY)
    add_passkey(here, a_passkey(), "Phone", NOON)
    assert held_by(ends) is None
    assert held_by(stays) is not None


def test_staff_cannot_take_away_the_last_thing_that_opens_their_account_and_a_patient_can(app: Flask) -> None:
    for role in (NURSE, PATIENT):
        actor, _passkey = with_passkey(role)
        account = account_of(actor.person)
        assert account
        if role == NURSE:
            with pytest.raises(LastWayIn):
                remove_passkey(actor, new_token(), account.passkeys[0].id, NOON)
        else:
            remove_passkey(actor, new_token(), account.passkeys[0].id, NOON)
        left = account_of(actor.person)
        assert left
        assert left.opens is (role == NURSE)


def test_nobody_removes_a_passkey_or_ends_a_session_of_somebody_else(app: Flask) -> None:
    (actor, _mine), (other, _theirs) = with_passkey(), with_passkey()
    account = account_of(other.person)
    assert account
    with pytest.raises(NothingHere):
        remove_passkey(actor, new_token(), account.passkeys[0].id, NOON)
    with pytest.raises(NothingHere):
        end_session(actor, new_token(), other.device, NOON)
    assert account_of(other.person) == account


def test_signing_in_ends_whoever_was_in_this_browser_before(app: Flask) -> None:
    actor, _passkey = with_passkey()
    first, token = signed_in(actor)
    sign_in(the_account(actor), BY_CODE, Browser(new_token(), "computer", first), LIMITS, NOON, TODAY)
    assert held_by(token) is None
    assert done_to(actor.person)[-1] == "signed-in-by-code"


def nurse_on(proved: str | None = PASSKEY, **more: object) -> Held:
    """A device of a nurse who signed in at noon."""
    told = {"used_at": NOON, "until": datetime(2026, 3, 3, 0, tzinfo=UTC), "locked": None, **more}
    role = str(told.pop("role", NURSE))
    return Held(Actor("p", role, "d"), date(2026, 3, 2), told.pop("locked"), False, None, False, proved, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("held", "at", "over"),
    [
        (nurse_on(), NOON, False),
        (nurse_on(), datetime(2026, 3, 2, 12, 30, tzinfo=UTC), False),
        (nurse_on(), datetime(2026, 3, 2, 12, 30, 1, tzinfo=UTC), True),
        (
            nurse_on(used_at=datetime(2026, 3, 2, 23, 59, tzinfo=UTC)),
            datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC),
            False,
        ),
        (nurse_on(used_at=datetime(2026, 3, 2, 23, 59, tzinfo=UTC)), datetime(2026, 3, 3, 0, tzinfo=UTC), True),
        (nurse_on(None), NOON, True),
        (nurse_on(used_at=None), NOON, True),
        (nurse_on(until=None), NOON, True),
        (nurse_on(locked="left"), NOON, True),
        (nurse_on(None, role=PATIENT, used_at=None, until=None), datetime(2027, 3, 2, tzinfo=UTC), False),
    ],
)
def test_staff_are_signed_in_until_they_are_not(held: Held, at: datetime, over: bool) -> None:
    assert is_over(held, at, LIMITS) is over


def test_a_use_is_noted_once_a_minute() -> None:
    assert not is_to_note(nurse_on(), datetime(2026, 3, 2, 12, 0, 59, tzinfo=UTC))
    assert is_to_note(nurse_on(), datetime(2026, 3, 2, 12, 1, tzinfo=UTC))
    assert not is_to_note(nurse_on(role=PATIENT), datetime(2026, 3, 2, 13, tzinfo=UTC))
