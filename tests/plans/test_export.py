"""Everything as a file, and the same plan again from it; a file that is none of ours says what to do."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.accounts.devices import held_by
from planner.calendar.events import events_of
from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.once import UsedForAnother
from planner.plans.days_passing import note_days_passed
from planner.plans.export import DAYS, KEYS, LATER, export_of, import_plan
from planner.plans.history import changes_of_plan
from planner.plans.kept import KeptPlan, plan_from, plan_of
from planner.plans.notes import Note, notes_of, write_note
from planner.plans.plan_json import plan_json
from planner.plans.steps import undo_step
from planner.plans.team_questions import add_question, change_question, questions_of
from planner.tokens import new_token
from tests.accounts.holders import done_to
from tests.keeping.people_kept import occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_4, MARCH_9, Somebody, first_chemo

CODES = codes_of(guidance())
MARCH_20 = date(2026, 3, 20)


def lived() -> Somebody:
    """Somebody with something of everything: moved, done, booked, written, asked, days passed, a break."""
    amira = Somebody(treatment_date="2026-03-30")
    note_days_passed(amira.actor, occasion(MARCH_3))
    amira.moves(first_chemo("2026-05-20", milestones={"day-zero": {"date": "2026-07-01"}}), MARCH_3)
    amira.says("B04", MARCH_3, done="2026-03-03")
    amira.says("B18", MARCH_3, booked="2026-04-28")
    amira.says("B09", MARCH_4, declined="I had one, “last month”")
    write_note(amira.actor, new_token(), "B04", "Dr Ito\n+44 …", occasion(MARCH_4))
    for second, words in enumerate(("Who pays?", "How long?", "Will it hurt?")):
        when = occasion(MARCH_4, now=occasion(MARCH_4).now + timedelta(seconds=second))
        question = add_question(amira.actor, new_token(), words, when, "B05" if second == 0 else "")
    change_question(amira.actor, new_token(), question.id, "Will it hurt?", True, occasion(MARCH_9))
    amira.stops("break", MARCH_9)
    return amira


def as_file(who: Somebody) -> dict[str, Any]:
    """What they save, written to a file and read again."""
    found: dict[str, Any] = json.loads(json.dumps(export_of(who.kept, guidance())))
    return found


def brought_in(exported: dict[str, Any], today: date = MARCH_20) -> KeptPlan:
    """The plan made from a file."""
    actor, _ = import_plan(new_token(), exported, "computer", occasion(today))
    return plan_of(actor)


def seen(kept: KeptPlan) -> tuple[Any, ...]:
    """All that is seen of a plan on 20 March: the plan, its calendar with every name in it, notes and questions."""
    plan = plan_from(kept, guidance(), MARCH_20)
    awake = plan_from(kept._replace(resting_since=None), guidance(), MARCH_20)
    events = [event for plain in (False, True) for event in events_of(awake, secret=kept.secret, plain=plain)]
    return (
        plan_json(plan),
        plan.resting,
        events,
        notes_of(kept, CODES),
        [question[1:] for question in questions_of(kept)],
    )


def test_what_was_saved_gives_the_same_plan_back_with_the_same_calendar_names(app: Flask) -> None:
    amira = lived()
    kept = brought_in(as_file(amira))
    assert kept.id != amira.kept.id
    assert kept.person != amira.kept.person
    assert seen(kept) == seen(amira.kept)
    assert len(seen(kept)[2]) > 40
    assert notes_of(kept, CODES) == [Note("B04", "Dr Ito\n+44 …")]
    assert [one.words for one in questions_of(kept)] == ["Who pays?", "How long?", "Will it hurt?"]
    assert {name: getattr(kept, name) for name in DAYS} == {name: getattr(amira.kept, name) for name in DAYS}
    assert kept.told == amira.kept.told


@EITHER
def test_saved_again_it_is_the_same_file_but_for_its_history(app: Flask) -> None:
    exported = as_file(lived())
    again = json.loads(json.dumps(export_of(brought_in(exported), guidance())))
    assert [one["action"] for one in again["history"]] == ["brought-in"]
    assert {**again, "history": exported["history"]} == exported


@EITHER
def test_the_file_holds_every_change_and_everything_a_person_wrote(app: Flask) -> None:
    amira = lived()
    exported = as_file(amira)
    assert set(exported) == {*KEYS, *LATER}
    assert [one["number"] for one in exported["history"]] == list(range(amira.kept.version, 1, -1))
    assert exported["history"][-1]["action"] == "plan-made"
    assert {"days-passed", "date-moved", "step-booked", "stopped"} <= {one["action"] for one in exported["history"]}
    assert exported["told"]["steps"]["B09"] == {"declined": "I had one, “last month”"}
    assert [(one["words"], one["code"], one["asked_on"]) for one in exported["questions"]] == [
        ("Who pays?", "B05", None),
        ("How long?", "", None),
        ("Will it hurt?", "", "2026-03-09"),
    ]


def test_it_is_lived_with_like_any_other(app: Flask) -> None:
    actor, cookie = import_plan(new_token(), as_file(lived()), "computer", occasion(MARCH_20))
    assert held_by(cookie)[:2] == (actor, MARCH_20)
    assert done_to(actor.person) == ["plan-brought-in"]
    kept = plan_of(actor)
    assert (kept.version, [one.number for one in changes_of_plan(kept)]) == (1, [1])
    undo_step(actor, new_token(), "B04", occasion(MARCH_20))
    assert "B04" not in plan_of(actor).told["steps"]
    assert plan_of(actor).version == 2


def test_brought_in_twice_with_one_key_it_is_one_plan_and_with_two_keys_two(app: Flask) -> None:
    exported, key = as_file(lived()), new_token()
    first, again = (import_plan(key, exported, "phone", occasion(day)) for day in (MARCH_20, MARCH_20))
    assert first == again
    with pytest.raises(UsedForAnother):
        import_plan(key, {**exported, "notes": {}}, "phone", occasion(MARCH_20))
    other, _ = import_plan(new_token(), exported, "phone", occasion(MARCH_20))
    assert other.person != first[0].person
    assert seen(plan_of(other)) == seen(plan_of(first[0]))


@EITHER
def test_answers_of_a_plan_not_made_yet_come_back_too(app: Flask) -> None:
    exported = as_file(Somebody())
    exported["days"]["made_on"] = None
    kept = brought_in(exported)
    assert (kept.made_on, kept.told) == (None, exported["told"])
    assert changes_of_plan(kept) == []


def without(key: str) -> Callable[[dict[str, Any]], None]:
    """Take a key out of a file."""
    return lambda file: file.pop(key)


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Put a value, the last of these, where the others lead."""

    def change(file: dict[str, Any]) -> None:
        *way, last, value = path
        for part in way:
            file = file[part]
        file[last] = value

    return change


