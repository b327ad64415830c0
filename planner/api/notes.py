"""A person's own words for programs: notes beside steps, and questions for the team."""

from collections.abc import Mapping
from typing import Any

from flask import current_app, request, url_for

from planner.api import sent as bodies
from planner.api import shown
from planner.api.etags import has_seen
from planner.api.items import plan_with
from planner.api.rooms import Json, Room, Shown, plan_called
from planner.at_the_door import actor, occasion
from planner.errors import NothingHere
from planner.plans.by_clinic import codes_in
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
    codes = codes_in(current_app.config["GUIDANCE"](), kept.clinic)
    return Shown({"notes": [one._asdict() for one in notes_of(kept, codes)]})


@notes.reads("/plans/<plan>/notes/<code>", shown.named("Note"))
def read(plan: str, code: str) -> Shown:
    """The note beside one step; empty words when there is none."""
    kept = plan_with(plan, code)
    return Shown({"code": code, "words": note_of(kept, code)})


@notes.writes(
    "PUT",
    "/plans/<plan>/notes/<code>",
    shown.named("Note"),
    sends=bodies.NoteToWrite(),
    if_match="heard",
    etag_of=read,
)
def write(plan: str, code: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Write the note beside a step; empty words take it away. Say `before`, what stood there when its writer began,
    or If-Match, and nothing that was written meanwhile is lost."""
    kept = plan_with(plan, code)
    stands = note_of(kept, code)
    known = has_seen({"code": code, "words": stands}, request.path, key, kept.person)
    note = write_note(actor(), key, code, sent["words"], occasion(kept), sent.get("before", stands if known else None))
    return Shown(note._asdict())


@questions.reads("/plans/<plan>/questions", shown.QUESTIONS)
def to_ask(plan: str) -> Shown:
    """The questions of a plan: those not asked yet first."""
    return Shown(_listed(questions_of(plan_called(plan))))


@questions.reads("/plans/<plan>/questions/<question>", shown.named("TeamQuestion"))
def one(plan: str, question: str) -> Shown:
    """One question."""
    return Shown(_shown(_found(plan_called(plan), question)))


@questions.writes(
    "POST",
    "/plans/<plan>/questions",
    shown.named("TeamQuestion"),
    sends=bodies.TeamQuestionToAdd(),
    status=201,
    if_match="heard",
    etag_of=to_ask,
    places=True,
)
def add(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Add a question. The same words a second time are the same question."""
    kept = plan_called(plan)
    stand = questions_of(kept)
    seen = stand if has_seen(_listed(stand), request.path, key, kept.person) else None
    added = add_question(actor(), key, sent["words"], occasion(kept), sent.get("code", ""), seen)
    return Shown(_shown(added), place=url_for("api_questions.one", plan=plan, question=added.id))


@questions.writes(
    "PUT",
    "/plans/<plan>/questions/<question>",
    shown.named("TeamQuestion"),
    sends=bodies.TeamQuestionToChange(),
    if_match="heard",
    etag_of=one,
)
def change(plan: str, question: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Put a question into other words, and say whether it was asked."""
    kept = plan_called(plan)
    seen = _seen(kept, question, key)
    changed = change_question(actor(), key, question, sent["words"], sent["asked"], occasion(kept), seen=seen)
    return Shown(_shown(changed))


@questions.writes("DELETE", "/plans/<plan>/questions/<question>", shown.REMOVED, if_match="heard", etag_of=one)
def remove(plan: str, question: str, key: str) -> Shown:
    """Take a question away."""
    kept = plan_called(plan)
    remove_question(actor(), key, question, occasion(kept), _seen(kept, question, key))
    return Shown({"removed": True})


def _seen(kept: KeptPlan, question: str, key: str) -> TeamQuestion | None:
    """The question as it stands, when If-Match says that the program has seen it so; the action looks once more."""
    found = _questions_called(kept, question)
    if not found:  # the action says so, or knows that it was this program that took it away
        return None
    return found[0] if has_seen(_shown(found[0]), request.path, key, kept.person) else None


def _found(kept: KeptPlan, question: str) -> TeamQuestion:
    for one in _questions_called(kept, question):
        return one
    raise NothingHere


def _questions_called(kept: KeptPlan, question: str) -> list[TeamQuestion]:
    return [one for one in questions_of(kept) if one.id == question]


def _listed(found: list[TeamQuestion]) -> Json:
    return {"questions": [_shown(one) for one in found]}


def _shown(question: TeamQuestion) -> Json:
    return {
        "id": question.id,
        "words": question.words,
        "code": question.code or None,
        "asked_on": question.asked_on.isoformat() if question.asked_on else None,
    }
