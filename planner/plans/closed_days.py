"""The days on which the clinics of a place are closed, ready for the engine."""

from functools import lru_cache

from planner.engine.dates import ClosedDays
from planner.guidance.closed_days import PublicHolidays


@lru_cache(maxsize=8)
def closed_days_of(place: str) -> ClosedDays:
    """Weekends and the public holidays of a place, worked out once."""
    return ClosedDays(PublicHolidays(place))
