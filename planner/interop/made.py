"""That a letter, a note or a list was made: noted as who, what and when, and never what stands in it."""

from datetime import datetime

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.clinics.enrolments import enrolled_in, reviewer_of
from planner.clinics.recording import note_in_both
from planner.db import transaction

LETTER, NOTE, EXPORTED = "letter-made", "appointment-note", "roster-exported"


def note_made(actor: Actor, key: str, enrolment: str, action: str, now: datetime) -> None:
    """Note in the record of a plan and of its clinic that a letter was made; the same letter as a file is noted no
    second time. What cannot be noted is not made: raises NotKept, and NothingHere."""
    with once.change(key, by=actor.person, action=action, sent=enrolment, now=now) as change:
        record, plan = enrolled_in(change.session, reviewer_of(actor, change.session), enrolment, for_update=True)
        if not change.repeated:
            note_in_both(change.session, actor._replace(holder=plan.person_id), action, now, record)


def note_exported(actor: Actor, now: datetime) -> None:
    """Note in the record of a clinic that its roster was taken as a list. Raises NotKept and NothingHere."""
    with transaction() as session:
        audit.note(session, actor, EXPORTED, now, chain=reviewer_of(actor, session).clinic)
