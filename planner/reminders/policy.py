"""What there is to say of a plan, to whom it is for, on which days: the reminders of its steps, and its last safe days.

Pure: nothing here is written or sent. A last safe day is a matter of its own. It is told on more days, by every way
there is, until somebody says that they saw it; and it rises to others only where that was allowed before.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from planner.engine.verdicts import Dated

DAILY, LAST_SAFE, RISEN, TEST = "daily", "last-safe", "risen", "test"
KINDS = (DAILY, LAST_SAFE, RISEN, TEST)
# How many days before a last safe day it is told, and on the day itself. Our own choice: in the week in which pages
# show it in red, as often as the guidance rings for most steps that must not wait, and once more on the day before.
DAYS_BEFORE = (7, 3, 1, 0)
# How long it waits for its reader before it rises, in hours: to those with whom it is shared, then to the clinic. Our
# own choice: a day each while days are left, and hours when the last one has come.
RISES_AFTER = {"share": 24, "clinic": 48}
RISES_SOONER = {"share": 3, "clinic": 6}
SOON = 1  # days before a last safe day, from which on it rises sooner
LOOKS_BACK = 7  # days: what rang longer ago than this is not told again after a pause


class Due(NamedTuple):
    """What is due to be said on one day: of a kind, on which day, and of which steps, each by its code with its last
    safe day (None in an ordinary reminder)."""

    kind: str
    day: date
    steps: tuple[tuple[str, date | None], ...]


def ordinary(steps: Iterable[Dated], first: date, last: date) -> list[Due]:
    """The reminders of steps from `first` to `last`, one for each day on which any of them rings."""
    by_day: dict[date, list[str]] = {}
    for one in steps:
        if one.is_guess or one.quiet:
            continue
        for day in one.alarms:
            if first <= day <= min(last, one.window.last_safe or last):
                by_day.setdefault(day, []).append(one.item.code)
    return [Due(DAILY, day, tuple((code, None) for code in by_day[day])) for day in sorted(by_day)]


def last_safe_days(watched: Mapping[str, date], first: date, last: date) -> list[Due]:
    """The days on which last safe days are told, from `first` to `last`. `watched`: the last safe day of each step that
    nobody has answered for, by its code."""
    by_day: dict[date, list[tuple[str, date | None]]] = {}
    for code, safe in watched.items():
        for before in DAYS_BEFORE:
            day = safe - timedelta(days=before)
            if first <= day <= last:
                by_day.setdefault(day, []).append((code, safe))
    return [Due(LAST_SAFE, day, tuple(by_day[day])) for day in sorted(by_day)]


def rises_after(due: Due, to: str) -> timedelta:
    """How long the last safe days of one day wait for their reader before they rise `to` `share` or `clinic`."""
    left = min((safe - due.day).days for _code, safe in due.steps if safe)
    return timedelta(hours=(RISES_SOONER if left <= SOON else RISES_AFTER)[to])
