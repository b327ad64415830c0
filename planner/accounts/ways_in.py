"""How another phone or computer comes in: a link or a short code for now, a code on paper for when all is lost.

Each works once. It is shown once, when it is made, and kept only as a hash. Looking at one takes nothing; only a
press of a button does, because mail and chat programs open links by themselves.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import PARTNER, Actor
from planner.accounts.devices import devices_of, end_in, hold, open_device
from planner.accounts.models import DeviceRecord, PersonRecord, WayInRecord
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.sealed import keyed_hash
from planner.tokens import CODE_GROUPS, PAPER_GROUPS, code_from, name_in, new_id, token_from

LINK, CODE, PAPER = "link", "code", "paper"
LASTS = {LINK: timedelta(hours=1), CODE: timedelta(minutes=15), PAPER: None}
MOST_WRONG = 10  # wrong guesses at one short code, after which it has ended
PURPOSE = "ways in"
COME_IN = "come-in"


class CameIn(NamedTuple):
    """A device that was let in: who it is, the secret for its cookie, and the next paper code if one was used."""

    actor: Actor
    token: str
    paper: str


class WayIn(NamedTuple):
    """A link or code that is waiting: for whom it opens something, in which role, and its kind."""

    person: str
    kind: str
    role: str


def make_way_in(actor: Actor, key: str, kind: str, now: datetime, lasts: timedelta | None = None) -> str:
    """A new link's secret or a new code, and forget nothing but its words: they are shown now and kept nowhere.

    Sent again with the same key, it is the same one. A new one ends an older one of its kind: whoever sent a link to
    the wrong person makes another.
    """
    secret = secret_of(kind, actor.person, key)
    with once.change(key, by=actor.person, action=f"make-{kind}", sent="", now=now) as change:
        if not change.repeated:
            hold(change.session, actor.person, actor.device)
            keep_way_in(change.session, actor, kind, secret, now, lasts)
    return secret


def keep_way_in(
    session: Session,
    actor: Actor,
    kind: str,
    secret: str,
    now: datetime,
    lasts: timedelta | None = None,
    by: Actor | None = None,
) -> None:
    """Keep a way in by its hash, in the caller's transaction. `by`: who makes it, where that is somebody else."""
    end_waiting(session, actor.person, (kind,), now)
    lasts = lasts or LASTS[kind]
    session.add(
        WayInRecord(
            id=new_id(),
            person_id=actor.person,
            kind=kind,
            name="" if kind == LINK else name_in(secret),
            secret_hash=keyed_hash(secret, PURPOSE),
            made_at=now,
            ends_at=now + lasts if lasts else None,
            ended_at=None,
            wrong=0,
            made_on=actor.device or None,
        )
    )
    audit.note(session, by or actor, f"{kind}-made", now, chain=actor.person)


def end_waiting(session: Session, person: str, kinds: tuple[str, ...], now: datetime, made_on: str = "") -> None:
    """End whatever of these kinds still waits for this person, in the caller's transaction.

    `made_on`: only what was made on that device.
    """
    waits = [WayInRecord.person_id == person, WayInRecord.kind.in_(kinds), WayInRecord.ended_at.is_(None)]
    if made_on:
        waits.append(WayInRecord.made_on == made_on)
    session.execute(update(WayInRecord).where(*waits).values(ended_at=now))


def opened_by(secret: str, now: datetime) -> WayIn | None:
    """What a link or code would open now; None when nothing. Takes nothing."""
    session = db.session()
    record = _find(session, secret)
    if record is None or not _is_open(record, now):
        return None
    return WayIn(record.person_id, record.kind, session.get_one(PersonRecord, record.person_id).role)


def person_of(secret: str) -> str:
    """Whose a link or code is or was, waiting or not; empty where it is nobody's. Only they themselves may learn it."""
    record = _find(db.session(), secret)
    return record.person_id if record else ""


def has_paper(actor: Actor) -> bool:
    """Whether a code on paper is waiting."""
    return (
        db.session.scalars(
            select(WayInRecord.id).where(
                WayInRecord.person_id == actor.person, WayInRecord.kind == PAPER, WayInRecord.ended_at.is_(None)
            )
        ).first()
        is not None
    )


