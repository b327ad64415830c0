"""Snoozing a plan on the roster: with a reason and a day, over by itself on that day or as soon as something graver
comes, taken back by one press."""

import json
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner import once
from planner.accounts.access import Actor
from planner.clinics.enrolments import Enrolled, as_enrolled, enrolled_in, reviewer_of
from planner.clinics.members import Member
from planner.clinics.models import SnoozeRecord
from planner.clinics.recording import note_at_clinic
from planner.clinics.words import LONGEST_REASON, words_or_fault
from planner.db import db
from planner.errors import AheadError, Fault, Faults, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import kept_from
from planner.review.exceptions import QUIET
from planner.review.models import RosterRecord
from planner.review.roster import RosterRow, row_from
from planner.review.roster_rows import count, what_waits, write_row
from planner.tokens import is_id, new_id

LONGEST = 90  # days
A_REASON = N_("Write why it can wait, in at most 300 ordinary characters. Colleagues read it, the patient does not.")
A_DAY = N_("Choose a day from tomorrow on, at most 90 days from today.")


class Seen(NamedTuple):
    """What a nurse had in front of them: the version of the plan, and how many notes and questions of the patient
    waited for an answer."""

    version: int
    unanswered: int


class AtRest(AheadError):
    """A plan was to be snoozed that rests, or that is off or closed: it is quiet already."""

    def __init__(self) -> None:
        super().__init__(
            N_("This plan is at rest already, so nothing was changed."),
            N_("It comes back by itself when it goes on."),
        )


class MovedMeanwhile(AheadError):
    """A plan was to be snoozed that changed, or whose patient wrote or asked, after its nurse had looked."""

    def __init__(self) -> None:
        super().__init__(
            N_("This plan changed, or its patient wrote, while you had this page open. It was not snoozed."),
            N_("Look at the plan first. If it can still wait, press the button once more."),
        )


def seen_of(one: Enrolled) -> Seen:
    """What somebody sees of a plan who has it in front of them now."""
    return Seen(one.kept.version, sum(what_waits(db.session(), one.kept, one.id, one.sees)))


def snooze(
    actor: Actor, key: str, enrolment: str, reason: str, until: date, occasion: Occasion, seen: Seen | None = None
) -> None:
    """A plan need not be looked at before a day. The snooze before it ends. `seen`: what its nurse had before them;
    None where that does not matter. Raises Faults, AtRest, MovedMeanwhile and NothingHere."""
    faults: list[Fault] = []
    try:
        reason = words_or_fault("reason", reason, LONGEST_REASON, A_REASON)
    except Faults as wrong:
        faults += wrong.faults
    if not occasion.today < until <= occasion.today + timedelta(days=LONGEST):
        faults.append(Fault("until", until.isoformat(), A_DAY))
    if faults:
        raise Faults(faults)
    sent = json.dumps([enrolment, reason, until.isoformat(), seen])
    with once.change(key, by=actor.person, action="snooze", sent=sent, now=occasion.now) as change:
        session = change.session
        member = reviewer_of(actor, session)
        record, plan = enrolled_in(session, member, enrolment, for_update=True)
        if change.repeated:
            return
        counted = count(session, kept_from(plan), occasion)
        if counted is None or plan.made_on is None:
            raise NothingHere
        if counted.look.standing == QUIET:
            raise AtRest
        if seen is not None and seen != seen_of(as_enrolled(record, plan)):
            raise MovedMeanwhile
        _end(session, record.id, occasion)
        made = SnoozeRecord(id=new_id(), enrolment_id=record.id, member=member.id, until=until, at=occasion.now)
        look = counted.look
        made.lock({"reason": reason, "urgency": look.urgency, "unanswered": look.unanswered, "dated": counted.dated})
        session.add(made)
        write_row(session, counted, made)
        note_at_clinic(session, actor, "snoozed", occasion.now, record)


def take_back(actor: Actor, key: str, enrolment: str, occasion: Occasion) -> None:
    """A plan is not snoozed any more. Raises NothingHere, and what `count` raises: then it stays as it was."""
    with once.change(key, by=actor.person, action="snooze-end", sent=enrolment, now=occasion.now) as change:
        session = change.session
        record, plan = enrolled_in(session, reviewer_of(actor, session), enrolment, for_update=True)
        if change.repeated:
            return
        counted = count(session, kept_from(plan), occasion)
        if counted is None or plan.made_on is None:
            raise NothingHere
        _end(session, record.id, occasion)
        write_row(session, counted, None)
        note_at_clinic(session, actor, "snooze-ended", occasion.now, record)


def row_of(member: Member, enrolment: str) -> RosterRow:
    """The row of one plan on the roster of this member's clinic. Raises NothingHere."""
    record = db.session().get(RosterRecord, enrolment, populate_existing=True) if is_id(enrolment) else None
    if record is None or record.clinic_id != member.clinic:
        raise NothingHere
    return row_from(record)


def _end(session: Session, enrolment: str, occasion: Occasion) -> None:
    session.execute(
        update(SnoozeRecord)
        .where(SnoozeRecord.enrolment_id == enrolment, SnoozeRecord.ended_at.is_(None))
        .values(ended_at=occasion.now)
    )
