"""A clinic: its name, how to reach it, when it is open, and the code by which a patient joins it.

Its opening days say when somebody answers its telephone. Plans do not count with them: closed days there are weekends
and the country's holidays, for every clinic a step may need (of these it is but one), and a change of opening days
would move the days in the plans of all its patients, and their calendars, without anybody having told anything.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import Actor
from planner.clinics.models import ClinicRecord
from planner.clinics.words import words_or_fault
from planner.db import db
from planner.errors import Fault, Faults, NothingHere
from planner.guidance.model import PLACES
from planner.sealed import keyed_hash
from planner.tokens import CODE_GROUPS, code_from, new_id, read_code

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
USUAL_DAYS = WEEKDAYS[:5]
LONGEST_NAME = 80  # characters
JOINING = "joining a clinic"  # the purpose of the hash that finds a clinic by its join code
A_NAME = f"Write the name of the clinic, in at most {LONGEST_NAME} ordinary characters."
A_PLACE = "Choose one of gb, us and elsewhere: whose guidance its patients follow."
NOBODY = Actor("", "nobody", "")


class Clinic(NamedTuple):
    """A clinic as its staff and its patients see it. `phones`: pairs of whose number it is, and the number."""

    id: str
    place: str
    name: str
    phones: tuple[tuple[str, str], ...]
    open_on: tuple[str, ...]
    join_code: str


def make_clinic(session: Session, name: str, place: str, now: datetime, story: str = "") -> Clinic:
    """A new clinic with nobody in it, in the caller's transaction. Raises Faults."""
    faults: list[Fault] = []
    try:
        name = words_or_fault("name", name, LONGEST_NAME, A_NAME)
    except Faults as wrong:
        faults += wrong.faults
    if place not in PLACES:
        faults.append(Fault("place", place, A_PLACE))
    if faults:
        raise Faults(faults)
    code = code_from(secrets.token_hex(32), CODE_GROUPS)
    record = ClinicRecord(id=new_id(), place=place, join_hash=keyed_hash(code, JOINING), made_at=now, story=story)
    record.lock({"name": name, "phones": [], "open_on": USUAL_DAYS, "join_code": code})
    session.add(record)
    session.flush()
    audit.note(session, NOBODY, "clinic-made", now, chain=record.id)
    return as_clinic(record)


def as_clinic(record: ClinicRecord) -> Clinic:
    """A clinic from its row. Raises CannotOpen."""
    told: Mapping[str, Any] = record.opened()
    phones: Sequence[Sequence[str]] = told["phones"]
    numbers = tuple((who, number) for who, number in phones)
    return Clinic(record.id, record.place, told["name"], numbers, tuple(told["open_on"]), told["join_code"])


def clinic_named(clinic: str) -> Clinic:
    """A clinic by its id, as long as it has not ended. Raises NothingHere."""
    return as_clinic(clinic_row(db.session(), clinic))


def clinic_row(session: Session, clinic: str, for_update: bool = False) -> ClinicRecord:
    """The row of a clinic that has not ended. Raises NothingHere."""
    query = select(ClinicRecord).where(ClinicRecord.id == clinic, ClinicRecord.ended_at.is_(None))
    record = session.scalars(query.with_for_update() if for_update else query).first()
    if record is None:
        raise NothingHere
    return record


def joined_by(session: Session, typed: str) -> ClinicRecord | None:
    """The clinic with this join code, however it was typed; None where no clinic that goes on has it."""
    code = read_code(typed)
    query = select(ClinicRecord).where(
        ClinicRecord.join_hash == keyed_hash(code, JOINING), ClinicRecord.ended_at.is_(None)
    )
    return session.scalars(query).first() if code else None
