"""The sets of a clinic as its staff read them: what differs, for how many plans, which, and what became of them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.clinics.enrolments import Enrolled, as_enrolled
from planner.clinics.members import Member
from planner.clinics.models import EnrolmentRecord
from planner.clinics.protocols import SignedProtocol
from planner.db import db
from planner.errors import CANNOT_WORK_OUT, NothingHere
from planner.guidance.protocol import protocol_json
from planner.plans.changing import OccasionIn
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.models import PlanRecord
from planner.plans.passed import is_stopped
from planner.review.change_sets_differ import Line, Target, Way, way_of
from planner.review.change_sets_found import day_or_none
from planner.review.models import ChangeSetRecord, TouchedRecord
from planner.tokens import is_id

COUNTED = 10_000  # plans of a set that are counted; beyond it, it says more than so many
PLANS = 50  # plans of a set on one page
OPEN = 50  # sets that wait for a decision and are listed; the others follow once some are decided
DECIDED = 20  # decided sets that are listed
LOOKED_AT = 500  # plans that are looked at before a protocol is signed


class ChangeSet(NamedTuple):
    """One set. `was` is the day whose editions its first plan keeps, `as_of` the day whose they would follow (None: a
    protocol alone), `number` that protocol (0: none). `decided` as in ChangeSetRecord. `waiting`: how many plans are
    still to be done, at most one more than COUNTED; `why_not`: by reason, how many were passed over."""

    id: str
    place: str
    as_of: date | None
    number: int
    was: date
    refused: bool
    lines: tuple[Line, ...]
    example: str
    found_at: datetime
    decided: str
    member: str
    decided_at: datetime | None
    waiting: int
    done: int
    why_not: Mapping[str, int]


class OpenSets(NamedTuple):
    """The largest sets that nobody decided, and whether there are more."""

    sets: tuple[ChangeSet, ...]
    more: bool


class InSet(NamedTuple):
    """One plan of a set, and why it was passed over (empty: it waits, or was done)."""

    enrolment: str
    label: str
    done: bool
    why_not: str


class WouldTouch(NamedTuple):
    """What a protocol would change before it is signed: how many plans were looked at, whether there are more, how many
    of them it would touch, and in which ways, the most frequent first."""

    looked_at: int
    more: bool
    plans: int
    ways: tuple[tuple[Way, int], ...]


def open_sets(clinic: str, count: int = OPEN) -> OpenSets:
    """The sets of a clinic that nobody decided and in which plans wait, the largest first. Raises CannotOpen."""
    waiting = (
        select(TouchedRecord.change_set_id.label("id"), func.count().label("plans"))
        .join(ChangeSetRecord, ChangeSetRecord.id == TouchedRecord.change_set_id)
        .where(ChangeSetRecord.clinic_id == clinic, ChangeSetRecord.decided == "", TouchedRecord.done_at.is_(None))
        .group_by(TouchedRecord.change_set_id)
        .subquery()
    )
    query = select(ChangeSetRecord).join(waiting, waiting.c.id == ChangeSetRecord.id)
    largest = query.order_by(waiting.c.plans.desc(), ChangeSetRecord.id).limit(count + 1)
    found = list(db.session.scalars(largest))
    return OpenSets(tuple(_change_set(one) for one in found[:count]), len(found) > count)


def decided_sets(clinic: str, count: int = DECIDED) -> list[ChangeSet]:
    """The sets of a clinic that were decided, the last decision first."""
    query = select(ChangeSetRecord).where(ChangeSetRecord.clinic_id == clinic, ChangeSetRecord.decided != "")
    return [
        _change_set(one) for one in db.session.scalars(query.order_by(ChangeSetRecord.decided_at.desc()).limit(count))
    ]


def set_named(member: Member, name: str) -> ChangeSet:
    """One set of the clinic of this member. Raises NothingHere."""
    record = db.session.get(ChangeSetRecord, name, populate_existing=True) if is_id(name) else None
    if record is None or record.clinic_id != member.clinic:
        raise NothingHere
    return _change_set(record)


def plans_in(member: Member, name: str, after: str = "", count: int = PLANS) -> list[InSet]:
    """The plans of a set that their clinic still reviews, by the ids of their enrolments. Raises CannotOpen."""
    query = (
        select(TouchedRecord, EnrolmentRecord)
        .join(EnrolmentRecord, EnrolmentRecord.id == TouchedRecord.enrolment_id)
        .where(TouchedRecord.change_set_id == name, TouchedRecord.enrolment_id > after)
        .where(EnrolmentRecord.clinic_id == member.clinic, EnrolmentRecord.ended_at.is_(None))
        .order_by(TouchedRecord.enrolment_id)
        .limit(count)
    )
    return [
        InSet(record.id, record.opened()["label"], touched.done_at is not None, touched.why_not)
        for touched, record in db.session.execute(query)
    ]


def example_of(member: Member, one: ChangeSet) -> Enrolled | None:
    """A plan of a set that waits: the one it was found by, or another of its first plans; None where none is left."""
    session = db.session()
    first = [one.example, *(each.enrolment for each in plans_in(member, one.id, count=PLANS) if not each.done)]
    for enrolment in first:
        row = session.get(TouchedRecord, (one.id, enrolment))
        record = session.get(EnrolmentRecord, enrolment) if row and row.done_at is None else None
        plan = session.get(PlanRecord, record.plan_id) if record and not record.ended_at else None
        if record and plan and plan.enrolment_id == enrolment:
            return as_enrolled(record, plan)
    return None


def would_touch(clinic: str, protocol: SignedProtocol, occasion_in: OccasionIn, most: int = LOOKED_AT) -> WouldTouch:
    """What a protocol would change in the plans of a clinic, if it were signed: of the first `most` of them."""
    query = (
        select(PlanRecord)
        .join(EnrolmentRecord, EnrolmentRecord.id == PlanRecord.enrolment_id)
        .where(EnrolmentRecord.clinic_id == clinic, EnrolmentRecord.ended_at.is_(None))
        .order_by(EnrolmentRecord.id)
        .limit(most + 1)
    )
    plans = list(db.session.scalars(query))
    target = Target(None, protocol.number, protocol_json(protocol.protocol))
    ways: dict[str, tuple[Way, int]] = {}
    for plan in plans[:most]:
        try:
            way = _way(kept_from(plan), target, occasion_in)
        except CANNOT_WORK_OUT:  # it keeps its days, and `changes find` names it
            continue
        if way:
            ways[way.digest] = way, ways.get(way.digest, (way, 0))[1] + 1
    found = sorted(ways.values(), key=lambda one: (-one[1], one[0].digest))
    return WouldTouch(len(plans[:most]), len(plans) > most, sum(count for _, count in found), tuple(found))


def _way(kept: KeptPlan, target: Target, occasion_in: OccasionIn) -> Way | None:
    if kept.made_on is None or is_stopped(kept):
        return None
    return way_of(kept, occasion_in(kept.told.get("time_zone")).guidance, target)


def _change_set(record: ChangeSetRecord) -> ChangeSet:
    """A set from its row. Raises CannotOpen."""
    told: Mapping[str, Any] = record.opened()
    counts = _counts(db.session(), record.id)
    return ChangeSet(
        record.id,
        told["place"],
        day_or_none(told["as_of"]),
        told["number"],
        date.fromisoformat(told["was"]),
        told["refused"],
        tuple(_line(one) for one in told["lines"]),
        told["example"],
        record.found_at,
        record.decided,
        record.member or "",
        record.decided_at,
        counts.get((False, ""), 0),
        counts.get((True, ""), 0),
        {why: count for (_, why), count in sorted(counts.items()) if why},
    )


def _counts(session: Session, name: str) -> dict[tuple[bool, str], int]:
    """How many plans of a set wait, were done, and were passed over by reason: of at most COUNTED + 1 of them."""
    some = select(TouchedRecord.done_at.is_not(None).label("done"), TouchedRecord.why_not)
    some_of = some.where(TouchedRecord.change_set_id == name).limit(COUNTED + 1).subquery()
    query = select(some_of.c.done, some_of.c.why_not, func.count()).group_by(some_of.c.done, some_of.c.why_not)
    return {(bool(done), why): count for done, why, count in session.execute(query)}


def _line(one: Any) -> Line:
    part, key, kind, shifts, was, now = one
    return Line(part, key, kind, tuple((name, amount, unit) for name, amount, unit in shifts), was, now)
