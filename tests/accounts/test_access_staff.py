"""Who works in a clinic, and what they may ask for: every page, by every method, for everybody there is."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.at_the_door import API
from tests.accounts.access_rows import ROWS
from tests.accounts.access_world import Row, World
from tests.accounts.api_cells import API_CELLS, BESIDE, OF_ANYONE
from tests.accounts.clinic_rows import IN_NOTES, LED, NEWER, REVIEWED
from tests.accounts.every_cell import WORKS, ask, undeclared, wanted
from tests.accounts.staff_cells import STAFF_CELLS
from tests.accounts.trying_cells import try_api, try_other_methods
from tests.conftest import fresh_database
from tests.keeping.databases import QUIET
from tests.web.phones import Phone

# What is new in every answer: the keys of forms, the word that lets a script run, and what of it is in the headers.
NEW_EACH_TIME = re.compile(r'(nonce="|nonce-|name="csrf_token" value="|name="once" value=")[^"\']*')
# Pages of one plan, one change or one colleague.
OF_ONE = [row for row in (*REVIEWED, *IN_NOTES, *NEWER, *LED) if not isinstance(row.path, str)]
NEVER = "0" * 32


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service."""
    for database in fresh_database(request, "sqlite", tmp_path_factory.mktemp("staff") / "instance"):
        yield database.app(**QUIET)


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    """Everybody who asks, and everything as it is to be again after each of them."""
    world = World(app)
    world.keep()
    return world


def test_every_page_and_every_method_of_it_stands_in_a_row(app: Flask) -> None:
    assert undeclared(app) == set()


def test_a_method_that_nobody_declared_is_found(app: Flask) -> None:
    rule = next(app.url_map.iter_rules("roster.listed"))
    assert rule.methods is not None
    rule.methods.add("PATCH")
    try:
        assert undeclared(app) == {("PATCH", "roster.listed")}
    finally:
        rule.methods.discard("PATCH")


def test_every_row_is_declared_for_everybody_who_works_in_a_clinic() -> None:
    assert set(STAFF_CELLS) == {(row.method, row.page) for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.page}-{row.method}")
def test_each_is_answered_to_each_of_them_as_declared(world: World, row: Row) -> None:
    found = {}
    for who in WORKS:
        if row.method == "POST" or row.spends:
            world.back()
        found[who] = ask(world, row, who).status_code
    world.back()
    assert found == {who: wanted(row, who) for who in WORKS}


def test_every_other_method_is_answered_as_declared(app: Flask, world: World) -> None:
    wrong, tried = try_other_methods(app, world)
    assert wrong == []
    assert tried > 10_000


def test_every_path_and_method_of_the_api_is_declared(app: Flask) -> None:
    assert set(API_CELLS) | set(OF_ANYONE) == of_the_api(app)


def test_a_method_of_the_api_that_nobody_declared_is_found(app: Flask) -> None:
    rule = next(app.url_map.iter_rules("api_notes.read"))
    assert rule.methods is not None
    rule.methods.add("DELETE")
    try:
        assert of_the_api(app) - set(API_CELLS) == {("DELETE", "api_notes.read"), *OF_ANYONE}
    finally:
        rule.methods.discard("DELETE")


def of_the_api(app: Flask) -> set[tuple[str, str]]:
    """Every method of every path of the API."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(API)]
    return {(method, rule.endpoint) for rule in rules for method in (rule.methods or set()) - BESIDE}


def test_every_path_of_the_api_is_answered_to_everybody_by_every_method_as_declared(app: Flask, world: World) -> None:
    wrong, tried = try_api(app, world)
    assert wrong == []
    assert tried > 4_000


def all_of(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer byte for byte, but for what is new each time."""
    headers = [(name, NEW_EACH_TIME.sub(r"\1", value)) for name, value in answer.headers if name != "Set-Cookie"]
    return answer.status_code, NEW_EACH_TIME.sub(r"\1", answer.text), headers


@pytest.mark.parametrize("row", OF_ONE, ids=lambda row: f"{row.page}-{row.method}")
def test_what_is_another_clinics_and_what_never_was_are_the_same_nothing_byte_for_byte(world: World, row: Row) -> None:
    def asked(who: Phone, otherwise: bool) -> tuple[int, str, list[tuple[str, str]]]:
        path = row.path(world)  # type: ignore[operator]
        name = re.findall(r"[0-9a-f]{32}", path)[0]
        if otherwise:
            name, path = NEVER, path.replace(name, NEVER)
        phone = who.tab()
        answer = phone.gets(path) if row.method == "GET" else phone.sends(path, **row.fields(world))
        code, text, headers = all_of(answer)
        return code, text.replace(name, ""), headers

    at = world.at
    absent = asked(at.lead, True)
    others = {
        f"{who}, {'never was' if otherwise else 'is there'}": asked(getattr(at, who), otherwise)
        for who in ("nurse", "elsewhere", "lead_elsewhere", "left")
        for otherwise in (False, True)
        if who != "nurse" or otherwise
    }
    world.back()
    if row.page == "clinic_changes.decided":  # what others have decided meanwhile is gone: a lead is shown the list
        assert absent[0] == 409
        assert others.pop("lead_elsewhere, is there") == others.pop("lead_elsewhere, never was")
        absent = others["nurse, never was"]
    assert absent[0] == 404
    assert [who for who, answer in others.items() if answer != absent] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=lambda row: row.page)
def test_the_secret_of_a_calendar_opens_no_page_as_a_token_either(app: Flask, world: World, row: Row) -> None:
    path = row.path if isinstance(row.path, str) else row.path(world)
    headers = {"Authorization": f"Bearer {world.feed}"}
    answer = app.test_client().get(path, headers=headers, base_url="http://localhost:8000")
    assert answer.status_code == row.nobody
    world.back()
