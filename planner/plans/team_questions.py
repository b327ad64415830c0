"""What a person wants to ask the team: collected over weeks, put right, ticked off, printed for the visit."""

from datetime import date
from typing import NamedTuple

from marshmallow import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.db import db
from planner.errors import CannotBe, Fault, Faults, NothingHere
from planner.plans.answer_fields import read_text
from planner.plans.by_clinic import is_code
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import PlanRecord, TeamQuestionRecord
from planner.plans.notes import WrittenMeanwhile
from planner.tokens import is_id, new_id

LONGEST = 500  # characters of one question
MOST = 200  # questions of one plan
TOO_MANY = f"There are {MOST} questions already. Take some away that were asked."


class TeamQuestion(NamedTuple):
    """One question: its words, the code of the step it is about (or empty), and the day it was asked."""

    id: str
    words: str
    code: str
    asked_on: date | None


def questions_of(kept: KeptPlan) -> list[TeamQuestion]:
    """The questions of a plan: those not asked yet first, each in the order in which they were added."""
    query = select(TeamQuestionRecord).where(TeamQuestionRecord.plan_id == kept.id)
    records = db.session.scalars(query.order_by(TeamQuestionRecord.added_at, TeamQuestionRecord.id))
    return sorted((_question(one) for one in records), key=lambda one: one.asked_on is not None)


def add_question(
    actor: Actor,
    key: str,
    words: str,
    occasion: Occasion,
    code: str = "",
    seen: list[TeamQuestion] | None = None,
) -> TeamQuestion:
    """Keep one more question. The same words a second time are the same question.

    `seen` is the list as its writer saw it, where that matters. Raises Faults, NothingHere, and WrittenMeanwhile where
    it is another now; nothing is kept then.
    """
    words = checked(words)
    if code and not is_code(code, occasion.guidance):
        raise Faults([Fault("code", code, "Use the code of an item, such as 'B04', or leave it out.")])
    with once.change(key, by=actor.person, action="question", sent=f"{code} {words}", now=occasion.now) as change:
        kept = kept_from(record_of(change.session, actor, for_update=True))
        if change.repeated:
            found = change.session.get(TeamQuestionRecord, change.outcome)
            return _question(found) if found else TeamQuestion(change.outcome, words, code, None)
        stand = questions_of(kept)
        if seen is not None and stand != seen:
            raise WrittenMeanwhile(words)
        same = [one for one in stand if (one.words, one.code) == (words, code)]
        if same:
            change.outcome = same[0].id
            return same[0]
        count = select(func.count()).where(TeamQuestionRecord.plan_id == kept.id)
        if (change.session.scalar(count) or 0) >= MOST:
            raise CannotBe([Fault("words", words, TOO_MANY)])
        record = put_question(change.session, kept, words, code, occasion)
        audit.note(change.session, actor, "question-added", occasion.now)
        _tell_clinic(change.session, kept.id, occasion)
        change.outcome = record.id
        return _question(record)


def put_question(
    session: Session, kept: KeptPlan, words: str, code: str, occasion: Occasion, asked_on: date | None = None
) -> TeamQuestionRecord:
    """Add one row, in the caller's transaction. The words were checked."""
    record = TeamQuestionRecord(id=new_id(), plan_id=kept.id, added_at=occasion.now, asked_on=asked_on)
    record.lock({"words": words, "code": code})
    session.add(record)
    session.flush()
    return record


def change_question(
    actor: Actor,
    key: str,
    question: str,
    words: str | None,
    asked: bool,
    occasion: Occasion,
    before: str | None = None,
    seen: TeamQuestion | None = None,
) -> TeamQuestion:
    """Put a question into other words (None: leave them), and say whether it was asked.

    `before` is what it said when its writer began, where that is known; `seen` the whole question as its writer saw
    it, asked or not. Raises Faults, NothingHere, and WrittenMeanwhile where it is another now; nothing is kept then.
    """
    words = None if words is None else checked(words)
    sent = f"{question} {asked} {words}"
    with once.change(key, by=actor.person, action="question-change", sent=sent, now=occasion.now) as change:
        record = _record(change.session, actor, question)
        if change.repeated:
            return _question(record)
        _refuse_unless_so(record, seen)
        stands = record.opened()
        if words is not None:
            if before is not None and stands["words"] not in (before.replace("\r\n", "\n").strip(), words):
                raise WrittenMeanwhile(stands["words"])
            record.lock({**stands, "words": words})
        record.asked_on = (record.asked_on or occasion.today) if asked else None
        audit.note(change.session, actor, "question-changed", occasion.now)
        _tell_clinic(change.session, record.plan_id, occasion)
        return _question(record)


def remove_question(
    actor: Actor, key: str, question: str, occasion: Occasion, seen: TeamQuestion | None = None
) -> None:
    """Take a question away. `seen` as in `change_question`.

    Raises WrittenMeanwhile; and NothingHere, but not when it is gone already by the same press.
    """
    with once.change(key, by=actor.person, action="question-remove", sent=question, now=occasion.now) as change:
        if not change.repeated:
            record = _record(change.session, actor, question)
            _refuse_unless_so(record, seen)
            change.session.delete(record)
            audit.note(change.session, actor, "question-removed", occasion.now)
            _tell_clinic(change.session, record.plan_id, occasion)


def _tell_clinic(session: Session, plan: str, occasion: Occasion) -> None:
    """Where a clinic reviews the plan, let its roster count the questions that wait, in the caller's transaction."""
    record = session.get_one(PlanRecord, plan)
    if record.enrolment_id:
        session.flush()
        occasion.after(session, kept_from(record), occasion)


def checked(words: object, key: str = "words") -> str:
    """The words of a question as they are kept. Raises Faults."""
    try:
        return read_text(words.replace("\r\n", "\n") if isinstance(words, str) else words, least=1, most=LONGEST)
    except ValidationError:
        allowed = f"Write your question in at most {LONGEST} ordinary characters."
        raise Faults([Fault(key, words, allowed)]) from None


def _record(session: Session, actor: Actor, question: str) -> TeamQuestionRecord:
    plan = record_of(session, actor, for_update=True)
    record = session.get(TeamQuestionRecord, question) if is_id(question) else None
    if record is None or record.plan_id != plan.id:
        raise NothingHere
    return record


def _refuse_unless_so(record: TeamQuestionRecord, seen: TeamQuestion | None) -> None:
    """Raises WrittenMeanwhile when a question is another than the one its writer saw."""
    if seen is not None and _question(record) != seen:
        raise WrittenMeanwhile(record.opened()["words"])


def _question(record: TeamQuestionRecord) -> TeamQuestion:
    told = record.opened()
    return TeamQuestion(record.id, told["words"], told["code"], record.asked_on)
