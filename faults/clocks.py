"""How clocks go where people live, read minute by minute from the list of time zones: what else would know it?

What the service works out by one rule is compared with this, which has none: it looks at every minute and says what
clocks there show.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BESIDE = timedelta(days=3)  # how much is looked at before and after a change of the clocks
# Every kind of change there is: of an hour, of half of one and of two; at midnight and over it; around a month that
# the moon sets; the other way about; once and never again; a day that was left out; and a few that never change.
ZONES = (
    *("Europe/London", "Europe/Dublin", "Europe/Paris", "Europe/Madrid", "Europe/Istanbul", "Europe/Chisinau"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/St_Johns"),
    *("America/Havana", "America/Santiago", "America/Asuncion", "America/Mexico_City", "America/Nuuk"),
    *("America/Scoresbysund", "America/Miquelon", "America/Phoenix", "America/Sao_Paulo", "Atlantic/Azores"),
    *("Africa/Casablanca", "Africa/El_Aaiun", "Africa/Cairo", "Africa/Juba", "Asia/Gaza", "Asia/Hebron"),
    *("Asia/Jerusalem", "Asia/Beirut", "Asia/Tehran", "Asia/Amman", "Asia/Kathmandu", "Asia/Almaty"),
    *("Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham"),
    *("Pacific/Apia", "Pacific/Easter", "Pacific/Norfolk", "Antarctica/Troll"),
)


class Change(NamedTuple):
    """A change of the clocks: where, the first moment of the other time, and by how much they go forward."""

    zone: str
    at: datetime
    forward: timedelta


class Shown(NamedTuple):
    """What clocks show in one minute."""

    at: datetime
    day: date
    hour: int


def changes_in(name: str, first: int, last: int) -> Iterator[Change]:
    """Every change in the years from `first` to `last`, found by going from hour to hour and then to the minute."""
    zone, at, ends = ZoneInfo(name), datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    was = at.astimezone(zone).utcoffset()
    while at < ends:
        at += HOUR
        if (now := at.astimezone(zone).utcoffset()) != was:
            first_minute = at - HOUR
            while first_minute.astimezone(zone).utcoffset() == was:
                first_minute += MINUTE
            assert now is not None
            assert was is not None
            yield Change(name, first_minute, now - was)
            was = now


def shown_around(change: Change, beside: timedelta = BESIDE) -> list[Shown]:
    """What clocks show in every minute for some days before and after a change."""
    zone, at, found = ZoneInfo(change.zone), change.at - beside, []
    while at < change.at + beside:
        here = at.astimezone(zone)
        found.append(Shown(at, here.date(), here.hour))
        at += MINUTE
    return found


def first_moments(shown: Sequence[Shown]) -> Mapping[tuple[date, int], datetime]:
    """The first minute of each day at which clocks show an hour or a later one, by the day and the hour.

    Where the day ends before that hour it is the first one of the next day; and of a day that was left out it is the
    same hour of the next.
    """
    found: dict[tuple[date, int], datetime] = {}
    for one in shown:
        for hour in range(one.hour, -1, -1):
            if (one.day, hour) in found:
                break
            found[one.day, hour] = one.at
    days = sorted({one.day for one in shown})
    for day in (days[0] + timedelta(number) for number in range((days[-1] - days[0]).days)):
        left_out = (day, 0) not in found
        for hour in range(24):
            if (day, hour) not in found:
                found[day, hour] = found[day + DAY, hour if left_out else 0]
    return found


def not_quiet_from(shown: Sequence[Shown], quiet: frozenset[int]) -> list[datetime | None]:
    """For each minute, the first one from then on in which clocks show no hour of these; None where that is too late to
    be seen."""
    found: list[datetime | None] = [None] * len(shown)
    nearest: datetime | None = None
    for number in range(len(shown) - 1, -1, -1):
        if shown[number].hour not in quiet:
            nearest = shown[number].at
        found[number] = nearest
    return found


def hours_between(first: int, last: int) -> frozenset[int]:
    """The hours from `first` until before `last`, over midnight where need be; none where both are the same."""
    hours, hour = set(), first
    while hour != last:
        hours.add(hour)
        hour = (hour + 1) % 24
    return frozenset(hours)
