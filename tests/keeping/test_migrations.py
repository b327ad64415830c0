"""Tables come and go by migrations, on both databases, and no row is lost on the way."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from planner.accounts.access import PATIENT, Actor
from planner.db import Base, db
from planner.demo_stories import STORIES, told_by
from planner.migrated import MIGRATIONS, newest_revision
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.history import changes_of_plan
from planner.plans.kept import plan_of
from planner.plans.models import PlanRecord
from planner.plans.passed import needs_a_look
from planner.plans.steps import take_step
from tests.databases import Database, away
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import occasion as occasion_of

PEOPLE = 3
OF_0002 = ("person", "device", "way_in", "plan", "summary", "once", "audit", "limit_count")
NEWEST = newest_revision()
ALTER_THE_PARENT = f"""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "scratch", "{NEWEST}", None, None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:  # SQLite cannot alter a column, so the table is made anew there
        batch.alter_column("role", type_=sa.String(40), existing_type=sa.String(16), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.alter_column("role", type_=sa.String(16), existing_type=sa.String(40), existing_nullable=False)
"""


def fill() -> dict[str, int]:
    """Some people with plans; how many rows stand in each table."""
    occasion = occasion_of(date(2026, 3, 2))
    for number in range(PEOPLE):
        actor, _ = start_plan(f"start-{number}".ljust(20, "k"), "phone", occasion)
        keep_answers(actor, f"answers-{number}".ljust(20, "k"), told_by(STORIES[number], occasion.today), occasion)
        make_plan(actor, f"make-{number}".ljust(20, "k"), occasion)
    return counted()


def counted() -> dict[str, int]:
    """How many rows stand in each table."""
    db.session.rollback()
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.fixture
def fresh(database: Database) -> Flask:
    """The service on an empty database."""
    return app_on(database)


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_up_check_down_and_up_again_and_nothing_is_left_below(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        check()
        assert fill()["plan"] == PEOPLE
        db.session.remove()
        upgrade()
        check()
        assert counted()["plan"] == PEOPLE
        db.session.remove()
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade()
        check()
        assert set(counted().values()) == {0}
    let_go(fresh)


def test_plans_of_before_the_changes_keep_their_rows_and_are_looked_at_from_the_day_they_were_confirmed(
    fresh: Flask,
) -> None:
    with fresh.app_context():
        upgrade()
        fill()
        db.session.remove()
        downgrade(revision="0002")
        with db.engine.begin() as connection:
            older = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in OF_0002}
            connection.execute(text("UPDATE plan SET asked_on = '2026-02-20', made_on = '2026-02-20'"))
            answers = connection.execute(text("SELECT id, answers, secret, version FROM plan ORDER BY id")).all()
        assert older["plan"] == older["device"] == older["summary"] == PEOPLE
        upgrade()
        check()
        assert {name: counted()[name] for name in OF_0002} == older
        plans = db.session.scalars(select(PlanRecord).order_by(PlanRecord.id)).all()
        assert [(one.id, one.answers, one.secret, one.version) for one in plans] == [tuple(row) for row in answers]
        assert {(one.looked_on, one.resting_since, one.unseen) for one in plans} == {(date(2026, 2, 20), None, 0)}
        # Such a plan is lived with from then on: what the days since changed is looked for, and each step counts.
        actor = Actor(plans[0].person_id, PATIENT, "0" * 32)
        assert needs_a_look(plan_of(actor), date(2026, 3, 2))
        kept = take_step(actor, "step".ljust(20, "k"), "B09", {"done": "2026-03-01"}, occasion_of(date(2026, 3, 2)))
        assert not needs_a_look(kept, date(2026, 3, 2))
        assert changes_of_plan(kept)[0].action == "step-done"
    let_go(fresh)


def scratch(folder: Path) -> Path:
    """Our migrations with one more, which alters the table that all others belong to."""
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "scratch.py").write_text(ALTER_THE_PARENT)
    return folder


def test_altering_a_parent_loses_no_row_of_its_children(fresh: Flask, tmp_path: Path) -> None:
    folder = scratch(tmp_path / "more")
    with fresh.app_context():
        upgrade()
        before = fill()
        db.session.remove()
        upgrade(directory=str(folder))
        assert counted() == before
        db.session.remove()
        downgrade(directory=str(folder), revision=NEWEST)
        assert counted() == before
    let_go(fresh)


def test_without_our_care_the_children_would_be_lost(tmp_path: Path) -> None:
    app = app_on(Database("sqlite", "", tmp_path))
    folder = scratch(tmp_path / "more")
    env = (folder / "env.py").read_text()
    careless = env.replace("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
    assert careless != env
    (folder / "env.py").write_text(careless)
    with app.app_context():
        upgrade()
        assert fill()["plan"] == PEOPLE
        db.session.remove()
        upgrade(directory=str(folder))
        assert counted()["plan"] == 0
    let_go(app)


def test_a_row_without_its_parent_stops_a_migration_and_nothing_is_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = app_on(Database("sqlite", "", tmp_path))
    with app.app_context():
        upgrade()
        before = fill()
        db.session.remove()
        db.engine.dispose()
        with closing(sqlite3.connect(tmp_path / "ahead.db", isolation_level=None)) as stranger:  # keeps no foreign keys
            stranger.execute("UPDATE device SET person_id = 'nobody'")
        with pytest.raises(SystemExit) as ended:
            upgrade(directory=str(scratch(tmp_path / "more")))
        assert ended.value.code == 1
        said = capsys.readouterr().err
        assert (
            said
            == f"Error: {PEOPLE} rows would belong to nothing, the first in the table device. Nothing was changed.\n"
        )
        assert [one["type"].length for one in inspect(db.engine).get_columns("person") if one["name"] == "role"] == [16]
        assert db.session.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST
        assert counted() == before
    let_go(app)


def test_a_sqlite_file_is_copied_beside_itself_before_it_is_altered(tmp_path: Path) -> None:
    app = app_on(Database("sqlite", "", tmp_path))
    with app.app_context():
        upgrade()
        fill()
        db.session.remove()
        assert list(tmp_path.glob("*.before-leaving-*")) == []
        upgrade(directory=str(scratch(tmp_path / "more")))
    let_go(app)
    (copy,) = tmp_path.glob(f"ahead.db.*.before-leaving-{NEWEST}")
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as older:
        assert older.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
        assert older.execute("SELECT count(*) FROM plan").fetchall() == [(PEOPLE,)]


def test_a_database_that_does_not_answer_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = app_on(away(tmp_path))
    with app.app_context(), pytest.raises(SystemExit) as ended:
        upgrade()
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said == "Error: The database does not answer (OperationalError). Look whether it runs.\n"
    let_go(app)


def test_a_database_of_a_later_version_is_said_in_one_line(fresh: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    with fresh.app_context():
        upgrade()
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
        with pytest.raises(SystemExit) as ended:
            upgrade()
        assert ended.value.code == 1
        assert capsys.readouterr().err == "Error: Can't locate revision identified by '0999'\n"
    let_go(fresh)
