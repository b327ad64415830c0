"""Who may ask for which page: every page stands in one table, and every cell of it is tried."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner import create_app
from planner.accounts.access import ACCESS, ANYONE, PATIENT, ROLES, NotInTable, may
from planner.at_the_door import API
from planner.db import db
from planner.web.printing.pdf import can_make_files
from tests.conftest import fresh_database
from tests.keeping.databases import QUIET
from tests.web.phones import Phone

TOLD = {"treatment_date-day": "27", "treatment_date-month": "3", "treatment_date-year": "2031"} | {
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
}
READ = "27 March 2031"  # what a page says of it


class World:
    """Somebody with a plan and two phones, a third that was ended, somebody else with a plan, and nobody."""

    def __init__(self, app: Flask) -> None:
        self.nobody, self.patient, self.ended, self.other = (Phone(app) for _ in range(4))
        for phone in (self.patient, self.other):
            phone.starts()
        self.patient.sends("/questions/3", **TOLD)
        for phone in (self.patient, self.other):
            assert phone.sends("/answers").status_code == 303
        self.ended.takes(self.patient.makes("code"))
        self.patient.sends("/devices/end", device=self.patient.devices()[1])
        Phone(app).takes(self.patient.makes("code"))
        self.step = re.findall(r"/plan/steps/[0-9a-f]{20}", self.patient.gets("/plan").text)[0]
        self.second = self.patient.devices()[1]


class Row(NamedTuple):
    """One page, how it is asked for, and what nobody, the patient, an ended device and somebody else are answered."""

    page: str
    method: str
    path: str | Callable[[World], str]
    nobody: int
    patient: int
    ended: int
    other: int
    spends: bool = False  # asking changes who is who, so it is tried on people of its own
    fields: Callable[[World], Mapping[str, str]] = lambda world: {}


def fresh(kind: str) -> Callable[[World], str]:
    """A link of the patient's, made just now."""
    return lambda world: world.patient.makes(kind)


def at_step(way: str) -> Callable[[World], str]:
    """The address at which something is said of a step of the patient's."""
    return lambda world: f"{world.step}/{way}"


def at_question(way: str) -> Callable[[World], str]:
    """The address of a question of the patient's, asked for just now."""

    def address(world: World) -> str:
        world.patient.sends("/plan/questions", words=f"Why {secrets.token_hex(4)}?")
        return (
            re.findall(r'action="(/plan/questions/[0-9a-f]{32})"', world.patient.gets("/plan/questions").text)[0] + way
        )

    return address


PHONE = {"who": "Ward", "number": "0123"}


def at_phone(way: str) -> Callable[[World], str]:
    """The address of a phone number of the patient's."""

    def address(world: World) -> str:
        world.patient.sends("/plan/phones", **PHONE)
        return re.findall(r'action="(/plan/phones/[0-9a-f]{32})"', world.patient.gets("/plan/phones").text)[0] + way

    return address


