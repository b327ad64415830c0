"""What the address of a calendar answers: the bytes that stand there, or that it has ended, and then nothing at all."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.calendar.choices import Choices
from planner.calendar.ical import event_bytes, feed_file, prodid_of
from planner.calendar.models import FeedAddressRecord, FeedEventRecord, FeedRecord
from planner.calendar.shown import ended_entry
from planner.logs import failed
from planner.sealed import CannotOpen
from planner.tokens import lock_with, tag_of

FEED, FILE = "feed", "file"
GRACE = 30  # days for which the address of a calendar goes on to say that it has ended
REFRESH = timedelta(hours=6)  # how often a program should ask; most ask when they like
LIVE = (FeedRecord.kind == FEED, FeedRecord.ended_at.is_(None))
LIVE_ADDRESS = FeedAddressRecord.gone_at.is_(None)


def choices_of(feed: FeedRecord) -> Choices:
    """What the owner of a calendar chose for it."""
    told = json.loads(feed.opened("choices"))
    return Choices(**{**told, "phases": tuple(told["phases"])})


def live_address(session: Session, feed: str) -> FeedAddressRecord | None:
    """The address of a calendar, unless it has ended."""
    return session.scalars(select(FeedAddressRecord).where(FeedAddressRecord.feed_id == feed, LIVE_ADDRESS)).first()


def close(session: Session, feed: FeedRecord, grace: int, now: datetime) -> None:
    """Let the address of a calendar tell nothing of the plan any more. For `grace` days it says that it has ended,
    where that can be written; ending never fails."""
    if address := live_address(session, feed.id):
        try:
            key, language = bytes.fromhex(feed.opened("key")), choices_of(feed).language
            say_ended(address, key, language, now + timedelta(days=grace), now)
        except CannotOpen as error:
            failed(error)
            address.content, address.gone_at = b"", 0


def end_now(session: Session, feed: FeedRecord, grace: int, now: datetime) -> None:
    """End a calendar as `close`, in the caller's transaction, and forget what it told."""
    close(session, feed, grace, now)
    feed.ended_at, feed.test, feed.tested_on = now, None, None
    session.execute(delete(FeedEventRecord).where(FeedEventRecord.feed_id == feed.id))


def say_ended(address: FeedAddressRecord, key: bytes, language: str, gone_at: datetime, now: datetime) -> None:
    """Let an address answer one neutral entry that says it has ended, until `gone_at`, and nothing after that."""
    put_content(address, key, whole([event_bytes(ended_entry(key, now, language))]), now)
    address.gone_at, address.look_at, address.fetches = int(gone_at.timestamp()), None, None


def let_it_wait(session: Session, feed: FeedRecord, now: datetime) -> None:
    """Let a calendar that could not be written be looked at with the next fetch. One of somebody with whom the plan is
    shared answers nothing until then: what stands there may hold what they may not see any more."""
    address = live_address(session, feed.id)
    if address is None:
        return
    address.look_at = 0
    if feed.share_id:
        address.content, address.etag = b"", ""
        address.modified = max(int(now.timestamp()), address.modified + 1)


def whole(chunks: Iterable[bytes]) -> bytes:
    """The bytes of events as one calendar that is fetched again and again."""
    name = current_app.config["SERVICE_NAME"]
    return feed_file(chunks, prodid=prodid_of(name), name=name, refresh=REFRESH)


def put_content(address: FeedAddressRecord, key: bytes, content: bytes, now: datetime) -> None:
    """Let an address answer these bytes from now on. The moment of the change grows by a second at least."""
    address.content, address.etag = lock_with(key, content), tag_of(key, content)
    address.modified = max(int(now.timestamp()), (address.modified or 0) + 1)


def empty_fetches(noted: bool) -> str | None:
    """What an address begins to note of its fetches; None when that is switched off."""
    return json.dumps({}) if noted else None
