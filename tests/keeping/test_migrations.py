"""Tables come and go by migrations, on both databases, and no row is lost on the way."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import func, inspect, select, text

from planner.after import after_change
from planner.db import Base, db
from planner.demo import STORIES, told_by
from planner.guidance.loader import guidance
from planner.migrated import MIGRATIONS
from planner.plans.actions import Occasion, keep_answers, make_plan, start_plan
from tests.keeping.databases import Database, app_on, let_go

PEOPLE = 3
ALTER_THE_PARENT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "scratch", "0001", None, None


def upgrade() -> None:
    with op.batch_alter_table("person") as batch:  # SQLite cannot alter a column, so the table is made anew there
        batch.alter_column("role", type_=sa.String(40), existing_type=sa.String(16), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.alter_column("role", type_=sa.String(16), existing_type=sa.String(40), existing_nullable=False)
"""


def fill() -> dict[str, int]:
    """Some people with plans; how many rows stand in each table."""
    occasion = Occasion(datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 3, 2), guidance(), after_change)
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
        downgrade(directory=str(folder), revision="0001")
        assert counted() == before
    let_go(fresh)


def test_without_our_care_the_children_would_be_lost(tmp_path: Path) -> None:
    app = app_on(Database("", tmp_path))
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


def test_a_row_without_its_parent_stops_a_migration_and_nothing_is_changed(tmp_path: Path) -> None:
    app = app_on(Database("", tmp_path))
    with app.app_context():
        upgrade()
        fill()
        db.session.remove()
        with db.engine.connect() as connection:
            connection.execute(text("PRAGMA foreign_keys=OFF"))
            connection.commit()
        with db.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            connection.execute(text("UPDATE device SET person_id = 'nobody'"))
            connection.commit()
        db.engine.dispose()
        with pytest.raises(RuntimeError, match="Nothing was changed"):
            upgrade(directory=str(scratch(tmp_path / "more")))
        db.engine.dispose()
        roles = [
            column["type"].length for column in inspect(db.engine).get_columns("person") if column["name"] == "role"
        ]
        assert roles == [16]
    let_go(app)
