"""How somebody can be reached: each way is added, tried, proved, chosen for and ended by themselves alone.

Nothing is sent anywhere but a number to try it until its owner has said that number.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import PARTNER, PATIENT, Actor
from planner.accounts.devices import hold
from planner.db import db
from planner.errors import AheadError, Fault, Faults, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import PlanRecord
from planner.plans.shared import here_in
from planner.reached import is_address, is_push_host
from planner.reminders.channels import EMAIL, KINDS, PUSH
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.reminders.outbox import keep_notices, watch
from planner.reminders.policy import TEST
from planner.sealed import keyed_hash
from planner.tokens import is_id, new_id

MOST = 8  # ways of one person that have not ended
TEST_DIGITS = 4
TRIES_A_DAY = 5  # numbers sent to one address, whoever asks for them: it may be somebody else's
WRONG_MOST = 5  # wrong numbers after which the one that was sent opens nothing any more
TEST_HOLDS = timedelta(hours=1)  # for how long a number that was sent is taken
ADDRESS = "how somebody is reached"
LONGEST = 1000  # characters of the address of a push host


class Channel(NamedTuple):
    """One way to reach somebody, as they see it. `shown`: the address with its middle left out; empty for a phone.

    `here`: it is the device that asks. `dead` says in a word why nothing is sent to it any more.
    """

    id: str
    kind: str
    shown: str
    here: bool
    daily: bool
    made_at: datetime
    tested_at: datetime | None
    proven_at: datetime | None
    delivered_at: datetime | None
    failing_since: datetime | None
    dead: str


class TooManyWays(AheadError):
    """Somebody can be reached in as many ways already as anybody can look after."""

    def __init__(self) -> None:
        super().__init__(
            N_("There are as many ways to reach you already as one person can have."),
            N_("End one that is not needed any more, then add another."),
        )


class NotTheNumber(AheadError):
    """Another number was typed than the one that was sent, or it was sent too long ago."""

    def __init__(self) -> None:
        super().__init__(
            N_("That is not the number we sent last."),
            N_("Type the number from the newest message, or send another. A number holds for an hour."),
        )


class TriedOften(AheadError):
    """So many numbers were sent to one address on one day that no further one is: it may be somebody else's."""

    def __init__(self) -> None:
        super().__init__(
            N_("We have sent several numbers there since yesterday."),
            N_("Look for the newest message there, also among unwanted mail. Tomorrow you can send another."),
        )


def channels_of(actor: Actor) -> list[Channel]:
    """The ways by which whoever asks can be reached, those too that take nothing any more, in the order they came."""
    return [_as_seen(one, actor) for one in _records(db.session(), actor.person)]


def add_channel(
    actor: Actor, key: str, kind: str, address: Mapping[str, str], push_hosts: list[str], occasion: Occasion
) -> Channel:
    """Add a way, and send a number there to try it. The same address a second time is the same way, tried anew.

    `address`: `email`, or `endpoint`, `p256dh` and `auth` of a browser. Raises Faults, TooManyWays, TriedOften and
    NothingHere.
    """
    told = _checked(kind, address, push_hosts)
    name = told["email"].lower() if kind == EMAIL else told["endpoint"]
    hashed = keyed_hash(f"{kind} {name}", ADDRESS)
    with once.change(key, by=actor.person, action="add-channel", sent=f"{kind} {name}", now=occasion.now) as change:
        session = change.session
        hold(session, actor.person, actor.device)
        there = _records(session, actor.person)
        record = next((one for one in there if one.address_hash == hashed), None)
        if change.repeated:
            if record is None:
                raise NothingHere
            return _as_seen(record, actor)
        if record is None and len(there) >= MOST:
            raise TooManyWays
        if record is None:
            record = ChannelRecord(
                id=new_id(), person_id=actor.person, kind=kind, address_hash=hashed, made_at=occasion.now, daily=True
            )
            record.device = actor.device if kind == PUSH else None
            record.lock(told)
            session.add(record)
            session.flush()
            audit.note(session, actor, "channel-added", occasion.now)
        else:  # a browser that subscribes anew may have other keys
            record.lock(told)
            record.dead, record.failing_since = "", None
        if record.proven_at is None:
            _try(session, record, occasion.now)
        keep_for(session, actor, occasion)
        return _as_seen(record, actor)


