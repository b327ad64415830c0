"""A backup is one moment of everything, in one file for nobody else to read, and never stands over anything."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from planner import backup as backup_module
from planner.accounts.access import Actor
from planner.backup import AlreadyThere, NoFolder, NotThere, write_backup
from planner.copies import Damaged
from planner.db import db
from planner.migrated import newest_revision
from planner.plans.actions import delete_plan, keep_answers
from planner.plans.models import PlanRecord
from planner.sealed import FILE
from tests.databases import Database
from tests.keeping.databases import IN_A_FILE, app_on, let_go
from tests.keeping.people_kept import key, live_with, occasion, plan_made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where backups go."""
    path = tmp_path / "backups"
    path.mkdir()
    return path


def asked(file: Path, statement: str) -> list[tuple[object, ...]]:
    """What a backup says."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(statement).fetchall()


def answer_on_and_on(app: Flask, actors: list[Actor], end: Event, written: list[int]) -> None:
    """Change one plan after the other: each time its version, its summary and the record of what was done."""
    with app.app_context():
        while not end.is_set():
            for actor in actors:
                keep_answers(actor, key("change", len(written)), {"age": 20 + len(written) % 60}, occasion())
                written.append(1)


def assert_one_moment(file: Path, plans: int) -> None:
    """Each change adds one to the version, writes the summary of that version, and leaves one entry and one key.

    So do the three forms of the start, of which the first makes the version 0.
    """
    told = asked(
        file,
        "SELECT plan.version, summary.version, "
        "(SELECT count(*) FROM audit WHERE chain = plan.person_id), "
        "(SELECT count(*) FROM once WHERE once.person_id = plan.person_id) "
        "FROM plan JOIN summary ON summary.plan_id = plan.id",
    )
    assert len(told) == plans
    assert all(row == (row[0], row[0], row[0] + 1, row[0] + 1) for row in told), told


def test_a_backup_made_while_others_write_is_one_moment(app: Flask, folder: Path) -> None:
    actors = [plan_made(f"person-{number}")[0] for number in range(4)]
    end, written = Event(), [0]
    writer = Thread(target=answer_on_and_on, args=(app, actors, end, written))
    writer.start()
    files = []
    try:
        for number in range(100):
            before, file = len(written), folder / f"{number}.db"
            write_backup(db.engine, file)
            if len(written) > before:
                files.append(file)
            if len(files) == 3:
                break
    finally:
        end.set()
        writer.join()
    assert len(files) == 3, "nobody wrote meanwhile"
    for file in files:
        assert_one_moment(file, 4)


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_what_is_kept_while_tables_are_copied_one_by_one_is_not_in_it(
    app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, _ = plan_made("one")
    as_it_is = backup_module._in_utc
    changed = []

    def change_first(value: object) -> object:
        if not changed:
            changed.append(keep_answers(actor, key("change"), {"age": 30}, occasion()))
        return as_it_is(value)

    monkeypatch.setattr(backup_module, "_in_utc", change_first)
    write_backup(db.engine, folder / "it.db")
    assert_one_moment(folder / "it.db", 1)
    assert asked(folder / "it.db", "SELECT version FROM plan") == [(changed[0].version - 1,)]


def test_a_backup_says_how_many_rows_of_each_table_it_holds(app: Flask, folder: Path) -> None:
    people = [plan_made(name)[0] for name in ("one", "two")]
    # A step, a note, a question, a number, a way in, a token, a word, a calendar, and a test in it; somebody with whom
    # it is shared, who came in and keeps words, a token and a calendar of one entry. An account with a passkey. A
    # clinic of two who work there, which has signed a protocol; they joined it and wrote to it, and their plan was
    # added to, signed and put to rest: each of these but the protocol stands in two chains.
    live_with(people[0], "one")
    counted = write_backup(db.engine, folder / "it.db")
    assert counted == {
        "person": 3 + 2,
        "account": 1,
        "passkey": 1,
        "plan": 2,
        "change": 2 + 1 + 1,
        "note": 1,
        "team_question": 1,
        "team_phone": 1,
        "summary": 2,
        "share": 1,
        "share_look": 1,
        "partner_step": 1,
        "clinic": 1,
        "membership": 2,
        "enrolment": 1,
        "clinic_note": 1,
        "sign_off": 1,
        "snooze": 1,
        "protocol": 1,
        "roster": 1,
        "change_set": 1,
        "touched": 1,
        "device": 3 + 2,
        "api_token": 2,
        "way_in": 1 + 2,
        "nickname": 1,
        "feed": 2,
        "feed_address": 2,
        "feed_event": 2 + 1,
        # Two ways, each tried twice; and nine messages of days until 11 April that wait.
        "channel": 2,
        "reminded": 2,
        "watched_plan": 1,
        "notice": 4 + 9,
        "message": 4,
        "tally": 1,
        "once": 6 + 9 + 5 + 1 + 6 + 2 * 4,
        "audit": 6 + 9 + 8 + 2 + 2 * 5 + 1 + 2 * 3,
        "limit_count": 2 + 2,
    }
    for name, count in counted.items():
        assert asked(folder / "it.db", f"SELECT count(*) FROM {name}") == [(count,)]


def test_it_is_one_file_that_nobody_else_on_the_machine_may_read(app: Flask, folder: Path) -> None:
    plan_made("one")
    before = os.umask(0)
    try:
        write_backup(db.engine, folder / "it.db")
    finally:
        os.umask(before)
    assert asked(folder / "it.db", "SELECT version_num FROM alembic_version") == [(newest_revision(),)]
    assert [path.name for path in folder.iterdir()] == ["it.db"]
    assert (folder / "it.db").stat().st_mode & 0o777 == 0o600


def test_neither_the_keys_nor_an_answer_can_be_read_in_it(app: Flask, database: Database, folder: Path) -> None:
    plan_made("one", dmt="teriflunomide", place="gb")
    write_backup(db.engine, folder / "it.db")
    content = (folder / "it.db").read_bytes()
    keys = json.loads((database.folder / FILE).read_text())
    for word in ("teriflunomide", *keys["keys"].values(), keys["lasting"]):
        assert word.encode() not in content


def test_what_was_deleted_before_is_not_in_it_even_sealed(app: Flask, database: Database, folder: Path) -> None:
    actor, _ = plan_made("one")
    plan_made("other")
    sealed = db.session.scalars(select(PlanRecord.answers).where(PlanRecord.person_id == actor.person)).one()
    delete_plan(actor, key("delete"), occasion())
    if database.name == "sqlite":  # there it still lies about in the files of the service
        assert any(sealed in path.read_bytes() for path in database.folder.glob("ahead.db*"))
    write_backup(db.engine, folder / "it.db")
    assert sealed not in (folder / "it.db").read_bytes()
    assert asked(folder / "it.db", "SELECT count(*) FROM plan") == [(1,)]


@IN_A_FILE
def test_it_never_stands_over_another_file(app: Flask, folder: Path) -> None:
    (folder / "it.db").write_text("precious")
    (folder / "leads-nowhere.db").symlink_to(folder / "gone.db")
    for name in ("it.db", "leads-nowhere.db"):
        with pytest.raises(AlreadyThere, match="nothing was written"):
            write_backup(db.engine, folder / name)
    assert (folder / "it.db").read_text() == "precious"
    assert sorted(path.name for path in folder.iterdir()) == ["it.db", "leads-nowhere.db"]


@IN_A_FILE
def test_nor_over_one_that_comes_while_it_is_made(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_module, "look_through", lambda copy: (folder / "it.db").write_text("precious"))
    with pytest.raises(AlreadyThere):
        write_backup(db.engine, folder / "it.db")
    assert (folder / "it.db").read_text() == "precious"


@IN_A_FILE
def test_what_fails_half_way_leaves_no_file(app: Flask, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(copy: Path) -> None:
        assert copy.stat().st_size > 0
        raise Damaged("a page of it")

    monkeypatch.setattr(backup_module, "look_through", fail)
    with pytest.raises(Damaged):
        write_backup(db.engine, folder / "it.db")
    assert list(folder.iterdir()) == []


def test_a_database_without_our_tables_is_said_and_nothing_is_written(database: Database, folder: Path) -> None:
    app = app_on(database)
    with app.app_context(), pytest.raises(NotThere, match="db upgrade"):
        write_backup(db.engine, folder / "it.db")
    assert list(folder.iterdir()) == []
    let_go(app)


@IN_A_FILE
def test_a_folder_that_is_not_there_is_said(app: Flask, folder: Path) -> None:
    with pytest.raises(NoFolder, match="nothing was written"):
        write_backup(db.engine, folder / "none" / "it.db")
