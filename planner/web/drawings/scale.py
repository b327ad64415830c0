"""Where each day stands on a drawing: days become places, evenly, and weeks or months become marks."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from math import ceil, log10
from typing import NamedTuple

from planner.engine.dates import days_between
from planner.languages import language, month_name

WEEK = timedelta(days=7)
A_WEEK_NEEDS = 1.4  # times the room of a month's mark: "23 Mar" is longer than "Mar"
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


class Tick(NamedTuple):
    """A mark on the scale, where its day begins: a Monday as '2 Mar', the first of a month as 'Mar', or a year.

    `year` is said at the first mark and wherever the year is a new one.
    """

    at: float
    label: str
    year: str


class Scale:
    """Where each day stands between two edges, with some days of air before the first and after the last.

    Places are rounded, yet never by more than a twentieth of a day, however long the course is.
    """

    def __init__(self, start: date, last: date, near: float, far: float, room: float = 44) -> None:
        margin = max(4, days_between(start, last) // 30)
        self.start, self.margin, self.days = start, margin, days_between(start, last) + 1 + 2 * margin
        self.near, self.far, self.room = near, far, room
        self.unit = (far - near) / self.days
        self.digits = max(1, 1 + ceil(-log10(self.unit)))

    def dawn(self, day: date, more: float = 0) -> float:
        """Where a day begins; `more` days later."""
        return round(self.near + (days_between(self.start, day) + self.margin + more) * self.unit, self.digits)

    def noon(self, day: date) -> float:
        """The middle of a day."""
        return self.dawn(day, 0.5)

    def dusk(self, day: date) -> float:
        """Where a day ends."""
        return self.dawn(day, 1)

    def far_from(self, first: float, second: float) -> float:
        """How far one place lies from another, as exact as the places themselves."""
        return round(second - first, self.digits)

    def ticks(self) -> Iterator[Tick]:
        """Mondays on a short drawing, the first days of months on a longer one, as many as there is room for."""
        said = ""
        weekly = self.unit * 7 >= self.room * A_WEEK_NEEDS
        for day, label in self._mondays() if weekly else self._months():
            if 0 <= days_between(self.start, day) + self.margin < self.days:
                year = str(day.year) if str(day.year) != said else ""
                said = str(day.year)
                yield Tick(self.dawn(day), label or year, year if label else "")

    def _mondays(self) -> Iterator[tuple[date, str]]:
        day = self.start - timedelta(days=self.start.weekday() + self.margin // 7 * 7 + 7)
        for _ in range(self.days // 7 + 3):
            yield day, f"{day.day} {_short(day.month)}"
            day += WEEK

    def _months(self) -> Iterator[tuple[date, str]]:
        """The first days of every so many months; from a year on they have no name but their year."""
        step = next((months for months in STEPS if months * 30.4 * self.unit >= self.room), STEPS[-1])
        month = (self.start.year * 12 + self.start.month - 1 - self.margin // 28 - 1) // step * step
        for _ in range(self.days // (28 * step) + 4):
            year, number = divmod(month, 12)
            if 1 <= year <= 9999:
                yield date(year, number + 1, 1), _short(number + 1) if step < 12 else ""
            month += step


def _short(month: int) -> str:
    """A month in as few letters as tell it from all others, three at the least."""
    return _short_months(language())[month - 1]


@lru_cache(maxsize=16)
def _short_months(spoken: str) -> tuple[str, ...]:
    """All twelve in the language that is spoken; its code is the key they are kept by."""
    names = [month_name(number) for number in range(1, 13)]
    letters = next(many for many in range(3, 99) if len({name[:many] for name in names}) == 12)
    return tuple(name[:letters] for name in names)
