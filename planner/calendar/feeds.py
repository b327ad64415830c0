"""What can be done with a plan's calendars: make one, change it, give it another address, end it.

Each is one transaction, happens once, and leaves an entry in the audit. An address is shown when it is made and kept
only as a hash.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.calendar import choices as chosen
from planner.calendar.answered import FEED, LIVE, choices_of, close, empty_fetches, end_now, live_address
from planner.calendar.choices import Choices
from planner.calendar.models import FeedAddressRecord, FeedRecord
from planner.calendar.rendered import keep_feed
from planner.db import db
from planner.errors import AheadError, Fault, Faults, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, plan_from, record_of
from planner.plans.shared import here_in
from planner.sealed import keyed_hash
from planner.tokens import hash_of, is_id, key_from, new_id, token_from

MOST = 12  # calendars of one plan that have not ended
SHOWN_FOR = 15 * 60  # seconds in which the answer that shows an address may be asked for again
GRACES = (0, 7, 30)  # for how many days an address that ended may go on to say so


class Fetch(NamedTuple):
    """The last time a family of programs fetched a calendar: in which hour, and which version it got then."""

    family: str
    at: datetime
    version: int


class Feed(NamedTuple):
    """One calendar as its owner sees it: never its address. `fetches` is None where they are not noted."""

    id: str
    choices: Choices
    version: int
    made_at: datetime
    changed_at: datetime
    tested_on: date | None
    proven_on: date | None
    fetches: tuple[Fetch, ...] | None


class TooManyFeeds(AheadError):
    """A plan has as many calendars as anybody can look after."""

    def __init__(self) -> None:
        super().__init__(
            N_("There are as many calendars already as one plan can have."),
            N_("End one that is not needed any more, then make another."),
        )


class AddressUsed(AheadError):
    """The address of a calendar was asked for a second time, and it was fetched, has ended, or was made a while ago."""

    def __init__(self) -> None:
        super().__init__(
            N_("This address was shown before and cannot be shown again."),
            N_("If you have lost it, make a new address for this calendar. The old one then ends."),
        )


def make_feed(actor: Actor, key: str, choices: Choices, occasion: Occasion) -> tuple[Feed, str]:
    """A new calendar, and the token of its address, which is shown now and kept nowhere.

    Sent again with the same key it is the same, until the address was used. Raises Faults, NothingHere, TooManyFeeds
    and AddressUsed, and makes nothing then.
    """
    choices = chosen.checked(choices)
    token = _token_for(actor, key)
    sent = json.dumps(choices)
    with once.change(key, by=actor.person, action="make-feed", sent=sent, now=occasion.now) as change:
        session = change.session
        kept = kept_from(record_of(session, actor, for_update=True))
        share = _share_of(session, actor, occasion)
        if change.repeated:
            return _shown_again(session, change.outcome, token, occasion.now), token
        if kept.made_on is None:
            raise NothingHere
        if len(_live(session, kept, share)) >= MOST:
            raise TooManyFeeds
        feed = put_feed(session, kept, choices, token, occasion, share)
        audit.note(session, actor, "feed-made", occasion.now)
        change.outcome = feed.id
        return as_seen(session, feed), token


def put_feed(
    session: Session, kept: KeptPlan, choices: Choices, token: str, occasion: Occasion, share: str | None = None
) -> FeedRecord:
    """Make one calendar that answers at this token, in the caller's transaction. The choices were checked. `share`:
    whose it is, where it is not the owner's."""
    feed = FeedRecord(id=new_id(), plan_id=kept.id, kind=FEED, version=0, health=True, made_at=occasion.now)
    feed.share_id = share
    _choose(feed, choices)
    _open_at(session, feed, token, kept, occasion)
    return feed


def change_feed(actor: Actor, key: str, name: str, choices: Choices, health: bool, occasion: Occasion) -> Feed:
    """Choose otherwise for a calendar; its address stays. Raises Faults and NothingHere; nothing is changed then."""
    choices = chosen.checked(choices)
    sent = json.dumps([name, choices, health])
    with changing_feed(actor, key, "change-feed", name, sent, occasion) as (session, feed, kept, repeated):
        if not repeated:
            _choose(feed, choices)
            address = live_address(session, feed.id)
            if address and health != feed.health:
                feed.health, address.fetches = health, empty_fetches(health)
            # What it may not show any more is not even said to be cancelled.
            plan = plan_from(kept, occasion.guidance, occasion.today)
            keep_feed(session, feed, kept, plan, occasion.now, at_once=True)
            audit.note(session, actor, "feed-changed", occasion.now)
        return as_seen(session, feed)


def move_feed(actor: Actor, key: str, name: str, grace: int, occasion: Occasion) -> tuple[Feed, str]:
    """Give a calendar another address; the old one ends as in `end_feed`. The token of the new one is shown now.

    Raises Faults, NothingHere and AddressUsed, and changes nothing then.
    """
    token = _token_for(actor, key)
    _check_grace(grace)
    with changing_feed(actor, key, "move-feed", name, f"{name} {grace}", occasion) as (session, feed, kept, repeated):
        if repeated:
            return _shown_again(session, feed.id, token, occasion.now), token
        close(session, feed, grace, occasion.now)
        feed.proven_on = None  # nobody has seen this one yet
        _open_at(session, feed, token, kept, occasion)
        audit.note(session, actor, "feed-moved", occasion.now)
        return as_seen(session, feed), token


def end_feed(actor: Actor, key: str, name: str, grace: int, occasion: Occasion) -> None:
    """Let a calendar show nothing any more, at once. Its address says for `grace` days that it has ended, then nothing.

    Raises Faults and NothingHere.
    """
    _check_grace(grace)
    with changing_feed(actor, key, "end-feed", name, f"{name} {grace}", occasion) as (session, feed, _kept, repeated):
        if not repeated:
            end_now(session, feed, grace, occasion.now)
            audit.note(session, actor, "feed-ended", occasion.now)


