"""The row of each plan on the roster of the clinic that reviews it: kept with the facts it follows from, and worked out
anew as days pass."""

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.clinics.enrolments import Enrolled, Sees
from planner.clinics.models import EnrolmentRecord, SnoozeRecord
from planner.clinics.notes import waiting_notes
from planner.clinics.protocols import usually_without_chemo
from planner.db import db
from planner.engine.answered import last_safe_of, not_answered_for
from planner.errors import CANNOT_WORK_OUT, why_left_out
from planner.logs import failed
from planner.plans.by_clinic import without_chemo
from planner.plans.changing import Occasion, OccasionIn
from planner.plans.facts import ONE_DATE, TOLD
from planner.plans.kept import KeptPlan, kept_from, plan_from
from planner.plans.models import PlanRecord, TeamQuestionRecord
from planner.plans.signing import SignedState, signed_state
from planner.review.exceptions import QUIET, SNOOZED, STOPPED, Around, Look, look_at
from planner.review.models import RosterRecord
from planner.sealed import Where, seal

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
WRITTEN = ("clinic_id", "standing", "urgency", "unsigned", "unanswered", "until", "counted_on", "told")
DATE = tuple(sorted(name.removeprefix(TOLD) for name in ONE_DATE))
# Asked with every change of a plan that a clinic reviews: made once.
QUESTIONS = select(func.count()).where(
    TeamQuestionRecord.plan_id == bindparam("wanted"), TeamQuestionRecord.asked_on.is_(None)
)
LIVE = select(SnoozeRecord).where(SnoozeRecord.enrolment_id == bindparam("wanted"), SnoozeRecord.ended_at.is_(None))


class Counted(NamedTuple):
    """One plan as it stands for its roster, before anybody snoozed it: whose row it is, what the row says, and what was
    told of the treatment date."""

    enrolment: str
    clinic: str
    look: Look
    told: dict[str, Any]
    dated: list[Any]
    today: date


class Recounted(NamedTuple):
    """One batch: how many plans it held, the id of the last enrolment, and those without a new row, each with why."""

    plans: int
    last: str
    left_out: tuple[str, ...]


def keep_roster(session: Session, kept: KeptPlan, occasion: Occasion) -> None:
    """Write the row of a plan that a clinic reviews, in the caller's transaction; or take it away when the plan has
    left that clinic. Costs nothing for any other plan.

    A row that cannot be worked out keeps nobody from changing their plan: that is logged, and the row stays as it was.
    """
    if kept.enrolment is None:
        _take_away_if_left(session, kept)
    elif kept.made_on is not None:
        try:
            counted = count(session, kept, occasion)
        except CANNOT_WORK_OUT as error:
            failed(error)
            return
        if counted:
            write_row(session, counted, live_snooze(session, counted, occasion))


def count(session: Session, kept: KeptPlan, occasion: Occasion) -> Counted | None:
    """What the roster says of a plan; None where no clinic reviews it any more. Raises Faults and CannotOpen."""
    enrolment = session.get(EnrolmentRecord, kept.enrolment) if kept.enrolment else None
    if enrolment is None or enrolment.ended_at:
        return None
    session.flush()
    told = enrolment.opened()
    state = signed_state(kept, occasion.guidance, session)
    around = around_plan(session, kept, enrolment.id, enrolment.clinic_id, Sees(**told["sees"]), state, occasion.today)
    plan = plan_from(kept, occasion.guidance, occasion.today)
    look = look_at(plan, around)
    watched = [] if plan.stopped in STOPPED else not_answered_for(plan)
    shown = {
        "label": told["label"],
        "place": kept.told.get("place", "elsewhere"),
        "zone": kept.told.get("time_zone"),
        "first": [look.first[0].isoformat(), look.first[1]] if look.first else None,
        "item": list(look.item),
        "days": [[last_safe_of(one).toordinal(), one.item.code] for one in watched],
        "why": [list(one) for one in look.why],
    }
    dated = [kept.told.get(name) for name in DATE]
    return Counted(enrolment.id, enrolment.clinic_id, look, shown, dated, occasion.today)


def around_plan(
    session: Session, kept: KeptPlan, enrolment: str, clinic: str, sees: Sees, state: SignedState | None, today: date
) -> Around:
    """What is known beside a plan that a clinic reviews. `enrolment` and `clinic` are ids."""
    notes, questions = what_waits(session, kept, enrolment, sees)
    return Around(
        1 if state is None else len(state.found),
        state is not None,
        notes,
        questions,
        kept.unseen > 0,
        usually_without_chemo(clinic, today, session),
        sees.answers,
        without_chemo(kept.clinic, kept.told),
    )


