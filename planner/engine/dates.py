"""How days are counted. Months are added before days, and a month too short ends on its last day.

Days are `date`. A day before the year 1 or after the year 9999 cannot be counted: OverflowError.
"""

from calendar import monthrange
from collections.abc import Container
from datetime import date, timedelta
from functools import lru_cache

from planner.guidance.clauses import Span

_DAYS = {days: timedelta(days) for days in range(-1000, 1001)}


@lru_cache(maxsize=65536)
def add_months(day: date, months: int) -> tuple[date, bool]:
    """The day so many months later or earlier, and whether a month too short moved it to that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{day} and {months} months is not a day we can count.")
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day > last


def add_days(day: date, days: int) -> date:
    """The day so many days later or earlier."""
    return day + (_DAYS.get(days) or timedelta(days))


def add(day: date, span: Span, waiting: bool = False) -> date:
    """The day a span away from `day`.

    `waiting` is for "wait until": when a short month moved the day, one day is added, so that it is never earlier.
    """
    if span.months:
        day, shortened = add_months(day, span.months)
        if waiting and shortened:
            day = add_days(day, 1)
    return add_days(day, span.days) if span.days else day


def days_between(earlier: date, later: date) -> int:
    """How many days from one day to another; negative when it is before."""
    return later.toordinal() - earlier.toordinal()


class ClosedDays:
    """The days on which clinics of one place are closed: weekends, and its public holidays.

    `holidays` answers whether a day is a public holiday; a plain set of days will do.
    """

    def __init__(self, holidays: Container[date] = frozenset()) -> None:
        self.holidays = holidays
        self._open_before: dict[date, date] = {}

    def __contains__(self, day: date) -> bool:
        return day.weekday() >= 5 or day in self.holidays

    def open_on_or_before(self, day: date, floor: date) -> date | None:
        """The last open day on or before `day`, or None when it would be before `floor`."""
        found = self._open_before.get(day)
        if found is None:
            found = day
            while found in self:
                found = add_days(found, -1)
            self._open_before[day] = found
        return found if found >= floor else None

    def open_on_or_after(self, day: date) -> date:
        """The first open day on or after `day`."""
        while day in self:
            day = add_days(day, 1)
        return day


class AlwaysOpen(ClosedDays):
    """No day is closed: for plans that should show raw days."""

    def __contains__(self, day: date) -> bool:
        return False


ALWAYS_OPEN = AlwaysOpen()
