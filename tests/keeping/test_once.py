"""A form happens once, however often it is sent, and a key stands for one thing only."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner import once
from planner.accounts.models import PersonRecord
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.once import NoKey, OnceRecord, UsedForAnother

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = "a-key-of-a-form-that-is-long-enough"


def add_person(key: str, name: str, sent: str = "words") -> str:
    """One change: a new person. What came of it."""
    with once.change(key, by=None, action="try", sent=sent, now=NOW) as change:
        if not change.repeated:
            change.session.add(PersonRecord(id=name, role="patient", made_at=NOW))
            change.outcome = name
        return change.outcome


def people() -> int:
    """How many there are."""
    return db.session.scalar(select(func.count()).select_from(PersonRecord)) or 0


def test_the_same_key_sent_again_has_no_second_effect_and_the_same_outcome(kept_app: Flask) -> None:
    with kept_app.app_context():
        assert add_person(KEY, "first") == "first"
        with once.change(KEY, by=None, action="try", sent="words", now=NOW) as change:
            assert change.repeated
            assert change.outcome == "first"
        assert people() == 1


def test_eight_at_the_same_moment_have_one_effect(kept_app: Flask) -> None:
    start = Barrier(8)

    def send(number: int) -> str:
        with kept_app.app_context():
            start.wait()
            with once.change(KEY, by=None, action="try", sent="words", now=NOW) as change:
                if not change.repeated:
                    change.session.add(PersonRecord(id=f"person-{number}", role="patient", made_at=NOW))
                    change.outcome = f"person-{number}"
                return change.outcome

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(send, range(8)))
    with kept_app.app_context():
        assert people() == 1
        assert set(outcomes) == set(db.session.scalars(select(PersonRecord.id)))


def test_a_key_that_comes_with_other_words_is_refused_and_keeps_nothing(kept_app: Flask) -> None:
    with kept_app.app_context():
        add_person(KEY, "first")
        with pytest.raises(UsedForAnother):
            add_person(KEY, "second", sent="other words")
        assert people() == 1


def test_a_change_that_fails_keeps_nothing_and_its_key_may_be_used_again(kept_app: Flask) -> None:
    with kept_app.app_context():
        with pytest.raises(ZeroDivisionError), once.change(KEY, by=None, action="try", sent="a", now=NOW) as change:
            change.session.add(PersonRecord(id="half", role="patient", made_at=NOW))
            change.session.flush()
            _ = 1 / 0
        assert people() == 0
        assert add_person(KEY, "whole", sent="b") == "whole"


def test_someone_who_was_deleted_meanwhile_changes_nothing(kept_app: Flask) -> None:
    with kept_app.app_context():
        with pytest.raises(NothingHere), once.change(KEY, by="gone", action="try", sent="", now=NOW):
            pytest.fail("It went on.")
        assert db.session.scalar(select(func.count()).select_from(OnceRecord)) == 0


def test_two_people_may_have_the_same_key(kept_app: Flask) -> None:
    with kept_app.app_context():
        with transaction() as session:
            session.add_all([PersonRecord(id=name, role="patient", made_at=NOW) for name in ("one", "two")])
        for name in ("one", "two"):
            with once.change(KEY, by=name, action="try", sent="", now=NOW) as change:
                assert not change.repeated


@pytest.mark.parametrize("key", ["", "short", "k" * 129, "k" * 1_000_000, "kéy-that-is-long-enough", "\ud800" * 20])
def test_what_cannot_be_a_key_is_refused(kept_app: Flask, key: str) -> None:
    with kept_app.app_context(), pytest.raises(NoKey), once.change(key, by=None, action="try", sent="", now=NOW):
        pytest.fail("It went on.")
