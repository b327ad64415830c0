"""The count of what calendars were told: every visible change of an event moves its number on, and never back.

A program that keeps a copy of an event takes a newer one only when its number or its moment has grown. So both stand in
a row for each calendar and event, and outlive the event itself.
"""

import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.calendar.ical import Event
from planner.calendar.models import FeedEventRecord, FeedRecord
from planner.tokens import new_id

CANCELLED_FOR = timedelta(days=30)  # how long a withdrawn event is still said to be cancelled
A_SECOND = timedelta(seconds=1)


class Line(NamedTuple):
    """Where the count of one event stands, as in FeedEventRecord."""

    digest: str
    sequence: int
    modified: datetime
    cancelled_on: date | None = None
    dropped: bool = False


class Written(NamedTuple):
    """What a calendar holds after a look: its events by their names, None for those that are as they were."""

    events: dict[str, Event | None]
    changed: bool


def next_line(
    line: Line | None, digest: str | None, now: datetime, today: date, *, floor: int = 0, at_once: bool = False
) -> Line | None:
    """Where the count of one event stands next; None when there is nothing to count.

    `digest` is that of what can be seen now, None once the plan does not hold the event. What is new counts from
    `floor` on. `at_once`: what is withdrawn is dropped without being said to be cancelled. Pure.
    """
    now = now.replace(microsecond=0)
    if line is None:
        return None if digest is None else Line(digest, floor, now)
    moved = line._replace(sequence=line.sequence + 1, modified=max(now, line.modified + A_SECOND))
    if digest is not None:
        if line.digest == digest and line.cancelled_on is None:
            return line
        return moved._replace(digest=digest, cancelled_on=None, dropped=False)
    if line.cancelled_on is None:
        return moved._replace(cancelled_on=today, dropped=at_once)
    return line._replace(dropped=line.dropped or at_once or line.cancelled_on + CANCELLED_FOR <= today)


def write_ledger(
    session: Session,
    feed: FeedRecord,
    events: Sequence[Event],
    *,
    secret: bytes,
    now: datetime,
    today: date,
    gone: str,
    as_it_was: frozenset[str] = frozenset(),
    at_once: bool = False,
) -> Written:
    """Count what has changed since the last look, in the caller's transaction.

    Of what the plan holds no more only the days are told, under the title `gone`. `as_it_was`: the events whose bytes
    the caller still has, so that they need not be made again when nothing changed. `at_once` as in `next_line`. Raises
    ValueError when two events have one name.
    """
    by_uid = {event.uid: event for event in events}
    if len(by_uid) != len(events):
        raise ValueError("Two events have one name. Give each its own.")
    rows = {one.uid: one for one in session.scalars(select(FeedEventRecord).where(FeedEventRecord.feed_id == feed.id))}
    held: dict[str, Event | None] = {}
    changed = False
    for uid in sorted(rows.keys() | by_uid.keys()):
        event, row = by_uid.get(uid), rows.get(uid)
        line = _line(row) if row else None
        digest = _digest(secret, event) if event else None
        new = next_line(line, digest, now, today, floor=feed.floor, at_once=at_once)
        if new is None:
            continue
        if new != line:
            changed = True
            row = _keep(session, feed, uid, row, new, event)
        if not new.dropped:
            held[uid] = None if new == line and uid in as_it_was else _event(event, row, new, gone)
    return Written(held, changed)


def is_as_told(session: Session, feed: FeedRecord, events: Sequence[Event], *, secret: bytes) -> bool:
    """Whether these are exactly the events that a calendar holds as it was written last. Writes nothing."""
    query = select(FeedEventRecord.uid, FeedEventRecord.digest)
    query = query.where(FeedEventRecord.feed_id == feed.id, FeedEventRecord.cancelled_on.is_(None))
    held: dict[str, str] = dict(session.execute(query).all())
    return held == {event.uid: _digest(secret, event) for event in events}


def ever_told(session: Session, feed: FeedRecord, gone: str) -> list[Event]:
    """Every event a calendar ever held, cancelled and without its words, under the title `gone`."""
    rows = session.scalars(select(FeedEventRecord).where(FeedEventRecord.feed_id == feed.id))
    return [_event(None, row, _line(row), gone) for row in rows]


def first_to_drop(session: Session, feed: str) -> date | None:
    """The first day on which an event that was withdrawn is not written any more; None when none waits for that."""
    waits = select(FeedEventRecord.cancelled_on).where(
        FeedEventRecord.feed_id == feed, FeedEventRecord.cancelled_on.is_not(None), FeedEventRecord.dropped.is_(False)
    )
    first = min((day for day in session.scalars(waits) if day), default=None)
    return first + CANCELLED_FOR if first else None


def _line(row: FeedEventRecord) -> Line:
    return Line(row.digest, row.sequence, row.modified, row.cancelled_on, row.dropped)


def _keep(
    session: Session, feed: FeedRecord, uid: str, row: FeedEventRecord | None, line: Line, event: Event | None
) -> FeedEventRecord:
    if row is None:
        row = FeedEventRecord(id=new_id(), feed_id=feed.id, uid=uid)
        session.add(row)
    for name, value in line._asdict().items():
        setattr(row, name, value)
    if event:
        row.lock(event.day, event.last_day)
    return row


def _event(event: Event | None, row: FeedEventRecord | None, line: Line, gone: str) -> Event:
    """The event as it is written, with its count; of one that the plan holds no more, its days and no words."""
    if event is None:
        assert row is not None
        first, last = row.opened()
        event = Event(row.uid, first, gone, "", (), last, line.modified, cancelled=True)
    return replace(event, sequence=line.sequence, modified=line.modified)


def _digest(secret: bytes, event: Event) -> str:
    """A keyed hash of all of an event that can be seen."""
    last_day = event.last_day.isoformat() if event.last_day else None
    alarms = [day.isoformat() for day in event.alarms]
    told = json.dumps([event.day.isoformat(), last_day, event.title, event.description, alarms], separators=(",", ":"))
    return hmac.digest(secret, told.encode("utf-8", "surrogatepass"), "sha256").hex()
