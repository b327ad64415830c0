"""Who may ask for which page: every page stands in one table, and every cell of it is tried."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from planner import create_app
from planner.accounts.access import ACCESS, ANYONE, PATIENT, ROLES, NotInTable, may
from planner.at_the_door import API
from planner.db import db
from tests.accounts.access_rows import ROWS
from tests.accounts.access_world import READ, SAY_WHEN, Row, World
from tests.accounts.every_cell import OPEN_TO_ANYONE, ask
from tests.conftest import fresh_database
from tests.keeping.databases import QUIET
from tests.web.phones import Phone


def not_in_table(app: Flask) -> set[str]:
    """The pages of an app that stand in no row of the table."""
    return {rule.endpoint for rule in app.url_map.iter_rules()} - set(ACCESS)


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service, its tables made as they are made where it runs."""
    for database in fresh_database(request, "sqlite", tmp_path_factory.mktemp("access") / "instance"):
        yield database.app(**QUIET)


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    """The people who ask, as they are to be again after each of them."""
    world = World(app)
    world.keep()
    return world


@pytest.fixture
def with_an_attic(tmp_path: Path) -> Flask:
    """The service with one more page, which nobody put into the table."""
    app = create_app({"INSTANCE": str(tmp_path), "LIMITS_URL": "memory://"})
    app.add_url_rule("/attic", "attic", lambda: "dust", methods=["GET", "POST"])
    with app.app_context():
        db.create_all()
    return app


def test_every_page_is_in_the_table(app: Flask) -> None:
    assert not_in_table(app) == set()


def test_every_row_of_the_table_is_a_page(app: Flask) -> None:
    assert set(ACCESS) == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_only_these_pages_are_open_to_anyone() -> None:
    assert {page for page, allowed in ACCESS.items() if ANYONE in allowed} == OPEN_TO_ANYONE


def test_every_row_of_the_table_is_tried() -> None:
    pages = {page for page in ACCESS if not page.startswith(API)}  # for the API see tests/api/test_access.py
    assert pages == {row.page for row in ROWS}
    assert len({(row.page, row.method) for row in ROWS}) == len(ROWS)


def test_a_page_that_nobody_put_into_the_table_is_found_and_served_to_nobody(with_an_attic: Flask) -> None:
    assert not_in_table(with_an_attic) == {"attic"}
    for phone in (Phone(with_an_attic), Phone(with_an_attic).starts()):
        for answer in (phone.gets("/attic"), phone.sends("/attic")):
            assert answer.status_code == 500
            assert "dust" not in answer.text


def test_a_page_that_asks_nothing_itself_is_guarded_by_the_table_alone(
    with_an_attic: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    table: Any = ACCESS
    monkeypatch.setitem(table, "attic", (PATIENT,))
    assert Phone(with_an_attic).gets("/attic").status_code == 404
    assert Phone(with_an_attic).starts().gets("/attic").text == "dust"


def test_the_table_speaks_only_of_roles_there_are() -> None:
    for page, allowed in ACCESS.items():
        assert set(allowed) <= {ANYONE, *ROLES}, page
        assert allowed, page


@pytest.mark.parametrize(
    ("role", "asked", "allowed"),
    [
        (PATIENT, "plan.plan", True),
        (None, "plan.plan", False),
        ("nurse", "plan.plan", False),
        ("", "plan.plan", False),
        ("anyone", "plan.plan", False),
        (None, "coming_in.code", True),
    ],
)
def test_a_role_may_what_the_table_says_and_nothing_else(role: str | None, asked: str, allowed: bool) -> None:
    assert may(role, asked) is allowed


def test_a_page_outside_the_table_is_an_error_and_no_yes() -> None:
    for role in (None, PATIENT):
        with pytest.raises(NotInTable, match="Say there who may ask for it"):
            may(role, "attic")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.page}-{row.method}")
def test_each_is_answered_as_the_table_says(world: World, row: Row) -> None:
    answers = {}
    for who in ("nobody", "ended", "other", "patient"):
        answers[who] = ask(world, row, who)
        if row.method == "POST" or row.spends:
            world.back()
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "nobody": row.nobody,
        "ended": row.ended,
        "other": row.other,
        "patient": row.patient,
    }
    seen = [who for who, answer in answers.items() if READ in answer.data.decode(errors="replace")]
    assert seen == (["patient"] if row.page in SAY_WHEN else [])
