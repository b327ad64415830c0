"""The row of a signature: who signed which content of a plan, and when. Never edited; the newest counts."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.db import Base, Moment
from planner.sealed import Where, seal, unseal


class SignOffRecord(Base):
    """One signature under a plan. `digest` is that of the content (see `signoff`), `content` the content, sealed, so
    that what changed since can be shown. It counts only for the enrolment it was made under: another clinic, or the
    same after somebody left and came again, has checked nothing yet. `member` is the membership that signed, by its id;
    `number` the version of the plan they saw; `day` the day where the person lives."""

    __tablename__ = "sign_off"
    __table_args__ = (UniqueConstraint("enrolment_id", "number", "digest"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[str] = mapped_column(String(32))
    member: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    day: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)

    def opened(self) -> Any:
        """What is sealed in `content`. Raises CannotOpen."""
        return json.loads(unseal(self.content, Where("sign_off", self.id, "content")))

    def lock(self, content: Any) -> None:
        """Seal the content."""
        self.content = seal(json.dumps(content), Where("sign_off", self.id, "content"))
