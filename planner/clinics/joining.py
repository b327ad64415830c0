"""A patient and their clinic: they join it with its code, say what it sees, and leave it at once."""

import json

from sqlalchemy.orm import Session

from planner import once
from planner.accounts.access import Actor
from planner.clinics.clinics import Clinic, as_clinic, joined_by
from planner.clinics.enrolments import AtClinic, Sees, at_clinic, put_enrolment
from planner.clinics.models import ClinicRecord, EnrolmentRecord
from planner.clinics.protocols import take_up_protocol
from planner.clinics.recording import note_in_both
from planner.clinics.words import A_LABEL, LONGEST_LABEL, words_or_fault
from planner.db import db
from planner.errors import AheadError, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import kept_from, record_of
from planner.plans.models import PlanRecord


class NoSuchClinic(AheadError):
    """A join code that is no clinic's, or of one that takes part no more."""

    def __init__(self) -> None:
        super().__init__(
            N_("No clinic that takes part has this code."),
            N_("Look at the code again, or ask your clinic for it. Nothing of your plan was shown to anybody."),
        )


class AtAClinic(AheadError):
    """A plan that one clinic reviews was to be joined to another."""

    def __init__(self) -> None:
        super().__init__(
            N_("A clinic reviews this plan already."), N_("Leave that clinic first. Then join the other one.")
        )


class NotMade(AheadError):
    """A clinic was to review what is no plan (yet, or any more)."""

    def __init__(self) -> None:
        super().__init__(
            N_("There is no plan yet that a clinic could look at."), N_("Make your plan first. Then join the clinic.")
        )


def clinic_with(code: str) -> Clinic:
    """The clinic with this join code, for whoever is about to join it. Raises NoSuchClinic."""
    found = joined_by(db.session(), code)
    if found is None:
        raise NoSuchClinic
    return as_clinic(found)


def join_clinic(actor: Actor, key: str, code: str, label: str, sees: Sees, occasion: Occasion) -> AtClinic:
    """A patient joins the clinic with this code, and says what it may see.

    Raises NoSuchClinic, AtAClinic, NotMade, Faults and NothingHere; nothing is shown to anybody then.
    """
    label = words_or_fault("label", label, LONGEST_LABEL, A_LABEL)
    sent = json.dumps([code, label, sees])
    with once.change(key, by=actor.person, action="join-clinic", sent=sent, now=occasion.now) as change:
        session = change.session
        plan = record_of(session, actor, for_update=True)
        if change.repeated:
            return at_clinic(session, session.get_one(EnrolmentRecord, change.outcome))
        if plan.made_on is None or kept_from(plan).told.get("treatment_status") == "died":
            raise NotMade
        clinic = joined_by(session, code)
        if clinic is None:
            raise NoSuchClinic
        _let_go_of_ended(session, plan)
        if plan.enrolment_id:
            raise AtAClinic
        record = put_enrolment(session, clinic.id, plan, label, sees, occasion)
        note_in_both(session, actor, "joined-clinic", occasion.now, record)
        take_up_protocol(session, plan, clinic.id, actor, occasion)
        change.outcome = record.id
        occasion.after(session, kept_from(plan), occasion)
        return at_clinic(session, record)


def leave_clinic(actor: Actor, key: str, occasion: Occasion) -> None:
    """A patient leaves their clinic: it sees nothing of the plan from now on. What it decided for the plan stays in it,
    marked as the clinic's. Raises NothingHere."""
    with once.change(key, by=actor.person, action="leave-clinic", sent="", now=occasion.now) as change:
        session = change.session
        plan = record_of(session, actor, for_update=True)
        if change.repeated:
            return
        record = _of(session, plan, ended=True)
        record.ended_at, plan.enrolment_id = occasion.now, None
        session.flush()
        note_in_both(session, actor, "left-clinic", occasion.now, record)
        occasion.after(session, kept_from(plan), occasion)


def choose_what_is_seen(actor: Actor, key: str, sees: Sees, occasion: Occasion, label: str | None = None) -> AtClinic:
    """A patient says what their clinic sees from now on, which also says that they know of it; and, where they chose
    their label themselves, another one. Raises Faults and NothingHere."""
    if label is not None:
        label = words_or_fault("label", label, LONGEST_LABEL, A_LABEL)
    sent = json.dumps([sees, label])
    with once.change(key, by=actor.person, action="clinic-sees", sent=sent, now=occasion.now) as change:
        session = change.session
        plan = record_of(session, actor, for_update=True)
        record = _of(session, plan)
        if not change.repeated:
            named = {} if label is None or record.member else {"label": label}
            record.lock({**record.opened(), "sees": sees._asdict(), **named})
            record.accepted_at = record.accepted_at or occasion.now
            session.flush()
            note_in_both(session, actor, "clinic-sees", occasion.now, record)
            occasion.after(session, kept_from(plan), occasion)
        return at_clinic(session, record)


def accept_clinic(actor: Actor, key: str, occasion: Occasion) -> None:
    """A patient has read which clinic began their plan and what it sees. Raises NothingHere."""
    with once.change(key, by=actor.person, action="clinic-accepted", sent="", now=occasion.now) as change:
        session = change.session
        record = _of(session, record_of(session, actor, for_update=True))
        if not change.repeated and record.accepted_at is None:
            record.accepted_at = occasion.now
            note_in_both(session, actor, "clinic-accepted", occasion.now, record)


def _of(session: Session, plan: PlanRecord, ended: bool = False) -> EnrolmentRecord:
    """The enrolment of a plan that goes on; `ended`: also where its clinic has ended. Raises NothingHere."""
    record = session.get(EnrolmentRecord, plan.enrolment_id, populate_existing=True) if plan.enrolment_id else None
    if record is None or record.ended_at:
        raise NothingHere
    if not ended and session.get_one(ClinicRecord, record.clinic_id).ended_at:
        raise NothingHere
    return record


def _let_go_of_ended(session: Session, plan: PlanRecord) -> None:
    """A clinic that ended has let go of all its patients; each plan is told so when it next looks for a clinic."""
    record = session.get(EnrolmentRecord, plan.enrolment_id) if plan.enrolment_id else None
    ended = session.get_one(ClinicRecord, record.clinic_id).ended_at if record else None
    if record and ended:
        record.ended_at, plan.enrolment_id = record.ended_at or ended, None
        session.flush()
