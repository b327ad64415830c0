"""Keys for programs of a person's own: each may do only what it was made for, is shown once, and ends at will."""

import json
import re
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import SCOPES, Actor
from planner.accounts.devices import hold
from planner.accounts.models import ApiTokenRecord, DeviceRecord, PersonRecord
from planner.db import db, transaction
from planner.errors import AheadError, Fault, Faults, NothingHere
from planner.sealed import Where, keyed_hash, seal, unseal
from planner.tokens import is_id, new_id, token_from

BEGINS = "ahead_"  # how every token begins, so that one in the wrong place is known for what it is
MOST = 20  # tokens of one person that have not ended
LONGEST_LABEL = 60
LABEL = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]+")  # one line, no control characters, no broken ones
PURPOSE = "api tokens"


class ApiToken(NamedTuple):
    """One token as its owner sees it: never its secret. `used_on` is None when it was never used."""

    id: str
    label: str
    scopes: tuple[str, ...]
    made_at: datetime
    used_on: date | None


class Holder(NamedTuple):
    """Whoever holds a token: who they are (`actor.device` is the token's id), what it may do, and when it was used."""

    actor: Actor
    scopes: tuple[str, ...]
    used_on: date | None


class OpenedBefore(AheadError):
    """The secret of a token was asked for a second time, and the token was used or has ended since the first."""

    def __init__(self) -> None:
        super().__init__(
            "This was done before, and its token was shown then.",
            "Use that token. If it is lost or has ended, make another with a new key.",
        )


class TooManyTokens(AheadError):
    """A person has as many tokens as anybody can look after."""

    def __init__(self) -> None:
        super().__init__(f"There are {MOST} tokens already.", "End one that is not needed any more, then make another.")


class MoreThanItsMaker(AheadError):
    """A token was to be made by another one that may not do as much."""

    def __init__(self) -> None:
        super().__init__("A token can make only tokens that may do no more than itself.", "Ask for fewer scopes.")