def what_waits(session: Session, kept: KeptPlan, enrolment: str, sees: Sees) -> tuple[int, int]:
    """How many notes of a patient nobody answered, and how many questions wait that the clinic may see."""
    questions = (session.scalar(QUESTIONS, {"wanted": kept.id}) or 0) if sees.questions else 0
    return waiting_notes(enrolment, session), questions


def around_seen(seen: Enrolled, state: SignedState | None, today: date) -> Around:
    """The same of a plan that somebody of the clinic has in front of them."""
    return around_plan(db.session(), seen.kept, seen.id, seen.clinic, seen.sees, state, today)


def live_snooze(session: Session, counted: Counted, occasion: Occasion) -> SnoozeRecord | None:
    """The snooze of a plan that still holds. One that is over ends here: its day has come, or something graver has.

    Graver is a nearer last safe day than when it was snoozed, another treatment date, or another note or question of
    the patient. Once fewer of them wait, fewer are what the next is told apart from.
    """
    live = None
    unanswered = counted.look.unanswered
    for one in session.scalars(LIVE, {"wanted": counted.enrolment}):
        was = one.opened()
        graver = counted.look.urgency < was["urgency"] or unanswered > was["unanswered"]
        if one.until <= occasion.today or graver or counted.dated != was["dated"]:
            one.ended_at = occasion.now
            continue
        if unanswered < was["unanswered"]:
            one.lock({**was, "unanswered": unanswered})
        live = one
    return live


def write_row(session: Session, counted: Counted, snooze: SnoozeRecord | None) -> None:
    """Put a row in the place of the one there is, by one statement. At rest it is not snoozed: it is quiet already."""
    look, told = counted.look, counted.told
    snooze = None if look.standing == QUIET else snooze
    if snooze:
        told = {**told, "reason": snooze.opened()["reason"]}
    session.flush()
    connection = session.connection()
    connection.execute(
        _putting(connection.dialect.name),
        {
            "id": counted.enrolment,
            "clinic_id": counted.clinic,
            "standing": SNOOZED if snooze else look.standing,
            "urgency": look.urgency,
            "unsigned": -look.unsigned,
            "unanswered": -look.unanswered,
            "until": snooze.until if snooze else None,
            "counted_on": counted.today,
            "told": seal(json.dumps(told), Where("roster", counted.enrolment, "told")),
        },
    )


def recount_some(session: Session, occasion_in: OccasionIn, after: str, most: int) -> Recounted:
    """Work out the rows of the next `most` enrolments by id, after `after`, in the caller's transaction."""
    query = select(EnrolmentRecord.id).where(EnrolmentRecord.id > after).order_by(EnrolmentRecord.id).limit(most)
    found = list(session.scalars(query))
    return Recounted(len(found), found[-1] if found else after, recount(session, found, occasion_in))


def recount(session: Session, enrolments: Iterable[str], occasion_in: OccasionIn) -> tuple[str, ...]:
    """Work out these rows, in the caller's transaction. One that cannot be read keeps the row it has, and is named.

    Plans are held one after the other in the order of their enrolments, so that nobody waits for each other.
    """
    left_out = []
    for enrolment in sorted(enrolments):
        record = session.get(EnrolmentRecord, enrolment)
        wanted = record.plan_id if record else ""
        plan = session.get(PlanRecord, wanted, with_for_update=True, populate_existing=True)
        if plan is None or plan.enrolment_id != enrolment:
            session.execute(delete(RosterRecord).where(RosterRecord.id == enrolment))
            continue
        try:
            kept = kept_from(plan)
            when = occasion_in(kept.told.get("time_zone"))
            counted = count(session, kept, when) if kept.made_on else None
            if counted:
                write_row(session, counted, live_snooze(session, counted, when))
        except CANNOT_WORK_OUT as error:
            left_out.append(f"enrolment {enrolment}: {why_left_out(error)}")
    return tuple(left_out)


def _take_away_if_left(session: Session, kept: KeptPlan) -> None:
    """Whoever ends an enrolment holds its row in this session: nothing is asked of the database to find it."""
    for one in list(session.identity_map.values()):
        if isinstance(one, EnrolmentRecord) and one.plan_id == kept.id and one.ended_at:
            session.execute(delete(RosterRecord).where(RosterRecord.id == one.id))


@lru_cache
def _putting(dialect: str) -> Any:
    insert = INSERTS[dialect](RosterRecord.__table__)
    others = {name: insert.excluded[name] for name in WRITTEN}
    return insert.on_conflict_do_update(index_elements=["id"], set_=others)
