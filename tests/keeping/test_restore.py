"""A backup comes back whole or not at all, into either database, and never in place of what nobody gave up."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import Engine, inspect

from planner import migrated
from planner import restore as restore_module
from planner.accounts import audit
from planner.accounts.devices import held_by
from planner.backup import copy_rows, write_backup
from planner.copies import Damaged
from planner.db import db
from planner.migrated import NotMigrated, bring_up
from planner.plans.actions import delete_plan, keep_answers
from planner.plans.kept import plan_of
from planner.restore import FromLater, HoldsPlans, restore
from planner.sealed import FILE, CannotOpen
from tests.conftest import BOTH
from tests.databases import Database
from tests.keeping.damaged_backups import DAMAGES, changed
from tests.keeping.databases import EMPTY, IN_A_FILE, app_on, let_go
from tests.keeping.people_kept import everything, key, occasion, plan_made

PATIENTLY = 60  # seconds after which a test says that something hangs, instead of hanging with it
NEWEST = migrated.newest_revision()
LATER_MIGRATION = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "later", "{NEWEST}", None, None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.alter_column("role", type_=sa.String(40), existing_type=sa.String(16), existing_nullable=False)
    op.execute("UPDATE person SET role = 'patient of the later version'")
"""


@pytest.fixture
def backup(app: Flask, tmp_path: Path) -> Path:
    """A backup of three people with plans, who go on afterwards: two change theirs, one deletes everything."""
    people = [plan_made(f"person-{number}")[0] for number in range(3)]
    (tmp_path / "backups").mkdir()
    file = tmp_path / "backups" / "three.db"
    write_backup(db.engine, file)
    keep_answers(people[0], key("later"), {"age": 50}, occasion())
    delete_plan(people[2], key("delete"), occasion())
    return file


@pytest.fixture(params=BOTH)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of either kind, with a folder of its own that holds nothing."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgresql_server").fresh(EMPTY))
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        yield Database("postgresql" if url else "sqlite", url, tmp_path / "elsewhere")


def test_a_backup_of_either_database_comes_back_in_either(
    app: Flask, database: Database, elsewhere: Database, tmp_path: Path
) -> None:
    people = [plan_made(f"person-{number}") for number in range(3)]
    kept, told, head = everything(), plan_of(people[1][0]).told, audit.verify(db.session()).head
    write_backup(db.engine, tmp_path / "it.db")
    shutil.copy(database.folder / FILE, elsewhere.folder)
    other = app_on(elsewhere)
    with other.app_context():
        done = restore(tmp_path / "it.db", elsewhere.folder, replace=False)
        assert everything() == kept
        assert (done.rows["plan"], done.keys_tried, done.before) == (3, 1, None)
        assert audit.verify(db.session(), head).faults == ()
        found = held_by(people[1][1])
        assert found is not None
        assert plan_of(found[0]).told == told
        # Whoever comes afterwards is numbered after those who were put back.
        keep_answers(found[0], key("afterwards"), {"age": 44}, occasion())
        plan_made("afterwards")
        assert audit.verify(db.session(), head).faults == ()
    let_go(other)


def test_what_is_put_in_place_of_plans_is_kept_in_a_file_that_can_be_put_back(
    app: Flask, database: Database, backup: Path
) -> None:
    before = everything()
    done = restore(backup, database.folder, replace=True)
    assert done.before is not None
    assert done.before.parent == database.folder
    assert done.before.stat().st_mode & 0o777 == 0o600
    assert len(everything()["plan"]) == 2  # of three, one was deleted since
    assert everything()["plan"] != before["plan"]
    assert audit.verify(db.session()).faults == ()
    restore(done.before, database.folder, replace=True)
    assert everything() == before


@pytest.mark.parametrize("everybody_left", [False, True])
def test_plans_and_the_record_of_plans_that_were_are_not_replaced_unless_that_is_said(
    app: Flask, database: Database, backup: Path, everybody_left: bool
) -> None:
    if everybody_left:
        for number in range(2):
            actor, _ = plan_made(f"person-{number}")
            delete_plan(actor, key("delete", number), occasion())
    before, files = everything(), sorted(database.folder.iterdir())
    with pytest.raises(HoldsPlans, match="Nothing was changed"):
        restore(backup, database.folder, replace=False)
    assert everything() == before
    assert sorted(database.folder.iterdir()) == files


@IN_A_FILE
def test_a_backup_that_was_sealed_with_other_keys_is_refused_before_anything_is_changed(
    app: Flask, database: Database, backup: Path, tmp_path: Path
) -> None:
    stranger = Database("sqlite", "", tmp_path / "stranger")
    other = app_on(stranger)
    with other.app_context():
        bring_up()
        plan_made("stranger")
        write_backup(db.engine, tmp_path / "strange.db")
    let_go(other)
    before, files = everything(), sorted(database.folder.iterdir())
    with pytest.raises(CannotOpen, match=r"is not in keys\.json"):
        restore(tmp_path / "strange.db", database.folder, replace=True)
    assert everything() == before
    assert sorted(database.folder.iterdir()) == files


