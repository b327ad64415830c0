"""Whether the service lives, and whether it can do its work: asked by machines, told in one word."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from planner.after import after_change
from planner.db import db, transaction
from planner.guidance.loader import guidance
from planner.plans.actions import keep_answers, start_plan
from planner.plans.changing import Occasion
from planner.plans.models import PlanRecord
from planner.sealed import FILE, add_key, keys_in, make_keys
from planner.under_seal import seal_again
from tests.databases import Database, away

IN_A_FILE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where nothing hangs on the database
NOW = Occasion(datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 3, 2), guidance(), after_change)


@pytest.fixture
def app(database: Database) -> Flask:
    """The service, with three plans."""
    app = database.app()
    with app.app_context():
        for number in range(3):
            begin_a_plan(number)
    return app


def begin_a_plan(number: int) -> None:
    """Somebody begins."""
    actor, _ = start_plan(f"start-{number}".ljust(20, "."), "phone", NOW)
    keep_answers(actor, f"answers-{number}".ljust(20, "."), {"age": 34}, NOW)


def ask(app: Flask, path: str = "/readyz") -> TestResponse:
    """Ask as a machine does, without a cookie."""
    return app.test_client().get(path)


def is_ready(app: Flask) -> bool:
    """Whether it says so. It says one of two things, and nothing else, and lives in any case."""
    answer = ask(app)
    assert (answer.status_code, answer.text) in ((200, "ready\n"), (503, "not ready\n"))
    assert ask(app, "/healthz").text == "ok\n"
    return answer.status_code == 200


def test_it_lives_and_is_ready_and_sets_no_cookie(app: Flask) -> None:
    assert is_ready(app)
    for path in ("/healthz", "/readyz"):
        answer = ask(app, path)
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        assert app.test_client().head(path).status_code == 200
        assert app.test_client().post(path).status_code in (400, 405)


@IN_A_FILE
def test_it_is_ready_before_anybody_began(database: Database) -> None:
    assert is_ready(database.app())


@IN_A_FILE
def test_asking_counts_against_nobody(database: Database) -> None:
    app = database.app(WRITE_LIMIT="1 per hour", START_LIMIT="1 per hour", GUESS_LIMIT="1 per hour")
    for _ in range(5):
        assert ask(app).status_code == ask(app, "/healthz").status_code == 200


def test_it_is_not_ready_while_the_database_is_away_and_ready_by_itself_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    app = Database("sqlite", "", folder).app()
    app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert is_ready(app)
    with app.app_context():
        db.engine.dispose()
    folder.rename(tmp_path / "elsewhere")
    assert not is_ready(app)
    (tmp_path / "elsewhere").rename(folder)
    assert is_ready(app)


def test_it_is_not_ready_where_nobody_answers(tmp_path: Path) -> None:
    assert not is_ready(away(tmp_path / "new").app())


@pytest.mark.parametrize("version", ["0000", "0999", None])
def test_it_is_not_ready_on_tables_of_another_version(app: Flask, version: str | None) -> None:
    with app.app_context(), db.engine.begin() as connection:
        changed = (
            "DROP TABLE alembic_version" if version is None else f"UPDATE alembic_version SET version_num = {version!r}"
        )
        connection.exec_driver_sql(changed)
    assert not is_ready(app)


def key_file_is_gone(folder: Path) -> None:
    """Somebody took it away."""
    (folder / FILE).unlink()


def key_file_was_made_anew(folder: Path) -> None:
    """Somebody took it away, and a worker that started then made another."""
    (folder / FILE).unlink()
    make_keys(folder)


def key_file_is_garbled(folder: Path) -> None:
    """Somebody opened it in an editor."""
    (folder / FILE).write_text((folder / FILE).read_text()[:-20])


def a_key_was_exchanged(folder: Path) -> None:
    """The name is the same, and the key behind it another."""
    told = json.loads((folder / FILE).read_text())
    told["keys"][told["current"]] = told["lasting"]
    (folder / FILE).write_text(json.dumps(told))


def the_current_key_was_taken_out(folder: Path) -> None:
    """What is kept still opens, and nothing new could be sealed."""
    add_key(folder)
    told = json.loads((folder / FILE).read_text())
    del told["keys"][told["current"]]
    (folder / FILE).write_text(json.dumps(told))


@IN_A_FILE
@pytest.mark.parametrize(
    "happens",
    [
        key_file_is_gone,
        key_file_was_made_anew,
        key_file_is_garbled,
        a_key_was_exchanged,
        the_current_key_was_taken_out,
    ],
)
def test_it_is_not_ready_without_the_keys_of_what_is_kept_and_ready_once_they_are_back(
    app: Flask, database: Database, tmp_path: Path, happens: Callable[[Path], None]
) -> None:
    shutil.copy(database.folder / FILE, tmp_path / "copy.json")
    happens(database.folder)
    assert not is_ready(app)
    shutil.copy(tmp_path / "copy.json", database.folder / FILE)
    assert is_ready(app)


def test_it_is_ready_while_everything_is_sealed_again(app: Flask, database: Database) -> None:
    with app.app_context():
        for _ in seal_again(database.folder):
            assert is_ready(app)
    assert len(keys_in(database.folder).keys) == 2


def test_one_plan_that_does_not_open_keeps_nobody_else_out(app: Flask) -> None:
    with app.app_context():
        first = db.session.query(PlanRecord).order_by(PlanRecord.id).first()
        assert first is not None
        damaged, row = first.answers[:-1] + bytes([first.answers[-1] ^ 1]), first.id
        with transaction() as session:
            session.execute(update(PlanRecord).where(PlanRecord.id == row).values(answers=damaged, secret=damaged))
    assert is_ready(app)
