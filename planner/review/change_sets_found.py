"""Finding the plans that newer guidance, or a newer protocol, touches, and putting those touched alike into one set.

A batch is worked out by reading alone; then a short transaction puts it down. Sent again, or gone on with after it was
stopped, it comes to the same. Nothing in any plan changes here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from planner.clinics.models import ClinicRecord, EnrolmentRecord
from planner.clinics.protocols import SignedProtocol, protocol_in_force
from planner.db import db, transaction
from planner.errors import CANNOT_WORK_OUT, why_left_out
from planner.plans.changing import Occasion, OccasionIn
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.models import PlanRecord
from planner.plans.passed import is_stopped
from planner.review.change_sets_differ import Way, target_for, way_of
from planner.review.change_sets_looked import note_looked
from planner.review.models import ChangeSetRecord, TouchedRecord
from planner.tokens import new_id

APPLIED, KEPT = "applied", "kept"


class Seen(NamedTuple):
    """One plan that was looked at: its enrolment and clinic, its version, and how it would be touched, or not."""

    enrolment: str
    clinic: str
    version: int
    way: Way | None


class FoundBatch(NamedTuple):
    """One batch: how many plans it held, the id of the last enrolment, how many of them are touched, and those that
    could not be read, each with why."""

    plans: int
    last: str
    touched: int
    left_out: tuple[str, ...]


def find_some(occasion: Occasion, occasion_in: OccasionIn, after: str, most: int, clinic: str = "") -> FoundBatch:
    """Look at the next `most` plans by the ids of their enrolments, after `after`; of one clinic, or of all. The last
    batch, which is smaller, notes that all were looked at. Raises NotKept."""
    seen, left_out, last, plans = look_at_some(occasion, occasion_in, after, most, clinic)
    if seen:
        with transaction() as session:
            put_down(session, seen, occasion)
    if plans < most:
        note_looked(occasion.now, clinic)
    return FoundBatch(plans, last, sum(one.way is not None for one in seen), left_out)


def look_at_some(
    occasion: Occasion, occasion_in: OccasionIn, after: str, most: int, clinic: str = ""
) -> tuple[list[Seen], tuple[str, ...], str, int]:
    """How each plan of a batch would be touched, without putting anything down; as in FoundBatch."""
    query = (
        select(EnrolmentRecord.id, EnrolmentRecord.clinic_id, PlanRecord)
        .join(PlanRecord, PlanRecord.enrolment_id == EnrolmentRecord.id)
        .join(ClinicRecord, ClinicRecord.id == EnrolmentRecord.clinic_id)
        .where(EnrolmentRecord.id > after, EnrolmentRecord.ended_at.is_(None), ClinicRecord.ended_at.is_(None))
        .order_by(EnrolmentRecord.id)
        .limit(most)
        .execution_options(populate_existing=True)
    )
    if clinic:
        query = query.where(EnrolmentRecord.clinic_id == clinic)
    rows = db.session.execute(query).all()
    in_force: dict[str, SignedProtocol | None] = {}
    seen, left_out = [], []
    for enrolment, whose, plan in rows:
        if whose not in in_force:
            in_force[whose] = protocol_in_force(whose, occasion.today)
        try:
            way = way_now(kept_from(plan), whose, in_force[whose], occasion_in)
        except CANNOT_WORK_OUT as error:
            left_out.append(f"enrolment {enrolment}: {why_left_out(error)}")
            continue
        seen.append(Seen(enrolment, whose, plan.version, way))
    return seen, tuple(left_out), rows[-1][0] if rows else after, len(rows)


def way_now(kept: KeptPlan, clinic: str, in_force: SignedProtocol | None, occasion_in: OccasionIn) -> Way | None:
    """How a plan would be touched by all that is newer today. What is stopped, or not made yet, is left in peace."""
    if kept.made_on is None or is_stopped(kept):
        return None
    when = occasion_in(kept.told.get("time_zone"))
    return way_of(kept, when.guidance, target_for(kept, when.guidance, when.today, clinic, in_force))


def put_down(session: Session, seen: Iterable[Seen], occasion: Occasion) -> None:
    """Put plans into the sets they belong to now, in the caller's transaction.

    One that is touched in another way than before leaves the set it was in; one whose set was decided stays there, and
    one that was to be kept as it is comes back only when something else would differ.
    """
    by_clinic: dict[str, list[Seen]] = {}
    for one in seen:
        by_clinic.setdefault(one.clinic, []).append(one)
    for clinic, plans in sorted(by_clinic.items()):
        hold_sets(session, clinic)
        _put_down_for(session, clinic, plans, occasion)


def hold_sets(session: Session, clinic: str) -> None:
    """Nobody else changes the sets of this clinic until the transaction ends. Enrolling goes on meanwhile."""
    session.execute(select(ClinicRecord.id).where(ClinicRecord.id == clinic).with_for_update(key_share=True))


def _put_down_for(session: Session, clinic: str, plans: list[Seen], occasion: Occasion) -> None:
    ids = [one.enrolment for one in plans]
    # Nobody deletes these at this moment.
    still = select(EnrolmentRecord.id).where(EnrolmentRecord.id.in_(ids), EnrolmentRecord.ended_at.is_(None))
    there = set(session.scalars(still.with_for_update(read=True, key_share=True)))
    query = select(ChangeSetRecord.id, ChangeSetRecord.digest, ChangeSetRecord.decided)
    sets = {one.id: one for one in session.execute(query.where(ChangeSetRecord.clinic_id == clinic))}
    wanted = {one.way.digest for one in plans if one.way}
    near = [one.id for one in sets.values() if not one.decided or one.digest in wanted]
    rows: dict[str, list[TouchedRecord]] = {}
    touched = select(TouchedRecord).where(TouchedRecord.change_set_id.in_(near), TouchedRecord.enrolment_id.in_(ids))
    for row in session.scalars(touched):
        rows.setdefault(row.enrolment_id, []).append(row)
    open_sets = {one.digest: one.id for one in sets.values() if not one.decided}
    left: set[str] = set()
    for one in plans:
        if one.enrolment in there:
            left |= _put_one(session, one, rows.get(one.enrolment, []), sets, open_sets, occasion)
    session.flush()
    empty = ~exists().where(TouchedRecord.change_set_id == ChangeSetRecord.id)
    session.execute(delete(ChangeSetRecord).where(ChangeSetRecord.id.in_(left), ChangeSetRecord.decided == "", empty))


def _put_one(
    session: Session,
    one: Seen,
    rows: list[TouchedRecord],
    sets: Mapping[str, Any],
    open_sets: dict[str, str],
    occasion: Occasion,
) -> set[str]:
    """Put one plan where it belongs; the ids of open sets that it left."""
    digest = one.way.digest if one.way else ""
    left: set[str] = set()
    stays = False
    for row in rows:
        of = sets[row.change_set_id]
        if of.digest == digest and _is_settled(row, of.decided):
            stays = True
        elif of.digest == digest and not of.decided:
            row.version, stays = one.version, True
        elif not of.decided and row.done_at is None:
            session.delete(row)
            left.add(of.id)
    if one.way and not stays:
        name = open_sets.get(digest) or _new_set(session, one, one.way, open_sets, occasion)
        session.flush()
        session.add(TouchedRecord(change_set_id=name, enrolment_id=one.enrolment, version=one.version))
    return left


def _is_settled(row: TouchedRecord, decided: str) -> bool:
    """Whether what a lead decided holds for this plan: kept as it is, or waiting for its turn to be changed."""
    return decided == KEPT or (decided == APPLIED and row.done_at is None)


def _new_set(session: Session, one: Seen, way: Way, open_sets: dict[str, str], occasion: Occasion) -> str:
    name, target = new_id(), way.target
    record = ChangeSetRecord(
        id=name,
        clinic_id=one.clinic,
        digest=way.digest,
        as_of=target.as_of or occasion.today,
        found_at=occasion.now,
    )
    record.lock(way_json(way, one.enrolment))
    session.add(record)
    open_sets[way.digest] = name
    return name


def way_json(way: Way, example: str) -> dict[str, Any]:
    """A way as a set keeps it, with one plan as an example."""
    as_of = way.target.as_of
    return {
        "place": way.place,
        "as_of": as_of.isoformat() if as_of else None,
        "number": way.target.number,
        "was": way.was.isoformat(),
        "refused": way.refused,
        "lines": [list(line) for line in way.lines],
        "example": example,
    }


def day_or_none(written: str | None) -> date | None:
    """A day as a set keeps it."""
    return date.fromisoformat(written) if written else None
