"""Days that come again: a list of days, or every so often, each with a name that never changes."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from planner.engine.counting import Count, day_of, day_or_none
from planner.engine.dates import add
from planner.guidance.clauses import Span
from planner.guidance.model import Moment, Timing

DAY = timedelta(1)
NO_TIME = Span(0, 0)
ANCHOR_DAYS = 4096  # days remembered per item, from which its list of days was counted
HORIZON = Span(24, 0)  # repeats are worked out to day zero and 24 months


class Day(NamedTuple):
    """One further day of an item; `name` is the same for ever, whatever the date."""

    name: str
    day: date


class Series:
    """Days counted from one anchor, one after the other. From one anchor day they are the same for everybody."""

    def __init__(self, moment: Moment, spans: tuple[Span, ...]) -> None:
        self.start, self.waiting = day_of(moment._replace(span=NO_TIME)), moment.end == "latest"
        self.spans = tuple((str(span), span) for span in spans)
        self.counted = lru_cache(maxsize=ANCHOR_DAYS)(self.counted_from)

    def days(self, count: Count) -> tuple[Day, ...]:
        """The days for one plan; none when the anchor is not known."""
        start = self.start(count)
        return () if start is None else self.counted(start)

    def counted_from(self, start: date) -> tuple[Day, ...]:
        """The days counted from one anchor day, named by their spans."""
        return tuple([Day(name, add(start, span, self.waiting)) for name, span in self.spans])


class Repeats:
    """The further days of a repeating item, from the day of asking to its end or to day zero and 24 months."""

    def __init__(self, timing: Timing) -> None:
        base = timing.every_from or timing.due or (timing.at[-1] if timing.at else timing.opens)
        if base is None or timing.every is None:
            raise ValueError("A repeating item needs a day to repeat from.")
        self.start, self.waiting = day_of(base._replace(span=NO_TIME)), base.end == "latest"
        self.base, self.step, self.ends = base.span, timing.every, day_or_none(timing.ends)
        self.counted: dict[date, tuple[Day, ...]] = {}

    def days(self, count: Count, after: date | None = None) -> tuple[Day, ...]:
        """The days of this plan, each later than `after`; none when the anchor is not known."""
        start, end = self.start(count), self.ends(count)
        if start is None:
            return ()
        if end is None:
            day_zero = count.course.get("day-zero")
            end = add(day_zero.latest if day_zero else count.asked_on, HORIZON)
        begin = count.asked_on if after is None else max(count.asked_on, after + DAY)
        return tuple([day for day in self.counted_to(start, end) if begin <= day.day <= end])

    def counted_to(self, start: date, end: date) -> tuple[Day, ...]:
        """The days counted from one anchor day, at least up to `end`, named by their spans; the same for everybody.

        What is remembered is never changed in place: several threads may count at once.
        """
        days = self.counted.get(start, ())
        if days and days[-1].day > end:
            return days
        longer = list(days)
        while not longer or longer[-1].day <= end:
            times = len(longer) + 1
            span = Span(self.base.months + times * self.step.months, self.base.days + times * self.step.days)
            longer.append(Day(str(span), add(start, span, self.waiting)))
        if len(self.counted) >= ANCHOR_DAYS:
            self.counted = {}
        self.counted[start] = days = tuple(longer)
        return days
