"""One change at a time, whole or not at all, and only acknowledged once it is on disk."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from planner import db as db_module
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.db import NotKept, database_url, db, open_file, transaction, turn_to_write
from planner.tokens import new_id
from tests.databases import Database, away
from tests.keeping.databases import IN_A_FILE, app_on, let_go
from tests.processes import PROCESSES

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
PATIENTLY = 60  # seconds after which a test says that something hangs, instead of hanging with it


def person(role: str = "patient") -> PersonRecord:
    """Somebody new."""
    return PersonRecord(id=new_id(), role=role, made_at=NOON)


def count(app: Flask) -> int:
    """How many people are kept, asked afresh."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(PersonRecord)) or 0


# --- SQLite keeps its word ---


def test_every_connection_keeps_foreign_keys_and_waits_for_the_disk(tmp_path: Path) -> None:
    app = app_on(Database("sqlite", "", tmp_path))
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "trusted_schema": 0}
    with app.app_context():
        open_at_once = [db.engine.connect() for _ in range(db.engine.pool.size() + 1)]  # the pool and one beyond it
        for connection in open_at_once:
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted
        assert len({id(one.connection.dbapi_connection) for one in open_at_once}) == len(open_at_once)
        for connection in open_at_once:
            connection.close()
    let_go(app)


@IN_A_FILE
def test_a_connection_used_again_is_as_careful_as_before(kept_app: Flask, database: Database) -> None:
    with kept_app.app_context():
        for _ in range(3):
            with pytest.raises(IntegrityError), transaction() as session:
                session.add(DeviceRecord(id=new_id(), person_id="nobody", token_hash="h", kind="phone",
                                         opened_at=NOON, seen_on=NOON.date()))  # fmt: skip
                session.flush()
    assert count(kept_app) == 0


@IN_A_FILE
def test_nobody_else_may_read_the_files_of_the_database(kept_app: Flask, database: Database) -> None:
    with kept_app.app_context(), transaction() as session:
        session.add(person())
        session.flush()
        modes = {one.name: one.stat().st_mode & 0o777 for one in database.folder.glob("ahead.db*")}
    assert modes == dict.fromkeys(("ahead.db", "ahead.db-wal", "ahead.db-shm", "ahead.db.turn"), 0o600)


# --- whole or not at all ---


def test_a_change_is_seen_by_others_as_soon_as_it_returns_and_not_before(kept_app: Flask, database: Database) -> None:
    other = app_on(database)
    with kept_app.app_context():
        with transaction() as session:
            session.add(person())
            session.flush()
            assert count(other) == 0
        assert count(other) == 1
    let_go(other)


def test_after_an_error_nothing_is_kept_and_the_next_change_works(kept_app: Flask) -> None:
    with kept_app.app_context():
        with pytest.raises(ZeroDivisionError), transaction() as session:
            session.add(person())
            session.flush()
            raise ZeroDivisionError
        assert count(kept_app) == 0
        with transaction() as session:
            session.add(person())
        assert count(kept_app) == 1
        assert db.session.scalars(select(PersonRecord)).one().role == "patient"


def test_a_change_that_is_interrupted_keeps_nothing(kept_app: Flask) -> None:
    with kept_app.app_context():
        with pytest.raises(KeyboardInterrupt), transaction() as session:
            session.add(person())
            session.flush()
            raise KeyboardInterrupt
        assert count(kept_app) == 0


def test_what_fails_only_at_the_end_keeps_nothing(kept_app: Flask) -> None:
    twin = person()
    with kept_app.app_context():
        with transaction() as session:
            session.add(PersonRecord(id=twin.id, role="patient", made_at=NOON))
        with pytest.raises(IntegrityError), transaction() as session:
            session.add_all([person(), twin])
        assert count(kept_app) == 1


def test_what_was_read_before_a_change_is_read_anew_inside_it(kept_app: Flask, database: Database) -> None:
    other = app_on(database)
    with kept_app.app_context():
        with transaction() as session:
            session.add(person("first"))
        read = db.session.scalars(select(PersonRecord)).one()
        assert read.role == "first"
        with other.app_context(), transaction() as session:
            session.scalars(select(PersonRecord)).one().role = "second"
        with transaction() as session:
            assert session.get_one(PersonRecord, read.id).role == "second"
            session.get_one(PersonRecord, read.id).role += " and mine"
        assert read.role == "second and mine"
    let_go(other)