def is_only_way(actor: Actor) -> bool:
    """Whether nobody could open this person's plan again once this device is ended."""
    return len(devices_of(actor)) <= 1 and not has_paper(actor)


def come_in(secret: str, key: str, device_kind: str, now: datetime, today: date, leaves: Actor | None = None) -> CameIn:
    """Take a link or code: it opens this browser's way and has then ended. Raises NothingHere.

    Sent again with the same key and secret, the same cookie is given again and nothing else happens, for as long as the
    device it let in has not been ended. `leaves`: who this browser was for until now; nobody will hold that cookie any
    more, so that device has ended.
    """
    # A look first, which waits for nobody: whoever guesses thousands of codes does not stand in the line of writers.
    seen = _find(db.session(), secret)
    if seen is None:
        raise NothingHere
    person = seen.person_id
    token = token_from(keyed_hash(key, "devices"))
    with once.change(key, by=None, action=COME_IN, sent=keyed_hash(secret, PURPOSE), now=now) as change:
        session = change.session
        hold(session, person)
        record = _find(session, secret, for_update=True)
        if record is None or not (change.repeated or _is_open(record, now)):
            raise NothingHere
        paper = secret_of(PAPER, record.person_id, key) if record.kind == PAPER else ""
        if change.repeated:
            hold(session, person, change.outcome)
            role = session.get_one(PersonRecord, record.person_id).role
            return CameIn(Actor(record.person_id, role, change.outcome), token, paper)
        record.ended_at = now
        actor = open_device(session, record.person_id, token, device_kind, now, today)
        if actor.role == PARTNER or is_first_device(session, actor):  # a link and a code are one invitation
            end_waiting(session, actor.person, (LINK, CODE), now)
        audit.note(session, actor, f"came-in-by-{record.kind}", now)
        if paper:
            keep_way_in(session, actor, PAPER, paper, now)
        if leaves:
            end_in(session, leaves, now)
        change.outcome, change.person = actor.device, actor.person
    return CameIn(actor, token, paper)


def is_first_device(session: Session, actor: Actor) -> bool:
    """Whether this device is the first that ever came in to what this person holds: somebody else invited them."""
    others = DeviceRecord.person_id == actor.person, DeviceRecord.id != actor.device
    return session.scalars(select(DeviceRecord.id).where(*others).limit(1)).first() is None


def count_wrong_guess(code: str, now: datetime) -> None:
    """Note a wrong guess at the short codes that share its first group; after ten of them a code has ended.

    A code on paper never ends by guessing: it is long enough, and its owner may have nothing else.
    """
    name = name_in(code)
    guessed_at = select(WayInRecord.id).where(
        WayInRecord.name == name, WayInRecord.kind == CODE, WayInRecord.ended_at.is_(None)
    )
    if not name or db.session.scalars(guessed_at).first() is None:
        return
    with transaction() as session:
        for record in session.scalars(select(WayInRecord).where(WayInRecord.id.in_(guessed_at)).with_for_update()):
            record.wrong += 1
            if record.wrong >= MOST_WRONG:
                record.ended_at = now
                audit.note(session, Actor(record.person_id, "nobody", ""), "code-ended-by-guesses", now)


def secret_of(kind: str, person: str, key: str) -> str:
    """The words of a way in, made from the key of the form that asked for it and the keys of this installation.

    The person is in it, so that a key somebody else has seen makes other words for them.
    """
    seed = keyed_hash(f"{kind} {person} {key}", "new ways in")
    return token_from(seed) if kind == LINK else code_from(seed, CODE_GROUPS if kind == CODE else PAPER_GROUPS)


def _find(session: Session, secret: str, for_update: bool = False) -> WayInRecord | None:
    query = select(WayInRecord).where(WayInRecord.secret_hash == keyed_hash(secret, PURPOSE))
    return session.scalars(query.with_for_update() if for_update else query).first()


def _is_open(record: WayInRecord, now: datetime) -> bool:
    return record.ended_at is None and (record.ends_at is None or now < record.ends_at)
