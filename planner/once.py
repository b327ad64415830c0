"""Each change happens once, however often it is sent: a form sent twice, or sent again after a lost answer.

Every form carries a key of its own. The key and what came of it are kept in the same transaction as the change.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, String, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.db import Base, Moment, db, transaction
from planner.errors import AheadError, NothingHere
from planner.marked import N_
from planner.sealed import keyed_hash
from planner.tokens import hash_of

SHORTEST, LONGEST = 16, 128
PURPOSE = "once"
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class OnceRecord(Base):
    """A key that was used: by whom, for what, a keyed hash of what was sent with it, and what came of it."""

    __tablename__ = "once"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    sent_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)


CAME_TO = (
    update(OnceRecord)
    .where(OnceRecord.key_hash == bindparam("used"))
    .values(outcome=bindparam("came_to"), person_id=bindparam("whose"))
)


class UsedForAnother(AheadError):
    """A key came a second time with other words. Nothing of the second was kept."""

    def __init__(self) -> None:
        super().__init__(
            N_("This page was already sent once, with other words."),
            N_("What was sent first is kept. Open the page again to change it."),
        )


class NoKey(AheadError):
    """A change came without a key of its own, or with one that cannot be one."""

    def __init__(self) -> None:
        super().__init__(
            N_("Something in what was sent did not reach us whole."), N_("Open the page again and try once more.")
        )


@dataclass(slots=True)
class Change:
    """One change under way. `repeated`: it was made before, and `outcome` is what came of it then."""

    session: Session
    repeated: bool
    outcome: str = ""
    person: str | None = None


@contextmanager
def change(key: str, *, by: str | None, action: str, sent: str, now: datetime) -> Iterator[Change]:
    """One transaction that happens once for its key.

    `by` is the person's id, None when there is no person yet (set `change.person` then, once there is). Set
    `change.outcome`, at most 200 letters and nothing secret. Raises NoKey and UsedForAnother.
    """
    if not SHORTEST <= len(key) <= LONGEST or not key.isascii():
        raise NoKey
    # What is sent has few forms, so its hash is made with the random key of the form, kept nowhere, and a key of ours.
    key_hash, sent_hash = _name_of(key, by), keyed_hash(f"{key} {action} {sent}", PURPOSE)
    with transaction() as session:
        if _take(session, key_hash=key_hash, person_id=by, action=action, sent_hash=sent_hash, outcome="", at=now):
            under_way = Change(session, False, "", by)
            yield under_way
            if (under_way.outcome, under_way.person) != ("", by):
                session.flush()  # the person may be new
                came_to = {"used": key_hash, "came_to": under_way.outcome, "whose": under_way.person}
                session.connection().execute(CAME_TO, came_to)
            return
        kept = session.get(OnceRecord, key_hash)
        if kept is None:  # used at this moment by somebody who has deleted everything with it
            raise NothingHere
        if kept.sent_hash != sent_hash:
            raise UsedForAnother
        yield Change(session, True, kept.outcome, kept.person_id)


def was_used(key: str, *, by: str | None, action: str = "") -> bool:
    """Whether this, or anything at all, was done with this key. What a person did is forgotten with the person; what
    nobody did, never."""
    query = select(OnceRecord.action).where(OnceRecord.key_hash == _name_of(key, by))
    if action:
        query = query.where(OnceRecord.action == action)
    return db.session.scalars(query).first() is not None


@lru_cache
def _taking(dialect: str) -> Any:
    """The statement that takes a key, made once: making it takes longer than doing it."""
    return INSERTS[dialect](OnceRecord.__table__).on_conflict_do_nothing().returning(OnceRecord.key_hash)


def _name_of(key: str, by: str | None) -> str:
    return hash_of(f"{by or ''} {key}")


def _take(session: Session, **values: object) -> bool:
    """Whether the key is ours to use. Whoever sends it at the same moment waits here until we are done."""
    connection = session.connection()
    try:
        taken = connection.execute(_taking(connection.dialect.name), values)
    except IntegrityError as error:  # the person is gone
        raise NothingHere from error
    return taken.first() is not None
