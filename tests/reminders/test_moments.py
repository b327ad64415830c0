"""The hour at which something is said, where clocks change: read off the clocks minute by minute, and lived through.

Every change of forty zones in eleven years, and two hundred lives, are tried by `make faults`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from faults.clocks import DAY, HOUR, Change, changes_in, first_moments, hours_between, not_quiet_from, shown_around
from faults.living_abroad import Trip, jumped, lived_through, travelled
from faults.time_zones import LEFT_OUT, OLD, ZONES, all_changes, wrong_moments
from planner.reminders.moments import is_quiet, moment_of, out_of_quiet
from tests.keeping.databases import at_work

NEAR = (
    "Europe/London",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Gaza",
    "America/St_Johns",
    "Antarctica/Troll",
)


@pytest.fixture
def app(kept_app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The service at work; its clock is moved by each life."""
    kept_app.config["MAIL_URL"] = f"file:{tmp_path / 'mail'}"
    yield from at_work(kept_app)


def test_an_hour_is_the_first_moment_at_which_clocks_show_it_or_a_later_one() -> None:
    london, troll, apia = ZoneInfo("Europe/London"), ZoneInfo("Antarctica/Troll"), ZoneInfo("Pacific/Apia")
    # 1:00 on 29 March 2026 is left out; 1:00 on 25 October comes twice.
    assert moment_of(date(2026, 3, 29), 1, london) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment_of(date(2026, 10, 25), 1, london) == datetime(2026, 10, 25, 0, tzinfo=UTC)
    # At Troll clocks go from 1:00 to 3:00, so 1:00 and 2:00 are both 3:00.
    assert moment_of(date(2026, 3, 29), 2, troll) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moment_of(date(2026, 3, 29), 3, troll) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    # In Samoa 29 December 2011, ten hours behind, was followed by the 31st, fourteen ahead.
    assert moment_of(date(2011, 12, 30), 9, apia) == datetime(2011, 12, 30, 19, tzinfo=UTC)
    assert moment_of(date(2011, 12, 31), 9, apia) == datetime(2011, 12, 30, 19, tzinfo=UTC)


def test_quiet_hours_that_clocks_go_back_into_are_quiet_still() -> None:
    chatham = ZoneInfo("Pacific/Chatham")  # on 5 April 2026 at 3:45 clocks show 2:45 again
    once_more = datetime(2026, 4, 4, 14, 5, tzinfo=UTC)
    assert is_quiet(once_more, 21, 3, chatham)
    assert out_of_quiet(once_more, 21, 3, chatham) == datetime(2026, 4, 4, 14, 15, tzinfo=UTC)


def test_what_is_expected_is_read_off_the_clocks() -> None:
    (spring, autumn) = changes_in("Europe/London", 2026, 2026)
    assert spring == Change("Europe/London", datetime(2026, 3, 29, 1, tzinfo=UTC), HOUR)
    assert autumn == Change("Europe/London", datetime(2026, 10, 25, 1, tzinfo=UTC), -HOUR)
    moments = first_moments(shown_around(spring))
    assert moments[date(2026, 3, 29), 1] == moments[date(2026, 3, 29), 2] == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert moments[date(2026, 3, 29), 9] == datetime(2026, 3, 29, 8, tzinfo=UTC)
    shown = shown_around(autumn)
    free = dict(zip((one.at for one in shown), not_quiet_from(shown, hours_between(21, 8)), strict=True))
    assert free[datetime(2026, 10, 24, 22, tzinfo=UTC)] == datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert hours_between(22, 1) == {22, 23, 0}
    assert hours_between(8, 8) == frozenset()


@pytest.mark.parametrize("zone", NEAR)
def test_around_each_change_of_the_clocks_every_hour_is_right_and_no_day_is_lost_or_doubled(zone: str) -> None:
    changes = list(changes_in(zone, 2026, 2027))
    assert changes
    assert [wrong for change in changes for wrong in wrong_moments(change)] == []


@pytest.mark.parametrize(("zone", "first", "last"), [LEFT_OUT, *OLD])
def test_the_strangest_changes_are_right_too(zone: str, first: int, last: int) -> None:
    changes = [one for one in changes_in(zone, first, last) if one.at.year == last or one.at.month in (11, 12)]
    assert changes
    assert [wrong for change in changes for wrong in wrong_moments(change)] == []


@pytest.mark.thorough
def test_every_change_of_forty_zones_is_right() -> None:
    changes = all_changes()
    assert len(ZONES) >= 40
    assert len(changes) > 700
    assert [wrong for change in changes for wrong in wrong_moments(change)] == []


@pytest.mark.parametrize(
    ("zone", "year", "month", "hour"),
    [("Australia/Lord_Howe", 2027, 4, 2), ("Africa/Casablanca", 2026, 3, 9), ("Pacific/Apia", 2011, 12, 9)],
)
def test_each_day_is_told_once_while_clocks_change(app: Flask, zone: str, year: int, month: int, hour: int) -> None:
    (change,) = (one for one in changes_in(zone, year, year) if one.at.month == month)
    assert list(lived_through(app, change, hour)) == []


@pytest.mark.parametrize("day", [(2028, 2, 29), (2038, 1, 19)])
def test_leap_days_and_the_end_of_32_bits_are_days_like_others(app: Flask, day: tuple[int, int, int]) -> None:
    change = Change("Europe/London", datetime(*day, 3, 14, tzinfo=UTC), timedelta(0))
    assert list(lived_through(app, change, 9)) == []


@pytest.mark.parametrize(
    ("leaves", "comes_to", "hour"),
    [
        ("Europe/London", "Asia/Tokyo", 7),
        ("Asia/Tokyo", "America/Los_Angeles", 3),
        ("America/Los_Angeles", "Pacific/Auckland", 14),  # before nine there, and already the day after
    ],
)
def test_whoever_travels_is_told_of_each_day_once(app: Flask, leaves: str, comes_to: str, hour: int) -> None:
    trip = Trip(leaves, comes_to, datetime(2027, 5, 12, hour, tzinfo=UTC))
    assert list(travelled(app, trip)) == []


@pytest.mark.parametrize("jump", [-DAY, -HOUR, HOUR, DAY])
def test_a_clock_that_jumps_sends_nothing_twice_and_nothing_in_a_heap(app: Flask, jump: timedelta) -> None:
    assert list(jumped(app, date(2027, 5, 12), jump)) == []
