"""The phones and computers on which something may be opened: each known by a secret cookie, each ended at will."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import STAFF, Actor
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.tokens import hash_of, new_id

KINDS = ("phone", "tablet", "computer")
# Asked with every page, so it is made once.
HOLDER = (
    select(
        PersonRecord.id,
        PersonRecord.role,
        DeviceRecord.id,
        DeviceRecord.seen_on,
        DeviceRecord.locked,
        DeviceRecord.code_hash,
        DeviceRecord.idle_minutes,
        DeviceRecord.own,
        DeviceRecord.proved,
        DeviceRecord.used_at,
        DeviceRecord.until,
    )
    .join(DeviceRecord, DeviceRecord.person_id == PersonRecord.id)
    .where(DeviceRecord.token_hash == bindparam("wanted"), DeviceRecord.ended_at.is_(None))
)


class Device(NamedTuple):
    """One device as its owner sees it. `here`: it is the one being used."""

    id: str
    kind: str
    opened_at: datetime
    seen_on: date
    here: bool


def open_device(session: Session, person: str, token: str, kind: str, now: datetime, today: date) -> Actor:
    """Let the browser that holds `token` in. The caller's transaction keeps it."""
    record = DeviceRecord(
        id=new_id(), person_id=person, token_hash=hash_of(token), kind=kind, opened_at=now, seen_on=today
    )
    session.add(record)
    session.flush()
    role = session.get_one(PersonRecord, person).role
    return Actor(person, role, record.id)


class Held(NamedTuple):
    """The device a cookie belongs to: whose it is, when it was last seen, and how it is kept (see DeviceRecord)."""

    actor: Actor
    seen_on: date
    locked: str | None
    has_code: bool
    idle_minutes: int | None
    own: bool
    proved: str | None = None
    used_at: datetime | None = None
    until: datetime | None = None


def held_by(token: str) -> Held | None:
    """The device whose cookie holds this secret; None when it is nobody's (any more)."""
    found = db.session.execute(HOLDER, {"wanted": hash_of(token)}).first()
    if not found:
        return None
    person, role, device, seen_on, locked, code_hash, idle_minutes, own, *signed_in = found
    return Held(Actor(person, role, device), seen_on, locked, code_hash is not None, idle_minutes, own, *signed_in)


def was_of_staff(token: str) -> bool:
    """Whether the device whose cookie holds this secret is, or was, of somebody who works in a clinic."""
    query = select(PersonRecord.role).join(DeviceRecord, DeviceRecord.person_id == PersonRecord.id)
    return db.session.scalar(query.where(DeviceRecord.token_hash == hash_of(token))) in STAFF


def seen(actor: Actor, today: date) -> None:
    """Note the day a device was used, so that its owner can tell a strange one from their own."""
    with transaction() as session:
        record = session.get(DeviceRecord, actor.device)
        if record:
            record.seen_on = today


def devices_of(actor: Actor) -> list[Device]:
    """The devices that may open what this person holds: this one first, then the last used."""
    records = db.session.scalars(
        select(DeviceRecord).where(DeviceRecord.person_id == actor.person, DeviceRecord.ended_at.is_(None))
    )
    found = [Device(one.id, one.kind, one.opened_at, one.seen_on, one.id == actor.device) for one in records]
    return sorted(found, key=lambda one: (one.here, one.seen_on, one.opened_at, one.id), reverse=True)


def hold(session: Session, person: str, device: str = "") -> None:
    """Be the only one who changes who may come in to what this person holds, until the transaction ends.

    Raises NothingHere when the person is gone, or when the `device` that asks has been ended meanwhile.
    """
    # FOR NO KEY UPDATE: two who have each kept something that refers to the person would wait for each other otherwise.
    held = select(PersonRecord.id).where(PersonRecord.id == person).with_for_update(key_share=True)
    if session.scalars(held).first() is None:
        raise NothingHere
    if device and session.get_one(DeviceRecord, device, populate_existing=True).ended_at:
        raise NothingHere


def end_in(session: Session, actor: Actor, now: datetime) -> None:
    """End the device someone uses, in the caller's transaction."""
    record = session.get(DeviceRecord, actor.device)
    if record and record.ended_at is None:
        record.ended_at = now
        audit.note(session, actor, "device-ended", now)
