"""What is noted of plans that a clinic reviews: who looked or changed something, in the record of both, never what.

In the record of a clinic each entry about a plan ends with the short number of its enrolment, which tells nobody whose
it is; its staff find the label by it. Whoever notes something in both holds the row of the plan: so nobody waits for
each other.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import STAFF, Actor
from planner.accounts.audit import Entry
from planner.accounts.chains import VerifiedChain, entries_of, verify_chain
from planner.accounts.models import AuditRecord
from planner.clinics.enrolments import enrolled_in, reviewer_of
from planner.clinics.models import EnrolmentRecord, MembershipRecord
from planner.db import db, transaction
from planner.plans.models import PlanRecord

PAGE = 50
LOOK = "plan-read"
AGAIN = timedelta(hours=1)  # who looks again within it is not noted again
SHORT = 8  # letters of the number of an enrolment


class Done(NamedTuple):
    """One entry of the record of a clinic: its number, when, who (by name; empty: no member), in which role, what, and
    about which enrolment (its short number; empty: none)."""

    number: int
    at: datetime
    name: str
    role: str
    action: str
    about: str


def short_number(enrolment: str) -> str:
    """The short number of an enrolment: the beginning of its random id, which tells nothing."""
    return enrolment[:SHORT]


def note_in_both(session: Session, actor: Actor, action: str, now: datetime, record: EnrolmentRecord) -> None:
    """Add an entry to the record of a plan and to that of the clinic that reviews it, in the caller's transaction,
    which holds the plan. `actor` is the patient, or a nurse who acts for them."""
    holder = actor.holder or session.get_one(PlanRecord, record.plan_id).person_id
    audit.note(session, actor, action, now, chain=holder)
    note_at_clinic(session, actor, action, now, record)


def note_at_clinic(session: Session, actor: Actor, action: str, now: datetime, record: EnrolmentRecord) -> None:
    """Add an entry about one plan to the record of a clinic alone: where the plan's own has it already."""
    audit.note(session, actor, f"{action} {short_number(record.id)}", now, chain=record.clinic_id)


def note_look(actor: Actor, enrolment: str, now: datetime) -> None:
    """Note that a nurse opened a plan, at most once an hour. What cannot be noted is not shown: raises NotKept, and
    NothingHere where the plan is not one of their clinic's any more."""
    if _looked_lately(actor, enrolment, now):
        return
    with transaction() as session:
        record, plan = enrolled_in(session, reviewer_of(actor, session), enrolment, for_update=True)
        note_in_both(session, actor._replace(holder=plan.person_id), LOOK, now, record)


def looks_of(person: str, before: int | None = None, count: int = PAGE) -> list[Done]:
    """What staff of a clinic did with the plan of this person, the last first. `before`: entries below that number."""
    found = entries_of(db.session(), person, before, count, STAFF)
    names = names_by_person(one.person for one in found)
    return [Done(one.number, one.at, names.get(one.person, ""), one.role, one.action, "") for one in found]


def record_of_clinic(clinic: str, before: int | None = None, count: int = PAGE) -> list[Done]:
    """A page of the record of a clinic, the last first. `before`: entries below that number."""
    found = entries_of(db.session(), clinic, before, count)
    names = names_by_person(one.person for one in found if one.role in STAFF)
    return [_done(one, names) for one in found]


def verified(chain: str, since: int = 0, until: int | None = None) -> VerifiedChain:
    """What a look through the record of a plan (by its holder) or of a clinic finds: all of it, or a part of it."""
    return verify_chain(db.session(), chain, "", since, until)


def labels_of(clinic: str, shorts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """By the short number of an enrolment of this clinic, its id and its label: of those that go on."""
    found: dict[str, tuple[str, str]] = {}
    for short in set(shorts):
        beginning = EnrolmentRecord.id >= short, EnrolmentRecord.id < f"{short}g"
        query = select(EnrolmentRecord).where(*beginning, EnrolmentRecord.clinic_id == clinic)
        record = db.session.scalars(query.where(EnrolmentRecord.ended_at.is_(None)).limit(1)).first()
        if record:
            found[short] = record.id, record.opened()["label"]
    return found


def names_by_person(people: Iterable[str]) -> dict[str, str]:
    """What members are called, by the person."""
    query = select(MembershipRecord).where(MembershipRecord.person_id.in_(set(people)))
    return {one.person_id: one.opened()["name"] for one in db.session.scalars(query)}


def names_by_member(members: Iterable[str]) -> dict[str, str]:
    """What members are called, by their membership."""
    query = select(MembershipRecord).where(MembershipRecord.id.in_(set(members)))
    return {one.id: one.opened()["name"] for one in db.session.scalars(query)}


def _done(one: Entry, names: dict[str, str]) -> Done:
    action, _, about = one.action.partition(" ")
    return Done(one.number, one.at, names.get(one.person, ""), one.role, action, about)


def _looked_lately(actor: Actor, enrolment: str, now: datetime) -> bool:
    """Whether it was noted within the last hour that this person looked at this plan, while it was their clinic's."""
    record, plan = enrolled_in(db.session(), reviewer_of(actor), enrolment)
    query = select(AuditRecord.at).where(
        AuditRecord.chain == plan.person_id, AuditRecord.person == actor.person, AuditRecord.action == LOOK
    )
    last = db.session.scalars(query.order_by(AuditRecord.number.desc()).limit(1)).first()
    return last is not None and max(record.made_at, now - AGAIN) < last <= now
