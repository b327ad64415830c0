"""The service on a database of the tests, in as many processes as they like."""

from typing import Any

import pytest
from flask import Flask

from planner.db import db
from tests.databases import Database

EMPTY = "template1"  # what a PostgreSQL without tables of ours is made from
IN_A_FILE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where only a file has it, or both alike
QUIET = {
    "WRITE_LIMIT": "1000000 per minute",
    "START_LIMIT": "1000000 per minute",
    "GUESS_LIMIT": "1000000 per minute",
    "LIMITS_URL": "memory://",
}


def app_on(database: Database, **settings: Any) -> Flask:
    """The service on a database. Another one on the same database stands for another process."""
    return database.app(**QUIET, **settings)


def let_go(app: Flask) -> None:
    """Close what the service has open."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
