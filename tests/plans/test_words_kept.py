"""A person's own words: notes beside steps and questions for the team. Nobody else's, and none is ever lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from planner.db import db
from planner.errors import Faults, NothingHere
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.once import UsedForAnother
from planner.plans.models import NoteRecord, TeamQuestionRecord
from planner.plans.notes import LONGEST, Note, WrittenMeanwhile, note_of, notes_of, write_note
from planner.plans.team_questions import (
    MOST,
    TeamQuestion,
    add_question,
    change_question,
    questions_of,
    remove_question,
)
from planner.tokens import new_id, new_token
from tests.accounts.holders import another_device, at_once
from tests.keeping.people_kept import TODAY, occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_9, Somebody

CODES = codes_of(guidance())


def write(who: Somebody, code: str, words: str, before: str | None = None) -> Note:
    """Write one note, with a form of its own."""
    return write_note(who.actor, new_token(), code, words, occasion(), before)


def ask(who: Somebody, words: str, code: str = "", after: int = 0) -> TeamQuestion:
    """Add one question, so many seconds after noon."""
    when = occasion(now=occasion().now + timedelta(seconds=after))
    return add_question(who.actor, new_token(), words, when, code)


def words_of(who: Somebody) -> list[str]:
    """The questions in their order."""
    return [one.words for one in questions_of(who.kept)]


# --- notes ---


def test_a_note_is_kept_sealed_under_a_name_that_tells_nothing_and_empty_takes_it_away(app: Flask) -> None:
    amira, lines = Somebody(), Somebody().audit
    assert write(amira, "B04", "  ask for Dr Ito\r\nbring the letter ") == Note(
        "B04", "ask for Dr Ito\nbring the letter"
    )
    write(amira, "A01", "later")
    assert notes_of(amira.kept, CODES) == [Note("A01", "later"), Note("B04", "ask for Dr Ito\nbring the letter")]
    record = db.session.query(NoteRecord).filter(NoteRecord.plan_id == amira.kept.id).first()
    assert record is not None
    assert b"Ito" not in record.words
    assert "B04" not in record.id
    write(amira, "B04", " ")
    assert note_of(amira.kept, "B04") == ""
    assert notes_of(amira.kept, CODES) == [Note("A01", "later")]
    assert (amira.kept.version, amira.audit) == (2, lines + 3)


def test_what_two_devices_write_is_never_lost(app: Flask) -> None:
    amira = Somebody()
    laptop = another_device(amira.actor).actor
    write(amira, "B04", "from the phone", before="")
    with pytest.raises(WrittenMeanwhile) as meanwhile:
        write_note(laptop, new_token(), "B04", "from the laptop", occasion(), before="")
    assert meanwhile.value.theirs == "from the phone" == note_of(amira.kept, "B04")
    both = "from the phone\nfrom the laptop"
    write_note(laptop, new_token(), "B04", both, occasion(), before=meanwhile.value.theirs)
    assert note_of(amira.kept, "B04") == both
    # The same words are no conflict, nor are lines that end as a browser ends them.
    write(amira, "B04", both, before="")
    write(amira, "B04", "all done", before=both.replace("\n", "\r\n"))
    assert note_of(amira.kept, "B04") == "all done"


def test_of_two_notes_at_the_same_moment_one_is_kept_and_the_other_is_told(kept_app: Flask, app: Flask) -> None:
    for _ in range(5):
        amira = Somebody()

        def send(words: str, who: Somebody = amira) -> Callable[[], Note]:
            return lambda: write_note(who.actor, new_token(), "B04", words, occasion(), before="")

        outcomes = at_once(kept_app, *(send(words) for words in ("one", "two", "three")))
        (kept,) = [one for one in outcomes if isinstance(one, Note)]
        assert note_of(amira.kept, "B04") == kept.words
        assert [one.theirs for one in outcomes if isinstance(one, WrittenMeanwhile)] == [kept.words] * 2


def test_a_note_sent_again_does_not_write_over_what_came_after_it(app: Flask) -> None:
    amira, key = Somebody(), new_token()
    write_note(amira.actor, key, "B04", "first", occasion(), before="")
    write(amira, "B04", "second", before="first")
    assert write_note(amira.actor, key, "B04", "first", occasion(MARCH_3), before="") == Note("B04", "first")
    assert note_of(amira.kept, "B04") == "second"
    with pytest.raises(UsedForAnother):
        write_note(amira.actor, key, "B04", "third", occasion(), before="second")


@pytest.mark.parametrize("words", ["x" * (LONGEST + 1), "bell\x07", "half \ud800", "nul \x00"])
@EITHER
def test_what_cannot_be_a_note_is_refused_and_keeps_nothing(app: Flask, words: str) -> None:
    amira = Somebody()
    write(amira, "B04", "stands")
    with pytest.raises(Faults):
        write(amira, "B04", words)
    assert note_of(amira.kept, "B04") == "stands"


@EITHER
def test_a_note_of_the_longest_size_and_any_script_comes_back_as_it_was(app: Flask) -> None:
    amira = Somebody()
    words = ("شكرا 薬 👩🏽‍⚕️ <b>&amp;\n" * 200)[: LONGEST - 1] + "x"
    assert note_of(amira.kept, write(amira, "B04", words).code) == words


@EITHER
def test_a_note_stands_only_beside_a_step_there_is_and_is_nobody_elses(app: Flask) -> None:
    amira, chloe = Somebody(), Somebody()
    with pytest.raises(Faults):
        write(amira, "B99", "words")
    write(amira, "B04", "mine")
    assert note_of(chloe.kept, "B04") == ""
    assert notes_of(chloe.kept, CODES) == []


# --- questions ---


def test_questions_stand_in_their_order_and_those_asked_stand_last(app: Flask) -> None:
    amira = Somebody()
    first = ask(amira, "Will it hurt?", "B18", after=1)
    ask(amira, "Who pays?", after=2)
    ask(amira, "How long?", after=3)
    asked = change_question(amira.actor, new_token(), first.id, "Will it hurt?", True, occasion(MARCH_3))
    assert asked == first._replace(asked_on=MARCH_3)
    assert words_of(amira) == ["Who pays?", "How long?", "Will it hurt?"]
    # Said again later it stays the day it was asked on; taken back it stands where it stood.
    change_question(amira.actor, new_token(), first.id, "Will it hurt me?", True, occasion(MARCH_9))
    assert questions_of(amira.kept)[-1] == TeamQuestion(first.id, "Will it hurt me?", "B18", MARCH_3)
    change_question(amira.actor, new_token(), first.id, "Will it hurt me?", False, occasion(MARCH_9))
    assert words_of(amira) == ["Will it hurt me?", "Who pays?", "How long?"]
    assert amira.kept.version == 2


def test_the_same_question_is_there_once(app: Flask) -> None:
    amira, key = Somebody(), new_token()
    first = add_question(amira.actor, key, "Who pays?", occasion())
    assert ask(amira, " Who pays? ") == first
    assert add_question(amira.actor, key, "Who pays?", occasion(MARCH_3)) == first
    assert ask(amira, "Who pays?", "B05").id != first.id
    remove_question(amira.actor, new_token(), first.id, occasion())
    assert add_question(amira.actor, key, "Who pays?", occasion(MARCH_3)).id == first.id  # sent again: not back
    assert [one.code for one in questions_of(amira.kept)] == ["B05"]


def test_of_two_changes_of_one_question_at_the_same_moment_one_is_kept_and_the_other_is_told(
    kept_app: Flask, app: Flask
) -> None:
    for _ in range(5):
        amira = Somebody()
        mine = ask(amira, "Why?")

        def send(words: str, asked: bool, who: Somebody = amira, seen: TeamQuestion = mine) -> Callable[[], object]:
            return lambda: change_question(who.actor, new_token(), seen.id, words, asked, occasion(), seen=seen)

        outcomes = at_once(kept_app, send("Why now?", False), send("Why?", True))
        (kept,) = [one for one in outcomes if isinstance(one, TeamQuestion)]
        assert questions_of(amira.kept) == [kept]
        assert len([one for one in outcomes if isinstance(one, WrittenMeanwhile)]) == 1
        with pytest.raises(WrittenMeanwhile):
            remove_question(amira.actor, new_token(), mine.id, occasion(), mine)
        remove_question(amira.actor, new_token(), mine.id, occasion(), kept)
        with pytest.raises(WrittenMeanwhile):
            add_question(amira.actor, new_token(), "Who?", occasion(), "", [kept])
        assert words_of(amira) == []


@EITHER
def test_a_question_taken_away_is_gone_and_pressed_again_it_is_no_error(app: Flask) -> None:
    amira, key = Somebody(), new_token()
    first = ask(amira, "Who pays?")
    for _ in range(2):
        remove_question(amira.actor, key, first.id, occasion())
    assert words_of(amira) == []
    with pytest.raises(NothingHere):
        change_question(amira.actor, new_token(), first.id, "Who?", False, occasion())


@EITHER
def test_nobody_reads_changes_or_takes_away_what_another_asks(app: Flask) -> None:
    amira, chloe = Somebody(), Somebody()
    mine = ask(amira, "Who pays?")
    for name in (mine.id, new_id(), "nonsense", "\ud800"):
        with pytest.raises(NothingHere):
            change_question(chloe.actor, new_token(), name, "changed", True, occasion())
        with pytest.raises(NothingHere):
            remove_question(chloe.actor, new_token(), name, occasion())
    assert (words_of(amira), words_of(chloe)) == (["Who pays?"], [])


@pytest.mark.parametrize("words", ["", "  ", "x" * 501, "bell\x07", "\ud800"])
@EITHER
def test_what_cannot_be_a_question_is_refused(app: Flask, words: str) -> None:
    amira = Somebody()
    mine = ask(amira, "Who pays?")
    with pytest.raises(Faults, match="at most 500"):
        ask(amira, words)
    with pytest.raises(Faults, match="at most 500"):
        change_question(amira.actor, new_token(), mine.id, words, False, occasion())
    with pytest.raises(Faults, match="code of an item"):
        ask(amira, "About what?", "B99")
    assert words_of(amira) == ["Who pays?"]


@EITHER
def test_there_is_an_end_to_questions_and_what_to_do_is_said(app: Flask) -> None:
    amira = Somebody()
    for number in range(MOST - 1):
        record = TeamQuestionRecord(id=new_id(), plan_id=amira.kept.id, added_at=occasion().now, asked_on=TODAY)
        record.lock({"words": f"question {number}", "code": ""})
        db.session.add(record)
        db.session.commit()
    last = ask(amira, "the last one")
    with pytest.raises(Faults, match="Take some away"):
        ask(amira, "one more")
    assert ask(amira, "the last one") == last  # what is there already is no more
