"""Nothing that is sent in somebody's name from elsewhere is taken, at any address that changes something."""

from collections.abc import Iterator

import pytest
from flask import Flask

from planner.at_the_door import API
from tests.accounts.access_world import Row, World
from tests.conftest import fresh_database
from tests.keeping.databases import QUIET
from tests.web.trying_forged import CHANGES, FORMS, RIGHTLY, SHOWS_ONLY, Tables, calls, sender_of, try_call, try_form


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service."""
    for database in fresh_database(request, "sqlite", tmp_path_factory.mktemp("forged") / "instance"):
        yield database.app(**QUIET)


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    """Everybody in whose name something could be sent."""
    world = World(app)
    world.keep()
    return world


def test_every_address_that_changes_something_is_tried(app: Flask) -> None:
    rules = [(rule.endpoint, CHANGES & (rule.methods or set())) for rule in app.url_map.iter_rules()]
    served = {(page, method) for page, methods in rules for method in methods}
    tried = {(row.page, row.method) for row in FORMS}
    assert {one for one in served if not one[0].startswith(API)} == tried
    assert {page for page, _method in served if page.startswith(API)} == set(calls(app))


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.page)
def test_a_form_is_taken_from_its_own_page_alone(world: World, row: Row) -> None:
    tried = list(try_form(world, row))
    assert [one for one in tried if one.wrong] == []
    assert len(tried) >= 15


def test_a_form_is_sent_in_the_name_of_whoever_may_send_it() -> None:
    senders = {row.page: sender_of(row) for row in FORMS}
    assert set(RIGHTLY) | SHOWS_ONLY <= set(senders)
    assert not set(RIGHTLY) & SHOWS_ONLY
    for page, who in (
        ("account.recovery_codes", "lead"),
        ("account.sign_out", "lead"),
        ("setting_up.keep_password", "lead"),
        ("setting_up.keep_begin", "patient"),
        ("at_clinic.join", "other"),  # the patient is at a clinic already
        ("at_clinic.leave", "patient"),
        ("partner.done", "live"),
        ("clinic_staff.end", "lead"),
    ):
        assert senders[page] == who, page


def test_no_path_of_the_api_takes_anything_by_the_session_of_a_page_that_did_not_send_it(
    app: Flask, world: World
) -> None:
    tried = [one for endpoint in calls(app) for one in try_call(world, endpoint)]
    assert [one for one in tried if one.wrong] == []
    assert len(tried) > 300


def test_what_is_written_shows_in_the_tables(world: World) -> None:
    tables = Tables(world.app)
    assert tables.changed() == set()
    assert world.patient.tab().sends("/plan/questions", words="Why so soon?").status_code == 303
    assert "team_question" in tables.changed()
    tables.connection.close()
    world.back()