def test_a_change_inside_a_change_is_refused_instead_of_waited_for(kept_app: Flask) -> None:
    with kept_app.app_context():
        with pytest.raises(RuntimeError, match="inside another"), transaction(), transaction():
            pytest.fail("The inner change was let in.")
        with transaction() as session:
            session.add(person())
    assert count(kept_app) == 1


# --- one after the other ---


def add_one_to_each(app: Flask, start: Barrier, times: int, done: list[int]) -> None:
    """Read a number and write it again, one more, `times` times."""
    start.wait(PATIENTLY)
    with app.app_context():
        for _ in range(times):
            with transaction() as session:
                row = session.scalars(select(PersonRecord).with_for_update()).one()
                row.role = str(int(row.role) + 1)
            done.append(1)


def test_eight_at_once_each_get_their_turn_and_no_change_is_lost(kept_app: Flask) -> None:
    writers, times = 8, 25
    with kept_app.app_context(), transaction() as session:
        session.add(person("0"))
    start, done = Barrier(writers), [[] for _ in range(writers)]
    threads = [Thread(target=add_one_to_each, args=(kept_app, start, times, one)) for one in done]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENTLY)
    assert [len(one) for one in done] == [times] * writers
    with kept_app.app_context():
        assert db.session.scalars(select(PersonRecord.role)).one() == str(writers * times)


def add_many(database: Database, times: int) -> None:
    """What another process does."""
    app = app_on(database)
    with app.app_context():
        for _ in range(times):
            with transaction() as session:
                row = session.scalars(select(PersonRecord).with_for_update()).one()
                row.role = str(int(row.role) + 1)
    let_go(app)


def test_processes_lose_nothing_of_each_other(kept_app: Flask, database: Database) -> None:
    with kept_app.app_context(), transaction() as session:
        session.add(person("0"))
    others = [PROCESSES.Process(target=add_many, args=(database, 40)) for _ in range(2)]
    for other in others:
        other.start()
    add_many(database, 40)
    for other in others:
        other.join(PATIENTLY)
    assert [other.exitcode for other in others] == [0, 0]
    with kept_app.app_context():
        assert db.session.scalars(select(PersonRecord.role)).one() == "120"


def hold(database: Database, inside: Event, end: Event) -> None:
    """Begin a change in another process, say so, and hold it until told to end it."""
    app = app_on(database)
    with app.app_context(), transaction() as session:
        session.add(person("from elsewhere"))
        session.flush()
        inside.set()
        end.wait(PATIENTLY)


@IN_A_FILE
@pytest.mark.parametrize("killed", [False, True])
def test_while_another_process_writes_others_read_and_wait_and_then_write(
    kept_app: Flask, database: Database, killed: bool
) -> None:
    inside, end = PROCESSES.Event(), PROCESSES.Event()
    other = PROCESSES.Process(target=hold, args=(database, inside, end))
    other.start()
    assert inside.wait(PATIENTLY)
    written: list[int] = []

    def write() -> None:
        with kept_app.app_context(), transaction() as session:
            session.add(person())
            written.append(session.scalar(select(func.count()).select_from(PersonRecord)) or 0)

    waiting = Thread(target=write)
    waiting.start()
    for _ in range(20):
        assert count(kept_app) == 0  # reading waits for nobody
    assert not written
    if killed:
        assert other.pid
        os.kill(other.pid, signal.SIGKILL)
    else:
        end.set()
    waiting.join(PATIENTLY)
    other.join(PATIENTLY)
    # What the killed one had not finished is gone; what the other finished was there before ours began.
    assert written == ([1] if killed else [2])
    assert count(kept_app) == written[0]


@IN_A_FILE
def test_a_writer_takes_its_place_when_it_begins_and_not_when_it_first_writes(
    kept_app: Flask, database: Database
) -> None:
    with kept_app.app_context(), transaction() as session:
        session.scalars(select(PersonRecord)).all()  # only read so far
        with db.engine.connect() as second:
            second.connection.dbapi_connection.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
            with pytest.raises(OperationalError, match="locked"):
                second.exec_driver_sql("DELETE FROM person")


