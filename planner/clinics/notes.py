"""Notes between a patient and the clinic that reviews their plan. They stand apart from what somebody writes for
themselves, which no clinic ever sees."""

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts.access import Actor
from planner.clinics.enrolments import enrolled_in, reviewer_of
from planner.clinics.models import ClinicNoteRecord, ClinicRecord, EnrolmentRecord
from planner.clinics.recording import note_in_both
from planner.clinics.words import words_or_fault
from planner.db import db
from planner.errors import CannotBe, Fault, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import PlanRecord
from planner.tokens import is_id, new_id

LONGEST = 1000  # characters of one note
MOST = 300  # notes between a clinic and one patient
PAGE = 50
WORDS = N_("Write your note, in at most 1,000 ordinary characters")
TOO_MANY = N_("There are as many notes as there is room for. Ring the clinic instead")


class ClinicNote(NamedTuple):
    """One note. `member` is who of the clinic wrote it, by their membership; empty where the patient did. `answered`:
    somebody of the clinic has answered it or needs not."""

    id: str
    member: str
    words: str
    at: datetime
    answered: bool


def notes_between(enrolment: str, count: int = PAGE) -> list[ClinicNote]:
    """The last notes between a clinic and one of its patients, the newest first."""
    return _listed((ClinicNoteRecord.enrolment_id == enrolment,), count)


def notes_with_clinics(kept: KeptPlan, count: int = PAGE) -> list[ClinicNote]:
    """The last notes between somebody and any clinic of theirs, of earlier ones too: for themselves alone."""
    theirs = select(EnrolmentRecord.id).where(EnrolmentRecord.plan_id == kept.id)
    return _listed((ClinicNoteRecord.enrolment_id.in_(theirs),), count)


def waiting_notes(enrolment: str, session: Session | None = None) -> int:
    """How many notes of a patient nobody of the clinic has answered."""
    waits = (
        ClinicNoteRecord.enrolment_id == enrolment,
        ClinicNoteRecord.member.is_(None),
        ClinicNoteRecord.answered_at.is_(None),
    )
    return (session or db.session()).scalar(select(func.count()).select_from(ClinicNoteRecord).where(*waits)) or 0


def write_to_clinic(actor: Actor, key: str, words: str, occasion: Occasion) -> ClinicNote:
    """A patient writes to their clinic. Raises Faults, CannotBe when there are too many, and NothingHere."""
    words = words_or_fault("words", words, LONGEST, WORDS)
    with once.change(key, by=actor.person, action="clinic-note", sent=words, now=occasion.now) as change:
        session = change.session
        plan = record_of(session, actor, for_update=True)
        if change.repeated:
            return _note(session.get_one(ClinicNoteRecord, change.outcome))
        record = session.get(EnrolmentRecord, plan.enrolment_id) if plan.enrolment_id else None
        if record is None or record.ended_at or session.get_one(ClinicRecord, record.clinic_id).ended_at:
            raise NothingHere
        note = _put(session, record, None, words, occasion)
        note_in_both(session, actor, "clinic-note", occasion.now, record)
        change.outcome = note.id
        occasion.after(session, kept_from(plan), occasion)
        return _note(note)


def write_to_patient(actor: Actor, key: str, enrolment: str, words: str, newest: str, occasion: Occasion) -> ClinicNote:
    """A nurse writes to a patient, which answers what the patient wrote up to the note with the id `newest`: the last
    one the nurse saw (empty: none). Raises as above."""
    words = words_or_fault("words", words, LONGEST, WORDS)
    sent = json.dumps([enrolment, words, newest])
    with once.change(key, by=actor.person, action="note-to-patient", sent=sent, now=occasion.now) as change:
        session = change.session
        member = reviewer_of(actor, session)
        record, plan = enrolled_in(session, member, enrolment, for_update=True)
        if change.repeated:
            return _note(session.get_one(ClinicNoteRecord, change.outcome))
        note = _put(session, record, member.id, words, occasion)
        _answer(session, record, newest, occasion.now)
        _done(session, actor, "note-to-patient", record, plan, occasion)
        change.outcome = note.id
        return _note(note)


def needs_no_answer(actor: Actor, key: str, enrolment: str, newest: str, occasion: Occasion) -> None:
    """A nurse says that what a patient wrote is answered, on the telephone or because it needs none. `newest` as above;
    what came after it goes on waiting. Raises NothingHere."""
    sent = json.dumps([enrolment, newest])
    with once.change(key, by=actor.person, action="notes-answered", sent=sent, now=occasion.now) as change:
        session = change.session
        member = reviewer_of(actor, session)
        record, plan = enrolled_in(session, member, enrolment, for_update=True)
        if not change.repeated and _answer(session, record, newest, occasion.now):
            _done(session, actor, "notes-answered", record, plan, occasion)


def _put(
    session: Session, record: EnrolmentRecord, member: str | None, words: str, occasion: Occasion
) -> ClinicNoteRecord:
    here = select(func.count()).select_from(ClinicNoteRecord).where(ClinicNoteRecord.enrolment_id == record.id)
    if (session.scalar(here) or 0) >= MOST:
        raise CannotBe([Fault("words", words, TOO_MANY)])
    note = ClinicNoteRecord(id=new_id(), enrolment_id=record.id, member=member, at=occasion.now)
    note.lock({"words": words})
    session.add(note)
    session.flush()
    return note


def _answer(session: Session, record: EnrolmentRecord, newest: str, now: datetime) -> int:
    """Mark what the patient wrote as answered, up to the newest note that was seen; how many were not yet."""
    last = session.get(ClinicNoteRecord, newest) if is_id(newest) else None
    if last is None or last.enrolment_id != record.id:
        return 0
    query = select(ClinicNoteRecord).where(
        ClinicNoteRecord.enrolment_id == record.id,
        ClinicNoteRecord.member.is_(None),
        ClinicNoteRecord.answered_at.is_(None),
    )
    waiting = [one for one in session.scalars(query) if (one.at, one.id) <= (last.at, last.id)]
    for one in waiting:
        one.answered_at = now
    session.flush()
    return len(waiting)


def _done(
    session: Session, actor: Actor, action: str, record: EnrolmentRecord, plan: PlanRecord, occasion: Occasion
) -> None:
    note_in_both(session, actor._replace(holder=plan.person_id), action, occasion.now, record)
    occasion.after(session, kept_from(plan), occasion)


def _listed(which: tuple[ColumnElement[bool], ...], count: int) -> list[ClinicNote]:
    query = select(ClinicNoteRecord).where(*which)
    newest_first = ClinicNoteRecord.at.desc(), ClinicNoteRecord.id.desc()
    return [_note(one) for one in db.session.scalars(query.order_by(*newest_first).limit(count))]


def _note(record: ClinicNoteRecord) -> ClinicNote:
    told = record.opened()
    return ClinicNote(record.id, record.member or "", told["words"], record.at, record.answered_at is not None)