def renew_channel(actor: Actor, address: Mapping[str, str], push_hosts: list[str], occasion: Occasion) -> bool:
    """A browser tells again where it is reached, as it does now and then by itself. Whether it is a way we know."""
    told = _checked(PUSH, address, push_hosts)
    mine = [one for one in _records(db.session(), actor.person) if one.kind == PUSH and one.device == actor.device]
    hashed = keyed_hash(f"{PUSH} {told['endpoint']}", ADDRESS)
    if not mine:
        return False
    if any(one.address_hash == hashed and not one.dead and one.opened() == told for one in mine):
        return True
    with once.change(new_key(), by=actor.person, action="renew-channel", sent="", now=occasion.now) as change:
        record = change.session.get(ChannelRecord, mine[-1].id, with_for_update=True)
        if record is None or record.ended_at:
            return False
        record.lock(told)
        record.address_hash, record.dead, record.failing_since = hashed, "", None
        keep_for(change.session, actor, occasion)
    return True


def test_channel(actor: Actor, key: str, name: str, occasion: Occasion) -> Channel:
    """Send another number to try a way. Raises NothingHere and TriedOften."""
    with _changing(actor, key, "test-channel", name, name, occasion) as (session, record, repeated):
        if not repeated:
            _try(session, record, occasion.now)
            record.dead, record.failing_since = "", None
        return _as_seen(record, actor)


def prove_channel(actor: Actor, key: str, name: str, number: str, occasion: Occasion) -> Channel:
    """Its owner says the number that arrived: from now on reminders are sent there. Raises NothingHere and
    NotTheNumber."""
    number = "".join(char for char in number if char.isdecimal())
    with _changing(actor, key, "prove-channel", name, f"{name} {number}", occasion) as (session, record, repeated):
        right = record.proven_at is not None if repeated else _is_the_number(record, number, occasion.now)
        if right and not repeated:
            record.test, record.proven_at = None, occasion.now
            audit.note(session, actor, "channel-proven", occasion.now)
            _watch_own(session, actor)
            keep_for(session, actor, occasion)
        seen = _as_seen(record, actor)
    if not right:  # that it was wrong is kept
        raise NotTheNumber
    return seen


def choose_daily(actor: Actor, key: str, name: str, daily: bool, occasion: Occasion) -> Channel:
    """Whether a way takes ordinary reminders too. Last safe days come by every way. Raises NothingHere."""
    with _changing(actor, key, "channel-daily", name, f"{name} {daily}", occasion) as (session, record, repeated):
        if not repeated:
            record.daily = daily
            keep_for(session, actor, occasion)
        return _as_seen(record, actor)


def end_channel(actor: Actor, key: str, name: str, occasion: Occasion) -> None:
    """Send nothing there any more, from now on. Raises NothingHere."""
    with _changing(actor, key, "end-channel", name, name, occasion) as (session, record, repeated):
        if not repeated:
            record.ended_at = occasion.now
            audit.note(session, actor, "channel-ended", occasion.now)
            keep_for(session, actor, occasion)


def keep_for(session: Session, actor: Actor, occasion: Occasion) -> None:
    """Bring the notices up to date of the plan that this person holds, or that is shared with them, in the caller's
    transaction. Staff of a clinic are found when something is sent."""
    kept = _plan_of(session, actor)
    if kept is not None:
        session.flush()
        keep_notices(session, kept, occasion)


def new_key() -> str:
    """A key for what nobody sends twice."""
    return secrets.token_urlsafe(24)


def _plan_of(session: Session, actor: Actor) -> KeptPlan | None:
    try:
        if actor.role == PATIENT:
            return kept_from(record_of(session, actor, for_update=True))
        if actor.role == PARTNER:
            plan = here_in(session, actor).kept.id
            return kept_from(session.get_one(PlanRecord, plan, with_for_update=True))
    except NothingHere:
        pass
    return None


