"""The rows behind coming back: people, their phones and computers, ways in, and what was done."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment

RowNumber = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only what it calls INTEGER


class PersonRecord(Base):
    """Someone who uses the service. No name, no address: only a role."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Moment)


class DeviceRecord(Base):
    """One browser that may open what a person holds. Its cookie is kept only as a hash.

    `own`: it is the person's own, and keeps the plan for when there is no signal. `locked`: `left` after the way out
    was taken, `idle` after too long without a touch, None while it is open. `code_hash` is the keyed hash of the code
    that opens it again, `code_wrong` how often a wrong one was typed since and `wrong_at` when last; `idle_minutes`
    after how long it locks. `coded_at` is when a code was first chosen, `code_since` since when it is this one.
    Of somebody with an account, `proved` says by what they signed in on it (`passkey` or `code`; None: by nothing yet);
    of staff of a clinic, `used_at` is when it was last used and `until` when it ends by itself.
    """

    __tablename__ = "device"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    seen_on: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    own: Mapped[bool] = mapped_column(default=False)
    locked: Mapped[str | None] = mapped_column(String(8))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    coded_at: Mapped[datetime | None] = mapped_column(Moment)
    code_since: Mapped[datetime | None] = mapped_column(Moment)
    code_wrong: Mapped[int] = mapped_column(default=0)
    wrong_at: Mapped[datetime | None] = mapped_column(Moment)
    idle_minutes: Mapped[int | None]
    proved: Mapped[str | None] = mapped_column(String(8))
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)


class WayInRecord(Base):
    """A link, a code to type, or a code on paper, by which one more device may come in once.

    `name` is the first group of a code, which is no secret. `wrong` counts wrong guesses at it. `made_on` is the device
    it was made on or shown on, by its id: whoever ends that device ends what it may have written down.
    """

    __tablename__ = "way_in"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(8), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    wrong: Mapped[int] = mapped_column(default=0)
    made_on: Mapped[str | None] = mapped_column(String(32), index=True)


class ApiTokenRecord(Base):
    """A key by which a program of the person's own may do some things. Shown once, kept only as a hash.

    `scopes` are words of `access.SCOPES` with blanks between; `label`, sealed, is what the person calls it.
    `made_on` is the device, or the other token, that asked for it, by its id: whoever ends that ends this.
    """

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(60))
    label: Mapped[bytes] = mapped_column(LargeBinary)
    made_on: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Moment)
    used_on: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class AuditRecord(Base):
    """One thing that was done: who, what, when; never what was in it.

    `chain` is the id of the person who holds the plan; it stays when everything else of theirs is deleted. Each
    entry's `mac` covers the one before it in its chain.
    """

    __tablename__ = "audit"
    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    chain: Mapped[str] = mapped_column(String(32))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(Moment)
    person: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16))
    device: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(40))
    mac: Mapped[str] = mapped_column(String(64))