def end_all_feeds(actor: Actor, key: str, grace: int, occasion: Occasion) -> None:
    """End every calendar of a plan as in `end_feed`. Raises Faults and NothingHere."""
    _check_grace(grace)
    with once.change(key, by=actor.person, action="end-feeds", sent=str(grace), now=occasion.now) as change:
        kept = kept_from(record_of(change.session, actor, for_update=True))
        if not change.repeated:
            for feed in _live(change.session, kept, _share_of(change.session, actor, occasion)):
                end_now(change.session, feed, grace, occasion.now)
            audit.note(change.session, actor, "feeds-ended", occasion.now)


def feeds_of(kept: KeptPlan, share: str | None = None) -> list[Feed]:
    """The calendars of a plan that have not ended, in the order in which they were made: its owner's, or those of one
    with whom it is shared."""
    session = db.session()
    return [as_seen(session, one) for one in _live(session, kept, share)]


def feed_named(kept: KeptPlan, name: str, share: str | None = None) -> Feed:
    """One of these calendars by its id. Raises NothingHere."""
    return as_seen(db.session(), _record(db.session(), kept, name, share))


def _share_of(session: Session, actor: Actor, occasion: Occasion) -> str | None:
    """The share by which somebody acts on a plan that is not theirs; None for its owner. Raises NothingHere."""
    if not actor.holder:
        return None
    here = here_in(session, actor, for_update=True)
    if here.until and occasion.today > here.until:
        raise NothingHere
    return here.share


def _live(session: Session, kept: KeptPlan, share: str | None) -> list[FeedRecord]:
    query = select(FeedRecord).where(FeedRecord.plan_id == kept.id, FeedRecord.share_id == share, *LIVE)
    return list(session.scalars(query.order_by(FeedRecord.made_at, FeedRecord.id)))


def _record(session: Session, kept: KeptPlan, name: str, share: str | None) -> FeedRecord:
    feed = session.get(FeedRecord, name) if is_id(name) else None
    if feed is None or (feed.plan_id, feed.share_id, feed.kind) != (kept.id, share, FEED) or feed.ended_at:
        raise NothingHere
    return feed


@contextmanager
def changing_feed(
    actor: Actor, key: str, action: str, name: str, sent: str, occasion: Occasion
) -> Iterator[tuple[Session, FeedRecord, KeptPlan, bool]]:
    """One change of one calendar of the plan this person holds: session, row, plan, and whether it was made before."""
    with once.change(key, by=actor.person, action=action, sent=sent, now=occasion.now) as change:
        kept = kept_from(record_of(change.session, actor, for_update=True))
        share = _share_of(change.session, actor, occasion)
        if change.repeated:
            feed = change.session.get(FeedRecord, name) if is_id(name) else None
            if feed is None or (feed.plan_id, feed.share_id) != (kept.id, share):
                raise NothingHere
        else:
            feed = _record(change.session, kept, name, share)
        yield change.session, feed, kept, change.repeated


def _choose(feed: FeedRecord, choices: Choices) -> None:
    feed.lock("choices", json.dumps(choices._asdict()))


def _open_at(session: Session, feed: FeedRecord, token: str, kept: KeptPlan, occasion: Occasion) -> None:
    """Let a calendar answer at this token, and write what it answers."""
    feed.lock("key", key_from(token).hex())
    session.add(feed)
    session.flush()
    session.add(
        FeedAddressRecord(
            token_hash=hash_of(token),
            feed_id=feed.id,
            etag="",
            modified=0,
            version=0,
            made_at=int(occasion.now.timestamp()),
            fetches=empty_fetches(feed.health),
            content=b"",
        )
    )
    session.flush()
    # Nobody has fetched anything here that would have to be cancelled.
    keep_feed(session, feed, kept, plan_from(kept, occasion.guidance, occasion.today), occasion.now, at_once=True)


def _check_grace(grace: int) -> None:
    if grace not in GRACES:
        raise Faults([Fault("grace", grace, f"Use one of: {', '.join(map(str, GRACES))}.")])


def _token_for(actor: Actor, key: str) -> str:
    """The token of an address, made from the key of the form that asked for it and the keys of this installation."""
    return token_from(keyed_hash(f"{actor.person} {key}", "new feeds"))


def _shown_again(session: Session, name: str, token: str, now: datetime) -> Feed:
    """The calendar whose address may be shown a second time, to whoever lost the first answer. Raises AddressUsed."""
    address = session.get(FeedAddressRecord, hash_of(token))
    feed = session.get(FeedRecord, name)
    if feed is None or address is None or address.gone_at is not None or address.used_at is not None:
        raise AddressUsed
    if now.timestamp() - address.made_at > SHOWN_FOR:
        raise AddressUsed
    return as_seen(session, feed)


def as_seen(session: Session, feed: FeedRecord) -> Feed:
    """A calendar as its owner sees it."""
    address = None if feed.ended_at else live_address(session, feed.id)
    fetches = None
    if address and address.fetches is not None:
        fetches = tuple(
            Fetch(family, datetime.fromtimestamp(hour * 3600, tz=feed.made_at.tzinfo), version)
            for family, (hour, version) in sorted(json.loads(address.fetches).items(), key=lambda one: -one[1][0])
        )
    return Feed(
        feed.id,
        choices_of(feed),
        feed.version,
        feed.made_at,
        datetime.fromtimestamp(address.modified, feed.made_at.tzinfo) if address else feed.ended_at or feed.made_at,
        feed.tested_on if feed.test else None,
        feed.proven_on,
        fetches,
    )
