"""New keys for everything that is sealed: while others write, stopped and said again, and without losing anything."""

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select, update

from planner import create_app, under_seal
from planner.accounts import audit
from planner.accounts.ways_in import PAPER, make_way_in, opened_by
from planner.backup import write_backup
from planner.db import Base, NotKept, db, transaction
from planner.demo_stories import STORIES, told_by
from planner.plans.actions import keep_answers, new_plan
from planner.plans.kept import plan_of
from planner.plans.models import PlanRecord
from planner.restore import restore
from planner.sealed import FILE, CannotOpen, Where, add_key, key_name_of, keys_in, seal, unseal
from planner.under_seal import SEALED, NotKnown, Stopped, seal_again
from tests.databases import Database
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import TODAY, key, live_with, occasion, plan_made

PATIENTLY = 60  # seconds after which a test says that something hangs, instead of hanging with it
PROCESSES = multiprocessing.get_context("fork")


@pytest.fixture(autouse=True)
def _two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two plans are sealed again at a time."""
    monkeypatch.setattr(under_seal, "BATCH", 2)


# Locked with a key that only the address of a calendar gives, and no key of ours.
BY_ADDRESS = {("feed_address", "content")}


def sealed_columns() -> set[tuple[str, str]]:
    """Table and column of everything that is kept as bytes: what is sealed, and nothing else is."""
    return {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and (table.name, column.name) not in BY_ADDRESS
    }


def opened() -> dict[tuple[str, str, str], str]:
    """All that is sealed, opened, by table, row and column."""
    db.session.rollback()
    found = {}
    for table, column in sealed_columns():
        kept = Base.metadata.tables[table].c
        for row, value in db.session.execute(select(kept.id, kept[column]).where(kept[column].is_not(None))):
            found[table, row, column] = unseal(value, Where(table, row, column))
    return found


def names_used() -> set[str]:
    """The names of the keys that what is kept is sealed with."""
    with db.engine.connect() as connection:
        columns = [Base.metadata.tables[table].c[column] for table, column in sealed_columns()]
        return {key_name_of(value) for column in columns for value in connection.scalars(select(column)) if value}


def test_every_column_of_bytes_is_in_the_list_of_what_is_sealed_again() -> None:
    listed = {(record.__tablename__, column) for record, columns in SEALED for column in columns}
    assert listed == sealed_columns()


def test_everything_is_sealed_with_a_new_key_and_opens_as_before(app: Flask, database: Database) -> None:
    lives = told_by(STORIES[0], TODAY)
    people = [plan_made(f"person-{number}", **{**lives, "age": 20 + number})[0] for number in range(5)]
    for number, actor in enumerate(people[:3]):
        live_with(actor, f"person-{number}")
    told, words = [plan_of(actor) for actor in people], opened()
    paper = make_way_in(people[0], key("paper"), PAPER, occasion().now)
    head, before = audit.verify(db.session()).head, keys_in(database.folder)
    steps = list(seal_again(database.folder))
    after = keys_in(database.folder)
    # Two rows at a time, table after table: 5 plans, 5 + 3 + 3 changes, 3 notes, questions and numbers, 6 tokens,
    # 3 accounts and passkeys, 3 words, shares and words of a partner, 6 calendars and 9 events in them; then what 3
    # clinics hold, each of one plan: 3 of everything, and 2 who work at each; and how those 3 and their partners are
    # reached, and what they chose for it.
    done, counted = 0, []
    for rows in (5, 11, 3, 3, 3, 6, 3, 3, 3, 3, 3, 6, 9, 3, 3, 6, 3, 3, 3, 3, 3, 3, 6, 6):
        counted += [done + min(at, rows) for at in range(2, rows + 2, 2)]
        done += rows
    assert [step.done for step in steps] == counted
    assert [step.done + step.left for step in steps] == [5 + 11 + 3 * 16 + 6 * 5 + 9] * len(steps)
    assert names_used() == {after.current} == {step.key for step in steps}
    assert set(after.keys) == {before.current, after.current}
    assert [plan_of(actor) for actor in people] == told
    assert {(table, column) for table, _, column in words} == sealed_columns()
    assert opened() == words
    # What hangs on the lasting key goes on: codes on paper, and the record of what was done.
    assert opened_by(paper, occasion().now) is not None
    assert audit.verify(db.session(), head).faults == ()


def test_said_twice_it_makes_two_keys_and_the_second_seals(app: Flask, database: Database) -> None:
    plan_made("one")
    made = [list(seal_again(database.folder))[-1].key for _ in range(2)]
    assert made[0] != made[1]
    assert names_used() == {made[1]}


def test_with_nothing_kept_yet_there_is_a_new_key_all_the_same(app: Flask, database: Database) -> None:
    before = keys_in(database.folder).current
    (step,) = seal_again(database.folder)
    assert (step.done, step.left) == (0, 0)
    assert step.key == keys_in(database.folder).current != before


def test_stopped_half_way_and_said_again_it_goes_on_with_the_same_key(app: Flask, database: Database) -> None:
    people = [plan_made(f"person-{number}")[0] for number in range(5)]
    told = [plan_of(actor).told for actor in people]
    running = seal_again(database.folder)
    first = next(running)
    running.close()  # type: ignore[attr-defined]
    assert (first.done, first.left) == (2, 3 + 5)  # three plans, and a change of each of five
    assert len(names_used()) == 2
    assert [plan_of(actor).told for actor in people] == told  # meanwhile both keys open
    steps = list(seal_again(database.folder))
    assert {step.key for step in steps} == {first.key}
    assert [(step.done, step.left) for step in steps] == [(2, 6), (3, 5), (5, 3), (7, 1), (8, 0)]
    assert names_used() == {first.key}
    assert len(keys_in(database.folder).keys) == 2


def test_when_the_database_goes_away_before_the_first_plan_the_key_made_is_used_next_time(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_made("one")

    def away() -> None:
        raise NotKept

    with monkeypatch.context() as gone:
        gone.setattr(under_seal, "transaction", away)
        with pytest.raises(NotKept):
            list(seal_again(database.folder))
    made = keys_in(database.folder).current
    assert names_used() != {made}
    assert {step.key for step in seal_again(database.folder)} == {made}
    assert names_used() == {made}


def rotate_and_be_killed(database: Database) -> None:
    """Another process, killed without mercy after its first two plans."""
    under_seal.BATCH = 2
    with app_on(database).app_context():
        for _ in seal_again(database.folder):
            os.kill(os.getpid(), signal.SIGKILL)


def test_killed_and_said_again_it_goes_on_with_the_same_key(app: Flask, database: Database) -> None:
    people = [plan_made(f"person-{number}")[0] for number in range(3)]
    told = [plan_of(actor).told for actor in people]
    killed = PROCESSES.Process(target=rotate_and_be_killed, args=(database,))
    killed.start()
    killed.join(PATIENTLY)
    assert killed.exitcode == -signal.SIGKILL
    made = keys_in(database.folder).current
    assert len(names_used()) == 2
    # One plan was left, and a change of each of three.
    assert [(step.key, step.done) for step in seal_again(database.folder)] == [(made, 1), (made, 3), (made, 4)]
    assert names_used() == {made}
    assert [plan_of(actor).told for actor in people] == told
    assert sorted(path.name for path in database.folder.iterdir() if FILE in path.name) == [FILE]


def test_what_others_write_meanwhile_is_sealed_with_the_new_key(app: Flask, database: Database) -> None:
    people = [plan_made(f"person-{number}")[0] for number in range(5)]
    other = app_on(database)
    for step in seal_again(database.folder):
        with other.app_context():
            kept = keep_answers(people[step.done % 5], key("meanwhile", step.done), {"age": 40 + step.done}, occasion())
            record = db.session.get_one(PlanRecord, kept.id)
            assert key_name_of(record.answers) == step.key
            db.session.remove()
    assert names_used() == {keys_in(database.folder).current}
    let_go(other)


def test_who_had_sealed_with_the_older_key_and_not_kept_it_yet_is_waited_for(app: Flask, database: Database) -> None:
    plan_made("before")
    older = keys_in(database.folder).current
    sealed, may_end = Event(), Event()

    def begin_a_plan() -> None:
        with app.app_context(), transaction() as session:
            new_plan(session, {"age": 33}, occasion())
            sealed.set()
            may_end.wait(PATIENTLY)

    def rotate() -> None:
        with app.app_context():
            list(seal_again(database.folder))

    writer, rotation = Thread(target=begin_a_plan), Thread(target=rotate)
    writer.start()
    assert sealed.wait(PATIENTLY)
    rotation.start()
    while keys_in(database.folder).current == older and rotation.is_alive():
        rotation.join(0.01)
    rotation.join(0.3)
    assert rotation.is_alive(), "it did not wait"
    may_end.set()
    for thread in (writer, rotation):
        thread.join(PATIENTLY)
    assert names_used() == {keys_in(database.folder).current} != {older}


def test_a_plan_that_does_not_open_stops_it_and_is_named_and_the_others_stay_done(
    app: Flask, database: Database
) -> None:
    for number in range(3):
        plan_made(f"person-{number}")
    last = db.session.scalars(select(PlanRecord.id).order_by(PlanRecord.id.desc())).first()
    with transaction() as session:
        record = session.get_one(PlanRecord, last)
        before = record.answers
        session.execute(
            update(PlanRecord).where(PlanRecord.id == last).values(answers=before[:-1] + bytes([before[-1] ^ 1]))
        )
    with pytest.raises(Stopped, match=rf"plan {last}.*Then say it again"):
        list(seal_again(database.folder))
    made = keys_in(database.folder).current
    with transaction() as session:
        session.execute(update(PlanRecord).where(PlanRecord.id == last).values(answers=before))
    assert [(step.key, step.done) for step in seal_again(database.folder)] == [(made, 1), (made, 3), (made, 4)]


def test_a_backup_from_before_opens_afterwards_and_can_be_sealed_again(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    actor, _ = plan_made("one")
    told = plan_of(actor).told
    write_backup(db.engine, tmp_path / "older.db")
    made = list(seal_again(database.folder))[-1].key
    restore(tmp_path / "older.db", database.folder, replace=True)
    assert made not in names_used()
    assert plan_of(actor).told == told
    assert list(seal_again(database.folder))[-1].key == made
    assert names_used() == {made}
    assert plan_of(actor).told == told


def test_keys_that_are_made_at_the_same_moment_are_all_kept(tmp_path: Path) -> None:
    create_app({"INSTANCE": str(tmp_path)})
    with ThreadPoolExecutor(8) as pool:
        made = [held.current for held in pool.map(lambda _: add_key(tmp_path), range(8))]
    held = keys_in(tmp_path)
    assert len(held.keys) == 9
    assert set(made) <= set(held.keys)


def start_and_tell(folder: Path, number: int, start: Barrier, told: Any) -> None:
    """One worker of a service that was never run before: what signs its forms, and something it sealed."""
    start.wait()
    app = create_app({"INSTANCE": str(folder)})
    with app.app_context():
        told.put((app.config["SECRET_KEY"], number, seal(f"words of {number}", Where("plan", str(number), "answers"))))


def test_what_each_of_several_workers_sealed_when_they_started_at_once_opens_for_all(tmp_path: Path) -> None:
    start, told = PROCESSES.Barrier(6), PROCESSES.Queue()
    folder = tmp_path / "new"
    workers = [PROCESSES.Process(target=start_and_tell, args=(folder, number, start, told)) for number in range(6)]
    for worker in workers:
        worker.start()
    found = [told.get(timeout=PATIENTLY) for _ in workers]
    for worker in workers:
        worker.join()
    app = create_app({"INSTANCE": str(folder)})
    assert {secret for secret, _, _ in found} == {app.config["SECRET_KEY"]}
    with app.app_context():
        for _, number, sealed in found:
            assert unseal(sealed, Where("plan", str(number), "answers")) == f"words of {number}"


def test_where_plans_are_kept_no_new_keys_are_made_for_missing_ones(app: Flask, database: Database) -> None:
    plan_made("somebody")
    file = database.folder / FILE
    file.rename(file.with_name("elsewhere"))
    with pytest.raises(CannotOpen, match="is missing"):
        app_on(database)
    assert not file.exists()
    file.with_name("elsewhere").rename(file)
    let_go(app_on(database))


def test_no_keys_are_made_while_nobody_knows_whether_plans_need_them(tmp_path: Path) -> None:
    gone = Database("postgresql", f"postgresql://ahead@/ahead?host={tmp_path}", tmp_path)
    with pytest.raises(NotKnown, match="Start the database"):
        app_on(gone)
    assert not (tmp_path / FILE).exists()