def _watch_own(session: Session, actor: Actor) -> None:
    kept = _plan_of(session, actor)
    if kept is not None:
        watch(session, kept.id)


def _checked(kind: str, address: Mapping[str, str], push_hosts: list[str]) -> dict[str, str]:
    """The address as it is kept. Raises Faults."""
    if kind not in KINDS:
        raise Faults([Fault("kind", kind, f"Use one of: {', '.join(KINDS)}.")])
    if kind == EMAIL:
        typed = address.get("email", "").strip()
        if not is_address(typed):
            raise Faults([Fault("email", typed, N_("Write one e-mail address, such as name@example.org."))])
        return {"email": typed}
    told = {name: str(address.get(name, "")) for name in ("endpoint", "p256dh", "auth")}
    wrong = [name for name, value in told.items() if not value or len(value) > LONGEST or not value.isascii()]
    if wrong or not is_push_host(told["endpoint"], push_hosts):
        raise Faults(
            [Fault("endpoint", told["endpoint"], N_("This browser takes messages by a host that is not known here."))]
        )
    return told


def _records(session: Session, person: str) -> list[ChannelRecord]:
    query = select(ChannelRecord).where(ChannelRecord.person_id == person, ChannelRecord.ended_at.is_(None))
    return list(session.scalars(query.order_by(ChannelRecord.made_at, ChannelRecord.id)))


@contextmanager
def _changing(
    actor: Actor, key: str, action: str, name: str, sent: str, occasion: Occasion
) -> Iterator[tuple[Session, ChannelRecord, bool]]:
    """One change of one way of whoever asks: session, row, and whether it was made before. Raises NothingHere."""
    with once.change(key, by=actor.person, action=action, sent=sent, now=occasion.now) as change:
        session = change.session
        record = session.get(ChannelRecord, name, with_for_update=True) if is_id(name) else None
        if record is None or record.person_id != actor.person or (record.ended_at and not change.repeated):
            raise NothingHere
        yield session, record, change.repeated


def _try(session: Session, record: ChannelRecord, now: datetime) -> None:
    """Send a number to a way, in the caller's transaction: a notice that is due at once. Raises TriedOften."""
    same = select(ChannelRecord.id).where(ChannelRecord.address_hash == record.address_hash)
    lately = select(func.count()).where(
        NoticeRecord.channel_id.in_(same), NoticeRecord.kind == TEST, NoticeRecord.due_at > now - timedelta(days=1)
    )
    if (session.scalar(lately) or 0) >= TRIES_A_DAY:
        raise TriedOften
    number = str(secrets.randbelow(9 * 10 ** (TEST_DIGITS - 1)) + 10 ** (TEST_DIGITS - 1))
    record.lock({"number": number, "wrong": 0}, "test")
    record.tested_at = now
    notice = NoticeRecord(id=new_id(), channel_id=record.id, to="", kind=TEST, day=now.date(), due_at=now, version=0)
    notice.stale_at, notice.at = now + TEST_HOLDS, now
    session.add(notice)
    session.flush()


def _is_the_number(record: ChannelRecord, number: str, now: datetime) -> bool:
    """Whether this is the number that was sent last, within the hour. So many wrong ones, and it is none any more."""
    if not record.test or record.tested_at is None or now - record.tested_at > TEST_HOLDS:
        return False
    test = record.opened("test")
    if test["wrong"] < WRONG_MOST and secrets.compare_digest(test["number"], number):
        return True
    record.lock({**test, "wrong": test["wrong"] + 1}, "test")
    return False


def _as_seen(record: ChannelRecord, actor: Actor) -> Channel:
    here = record.kind == PUSH and record.device == actor.device
    return Channel(
        record.id,
        record.kind,
        _shown(record.opened()["email"]) if record.kind == EMAIL else "",
        here,
        record.daily,
        record.made_at,
        record.tested_at,
        record.proven_at,
        record.delivered_at,
        record.failing_since,
        record.dead,
    )


def _shown(email: str) -> str:
    """An address as its owner knows it again and a glance does not: a…e@example.org."""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…{name[-1:] if len(name) > 1 else ''}@{host}"