# --- when the database does not answer ---


def test_a_file_that_something_else_holds_is_said_and_works_again_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_module, "PATIENCE", 0)
    app = app_on(Database("sqlite", "", tmp_path))
    with app.app_context():
        db.create_all()
        with db.engine.connect() as stranger:  # such as someone with a database browser
            stranger.connection.dbapi_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
            with pytest.raises(NotKept), transaction():
                pytest.fail("A change was begun beside another.")
            stranger.connection.dbapi_connection.execute("ROLLBACK")  # type: ignore[union-attr]
        with transaction() as session:
            session.add(person())
    assert count(app) == 1
    let_go(app)


@IN_A_FILE
def test_a_full_disk_is_said_and_keeps_nothing(kept_app: Flask, database: Database) -> None:
    with kept_app.app_context():
        with pytest.raises(NotKept), transaction() as session:
            pages = session.execute(text("PRAGMA page_count")).scalar()
            session.execute(text(f"PRAGMA max_page_count={pages}"))
            session.add_all([person() for _ in range(2000)])
            session.flush()
        assert count(kept_app) == 0
    let_go(kept_app)
    with kept_app.app_context(), transaction() as session:
        session.add(person())
    assert count(kept_app) == 1


@IN_A_FILE
def test_a_folder_that_is_gone_is_said(kept_app: Flask, database: Database) -> None:
    elsewhere = database.folder.with_name("elsewhere")
    with kept_app.app_context():
        db.engine.dispose()
        database.folder.rename(elsewhere)
        with pytest.raises(NotKept), transaction():
            pytest.fail("A change was begun on no file.")
        elsewhere.rename(database.folder)
        with transaction() as session:
            session.add(person())
    assert count(kept_app) == 1


def end_of(app: Flask, url: str) -> None:
    """Break every connection to a PostgreSQL database, as a restart of it does."""
    with app.app_context(), db.engine.connect() as beside:
        beside.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_connection_that_breaks_inside_a_change_is_said_and_the_next_one_works(
    kept_app: Flask, database: Database
) -> None:
    other = app_on(database)
    with kept_app.app_context():
        with pytest.raises(NotKept), transaction() as session:
            session.add(person())
            session.flush()
            end_of(other, database.url)
            session.add(person())
            session.flush()
        with transaction() as session:
            session.add(person())
        end_of(other, database.url)
        with transaction() as session:  # a connection that broke while it lay in the pool is never even noticed
            session.add(person())
    assert count(kept_app) == 2
    let_go(other)


def test_a_postgresql_that_is_not_there_is_said(tmp_path: Path) -> None:
    app = app_on(away(tmp_path))
    with app.app_context(), pytest.raises(NotKept), transaction():
        pytest.fail("A change was begun on no database.")
    let_go(app)


# --- which database ---


def test_the_usual_names_of_postgresql_lead_to_the_driver_that_is_installed() -> None:
    for name in ("postgres", "postgresql", "postgresql+psycopg"):
        assert database_url(f"{name}://u:p%40ss@h:5/d", Path()) == "postgresql+psycopg://u:p%40ss@h:5/d"


def test_postgresql_keeps_its_own_lines(tmp_path: Path) -> None:
    app = app_on(away(tmp_path))
    with app.app_context(), turn_to_write(db.engine), turn_to_write(db.engine):
        assert not list(tmp_path.glob("*.turn"))
    let_go(app)


def test_opening_a_file_once_more_lets_nobody_throw_away_what_is_written(tmp_path: Path) -> None:
    file = tmp_path / "kept.db"
    first = open_file(file)
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE kept (number INTEGER)"))
    with first.connect() as reading:
        reading.execute(text("SELECT 1 FROM kept"))
        open_file(file)  # in the same process, as a command beside the service of a test does
        last = "import sqlite3, sys; it = sqlite3.connect(sys.argv[1]); it.execute('SELECT 1 FROM kept'); it.close()"
        subprocess.run([sys.executable, "-c", last, str(file)], check=True)
        # Whoever believes to be the last one to close the file takes away what was written beside it.
        assert file.with_name("kept.db-wal").exists()
    first.dispose()
