"""Who works at a clinic, and in which role."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner.accounts.access import LEAD, STAFF, Actor
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.clinics.models import ClinicRecord, MembershipRecord
from planner.clinics.words import words_or_fault
from planner.db import db
from planner.errors import Fault, Faults, NothingHere
from planner.marked import N_
from planner.tokens import new_id

LONGEST_NAME = 60  # characters
A_NAME = N_("Write the name that colleagues and patients know them by, in at most 60 ordinary characters.")
A_ROLE = N_("Choose nurse, lead or auditor.")
# Asked with every page of a clinic: made once.
HERE = (
    select(MembershipRecord, PersonRecord.role)
    .join(PersonRecord, PersonRecord.id == MembershipRecord.person_id)
    .join(ClinicRecord, ClinicRecord.id == MembershipRecord.clinic_id)
    .where(
        MembershipRecord.person_id == bindparam("wanted"),
        MembershipRecord.ended_at.is_(None),
        ClinicRecord.ended_at.is_(None),
    )
)


class Member(NamedTuple):
    """Somebody who works at a clinic. `person` is theirs, `id` that of their membership; `came_in`: they have signed in
    on some device."""

    id: str
    clinic: str
    person: str
    role: str
    name: str
    made_at: datetime
    ended_at: datetime | None
    came_in: bool = True


def member_of(actor: Actor, session: Session | None = None) -> Member:
    """The membership of whoever asks, as long as it and its clinic go on. Raises NothingHere."""
    found = (session or db.session()).execute(HERE, {"wanted": actor.person}).first()
    if found is None:
        raise NothingHere
    return as_member(*found)


def as_member(record: MembershipRecord, role: str, came_in: bool = True) -> Member:
    """A member from their row. Raises CannotOpen."""
    told = record.opened()
    return Member(
        record.id, record.clinic_id, record.person_id, role, told["name"], record.made_at, record.ended_at, came_in
    )


def members_of(clinic: str) -> list[Member]:
    """All who work or worked at a clinic: those who go on first, in the order in which they were invited."""
    came_in = select(DeviceRecord.id).where(DeviceRecord.person_id == MembershipRecord.person_id).exists()
    query = (
        select(MembershipRecord, PersonRecord.role, came_in)
        .join(PersonRecord, PersonRecord.id == MembershipRecord.person_id)
        .where(MembershipRecord.clinic_id == clinic)
        .order_by(MembershipRecord.made_at, MembershipRecord.id)
    )
    members = [as_member(*one) for one in db.session.execute(query)]
    return sorted(members, key=lambda one: one.ended_at is not None)


def names_of(clinic: str) -> dict[str, str]:
    """By the id of the membership, what everybody who works or worked at a clinic is called."""
    return {one.id: one.name for one in members_of(clinic)}


def put_member(session: Session, clinic: str, name: str, role: str, now: datetime) -> MembershipRecord:
    """Somebody new at a clinic, in the caller's transaction; nothing lets them in yet. Raises Faults."""
    name = words_or_fault("name", name, LONGEST_NAME, A_NAME)
    if role not in STAFF:
        raise Faults([Fault("role", role, A_ROLE)])
    person = PersonRecord(id=new_id(), role=role, made_at=now)
    session.add(person)
    session.flush()
    record = MembershipRecord(id=new_id(), clinic_id=clinic, person_id=person.id, made_at=now)
    record.lock({"name": name})
    session.add(record)
    session.flush()
    return record


def lead_of(actor: Actor, session: Session, alone: bool = False) -> Member:
    """The membership of whoever asks, where they decide for the clinic. `alone`: nobody else does until the transaction
    ends. Raises NothingHere."""
    if alone:
        clinic = select(ClinicRecord.id).where(ClinicRecord.id == member_of(actor, session).clinic)
        session.execute(clinic.with_for_update())
    lead = member_of(actor, session)
    if lead.role != LEAD:
        raise NothingHere
    return lead
