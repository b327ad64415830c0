"""The service on a database of the tests, in as many processes as they like."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from planner.db import db
from tests.conftest import fresh_database
from tests.databases import Database

EMPTY = "template1"  # what a PostgreSQL without tables of ours is made from
IN_A_FILE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where only a file has it, or both alike
QUIET = {
    "WRITE_LIMIT": "1000000 per minute",
    "START_LIMIT": "1000000 per minute",
    "GUESS_LIMIT": "1000000 per minute",
    "LIMITS_URL": "memory://",
    # It sends reminders by each way there is, and none of them leaves this machine.
    "MAIL_URL": "none",
    "PUSH_CONTACT": "mailto:operator@example.org",
}


def app_on(database: Database, **settings: Any) -> Flask:
    """The service on a database. Another one on the same database stands for another process."""
    return database.app(**QUIET, **settings)


def let_go(app: Flask) -> None:
    """Close what the service has open."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def one_for_all(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on the database that `request` asks for, for all tests of a folder: each has its own people in it."""
    folder = tmp_path_factory.mktemp(request.param) / "instance"
    for database in fresh_database(request, request.param, folder):
        app = database.app(**QUIET)
        yield app
        with app.app_context():
            db.engine.dispose()


def at_work(kept_app: Flask) -> Iterator[Flask]:
    """The service, as within a request."""
    with kept_app.app_context():
        yield kept_app
        db.session.remove()
