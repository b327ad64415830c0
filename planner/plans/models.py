"""The rows of a plan: what was told, sealed, and one small row of what must be searched."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class PlanRecord(Base):
    """What one person told us, and since when. Windows and states are never kept: they follow from this.

    `answers` is the sealed JSON object of answers; `secret`, sealed too, names days and steps outside. `asked_on` is
    the day the answers were last confirmed, `as_of` the day whose guidance the plan keeps, `refused_as_of` the day
    of newer guidance that was shown and not accepted. `made_on` is None while the first questions are still asked.
    `looked_on` is the last day up to which it was noted what the passing of days changed, `unseen` the number of the
    first such change its owner has not put away yet (0: none). `resting_since` is set during a break. `story` names a
    demo plan and is empty for all others.

    `adjusted` is the sealed JSON object of what a clinic decided for this plan (see `facts.CLINIC`), None where it
    decided nothing. `noted_on` is the last day on which days passing changed what applies. `enrolment_id` is that of
    the clinic it is reviewed by, by its id.
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
    looked_on: Mapped[date]
    resting_since: Mapped[date | None]
    adjusted: Mapped[bytes | None] = mapped_column(LargeBinary)
    noted_on: Mapped[date | None]
    enrolment_id: Mapped[str | None] = mapped_column(String(32))
    unseen: Mapped[int] = mapped_column(default=0)
    version: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(Moment)
    story: Mapped[str] = mapped_column(String(40), default="")

    def opened(self, column: str) -> str:
        """What is sealed in `answers`, `secret` or `adjusted`. Raises CannotOpen."""
        sealed: bytes = getattr(self, column)
        return unseal(sealed, Where("plan", self.id, column))

    def lock(self, column: str, words: str) -> None:
        """Seal words into `answers`, `secret` or `adjusted`."""
        setattr(self, column, seal(words, Where("plan", self.id, column)))


class ChangeRecord(Base):
    """One change of a plan's facts: when, what kind, and, sealed, what stood there before and after.

    `number` is the version of the plan that it made, `day` the day where the person lives. `patch` is the sealed JSON
    object of `facts.Patch`; for a change by days passing, of `passed.Passed`. `share_id` is set where somebody else
    made it, with whom the plan is shared; `member` where staff of a clinic made it, by the id of their membership.
    """

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    day: Mapped[date]
    action: Mapped[str] = mapped_column(String(40))
    share_id: Mapped[str | None] = mapped_column(ForeignKey("share.id", ondelete="SET NULL"), index=True)
    member: Mapped[str | None] = mapped_column(String(32))
    patch: Mapped[bytes] = mapped_column(LargeBinary)

    def opened(self) -> Any:
        """What is sealed in `patch`. Raises CannotOpen."""
        return json.loads(unseal(self.patch, Where("change", self.id, "patch")))

    def lock(self, patch: Any) -> None:
        """Seal a patch."""
        self.patch = seal(json.dumps(patch), Where("change", self.id, "patch"))


class NoteRecord(Base):
    """A person's own words beside one step. `id` is made from the plan's secret and the step, so it tells neither."""

    __tablename__ = "note"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)

    def opened(self) -> str:
        """The words. Raises CannotOpen."""
        return unseal(self.words, Where("note", self.id, "words"))

    def lock(self, words: str) -> None:
        """Seal other words."""
        self.words = seal(words, Where("note", self.id, "words"))


class NicknameRecord(Base):
    """What a person calls one step in calendars. `id` is made from the plan's secret and the step, so it tells neither.

    `words` is a sealed JSON list: the code of the step, and the person's own words.
    """

    __tablename__ = "nickname"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)

    def opened(self) -> tuple[str, str]:
        """The code of the step, and the words. Raises CannotOpen."""
        code, words = json.loads(unseal(self.words, Where("nickname", self.id, "words")))
        return code, words

    def lock(self, code: str, words: str) -> None:
        """Seal the code and other words."""
        self.words = seal(json.dumps([code, words]), Where("nickname", self.id, "words"))


class TeamQuestionRecord(Base):
    """Something a person wants to ask the team. `words` is a sealed JSON object: the question and, perhaps, its step.

    `asked_on` is the day it was asked; questions stand in the order in which they were added.
    """

    __tablename__ = "team_question"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(Moment)
    asked_on: Mapped[date | None]

    def opened(self) -> Any:
        """What is sealed in `words`. Raises CannotOpen."""
        return json.loads(unseal(self.words, Where("team_question", self.id, "words")))

    def lock(self, told: Any) -> None:
        """Seal a question and, perhaps, its step."""
        self.words = seal(json.dumps(told), Where("team_question", self.id, "words"))


class TeamPhoneRecord(Base):
    """A phone number of the team. `words` is a sealed JSON object: whose it is, and the number.

    Numbers stand in the order in which they were added.
    """

    __tablename__ = "team_phone"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime] = mapped_column(Moment)

    def opened(self) -> Any:
        """What is sealed in `words`. Raises CannotOpen."""
        return json.loads(unseal(self.words, Where("team_phone", self.id, "words")))

    def lock(self, told: Any) -> None:
        """Seal a number and whose it is."""
        self.words = seal(json.dumps(told), Where("team_phone", self.id, "words"))


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
