"""Every change of the clocks where people live, and people who live through it: each day's message comes once.

What is expected is read off the clocks minute by minute (`clocks.py`), never worked out by what is tried.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from faults.clocks import (
    DAY,
    HOUR,
    MINUTE,
    ZONES,
    Change,
    Shown,
    changes_in,
    first_moments,
    hours_between,
    not_quiet_from,
    shown_around,
)
from faults.living_abroad import Trip, jumped, lived_through, travelled
from faults.looking import app_at
from faults.rows import Row
from planner.db import db
from planner.migrated import bring_up
from planner.reminders.moments import is_quiet, midnight_after, moment_of, out_of_quiet

YEARS = ((2020, 2030), (2038, 2038))
LEFT_OUT = ("Pacific/Apia", 2011, 2011)  # 30 December 2011 never was
OLD = (("America/St_Johns", 2010, 2012), ("Asia/Gaza", 2010, 2012))  # at a minute after midnight
QUIET = ((21, 8), (22, 7), (0, 1), (1, 2), (2, 3), (3, 2), (23, 0), (21, 0), (21, 2), (21, 3), (0, 6), (8, 8))
WORLD = ("Europe/London", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Niue", "Asia/Kathmandu")
FIRST_TRIP = datetime(2027, 5, 12, tzinfo=UTC)
JUMP_DAYS = (date(2027, 5, 12), date(2028, 2, 29), date(2027, 3, 28))
# A leap day, the last second that 32 bits count, and the turn of a year.
NO_CHANGES = tuple(datetime(*day, 3, 14, tzinfo=UTC) for day in ((2028, 2, 29), (2038, 1, 19), (2026, 12, 31)))
EVERY = 17  # minutes between the moments that are tried for quiet hours: every minute of an hour comes in turn


def all_changes(zones: Sequence[str] = ZONES, years: Sequence[tuple[int, int]] = YEARS) -> list[Change]:
    """The changes that are tried."""
    found = [one for name in zones for first, last in years for one in changes_in(name, first, last)]
    return [*found, *(one for name, first, last in (LEFT_OUT, *OLD) for one in changes_in(name, first, last))]


def wrong_moments(change: Change) -> Iterator[str]:
    """What is wrong with the moments around a change: of each hour of the day before, that day and the day after."""
    zone, shown = ZoneInfo(change.zone), shown_around(change)
    expected = first_moments(shown)
    before, after = (moment.astimezone(zone).date() for moment in (change.at - MINUTE, change.at))
    days = [before - DAY + timedelta(number) for number in range((after - before).days + 3)]
    there = {one.day for one in shown}
    for hour in range(24):
        moments = [moment_of(day, hour, zone) for day in days]
        for day, moment in zip(days, moments, strict=True):
            if moment != expected[day, hour]:
                yield f"{change.zone} {day} {hour}:00 is {moment:%d %H:%M}, not {expected[day, hour]:%d %H:%M} UTC"
        kept = [moment for day, moment in zip(days, moments, strict=True) if day in there]
        if any(later <= sooner for sooner, later in itertools.pairwise(kept)):
            yield f"{change.zone}: around {before} days come together at {hour}:00"
    for day in days:
        if midnight_after(day, zone) != expected[day + DAY, 0]:
            yield f"{change.zone}: the day after {day} begins at {midnight_after(day, zone):%d %H:%M} UTC"
    yield from _wrong_quiet(change, zone, shown)


def _wrong_quiet(change: Change, zone: ZoneInfo, shown: Sequence[Shown]) -> Iterator[str]:
    near = [number for number, one in enumerate(shown) if abs(one.at - change.at) <= DAY]
    tried = [*near[::EVERY], *(number for number in near if abs(shown[number].at - change.at) <= 2 * MINUTE)]
    for begins, ends in QUIET:
        quiet = hours_between(begins, ends)
        free = not_quiet_from(shown, quiet)
        for number in tried:
            moment, first = shown[number].at, free[number]
            if is_quiet(moment, begins, ends, zone) is not (shown[number].hour in quiet):
                yield f"{change.zone} {moment:%d %H:%M} UTC is taken for {'loud' if first != moment else 'quiet'}"
            allowed = {first}
            if first == change.at != moment and change.forward < timedelta(0):
                # Clocks go back to before the quiet hours: it may wait until these are over once more.
                again = next(
                    more
                    for more in range(number, len(shown))
                    if shown[more].at > first and free[more] != shown[more].at
                )
                allowed.add(free[again])
            out = out_of_quiet(moment, begins, ends, zone)
            if None not in allowed and out not in allowed:
                told = f"ends at {out:%d %H:%M}, not {first:%d %H:%M} UTC"
                yield f"{change.zone} {moment:%d %H:%M} UTC, quiet from {begins} to {ends}: {told}"


def time_zones(folder: Path, name: str, database: str, each: int, tell: Callable[[str], None]) -> Row:
    """All of it on one database; people live through every `each`-th change of this decade, and make as many journeys.

    The moments alone, which no database changes, are tried with SQLite.
    """
    faults: list[str] = []
    changes = all_changes()
    if name == "sqlite":
        faults += [one for change in changes for one in wrong_moments(change)]
        tell(f"{len(changes)} changes of the clocks in {len(ZONES)} zones: {len(faults)} faults")
    app = app_at(folder, database)
    app.config["MAIL_URL"] = f"file:{folder / 'mail'}"
    with app.app_context():
        bring_up()
        for number, (_what, tried) in enumerate(found := list(lives(app, changes, each)), 1):
            faults += tried()
            db.session.remove()
            if number % 20 == 0:
                tell(f"{number} of {len(found)} lives: {len(faults)} faults")
        db.engine.dispose()
    moments = f"{len(changes)} changes in {len(ZONES)} zones for 24 hours, and " if name == "sqlite" else ""
    note = f"{moments}{len(found)} people who lived through changes, journeys and jumps"
    return Row(
        "time-zones", name, len(found) + (len(changes) if moments else 0), len(faults), "; ".join([note, *faults[:3]])
    )


def lives(app: Flask, changes: Sequence[Change], each: int) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """Who lives through what, each to be tried by calling it."""
    chosen = [one for number, one in enumerate(changes) if number % each == 0 or one.zone == "Pacific/Apia"]
    kept = [*chosen, *(Change("Europe/London", at, timedelta(0)) for at in NO_CHANGES)]
    for number, change in enumerate(kept):
        # At nine; and at the hour of night at which the clocks change, with no quiet hours.
        hour = 9 if number % 2 else change.at.astimezone(ZoneInfo(change.zone)).hour
        yield str(change), lambda change=change, hour=hour: list(lived_through(app, change, hour))
    trips = [
        Trip(leaves, comes_to, FIRST_TRIP + timedelta(hours=hour))
        for leaves, comes_to in itertools.permutations(WORLD, 2)
        for hour in range(0, 24, 2)
    ]
    for trip in trips[::each]:
        yield str(trip), lambda trip=trip: list(travelled(app, trip))
    for day in JUMP_DAYS:
        for jump in (-DAY, -HOUR, HOUR, DAY):
            yield f"{day} {jump}", lambda day=day, jump=jump: list(jumped(app, day, jump))
