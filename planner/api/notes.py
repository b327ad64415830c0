"""A person's own words for programs: notes beside steps, and questions for the team."""

from collections.abc import Mapping
from typing import Any

from flask import current_app

from planner.api import sent as bodies
from planner.api import shown
from planner.api.etags import refuse_unless_it_matches
from planner.api.items import plan_with
from planner.api.rooms import Json, Room, Shown, plan_called
from planner.at_the_door import actor, occasion
from planner.errors import NothingHere
from planner.guidance.model import codes_of
from planner.plans.kept import KeptPlan
from planner.plans.notes import note_of, notes_of, write_note
from planner.plans.team_questions import (
    TeamQuestion,
    add_question,
    change_question,
    questions_of,
    remove_question,
)

notes = Room("notes", "A person's own words beside a step. They are in no calendar and never shown to anybody else.")
questions = Room("questions", "What a person wants to ask the team.")


@notes.reads("/plans/<plan>/notes", shown.NOTES)
def listed(plan: str) -> Shown:
    """Every note, by the code of its step."""
    kept = plan_called(plan)
    return Shown({"notes": [one._asdict() for one in notes_of(kept, codes_of(current_app.config["GUIDANCE"]()))]})


@notes.reads("/plans/<plan>/notes/<code>", shown.named("Note"))
def read(plan: str, code: str) -> Shown:
    """The note beside one step; empty words when there is none."""
    kept = plan_with(plan, code)
    return Shown({"code": code, "words": note_of(kept, code)})


@notes.writes("PUT", "/plans/<plan>/notes/<code>", shown.named("Note"), sends=bodies.NoteToWrite(), if_match="heard")
def write(plan: str, code: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Write the note beside a step; empty words take it away. Say `before`, what stood there when its writer began,
    or If-Match, and nothing that was written meanwhile is lost."""
    kept = plan_with(plan, code)
    stands = note_of(kept, code)
    known = refuse_unless_it_matches({"code": code, "words": stands}, kept, key, "note")
    note = write_note(actor(), key, code, sent["words"], occasion(kept), sent.get("before", stands if known else None))
    return Shown(note._asdict())


@questions.reads("/plans/<plan>/questions", shown.QUESTIONS)
def to_ask(plan: str) -> Shown:
    """The questions of a plan: those not asked yet first."""
    return Shown({"questions": [_shown(one) for one in questions_of(plan_called(plan))]})


@questions.reads("/plans/<plan>/questions/<question>", shown.named("TeamQuestion"))
def one(plan: str, question: str) -> Shown:
    """One question."""
    return Shown(_shown(_found(plan_called(plan), question)))


@questions.writes(
    "POST", "/plans/<plan>/questions", shown.named("TeamQuestion"), sends=bodies.TeamQuestionToAdd(), status=201
)
def add(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Add a question. The same words a second time are the same question."""
    kept = plan_called(plan)
    return Shown(_shown(add_question(actor(), key, sent["words"], occasion(kept), sent.get("code", ""))))


@questions.writes(
    "PUT",
    "/plans/<plan>/questions/<question>",
    shown.named("TeamQuestion"),
    sends=bodies.TeamQuestionToChange(),
    if_match="heard",
)
def change(plan: str, question: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Put a question into other words, and say whether it was asked."""
    kept = plan_called(plan)
    refuse_unless_it_matches(_shown(_found(kept, question)), kept, key, "question-change")
    return Shown(_shown(change_question(actor(), key, question, sent["words"], sent["asked"], occasion(kept))))


@questions.writes("DELETE", "/plans/<plan>/questions/<question>", shown.REMOVED, if_match="heard")
def remove(plan: str, question: str, key: str) -> Shown:
    """Take a question away."""
    kept = plan_called(plan)
    found = [one for one in questions_of(kept) if one.id == question]
    refuse_unless_it_matches(_shown(found[0]) if found else {}, kept, key, "question-remove")
    remove_question(actor(), key, question, occasion(kept))
    return Shown({"removed": True})


def _found(kept: KeptPlan, question: str) -> TeamQuestion:
    for one in questions_of(kept):
        if one.id == question:
            return one
    raise NothingHere


def _shown(question: TeamQuestion) -> Json:
    return {
        "id": question.id,
        "words": question.words,
        "code": question.code or None,
        "asked_on": question.asked_on.isoformat() if question.asked_on else None,
    }