FILE = 200 if can_make_files() else 404  # where WeasyPrint is not installed, nobody is given a file
ROWS = (
    Row("static", "GET", "/static/favicon.svg", 200, 200, 200, 200),
    Row("health.alive", "GET", "/healthz", 200, 200, 200, 200),
    Row("health.ready", "GET", "/readyz", 200, 200, 200, 200),
    Row("start.start", "GET", "/", 200, 200, 200, 200),
    Row("start.begin", "POST", "/start", 303, 303, 303, 303, True),
    Row("questions.question", "GET", "/questions/6", 404, 200, 404, 200),
    Row("questions.answer", "POST", "/questions/1", 404, 303, 404, 303, fields=lambda world: {"place": "gb"}),
    Row("questions.check", "GET", "/answers", 404, 200, 404, 200),
    Row("questions.make", "POST", "/answers", 404, 303, 404, 303),
    Row("plan.plan", "GET", "/plan", 404, 200, 404, 200),
    Row("steps.step", "GET", lambda world: world.step, 404, 200, 404, 404),
    Row("steps.say", "POST", at_step("say"), 404, 303, 404, 404, fields=lambda world: {"state": "waiting"}),
    Row("steps.undo", "POST", at_step("undo"), 404, 303, 404, 404),
    Row("steps.note", "POST", at_step("note"), 404, 303, 404, 404, fields=lambda world: {"note": "x", "before": ""}),
    Row("steps.question", "POST", at_step("question"), 404, 303, 404, 404),
    Row("plan.seen", "POST", "/plan/seen", 404, 303, 404, 303, fields=lambda world: {"number": "1"}),
    Row("move.move", "GET", "/plan/move", 404, 200, 404, 200),
    Row("move.preview", "POST", "/plan/move", 404, 400, 404, 400),
    Row("move.use", "POST", "/plan/move/use", 404, 400, 404, 400),
    Row("what_if.what_if", "GET", "/plan/what-if", 404, 200, 404, 200),
    Row("what_if.compare", "POST", "/plan/what-if", 404, 400, 404, 400),
    Row("happened.happened", "GET", "/plan/happened", 404, 200, 404, 200),
    Row("team_questions.listed", "GET", "/plan/questions", 404, 200, 404, 200),
    Row("team_questions.add", "POST", "/plan/questions", 404, 303, 404, 303, fields=lambda world: {"words": "Why?"}),
    Row("team_questions.change", "POST", at_question(""), 404, 303, 404, 404, fields=lambda world: {"words": "How?"}),
    Row("team_questions.remove", "POST", at_question("/remove"), 404, 303, 404, 404, True),
    Row("phones.listed", "GET", "/plan/phones", 404, 200, 404, 200),
    Row("phones.add", "POST", "/plan/phones", 404, 303, 404, 303, fields=lambda world: PHONE),
    Row("phones.change", "POST", at_phone(""), 404, 303, 404, 404, fields=lambda world: PHONE),
    Row("phones.remove", "POST", at_phone("/remove"), 404, 303, 404, 404, True),
    Row("history.history", "GET", "/plan/history", 404, 200, 404, 200),
    Row("history.undo_one", "POST", "/plan/history/1/undo", 404, 404, 404, 404),
    Row("stop.ask", "GET", "/plan/stop", 404, 200, 404, 200),
    Row("stop.do", "POST", "/plan/stop", 404, 303, 404, 303, fields=lambda world: {"how": "go-on"}),
    Row("file.about", "GET", "/plan/file", 404, 200, 404, 200),
    Row("file.save", "GET", "/plan/file.json", 404, 200, 404, 200),
    Row("programs.listed", "GET", "/programs", 404, 200, 404, 200),
    Row("programs.make", "POST", "/programs", 404, 400, 404, 400),
    Row("programs.end", "POST", f"/programs/{'0' * 32}/end", 404, 404, 404, 404),
    Row("file.choose", "GET", "/bring-in", 200, 200, 200, 200),
    Row("file.bring_in", "POST", "/bring-in", 400, 409, 400, 409),
    Row("plan.calendar", "GET", "/plan/calendar.ics", 404, 200, 404, 200),
    Row("plan.changes", "GET", "/plan/changes", 404, 200, 404, 200),
    Row("printing.page", "GET", "/plan/print", 404, 200, 404, 200),
    Row("printing.file", "GET", "/plan/print.pdf", 404, FILE, 404, FILE),
    Row(
        "plan.decide",
        "POST",
        "/plan/changes",
        404,
        303,
        404,
        303,
        fields=lambda world: {"choice": "keep", "as_of": date.today().isoformat()},
    ),
    Row("devices.devices", "GET", "/devices", 404, 200, 404, 200),
    Row("devices.way_in", "POST", "/devices/way-in", 404, 200, 404, 200, fields=lambda world: {"kind": "code"}),
    Row("devices.end", "POST", "/devices/end", 404, 303, 404, 404, True, lambda world: {"device": world.second}),
    Row("leaving.ask", "GET", "/delete", 404, 200, 404, 200),
    Row("leaving.delete", "POST", "/delete", 404, 303, 404, 303, True),
    Row("leaving.deleted", "GET", "/delete/done", 200, 200, 200, 200),
    Row("coming_in.code", "GET", "/open", 200, 200, 200, 200),
    Row("coming_in.take_code", "POST", "/open", 303, 200, 303, 400, True, lambda world: {"code": fresh("code")(world)}),
    Row("coming_in.link", "GET", fresh("link"), 200, 200, 200, 200),
    Row("coming_in.take_link", "POST", fresh("link"), 303, 200, 303, 400, True),
    Row("locks.leave", "GET", "/leave", 303, 303, 303, 303, True),
    Row("locks.about", "GET", "/leave/about", 200, 200, 200, 200),
    Row("locks.idle", "GET", "/idle", 303, 303, 303, 303, True),
    Row("locks.locked", "GET", "/locked", 303, 303, 303, 303),
    Row("locks.unlock_here", "POST", "/locked", 303, 303, 303, 303),
    Row("looks.choose_language", "GET", "/language/en", 303, 303, 303, 303, True),
    Row("looks.choose_calm", "GET", "/calm/no", 303, 303, 303, 303, True),
    Row("phone.about", "GET", "/phone", 404, 200, 404, 200),
    Row("phone.say", "POST", "/phone", 404, 303, 404, 303, fields=lambda world: {"what": "own", "own": "no"}),
    Row("phone.touched", "GET", "/phone/touched", 404, 204, 404, 204),
    Row("installed.manifest", "GET", "/manifest.webmanifest", 200, 200, 200, 200),
    Row("installed.worker", "GET", "/worker.js", 200, 200, 200, 200),
    Row("installed.kept_locked", "GET", "/kept/locked", 200, 200, 200, 200),
    Row("installed.kept_nothing", "GET", "/kept/nothing", 200, 200, 200, 200),
    Row("installed.waiting", "GET", "/waiting", 200, 200, 200, 200),
    Row("kept_pages.state", "GET", "/offline/state", 200, 200, 200, 200),
    # Only of a phone that somebody called their own: see tests/web/test_outbox.py.
    Row("kept_pages.pages", "POST", "/offline/pages", 404, 404, 404, 404),
    # What waited is sent as JSON, which these forms are not.
    Row("outbox.send", "POST", "/offline/send", 404, 415, 404, 415),
)


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
    """The people who ask, for every page that leaves them as they are."""
    return World(app)


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
    assert {page for page, allowed in ACCESS.items() if ANYONE in allowed} == {
        "static",
        "file.choose",
        "file.bring_in",
        "health.alive",
        "health.ready",
        "start.start",
        "start.begin",
        "coming_in.code",
        "coming_in.take_code",
        "coming_in.link",
        "coming_in.take_link",
        "devices.end",  # of nobody we know: only the form that let this browser out, sent again
        "leaving.delete",
        "leaving.deleted",
        "locks.leave",
        "locks.about",
        "locks.idle",
        "locks.locked",  # of a locked device nobody is known; these two look at its cookie themselves
        "locks.unlock_here",
        "looks.choose_language",
        "looks.choose_calm",
        "installed.manifest",
        "installed.worker",
        "installed.kept_locked",
        "installed.kept_nothing",
        "installed.waiting",  # it holds nothing: the phone itself fills it in
        "kept_pages.state",  # of a phone nobody knows it says only that nobody knows it
        "api_about.described",
        "api_plans.begin",
        "api_plans.bring_in",
    }


def test_every_row_of_the_table_is_tried() -> None:
    pages = [page for page in ACCESS if not page.startswith(API)]  # for the API see tests/api/test_access.py
    assert sorted(pages) == sorted(row.page for row in ROWS)


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


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.page)
def test_each_is_answered_as_the_table_says(app: Flask, world: World, row: Row) -> None:
    people = World(app) if row.spends else world

    def asks(phone: Phone) -> TestResponse:
        path = row.path if isinstance(row.path, str) else row.path(people)
        return phone.gets(path) if row.method == "GET" else phone.sends(path, **row.fields(people))

    answers = {who: asks(getattr(people, who)) for who in ("nobody", "ended", "other", "patient")}
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "nobody": row.nobody,
        "ended": row.ended,
        "other": row.other,
        "patient": row.patient,
    }
    seen = [who for who, answer in answers.items() if READ in answer.data.decode(errors="replace")]
    assert seen == (["patient"] if row.page in ("plan.plan", "steps.step", "questions.check", "printing.page") else [])
