"""A nurse enrols somebody: a plan with the few things the nurse knows, and a link and a code to hand over.

Neither name nor address is needed. The link lets the patient in, once; never a nurse into the plan of a patient.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts.access import PATIENT, Actor
from planner.accounts.devices import hold
from planner.accounts.invitations import KINDS, LASTS, Invitation, invitation_of
from planner.accounts.models import DeviceRecord
from planner.accounts.ways_in import keep_way_in
from planner.clinics.clinics import clinic_row
from planner.clinics.enrolments import Sees, enrolled_in, put_enrolment, reviewer_of
from planner.clinics.members import Member
from planner.clinics.models import EnrolmentRecord
from planner.clinics.protocols import take_up_protocol
from planner.clinics.recording import note_in_both
from planner.clinics.words import A_LABEL, LONGEST_LABEL, words_or_fault
from planner.db import db
from planner.errors import AheadError, NothingHere
from planner.guidance.model import codes_of
from planner.marked import N_
from planner.plans.actions import make_now, new_plan
from planner.plans.changing import Occasion
from planner.plans.models import PlanRecord
from planner.plans.schemas import told_from


class CameInAlready(AheadError):
    """Another link was asked for a plan that its patient has opened: only they let anybody in from then on."""

    def __init__(self) -> None:
        super().__init__(
            N_("They have opened their plan already."),
            N_(
                "From then on only they can open it elsewhere: on their phone, under “Come back, or use another phone”."
            ),
        )


class HandedOver(NamedTuple):
    """What is handed over, once: the enrolment by its id, its label, the link's secret and the code."""

    enrolment: str
    label: str
    invitation: Invitation


def enrol(actor: Actor, key: str, label: str, told: Mapping[str, Any], occasion: Occasion) -> HandedOver:
    """A nurse enrols somebody: a new plan with what the nurse told, and the link and the code to hand over.

    Sent again with the same key it is the same plan and the same link. Raises Faults and NothingHere.
    """
    label = words_or_fault("label", label, LONGEST_LABEL, A_LABEL)
    sent = json.dumps([label, dict(told)], sort_keys=True)
    with once.change(key, by=actor.person, action="enrol", sent=sent, now=occasion.now) as change:
        session = change.session
        member = reviewer_of(actor, session)
        if change.repeated:
            return _again(session, change.outcome, key)
        clinic = clinic_row(session, member.clinic)
        answers = {"place": clinic.place, **told}
        told_from(answers, codes_of(occasion.guidance), occasion.today)
        plan = new_plan(session, answers, occasion)
        acting = actor._replace(holder=plan.person_id)
        record = put_enrolment(session, clinic.id, plan, label, Sees(), occasion, member.id, answers)
        note_in_both(session, acting, "enrolled", occasion.now, record)
        take_up_protocol(session, plan, clinic.id, acting, occasion)
        make_now(session, plan, acting, occasion)
        _let_wait(session, acting, key, occasion)
        change.outcome = record.id
        return HandedOver(record.id, label, invitation_of(plan.person_id, key))


def link_again(actor: Actor, key: str, enrolment: str, occasion: Occasion) -> HandedOver:
    """Another link and code for somebody who was enrolled and never opened their plan; those before end.

    Raises CameInAlready once any device of theirs has come in, and NothingHere.
    """
    with once.change(key, by=actor.person, action="enrol-again", sent=enrolment, now=occasion.now) as change:
        session = change.session
        member = reviewer_of(actor, session)
        record, plan = enrolled_in(session, member, enrolment, for_update=True)
        if not change.repeated:
            hold(session, plan.person_id)  # nobody comes in at this moment
            if not may_hand_over(session, record, plan):
                raise CameInAlready
            acting = actor._replace(holder=plan.person_id)
            note_in_both(session, acting, "enrolled-again", occasion.now, record)
            _let_wait(session, acting, key, occasion)
            change.outcome = record.id
        return HandedOver(record.id, record.opened()["label"], invitation_of(plan.person_id, key))


def can_link_again(member: Member, enrolment: str) -> bool:
    """Whether a nurse may make another link for this plan. Raises NothingHere."""
    session = db.session()
    return may_hand_over(session, *enrolled_in(session, member, enrolment))


def may_hand_over(session: Session, record: EnrolmentRecord, plan: PlanRecord) -> bool:
    """Whether a nurse may still make a link for this plan: a nurse began it, and nobody has ever come in to it."""
    if record.member is None or record.accepted_at:
        return False
    came_in = select(DeviceRecord.id).where(DeviceRecord.person_id == plan.person_id).limit(1)
    return session.scalars(came_in).first() is None


def _let_wait(session: Session, acting: Actor, key: str, occasion: Occasion) -> None:
    """Keep the link and the code. They belong to no device: they hold when the nurse's has been ended."""
    patient = Actor(acting.holder, PATIENT, "")
    for kind, secret in zip(KINDS, invitation_of(acting.holder, key), strict=True):
        keep_way_in(session, patient, kind, secret, occasion.now, LASTS, by=acting)


def _again(session: Session, enrolment: str, key: str) -> HandedOver:
    """What the form with this key handed over. Raises NothingHere where its patient has deleted it since."""
    record = session.get(EnrolmentRecord, enrolment)
    plan = session.get(PlanRecord, record.plan_id) if record else None
    if record is None or plan is None:
        raise NothingHere
    return HandedOver(record.id, record.opened()["label"], invitation_of(plan.person_id, key))