@IN_A_FILE
def test_a_damaged_file_is_refused_and_nothing_is_changed(
    app: Flask, database: Database, backup: Path, tmp_path: Path
) -> None:
    before, files = everything(), sorted(database.folder.iterdir())
    for damage in DAMAGES:
        file = tmp_path / "backups" / "damaged.db"
        shutil.copy(backup, file)
        damage(file)
        with pytest.raises(Damaged, match=r"damaged or is no database of ours.*Use another backup"):
            restore(file, database.folder, replace=True)
        assert everything() == before, damage.__name__
        assert sorted(database.folder.iterdir()) == files, damage.__name__


@IN_A_FILE
def test_a_sealed_value_that_was_changed_is_refused_and_nothing_is_changed(
    app: Flask, database: Database, backup: Path
) -> None:
    changed(backup, "UPDATE plan SET answers = CAST(substr(answers, 1, 40) || x'00' AS BLOB)")
    before = everything()
    with pytest.raises(CannotOpen, match=r"plan\.answers was changed or moved"):
        restore(backup, database.folder, replace=True)
    assert everything() == before


@IN_A_FILE
def test_a_backup_of_a_later_version_is_refused_with_what_to_install(
    app: Flask, database: Database, backup: Path
) -> None:
    changed(backup, "UPDATE alembic_version SET version_num = '0999'")
    before = everything()
    with pytest.raises(FromLater, match=r"'0999'.*Install the version of the service that made it, or a later one"):
        restore(backup, database.folder, replace=True)
    assert everything() == before


@IN_A_FILE
def test_a_database_that_a_later_version_has_used_is_left_alone(app: Flask, database: Database, backup: Path) -> None:
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    before = everything()
    with pytest.raises(NotMigrated, match="0999"):
        restore(backup, database.folder, replace=True)
    assert everything() == before


def test_a_backup_of_an_older_version_is_brought_up(
    app: Flask, database: Database, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(migrated.MIGRATIONS, tmp_path / "migrations")
    (tmp_path / "migrations" / "versions" / "later.py").write_text(LATER_MIGRATION)
    monkeypatch.setattr(migrated, "MIGRATIONS", tmp_path / "migrations")
    later = app_on(database)
    with later.app_context():
        done = restore(backup, database.folder, replace=True)
        assert {row[1] for row in everything()["person"]} == {"patient of the later version"}
        assert (done.rows["person"], done.rows["plan"]) == (3, 3)
        assert migrated.is_up_to_date(later)
        roles = [one["type"].length for one in inspect(db.engine).get_columns("person") if one["name"] == "role"]  # type: ignore[attr-defined]
        assert roles == [40]
    let_go(later)
    with closing(sqlite3.connect(backup)) as file:  # which itself is as it was
        assert file.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]


def test_what_fails_at_the_last_moment_leaves_everything_as_it_was(
    app: Flask, database: Database, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(restore_module, "_count_on", fail)
    with pytest.raises(OSError, match="full"):
        restore(backup, database.folder, replace=True)
    assert everything() == before


def test_whoever_looks_meanwhile_finds_what_was_there_before(
    app: Flask, database: Database, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, seen = everything(), []
    as_it_is: Callable[..., dict[str, int]] = copy_rows

    def look(*connections: object) -> dict[str, int]:
        seen.append(everything())
        rows = as_it_is(*connections)
        seen.append(everything())
        return rows

    monkeypatch.setattr(restore_module, "copy_rows", look)
    restore(backup, database.folder, replace=True)
    assert seen == [before, before]
    assert everything() != before


def test_whoever_writes_meanwhile_waits_and_writes_into_what_was_put_back(
    app: Flask, database: Database, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = app_on(database)

    def begin() -> None:
        with other.app_context():
            plan_made("meanwhile")

    writer = Thread(target=begin)

    def keep_and_let_somebody_begin(engine: Engine, file: Path) -> dict[str, int]:
        rows = write_backup(engine, file)
        writer.start()
        writer.join(0.3)
        assert writer.is_alive(), "it did not wait"
        return rows

    monkeypatch.setattr(restore_module, "write_backup", keep_and_let_somebody_begin)
    assert restore(backup, database.folder, replace=True).rows["plan"] == 3
    writer.join(PATIENTLY)
    assert len(everything()["plan"]) == 3  # two of the backup's three, as one was deleted since, and the new one
    assert audit.verify(db.session()).faults == ()
    let_go(other)


def test_a_database_that_was_copied_by_hand_comes_back_with_its_journal(tmp_path: Path) -> None:
    app = app_on(Database("sqlite", "", tmp_path))
    (tmp_path / "by-hand").mkdir()
    with app.app_context():
        bring_up()
        with db.engine.connect() as held_open:  # so that what was just kept still stands in the journal alone
            held_open.exec_driver_sql("SELECT count(*) FROM plan")
            plan_made("one")
            for name in ("ahead.db", "ahead.db-wal"):
                shutil.copy(tmp_path / name, tmp_path / "by-hand")
        kept = everything()
        plan_made("two")
        assert restore(tmp_path / "by-hand" / "ahead.db", tmp_path, replace=True).rows["plan"] == 1
        assert everything() == kept
    let_go(app)
