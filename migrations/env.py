"""Runs migrations on the service's own database, and never loses a row of a child while its parent is altered."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from planner.db import Moment

database = current_app.extensions["migrate"].db
arguments = current_app.extensions["migrate"].configure_args


class RowsWithoutParents(RuntimeError):
    """After a migration some rows point to rows that are gone. The migration is undone."""


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write our own types as the plain ones they are kept as."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run(connection: Connection) -> None:
    """All migrations asked for, in one transaction.

    Altering a table on SQLite means making it anew: with foreign keys on, dropping the old one would delete every
    row that belongs to it. They are off meanwhile, and looked at before anything is committed.
    """
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
    context.configure(
        connection=connection, target_metadata=database.metadata, render_item=plain_types, **arguments
    )
    with context.begin_transaction():
        context.run_migrations()
        if on_sqlite and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RowsWithoutParents(f"{len(lost)} rows, first in {lost[0][0]}. Nothing was changed.")
    if on_sqlite:
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")


with database.engine.connect() as open_connection:
    run(open_connection)
