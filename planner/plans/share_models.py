"""The rows of sharing: what one other person may see of a plan, when they looked, and what they keep for themselves.

Whoever has the tables alone learns that a plan is shared, since when and until when, and when somebody looked: no name,
no step and no word.
"""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class ShareRecord(Base):
    """What one other person may see of one plan.

    `choices` is the sealed JSON object of what its owner calls them and of `sharing.Rights`. `until` is the last day on
    which it holds, None: for as long as the owner wants. `counted_on` is the day windows are counted from there: it
    moves on only with what can be seen. `accepted_at` is None until they came in.
    """

    __tablename__ = "share"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    choices: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[date | None]
    counted_on: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    def opened(self) -> Any:
        """What is sealed in `choices`. Raises CannotOpen."""
        return json.loads(unseal(self.choices, Where("share", self.id, "choices")))

    def lock(self, told: Any) -> None:
        """Seal what they are called and may see."""
        self.choices = seal(json.dumps(told), Where("share", self.id, "choices"))


class ShareLookRecord(Base):
    """That somebody with whom a plan is shared looked at it, noted at most once an hour, for its owner alone."""

    __tablename__ = "share_look"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    share_id: Mapped[str] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)


class PartnerStepRecord(Base):
    """What somebody keeps about one step that is shared with them: theirs alone, until they choose to tell it.

    `id` is made from the person and the step, so it tells neither. `words` is a sealed JSON object: `code` of the step,
    empty for what they want to ask about no step in particular; `done`, a day or null; their `words`; and whether they
    `tell` them to the owner of the plan. It goes with the person, not with the plan.
    """

    __tablename__ = "partner_step"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)

    def opened(self) -> Any:
        """What is sealed in `words`. Raises CannotOpen."""
        return json.loads(unseal(self.words, Where("partner_step", self.id, "words")))

    def lock(self, told: Any) -> None:
        """Seal what they keep."""
        self.words = seal(json.dumps(told), Where("partner_step", self.id, "words"))
