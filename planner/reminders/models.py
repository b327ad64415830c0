"""The rows of reminders: how somebody can be reached, what they chose, what is to be sent, and what became of it.

Whoever has the tables alone learns that somebody is reminded, by what kind of way, when, and whether it arrived: no
address, no step and no word.
"""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class ChannelRecord(Base):
    """One way to reach one person. `kind` is one of `channels.KINDS`; `told`, sealed, is its address as JSON.

    `address_hash` is a keyed hash of that, by which the same one is found again; `device` the device it was made on,
    where the way is that device itself. `daily`: it takes ordinary reminders too, not last safe days alone. `test`,
    sealed, is the number that was sent to try it, `tested_at` when and `proven_at` when its owner said it.
    `taken_at` is when it took something last. `failing_since` is set while it takes nothing; `dead` says in a word
    why nothing is sent to it any more, and is empty while something is. One that has ended keeps no address.
    """

    __tablename__ = "channel"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    told: Mapped[bytes] = mapped_column(LargeBinary)
    address_hash: Mapped[str] = mapped_column(String(64), index=True)
    device: Mapped[str | None] = mapped_column(String(32))
    daily: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    test: Mapped[bytes | None] = mapped_column(LargeBinary)
    tested_at: Mapped[datetime | None] = mapped_column(Moment)
    proven_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    dead: Mapped[str] = mapped_column(String(24), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    def opened(self, column: str = "told") -> Any:
        """What is sealed in `told` or `test`. Raises CannotOpen."""
        return json.loads(unseal(getattr(self, column), Where("channel", self.id, column)))

    def lock(self, told: Any, column: str = "told") -> None:
        """Seal another address, or another number to try it."""
        setattr(self, column, seal(json.dumps(told), Where("channel", self.id, column)))

    def let_go(self) -> None:
        """Keep no address any more, nor anything by which one could be found again."""
        self.lock({})
        self.address_hash, self.test = "", None


class RemindedRecord(Base):
    """What one person chose for all that is sent to them. `told` is the sealed JSON object of `choices.Choices`.

    `id` is that of the person.
    """

    __tablename__ = "reminded"

    id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    told: Mapped[bytes] = mapped_column(LargeBinary)

    def opened(self) -> Any:
        """What is sealed in `told`. Raises CannotOpen."""
        return json.loads(unseal(self.told, Where("reminded", self.id, "told")))

    def lock(self, told: Any) -> None:
        """Seal other choices."""
        self.told = seal(json.dumps(told), Where("reminded", self.id, "told"))


class WatchedPlanRecord(Base):
    """A plan of which somebody is reminded. `look_at`: when days that passed may have changed something in it; None
    while nothing is due at all."""

    __tablename__ = "watched_plan"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    look_at: Mapped[datetime | None] = mapped_column(Moment, index=True)


class NoticeRecord(Base):
    """One thing to be said to somebody about one plan, worked out from it and rewritten with it.

    `id` is made from the plan's secret, whom it is for and its slot, so it is the same however often it is worked out.
    `to` is `owner`, `clinic`, or the id of a share; `share_id` the same share. What is sent to try one way is about no
    plan: it has a `channel_id`, and `to` is empty. `kind` is one of `policy.KINDS`, `day` its day where they live.
    It is due at `due_at` and not sent from `stale_at` on. `at` is when the sender looks at it next, None once it is
    done with; whoever takes it up moves `at` on, so that it is taken up again if they die, and writes their name into
    `taken_by`. `version` is that of the plan it was worked out from. `outcome` is
    empty while it waits, `sent`, or in a word why it was not sent. `seen_at` is when its reader said that they saw it.
    `said` has the marks of the last safe days that it told of (see `rewriting.mark_of`), with blanks between them, and
    `told_on` is the first day on which it was sent by any way.
    """

    __tablename__ = "notice"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    channel_id: Mapped[str | None] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    to: Mapped[str] = mapped_column(String(32))
    share_id: Mapped[str | None] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    day: Mapped[date]
    due_at: Mapped[datetime] = mapped_column(Moment)
    stale_at: Mapped[datetime] = mapped_column(Moment)
    at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    version: Mapped[int]
    taken_by: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(24), default="")
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    said: Mapped[str] = mapped_column(Text, default="")
    told_on: Mapped[date | None]


class MessageRecord(Base):
    """What became of one notice on one way. `id` names the message itself: the same each time it is sent.

    `outcome` is empty while it is to be tried again, `sent`, or in a word why not; `receipt` what the other side said.
    """

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("notice_id", "channel_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"))
    channel_id: Mapped[str] = mapped_column(ForeignKey("channel.id", ondelete="CASCADE"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(24), default="")
    receipt: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(Moment)


class TallyRecord(Base):
    """How often something became of messages on one day: for whoever runs the service, and about nobody."""

    __tablename__ = "tally"

    day: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(24), primary_key=True)
    why: Mapped[str] = mapped_column(String(24), primary_key=True)
    count: Mapped[int]
