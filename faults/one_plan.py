"""One real plan on several devices: how each request is sent to the service, and how all that is kept is compared."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from faults.plan_by_hand import KEPT, PlanByHand, Request
from planner.accounts.access import PATIENT, Actor
from planner.accounts.devices import open_device
from planner.accounts.models import AuditRecord
from planner.after import after_change
from planner.db import db, transaction
from planner.demo_stories import STORIES, told_by
from planner.errors import AheadError
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.plans.actions import keep_answers, make_now, new_plan
from planner.plans.changing import Occasion
from planner.plans.history import changes_of_plan, undo
from planner.plans.kept import KeptPlan, facts_in, plan_of
from planner.plans.moving import Move, move_date
from planner.plans.notes import notes_of, write_note
from planner.plans.steps import take_step, undo_step
from planner.plans.stopping import stop
from planner.plans.team_questions import add_question, change_question, questions_of, remove_question
from planner.tokens import new_token

FIRST_DAY = date(2026, 3, 2)


class OnePlan:
    """A plan just made, its devices, and what it should hold. An application context must be pushed."""

    def __init__(self, devices: int) -> None:
        when = self.occasion(FIRST_DAY)
        told = told_by(STORIES[0], FIRST_DAY)
        with transaction() as session:
            record = new_plan(session, told, when)
            make_now(session, record, Actor(record.person_id, PATIENT, ""), when)
            self.devices = [
                open_device(session, record.person_id, new_token(), "phone", when.now, FIRST_DAY)
                for _ in range(devices)
            ]
        kept = self.kept()
        self.first = facts_in(kept)
        self.by_hand = PlanByHand(dict(kept.told), kept.asked_on, FIRST_DAY, kept.version, self.lines())

    @staticmethod
    def occasion(today: date) -> Occasion:
        """This moment, on a day."""
        return Occasion(datetime.now(UTC), today, guidance(), after_change)

    def kept(self) -> KeptPlan:
        """What is kept, read anew."""
        db.session.rollback()
        return plan_of(self.devices[0])

    def lines(self) -> int:
        """How many lines the record of what was done holds about this plan."""
        query = select(func.count()).select_from(AuditRecord).where(AuditRecord.chain == self.devices[0].person)
        return db.session.scalar(query) or 0

    def send(self, device: int, request: Request, today: date) -> tuple[str, Any]:
        """Send one request as a page does: `kept` and what came of it, or the name of the refusal."""
        try:
            return KEPT, _act(self.devices[device], request, self.occasion(today))
        except AheadError as error:
            return type(error).__name__, None

    def differs(self) -> Iterator[str]:
        """What is kept otherwise than it should be. Nothing, when the service kept its word."""
        kept, hand = self.kept(), self.by_hand
        told = dict(kept.told)
        steps = told.pop("steps", {})
        held = {
            "answers": (told, hand.answers),
            "steps": (steps, hand.steps),
            "counted from": (kept.asked_on, hand.asked_on),
            "version": (kept.version, hand.version),
            "break": (kept.resting_since, hand.resting),
            "notes": (dict(notes_of(kept, codes_of(guidance()))), {k: v for k, v in hand.notes.items() if v}),
            "questions": (
                [one.id for one in questions_of(kept)],
                sorted(hand.questions, key=lambda one: hand.questions[one][1] is not None),
            ),
            "words of questions": (
                {one.id: (one.words, one.asked_on) for one in questions_of(kept)},
                hand.questions,
            ),
            "record": (self.lines(), hand.lines),
        }
        for name, (is_kept, should_be) in held.items():
            if is_kept != should_be:
                yield f"{name}: kept {is_kept!r}, should be {should_be!r}"

    def history_differs(self) -> Iterator[str]:
        """Whether the changes, played from the first version on, lead to what is kept, one number after the other."""
        kept = self.kept()
        changes = changes_of_plan(kept, count=10**6)[::-1]
        if [one.number for one in changes] != list(range(changes[0].number, kept.version + 1)):
            yield f"the changes are not numbered one by one up to {kept.version}"
        facts = dict(self.first)
        for change in changes[1:]:
            for name, (before, after) in change.patch.items():
                if facts.get(name) != before:
                    yield f"change {change.number} says that {name} was {before!r}"
                facts[name] = after
        if {name: fact for name, fact in facts.items() if fact is not None} != facts_in(kept):
            yield "the changes do not lead to what is kept"


def _act(actor: Actor, request: Request, when: Occasion) -> Any:
    key, words = request.key, request.words
    match request.what:
        case "say":
            return take_step(actor, key, *words, when)
        case "unsay":
            return undo_step(actor, key, *words, when)
        case "answer":
            return keep_answers(actor, key, *words, when)
        case "move":
            kind, day, seen = words
            return move_date(actor, key, Move(kind, day), seen, when)
        case "undo":
            return undo(actor, key, *words, when)
        case "stop":
            return stop(actor, key, *words, when)
        case "note":
            code, text, before = words
            return write_note(actor, key, code, text, when, before)
        case "ask":
            return add_question(actor, key, *words, when)
        case "change_question":
            return change_question(actor, key, *words, when)
        case "remove_question":
            return remove_question(actor, key, *words, when)
    raise ValueError(request.what)
