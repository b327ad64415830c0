"""What follows every change of a plan's facts, in order, inside the transaction that changes them."""

from sqlalchemy.orm import Session

from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.plans.summary import keep_summary


def after_change(session: Session, kept: KeptPlan, occasion: Occasion) -> None:
    """The explicit list: what is kept beside the facts because lists or time ask for it."""
    keep_summary(session, kept, occasion.guidance, occasion.today)
