"""Where each day stands on a drawing: days become places, evenly, and months become marks."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from planner.engine.dates import days_between
from planner.plans.wording import MONTHS

NARROWEST_MONTH = 44
STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


class Tick(NamedTuple):
    """A month on the scale; `year` is said at the first tick and at each January."""

    x: float
    month: str
    year: str


class Scale:
    """Where each day stands, with some days of air before the first and after the last."""

    def __init__(self, start: date, last: date, width: int, edge: int) -> None:
        margin = max(4, days_between(start, last) // 30)
        self.start, self.margin, self.days = start, margin, days_between(start, last) + 1 + 2 * margin
        self.edge, self.end = edge, width - edge
        self.unit = (width - 2 * edge) / self.days

    def dawn(self, day: date, more: float = 0) -> float:
        """Where a day begins; `more` days later."""
        x = self.edge + (days_between(self.start, day) + self.margin + more) * self.unit
        return round(min(max(x, self.edge), self.end), 1)

    def noon(self, day: date) -> float:
        """The middle of a day."""
        return self.dawn(day, 0.5)

    def dusk(self, day: date) -> float:
        """Where a day ends."""
        return self.dawn(day, 1)

    def ticks(self) -> Iterator[Tick]:
        """The first days of months, as many as there is room for."""
        step = next((months for months in STEPS if months * 30.4 * self.unit >= NARROWEST_MONTH), STEPS[-1])
        month = self.start.year * 12 + self.start.month - 1
        month += -month % step
        said = ""
        while True:
            day = date(month // 12, month % 12 + 1, 1)
            offset = days_between(self.start, day) + self.margin
            if offset >= self.days:
                return
            if offset >= 0:
                year = str(day.year) if str(day.year) != said else ""
                said = str(day.year)
                named = MONTHS[day.month - 1][:3] if step < 12 else ""
                yield Tick(self.dawn(day), named or year, year if named else "")
            month += step
