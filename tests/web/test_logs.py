"""What is written down holds nothing of what people told, typed, opened or sent."""

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from planner.logs import Discreet, kind_and_place, write_discreetly
from tests.web.trial import ask, served, trial_app

CANARY = "canary7f3a"
LINE = re.compile(
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?:INFO|WARNING|ERROR) \S+ .*$",
)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with a few pages, some of which fail."""
    return trial_app(tmp_path, monkeypatch)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Whatever any logger of this process writes in our way of writing."""
    stream, handler = io.StringIO(), logging.StreamHandler()
    handler.setStream(stream)
    handler.setFormatter(Discreet())
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def everything_is_tried(app: Flask) -> None:
    """Canaries in the path, the query, a form, a cookie and a header, to pages that work, fail and are not there."""
    client = app.test_client()
    client.set_cookie(CANARY, f"{CANARY}-cookie")
    headers = {"User-Agent": CANARY, f"X-{CANARY}": CANARY, "Referer": f"http://localhost/{CANARY}"}
    for path in (f"/{CANARY}", f"/trial/take/{CANARY}", "/trial/broken", "/trial/form", "/trial/status/418"):
        for method in ("GET", "POST", "PUT", CANARY.upper()):
            client.open(f"{path}?{CANARY}={CANARY}", method=method, data={CANARY: CANARY}, headers=headers)
    client.get("/", headers={"Host": f"{CANARY}.example"})


def test_a_request_is_one_line_without_anything_that_was_sent(app: Flask, written: io.StringIO) -> None:
    client = app.test_client()
    client.get(f"/trial/status/404?{CANARY}")
    assert re.search(r"INFO ahead GET /trial/status/<int:code> 404 \d+ms [0-9a-f]{8}\n", written.getvalue())


def test_nothing_that_was_sent_is_written_down(
    app: Flask, written: io.StringIO, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        everything_is_tried(app)
    streams = capfd.readouterr()
    for text in (written.getvalue(), caplog.text, streams.out, streams.err):
        assert CANARY not in text.lower()
    lines = written.getvalue().splitlines()
    assert len(lines) >= 20
    assert [line for line in lines if not LINE.match(line)] == []


def test_a_failure_is_written_down_with_its_kind_its_cause_and_its_place(app: Flask, written: io.StringIO) -> None:
    app.test_client().get(f"/trial/broken?x={CANARY}")
    failure, request = written.getvalue().splitlines()
    assert re.search(r"ERROR ahead failed ([0-9a-f]{8}) RuntimeError at .*trial\.py:\d+ broken", failure)
    assert "because of ValueError at" in failure
    assert failure.split(" failed ")[1][:8] == request.split()[-1]
    assert CANARY not in failure


def test_whatever_a_guard_turned_away_has_a_line_that_says_which_guard(app: Flask, written: io.StringIO) -> None:
    client = app.test_client()
    client.post("/trial/form")
    client.post("/trial/form", headers={"Origin": "https://evil.example"})
    client.get("/", headers={"Host": "evil.example"})
    client.get("/" + "x" * 3000)
    told = re.findall(r"WARNING ahead refused [0-9a-f]{8} (\w+)", written.getvalue())
    assert told == ["CSRFError", "FromElsewhere", "SecurityError", "RequestURITooLarge"]


def test_a_failure_after_the_page_is_written_down_without_its_words(app: Flask, written: io.StringIO) -> None:
    @app.after_request
    def spoil(_: object) -> None:
        raise RuntimeError(CANARY)

    answer = app.test_client().get(f"/trial/long?{CANARY}")
    assert answer.status_code == 500
    assert CANARY not in answer.text + str(answer.headers) + written.getvalue()
    assert "RuntimeError at" in written.getvalue()


def test_the_words_of_other_loggers_are_kept_and_their_values_are_not(written: io.StringIO) -> None:
    other = logging.getLogger("werkzeug.of.somebody")
    other.warning("asked for %s", CANARY)
    other.warning(f"asked for {CANARY}")
    other.error("lost %s\x1b[2J", CANARY, exc_info=RuntimeError(CANARY))
    lines = written.getvalue().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == [
        "WARNING werkzeug.of.somebody asked for %s",
        "WARNING werkzeug.of.somebody (words left out)",
        "ERROR werkzeug.of.somebody lost %s [2J | RuntimeError at no place",
    ]


def test_a_server_s_own_handlers_write_in_our_way(app: Flask) -> None:
    theirs = logging.getLogger("server.of.somebody")
    handler = logging.StreamHandler(io.StringIO())
    theirs.addHandler(handler)
    write_discreetly(Flask("another"))
    theirs.warning(f"GET /{CANARY}")
    assert CANARY not in handler.stream.getvalue()
    assert "(words left out)" in handler.stream.getvalue()


def test_an_error_that_is_its_own_cause_is_told_once() -> None:
    error = ValueError()
    error.__cause__ = error
    assert kind_and_place(error) == "ValueError at no place"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The real server: its port, and the file with everything it writes."""
    with served(tmp_path) as both:
        yield both


def test_the_real_server_writes_nothing_down_that_was_sent(server: tuple[int, Path]) -> None:
    port, output = server
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"a={CANARY}", "X-Word": CANARY}
    for path in (f"/{CANARY}", f"/trial/take/{CANARY}", "/trial/broken"):
        for method in ("GET", "POST", "PUT"):
            code, told = ask(port, method, f"{path}?q={CANARY}", f"a={CANARY}", form)
            assert code >= 400
            assert CANARY not in told
    assert ask(port, "GET", "/", headers={"Host": f"{CANARY}.example"})[0] == 400
    assert ask(port, "GET", f"/{CANARY * 400}")[0] == 414
    assert ask(port, "GET", "/", headers={"X-Word": CANARY * 2000})[0] == 431
    ask(port, "GET", "/", headers={"X-Word": CANARY * 20_000})  # the server itself refuses this, or closes
    text = output.read_text("utf-8", "replace")
    assert CANARY not in text
    assert "GET /trial/broken 500" in text
    assert "RuntimeError at" in text
