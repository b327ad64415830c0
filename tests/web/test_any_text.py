"""Whatever is sent in whatever field: a page that says what to do, and nothing of it is kept."""

import io
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from planner.db import Base, db
from planner.errors import NothingHere
from planner.once import NoKey
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.questions.catalogue import QUESTION
from planner.questions.journey import PAGES
from planner.web.asking.question_form import DAYS, names_of
from planner.web.guarding.words_of_errors import WORDS
from tests.conftest import BOTH, fresh_database
from tests.web.conftest import OFTEN
from tests.web.lives import TODAY
from tests.web.test_questions import Fields, links

FORM = "application/x-www-form-urlencoded"
NUMBERS = [page.number for page in PAGES]
TEXTS = {
    "NUL": b"%00",
    "NUL inside": b"34%0034",
    "controls": b"%1B%5B2J%07%08%7F",
    "line ends": b"%0D%0ASet-Cookie:%20x",
    "lone surrogate": b"%ED%A0%80",
    "other lone surrogate": b"%ED%B0%80",
    "no UTF-8": b"%FF%FE",
    "no UTF-8, not even packed": b"\x80\xff\x00\xed\xa0\x80",
    "overlong slash": b"%C0%AF",
    "right to left": b"%E2%80%AE34",
    "mark that nobody sees": b"34%E2%80%8F",
    "family": "👩‍👩‍👧".encode(),
    "accents in a heap": ("e" + "\u0301" * 500).encode(),
    "script": b"%3Cscript%3E",
    "100 kB": b"9" * 100_000,
}
# Those that are not tried in tests/web/test_questions.py already.
BEYOND_THE_PAGES_OF_QUESTIONS = ["controls", "right to left", "mark that nobody sees", "family", "100 kB"]
COULD_TRIP_POSTGRESQL = ("NUL", "NUL inside", "lone surrogate", "no UTF-8")  # which keeps no NUL, and only UTF-8
# Each form beside the questions: the page it stands on, where it goes, and its own fields with what they may hold.
# One text of `TEXTS` in any of them makes the whole form worth nothing.
FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "typing a code": ("/open", "/open", {"code": "0000-0000-0000"}),
    "making a way in": ("/devices", "/devices/way-in", {"kind": "link"}),
    "ending a device": ("/devices", "/devices/end", {"device": "0" * 32}),
    "newer guidance": ("/devices", "/plan/changes", {"choice": "accept", "as_of": "2026-03-02"}),
    "making the plan": ("/answers", "/answers", {}),
    "deleting": ("/delete", "/delete", {}),
}
FROM_OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}  # as a browser says it; then what was typed is offered again
# One page of each kind of question (choose one, a day, choose several, a time zone), and the other forms.
PATHS = [*(f"/questions/{number}" for number in (1, 3, 13, 24)), *(path for _, path, _ in FORMS.values())]
IN_A_FILE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # where nothing hangs on the database
NOT_ASCII = ("%ED%A0%80", "%FF", "%E2%80%AE", "%F0%9F%91%A9")
BOUND = "multipart/form-data; boundary=x"
OTHER_BODIES = [
    (b"", FORM),
    (b"{", "application/json"),
    (b"[" * 100_000, "application/json"),
    (b"age: 29", "text/plain"),
    (b"<age>29</age>", "application/xml"),
    (b"age=29", "multipart/form-data"),  # without its boundary
    (b'--x\r\nContent-Disposition: form-data; name="age"\r\n\r\n2', BOUND),  # cut short
    (b'--x\r\nContent-Disposition: form-data; name="\xed\xa0\x80"\r\n\r\n29\r\n--x--\r\n', BOUND),
    (b"\x00" * 1000, ""),
]
# What a page may say to do when it does not say it beside a field.
TO_DO = [*(words.what_to_do for words in WORDS.values()), *(error().what_to_do for error in (NothingHere, NoKey))]
ODD = ("\x00", "\x07", "\x1b", "\x7f", "\u202e", "\u200f", "\ud800")


