"""Which last safe days somebody still has to answer for: nobody has done, booked, declined or asked about the step."""

from datetime import date

from planner.engine.differences import booking_clash
from planner.engine.plan import Plan, Planned
from planner.guidance.model import SEVERITIES


def not_answered_for(plan: Plan) -> list[Planned]:
    """The items with a last safe day that nobody has answered for, the nearest day first, and of one day the gravest.

    Done, booked, declined and waiting are answers; a booking after the last safe day is none, and no more is a wish to
    ask. What the clinic itself moved past its day is answered for. While somebody may be pregnant steps are paused, and
    their last safe days run on (F05), so they count.
    """
    found = [one for one in plan.items if _has_day(one) and not _is_answered(one, plan)]
    return sorted(found, key=lambda one: (last_safe_of(one), SEVERITIES.index(one.severity), one.item.code))


def last_safe_of(one: Planned) -> date:
    """The last safe day of an item, to come or gone by; the end of all days where it has none."""
    return one.window.past or one.window.last_safe or date.max


def _has_day(one: Planned) -> bool:
    return last_safe_of(one) != date.max


def _is_answered(one: Planned, plan: Plan) -> bool:
    if one.moved_past or one.state == "done" or (one.state == "paused" and not plan.paused):
        return True
    return one.step is not None and one.step.state != "ask" and booking_clash(one, plan) is None
