"""Whose plans a clinic reviews, as its staff and as its patients see it: which plan, under which label, how far."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from planner.accounts.access import REVIEWERS, Actor
from planner.clinics.clinics import Clinic, as_clinic
from planner.clinics.members import Member, member_of
from planner.clinics.models import ClinicRecord, EnrolmentRecord
from planner.db import db
from planner.errors import NothingHere
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.models import PlanRecord
from planner.tokens import is_id, new_id


class Sees(NamedTuple):
    """What a clinic sees beside the plan itself: the answers it was made from, the questions for the team, and the
    words a patient put to a step (what they wait for, why they declined). Private notes it never sees."""

    answers: bool = True
    questions: bool = True
    words: bool = True


class Enrolled(NamedTuple):
    """One plan that a clinic reviews, as its staff have it in front of them. `accepted_at`: when its patient had opened
    it; None where a nurse began it, and they have not yet, as far as they said."""

    id: str
    clinic: str
    label: str
    sees: Sees
    accepted_at: datetime | None
    kept: KeptPlan


class AtClinic(NamedTuple):
    """A clinic that reviews somebody's plan, as they see it. `told`: the answers a nurse gave when they began it;
    `label`: what the clinic calls them."""

    enrolment: str
    clinic: Clinic
    sees: Sees
    made_at: datetime
    by_nurse: bool
    accepted_at: datetime | None
    label: str
    told: Mapping[str, Any]


def put_enrolment(
    session: Session,
    clinic: str,
    plan: PlanRecord,
    label: str,
    sees: Sees,
    occasion: Occasion,
    member: str | None = None,
    told: Mapping[str, Any] | None = None,
) -> EnrolmentRecord:
    """Let a clinic review a plan, in the caller's transaction, which holds the plan. `told` as in AtClinic."""
    record = EnrolmentRecord(
        id=new_id(),
        clinic_id=clinic,
        plan_id=plan.id,
        member=member,
        made_at=occasion.now,
        accepted_at=None if member else occasion.now,
    )
    record.lock({"label": label, "sees": sees._asdict(), "told": dict(told or {})})
    session.add(record)
    session.flush()
    plan.enrolment_id = record.id
    session.flush()
    return record


def clinic_of(kept: KeptPlan) -> AtClinic | None:
    """The clinic that reviews a plan; None where none does, or it takes part no more."""
    if not kept.enrolment:
        return None
    session = db.session()
    record = session.get(EnrolmentRecord, kept.enrolment, populate_existing=True)
    ended = record is None or record.ended_at or session.get_one(ClinicRecord, record.clinic_id).ended_at
    return None if record is None or ended else at_clinic(session, record)


def clinic_gone(kept: KeptPlan) -> str:
    """The name of the clinic that reviewed a plan and takes part no more, until its owner has put that away; empty
    where none did."""
    session = db.session()
    record = session.get(EnrolmentRecord, kept.enrolment) if kept.enrolment else None
    clinic = session.get(ClinicRecord, record.clinic_id) if record else None
    return as_clinic(clinic).name if clinic and clinic.ended_at else ""


def at_clinic(session: Session, record: EnrolmentRecord) -> AtClinic:
    """A clinic as the patient sees it. Raises CannotOpen."""
    told, clinic = record.opened(), as_clinic(session.get_one(ClinicRecord, record.clinic_id))
    by_nurse = record.member is not None
    sees = Sees(**told["sees"])
    return AtClinic(
        record.id, clinic, sees, record.made_at, by_nurse, record.accepted_at, told["label"], told.get("told", {})
    )


def enrolled(member: Member, enrolment: str) -> Enrolled:
    """One plan that the clinic of this member reviews. Raises NothingHere, whatever the reason."""
    return as_enrolled(*enrolled_in(db.session(), member, enrolment))


def enrolled_in(
    session: Session, member: Member, enrolment: str, for_update: bool = False
) -> tuple[EnrolmentRecord, PlanRecord]:
    """The row of an enrolment of this member's clinic that goes on, and of its plan; the plan is held where it is to be
    changed. Raises NothingHere."""
    record = session.get(EnrolmentRecord, enrolment, populate_existing=True) if is_id(enrolment) else None
    if record is None or record.clinic_id != member.clinic or record.ended_at:
        raise NothingHere
    plan = session.get(PlanRecord, record.plan_id, with_for_update=for_update or None, populate_existing=for_update)
    if plan is None or plan.enrolment_id != record.id:  # they left, or deleted it, at this moment
        raise NothingHere
    return record, plan


def as_enrolled(record: EnrolmentRecord, plan: PlanRecord) -> Enrolled:
    """What staff have in front of them of one plan. Raises CannotOpen."""
    told = record.opened()
    sees = Sees(**told["sees"])
    return Enrolled(record.id, record.clinic_id, told["label"], sees, record.accepted_at, kept_from(plan))


def reviewer_of(actor: Actor, session: Session | None = None) -> Member:
    """The membership of whoever asks, where they may change plans. Raises NothingHere."""
    member = member_of(actor, session)
    if member.role not in REVIEWERS:
        raise NothingHere
    return member
