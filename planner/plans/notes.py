"""A person's own words beside a step. Private: they are in no calendar, no feed, and never shown to anybody else."""

import hmac
from typing import NamedTuple

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.db import db
from planner.errors import AheadError, Fault, Faults
from planner.plans.answer_fields import read_text
from planner.plans.by_clinic import is_code
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import NoteRecord

LONGEST = 2000  # characters of one note


class WrittenMeanwhile(AheadError):
    """A note was written elsewhere since the page was opened. `theirs` is what stands there now; nothing is lost."""

    def __init__(self, theirs: str) -> None:
        super().__init__(
            "This note was changed on another page or device meanwhile.",
            "Both are shown. Put them together as you want them, and send it again.",
        )
        self.theirs = theirs


class Note(NamedTuple):
    """The words beside one step, by its code; empty when there are none."""

    code: str
    words: str


def note_of(kept: KeptPlan, code: str) -> str:
    """What stands beside a step; empty when nothing does."""
    record = db.session.get(NoteRecord, _name_of(kept, code))
    return record.opened() if record else ""


def notes_of(kept: KeptPlan, codes: frozenset[str]) -> list[Note]:
    """All notes of a plan, by code."""
    by_name = {_name_of(kept, code): code for code in codes}
    records = db.session.scalars(select(NoteRecord).where(NoteRecord.plan_id == kept.id))
    return sorted(Note(by_name[one.id], one.opened()) for one in records if one.id in by_name)


def write_note(actor: Actor, key: str, code: str, words: str, occasion: Occasion, before: str | None = None) -> Note:
    """Keep the words beside a step; empty takes the note away.

    `before` is what stood there when its writer began, where that is known. Raises Faults, NothingHere, and
    WrittenMeanwhile where something else stands there now; nothing is kept then.
    """
    if not is_code(code, occasion.guidance):
        raise Faults([Fault("code", code, "Use the code of an item, such as 'B04'.")])
    words = checked(words)
    with once.change(key, by=actor.person, action="note", sent=f"{code} {words}", now=occasion.now) as change:
        kept = kept_from(record_of(change.session, actor, for_update=True))
        if change.repeated:
            return Note(code, words)
        stands = note_of(kept, code)
        if before is not None and stands not in (before.replace("\r\n", "\n").strip(), words):
            raise WrittenMeanwhile(stands)
        if stands != words:
            put_note(change.session, kept, code, words)
            audit.note(change.session, actor, "note-written", occasion.now)
    return Note(code, words)


def put_note(session: Session, kept: KeptPlan, code: str, words: str) -> None:
    """Write one note, in the caller's transaction. The words were checked."""
    name = _name_of(kept, code)
    record = session.get(NoteRecord, name)
    if not words:
        if record:
            session.delete(record)
        return
    record = record or NoteRecord(id=name, plan_id=kept.id)
    record.lock(words)
    session.add(record)


def checked(words: object, key: str = "note") -> str:
    """The words as they are kept: lines end as they do here, no blanks round them. Raises Faults."""
    try:
        return read_text(words.replace("\r\n", "\n") if isinstance(words, str) else words, most=LONGEST)
    except ValidationError as error:
        raise Faults([Fault(key, words, " ".join(map(str, error.messages)))]) from error


def _name_of(kept: KeptPlan, code: str) -> str:
    """The name of the row of a note: it tells neither the plan nor the step."""
    return hmac.digest(kept.secret, f"note/{kept.id}/{code}".encode(), "sha256").hex()[:32]
