"""What a lead decided about a set: applied to each plan in a transaction of its own, or all kept as they are.

Each plan happens once, however often this is begun again. A plan that has changed meanwhile, so that something else
would differ in it, is passed over with the reason and put into the set it belongs to now; one that left is not touched.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import LEAD, Actor
from planner.clinics.members import lead_of
from planner.clinics.models import ClinicRecord, EnrolmentRecord, MembershipRecord
from planner.clinics.protocols import FACT, protocol_in_force, protocol_numbered
from planner.clinics.recording import note_at_clinic
from planner.db import NotKept, db, transaction
from planner.errors import CANNOT_WORK_OUT, AheadError, NothingHere
from planner.guidance.protocol import protocol_json
from planner.logs import failed
from planner.marked import N_
from planner.plans.changing import GUIDANCE_BY_CLINIC, LAID_OVER, Changing, Occasion, OccasionIn, changing
from planner.plans.models import PlanRecord
from planner.review.change_sets_differ import Target, still_newer, way_of
from planner.review.change_sets_found import (
    APPLIED,
    KEPT,
    Seen,
    day_or_none,
    hold_sets,
    put_down,
    way_now,
)
from planner.review.models import ChangeSetRecord, TouchedRecord
from planner.tokens import hash_of, is_id

# Why a plan was passed over.
CHANGED, NOTHING_LEFT, LEFT, UNREADABLE = "changed", "nothing", "left", "unreadable"


class DecidedAlready(AheadError):
    """A set was to be decided that another lead has decided, or that is not there any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("This was decided already, or nothing is left to decide."),
            N_("Nothing was changed now. Look at the list as it is."),
        )


class Deciding(NamedTuple):
    """A set that was decided: whose it is, its digest, what plans would follow, and who decided."""

    id: str
    clinic: str
    digest: str
    target: Target
    member: str
    actor: Actor


class AppliedBatch(NamedTuple):
    """One batch: how many plans were changed, and how many were passed over. Neither: nothing is left to do."""

    changed: int
    passed_over: int


def decide(actor: Actor, key: str, name: str, choice: str, occasion: Occasion) -> None:
    """A lead decides about a set: APPLIED or KEPT. What is kept is done with at once; what is applied waits for
    `apply_some`. Raises DecidedAlready and NothingHere."""
    sent = json.dumps([name, choice])
    if choice not in (APPLIED, KEPT):
        raise NothingHere
    with once.change(key, by=actor.person, action="change-set", sent=sent, now=occasion.now) as change:
        session = change.session
        lead = lead_of(actor, session)
        hold_sets(session, lead.clinic)
        record = session.get(ChangeSetRecord, name, populate_existing=True) if is_id(name) else None
        if change.repeated:
            return
        # One of another clinic is answered like one that is not there any more.
        if record is None or record.clinic_id != lead.clinic or record.decided:
            raise DecidedAlready
        record.decided, record.member, record.decided_at = choice, lead.id, occasion.now
        if choice == KEPT:
            waiting = TouchedRecord.change_set_id == name, TouchedRecord.done_at.is_(None)
            session.execute(update(TouchedRecord).where(*waiting).values(done_at=occasion.now))
        audit.note(session, actor, f"change-set-{choice}", occasion.now, chain=lead.clinic)


def sets_under_way(clinic: str = "") -> list[str]:
    """The sets of clinics that take part which were decided and are not yet applied to all their plans, the oldest
    decision first."""
    waits = select(TouchedRecord.enrolment_id).where(
        TouchedRecord.change_set_id == ChangeSetRecord.id, TouchedRecord.done_at.is_(None)
    )
    query = (
        select(ChangeSetRecord.id)
        .join(ClinicRecord, ClinicRecord.id == ChangeSetRecord.clinic_id)
        .where(ChangeSetRecord.decided == APPLIED, ClinicRecord.ended_at.is_(None), waits.exists())
    )
    if clinic:
        query = query.where(ChangeSetRecord.clinic_id == clinic)
    return list(db.session.scalars(query.order_by(ChangeSetRecord.decided_at, ChangeSetRecord.id)))


def apply_some(name: str, most: int, occasion_in: OccasionIn) -> AppliedBatch:
    """Apply a decided set to the next `most` plans that wait. Raises NothingHere and NotKept."""
    deciding = _deciding(name)
    waiting = (
        select(TouchedRecord.enrolment_id)
        .where(TouchedRecord.change_set_id == name, TouchedRecord.done_at.is_(None))
        .order_by(TouchedRecord.enrolment_id)
        .limit(most)
    )
    changed = passed_over = 0
    for enrolment in list(db.session.scalars(waiting)):
        if _apply_one(deciding, enrolment, occasion_in):
            changed += 1
        else:
            passed_over += 1
    return AppliedBatch(changed, passed_over)


