"""People with accounts as the pages of accounts begin them: a name, what opens it, and where they are signed in."""

from datetime import datetime, timedelta

from planner.accounts.access import NURSE, Actor
from planner.accounts.beginning import begin_account
from planner.accounts.credentials import NewPasskey, add_passkey
from planner.accounts.devices import open_device
from planner.accounts.kept_accounts import Account, account_of
from planner.accounts.models import PersonRecord
from planner.accounts.signing_in import Browser, sign_in
from planner.accounts.staff_sessions import PASSKEY, Limits
from planner.db import transaction
from planner.tokens import new_id, new_token
from tests.accounts.holders import NOON, TODAY

LIMITS = Limits(timedelta(minutes=30), timedelta(hours=12))


def person(role: str = NURSE) -> Actor:
    """Somebody new in this role, at a device they came in on by a link."""
    with transaction() as session:
        who = PersonRecord(id=new_id(), role=role, made_at=NOON)
        session.add(who)
        session.flush()
        return open_device(session, who.id, new_token(), "computer", NOON, TODAY)


def a_passkey() -> NewPasskey:
    """A passkey as a browser tells of it."""
    return NewPasskey(new_token().encode(), b"public", 0, ("internal",), "multi_device", True)


def named(role: str = NURSE, name: str = "") -> Actor:
    """Somebody with a name to sign in with, that nothing opens yet."""
    actor = person(role)
    begin_account(actor, new_token(), name or f"name {new_id()}", NOON)
    return actor


def with_passkey(role: str = NURSE) -> tuple[Actor, NewPasskey]:
    """Somebody whose account a passkey opens."""
    actor, passkey = named(role), a_passkey()
    add_passkey(actor, passkey, "Computer", NOON)
    return actor, passkey


def the_account(actor: Actor) -> Account:
    """The account of somebody who has one."""
    account = account_of(actor.person)
    assert account is not None
    return account


def signed_in(actor: Actor, proved: str = PASSKEY, now: datetime = NOON) -> tuple[Actor, str]:
    """The same person at one more device, signed in, and its secret."""
    token = new_token()
    return sign_in(the_account(actor), proved, Browser(token, "computer", None), LIMITS, now, TODAY), token
