"""Is there still time? One verdict for each way to keep the chance of a child, with the chain that led to it.

Days needed are data (guidance-facts 0.3). A verdict never says that something can no longer be done:
it says what the days allow, and the clinic decides.
"""

from datetime import date
from typing import NamedTuple

from planner.engine.conditions import NO, Found, Ground
from planner.engine.dates import ClosedDays, add_days
from planner.engine.milestones import Because
from planner.engine.situation import Situation
from planner.guidance.model import Option


class Feasibility(NamedTuple):
    """What the days allow for one option.

    `start_by` is the last open day to begin. `days_left` to the first chemo, and what that day is counted from
    (`because`), are the chain that led to the verdict; without them it rests on the answers in `grounds`.
    """

    option: Option
    verdict: str
    start_by: date | None
    estimate: bool
    days_left: int | None
    grounds: tuple[Ground, ...]
    because: tuple[Because, ...]


def feasibility_of(
    option: Option, wanted: Found, situation: Situation, closed: ClosedDays, paused: bool
) -> Feasibility:
    """The verdict for one option on `situation.today`."""
    sure, grounds = wanted
    first, left = situation.first_chemo, situation.days_left
    if sure == NO:
        return Feasibility(option, "not-needed", None, False, left, grounds, ())
    if situation.begun:
        return Feasibility(option, option.once_begun, None, False, None, (("chemo-has-begun", "yes"),), ())
    if first is None or left is None or (situation.told_day_has_passed and left < 0):
        asks = ("told-day-has-passed", "yes") if first else ("treatment_date", None)
        return Feasibility(option, "not-yet-known", None, False, None, (asks,), ())
    last = add_days(first.likely, -option.least)
    start_by = closed.open_on_or_before(last, date.min)
    if paused:
        verdict = "ask-team"
    elif left >= option.comfort:
        verdict = "fits"
    else:
        verdict = "tight" if left >= option.least else "unlikely"
    return Feasibility(option, verdict, start_by, not first.confirmed, left, grounds, first.because)
