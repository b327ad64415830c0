"""The whole service with a few pages of no meaning beside it, to try what stands around every page."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, abort, render_template_string, request
from werkzeug.exceptions import TooManyRequests

from planner import create_app
from planner.accounts.access import ACCESS, ANYONE
from planner.db import NotKept, db
from planner.errors import NothingHere
from planner.logs import log
from planner.once import NoKey, UsedForAnother
from planner.web.guarding.limits import count_a_start, note_wrong_guess

FORM = (
    """<form method="post">{% for _ in "ab" %}<input name="csrf_token" value="{{ csrf_token() }}">{% endfor %}</form>"""
)
RAISED = {"here": NothingHere, "key": NoKey, "another": UsedForAnother, "kept": NotKept}
PAGES = ("form", "take", "broken", "status", "slash", "begin", "guess", "long", "days", "raised", "address", "noted")


def trial_pages() -> Blueprint:
    """The pages of no meaning. Made anew for each app."""
    trial = Blueprint("trial", __name__, url_prefix="/trial")

    @trial.get("/form")
    def form() -> str:
        return render_template_string(FORM)

    @trial.post("/form")
    @trial.post("/take/<word>", endpoint="take")
    def take(word: str = "") -> str:
        return f"{len(request.form)} taken{word and ' here'}"

    @trial.route("/broken", methods=["GET", "POST"])
    def broken() -> str:
        said = [*request.values.values(), *request.cookies.values(), *map(str, request.headers.values())]
        try:
            raise ValueError(" ".join(said))
        except ValueError as error:
            raise RuntimeError(" ".join(said)) from error

    @trial.get("/status/<int:code>")
    def status(code: int) -> str:
        abort(code)

    @trial.get("/slash/")
    def slash() -> str:
        return "slash"

    @trial.post("/begin")
    def begin() -> str:
        count_a_start()
        return "begun"

    @trial.post("/guess")
    def guess() -> str:
        if request.form.get("code") == "right":
            return "opened"
        if note_wrong_guess():
            raise TooManyRequests(retry_after=600)
        return "wrong"

    @trial.get("/long")
    def long() -> str:
        return "<p>word</p>" * 1000

    @trial.get("/days")
    def days() -> Response:
        return Response("DTSTART\r\n" * 1000, mimetype="text/calendar")

    @trial.get("/raised/<name>")
    def raised(name: str) -> str:
        raise RAISED[name]

    @trial.get("/address")
    def address() -> str:
        return f"{request.remote_addr} {request.scheme} {request.host}"

    @trial.get("/noted")
    def noted() -> str:
        log.info("noted")
        return "noted"

    return trial


def trial_app(folder: Path, monkeypatch: pytest.MonkeyPatch | None = None, **settings: Any) -> Flask:
    """The service in a folder of its own, with its tables, and the pages of no meaning. `settings` as `create_app`."""
    app = create_app({"INSTANCE": str(folder), **settings})
    with app.app_context():
        db.create_all()
    for page in PAGES:
        table: Any = ACCESS
        if monkeypatch:
            monkeypatch.setitem(table, f"trial.{page}", (ANYONE,))
        else:
            table[f"trial.{page}"] = (ANYONE,)
    app.register_blueprint(trial_pages())
    return app


SERVED = """
from pathlib import Path
from tests.web.trial import trial_app
app = trial_app(Path({folder!r}))
"""


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, Path]]:
    """The real server, as `make run` starts it but as talkative as it can be: its port, and the file it writes to."""
    (folder / "served.py").write_text(SERVED.format(folder=str(folder / "instance")))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--http", "1", "--no-ws"]
    command += ["--http1-buffer-size", "65536", "--access-log", "--log-level", "debug", "served:app"]
    environment = {**os.environ, "PYTHONPATH": f"{folder}:{Path(__file__).parents[2]}"}
    output = folder / "output"
    with output.open("wb") as file:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=file, stderr=file)
        try:
            _wait_for(port, server)
            yield port, output
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until somebody answers at the port."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            ask(port, "GET", "/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The server did not start.")


def ask(
    port: int, method: str, path: str, body: str | Iterable[bytes] = "", headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Ask the real server. A body in pieces is sent without saying how long it is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with suppress(BrokenPipeError, ConnectionResetError):  # a refusal may come before all is sent; it is read below
        connection.request(method, path, body or None, dict(headers or {}), encode_chunked=not isinstance(body, str))
    answer = connection.getresponse()
    told = answer.status, answer.read().decode("utf-8", "replace") + str(answer.headers)
    connection.close()
    return told
