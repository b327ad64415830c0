"""When the plans of a clinic were last looked through for something newer, to the end: without it nobody can tell
"nothing newer" from "nobody has looked"."""

from datetime import datetime

from sqlalchemy import select

from planner.clinics.models import ClinicRecord
from planner.db import db, transaction
from planner.logs import failed
from planner.sealed import CannotOpen

LOOKED = "looked_for_newer"  # of what is sealed with the clinic


def last_looked(clinic: str) -> datetime | None:
    """When all plans of a clinic had last been looked at; None where nobody has come to the end yet. Raises
    CannotOpen."""
    record = db.session.get(ClinicRecord, clinic, populate_existing=True)
    written = record.opened().get(LOOKED) if record else None
    return datetime.fromisoformat(written) if written else None


def note_looked(now: datetime, clinic: str = "") -> None:
    """All plans were looked at: of one clinic, or of each that takes part. Raises NotKept."""
    query = select(ClinicRecord.id).where(ClinicRecord.ended_at.is_(None)).order_by(ClinicRecord.id)
    for one in [clinic] if clinic else list(db.session.scalars(query)):
        try:
            _note(one, now)
        except CannotOpen as error:  # of this clinic nothing opens; the others are told all the same
            failed(error)


def _note(clinic: str, now: datetime) -> None:
    with transaction() as session:
        held = {"key_share": True}  # as in `hold_sets`: enrolling goes on meanwhile
        record = session.get(ClinicRecord, clinic, with_for_update=held, populate_existing=True)
        if record is not None:
            record.lock({**record.opened(), LOOKED: now.isoformat()})
