"""The rows of reviewing: one for each plan on a roster, and decisions for many plans at once."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from planner.clinics.models import Told
from planner.db import Base, Moment


class RosterRecord(Told, Base):
    """One plan as a roster lists it, worked out from its facts: rebuilt at any time, never edited.

    `standing` is `look` (it needs a look), `on-course` or `snoozed` (until the day in `until`). `urgency` is the day
    number (of `date.toordinal`) of the nearest last safe day nobody has answered for, or `NO_DAY`. `unsigned` and
    `unanswered` count down: minus how many changes nobody signed, and minus how many questions nobody answered, so
    that one order sorts all three. `told` holds what the row shows; `counted_on` is the day it was worked out for.
    """

    __tablename__ = "roster"
    __table_args__ = (
        Index("ix_roster_by_risk", "clinic_id", "standing", "urgency", "unsigned", "unanswered", "id"),
        Index("ix_roster_snoozed", "clinic_id", "standing", "until"),
    )

    id: Mapped[str] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    clinic_id: Mapped[str] = mapped_column(String(32))
    standing: Mapped[str] = mapped_column(String(12))
    urgency: Mapped[int]
    unsigned: Mapped[int]
    unanswered: Mapped[int]
    until: Mapped[date | None]
    counted_on: Mapped[date]
    told: Mapped[bytes] = mapped_column(LargeBinary)


class ChangeSetRecord(Told, Base):
    """One way in which newer guidance, or a newer protocol, touches plans of a clinic; a lead reviews it once.

    `digest` is that of the difference, the same for every plan it touches; `told` holds the difference. `decided` is
    empty until a lead decided: `applied` or `kept` (as it was).
    """

    __tablename__ = "change_set"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    told: Mapped[bytes] = mapped_column(LargeBinary)
    found_at: Mapped[datetime] = mapped_column(Moment)
    decided: Mapped[str] = mapped_column(String(8), default="")
    member: Mapped[str | None] = mapped_column(String(32))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)


class TouchedRecord(Base):
    """One plan that a change set touches. `done_at`: it was applied to it, or passed over for the reason `why_not`."""

    __tablename__ = "touched"

    change_set_id: Mapped[str] = mapped_column(ForeignKey("change_set.id", ondelete="CASCADE"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(
        ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    version: Mapped[int]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    why_not: Mapped[str] = mapped_column(String(20), default="")
