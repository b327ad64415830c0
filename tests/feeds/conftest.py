"""The service on either database, and somebody whose calendars are tried; the clock stands still until it is moved."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from tests.conftest import BOTH
from tests.feeds.calendars import Calendars
from tests.keeping.databases import at_work, one_for_all
from tests.keeping.people_kept import TODAY


@pytest.fixture(scope="session", params=BOTH)
def kept_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on one database; each test has people of its own in it."""
    yield from one_for_all(request, tmp_path_factory)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon of 2 March 2026, for everybody who asks, until it is moved."""
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def app(kept_app: Flask, clock: time_machine.Traveller) -> Iterator[Flask]:
    """The service at work, on both databases."""
    yield from at_work(kept_app)


@pytest.fixture
def amira(app: Flask, clock: time_machine.Traveller) -> Calendars:
    """Somebody with a plan: first chemo on 18 May 2026, 77 days away, confirmed."""
    return Calendars(app, clock)


@pytest.fixture
def amira_again(app: Flask, clock: time_machine.Traveller) -> Callable[[], Calendars]:
    """The same, as often as it is asked for."""
    return lambda: Calendars(app, clock)