BAD: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    *[
        (without(key), f"{key}: null cannot be used. (It is missing|This is no plan that was saved here)")
        for key in KEYS
    ],
    (put("more", 1), "more: 1 .*There is no such key"),
    (put("form", "calendar"), "form: .*no plan that was saved here"),
    (put("version", 2), "version: .*no plan that was saved here"),
    *[(put(key, "text"), "Use (an object|a list)") for key in ("told", "days", "notes", "questions", "history")],
    (put("told", "age", "old"), "age: .* Use a whole number"),
    (put("told", "shoe_size", 38), "shoe_size: .* There is no such key"),
    (put("told", "steps", "B99", {"ask": ""}), "Use the code of an item"),
    (put("told", "milestones", {"day-zero": {"date": "2026-05-01"}}), "It should come before day-zero"),
    (put("days", "asked_on", None), "days.asked_on: .* This day is needed"),
    (put("days", "asked_on", "soon"), "days.asked_on: .* Write a day"),
    (put("days", "asked_on", 7), "days.asked_on: .* Write a day"),
    (put("days", "looked_on", "2026-03-21"), "days.looked_on: .* Use a day up to 2026-03-20"),
    (put("days", "birthday", "2026-03-01"), "days.birthday: .*There is no such key"),
    (put("names", "short"), "64 characters"),
    (put("names", "Z" * 64), "64 characters"),
    (put("names", ["a"] * 64), "64 characters"),
    (put("notes", "B99", "words"), "Use codes of items"),
    (put("notes", "B04", 5), "notes.B04: .* at most 2000"),
    (put("notes", "B04", "bell\x07"), "notes.B04: .* ordinary characters"),
    (put("notes", "B04", "half \ud800"), "notes.B04: .* ordinary characters"),
    (put("questions", 0, "words"), "Each has words"),
    (put("questions", 0, {"words": "Who?"}), "Each has words"),
    (put("questions", 0, "words", ""), "Write your question"),
    (put("questions", 0, "code", "B99"), "Use codes of items"),
    (put("questions", 0, "code", []), "Use codes of items"),
    (put("questions", 0, "code", None), "Use codes of items"),
    (put("questions", 0, "asked_on", "soon"), "Write a day"),
    (put("questions", [{"words": "x", "code": "", "asked_on": None}] * 201), "At most 200 questions"),
]


@EITHER
def test_a_file_that_is_none_of_ours_is_refused_with_what_to_do_and_nothing_is_made(app: Flask) -> None:
    good = as_file(lived())
    for change, words in BAD:
        bad = json.loads(json.dumps(good))
        change(bad)
        with pytest.raises(Faults, match=words):
            import_plan(new_token(), bad, "phone", occasion(MARCH_20))
    for nothing in ({}, {"form": "plan-export"}, {"form": []}):
        with pytest.raises(Faults, match="It is missing"):
            import_plan(new_token(), nothing, "phone", occasion(MARCH_20))


def test_what_is_refused_leaves_no_person_behind(app: Flask) -> None:
    exported, key = as_file(lived()), new_token()
    exported["notes"]["B99"] = "words"
    with pytest.raises(Faults):
        import_plan(key, exported, "phone", occasion(MARCH_20))
    del exported["notes"]["B99"]
    actor, _ = import_plan(key, exported, "phone", occasion(MARCH_20))  # the same form, put right
    assert isinstance(actor, Actor)
