"""Keeps what the addresses of a plan's calendars answer up to date: written anew only when what is seen has changed."""

from collections.abc import Iterator
from datetime import datetime, time

from cryptography.exceptions import InvalidTag
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.calendar.answered import LIVE, choices_of, let_it_wait, live_address, put_content, whole
from planner.calendar.by_share import end_if_over, events_by, stands_still
from planner.calendar.ical import Event, event_bytes
from planner.calendar.ledger import first_to_drop, write_ledger
from planner.calendar.models import FeedRecord
from planner.calendar.shown import next_midnight, shown, taken_out, test_in, zone_of
from planner.engine.plan import Plan
from planner.errors import CANNOT_WORK_OUT
from planner.languages import speaking
from planner.logs import failed
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.passed import is_stopped
from planner.tokens import open_with

BEGINS, ENDS = b"\r\nBEGIN:VEVENT\r\nUID:", b"\r\nEND:VEVENT\r\n"  # lines of their own: no text can look like them


def keep_feeds(
    session: Session, kept: KeptPlan, occasion: Occasion, *, anew: bool = False, asked_for: str = ""
) -> None:
    """Bring every calendar of a plan up to date, in the caller's transaction. Nearly free when there is none.

    `anew`: write every event afresh, also those that have not changed, since we may write them otherwise now.
    `asked_for`: the calendar whose program asks at this moment. A calendar that cannot be written keeps nobody from
    changing their plan: that is logged, and it is looked at again with the next fetch.
    """
    if kept.made_on is None:
        return
    session.flush()  # the plan itself may be new
    found = list(session.scalars(select(FeedRecord).where(FeedRecord.plan_id == kept.id, *LIVE)))
    # Those first whose share is over: no plan has to be worked out for that.
    feeds = [feed for feed in found if not end_if_over(session, feed, kept, occasion.today)]
    if not feeds:
        return
    plan = plan_from(kept, occasion.guidance, occasion.today)
    for feed in feeds:
        by_the_way = feed.share_id is not None and not anew and feed.id != asked_for
        try:
            with session.begin_nested():
                if not (by_the_way and stands_still(session, feed, kept, occasion)):
                    keep_feed(session, feed, kept, plan, occasion.now, anew=anew)
        except CANNOT_WORK_OUT as error:
            failed(error)
            let_it_wait(session, feed, occasion.now)


def keep_feed(
    session: Session,
    feed: FeedRecord,
    kept: KeptPlan,
    plan: Plan,
    now: datetime,
    *,
    anew: bool = False,
    at_once: bool = False,
) -> None:
    """Bring one calendar up to date, in the caller's transaction.

    `anew` as in `keep_feeds`, `at_once` as in the ledger. Its version, its bytes and their name move only when
    something that can be seen has changed. A calendar that has no address any more has ended.
    """
    address = live_address(session, feed.id)
    if address is None:
        feed.ended_at = now
        return
    choices, key = choices_of(feed), bytes.fromhex(feed.opened("key"))
    stands = _opened(key, address.content)
    chunks = {} if anew else chunks_of(stands)
    with speaking(choices.language):
        gone = taken_out()
    written = write_ledger(
        session,
        feed,
        events_for(session, feed, kept, plan),
        secret=kept.secret,
        now=now,
        today=plan.situation.today,
        gone=gone,
        as_it_was=frozenset(chunks),
        at_once=at_once or feed.share_id is not None,  # why a day has gone is not told, and not that there was one
    )
    if written.changed or anew or not stands:
        content = whole(event_bytes(event) if event else chunks[uid] for uid, event in written.events.items())
        if content != stands:
            feed.version += 1
            put_content(address, key, content, now)
    address.version = feed.version
    session.flush()
    address.look_at = _look_at(session, feed, kept, now)


def events_for(session: Session, feed: FeedRecord, kept: KeptPlan, plan: Plan) -> list[Event]:
    """The events of one calendar, with the entry that was put in to try it."""
    choices = choices_of(feed)
    if feed.share_id:
        events = events_by(session, feed, kept, choices, plan.guidance, plan.situation.today)
    else:
        events = shown(kept, plan, choices)
    return [*events, *test_in(feed, kept, choices)]


def _opened(key: bytes, content: bytes) -> bytes:
    """What an address answers; nothing when it does not open, so that it is written anew."""
    try:
        return open_with(key, content) if content else b""
    except (InvalidTag, ValueError):
        return b""


def chunks_of(content: bytes) -> dict[str, bytes]:
    """The bytes of each event of a calendar as we write it, by its name."""
    return dict(_chunks(content))


def _chunks(content: bytes) -> Iterator[tuple[str, bytes]]:
    begins = content.find(BEGINS)
    while begins >= 0:
        ends = content.index(ENDS, begins) + len(ENDS)
        name = begins + len(BEGINS)
        yield content[name : content.index(b"\r\n", name)].decode(), content[begins + 2 : ends]
        begins = content.find(BEGINS, ends - 2)


def _look_at(session: Session, feed: FeedRecord, kept: KeptPlan, now: datetime) -> int | None:
    """From when on days that pass may have changed something: the next midnight, unless everything is silenced. What is
    shared may end with any day."""
    if not is_stopped(kept) or feed.share_id:
        return int(next_midnight(kept, now).timestamp())
    drops = first_to_drop(session, feed.id)
    return int(datetime.combine(drops, time(), zone_of(kept)).timestamp()) if drops else None
