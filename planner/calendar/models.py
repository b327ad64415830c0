"""The rows of calendars that programs keep up to date: what each shows and to whom, its address, and what it showed.

Whoever has the tables alone learns that a plan has calendars, when each was made, tried and fetched by which family of
programs, and how often it changed: no day, no word, no choice and no address. An address is kept as a hash, what it
answers is locked with a key that only the address gives, and the rest is sealed.
"""

import json
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class FeedRecord(Base):
    """One calendar of a plan. What it shows is written anew with every change of the facts.

    `kind` is `feed`, or `file` for the days that were downloaded: that one has no address and no choices, and there is
    one of it for each plan. `choices`, sealed, is the JSON object of `choices.Choices`; `key`, sealed, locks what its
    address answers. `version` grows whenever anything that can be seen changes. New events count from `floor` on, which
    only a restore moves up. `test`, sealed, is the number of the entry that was put in to try it, `tested_on` its day
    and `proven_on` the day its owner saw it. `health`: whether it is noted which program fetched it last. `share_id` is
    set where it belongs to somebody with whom the plan is shared, and holds only what they may see.
    """

    __tablename__ = "feed"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    share_id: Mapped[str | None] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    choices: Mapped[bytes] = mapped_column(LargeBinary)
    key: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int]
    floor: Mapped[int] = mapped_column(default=0)
    test: Mapped[bytes | None] = mapped_column(LargeBinary)
    tested_on: Mapped[date | None]
    proven_on: Mapped[date | None]
    health: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    def opened(self, column: str) -> str:
        """What is sealed in `choices`, `key` or `test`. Raises CannotOpen."""
        sealed: bytes = getattr(self, column)
        return unseal(sealed, Where("feed", self.id, column))

    def lock(self, column: str, words: str) -> None:
        """Seal words into `choices`, `key` or `test`."""
        setattr(self, column, seal(words, Where("feed", self.id, column)))


class FeedAddressRecord(Base):
    """All that a program needs to be answered, in one row. Moments are seconds since 1970, so that nothing is parsed.

    `content` is the calendar, locked with the key that the token gives; `etag` names these very bytes, `modified` is
    when they last changed. From `look_at` on the calendar wants a look before it answers: days have passed. From
    `gone_at` on nothing is here any more; until then an address that has ended says so. `fetches` is a JSON object, by
    family of program the hour of its last fetch and the version it got; None where that is not noted. `used_at` is when
    it was first fetched, whatever is noted: from then on nobody is shown it again.
    """

    __tablename__ = "feed_address"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"), index=True)
    etag: Mapped[str] = mapped_column(String(32))
    modified: Mapped[int] = mapped_column(BigInteger)
    look_at: Mapped[int | None] = mapped_column(BigInteger)
    gone_at: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int]
    fetches: Mapped[str | None] = mapped_column(String(1000))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FeedEventRecord(Base):
    """The ledger: one event of one calendar, and how often what can be seen of it has changed. Kept until that ends.

    `digest` is a keyed hash of what can be seen, `days` the sealed JSON list of its first and last day, so that it can
    be cancelled without a word once the plan does not hold it any more. `cancelled_on` is the day it was withdrawn;
    from 30 days after on it is `dropped` and not written. Should it come back, its count goes on.
    """

    __tablename__ = "feed_event"
    __table_args__ = (UniqueConstraint("feed_id", "uid"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    feed_id: Mapped[str] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    sequence: Mapped[int]
    modified: Mapped[datetime] = mapped_column(Moment)
    cancelled_on: Mapped[date | None]
    dropped: Mapped[bool]
    days: Mapped[bytes] = mapped_column(LargeBinary)

    def opened(self) -> tuple[date, date | None]:
        """The first day, and the last of several. Raises CannotOpen."""
        first, last = json.loads(unseal(self.days, Where("feed_event", self.id, "days")))
        return date.fromisoformat(first), date.fromisoformat(last) if last else None

    def lock(self, first: date, last: date | None) -> None:
        """Seal the days."""
        told = json.dumps([first.isoformat(), last.isoformat() if last else None])
        self.days = seal(told, Where("feed_event", self.id, "days"))
