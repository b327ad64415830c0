"""The service on either database, with e-mail written into a folder; the clock stands still until it is moved."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from planner.db import db, transaction
from planner.limits_in_sql import LimitRecord
from planner.reminders.models import NoticeRecord, WatchedPlanRecord
from tests.conftest import BOTH
from tests.keeping.databases import at_work, one_for_all
from tests.keeping.people_kept import TODAY
from tests.reminders.reminded import Reminded


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
def app(kept_app: Flask, clock: time_machine.Traveller, tmp_path: Path) -> Iterator[Flask]:
    """The service at work, on both databases; nothing waits or is counted from another test."""
    kept_app.config["MAIL_URL"] = f"file:{tmp_path / 'mail'}"
    for found in at_work(kept_app):
        with transaction() as session:
            session.execute(delete(NoticeRecord))
            session.execute(delete(WatchedPlanRecord))
            session.execute(delete(LimitRecord))
        db.session.remove()
        yield found


@pytest.fixture
def somebody(app: Flask, clock: time_machine.Traveller) -> Callable[..., Reminded]:
    """Somebody with a plan, and what they told laid over the calm answers; nothing reaches them yet."""

    def made(**told: Any) -> Reminded:
        return Reminded(app, clock, **told)

    return made


@pytest.fixture
def amira(somebody: Callable[..., Reminded]) -> Reminded:
    """Somebody with a plan, first chemo on 18 May 2026, 77 days away, confirmed; e-mail reaches her."""
    return somebody().is_reached()
