"""How often an address has sent something, counted in our own database, so that every worker sees the same count."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from limits.storage import Storage
from sqlalchemy import (
    BigInteger,
    Engine,
    Integer,
    String,
    bindparam,
    case,
    create_engine,
    delete,
    event,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.db import PATIENCE, WRITES, Base, db, file_of, turn_to_write

SCHEME = "ahead"
BETWEEN_SWEEPS = 256  # counts by one worker, after which what has run out is taken away
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class LimitRecord(Base):
    """One count: whose (a keyed hash, never an address), how many, and until when, in whole seconds since 1970."""

    __tablename__ = "limit_count"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(BigInteger, index=True)


class CountsInSql(Storage):
    """The store the `limits` library counts in. Needs an app context. Never call it inside a `transaction()`.

    Each count is one statement, so two workers can never both be the last one allowed. A count that a power cut
    loses costs nothing, so a commit does not wait for the disk.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  the base class says it so

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._counted = itertools.count(1)
        self._own: Engine | None = None
        self._opening = threading.Lock()

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """What can go wrong with the database."""
        return (SQLAlchemyError, OSError)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more under the key; the count begins anew when its `expiry` seconds are over."""
        now = int(time.time())
        with self._writing() as connection:
            counted = connection.execute(
                _counting(connection.dialect.name), {"key": key, "count": amount, "ends": now + expiry, "now": now}
            ).scalar_one()
            if next(self._counted) % BETWEEN_SWEEPS == 0:
                # Those that somebody counts just now are theirs: waiting for each other, two could wait for ever.
                over = select(LimitRecord.key).where(LimitRecord.ends <= now).with_for_update(skip_locked=True)
                connection.execute(delete(LimitRecord).where(LimitRecord.key.in_(over)))
        return int(counted)

    def get(self, key: str) -> int:
        """How many are counted under the key."""
        wanted = select(LimitRecord.count).where(LimitRecord.key == key, LimitRecord.ends > int(time.time()))
        with self._engine().connect() as connection:
            return connection.execute(wanted).scalar() or 0

    def get_expiry(self, key: str) -> float:
        """When the count begins anew, in seconds since 1970; now when nothing is counted."""
        with self._engine().connect() as connection:
            ends = connection.execute(select(LimitRecord.ends).where(LimitRecord.key == key)).scalar()
        return max(float(ends or 0), time.time())

    def check(self) -> bool:
        """Whether the database answers."""
        try:
            with self._engine().connect() as connection:
                connection.execute(select(1))
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int:
        """Forget every count. Says how many there were."""
        with self._writing() as connection:
            return connection.execute(delete(LimitRecord)).rowcount

    def clear(self, key: str) -> None:
        """Forget the count under the key."""
        with self._writing() as connection:
            connection.execute(delete(LimitRecord).where(LimitRecord.key == key))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction of its own, taken in turn with whoever else writes to a SQLite file.

        Raises RuntimeError inside a change: it would wait for itself, and what is undone would not be counted.
        """
        session = db.session()
        if session.in_transaction() and session.connection().get_execution_options().get(WRITES):
            raise RuntimeError("Count before a change or after it, not inside it.")
        with turn_to_write(db.engine), self._engine().execution_options(**{WRITES: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL synchronous_commit TO OFF"))
            yield connection

    def _engine(self) -> Engine:
        """The database; a SQLite file through connections of our own, whose commits do not wait for the disk."""
        if file_of(db.engine) is None:
            return db.engine
        with self._opening:
            if self._own is None or self._own.url != db.engine.url:
                self._own = create_engine(db.engine.url, hide_parameters=True, connect_args={"timeout": PATIENCE})
                event.listen(self._own, "connect", _light_sqlite)
                event.listen(self._own, "begin", _begin)
            return self._own


def count_within(session: Session, key: str, expiry: int, now: int) -> int:
    """Count one more under the key, in the caller's transaction: what it undoes is not counted. How many there are in
    the `expiry` seconds that began with the first of them; `now` is in seconds since 1970."""
    told = {"key": key, "count": 1, "ends": now + expiry, "now": now}
    return int(session.execute(_counting(session.get_bind().dialect.name), told).scalar_one())


@lru_cache
def _counting(dialect: str) -> Any:
    """The statement that counts, made once: making it takes longer than doing it."""
    insert = INSERTS[dialect](LimitRecord.__table__)
    fresh, more = LimitRecord.ends <= bindparam("now", type_=BigInteger), insert.excluded
    return insert.on_conflict_do_update(
        index_elements=[LimitRecord.key],
        set_={
            "count": case((fresh, more["count"]), else_=LimitRecord.count + more["count"]),
            "ends": case((fresh, more["ends"]), else_=LimitRecord.ends),
        },
    ).returning(LimitRecord.count)


def _light_sqlite(connection: Any, _record: Any) -> None:
    """NORMAL keeps the file whole through a power cut and may lose the last counts, which is all they are."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")