def target_in(told: Mapping[str, Any], clinic: str, session: Session | None = None) -> Target:
    """What the plans of a set would follow, as it is kept."""
    number = int(told["number"])
    protocol = protocol_json(protocol_numbered(clinic, number, session).protocol) if number else None
    return Target(day_or_none(told["as_of"]), number, protocol)


def _deciding(name: str) -> Deciding:
    """A set whose clinic takes part. What a lead decided stands, also after they have left it. Raises NothingHere."""
    record = db.session.get(ChangeSetRecord, name, populate_existing=True)
    if record is None or record.decided != APPLIED or record.member is None:
        raise NothingHere
    member = db.session.get(MembershipRecord, record.member)
    if member is None or db.session.get_one(ClinicRecord, record.clinic_id).ended_at:
        raise NothingHere
    target = target_in(record.opened(), record.clinic_id)
    actor = Actor(member.person_id, LEAD, "")
    return Deciding(record.id, record.clinic_id, record.digest, target, record.member, actor)


def _apply_one(deciding: Deciding, enrolment: str, occasion_in: OccasionIn) -> bool:
    """Apply a set to one plan, in a transaction of its own; whether that changed it."""
    record = db.session.get(EnrolmentRecord, enrolment, populate_existing=True)
    plan = db.session.get(PlanRecord, record.plan_id, populate_existing=True) if record else None
    if record is None or plan is None:  # deleted at this moment, and what was noted of it too
        return False
    if record.ended_at or plan.enrolment_id != enrolment:
        _pass_over(deciding, enrolment, LEFT, occasion_in(None))
        return False
    actor = deciding.actor._replace(holder=plan.person_id)
    action = GUIDANCE_BY_CLINIC if deciding.target.as_of else LAID_OVER
    key = hash_of(f"change set {deciding.id} {enrolment}")
    try:
        when = occasion_in(json.loads(plan.opened("answers")).get("time_zone"))
        with changing(actor, key, action, deciding.id, when) as change:
            return _apply_in(change, deciding, enrolment, when, occasion_in)
    except NothingHere:  # deleted at this moment
        _pass_over(deciding, enrolment, LEFT, occasion_in(None))
        return False
    except NotKept:  # it goes on waiting
        raise
    except CANNOT_WORK_OUT as error:
        failed(error)
        _pass_over(deciding, enrolment, UNREADABLE, occasion_in(None))
        return False


def _apply_in(change: Changing, deciding: Deciding, enrolment: str, when: Occasion, occasion_in: OccasionIn) -> bool:
    """The same, while nobody else changes the plan."""
    session, kept, clinic = change.session, change.kept, deciding.clinic
    touched = session.get(TouchedRecord, (deciding.id, enrolment), populate_existing=True)
    record = session.get(EnrolmentRecord, enrolment, populate_existing=True)
    if change.repeated or touched is None or touched.done_at or record is None:
        return False
    touched.done_at = when.now
    if record.ended_at or change.record.enrolment_id != enrolment:
        touched.why_not = LEFT
        return False
    target = still_newer(deciding.target, kept, clinic)
    way = way_of(kept, when.guidance, target)
    if way is None or way.digest != deciding.digest:
        now = way_now(kept, clinic, protocol_in_force(clinic, occasion_in(None).today, session), occasion_in)
        touched.why_not = CHANGED if now else NOTHING_LEFT
        session.flush()
        put_down(session, [Seen(enrolment, clinic, change.record.version, now)], when)
        return False
    if target.as_of:
        change.facts["as_of"] = target.as_of.isoformat()
    if target.protocol:
        change.facts[FACT] = target.protocol
    change.member = deciding.member
    change.record.unseen = change.record.unseen or change.record.version + 1
    note_at_clinic(session, deciding.actor, GUIDANCE_BY_CLINIC if target.as_of else LAID_OVER, when.now, record)
    return True


def _pass_over(deciding: Deciding, enrolment: str, why: str, occasion: Occasion) -> None:
    with transaction() as session:
        touched = session.get(TouchedRecord, (deciding.id, enrolment), populate_existing=True)
        if touched is not None and touched.done_at is None:
            touched.done_at, touched.why_not = occasion.now, why
