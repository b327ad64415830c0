"""At which moment something is said: an hour of a day where somebody lives, never in their quiet hours.

A day that a zone leaves out, an hour that the clock skips and one that it has twice all have one moment. Pure.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def moment_of(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The first moment of a day at which clocks there show this hour or, where they skip it, a later one. In UTC.

    Of a day that a zone leaves out altogether it is that of the day after.
    """
    wall = datetime.combine(day, time(hour), zone)
    moment = wall.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
        # The clock skips it. Where that began before this hour (Troll goes from 1:00 to 3:00), an earlier moment is the
        # first one after it.
        while (before := (moment - MINUTE).astimezone(zone)).date() == day and before.hour >= hour:
            moment -= MINUTE
    return moment


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """When the day after this one begins there, in UTC."""
    return moment_of(day + DAY, 0, zone)


def day_at(moment: datetime, zone: ZoneInfo) -> date:
    """Which day it is there at a moment."""
    return moment.astimezone(zone).date()


def is_quiet(moment: datetime, quiet_from: int, quiet_to: int, zone: ZoneInfo) -> bool:
    """Whether a moment lies in somebody's quiet hours. The same hour twice: they have none."""
    return in_quiet(moment.astimezone(zone).hour, quiet_from, quiet_to)


def in_quiet(hour: int, quiet_from: int, quiet_to: int) -> bool:
    """Whether an hour of the day lies in somebody's quiet hours."""
    if quiet_from <= quiet_to:
        return quiet_from <= hour < quiet_to
    return hour >= quiet_from or hour < quiet_to


def out_of_quiet(moment: datetime, quiet_from: int, quiet_to: int, zone: ZoneInfo) -> datetime:
    """The same moment; or, in quiet hours, when they end there."""
    while is_quiet(moment, quiet_from, quiet_to, zone):
        here = moment.astimezone(zone)
        end = moment_of(here.date() if here.hour < quiet_to else here.date() + DAY, quiet_to, zone)
        # Where clocks go back over their end they begin once more: Chatham shows 2:45 to 3:45 twice.
        moment = end if end > moment else moment.replace(second=0, microsecond=0) + MINUTE
    return moment


def last_moment_for(moment: datetime, quiet_from: int, quiet_to: int, zone: ZoneInfo) -> datetime:
    """Until when on its own day a message that is sent at this moment may arrive: before quiet hours, and midnight."""
    today = day_at(moment, zone)
    ends = midnight_after(today, zone)
    begins = moment_of(today, quiet_from, zone)
    return begins if quiet_from != quiet_to and moment < begins < ends else ends
