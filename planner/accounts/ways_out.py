"""Letting a device in no more, and what a form is told that is sent again after it has let its own sender out."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit, invitations
from planner.accounts.access import Actor
from planner.accounts.api_tokens import end_made_on
from planner.accounts.devices import hold
from planner.accounts.models import DeviceRecord
from planner.accounts.ways_in import CODE, LINK, PAPER, end_waiting, is_only_way
from planner.db import db
from planner.errors import AheadError, NothingHere
from planner.tokens import hash_of


class OnlyWay(AheadError):
    """The last device was to be ended while no code on paper waits: nobody could open the plan again."""

    def __init__(self) -> None:
        super().__init__("Nothing was ended: this is the only way to your plan.", "Make a code on paper first.")


def end_device(actor: Actor, key: str, device: str, now: datetime) -> None:
    """Let a device in no more, at once; one's own too.

    With a device that is not here ends what it made. Raises NothingHere when it is not this person's, and OnlyWay.
    """
    with once.change(key, by=actor.person, action="end-device", sent=device, now=now) as change:
        if change.repeated:
            return
        session, here = change.session, device == actor.device
        hold(session, actor.person, actor.device)
        record = session.get(DeviceRecord, device)
        if record is None or record.person_id != actor.person:
            raise NothingHere
        if record.ended_at:
            return
        if here and is_only_way(actor):
            raise OnlyWay
        record.ended_at = now
        if not here:
            end_what_it_made(session, actor.person, device, now)
        audit.note(session, actor, "device-ended", now)


def end_what_it_made(session: Session, person: str, device: str, now: datetime) -> None:
    """End, with a device of this person that somebody else may have, the links and short codes that wait, and a code on
    paper, invitations and keys for programs that were made on it; in the caller's transaction."""
    end_waiting(session, person, (LINK, CODE), now)
    end_waiting(session, person, (PAPER,), now, made_on=device)
    invitations.end_made_on(session, device, now)
    end_made_on(session, person, device, now)


def was_ended(token: str, device: str) -> bool:
    """Whether this is the device that held the cookie with this secret, and has been ended."""
    query = select(DeviceRecord.ended_at).where(DeviceRecord.token_hash == hash_of(token), DeviceRecord.id == device)
    return db.session.scalars(query).first() is not None
