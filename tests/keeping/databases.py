"""The two databases everything kept is tried on: a SQLite file, and a database of a real PostgreSQL."""

from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask

from planner import create_app
from planner.db import db

EMPTY = "template1"  # what a PostgreSQL without tables of ours is made from
QUIET = {
    "WRITE_LIMIT": "1000000 per minute",
    "START_LIMIT": "1000000 per minute",
    "GUESS_LIMIT": "1000000 per minute",
    "LIMITS_URL": "memory://",
}


class Database(NamedTuple):
    """One empty database: its address as `DATABASE_URL` takes it, and the folder for the keys."""

    url: str
    folder: Path

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return not self.url


def app_on(database: Database, **settings: Any) -> Flask:
    """The service on a database. Another one on the same database stands for another process."""
    return create_app({"INSTANCE": str(database.folder), "DATABASE_URL": database.url, **QUIET, **settings})


def let_go(app: Flask) -> None:
    """Close what the service has open."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
