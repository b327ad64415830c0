"""Where things are kept: one database, written by one change at a time, and only acknowledged once it is on disk.

SQLite by default, PostgreSQL by setting: the same tables and the same code.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult
from sqlalchemy import URL, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from planner.config import SettingsError
from planner.errors import AheadError
from planner.marked import N_

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WRITES = "ahead_writes"  # the execution option of a connection that is about to write
PATIENCE = 30  # seconds a change waits for a lock that something outside this service holds
NO_DATABASE = (
    "The setting DATABASE_URL cannot be used.",
    "Write it such as postgresql://ahead@localhost/ahead, or leave it out for a file in INSTANCE.",
)
NO_FOLDER = ("The setting INSTANCE cannot be used.", "It has to be a folder that can be made or written in.")
REACHED_WITHIN = 10  # seconds in which a PostgreSQL has to answer at all


class Base(DeclarativeBase):
    """What every record is built on. Constraints have names, so that a migration can find them."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A moment, kept in UTC and read back aware of it, whichever database keeps it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment that does not know its zone: it could be any of a day's hours."""
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None or value.tzinfo is None:
            return value and value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


class NotKept(AheadError):
    """The database did not say that it took a change.

    Nothing of it was kept; or, when the database went away in the very moment of keeping it, all of it. So whatever
    is sent again carries the same key (see `once`).
    """

    def __init__(self) -> None:
        super().__init__(
            N_("It could not be kept just now."), N_("Wait a minute and send it again. It is never kept twice.")
        )


def database_url(chosen: str, folder: Path) -> str:
    """The address of the database: the one chosen, with the driver we use, or a file in `folder`.

    The file of a SQLite database is looked for from where the service was started, never from anywhere else. Raises
    SettingsError.
    """
    try:
        url = make_url(chosen) if chosen else URL.create("sqlite", database=str(folder / "ahead.db"))
    except ArgumentError as error:
        raise SettingsError(*NO_DATABASE) from error
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("sqlite", "postgresql+psycopg"):
        raise SettingsError(*NO_DATABASE)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        url = url.set(database=str(Path(url.database).absolute()))
    return url.render_as_string(hide_password=False)


def start_database(app: Flask) -> None:
    """Give the app its database. The settings `DATABASE_URL` and `INSTANCE` say which and where.

    Raises SettingsError.
    """
    folder = Path(app.config["INSTANCE"])
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(*NO_FOLDER) from error
    url = database_url(app.config["DATABASE_URL"], folder)
    waits = (
        {"timeout": PATIENCE} if make_url(url).get_backend_name() == "sqlite" else {"connect_timeout": REACHED_WITHIN}
    )
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # Before a connection is used it is asked whether it still lives, so a database that was restarted is met again.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True, "hide_parameters": True, "connect_args": waits}
    db.init_app(app)
    with app.app_context():
        _take_care(db.engine)


def open_file(file: Path) -> Engine:
    """Another SQLite file, kept with the same care as our own: a backup, or what one is made from."""
    url = URL.create("sqlite", database=str(file.absolute()))
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE})
    _take_care(engine)
    return engine


