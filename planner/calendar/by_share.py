"""Calendars of somebody with whom a plan is shared: they hold what that person may see, and end with the share.

When such a calendar moves, and what it says of when it moved, follows from what can be seen in it alone. So a change
of the plan writes it only where it changes what stands there, seen on the day it was last looked at; what days passing
change is found when its own program asks, and not when its owner happens to do something.
"""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from planner.calendar.answered import GRACE, choices_of, end_now, live_address
from planner.calendar.choices import Choices
from planner.calendar.ical import Event
from planner.calendar.ledger import is_as_told
from planner.calendar.models import FeedRecord
from planner.calendar.shown import names_to_share, next_midnight, shown_to, test_in, zone_of
from planner.guidance.model import Guidance
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.plans.share_models import ShareRecord
from planner.plans.shared import is_live, rights_of, shared_from

HALF_A_DAY = timedelta(hours=12)


def events_by(
    session: Session, feed: FeedRecord, kept: KeptPlan, choices: Choices, guidance: Guidance, day: date
) -> list[Event]:
    """The events of a calendar of somebody's with whom a plan is shared, as they are on a day. Raises CannotOpen."""
    share = session.get_one(ShareRecord, feed.share_id)
    seen = shared_from(kept, rights_of(share), share.counted_on, guidance, day)
    return shown_to(kept, seen, share.counted_on, choices, names_to_share(kept, guidance, choices.words))


def end_if_over(session: Session, feed: FeedRecord, kept: KeptPlan, today: date) -> bool:
    """End a calendar whose share has ended, as of the moment it did, in the caller's transaction; whether it has."""
    if feed.share_id is None:
        return False
    share = session.get_one(ShareRecord, feed.share_id, populate_existing=True)
    if is_live(share, today):
        return False
    end_now(session, feed, GRACE, share.ended_at or _end_of(share, kept))
    return True


def stands_still(session: Session, feed: FeedRecord, kept: KeptPlan, occasion: Occasion) -> bool:
    """Whether a change of the plan changes nothing of a calendar, seen on the day it was last looked at."""
    address = live_address(session, feed.id)
    if address is None or not address.look_at:  # nothing stands there: its program has to ask first
        return address is not None
    looked_on = (datetime.fromtimestamp(address.look_at, zone_of(kept)) - HALF_A_DAY).date()
    choices = choices_of(feed)
    events = events_by(session, feed, kept, choices, occasion.guidance, looked_on)
    if not is_as_told(session, feed, [*events, *test_in(feed, kept, choices)], secret=kept.secret):
        return False
    # In another time zone the next day may begin sooner.
    address.look_at = min(address.look_at, int(next_midnight(kept, occasion.now).timestamp()))
    return True


def _end_of(share: ShareRecord, kept: KeptPlan) -> datetime:
    assert share.until is not None
    return datetime.combine(share.until + timedelta(days=1), time(), zone_of(kept))
