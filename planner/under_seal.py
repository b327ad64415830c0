"""Everything that is kept sealed, in one list: to try whether it opens, and to seal it again with a new key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, LargeBinary, and_, func, inspect, literal, or_, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from planner.accounts.account_models import AccountRecord, PasskeyRecord
from planner.accounts.models import ApiTokenRecord
from planner.calendar.models import FeedEventRecord, FeedRecord
from planner.clinics.models import (
    ClinicNoteRecord,
    ClinicRecord,
    EnrolmentRecord,
    MembershipRecord,
    ProtocolRecord,
    SnoozeRecord,
)
from planner.db import Base, db, transaction
from planner.errors import AheadError
from planner.plans.models import (
    ChangeRecord,
    NicknameRecord,
    NoteRecord,
    PlanRecord,
    TeamPhoneRecord,
    TeamQuestionRecord,
)
from planner.plans.share_models import PartnerStepRecord, ShareRecord
from planner.plans.sign_off_models import SignOffRecord
from planner.reminders.models import ChannelRecord, RemindedRecord
from planner.review.models import ChangeSetRecord, RosterRecord
from planner.sealed import FORM, CannotOpen, Where, add_key, key_name_of, keys, keys_in, seal, unseal

BATCH = 200  # rows sealed again in one transaction: others wait for it only for a moment

# Every record with sealed columns, by name. The name of the row is its `id`. A new sealed column is added here.
SEALED: tuple[tuple[type[Base], tuple[str, ...]], ...] = (
    (PlanRecord, ("answers", "secret", "adjusted")),
    (ChangeRecord, ("patch",)),
    (NoteRecord, ("words",)),
    (TeamQuestionRecord, ("words",)),
    (TeamPhoneRecord, ("words",)),
    (ApiTokenRecord, ("label",)),
    (AccountRecord, ("told",)),
    (PasskeyRecord, ("name",)),
    (NicknameRecord, ("words",)),
    (ShareRecord, ("choices",)),
    (PartnerStepRecord, ("words",)),
    (FeedRecord, ("choices", "key", "test")),
    (FeedEventRecord, ("days",)),
    (SignOffRecord, ("content",)),
    (ClinicRecord, ("told",)),
    (MembershipRecord, ("told",)),
    (EnrolmentRecord, ("told",)),
    (ClinicNoteRecord, ("told",)),
    (SnoozeRecord, ("told",)),
    (ProtocolRecord, ("told",)),
    (RosterRecord, ("told",)),
    (ChangeSetRecord, ("told",)),
    (ChannelRecord, ("told", "test")),
    (RemindedRecord, ("told",)),
)


class NotKnown(AheadError):
    """Whether keys are needed cannot be known, so none are made."""

    def __init__(self) -> None:
        super().__init__(
            "There is no file of keys, and the database does not say whether it holds what they open.",
            "Start the database, or put the file of keys back, and try again.",
        )


def something_is_sealed() -> bool:
    """Whether the database holds anything that needs keys; one without our tables does not. Raises NotKnown."""
    try:
        with db.engine.connect() as connection:
            there = inspect(connection).get_table_names()
            kept = [record.__table__ for record, _ in SEALED if record.__tablename__ in there]
            return any(connection.execute(select(table.c.id).limit(1)).first() for table in kept)
    except SQLAlchemyError as error:
        raise NotKnown from error


class Sealing(NamedTuple):
    """How far sealing again has come: the key that now seals, rows done in this run, and rows still to do."""

    key: str
    done: int
    left: int


class Stopped(AheadError):
    """One row does not open, so it cannot be sealed again. What was sealed again before it stays so."""

    def __init__(self, table: str, row: str, error: AheadError) -> None:
        super().__init__(f"Stopped at {table} {row}. {error.what_happened}", f"{error.what_to_do} Then say it again.")


def opens_at_all() -> bool:
    """Whether the keys are those of what is kept: the first and the last row are tried. Raises nothing.

    One damaged value does not count, as long as another opens: that is one person's trouble and not everybody's.
    """
    try:
        held = keys()
        with db.engine.connect() as connection:
            found = list(_first_and_last(connection))
        for name in (held.current, *(key_name_of(sealed) for sealed, _ in found)):
            held.key(name)
    except (CannotOpen, SQLAlchemyError):
        return False
    return not found or any(_opens(*one) for one in found)


def try_samples(connection: Connection) -> int:
    """Open one value of each sealed column under every key named there. How many keys; raises CannotOpen."""
    tried = set()
    for record, columns in SEALED:
        table = record.__table__
        for column in columns:
            named = func.substr(table.c[column], len(FORM) + 1, 4)
            filled = table.c[column].is_not(None)
            for name in connection.scalars(select(named).where(filled).distinct()).all():
                for row, sealed in connection.execute(
                    select(table.c.id, table.c[column]).where(named == name).limit(1)
                ):
                    unseal(sealed, Where(record.__tablename__, row, column))
                tried.add(name)
    return len(tried)


def seal_again(folder: Path) -> Iterator[Sealing]:
    """Make a new key and seal everything with it, a batch at a time. Says after each batch how far it is.

    What an earlier run left undone is done first, with the key that run had made: then no other key is made. Others
    go on writing meanwhile; from the first moment what they write is sealed with the new key. The older keys stay.
    Raises Stopped.
    """
    key = keys_in(folder).current
    if not _left(db.session(), key):
        key = add_key(folder).current
    done = 0
    while True:
        for record, columns in SEALED:
            after: str | None = ""
            while after is not None:
                with transaction() as session:
                    count, after = _seal_some(session, record, columns, key, after)
                if count:
                    done += count
                    yield Sealing(key, done, _left(db.session(), key))
        with transaction() as session:
            _wait_for_writers(session)
            left = _left(session, key)
        if not left:
            break
    if not done:
        yield Sealing(key, 0, 0)


def _first_and_last(connection: Connection) -> Iterator[tuple[bytes, Where]]:
    for record, columns in SEALED:
        table = record.__table__
        wanted = select(table.c.id, *(table.c[column] for column in columns)).limit(1)
        for order in (table.c.id, table.c.id.desc()):
            for row, *values in connection.execute(wanted.order_by(order)):
                for column, sealed in zip(columns, values, strict=True):
                    if sealed is not None:
                        yield sealed, Where(record.__tablename__, row, column)


def _opens(sealed: bytes, where: Where) -> bool:
    try:
        unseal(sealed, where)
    except CannotOpen:
        return False
    return True


def _seal_some(
    session: Session, record: type[Base], columns: tuple[str, ...], key: str, after: str
) -> tuple[int, str | None]:
    """Seal the next rows by id again, in the caller's transaction. How many, and the last id; None at the end."""
    row_id: Any = record.__table__.c.id
    query = select(record).where(row_id > after, _older(record, columns, key)).order_by(row_id).limit(BATCH)
    rows: list[Any] = list(session.scalars(query.with_for_update()))
    for row in rows:
        for column in columns:
            where = Where(record.__tablename__, row.id, column)
            if getattr(row, column) is None:
                continue
            try:
                setattr(row, column, seal(unseal(getattr(row, column), where), where))
            except CannotOpen as error:
                raise Stopped(where.table, row.id, error) from error
    return len(rows), rows[-1].id if len(rows) == BATCH else None


def _left(session: Session, key: str) -> int:
    """How many rows hold something that is sealed with another key."""
    return sum(
        session.scalar(select(func.count()).select_from(record).where(_older(record, columns, key))) or 0
        for record, columns in SEALED
    )


def _older(record: type[Base], columns: tuple[str, ...], key: str) -> Any:
    """The condition that one of these columns is sealed with another key than this."""
    name = literal(bytes.fromhex(key), LargeBinary)
    held = [record.__table__.c[column] for column in columns]
    return or_(*(and_(column.is_not(None), func.substr(column, len(FORM) + 1, 4) != name) for column in held))


def _wait_for_writers(session: Session) -> None:
    """Whoever sealed something with an older key, and has not kept it yet, ends first. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        for record, _ in SEALED:
            session.execute(text(f"LOCK TABLE {record.__tablename__} IN EXCLUSIVE MODE"))
