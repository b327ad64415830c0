"""The two databases everything kept is tried on: a SQLite file, and a database of a real PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from faults.databases import PostgreSql
from planner import create_app
from planner.db import database_url, db

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


@contextmanager
def one_of(server: PostgreSql) -> Iterator[str]:
    """The address of a fresh database in a running PostgreSQL, gone at the end with whatever still uses it."""
    name = f"ahead_{uuid4().hex}"
    engine = create_engine(database_url(server.address, Path()), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server.address).set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        engine.dispose()


def app_on(database: Database, **settings: Any) -> Flask:
    """The service on a database. Another one on the same database stands for another process."""
    return create_app({"INSTANCE": str(database.folder), "DATABASE_URL": database.url, **QUIET, **settings})


def let_go(app: Flask) -> None:
    """Close what the service has open."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
