"""The days on which clinics of a place are closed, from the `holidays` library: its version is in the digest."""

from datetime import date
from functools import lru_cache

import holidays

from planner.guidance.model import PLACES

# `gb` means England unless a clinic tells otherwise; elsewhere only weekends are known.
CALENDARS = {"gb": ("GB", "ENG"), "us": ("US", None), "elsewhere": None}


class PublicHolidays:
    """The public holidays of one place, worked out year by year as they are asked for."""

    def __init__(self, place: str) -> None:
        if place not in PLACES:
            raise ValueError(f"{place!r} is not a place. Use one of: {', '.join(PLACES)}.")
        self.place = place

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _holidays(self.place, day.year)


@lru_cache(maxsize=512)
def _holidays(place: str, year: int) -> frozenset[date]:
    calendar = CALENDARS[place]
    if calendar is None:
        return frozenset()
    country, region = calendar
    return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
