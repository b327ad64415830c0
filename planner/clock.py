"""What day it is, where a person lives. This is the only place that asks."""

import zoneinfo
from datetime import date, datetime
from zoneinfo import ZoneInfo

from planner.errors import AheadError

# A machine may carry its own list of time zones beside the pinned one (PyPI's tzdata), and the two can
# disagree by an hour. An empty path means that only the pinned one is read, whatever PYTHONTZPATH says.
zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()


class UnknownZone(AheadError):
    """A name that is in no list of time zones."""

    def __init__(self, name: object) -> None:
        shown = ascii(name)[:60]
        super().__init__(
            f"{shown} is not a time zone we know.", "Write it as in 'Europe/London' or 'America/New_York'."
        )


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name, such as 'Europe/London'. Raises `UnknownZone`."""
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError, TypeError) as error:
        raise UnknownZone(name) from error


def now(zone: str) -> datetime:
    """The present moment in that time zone, aware of it. Raises `UnknownZone`."""
    return datetime.now(zone_named(zone))


def today(zone: str) -> date:
    """The day it now is in that time zone. Raises `UnknownZone`."""
    return now(zone).date()