@pytest.fixture(scope="module", params=BOTH)
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service on one fixed day, on each database."""
    folder = tmp_path_factory.mktemp("any-text") / "instance"
    for database in fresh_database(request, request.param, folder):
        app = database.app(CLOCK=lambda zone: TODAY, **OFTEN)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    """Somebody with a few answers, and a plan that nothing here may change."""
    client = app.test_client()
    assert client.post("/start", data=Fields(client.get("/").text).hidden).status_code == 303
    for number, answer in ((1, {"place": "gb"}), (6, {"age": "29"}), (13, {"contraception": "progestogen-pill"})):
        page = Fields(client.get(f"/questions/{number}").text)
        assert client.post(f"/questions/{number}", data={**page.hidden, **answer}).status_code == 303
    return client


def kept(app: Flask) -> dict[str, Any]:
    """Everything that is kept: each plan opened, and how many rows stand in each table."""
    with app.app_context():
        plans = [kept_from(record) for record in db.session.scalars(select(PlanRecord))]
        with db.engine.connect() as connection:
            rows = {
                table.name: sorted(map(repr, connection.execute(select(table))))
                for table in Base.metadata.sorted_tables
            }
    return {"told": [(plan.told, plan.version, plan.asked_on) for plan in plans], **rows}


@pytest.fixture
def nothing_is_kept(app: Flask, client: FlaskClient) -> Iterator[None]:
    """After the test everything is as it was before."""
    before = kept(app)
    assert before["told"][0][0] == {"place": "gb", "age": 29, "contraception": ["progestogen-pill"]}
    yield
    assert kept(app) == before


pytestmark = pytest.mark.usefixtures("nothing_is_kept")


def says_what_to_do(answer: TestResponse, *codes: int) -> None:
    """The answer is a page with one of these codes that says what to do, and nothing odd of what was sent."""
    assert answer.status_code in codes
    assert (answer.mimetype, answer.text.count("<h1")) == ("text/html", 1)
    text = unescape(answer.text)
    assert links(answer.text) or any(said in text for said in TO_DO)
    assert not [odd for odd in ODD if odd in text]
    assert "<script>" not in answer.text
    assert "Set-Cookie: x" not in str(answer.headers)


def body(fields: dict[str, str], odd: str, text: bytes) -> bytes:
    """A form as a browser sends it, with one odd text."""
    usual = MultiDict({name: value for name, value in fields.items() if name != odd})
    return b"&".join([*(f"{name}={value}".encode() for name, value in usual.items()), odd.encode() + b"=" + text])


def fields_of(number: int) -> list[str]:
    """The names of all fields of a page of questions."""
    return [name for page in PAGES if page.number == number for key in page.keys for name in names_of(key)]


@pytest.mark.parametrize("number", NUMBERS)
def test_any_text_in_any_field_of_a_question_is_asked_again(app: Flask, client: FlaskClient, number: int) -> None:
    page = Fields(client.get(f"/questions/{number}").text)
    told = ["NUL inside"] if app.config["DATABASE_URL"] else BEYOND_THE_PAGES_OF_QUESTIONS
    for name in fields_of(number):
        for what in told:
            answer = client.post(f"/questions/{number}", data=body(page.hidden, name, TEXTS[what]), content_type=FORM)
            says_what_to_do(answer, 400)
            assert links(answer.text), (name, what)


@IN_A_FILE
def test_a_field_that_is_sent_twice_is_no_answer(client: FlaskClient) -> None:
    for page in PAGES:
        hidden = Fields(client.get(f"/questions/{page.number}").text).hidden
        for key in (key for key in page.keys if QUESTION[key].kind != "several"):
            for name in names_of(key):
                one, other = ("1", "2") if QUESTION[key].kind in (*DAYS, "age") else ("yes", "no")
                day = {f"{key}-day": "1", f"{key}-month": "1", f"{key}-year": "2026"}
                fields = MultiDict({**hidden, **(day if name in day else {})})
                fields.setlist(name, ["2026", "2027"] if name.endswith("-year") else [one, other])
                says_what_to_do(client.post(f"/questions/{page.number}", data=fields), 400)


def sends_any_text(client: FlaskClient, form: str, name: str, texts: Iterable[bytes]) -> None:
    """Send another form with these texts in one of its fields, one after the other."""
    page, path, fields = FORMS[form]
    usual = {**Fields(client.get(page).text).hidden, **fields}
    for text in texts:
        says_what_to_do(client.post(path, data=body(usual, name, text), content_type=FORM), 400, 404)
        if name == "csrf_token":
            own = client.post(path, data=body(usual, name, text), content_type=FORM, headers=FROM_OUR_PAGE)
            says_what_to_do(own, 400)


@pytest.mark.parametrize("form", FORMS)
def test_any_text_in_any_field_of_another_form_changes_nothing(app: Flask, client: FlaskClient, form: str) -> None:
    told = dict(TEXTS)
    if app.config["DATABASE_URL"]:
        told = {what: text for what, text in TEXTS.items() if what in COULD_TRIP_POSTGRESQL}
    for name in ("csrf_token", "once", *FORMS[form][2]):
        sends_any_text(client, form, name, (told[what] for what in told))


@IN_A_FILE
def test_any_text_typed_as_a_code_by_a_stranger_opens_nothing(app: Flask) -> None:
    stranger = app.test_client()
    sends_any_text(stranger, "typing a code", "code", TEXTS.values())
    assert stranger.get("/plan").status_code == 404


@IN_A_FILE
@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_is_no_form_of_ours_is_answered_with_what_to_do(client: FlaskClient, path: str) -> None:
    hidden = Fields(client.get("/devices").text).hidden
    token = {"X-CSRFToken": hidden["csrf_token"]}
    usual = f"csrf_token={hidden['csrf_token']}&once={hidden['once']}".encode()
    says_what_to_do(client.post(path, data=usual + b"&age=" + b"1" * 1024 * 1024, content_type=FORM), 413)
    says_what_to_do(client.post(path, data=usual + b"&age=1" * 300, content_type=FORM), 413)
    says_what_to_do(client.post(path, json=hidden), 400)
    for sent, kind in OTHER_BODIES:
        says_what_to_do(client.post(path, data=sent, content_type=kind, headers=token), 400)


@IN_A_FILE
@pytest.mark.parametrize("path", PATHS)
def test_a_file_in_place_of_any_field_keeps_nothing(client: FlaskClient, path: str) -> None:
    hidden = Fields(client.get("/devices").text).hidden
    asked = fields_of(int(path.rpartition("/")[2])) if path.startswith("/questions/") else []
    for name in ("once", "csrf_token", *asked):
        sent = {**hidden, name: (io.BytesIO(b"29"), "answers.json")}
        says_what_to_do(client.post(path, data=sent, content_type="multipart/form-data"), 400)
    many = MultiDict([*hidden.items(), *(("age", "1") for _ in range(300))])
    says_what_to_do(client.post(path, data=many, content_type="multipart/form-data"), 413)


@IN_A_FILE
@pytest.mark.parametrize("path", ["/plan/steps/", "/open/", "/questions/", "/"])
def test_any_text_in_an_address_is_a_page_that_is_not_here(client: FlaskClient, path: str) -> None:
    for text in ("%00", "%1B%5B2J", "%2E%2E", "%3Cscript%3E", "9" * 1900, *NOT_ASCII):
        if path != "/plan/steps/" or text not in NOT_ASCII:
            says_what_to_do(client.get(f"{path}{text}"), 404)
        assert client.get(f"/answers?from={text}").status_code == 200


@IN_A_FILE
def test_a_step_whose_name_is_no_ascii_is_not_here(client: FlaskClient) -> None:
    for text in NOT_ASCII:
        says_what_to_do(client.get(f"/plan/steps/{text}"), 404)
