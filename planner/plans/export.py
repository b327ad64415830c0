"""All that is kept of one plan as one JSON object, and the same plan made again from such an object."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NoReturn
from zoneinfo import available_timezones

from marshmallow import ValidationError

from planner import once
from planner.accounts import audit
from planner.accounts.access import PATIENT, Actor
from planner.accounts.openings import Opening, on_device
from planner.errors import CannotBe, Fault, Faults
from planner.guidance.model import Guidance, codes_of
from planner.marked import N_
from planner.plans.actions import new_plan
from planner.plans.answer_fields import read_day
from planner.plans.by_clinic import without_own
from planner.plans.changing import Occasion, note_change
from planner.plans.history import changes_of_plan
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.nicknames import checked_all, nicknames_of, put_nickname
from planner.plans.notes import checked as checked_note
from planner.plans.notes import notes_of, put_note
from planner.plans.phones import checked_list as checked_phones
from planner.plans.phones import phones_of, put_phone
from planner.plans.schemas import told_from
from planner.plans.steps import NOT_YET
from planner.plans.team_questions import MOST, put_question, questions_of
from planner.plans.team_questions import checked as checked_question

FORM = "plan-export"
VERSION = 1
KEYS = ("form", "version", "told", "days", "names", "notes", "questions", "history")
LATER = ("phones", "nicknames")  # keys that what was saved by an earlier version does not hold
DAYS = ("asked_on", "as_of", "refused_as_of", "made_on", "looked_on", "resting_since")
NEEDED = ("asked_on", "as_of", "looked_on")
NOT_OURS = N_("This is no plan that was saved here. Use one that was, whole and unchanged.")
MISSING = N_("It is missing. Use all that was saved, unchanged.")
UNKNOWN = "There is no such key. Use what was saved, unchanged."
KINDS: Mapping[type, str] = {dict: "Use an object, in braces.", list: "Use a list, in square brackets."}


def export_of(kept: KeptPlan, guidance: Guidance) -> dict[str, Any]:
    """Everything that is kept of a plan. `names` keeps the names of its days in calendars the same.

    `told` has the shape of a file of answers; `days` are days or null.
    """
    return {
        "form": FORM,
        "version": VERSION,
        "told": without_own(kept.told),
        "days": {name: day.isoformat() if (day := getattr(kept, name)) else None for name in DAYS},
        "names": kept.secret.hex(),
        "notes": {note.code: note.words for note in notes_of(kept, codes_of(guidance))},
        "questions": [
            {"words": one.words, "code": one.code, "asked_on": one.asked_on.isoformat() if one.asked_on else None}
            for one in questions_of(kept)
        ],
        "phones": [{"who": one.who, "number": one.number} for one in phones_of(kept)],
        "nicknames": nicknames_of(kept),
        "history": [
            {"number": one.number, "at": one.at.isoformat(), "action": one.action, "patch": one.patch}
            for one in changes_of_plan(kept, count=10**6)
        ],
    }


def import_plan(key: str, exported: Mapping[str, Any], device_kind: str, occasion: Occasion) -> tuple[Actor, str]:
    """A new plan with all that an exported object holds, held by whoever gets the secret that comes back with it.

    Its history begins anew with a line that says where it came from. Sent again with the same key it is the same plan.
    Raises Faults, and makes nothing then.
    """
    return import_by(key, exported, on_device(key, device_kind, occasion.now, occasion.today), occasion)


def import_by(key: str, exported: Mapping[str, Any], opening: Opening, occasion: Occasion) -> tuple[Actor, str]:
    """As `import_plan`, for a plan that opens this way."""
    days, notes, questions, phones, nicknames = _checked(exported, occasion)
    sent = opening.by + json.dumps(exported, sort_keys=True)
    with once.change(key, by=None, action="import", sent=sent, now=occasion.now) as change:
        if change.repeated:
            opening.again(change.session, change.outcome)
            return Actor(change.person or "", PATIENT, change.outcome), opening.secret
        session = change.session
        record = new_plan(session, exported["told"], occasion)
        record.lock("secret", exported["names"])
        for name, day in days.items():
            setattr(record, name, day)
        actor = opening.open(session, record.person_id)
        kept = kept_from(record)
        for code, words in notes.items():
            put_note(session, kept, code, words)
        for number, (words, code, asked_on) in enumerate(questions):
            in_turn = occasion._replace(now=occasion.now + timedelta(microseconds=number))  # they stay in their order
            put_question(session, kept, words, code, in_turn, asked_on)
        for number, (who, dialled) in enumerate(phones):
            put_phone(session, kept, who, dialled, occasion.now + timedelta(microseconds=number))
        for code, words in nicknames.items():
            put_nickname(session, kept, code, words)
        record.version = 1
        if record.made_on:
            note_change(session, record, "brought-in", {}, occasion)
        session.flush()
        audit.note(session, actor, "plan-brought-in", occasion.now)
        occasion.after(session, kept_from(record), occasion)
        change.person, change.outcome = actor.person, actor.device
    return actor, opening.secret


def zone_told(exported: Mapping[str, Any]) -> str | None:
    """The time zone of the person whose plan an exported object holds, when it names one: their day is today."""
    told = exported.get("told")
    zone = told.get("time_zone") if isinstance(told, dict) else None
    return zone if isinstance(zone, str) and zone in available_timezones() else None


def _checked(
    exported: Mapping[str, Any], occasion: Occasion
) -> tuple[
    dict[str, date | None], dict[str, str], list[tuple[str, str, date | None]], list[tuple[str, str]], dict[str, str]
]:
    """The parts of an exported object, read as strictly as a file of answers. Raises Faults."""
    _refuse_other_keys(exported, (*KEYS, *(key for key in LATER if key in exported)))
    for name, ours in (("form", FORM), ("version", VERSION)):
        if exported[name] != ours:
            _refuse(name, exported[name], NOT_OURS)
    codes = codes_of(occasion.guidance)
    days: dict[str, date | None] = {}
    told_days = _of_kind("days", exported["days"], dict)
    _refuse_other_keys(told_days, DAYS, "days.")
    for name in DAYS:
        day = told_days.get(name)
        if day is None and name in NEEDED:
            _refuse(f"days.{name}", day, "This day is needed.")
        days[name] = None if day is None else _day(f"days.{name}", day)
        if (found := days[name]) and found > occasion.today:
            raise CannotBe([Fault(f"days.{name}", day, f"Use a day up to {occasion.today.isoformat()}.")])
    told = told_from(_of_kind("told", exported["told"], dict), codes, days["asked_on"] or occasion.today)
    for code, step in told.steps.items():
        if step.state == "done" and step.day and step.day > occasion.today:
            raise CannotBe([Fault(f"told.steps.{code}", step.day.isoformat(), NOT_YET)])
    names = exported["names"]
    if not isinstance(names, str) or len(names) != 64 or set(names) - set("0123456789abcdef"):
        _refuse("names", names, "Use 64 characters from 0 to 9 and a to f, as they were saved.")
    notes = {}
    for code, words in _of_kind("notes", exported["notes"], dict).items():
        if code not in codes:
            _refuse("notes", code, "Use codes of items, such as 'B04'.")
        notes[code] = checked_note(words, f"notes.{code}")
    questions = []
    listed = _of_kind("questions", exported["questions"], list)
    if len(listed) > MOST:
        _refuse("questions", len(listed), f"At most {MOST} questions are kept.")
    for number, one in enumerate(listed):
        name = f"questions.{number}"
        if not isinstance(one, dict) or set(one) != {"words", "code", "asked_on"}:
            _refuse(name, one, "Each has words, a code or an empty text, and a day or null.")
        if not isinstance(one["code"], str) or (one["code"] and one["code"] not in codes):
            _refuse(f"{name}.code", one["code"], "Use codes of items, such as 'B04', or an empty text.")
        asked_on = None if one["asked_on"] is None else _day(f"{name}.asked_on", one["asked_on"])
        questions.append((checked_question(one["words"], f"{name}.words"), one["code"], asked_on))
    phones = checked_phones(_of_kind("phones", exported.get("phones", []), list))
    nicknames = checked_all(_of_kind("nicknames", exported.get("nicknames", {}), dict), occasion.guidance)
    _of_kind("history", exported["history"], list)
    return days, notes, questions, phones, nicknames


def _refuse_other_keys(told: Mapping[str, Any], keys: Sequence[str], path: str = "") -> None:
    """Raises Faults that name every key that is missing, and every one there is not."""
    faults = [Fault(f"{path}{key}", None, NOT_OURS if key == "form" else MISSING) for key in keys if key not in told]
    faults += [Fault(f"{path}{key}", value, UNKNOWN) for key, value in told.items() if key not in keys]
    if faults:
        raise Faults(faults)


def _of_kind(key: str, value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        _refuse(key, value, KINDS[kind])
    return value


def _day(key: str, value: Any) -> date:
    try:
        return read_day(value)
    except ValidationError as error:
        raise Faults([Fault(key, value, " ".join(map(str, error.messages)))]) from error


def _refuse(key: str, value: object, allowed: str) -> NoReturn:
    raise Faults([Fault(key, value, allowed)])
