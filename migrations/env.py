"""Runs migrations whole or not at all, and never loses a row of a child while its parent is altered."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from planner.copies import copy_beside
from planner.db import WRITES, Moment, file_of, turn_to_write

database = current_app.extensions["migrate"].db
arguments = current_app.extensions["migrate"].configure_args
given: Connection | None = context.config.attributes.get("connection")
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(6471)")  # any number that nothing else here locks


class RowsWithoutParents(RuntimeError):
    """After a migration some rows point to rows that are gone. The migration is undone."""


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    """Write our own types as the plain ones they are kept as."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run(connection: Connection) -> None:
    """All migrations asked for, in one transaction, by one who migrates at a time."""
    file = file_of(connection.engine)
    copied = []

    def copy_first(step: Any, **_: Any) -> None:
        # Called within the transaction, after its first step: whoever reads beside it still finds the tables of before.
        # From no tables at all there is nothing to keep, however many steps follow.
        if file and not copied:
            left = step.source_revision_ids
            copied.append(copy_beside(file, f"before-leaving-{left[0]}") if left else None)

    context.configure(
        connection=connection.execution_options(**{WRITES: True}),
        target_metadata=database.metadata,
        render_item=plain_types,
        on_version_apply=copy_first,
        transactional_ddl=True,  # true of SQLite too, since planner.db begins its transactions itself
        **arguments,
    )
    with turn_to_write(connection.engine), without_foreign_keys(connection), context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(ONE_AT_A_TIME)
        context.run_migrations()
        if file and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise RowsWithoutParents(
                f"{len(lost)} rows would belong to nothing, the first in the table {lost[0][0]}. Nothing was changed."
            )


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Altering a table on SQLite means making it anew; with foreign keys on, dropping the old one would delete every
    row that belongs to it. They are off meanwhile, and looked at before anything is committed.

    SQLite hears this only outside a transaction, and one would be begun for any statement that goes through
    SQLAlchemy: so it goes around it.
    """
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


with nullcontext(given) if given is not None else database.engine.connect() as open_connection:
    run(open_connection)
