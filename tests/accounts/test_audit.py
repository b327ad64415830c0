"""The record of what was done: one chain per plan, locked entry to entry, with nothing of what was told in it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text

from planner.accounts import audit
from planner.accounts.access import PATIENT, Actor
from planner.accounts.models import AuditRecord, PersonRecord
from planner.accounts.ways_in import CODE, LINK, PAPER, come_in, make_way_in
from planner.accounts.ways_out import end_device
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.sealed import FILE
from planner.tokens import new_token
from tests.accounts.holders import NOON, TODAY, at_once, done_to, somebody
from tests.databases import Database


@pytest.fixture
def app(app: Flask) -> Flask:
    """The service where nothing was done yet."""
    with transaction() as session:
        session.execute(delete(AuditRecord))
    return app


def note(actor: Actor, action: str, minutes: int = 0) -> None:
    """Something was done."""
    with transaction() as session:
        audit.note(session, actor, action, NOON + timedelta(minutes=minutes))


def entries(chain: str) -> list[AuditRecord]:
    """What stands in one chain, in order."""
    query = select(AuditRecord).where(AuditRecord.chain == chain).order_by(AuditRecord.number)
    return list(db.session.scalars(query))


def found(head: str = "") -> audit.Verified:
    """What a look through all chains finds."""
    return audit.verify(db.session(), head)


def test_a_record_without_entries_holds(app: Flask) -> None:
    assert found()[:3] == (0, 0, ())


def test_every_plan_has_a_chain_of_its_own_counted_from_one(app: Flask) -> None:
    one, two = Actor("one", PATIENT, "d1"), Actor("two", PATIENT, "d2")
    for minute, who in enumerate((one, two, one, one, two)):
        note(who, "answers-kept", minute)
    assert [entry.number for entry in entries("one")] == [1, 2, 3]
    assert [entry.number for entry in entries("two")] == [1, 2]
    assert found()[:3] == (5, 2, ())


def test_an_entry_says_who_what_and_when(app: Flask) -> None:
    note(Actor("one", PATIENT, "d1"), "plan-made", 5)
    entry = entries("one")[0]
    assert (entry.person, entry.role, entry.device, entry.action) == ("one", "patient", "d1", "plan-made")
    assert entry.at == NOON + timedelta(minutes=5)


def test_what_somebody_else_does_to_a_plan_stands_in_the_chain_of_the_plan(app: Flask) -> None:
    with transaction() as session:
        audit.note(session, Actor("nurse-1", "nurse", "d9"), "looked", NOON, chain="one")
    assert [(entry.person, entry.role) for entry in entries("one")] == [("nurse-1", "nurse")]
    assert entries("nurse-1") == []


def test_an_entry_is_kept_only_with_what_it_is_about(app: Flask) -> None:
    def fail_half_way() -> None:
        with transaction() as session:
            audit.note(session, Actor("one", PATIENT, "d1"), "answers-kept", NOON)
            raise NothingHere

    with pytest.raises(NothingHere):
        fail_half_way()
    assert found().entries == 0


def test_devices_that_do_something_at_the_same_moment_come_one_after_the_other(app: Flask) -> None:
    at_once(app, *[lambda: note(Actor("one", PATIENT, "d1"), "answers-kept")] * 8)
    assert [entry.number for entry in entries("one")] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found().faults == ()


def test_a_changed_entry_is_named(app: Flask) -> None:
    for minute in range(3):
        note(Actor("one", PATIENT, "d1"), "answers-kept", minute)
    for column in ("person", "role", "device", "action", "mac"):
        db.session.execute(text(f"UPDATE audit SET {column} = 'x' WHERE number = 2"))
        assert "one: entry 2 was changed" in found().faults
        db.session.rollback()
        assert found().faults == ()


def test_a_missing_entry_is_named(app: Flask) -> None:
    for minute in range(3):
        note(Actor("one", PATIENT, "d1"), "answers-kept", minute)
    db.session.execute(delete(AuditRecord).where(AuditRecord.number == 2))
    assert found().faults == ("one: entry 2 is missing",)


def test_what_was_cut_off_shows_only_against_a_head_kept_elsewhere(app: Flask) -> None:
    for minute in range(3):
        note(Actor("one", PATIENT, "d1"), "answers-kept", minute)
    head = found().head
    note(Actor("two", PATIENT, "d2"), "plan-started")
    assert found(head).faults == ()
    db.session.execute(delete(AuditRecord).where(AuditRecord.chain == "one", AuditRecord.number == 3))
    assert found().faults == ()
    assert len(found(head).faults) == 1


def test_what_is_no_head_is_refused_with_what_one_looks_like(app: Flask) -> None:
    for head in ("x", "0" * 79, "0" * 81, "g" * 80, " " * 80, "0x" + "0" * 78, "é" * 80):
        with pytest.raises(ValueError, match="80 figures and letters"):
            found(head)


def test_whoever_has_the_tables_and_not_the_keys_cannot_write_an_entry(database: Database) -> None:
    def found_by_one_more_process() -> tuple[str, ...]:
        with database.app(LIMITS_URL="memory://").app_context():
            faults = found().faults
            db.session.remove()
            db.engine.dispose()
            return faults

    with database.app(LIMITS_URL="memory://").app_context():
        note(Actor("one", PATIENT, "d1"), "plan-started")
        db.session.remove()
        db.engine.dispose()
    assert found_by_one_more_process() == ()
    (database.folder / FILE).unlink()
    assert found_by_one_more_process() == ("one: entry 1 was changed",)


def test_all_that_is_done_on_the_way_in_and_out_is_noted_without_a_word_of_what_was_typed(app: Flask) -> None:
    owner = somebody().actor
    keys = [new_token() for _ in range(8)]
    secrets = {kind: make_way_in(owner, keys.pop(), kind, NOON) for kind in (LINK, CODE, PAPER)}
    came = [come_in(secret, keys.pop(), "tablet", NOON, TODAY) for secret in secrets.values()]
    end_device(owner, keys.pop(), came[0].actor.device, NOON)
    done = ["link-made", "code-made", "paper-made", "came-in-by-link", "came-in-by-code", "came-in-by-paper"]
    assert done_to(owner.person) == [*done, "paper-made", "device-ended"]
    rows = str(db.session.execute(select(AuditRecord.__table__)).all())
    typed = [*secrets.values(), *(one.token for one in came), *(one.paper for one in came if one.paper), "tablet"]
    assert [word for word in typed if word in rows] == []
    for entry in entries(owner.person):
        assert re.fullmatch(r"[0-9a-f]{32}", entry.person)
        assert re.fullmatch(r"[0-9a-f]{32}", entry.device)


def test_the_chain_outlives_the_person(app: Flask) -> None:
    owner = somebody().actor
    make_way_in(owner, new_token(), PAPER, NOON)
    head = found().head
    with transaction() as session:
        audit.note(session, owner, "plan-deleted", NOON)
        session.execute(delete(PersonRecord).where(PersonRecord.id == owner.person))
    assert done_to(owner.person) == ["paper-made", "plan-deleted"]
    assert found(head).faults == ()
