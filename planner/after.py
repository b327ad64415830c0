"""What follows every change of a plan's facts, in order, inside the transaction that changes them."""

from sqlalchemy.orm import Session

from planner.calendar.rendered import keep_feeds
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.plans.shared import keep_shares
from planner.plans.summary import keep_summary
from planner.reminders.outbox import keep_notices
from planner.review.roster_rows import keep_roster


def after_change(session: Session, kept: KeptPlan, occasion: Occasion) -> None:
    """The explicit list: what is kept beside the facts because lists or time ask for it."""
    keep_summary(session, kept, occasion.guidance, occasion.today)
    keep_shares(session, kept, occasion)
    keep_feeds(session, kept, occasion)
    keep_notices(session, kept, occasion)
    keep_roster(session, kept, occasion)
