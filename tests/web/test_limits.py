"""One request holds no more than a page of ours sends, and one address sends no more often than people do."""

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from planner.accounts.access import ACCESS
from planner.db import db, transaction
from planner.limits_in_sql import BETWEEN_SWEEPS, CountsInSql, LimitRecord
from planner.web.guarding.limits import WAYS_IN
from planner.web.guarding.proxies import neighbourhood
from planner.web.guarding.words_of_errors import WORDS
from tests.conftest import BOTH
from tests.keeping.databases import EMPTY
from tests.processes import PROCESSES
from tests.web.trial import ask, served, trial_app

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FEW = {"WRITE_LIMIT": "5 per minute", "START_LIMIT": "3 per hour", "GUESS_LIMIT": "4 per 10 minutes"}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with its usual limits."""
    return trial_app(tmp_path, monkeypatch)


@pytest.fixture
def strict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with limits that are reached quickly."""
    return trial_app(tmp_path, monkeypatch, **FEW)


def browser(app: Flask) -> tuple[FlaskClient, str]:
    """A browser that has a form open, and the form's token."""
    client = app.test_client()
    return client, TOKEN.findall(client.get("/trial/form").text)[0]


def sends(client: FlaskClient, token: str, path: str = "/trial/form", address: str = "192.0.2.1", **form: str) -> int:
    """The status of sending a form from an address."""
    data = {"csrf_token": token, **form}
    return client.post(path, data=data, environ_base={"REMOTE_ADDR": address}).status_code


# --- how much ---


def test_too_much_to_send_is_refused_and_as_much_as_allowed_is_taken(app: Flask) -> None:
    client, token = browser(app)
    room = app.config["MAX_CONTENT_LENGTH"] - len(f"csrf_token={token}&w=")
    assert sends(client, token, w="x" * room) == 200
    assert sends(client, token, w="x" * (room + 1)) == 413


def test_too_many_fields_are_refused_however_they_are_sent(app: Flask) -> None:
    client, token = browser(app)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        for fields, code in ((199, 200), (200, 413), (5000, 413)):
            form = {"csrf_token": token, **{f"f{number}": "" for number in range(fields)}}
            assert client.post("/trial/form", data=form, content_type=kind).status_code == code
    form = {"csrf_token": token, "same": ["x"] * 200}
    assert client.post("/trial/form", data=form).status_code == 413


