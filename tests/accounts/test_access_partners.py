"""What partners may ask for: every page and every path of the API, for each who is one, was one, or never should be."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.accounts.access import ACCESS, ANYONE, NEEDS, PARTNER, SCOPES
from planner.at_the_door import API
from tests.accounts.access_rows import ROWS
from tests.accounts.access_world import Row, World
from tests.accounts.every_cell import ask as ask_as
from tests.accounts.partner_cells import PARTNERS
from tests.api.programs import NOBODYS, Program, is_problem
from tests.conftest import fresh_database
from tests.keeping.databases import QUIET
from tests.web.phones import Phone

WHO = ("live", "over", "past", "afar")
NEVER_WAS = "0" * 20
# What a partner's token of each scope opens in the API, at a step that is shared with them: all that there is for them.
OPENS = {
    "api_shared.listed": ("read", 200),
    "api_shared.read": ("read", 200),
    "api_shared.done": ("steps", 200),
    "api_shared.undo": ("steps", 200),
    "api_shared.words": ("steps", 200),
}
SAYS_SO = ("api_shared.done", "api_shared.undo")
SENT = {"api_shared.done": {"done": "2026-01-05"}, "api_shared.words": {"words": "x", "tell": False}}


@pytest.fixture(scope="module")
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service."""
    for database in fresh_database(request, "sqlite", tmp_path_factory.mktemp("partners") / "instance"):
        yield database.app(**QUIET)


@pytest.fixture(scope="module")
def world(app: Flask) -> World:
    """Those who ask, as they are to be again after each of them."""
    world = World(app)
    world.keep()
    return world


def ask(world: World, row: Row, phone: Phone) -> TestResponse:
    """Ask as a row says."""
    path = row.path if isinstance(row.path, str) else row.path(world)
    return phone.gets(path) if row.method == "GET" else phone.sends(path, **row.fields(world))


def test_every_page_is_declared_for_every_partner() -> None:
    assert set(PARTNERS) == {page for page in ACCESS if not page.startswith(API)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.page)
def test_each_is_answered_to_each_partner_as_declared(world: World, row: Row) -> None:
    answers = {}
    for who in WHO:
        answers[who] = ask_as(world, row, who)
        if row.method == "POST" or row.spends:
            world.back()
    assert tuple(answers[who].status_code for who in WHO) == PARTNERS[row.page]


def test_only_what_is_for_anyone_or_for_partners_is_answered_to_one_with_whom_a_plan_is_shared() -> None:
    opened = {page for page, cells in PARTNERS.items() if cells[0] != 404}
    assert all({ANYONE, PARTNER} & set(ACCESS[page]) for page in opened)


HIDDEN = [row for row in ROWS if row.page in ("partner.step", "partner.done", "partner.words", "partner.ask")]


@pytest.mark.parametrize("row", HIDDEN, ids=lambda row: row.page)
def test_a_step_that_is_hidden_from_them_is_one_that_never_was(world: World, row: Row) -> None:
    assert isinstance(row.path, str) is False
    shown = row.path(world)  # type: ignore[operator]
    answers = []
    for name in (world.hidden, NEVER_WAS):
        path = shown.replace(world.shown, name)
        keys = world.live.keys("/devices")
        answer = world.live.gets(path) if row.method == "GET" else world.live.sends(path, keys, **row.fields(world))
        answers.append((answer.status_code, without_keys(answer.text).replace(name, "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def without_keys(html: str) -> str:
    """A page without what is drawn anew for each asking."""
    return re.sub(r'(nonce|value|content)="[^"]*"', "", html)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.spends], ids=lambda row: row.page)
def test_the_address_of_a_calendar_and_a_token_for_programs_open_no_page(app: Flask, world: World, row: Row) -> None:
    for secret in (world.feed, *world.tokens.values()):
        assert ask(world, row, Phone(app).holds(secret)).status_code == row.nobody
    path = row.path if isinstance(row.path, str) else row.path(world)
    if row.method == "GET":
        for secret in (world.feed, *world.tokens.values()):
            headers = {"Authorization": f"Bearer {secret}"}
            answer = app.test_client().get(path, headers=headers, base_url="http://localhost:8000")
            assert answer.status_code == row.nobody


def path_of(app: Flask, world: World, endpoint: str, step: str) -> tuple[str, str]:
    """The method and path of an endpoint of the API, below the API's own."""
    rule = next(app.url_map.iter_rules(endpoint))
    method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    values = {name: {"step": step, "code": "B04", "number": 1}.get(name, NOBODYS) for name in rule.arguments}
    return method, app.url_map.bind("localhost").build(endpoint, values, method).removeprefix("/api/v1")


def test_every_path_of_the_api_for_partners_is_declared() -> None:
    assert set(OPENS) == {page for page in NEEDS if PARTNER in ACCESS[page]}


@pytest.mark.parametrize("endpoint", list(NEEDS))
def test_a_token_of_theirs_opens_what_is_shared_with_them_and_nothing_else(
    app: Flask, world: World, endpoint: str
) -> None:
    if endpoint in SAYS_SO:  # of a step of which nobody has said anything yet, or that it is done
        world = World(app)
        if endpoint == "api_shared.undo":
            done = path_of(app, world, "api_shared.done", world.shown)
            assert Program(app, world.tokens["steps"]).does(*done, SENT["api_shared.done"]).status_code == 200
    for scope in SCOPES:
        program = Program(app, world.tokens[scope])
        answer = program.does(*path_of(app, world, endpoint, world.shown), SENT.get(endpoint))
        wanted, status = OPENS.get(endpoint, ("", 0))
        if scope == wanted:
            assert answer.status_code == status, (scope, answer.text)
        else:
            assert answer.status_code in ((403,) if endpoint in OPENS else (403, 404)), (scope, answer.text)
            assert is_problem(answer, answer.status_code)


@pytest.mark.parametrize("endpoint", [one for one in OPENS if one != "api_shared.listed"])
def test_for_programs_too_a_hidden_step_is_one_that_never_was(app: Flask, world: World, endpoint: str) -> None:
    program = Program(app, world.tokens[OPENS[endpoint][0]])
    answers = [
        program.does(*path_of(app, world, endpoint, name), SENT.get(endpoint)) for name in (world.hidden, NEVER_WAS)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize("endpoint", list(OPENS))
def test_a_calendars_address_opens_nothing_for_programs(app: Flask, world: World, endpoint: str) -> None:
    answer = Program(app, world.feed).does(*path_of(app, world, endpoint, world.shown), SENT.get(endpoint))
    assert is_problem(answer, 401, "nobody-known")
