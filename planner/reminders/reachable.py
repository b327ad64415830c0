"""How somebody can be reached: each way is added, tried, proved, chosen for and ended by themselves alone.

Nothing is sent anywhere but a number to try it until its owner has said that number.
"""

import secrets
from collections.abc import Mapping

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.accounts.devices import hold
from planner.db import db
from planner.errors import AheadError, Fault, Faults, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.reached import is_address, is_push_host
from planner.reminders.channels import EMAIL, KINDS, PUSH
from planner.reminders.kept_ways import Channel, as_seen, changing_way, hold_shared, keep_for, records_of, watch_own
from planner.reminders.models import ChannelRecord
from planner.reminders.rehearsals import send_a_number
from planner.sealed import keyed_hash
from planner.tokens import new_id

MOST = 8  # ways of one person that have not ended
ADDRESS = "how somebody is reached"
LONGEST = 1000  # characters of the address of a push host


class TooManyWays(AheadError):
    """Somebody can be reached in as many ways already as anybody can look after."""

    def __init__(self) -> None:
        super().__init__(
            N_("There are as many ways to reach you already as one person can have."),
            N_("End one that is not needed any more, then add another."),
        )


def channels_of(actor: Actor) -> list[Channel]:
    """The ways by which whoever asks can be reached, those too that take nothing any more, in the order they came."""
    session = db.session()
    return [as_seen(session, one, actor) for one in records_of(session, actor.person)]


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
        hold_shared(session, actor)
        hold(session, actor.person, actor.device)
        there = records_of(session, actor.person)
        record = next((one for one in there if one.address_hash == hashed), None)
        if change.repeated:
            if record is None:
                raise NothingHere
            return as_seen(session, record, actor)
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
        else:  # a browser that subscribes anew may have other keys, and may have been signed out since
            record.lock(told)
            record.device = actor.device if kind == PUSH else None
            record.dead, record.failing_since = "", None
        if record.proven_at is None:
            send_a_number(session, record, occasion.now)
        watch_own(session, actor)
        keep_for(session, actor, occasion)
        return as_seen(session, record, actor)


def renew_channel(actor: Actor, address: Mapping[str, str], push_hosts: list[str], occasion: Occasion) -> bool:
    """A browser tells again where it is reached, as it does now and then by itself. Whether it is a way we know: one of
    this person at that address, also if it was made before they were signed out there; else the one of this device.

    Raises Faults."""
    told = _checked(PUSH, address, push_hosts)
    hashed = keyed_hash(f"{PUSH} {told['endpoint']}", ADDRESS)
    theirs = [one for one in records_of(db.session(), actor.person) if one.kind == PUSH]
    there = [one for one in theirs if one.address_hash == hashed]
    known = there or [one for one in theirs if one.device == actor.device]
    if not known:
        return False
    last = known[-1]
    if (last.address_hash, last.device, last.dead) == (hashed, actor.device, "") and last.opened() == told:
        return True
    with once.change(new_key(), by=actor.person, action="renew-channel", sent="", now=occasion.now) as change:
        hold_shared(change.session, actor)
        hold(change.session, actor.person, actor.device)
        record = change.session.get(ChannelRecord, last.id, with_for_update=True)
        if record is None or record.ended_at:
            return False
        record.lock(told)
        record.address_hash, record.device, record.dead, record.failing_since = hashed, actor.device, "", None
        keep_for(change.session, actor, occasion)
    return True


def choose_daily(actor: Actor, key: str, name: str, daily: bool, occasion: Occasion) -> Channel:
    """Whether a way takes ordinary reminders too. Last safe days come by every way. Raises NothingHere."""
    with changing_way(actor, key, "channel-daily", name, f"{name} {daily}", occasion) as (session, record, repeated):
        if not repeated:
            record.daily = daily
            keep_for(session, actor, occasion)
        return as_seen(session, record, actor)


def end_channel(actor: Actor, key: str, name: str, occasion: Occasion) -> None:
    """Send nothing there any more, from now on, and keep its address no longer. Raises NothingHere."""
    with changing_way(actor, key, "end-channel", name, name, occasion) as (session, record, repeated):
        if not repeated:
            record.ended_at = occasion.now
            record.let_go()
            audit.note(session, actor, "channel-ended", occasion.now)
            keep_for(session, actor, occasion)


def new_key() -> str:
    """A key for what nobody sends twice."""
    return secrets.token_urlsafe(24)


def _checked(kind: str, address: Mapping[str, str], push_hosts: list[str]) -> dict[str, str]:
    """The address as it is kept. Raises Faults."""
    if kind not in KINDS:
        raise Faults([Fault("kind", kind, f"Use one of: {', '.join(KINDS)}.")])
    if kind == EMAIL:
        typed = address.get("email", "").strip()
        if not is_address(typed) or "." not in typed.rpartition("@")[2].strip("."):
            raise Faults([Fault("email", typed, N_("Write one e-mail address, such as name@example.org."))])
        return {"email": typed}
    told = {name: str(address.get(name, "")) for name in ("endpoint", "p256dh", "auth")}
    wrong = [name for name, value in told.items() if not value or len(value) > LONGEST or not value.isascii()]
    if wrong or not is_push_host(told["endpoint"], push_hosts):
        raise Faults(
            [Fault("endpoint", told["endpoint"], N_("This browser takes messages by a host that is not known here."))]
        )
    return told