def test_an_address_that_is_too_long_is_refused(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/trial/long?" + "x" * (2048 - len("/trial/long"))).status_code == 200
    assert client.get("/trial/long?" + "x" * (2049 - len("/trial/long"))).status_code == 414
    assert client.get("/" + "x" * 2048).status_code == 414


def test_headers_that_are_too_many_or_too_long_are_refused(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/trial/long", headers={f"x-{n}": "y" for n in range(50)}).status_code == 200
    assert client.get("/trial/long", headers={f"x-{n}": "y" for n in range(65)}).status_code == 431
    assert client.get("/trial/long", headers={"x": "y" * 15000}).status_code == 200
    assert client.get("/trial/long", headers={"x": "y" * 16400}).status_code == 431
    cookies = app.test_client(use_cookies=False)
    assert cookies.get("/trial/long", headers={"Cookie": "a=" + "y" * 16400}).status_code == 431


def test_a_body_that_does_not_say_how_long_it_is_is_never_taken_in_part(tmp_path: Path) -> None:
    with served(tmp_path) as (port, _):
        page = ask(port, "GET", "/trial/form")[1]
        cookie = re.search(r"set-cookie: ([^;]+);", page, re.IGNORECASE)
        assert cookie
        form = f"csrf_token={TOKEN.findall(page)[0]}&w="
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie[1]}
        assert ask(port, "POST", "/trial/form", form, headers)[0] == 200
        for length in (1, 300_000):
            pieces = [form.encode(), b"x" * length]
            chunked = {**headers, "Transfer-Encoding": "chunked"}
            assert ask(port, "POST", "/trial/form", iter(pieces), chunked)[0] == 411
        assert ask(port, "POST", "/trial/form", form + "x" * 300_000, headers)[0] == 413


# --- how often ---


def test_an_address_that_sends_too_often_is_asked_to_wait_and_may_then_go_on(strict: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        client, token = browser(strict)
        assert [sends(client, token) for _ in range(6)] == [200] * 5 + [429]
        answer = client.post("/trial/form", environ_base={"REMOTE_ADDR": "192.0.2.1"})
        assert answer.headers["Retry-After"] == "60"
        assert "Wait a minute, then try again." in answer.text
        assert WORDS[429].heading in answer.text
        assert sends(client, token, address="192.0.2.2") == 200
        assert client.get("/trial/long", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200
        traveller.move_to(NOON + timedelta(seconds=61))
        assert sends(client, token) == 200


def test_a_home_has_one_count_whatever_its_ipv6_addresses(strict: Flask) -> None:
    client, token = browser(strict)
    codes = [sends(client, token, address=f"2001:db8::{number:x}") for number in range(6)]
    assert codes == [200] * 5 + [429]
    assert sends(client, token, address="2001:db8:0:1::1") == 200


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("", "none"),
        ("x", "none"),
    ],
)
def test_what_counts_as_one_address(address: str, counted_as: str) -> None:
    assert neighbourhood(address) == counted_as


def test_another_site_cannot_use_up_what_an_address_may_send(strict: Flask) -> None:
    client, token = browser(strict)
    for _ in range(20):
        answer = client.post(
            "/trial/form", headers={"Sec-Fetch-Site": "cross-site"}, environ_base={"REMOTE_ADDR": "192.0.2.1"}
        )
        assert answer.status_code == 400
    assert sends(client, token) == 200


def test_nobody_near_a_known_device_can_use_up_what_it_may_send(strict: Flask) -> None:
    owner, other = strict.test_client(), strict.test_client()
    keys = dict(re.findall(r'name="(csrf_token|once)" value="([^"]+)"', owner.get("/").text))
    here = {"REMOTE_ADDR": "192.0.2.1"}
    assert owner.post("/start", data=keys, environ_base=here).status_code == 303
    token = TOKEN.findall(other.get("/trial/form").text)[0]
    assert [sends(other, token) for _ in range(9)][-1] == 429
    assert [sends(owner, keys["csrf_token"]) for _ in range(6)] == [200] * 5 + [429]


def test_whoever_comes_in_is_not_counted_with_what_else_the_address_sends() -> None:
    assert set(WAYS_IN) <= set(ACCESS)


def test_new_plans_have_a_limit_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client, token = browser(trial_app(tmp_path, monkeypatch, START_LIMIT="3 per hour"))
    assert [sends(client, token, "/trial/begin") for _ in range(4)] == [200, 200, 200, 429]
    assert sends(client, token) == 200


def test_a_right_code_opens_from_an_address_that_has_guessed_too_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, token = browser(trial_app(tmp_path, monkeypatch, GUESS_LIMIT="4 per 10 minutes"))
    codes = [sends(client, token, "/trial/guess", code=str(number)) for number in range(8)]
    assert codes == [200] * 4 + [429] * 4
    assert sends(client, token, "/trial/guess", code="right") == 200
    assert sends(client, token, "/trial/guess", code="9") == 429


def test_no_address_stands_in_the_counts(strict: Flask) -> None:
    client, token = browser(strict)
    sends(client, token, address="203.0.113.77")
    with strict.app_context():
        keys = db.session.scalars(select(LimitRecord.key)).all()
    assert len(keys) == 1
    assert "203.0.113" not in keys[0]
    assert re.search(r"/[0-9a-f]{64}/", keys[0])


def test_what_cannot_be_counted_is_not_taken(strict: Flask) -> None:
    client, token = browser(strict)
    with strict.app_context():
        db.session.execute(text("DROP TABLE limit_count"))
        db.session.commit()
    answer = client.post("/trial/form", data={"csrf_token": token})
    assert answer.status_code == 503
    assert WORDS[503].what_to_do in answer.text
    assert client.get("/trial/long").status_code == 200


# --- the counts themselves ---


@pytest.fixture(params=BOTH)
def counting(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The service on each database."""
    if request.param == "sqlite":
        yield trial_app(tmp_path, monkeypatch)
        return
    with request.getfixturevalue("postgresql_server").fresh(EMPTY) as url:
        yield trial_app(tmp_path, monkeypatch, DATABASE_URL=url)


def test_a_count_begins_anew_when_its_time_is_over(counting: Flask) -> None:
    with counting.app_context(), time_machine.travel(NOON, tick=False) as traveller:
        store = CountsInSql()
        assert [store.incr("a", 60), store.incr("a", 60), store.incr("b", 60, 5)] == [1, 2, 5]
        assert (store.get("a"), store.get("nobody")) == (2, 0)
        assert store.get_expiry("a") == NOON.timestamp() + 60
        assert store.get_expiry("nobody") == NOON.timestamp()
        traveller.move_to(NOON + timedelta(seconds=60))
        assert store.get("a") == 0
        assert store.incr("a", 60) == 1
        store.clear("a")
        assert store.get("a") == 0
        assert store.check()
        assert store.reset() == 1


def test_counts_that_have_run_out_are_taken_away(counting: Flask) -> None:
    with counting.app_context(), time_machine.travel(NOON, tick=False) as traveller:
        store = CountsInSql()
        store.incr("old", 60)
        traveller.move_to(NOON + timedelta(hours=1))
        for _ in range(BETWEEN_SWEEPS):
            store.incr("new", 60)
        assert db.session.scalars(select(LimitRecord.key)).all() == ["new"]


def test_nothing_is_counted_inside_a_change_where_it_would_wait_for_itself(counting: Flask) -> None:
    with counting.app_context():
        with transaction(), pytest.raises(RuntimeError, match="not inside it"):
            CountsInSql().incr("a", 60)
        assert CountsInSql().incr("a", 60) == 1


def count_often(folder: str, url: str, times: int) -> None:
    """One worker that counts, in a process of its own."""
    app = trial_app(Path(folder), DATABASE_URL=url)
    with app.app_context():
        store = CountsInSql()
        for _ in range(times):
            store.incr("shared", 3600)


def test_many_workers_count_as_one(counting: Flask, tmp_path: Path) -> None:
    workers = [
        PROCESSES.Process(target=count_often, args=(str(tmp_path), counting.config["DATABASE_URL"], 100))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0] * 4
    with counting.app_context():
        assert CountsInSql().get("shared") == 400


# --- on the way ---


def test_pages_calendar_files_and_style_sheets_are_packed_as_the_browser_likes(app: Flask) -> None:
    client = app.test_client()
    for path, kind in (
        ("/trial/long", "text/html"),
        ("/trial/days", "text/calendar"),
        ("/static/favicon.svg", "image/svg+xml"),
    ):
        plain = client.get(path)
        assert plain.mimetype == kind
        assert "Content-Encoding" not in plain.headers
        for packing, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
            packed = client.get(path, headers={"Accept-Encoding": packing})
            assert packed.headers["Content-Encoding"] == packing
            assert packed.headers["Vary"] == "Accept-Encoding"
            assert unpack(packed.data) == plain.data
            assert len(packed.data) < len(plain.data)


@pytest.mark.parametrize("path", ["/nowhere", "/trial/broken", "/trial/form"])
def test_what_is_refused_is_not_packed_as_it_may_repeat_what_was_sent(app: Flask, path: str) -> None:
    headers = {"Accept-Encoding": "br, gzip", "Sec-Fetch-Site": "same-origin"}
    answer = app.test_client().post(path, data={"word": "x" * 5000}, headers=headers)
    assert answer.status_code >= 400
    assert "Content-Encoding" not in answer.headers


def test_a_style_sheet_is_sent_again_only_when_it_changed(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/static/favicon.svg", headers={"Accept-Encoding": "br"})
    assert first.headers["Cache-Control"] == "no-cache"
    told = {"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}
    again = client.get("/static/favicon.svg", headers=told)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/static/favicon.svg", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "path", ["scss/ahead.scss", "build/.stamp", "nothing.css", "../wsgi.py", "..%2fwsgi.py", "build", "", "\x00.css"]
)
def test_nothing_but_what_pages_use_is_served(app: Flask, path: str) -> None:
    assert app.test_client().get(f"/static/{path}").status_code == 404


def test_no_page_repeats_what_stands_in_its_address(app: Flask) -> None:
    client = app.test_client()
    tried = 0
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and not rule.arguments:  # type: ignore[operator]
            answer = client.get(f"{rule.rule}?plain=canary&canary=canary&q=canary")
            assert "canary" not in answer.text + str(answer.headers), rule.rule
            tried += 1
    assert "canary" not in client.get("/canary/canary").text
    assert tried > 5
