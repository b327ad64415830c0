"""Whether the tables of the database are those of this version, and how they are brought up to it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import Migrate
from sqlalchemy import Connection

from planner.db import db

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def start_migrations(app: Flask) -> None:
    """Give the app its `flask db` commands."""
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)


def is_up_to_date(app: Flask) -> bool:
    """Whether the database answers and its tables are those of this version. Raises nothing."""
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                return revision_of(connection) == newest_revision()
        except Exception:
            return False


def revision_of(connection: Connection) -> str | None:
    """The version of the tables in a database; None when it has none of ours."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The version of the tables that belongs to this version of the service."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_known(revision: str) -> bool:
    """Whether this version of the service knows the way from that version of the tables to its own."""
    return any(one.revision == revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def bring_up(connection: Connection | None = None, revision: str = "head") -> None:
    """Bring the tables up to a version: those of our own database, or of the one that `connection` leads to."""
    settings: Config = current_app.extensions["migrate"].migrate.get_config()
    settings.attributes["connection"] = connection
    if connection is not None:
        connection.rollback()  # a migration begins its own transaction
    command.upgrade(settings, revision)
