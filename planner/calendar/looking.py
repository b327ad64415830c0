"""What a poll makes happen, seldom: a look at what days that passed have changed, and a note of who fetched what."""

import json
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.accounts.access import PATIENT, Actor
from planner.calendar.models import FeedAddressRecord, FeedRecord
from planner.calendar.rendered import keep_feeds
from planner.db import db, transaction
from planner.plans.changing import Occasion, note_passed
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.models import PlanRecord
from planner.plans.passed import needs_a_look
from planner.plans.share_models import ShareRecord
from planner.plans.shared import is_live


def look_again(token_hash: str, occasion_in: Callable[[str | None], Occasion]) -> None:
    """Bring the calendars of the plan behind an address up to date, once its person's day is over.

    What days passing changed is noted in the plan as on any visit. `occasion_in` says what moment it is in a time zone.
    Raises NotKept and CannotOpen.
    """
    with transaction() as session:
        address = session.get(FeedAddressRecord, token_hash)
        feed = session.get(FeedRecord, address.feed_id) if address else None
        record = session.get(PlanRecord, feed.plan_id, with_for_update=True) if feed else None
        if address is None or feed is None or record is None:
            return
        session.refresh(address)
        kept = kept_from(record)
        occasion = occasion_in(kept.told.get("time_zone"))
        if address.look_at is not None and address.look_at <= occasion.now.timestamp():  # nobody else was first
            _look(session, record, kept, feed.id, occasion)


def may_still_stand(token_hash: str, occasion_in: Callable[[str | None], Occasion]) -> bool:
    """Whether what an address answers may be answered without a look: what is shared may have ended with the day.

    Raises CannotOpen.
    """
    session = db.session()
    address = session.get(FeedAddressRecord, token_hash)
    feed = session.get(FeedRecord, address.feed_id) if address else None
    if feed is None or feed.share_id is None:
        return True
    share, plan = session.get(ShareRecord, feed.share_id), session.get(PlanRecord, feed.plan_id)
    if share is None or plan is None:
        return False
    return is_live(share, occasion_in(kept_from(plan).told.get("time_zone")).today)


def write_some_anew(after: str, count: int, occasion_in: Callable[[str | None], Occasion]) -> tuple[int, str]:
    """Write the calendars of the next `count` plans by id, after `after`, afresh from what is kept.

    How many plans that were, and the id of the last one. Raises NotKept and CannotOpen.
    """
    with transaction() as session:
        query = select(PlanRecord).where(PlanRecord.id > after).order_by(PlanRecord.id).limit(count)
        records = list(session.scalars(query.with_for_update()))
        for record in records:
            kept = kept_from(record)
            _look(session, record, kept, "", occasion_in(kept.told.get("time_zone")), anew=True)
    return len(records), records[-1].id if records else after


def _look(
    session: Session, record: PlanRecord, kept: KeptPlan, by: str, occasion: Occasion, *, anew: bool = False
) -> None:
    if needs_a_look(kept, occasion.today):
        kept = note_passed(session, record, Actor(kept.person, PATIENT, by), kept, occasion)
    keep_feeds(session, kept, occasion, anew=anew, asked_for=by)


def note_use(token_hash: str, at: int) -> None:
    """Note that an address was fetched for the first time, at a moment in seconds since 1970. Raises NotKept."""
    with transaction() as session:
        address = session.get(FeedAddressRecord, token_hash, with_for_update=True)
        if address and address.used_at is None:
            address.used_at = at


def note_fetch(token_hash: str, family: str, hour: int, version: int) -> None:
    """Note which family of programs fetched a calendar, in which hour since 1970, and which version. Raises NotKept."""
    with transaction() as session:
        address = session.get(FeedAddressRecord, token_hash, with_for_update=True)
        if address and address.fetches is not None:
            address.fetches = json.dumps({**json.loads(address.fetches), family: [hour, version]}, sort_keys=True)