def make_token(
    actor: Actor, key: str, label: str, scopes: tuple[str, ...], now: datetime, own: tuple[str, ...] | None = None
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown now and kept nowhere. Sent again with the same key, it is the same.

    `own` are the scopes of the token that asks for it, None when a person does. Raises Faults, NothingHere,
    OpenedBefore, TooManyTokens and MoreThanItsMaker, and makes nothing then.
    """
    label, scopes = _checked(label, scopes)
    if own is not None and not set(scopes) <= set(own):
        raise MoreThanItsMaker
    secret = secret_from(f"{actor.person} {key}")
    sent = json.dumps([scopes, label])
    with once.change(key, by=actor.person, action="make-token", sent=sent, now=now) as change:
        session = change.session
        if change.repeated:
            shown_again(session, change.outcome)
            return _token(session.get_one(ApiTokenRecord, change.outcome)), secret
        hold(session, actor.person)
        still_in(session, actor)
        waits = select(func.count()).where(ApiTokenRecord.person_id == actor.person, ApiTokenRecord.ended_at.is_(None))
        if (session.scalar(waits) or 0) >= MOST:
            raise TooManyTokens
        record = keep_token(session, actor, secret, label, scopes, now)
        audit.note(session, actor, "token-made", now)
        change.outcome = record.id
        return _token(record), secret


def shown_again(session: Session, name: str) -> None:
    """Raises OpenedBefore unless the secret of a token may be shown a second time, to whoever lost the first answer:
    it may until the token was used or has ended."""
    record = session.get(ApiTokenRecord, name)
    if record is None or record.ended_at or record.used_on:
        raise OpenedBefore


def keep_token(
    session: Session, maker: Actor, secret: str, label: str, scopes: tuple[str, ...], now: datetime
) -> ApiTokenRecord:
    """Keep a token by its hash, in the caller's transaction. `maker` asked for it."""
    name = new_id()
    record = ApiTokenRecord(
        id=name,
        person_id=maker.person,
        secret_hash=keyed_hash(secret, PURPOSE),
        scopes=" ".join(scopes),
        label=seal(label, Where("api_token", name, "label")),
        made_on=maker.device,
        made_at=now,
        used_on=None,
        ended_at=None,
    )
    session.add(record)
    session.flush()
    return record


def secret_from(words: str) -> str:
    """The secret of a token, made from the key of what asked for it and the keys of this installation."""
    return BEGINS + token_from(keyed_hash(words, "new api tokens"))


def tokens_of(actor: Actor) -> list[ApiToken]:
    """The tokens that open what this person holds, the newest first."""
    query = select(ApiTokenRecord).where(ApiTokenRecord.person_id == actor.person, ApiTokenRecord.ended_at.is_(None))
    return [_token(one) for one in db.session.scalars(query.order_by(ApiTokenRecord.made_at.desc(), ApiTokenRecord.id))]


def end_token(actor: Actor, key: str, token: str, now: datetime) -> None:
    """Let a token open nothing any more, at once. Raises NothingHere when it is not this person's."""
    with once.change(key, by=actor.person, action="end-token", sent=token, now=now) as change:
        if change.repeated:
            return
        hold(change.session, actor.person)
        record = change.session.get(ApiTokenRecord, token) if is_id(token) else None
        if record is None or record.person_id != actor.person:
            raise NothingHere
        if record.ended_at is None:
            record.ended_at = now
            end_made_on(change.session, actor.person, token, now)
            audit.note(change.session, actor, "token-ended", now)


def end_made_on(session: Session, person: str, maker: str, now: datetime) -> None:
    """End every token that a device or token of this person asked for, and what those asked for, in the caller's
    transaction: whoever has the one may have made the others."""
    query = select(ApiTokenRecord).where(ApiTokenRecord.person_id == person, ApiTokenRecord.ended_at.is_(None))
    live, makers = list(session.scalars(query)), [maker]
    for each in makers:
        for record in live:
            if record.made_on == each and record.ended_at is None:
                record.ended_at = now
                makers.append(record.id)


def holder_of(secret: str) -> Holder | None:
    """Who holds a token with this secret; None when it opens nothing (any more)."""
    if not secret.startswith(BEGINS):
        return None
    found = db.session.execute(
        select(PersonRecord.id, PersonRecord.role, ApiTokenRecord.id, ApiTokenRecord.scopes, ApiTokenRecord.used_on)
        .join(ApiTokenRecord, ApiTokenRecord.person_id == PersonRecord.id)
        .where(ApiTokenRecord.secret_hash == keyed_hash(secret, PURPOSE), ApiTokenRecord.ended_at.is_(None))
    ).first()
    return Holder(Actor(found[0], found[1], found[2]), tuple(found[3].split()), found[4]) if found else None


def used(actor: Actor, today: date) -> None:
    """Note the day a token was used, so that its owner can tell which ones are needed."""
    with transaction() as session:
        record = session.get(ApiTokenRecord, actor.device)
        if record:
            record.used_on = today


def still_in(session: Session, actor: Actor) -> None:
    """Raises NothingHere when the device or the token that asks was ended meanwhile."""
    device = session.get(DeviceRecord, actor.device, populate_existing=True)
    found = device or session.get(ApiTokenRecord, actor.device, populate_existing=True)
    if found is None or found.ended_at:
        raise NothingHere


def _checked(label: str, scopes: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    label = label.strip()
    faults = []
    if len(label) > LONGEST_LABEL or not LABEL.fullmatch(label):
        faults.append(Fault("label", label, f"Write a name of at most {LONGEST_LABEL} ordinary characters."))
    if not scopes or not set(scopes) <= set(SCOPES):
        faults.append(Fault("scopes", list(scopes), f"Use a list of one or more of: {', '.join(SCOPES)}."))
    if faults:
        raise Faults(faults)
    return label, tuple(scope for scope in SCOPES if scope in scopes)


def _token(record: ApiTokenRecord) -> ApiToken:
    label = unseal(record.label, Where("api_token", record.id, "label"))
    return ApiToken(record.id, label, tuple(record.scopes.split()), record.made_at, record.used_on)
