"""The rows of a clinic: itself, who works there, whose plans it reviews, and what nurses and patients write each other.

Whoever has the tables alone learns how many plans a clinic reviews and since when: no name, no label and no word.
"""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class Told:
    """A row with one sealed JSON object, in `told`."""

    id: Mapped[str]
    told: Mapped[bytes]
    __tablename__: str

    def opened(self) -> Any:
        """What is sealed in `told`. Raises CannotOpen."""
        return json.loads(unseal(self.told, Where(self.__tablename__, self.id, "told")))

    def lock(self, told: Any) -> None:
        """Seal another object."""
        self.told = seal(json.dumps(told), Where(self.__tablename__, self.id, "told"))


class ClinicRecord(Told, Base):
    """A clinic. `told` holds its name, phone numbers, opening days and join code; `join_hash` finds it by that code.

    `story` names a demo clinic and is empty for all others.
    """

    __tablename__ = "clinic"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[str] = mapped_column(String(16))
    told: Mapped[bytes] = mapped_column(LargeBinary)
    join_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    story: Mapped[str] = mapped_column(String(40), default="")


class MembershipRecord(Told, Base):
    """Somebody who works at a clinic: their role stands with the person. `told` holds the name colleagues know."""

    __tablename__ = "membership"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    told: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class EnrolmentRecord(Told, Base):
    """One plan that a clinic reviews. `told` holds the label nurses know it by and what they may see.

    `member` is the membership that enrolled it, by its id; None where the patient joined with the code. `accepted_at`
    is None until the patient has opened it.
    """

    __tablename__ = "enrolment"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    told: Mapped[bytes] = mapped_column(LargeBinary)
    member: Mapped[str | None] = mapped_column(String(32))
    made_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ClinicNoteRecord(Told, Base):
    """Words between a clinic and a patient. `told` holds them and, perhaps, the code of a step.

    `member` is who of the clinic wrote them, None where the patient did. `answered_at`: somebody of the clinic has
    answered them or needs not.
    """

    __tablename__ = "clinic_note"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    told: Mapped[bytes] = mapped_column(LargeBinary)
    member: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


class SnoozeRecord(Told, Base):
    """That a plan need not be looked at until a day. `told` holds the reason; `ended_at` when it was taken back."""

    __tablename__ = "snooze"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    member: Mapped[str] = mapped_column(String(32))
    told: Mapped[bytes] = mapped_column(LargeBinary)
    until: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class ProtocolRecord(Told, Base):
    """What a clinic does differently from one day on: its protocol, number by number, never edited.

    `told` holds it as `guidance.protocol` reads it; `member` signed it.
    """

    __tablename__ = "protocol"
    __table_args__ = (UniqueConstraint("clinic_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"))
    number: Mapped[int]
    begins: Mapped[date]
    told: Mapped[bytes] = mapped_column(LargeBinary)
    member: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(Moment)
