"""A copy of a SQLite file as it stands at one moment, while others go on reading and writing."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from planner.db import PATIENCE
from planner.errors import AheadError


class Damaged(AheadError):
    """A file that should hold a database does not, or not all of it."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The file is damaged or is no database of ours: {why[:200]}.", "Use another backup.")


def copy_of(file: Path, to: Path) -> None:
    """Copy the database in `file` into the new file `to`, for nobody else to read. What was deleted is not copied.

    Returns once the disk has it. Raises FileExistsError, and Damaged when `file` cannot be read as a database.
    """
    os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        with closing(_open(file)) as connection:
            connection.execute("VACUUM INTO ?", (str(to.absolute()),))
        on_disk(to)
    except sqlite3.DatabaseError as error:
        to.unlink(missing_ok=True)
        raise Damaged(str(error)) from error
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def copy_beside(file: Path, why: str) -> Path:
    """Copy a database to a file beside it, whose name says when and why. Says which."""
    to = file.with_name(f"{file.name}.{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z.{why}")
    copy_of(file, to)
    return to


def look_through(file: Path) -> None:
    """Look at every page and row of a SQLite file. Raises Damaged."""
    try:
        with closing(_open(file)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from error
    if said != ["ok"]:
        raise Damaged("; ".join(said))
    if lost:
        raise Damaged(f"{len(lost)} rows belong to rows that are not there")


def _open(file: Path) -> sqlite3.Connection:
    """A file that is there; none is made."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def on_disk(file: Path) -> None:
    """Wait until the disk has a file and its name."""
    for path, how in ((file, os.O_RDWR), (file.parent, os.O_RDONLY)):
        handle = os.open(path, how | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
