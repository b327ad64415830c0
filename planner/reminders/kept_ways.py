"""The ways by which somebody is reached, as they are kept: each is changed by its owner alone, once and whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts.access import PARTNER, PATIENT, Actor
from planner.accounts.models import DeviceRecord
from planner.errors import NothingHere
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import PlanRecord
from planner.plans.shared import here_in
from planner.reached import is_push_host
from planner.reminders.channels import PUSH
from planner.reminders.channels.push import HOST_NOT_ALLOWED
from planner.reminders.models import ChannelRecord
from planner.reminders.outbox import keep_notices, watch
from planner.tokens import is_id

SIGNED_OUT = "signed-out"  # a browser that lets nobody in any more


class Channel(NamedTuple):
    """One way to reach somebody, as they see it. `shown`: the address with its middle left out; empty for a phone.

    `here`: it is the device that asks. `dead` says in a word why nothing is sent to it any more; `signed-out` and
    `host-not-allowed` hold as long as it is so.
    """

    id: str
    kind: str
    shown: str
    here: bool
    daily: bool
    made_at: datetime
    tested_at: datetime | None
    proven_at: datetime | None
    taken_at: datetime | None
    failing_since: datetime | None
    dead: str


def records_of(session: Session, person: str) -> list[ChannelRecord]:
    """The ways of one person that have not ended, in the order in which they came."""
    query = select(ChannelRecord).where(ChannelRecord.person_id == person, ChannelRecord.ended_at.is_(None))
    return list(session.scalars(query.order_by(ChannelRecord.made_at, ChannelRecord.id)))


@contextmanager
def changing_way(
    actor: Actor, key: str, action: str, name: str, sent: str, occasion: Occasion
) -> Iterator[tuple[Session, ChannelRecord, bool]]:
    """One change of one way of whoever asks: session, row, and whether it was made before. Raises NothingHere."""
    with once.change(key, by=actor.person, action=action, sent=sent, now=occasion.now) as change:
        session = change.session
        hold_shared(session, actor)
        record = session.get(ChannelRecord, name, with_for_update=True) if is_id(name) else None
        if record is None or record.person_id != actor.person or (record.ended_at and not change.repeated):
            raise NothingHere
        yield session, record, change.repeated


def hold_shared(session: Session, actor: Actor) -> None:
    """Where a plan is shared with whoever asks, hold it first: its owner, who ends that, holds it before them too."""
    if actor.role == PARTNER:
        with suppress(NothingHere):
            here_in(session, actor, for_update=True)


def keep_for(session: Session, actor: Actor, occasion: Occasion) -> None:
    """Bring the notices up to date of the plan that this person holds, or that is shared with them, in the caller's
    transaction. Staff of a clinic are found when something is sent."""
    kept = _plan_of(session, actor)
    if kept is not None:
        session.flush()
        keep_notices(session, kept, occasion)


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


def watch_own(session: Session, actor: Actor) -> None:
    """Let whoever asks be reminded of the plan they hold, or that is shared with them, in the caller's transaction."""
    kept = _plan_of(session, actor)
    if kept is not None:
        watch(session, kept.id)


def as_seen(session: Session, record: ChannelRecord, actor: Actor) -> Channel:
    """A way as its owner sees it. Raises CannotOpen."""
    told = record.opened()
    return Channel(
        record.id,
        record.kind,
        _shown(told.get("email", "")),
        record.kind == PUSH and record.device == actor.device,
        record.daily,
        record.made_at,
        record.tested_at,
        record.proven_at,
        record.taken_at,
        record.failing_since,
        record.dead or _kept_from(session, record, told),
    )


def _kept_from(session: Session, record: ChannelRecord, told: Mapping[str, str]) -> str:
    """Why nothing is sent to a phone or browser for now, in a word; empty where something is."""
    device = session.get(DeviceRecord, record.device) if record.device else None
    if record.device and (device is None or device.ended_at):
        return SIGNED_OUT
    if "endpoint" in told and not is_push_host(told["endpoint"], current_app.config["PUSH_HOSTS"]):
        return HOST_NOT_ALLOWED
    return ""


def let_go_of_ended(session: Session) -> None:
    """Keep no address of a way that has ended: an older backup may have brought some back."""
    ended = select(ChannelRecord).where(ChannelRecord.ended_at.is_not(None), ChannelRecord.address_hash != "")
    for record in session.scalars(ended).all():
        record.let_go()


def _shown(email: str) -> str:
    """An address as its owner knows it again and a glance does not: a…e@example.org. Empty of a way that has ended."""
    if not email:
        return ""
    name, _at, host = email.rpartition("@")
    return f"{name[:1]}…{name[-1:] if len(name) > 1 else ''}@{host}"
