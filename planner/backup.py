"""Everything that is kept, copied into one file at one moment, while the service goes on. The keys are not in it."""

import os
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, insert, select

from planner.copies import copy_of, look_through, on_disk
from planner.db import file_of, open_file
from planner.errors import AheadError
from planner.migrated import bring_up, revision_of

ROWS = 500  # copied at a time
VERSION_TABLE = "alembic_version"


class NotThere(AheadError):
    """There is nothing to keep: the database has no tables of ours."""

    def __init__(self) -> None:
        super().__init__(
            "The database holds nothing of ours yet.", "Make its tables first: flask --app wsgi db upgrade"
        )


class AlreadyThere(AheadError):
    """A file of that name exists, and a backup never writes over anything."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} is there already.", "Choose another name; nothing was written.")


class NoFolder(AheadError):
    """The folder a backup should go to is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no folder {folder}.", "Make it first, or choose another; nothing was written.")


def write_backup(engine: Engine, file: Path) -> dict[str, int]:
    """Copy the whole database into one new SQLite file, whichever database it is. Says how many rows of each table.

    The file appears under its name only when it is whole and was looked through; nobody else may read it. Raises
    AlreadyThere, NoFolder, NotThere and Damaged.
    """
    if os.path.lexists(file):
        raise AlreadyThere(file)
    if not file.absolute().parent.is_dir():
        raise NoFolder(file.absolute().parent)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.absolute().parent) as folder:
        copy = Path(folder) / "copy.db"
        source = file_of(engine)
        if source:
            copy_of(source, copy)
        else:
            _copy_all(engine, copy)
        look_through(copy)
        counts = _rows_in(copy)
        _name(copy, file)
    on_disk(file)
    return counts


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Copy every row of one database into the empty tables of another of the same version, parents first.

    Both are read as they are and not as the code has them, so this works for older versions too.
    """
    theirs, ours = tables_of(source), tables_of(target)
    counts = {}
    for table in ours.sorted_tables:
        wanted = select(theirs.tables[table.name]).execution_options(yield_per=ROWS)
        found = source.execute(wanted).mappings()
        counts[table.name] = 0
        for rows in found.partitions(ROWS):
            target.execute(insert(table), [{name: _in_utc(value) for name, value in row.items()} for row in rows])
            counts[table.name] += len(rows)
    return counts


def tables_of(connection: Connection) -> MetaData:
    """The tables as they are in a database, but for the one that says their version."""
    tables = MetaData()
    tables.reflect(connection, only=lambda name, _: name != VERSION_TABLE)
    return tables


def _copy_all(engine: Engine, copy: Path) -> None:
    one_moment = engine.execution_options(isolation_level="REPEATABLE READ")  # sees nothing that is kept after it began
    target_engine = open_file(copy)
    try:
        with one_moment.connect() as source, target_engine.connect() as target:
            revision = revision_of(source)
            if revision is None:
                raise NotThere
            bring_up(target, revision)
            copy_rows(source, target)
            target.commit()
    finally:
        target_engine.dispose()
    # One file in all: no journal stands beside it, and none is made by whoever only looks at it.
    whole = sqlite3.connect(copy, isolation_level=None)
    whole.execute("PRAGMA journal_mode=DELETE")
    whole.close()


def _rows_in(copy: Path) -> dict[str, int]:
    whole = sqlite3.connect(copy)
    try:
        named = whole.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        names = sorted(name for (name,) in named)
        if VERSION_TABLE not in names:
            raise NotThere
        return {
            name: whole.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for name in names
            if name != VERSION_TABLE
        }
    finally:
        whole.close()


def _name(copy: Path, file: Path) -> None:
    """Give the finished copy its name, never over another file."""
    try:
        os.link(copy, file)
    except FileExistsError as error:
        raise AlreadyThere(file) from error
    except OSError as error:  # a disk without links, as a stick may be
        if file.exists():
            raise AlreadyThere(file) from error
        os.replace(copy, file)


def _in_utc(value: Any) -> Any:
    """A moment as every database of ours keeps it. SQLite gives it back without its zone."""
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
