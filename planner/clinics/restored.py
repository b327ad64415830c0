"""What was ended, renewed or kept back at clinics since a backup was made stays so when the backup comes back."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.accounts.models import PersonRecord
from planner.clinics.models import ClinicRecord, EnrolmentRecord, MembershipRecord
from planner.plans.models import PlanRecord

CLINICS = select(ClinicRecord.id, ClinicRecord.told, ClinicRecord.join_hash)
ENROLMENTS = select(EnrolmentRecord.id, EnrolmentRecord.told, EnrolmentRecord.accepted_at)
ROLES = select(PersonRecord.id, PersonRecord.role).join(MembershipRecord, MembershipRecord.person_id == PersonRecord.id)


class ClinicsStood(NamedTuple):
    """How clinics stand before a restore: each clinic's own words, sealed, and what finds it by its code; what each
    patient lets theirs see, sealed, and since when they know of it; and the role of each member. All by id."""

    clinics: dict[str, tuple[bytes, str]]
    enrolments: dict[str, tuple[bytes, datetime | None]]
    roles: dict[str, str]


def how_clinics_stand(session: Session) -> ClinicsStood:
    """All that must not come back otherwise."""
    return ClinicsStood(
        {name: (told, code) for name, told, code in session.execute(CLINICS)},
        {name: (told, accepted) for name, told, accepted in session.execute(ENROLMENTS)},
        {one.id: one.role for one in session.execute(ROLES)},
    )


def go_on_as_they_stood(session: Session, stood: ClinicsStood) -> None:
    """After a restore, and after what was ended was ended again: a code that was renewed opens nothing, a patient who
    has left is at no clinic, what was kept back stays so, and nobody has a role back that was taken from them."""
    for clinic, told, code in session.execute(CLINICS).all():
        if (was := stood.clinics.get(clinic)) and was != (told, code):
            changed = {"told": was[0], "join_hash": was[1]}
            session.execute(update(ClinicRecord).where(ClinicRecord.id == clinic).values(changed))
    for enrolment, told, accepted in session.execute(ENROLMENTS).all():
        if (seen := stood.enrolments.get(enrolment)) and seen != (told, accepted):
            kept_back = {"told": seen[0], "accepted_at": seen[1]}
            session.execute(update(EnrolmentRecord).where(EnrolmentRecord.id == enrolment).values(kept_back))
    for person, before in session.execute(ROLES).all():
        if (role := stood.roles.get(person, before)) != before:
            session.execute(update(PersonRecord).where(PersonRecord.id == person).values(role=role))
    ended = select(EnrolmentRecord.id).where(EnrolmentRecord.ended_at.is_not(None))
    session.execute(update(PlanRecord).where(PlanRecord.enrolment_id.in_(ended)).values(enrolment_id=None))