class QuickReads:
    """Reads of single rows, each thread over a connection of its own that stays open: for what is asked very often.

    Each read sees what is committed in that moment. A connection that fails is thrown away and the read made once more
    over a new one, so a database that was restarted is met again.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine, self.here = engine, threading.local()
        self.is_postgresql = engine.dialect.name == "postgresql"
        self.ask = self._ask_postgresql if self.is_postgresql else self._ask_sqlite

    def row(self, question: str, *values: str) -> tuple[Any, ...] | None:
        """The first row of a SELECT that names its values with `?`. Raises what the driver raises, twice in a row."""
        try:
            return self.ask(question, values)
        except Exception:  # there is none yet, or it is lost
            self._forget()
        self._connect()
        return self.ask(question, values)

    def _ask_sqlite(self, question: str, values: tuple[str, ...]) -> tuple[Any, ...] | None:
        """With the same cursor each time: a new one for each read takes a fifth more of the whole answer."""
        found: tuple[Any, ...] | None = self.here.cursor.execute(question, values).fetchone()
        return found

    def _ask_postgresql(self, question: str, values: tuple[str, ...]) -> tuple[Any, ...] | None:
        """By the least that libpq needs: what a cursor of psycopg does around it costs more than the read itself."""
        libpq, prepared = self.here.connection.pgconn, self.here.prepared
        if question not in prepared:
            prepared[question] = f"quick_{len(prepared)}".encode()
            numbered = question.replace("?", "${}").format(*range(1, len(values) + 1))
            _good(libpq.prepare(prepared[question], numbered.encode()), ExecStatus.COMMAND_OK)
        told = [value.encode() for value in values]
        found = _good(libpq.exec_prepared(prepared[question], told, None, Format.BINARY), ExecStatus.TUPLES_OK)
        if not found.ntuples:
            return None
        self.here.reader.set_pgresult(found)
        row: tuple[Any, ...] = self.here.reader.load_row(0, tuple)
        return row

    def _connect(self) -> None:
        self.here.pooled = pooled = self.engine.raw_connection()
        self.here.connection = pooled.driver_connection
        pooled.detach()  # it is no more one of the few that requests share
        if self.is_postgresql:
            self.here.connection.autocommit = True
            self.here.prepared, self.here.reader = {}, Transformer(self.here.connection)
        else:
            self.here.cursor = self.here.connection.cursor()

    def _forget(self) -> None:
        with suppress(Exception):
            self.here.connection.close()


def _good(answer: PGresult, wanted: ExecStatus) -> PGresult:
    """The answer of PostgreSQL, if it is of the kind that was wanted. Raises psycopg.Error."""
    if answer.status != wanted:
        raise error_from_result(answer)
    return answer


def _take_care(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        _make_private(file_of(engine))
        event.listen(engine, "connect", _careful_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _patient_postgresql)


@contextmanager
def transaction() -> Iterator[Session]:
    """One change, whole or not at all: committed at the end, undone when anything is raised.

    What was read before it is read anew inside it. Commits have reached the disk when this returns. Raises NotKept
    when the database did not take it.
    """
    session = db.session()
    if is_writing(session):
        raise RuntimeError("A change cannot stand inside another: it would wait for itself.")
    with turn_to_write(db.engine):
        try:
            session.rollback()
            session.connection(execution_options={WRITES: True})
            yield session
            session.commit()
        except (OperationalError, InterfaceError) as error:  # the database is away, full or locked
            session.rollback()
            raise NotKept from error
        except BaseException:
            session.rollback()
            raise


def is_writing(session: Session) -> bool:
    """Whether a `transaction()` is under way in this session."""
    return session.in_transaction() and bool(session.connection().get_execution_options().get(WRITES))


def file_of(engine: Engine) -> Path | None:
    """The file of a SQLite database, or None for another database or one in memory."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    return Path(name) if name and name != ":memory:" else None


def _make_private(file: Path | None) -> None:
    """A SQLite file, and with it those it writes beside it, is for nobody else on the machine to read.

    One that is there is not touched: closing a file takes away all locks this process holds on it, and without them
    another process may throw away what has been written.
    """
    if file and not file.exists():
        with suppress(FileExistsError):  # made by another one at this moment
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def _careful_sqlite(connection: Any, _record: Any) -> None:
    """What makes SQLite keep its word: foreign keys hold, and a commit waits until the disk has it."""
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _patient_postgresql(connection: Any, _record: Any) -> None:
    """No change waits for ever for a row that something outside this service holds."""
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its place at once, so that it never finds out half-way that another was first."""
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def turn_to_write(engine: Engine) -> AbstractContextManager[None]:
    """Wait in line for the one place at which the database is written. PostgreSQL keeps its own lines."""
    file = file_of(engine)
    return _turn_at(file.with_name(f"{file.name}.turn")) if file else nullcontext()


@contextmanager
def _turn_at(path: Path) -> Iterator[None]:
    """Wait in line for the one place at which a SQLite file is written.

    SQLite itself lets those who wait sleep and try again, and some wait long. The kernel wakes whoever waits for
    this lock, and lets it go when its holder is killed.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:  # the disk is full, or the folder is gone
        raise NotKept from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
