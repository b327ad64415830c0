"""Signing in: what was proved opens this browser for whoever proved it, and each thing that proves works once."""

from contextlib import suppress
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import STAFF, Actor
from planner.accounts.account_models import AccountRecord, PasskeyRecord
from planner.accounts.api_tokens import end_made_on
from planner.accounts.devices import Held, end_in, hold, open_device
from planner.accounts.kept_accounts import Account
from planner.accounts.models import DeviceRecord
from planner.accounts.staff_sessions import PASSKEY, Limits, is_to_note
from planner.accounts.ways_in import CODE, LINK, PAPER, end_waiting
from planner.accounts.ways_out import end_what_it_made
from planner.db import NotKept, db, transaction
from planner.errors import NothingHere


class SignedIn(NamedTuple):
    """One phone or computer on which somebody is signed in, as its owner sees it. `proved`: by what, or None."""

    id: str
    kind: str
    proved: str | None
    opened_at: datetime
    seen_on: date
    here: bool


class Browser(NamedTuple):
    """Where somebody signs in: the secret for its cookie, which kind of device it is, and who it was for until now."""

    token: str
    kind: str
    leaves: Actor | None


def sign_in(account: Account, proved: str, browser: Browser, limits: Limits, now: datetime, today: date) -> Actor:
    """Open this browser for whoever has proved by `proved` that this account is theirs, in a session of its own that
    was not there before. Raises NothingHere when they are gone, or when what opens it has changed since it was read."""
    person = account.person
    with transaction() as session:
        hold(session, person)
        stands = select(AccountRecord.id).where(AccountRecord.uniquifier == account.uniquifier)
        if session.scalars(stands).first() is None:
            raise NothingHere
        if browser.leaves:
            end_in(session, browser.leaves, now)
        actor = open_device(session, person, browser.token, browser.kind, now, today)
        record = session.get_one(DeviceRecord, actor.device)
        record.proved = proved
        if actor.role in STAFF:
            record.used_at, record.until = now, now + limits.whole
            gone_by = [DeviceRecord.person_id == person, DeviceRecord.ended_at.is_(None), DeviceRecord.until <= now]
            session.execute(update(DeviceRecord).where(*gone_by).values(ended_at=now))
        audit.note(session, actor, f"signed-in-by-{proved}", now)
        return actor


def note_use(held: Held, now: datetime) -> None:
    """Note that a device of staff is used, once a minute. Where that cannot be kept, nobody is kept from their work."""
    if is_to_note(held, now):
        with suppress(NotKept), transaction() as session:
            used = update(DeviceRecord).where(DeviceRecord.id == held.actor.device)
            session.execute(used.values(used_at=now))


def take_passkey(passkey: str, challenge: str, sign_count: int, now: datetime) -> bool:
    """Note that a passkey has signed. False when it signed this very question before: an answer works once."""
    with once.change(challenge, by=None, action="passkey-signed", sent=passkey, now=now) as change:
        if change.repeated:
            return False
        record = change.session.get(PasskeyRecord, passkey, with_for_update=True)
        if record is None:
            raise NothingHere
        record.sign_count, record.used_at = max(sign_count, record.sign_count), now
        change.person = change.session.scalar(
            select(AccountRecord.person_id).where(AccountRecord.id == record.account_id)
        )
    return True


def take_code(account: str, counter: int) -> bool:
    """Note that a one-time code was taken. False when it, or a later one, was taken before."""
    with transaction() as session:
        record = session.get(AccountRecord, account, with_for_update=True)
        if record is None or (record.code_counter is not None and record.code_counter >= counter):
            return False
        record.code_counter = counter
    return True


def take_recovery_code(account: str, hashed: str, now: datetime) -> bool:
    """Use up a recovery code. False when it is none, or was used before."""
    with transaction() as session:
        record = session.get(AccountRecord, account, with_for_update=True)
        left = record.recovery.split() if record else []
        if record is None or hashed not in left:
            return False
        left.remove(hashed)
        record.recovery = " ".join(left)
        audit.note(session, Actor(record.person_id, "nobody", ""), "recovery-code-used", now)
    return True


def keep_newer_hash(account: Account, password: str) -> None:
    """Keep the hash of the same password that a better way of hashing gave; not over one that was chosen meanwhile."""
    as_it_was = AccountRecord.id == account.id, AccountRecord.password == account.password
    with transaction() as session:
        session.execute(update(AccountRecord).where(*as_it_was).values(password=password))


def sessions_of(actor: Actor, now: datetime) -> list[SignedIn]:
    """Where somebody is signed in: this one first, then the last used."""
    query = select(DeviceRecord).where(DeviceRecord.person_id == actor.person, DeviceRecord.ended_at.is_(None))
    found = [one for one in db.session.scalars(query) if one.until is None or now < one.until]
    listed = [
        SignedIn(one.id, one.kind, one.proved, one.opened_at, one.seen_on, one.id == actor.device) for one in found
    ]
    return sorted(listed, key=lambda one: (one.here, one.seen_on, one.opened_at, one.id), reverse=True)


def end_session(actor: Actor, key: str, device: str, now: datetime) -> None:
    """Sign somebody out on one of their devices, this one too; with another ends what it made. Raises NothingHere when
    it is not theirs."""
    with once.change(key, by=actor.person, action="end-session", sent=device, now=now) as change:
        if change.repeated:
            return
        hold(change.session, actor.person, actor.device)
        record = change.session.get(DeviceRecord, device)
        if record is None or record.person_id != actor.person:
            raise NothingHere
        if device != actor.device and record.ended_at is None:
            end_what_it_made(change.session, actor.person, device, now)
        end_in(change.session, actor._replace(device=device), now)


def end_others(session: Session, actor: Actor, now: datetime) -> None:
    """Sign this person out everywhere but here, in the caller's transaction, and end the links that wait for staff.

    What a patient opened by a link or a code of their own is not theirs by an account, and stays. With each device that
    ends, end the ways in and the keys for programs that this person made on it. Invitations for others stay: who adds a
    passkey does not take back what they handed over.
    """
    others = [
        DeviceRecord.person_id == actor.person,
        DeviceRecord.ended_at.is_(None),
        DeviceRecord.id != actor.device,
    ]
    if actor.role in STAFF:
        end_waiting(session, actor.person, (LINK, CODE), now)
    else:
        others.append(DeviceRecord.proved == PASSKEY)
    ended = session.scalars(update(DeviceRecord).where(*others).values(ended_at=now).returning(DeviceRecord.id))
    for device in list(ended):
        end_waiting(session, actor.person, (LINK, CODE, PAPER), now, made_on=device)
        end_made_on(session, actor.person, device, now)
