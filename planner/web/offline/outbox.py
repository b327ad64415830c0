"""What was said without a signal arrives late: once each, for the day it was said, and never over a later word."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest

from planner.at_the_door import actor, occasion
from planner.errors import Faults, NothingHere
from planner.once import UsedForAnother, was_used
from planner.plans.answer_fields import read_day
from planner.plans.kept import KeptPlan
from planner.plans.nested_fields import read_step
from planner.plans.notes import WrittenMeanwhile, write_note
from planner.plans.steps import take_step, undo_step
from planner.web.plans.made import code_named, made_or_closed
from planner.web.plans.said import Mistaken, kept_as, said_in_words, taken_from

outbox = Blueprint("outbox", __name__, url_prefix="/offline")
Fields = Mapping[str, str]
Answer = Response | tuple[Response, int]
PLACE = "/plan/steps/"


@outbox.post("/send")
def send() -> Answer:
    """Keep one thing that waited: `step` (its page), `what` (say, undo, note), `fields` of its form, `once`, `day`.

    200 with how the step `stands`; 409 with `mine` and `theirs` where something else was said meanwhile and nothing was
    kept; 422 with `words` where it cannot be kept at all.
    """
    told = request.get_json()
    if not isinstance(told, dict) or not isinstance(fields := told.get("fields"), dict):
        raise BadRequest
    step, what, once = (str(told.get(name, "")) for name in ("step", "what", "once"))
    kept = made_or_closed()
    if kept.told.get("treatment_status") == "died":
        return _refused(_("This plan is closed."))
    try:
        code = code_named(step.removeprefix(PLACE), kept)
    except NothingHere:
        return _refused(_("This step is not part of the plan any more."))
    try:
        if was_used(once, by=actor().person):  # it arrived before, and only the answer was lost
            return jsonify(stands=_stood(kept, code, what, fields, _day(told, kept)))
        return {"say": _say, "undo": _undo, "note": _note}[what](kept, code, fields, once, _day(told, kept))
    except (Faults, KeyError, UsedForAnother):  # KeyError: said on another version of our pages
        return _refused(_("This could not be kept as it was said. Open the step, and say it once more."))


def _say(kept: KeptPlan, code: str, fields: Fields, once: str, day: date) -> Answer:
    taken = taken_from(fields, kept.told.get("place"), day)
    if isinstance(taken, Mistaken):
        return _refused(taken.text)
    stands = _stands(kept, code)
    if fields.get("shown", "") != stands and kept_as(taken) != stands:
        return _both(_in_words(taken, day), kept, code)
    return _kept(take_step(actor(), once, code, taken, occasion(kept), said_on=day), code)


def _undo(kept: KeptPlan, code: str, fields: Fields, once: str, day: date) -> Answer:
    if fields.get("shown", "") != _stands(kept, code):
        return _both(_("Take back what was said"), kept, code)
    return _kept(undo_step(actor(), once, code, occasion(kept)), code)


def _note(kept: KeptPlan, code: str, fields: Fields, once: str, day: date) -> Answer:
    words = fields.get("note", "")
    try:
        note = write_note(actor(), once, code, words, occasion(kept), fields.get("before"))
    except WrittenMeanwhile as error:
        return jsonify(mine=words, theirs=error.theirs, stands=error.theirs), 409
    return jsonify(stands=note.words)


def _day(told: Mapping[str, Any], kept: KeptPlan) -> date:
    """The day it was said on, where the person lives; a phone whose clock runs ahead said it today."""
    today = occasion(kept).today
    try:
        return min(read_day(told.get("day")), today)
    except ValidationError:
        return today


def _stands(kept: KeptPlan, code: str) -> str:
    return kept_as(kept.told.get("steps", {}).get(code))


def _stood(kept: KeptPlan, code: str, what: str, fields: Fields, day: date) -> str:
    """How the step stood when this had arrived: what was said elsewhere since then is not for the next to pass over."""
    if what == "note":
        return fields.get("note", "")
    taken = taken_from(fields, kept.told.get("place"), day) if what == "say" else None
    return kept_as(taken) if isinstance(taken, dict) else _stands(kept, code)


def _kept(kept: KeptPlan, code: str) -> Response:
    return jsonify(stands=_stands(kept, code))


def _both(mine: str, kept: KeptPlan, code: str) -> Answer:
    theirs = kept.told.get("steps", {}).get(code)
    said = _in_words(theirs, occasion(kept).today) if theirs else _("Nothing is said of it.")
    return jsonify(mine=mine, theirs=said, stands=_stands(kept, code)), 409


def _in_words(taken: Mapping[str, Any], today: date) -> str:
    return said_in_words(read_step(taken), today)


def _refused(words: str) -> Answer:
    return jsonify(words=words), 422
