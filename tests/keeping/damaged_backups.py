"""What can be wrong with a file that should be a backup."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def as_text(file: Path) -> None:
    """No database at all."""
    file.write_text("These are notes.\n" * 1000)


def emptied(file: Path) -> None:
    """Nothing."""
    file.write_bytes(b"")


def cut_short(file: Path) -> None:
    """The disk was full when it was copied."""
    os.truncate(file, file.stat().st_size // 2)


def garbled(file: Path) -> None:
    """One page of it is not what was written."""
    with file.open("r+b") as whole:
        whole.seek(4096 * 2)
        whole.write(b"\xff" * 4096)


def of_something_else(file: Path) -> None:
    """Another program's database."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE music (title TEXT)")


def of_something_else_with_our_number(file: Path) -> None:
    """Another program's database, which numbers its versions as we do."""
    of_something_else(file)
    changed(file, "CREATE TABLE alembic_version (version_num VARCHAR(32))", "INSERT INTO alembic_version VALUES (1)")
    changed(file, "UPDATE alembic_version SET version_num = '0002'")


def without_a_table(file: Path) -> None:
    """A table is gone."""
    changed(file, "DROP TABLE summary")


def without_a_column(file: Path) -> None:
    """A column is gone."""
    changed(file, "ALTER TABLE plan DROP COLUMN refused_as_of")


def without_a_person(file: Path) -> None:
    """Devices that belong to nobody."""
    changed(file, "UPDATE device SET person_id = 'nobody'")


def changed(file: Path, *statements: str) -> None:
    """Somebody changes the file."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


DAMAGES = [
    as_text,
    emptied,
    cut_short,
    garbled,
    of_something_else,
    of_something_else_with_our_number,
    without_a_table,
    without_a_column,
    without_a_person,
]
