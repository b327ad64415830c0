"""Time zones as people type them: a region and a city, or a city alone."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import available_timezones


def zone_meant(text: str) -> str | None:
    """The time zone that was meant: by its whole name, or by its city where only one has it."""
    wanted = text.replace(" ", "_").lower()
    return _zones().get(wanted)


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    known = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    whole = {zone.lower(): zone for zone in known}
    cities = Counter(zone.rpartition("/")[2] for zone in whole)
    alone = {city: zone for zone in known if cities[city := zone.rpartition("/")[2].lower()] == 1}
    return {**alone, **whole}
