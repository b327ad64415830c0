"""Time zones as people type them: a region and a city, or a city alone, in English or the language that is spoken."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale

from planner.languages import language


def zone_meant(text: str) -> str | None:
    """The time zone that was meant: by its whole name, or by its city where only one has it."""
    wanted = _plain(text)
    return _zones().get(wanted) or _cities(language()).get(wanted)


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    known = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    whole = {zone.lower(): zone for zone in known}
    cities = Counter(zone.rpartition("/")[2] for zone in whole)
    alone = {city: zone for zone in known if cities[city := zone.rpartition("/")[2].lower()] == 1}
    return {**alone, **whole}


@lru_cache(maxsize=16)
def _cities(code: str) -> Mapping[str, str]:
    """The cities of time zones as a language calls them: 'Nueva York'. One that two zones have stands for neither."""
    known = _zones().values()
    named = [
        (_plain(words["city"]), zone)
        for zone, words in sorted(Locale.parse(code).time_zones.items())
        if "city" in words and zone in known
    ]
    cities = Counter(city for city, _zone in named)
    return {city: zone for city, zone in named if cities[city] == 1}


def _plain(text: str) -> str:
    """Text as it is compared: in small letters without accents, '_' for a space."""
    letters = unicodedata.normalize("NFD", text.replace(" ", "_").lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
