"""Whether the tables of the database are those of this version, and how they are brought up to it."""

from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate

from planner.db import db

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def start_migrations(app: Flask) -> None:
    """Give the app its `flask db` commands."""
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)


def is_up_to_date(app: Flask) -> bool:
    """Whether the database answers and its tables are those of this version. Raises nothing."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                return MigrationContext.configure(connection).get_current_revision() == head
        except Exception:
            return False
