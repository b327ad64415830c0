"""Invitations: the link and the code that let somebody else in, once, to what is shared with them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from planner.accounts.access import Actor
from planner.accounts.models import WayInRecord
from planner.accounts.ways_in import CODE, LINK, keep_way_in, secret_of
from planner.db import db

LASTS = timedelta(days=7)
KINDS = (LINK, CODE)


class Invitation(NamedTuple):
    """The secret of a link, and a code to type. Shown when they are made and kept nowhere."""

    link: str
    code: str


def invite(session: Session, actor: Actor, person: str, key: str, now: datetime) -> None:
    """Keep an invitation for this person, in the caller's transaction. One that waits for them ends."""
    invited = Actor(person, actor.role, actor.device)
    for kind, secret in zip(KINDS, invitation_of(person, key), strict=True):
        keep_way_in(session, invited, kind, secret, now, LASTS, by=actor)


def invitation_of(person: str, key: str) -> Invitation:
    """The words of the invitation that the form with this key made."""
    return Invitation(secret_of(LINK, person, key), secret_of(CODE, person, key))


def waits_until(person: str, now: datetime) -> datetime | None:
    """Until when an invitation waits for this person; None when none does."""
    query = select(func.max(WayInRecord.ends_at)).where(
        WayInRecord.person_id == person, WayInRecord.kind.in_(KINDS), WayInRecord.ended_at.is_(None)
    )
    ends: datetime | None = db.session.scalar(query)
    return ends if ends and now < ends else None


def end_made_on(session: Session, device: str, now: datetime) -> None:
    """End every invitation that waits and was made on this device, in the caller's transaction."""
    waits = [WayInRecord.made_on == device, WayInRecord.kind.in_(KINDS), WayInRecord.ended_at.is_(None)]
    session.execute(update(WayInRecord).where(*waits).values(ended_at=now))
