"""Counting one day: from a milestone, from the day of asking, from a dated fact, or from another step.

A `Moment` of the guidance is made into a function once, and asked once for each plan.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from operator import attrgetter

from planner.engine.dates import ClosedDays, add, add_months
from planner.engine.milestones import Milestone
from planner.engine.situation import Situation
from planner.guidance.clauses import Span
from planner.guidance.model import COURSE, FIRST_CHEMO, Guidance, Moment

TOLD_DAYS = {"stored-on": "stored_on", "event": "contraception_failed_at", "last-dmt-dose": "dmt_last"}
FOUR_MONTHS = Span(4, 0)


class Count:
    """What every window of one plan is counted from.

    `taken` holds booked and done days of steps, `due_days` their due days as they are counted; both by key.
    """

    __slots__ = (
        "asked_on",
        "begun",
        "closed",
        "course",
        "due_days",
        "first",
        "guidance",
        "hard_dates",
        "situation",
        "taken",
        "today",
    )

    def __init__(self, situation: Situation, guidance: Guidance, closed: ClosedDays) -> None:
        self.situation, self.guidance, self.closed = situation, guidance, closed
        self.asked_on, self.course = situation.asked_on, situation.course
        self.begun, self.today = situation.begun, situation.today
        self.first = situation.course.get(FIRST_CHEMO)
        # A hard date before the first chemo falls away once chemo has begun, or may have.
        self.hard_dates = not situation.begun and not situation.told_day_has_passed
        self.due_days: dict[str, date | None] = {}
        self.taken: dict[str, date] = {}

    def may_still_be_ahead(self, estimate: bool) -> bool:
        """Whether a hard date that has gone by was only an estimate, and the first chemo may still be ahead."""
        return estimate and self.first is not None and self.first.latest > self.situation.today

    def confirmed(self, anchors: tuple[str, ...]) -> bool:
        """Whether every milestone among `anchors` that is dated is confirmed."""
        for anchor in anchors:
            milestone = self.course.get(anchor)
            if milestone is not None and not milestone.confirmed:
                return False
        return True


CountDay = Callable[[Count], date | None]


def day_of(moment: Moment) -> CountDay:
    """The function that counts a moment; it answers None when the anchor is not known."""
    if moment.anchor in COURSE:
        return _from_milestone(moment.anchor, moment.end, moment.span)
    start, span = _start_of(moment.anchor), moment.span

    def count_day(count: Count) -> date | None:
        day = start(count)
        return None if day is None else add(day, span)

    return count_day


def no_day(count: Count) -> date | None:
    """The function for a day the guidance does not give."""
    return None


def day_or_none(moment: Moment | None) -> CountDay:
    """The function that counts a moment, or answers None where there is none."""
    return no_day if moment is None else day_of(moment)


def hard_day_of(moment: Moment) -> CountDay:
    """The function that counts a hard date: before the first chemo it hangs on the likely day."""
    if moment.anchor != FIRST_CHEMO:
        return day_of(moment)
    likely = day_of(moment._replace(end="likely"))
    return lambda count: likely(count) if count.hard_dates else None


def _from_milestone(anchor: str, end: str, span: Span) -> CountDay:
    end_of: Callable[[Milestone], date] = attrgetter(end)
    waiting = end == "latest"
    months, days = span.months, timedelta(span.days)

    def count_days(count: Count) -> date | None:
        milestone = count.course.get(anchor)
        return None if milestone is None else end_of(milestone) + days

    def count_months(count: Count) -> date | None:
        milestone = count.course.get(anchor)
        if milestone is None:
            return None
        day, shortened = add_months(end_of(milestone), months)
        if waiting and shortened:
            return day + timedelta(1) + days
        return day + days if days else day

    return count_months if months else count_days


def _start_of(anchor: str) -> CountDay:
    if anchor == "asked-on":
        return lambda count: count.asked_on
    if anchor == "found":
        return _found
    if anchor in TOLD_DAYS:
        question = TOLD_DAYS[anchor]
        return lambda count: count.situation.told.days.get(question)
    step = anchor.removeprefix("step:")
    return lambda count: count.taken.get(step) or count.due_days.get(step)


def _found(count: Count) -> date | None:
    """The day an early menopause was found, or from which no period counts as a sign of it."""
    found = count.situation.told.days.get("early_menopause_found_on")
    day_zero = count.course.get("day-zero")
    return found or (add(day_zero.likely, FOUR_MONTHS) if day_zero else None)


def washed_out(count: Count, spans: Mapping[str, tuple[Span | None, Span | None]]) -> date | None:
    """The day the wait after an MS medicine is over: the longest that may concern this body."""
    told = count.situation.told
    last, medicine = told.days.get("dmt_last"), told.answers.get("dmt")
    if last is None or not isinstance(medicine, str):
        return None
    carry, sperm = spans.get(medicine, (None, None))
    waits = (
        carry if carry and not told.said("has_ovaries", "no") else None,
        sperm if sperm and not told.said("has_testes", "no") else None,
    )
    return max((add(last, wait, waiting=True) for wait in waits if wait), default=None)
