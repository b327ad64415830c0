"""What opens an account: passkeys, a password with a one-time code, recovery codes. Whoever changes any of it signs
everybody else out."""

import re
import secrets
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import STAFF, Actor
from planner.accounts.account_models import AccountRecord, PasskeyRecord
from planner.accounts.devices import hold
from planner.accounts.kept_accounts import hash_of_credential
from planner.accounts.signing_in import end_others
from planner.db import transaction
from planner.errors import AheadError, NothingHere
from planner.marked import N_
from planner.sealed import Where, keyed_hash, seal
from planner.tokens import CODE_GROUPS, code_from, new_id, read_code

MOST_PASSKEYS = 10
RECOVERY_CODES = 8
LONGEST_LABEL = 60
RECOVERY = "recovery codes"  # the purpose of the hashes that are kept of them
WRITTEN = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+")  # one line, no control characters, no broken ones


class TooManyPasskeys(AheadError):
    """There are as many passkeys as anybody can look after."""

    def __init__(self) -> None:
        super().__init__(N_("There are ten passkeys already."), N_("Remove one that is not used any more."))


class LastWayIn(AheadError):
    """The last thing that opens an account of staff was to be taken away."""

    def __init__(self) -> None:
        super().__init__(
            N_("This is the only way to sign in."), N_("Add another passkey, or a password and a code, first.")
        )


class NewPasskey(NamedTuple):
    """What a browser says of a passkey it has just made, once that is proved."""

    credential: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    kind: str
    backed_up: bool


def add_passkey(actor: Actor, passkey: NewPasskey, name: str, now: datetime) -> None:
    """Let one more passkey open the account of this person. Raises NothingHere and TooManyPasskeys."""
    with transaction() as session:
        record = _account(session, actor)
        if _passkeys(session, record) >= MOST_PASSKEYS:
            raise TooManyPasskeys
        made = PasskeyRecord(
            id=new_id(),
            account_id=record.id,
            credential_hash=hash_of_credential(passkey.credential),
            credential_id=passkey.credential.hex(),
            public_key=passkey.public_key.hex(),
            sign_count=passkey.sign_count,
            transports=" ".join(passkey.transports)[:100],
            kind=passkey.kind,
            backed_up=passkey.backed_up,
            made_at=now,
        )
        label = name.strip()[:LONGEST_LABEL]
        made.name = seal(label if WRITTEN.fullmatch(label) else "", Where("passkey", made.id, "name"))
        session.add(made)
        _changed(session, record, actor, "passkey-added", now)


def remove_passkey(actor: Actor, key: str, passkey: str, now: datetime) -> None:
    """Let a passkey open nothing any more. Raises NothingHere, and LastWayIn where staff could not sign in again."""
    with once.change(key, by=actor.person, action="remove-passkey", sent=passkey, now=now) as change:
        if change.repeated:
            return
        session = change.session
        record = _account(session, actor)
        found = session.get(PasskeyRecord, passkey)
        if found is None or found.account_id != record.id:
            raise NothingHere
        if actor.role in STAFF and not record.password and _passkeys(session, record) < 2:
            raise LastWayIn
        session.delete(found)
        _changed(session, record, actor, "passkey-removed", now)


def set_password_and_code(
    actor: Actor, key: str, typed: str, password: str, code: str, counter: int, now: datetime
) -> None:
    """Keep the hash of a password and the secret of one-time codes, both at once: neither opens anything without the
    other. `typed` is the password itself, which is not kept: another one sent again with this key is refused.
    `counter`: the code by which it was shown that it works. Raises NothingHere where there is no name, and
    UsedForAnother."""
    with once.change(key, by=actor.person, action="set-password", sent=f"{code} {typed}", now=now) as change:
        if change.repeated:
            return
        record = _account(change.session, actor)
        told = record.opened()
        if not told["name"]:
            raise NothingHere
        record.lock({**told, "code": code})
        record.password, record.code_counter = password, counter
        _changed(change.session, record, actor, "password-set", now)


def make_recovery_codes(actor: Actor, key: str, now: datetime) -> tuple[str, ...]:
    """New recovery codes in place of all older ones; shown now and kept only as hashes. Of the same key the same."""
    codes = tuple(
        code_from(keyed_hash(f"{actor.person} {key} {number}", "new recovery codes"), CODE_GROUPS)
        for number in range(RECOVERY_CODES)
    )
    with once.change(key, by=actor.person, action="recovery-codes", sent="", now=now) as change:
        if not change.repeated:
            record = _account(change.session, actor)
            record.recovery = " ".join(hash_of_recovery(record.id, code) for code in codes)
            _changed(change.session, record, actor, "recovery-codes-made", now)
    return codes


def hash_of_recovery(account: str, typed: str) -> str:
    """What is kept of a recovery code of this account, however it is typed."""
    return keyed_hash(f"{account} {read_code(typed) or secrets.token_hex(8)}", RECOVERY)


def _account(session: Session, actor: Actor) -> AccountRecord:
    """The account of whoever acts, held until the transaction ends. Raises NothingHere."""
    hold(session, actor.person, actor.device)
    query = select(AccountRecord).where(AccountRecord.person_id == actor.person)
    record = session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if record is None:
        raise NothingHere
    return record


def _passkeys(session: Session, record: AccountRecord) -> int:
    return len(session.scalars(select(PasskeyRecord.id).where(PasskeyRecord.account_id == record.id)).all())


def _changed(session: Session, record: AccountRecord, actor: Actor, what: str, now: datetime) -> None:
    """Sign-ins under way end, and so does everything else that was signed in."""
    record.uniquifier, record.changed_at = new_id(), now
    session.flush()
    end_others(session, actor, now)
    audit.note(session, actor, what, now)
