"""Whether the tables of the database are those of this version, and how they are brought up to it."""

import logging
from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app
from flask_migrate import Migrate
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from planner.db import db
from planner.errors import AheadError

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class NotMigrated(AheadError):
    """The tables could not be brought to a version. They are as they were."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The tables cannot be brought to the version of this service: {why.rstrip('.')}.",
            "Nothing was changed. Look whether a later version of the service has used this database.",
        )


class AtTheTerminal(logging.Handler):
    """Says why a `flask db` command did not work to whoever asked for it. The log would leave its words out."""

    def emit(self, record: logging.LogRecord) -> None:
        """One line on standard error."""
        click.echo(record.getMessage(), err=True)


def start_migrations(app: Flask) -> None:
    """Give the app its `flask db` commands."""
    migrate = Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    migrate.configure(_reach)
    said = logging.getLogger("flask_migrate")
    said.handlers, said.propagate = [AtTheTerminal()], False


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
    """Bring the tables up to a version: those of our own database, or of the one that `connection` leads to.

    Raises NotMigrated.
    """
    try:
        settings: Config = current_app.extensions["migrate"].migrate.get_config()
        settings.attributes["connection"] = connection
        if connection is not None:
            connection.rollback()  # a migration begins its own transaction
        command.upgrade(settings, revision)
    except (CommandError, RuntimeError) as error:
        if isinstance(error.__cause__, SQLAlchemyError):
            raise error.__cause__ from None
        raise NotMigrated(str(error)) from error


def _reach(settings: Config) -> Config:
    """Look, before any command, whether the database answers: nobody has to read why from an error of a library."""
    try:
        db.engine.connect().close()
    except SQLAlchemyError as error:
        raise CommandError(f"The database does not answer ({type(error).__name__}). Look whether it runs.") from error
    return settings
