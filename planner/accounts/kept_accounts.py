"""Somebody's account as it is kept: by what they sign in, and how it is found."""

import unicodedata
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from planner.accounts.account_models import AccountRecord, PasskeyRecord
from planner.accounts.models import PersonRecord
from planner.db import db
from planner.sealed import Where, keyed_hash, unseal
from planner.tokens import hash_of

NAMES = "names to sign in with"  # the purpose of the hash by which a name is found


class Passkey(NamedTuple):
    """One passkey. `name` is what its owner calls it, `credential` what browsers call it."""

    id: str
    name: str
    credential: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    made_at: datetime
    used_at: datetime | None


class Account(NamedTuple):
    """One account. `name` is empty where a passkey is enough; `code` is the secret of one-time codes, None without
    one; `recovery` are the keyed hashes of recovery codes that were not used yet. See AccountRecord for the rest."""

    id: str
    person: str
    role: str
    name: str
    uniquifier: str
    handle: str
    password: str | None
    code: str | None
    code_counter: int | None
    recovery: tuple[str, ...]
    passkeys: tuple[Passkey, ...]

    @property
    def has_code(self) -> bool:
        """Whether a password and a one-time code open it."""
        return bool(self.name and self.password and self.code)

    @property
    def opens(self) -> bool:
        """Whether anything opens it at all. Before that it is only a name."""
        return bool(self.passkeys) or self.has_code


def account_of(person: str) -> Account | None:
    """The account of a person; None when they have none."""
    return _found(AccountRecord.person_id == person)


def account_named(name: str) -> Account | None:
    """The account that is signed in to with this name, however it was typed; None when it is nobody's."""
    return _found(AccountRecord.name_hash == hash_of_name(name)) if folded(name) else None


def account_in_progress(uniquifier: str) -> Account | None:
    """The account of a sign-in under way; None once what opens it has changed."""
    return _found(AccountRecord.uniquifier == uniquifier)


def account_with(credential: bytes) -> Account | None:
    """The account that this passkey opens; None when it opens nothing."""
    query = select(PasskeyRecord.account_id).where(PasskeyRecord.credential_hash == hash_of_credential(credential))
    account = db.session.scalars(query).first()
    return _found(AccountRecord.id == account) if account else None


def folded(name: str) -> str:
    """A name as it is compared: capitals, and ways to write the same letter, make no other name."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def hash_of_name(name: str) -> str:
    """By what a name is found."""
    return keyed_hash(folded(name), NAMES)


def hash_of_credential(credential: bytes) -> str:
    """By what a passkey is found."""
    return hash_of(credential.hex())


def _found(where: ColumnElement[bool]) -> Account | None:
    query = select(AccountRecord, PersonRecord.role).join(PersonRecord, PersonRecord.id == AccountRecord.person_id)
    found = db.session.execute(query.where(where).execution_options(populate_existing=True)).first()
    if found is None:
        return None
    record, role = found
    told = record.opened()
    passkeys = select(PasskeyRecord).where(PasskeyRecord.account_id == record.id).order_by(PasskeyRecord.made_at)
    return Account(
        id=record.id,
        person=record.person_id,
        role=role,
        name=told["name"],
        uniquifier=record.uniquifier,
        handle=record.handle,
        password=record.password,
        code=told["code"],
        code_counter=record.code_counter,
        recovery=tuple(record.recovery.split()),
        passkeys=tuple(_passkey(one) for one in db.session.scalars(passkeys)),
    )


def _passkey(record: PasskeyRecord) -> Passkey:
    return Passkey(
        id=record.id,
        name=unseal(record.name, Where("passkey", record.id, "name")),
        credential=bytes.fromhex(record.credential_id),
        public_key=bytes.fromhex(record.public_key),
        sign_count=record.sign_count,
        transports=tuple(record.transports.split()),
        made_at=record.made_at,
        used_at=record.used_at,
    )
