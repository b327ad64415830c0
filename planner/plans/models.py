"""The rows of a plan: what was told, sealed, and one small row of what must be searched."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class PlanRecord(Base):
    """What one person told us, and since when. Windows and states are never kept: they follow from this.

    `answers` is the sealed JSON object of answers; `secret`, sealed too, names days and steps outside. `asked_on` is
    the day the answers were last confirmed, `as_of` the day whose guidance the plan keeps, `refused_as_of` the day
    of newer guidance that was shown and not accepted. `made_on` is None while the first questions are still asked.
    `story` names a demo plan and is empty for all others.
    """

    __tablename__ = "plan"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    answers: Mapped[bytes] = mapped_column(LargeBinary)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    asked_on: Mapped[date]
    as_of: Mapped[date]
    refused_as_of: Mapped[date | None]
    made_on: Mapped[date | None]
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    story: Mapped[str] = mapped_column(String(40), default="")

    def opened(self, column: str) -> str:
        """What is sealed in `answers` or `secret`. Raises CannotOpen."""
        sealed: bytes = getattr(self, column)
        return unseal(sealed, Where("plan", self.id, column))

    def lock(self, column: str, words: str) -> None:
        """Seal words into `answers` or `secret`."""
        setattr(self, column, seal(words, Where("plan", self.id, column)))


class SummaryRecord(Base):
    """What of a plan must be searched and sorted by, worked out from its facts: rebuilt at any time, never edited.

    `last_safe` is the next last safe day still to come, `counted_on` the day it was worked out for, `version` and
    `guidance` (a digest) what it was worked out from.
    """

    __tablename__ = "summary"

    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), primary_key=True)
    last_safe: Mapped[date | None] = mapped_column(index=True)
    counted_on: Mapped[date]
    version: Mapped[int]
    guidance: Mapped[str] = mapped_column(String(16))
