"""When something goes wrong, a person reads calm words that say what to do, and nothing else."""

import logging
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import default_exceptions

from planner.errors import Fault, Faults, NothingHere
from planner.web.guarding.words_of_errors import PLAIN, WORDS, waiting, words_for
from tests.web.phones import without_our_scripts
from tests.web.trial import trial_app

CODES = sorted(default_exceptions)


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The service with a few pages that fail."""
    return trial_app(tmp_path, monkeypatch)


@pytest.mark.parametrize("code", CODES)
def test_every_status_has_a_calm_page_that_says_what_to_do(app: Flask, code: int) -> None:
    answer = app.test_client().get(f"/trial/status/{code}")
    assert (answer.status_code, answer.mimetype) == (code, "text/html")
    assert words_for(code).heading in answer.text
    assert words_for(code).what_to_do in answer.text
    assert answer.text.count("<h1>") == 1
    assert 'href="/"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_statuses_people_meet_have_words_of_their_own() -> None:
    assert {400, 404, 405, 409, 413, 414, 415, 429, 431, 500, 503} <= set(WORDS)
    assert len({words.heading for code, words in WORDS.items() if isinstance(code, int)}) == 11


def test_every_other_code_borrows_the_words_of_its_family() -> None:
    assert words_for(418) == WORDS[400]
    assert words_for(502) == WORDS[500]


@pytest.mark.parametrize(
    ("seconds", "how_long"),
    [(1, "a minute"), (60, "a minute"), (61, "2 minutes"), (600, "10 minutes"), (3600, "an hour")],
)
def test_a_wait_is_told_in_words(seconds: int, how_long: str) -> None:
    assert waiting(seconds).what_to_do.startswith(f"Wait {how_long}, then try again.")


@pytest.mark.parametrize(("name", "code"), [("here", 404), ("key", 400), ("another", 409), ("kept", 503)])
def test_what_we_can_explain_is_explained(app: Flask, name: str, code: int) -> None:
    answer = app.test_client().get(f"/trial/raised/{name}")
    assert answer.status_code == code
    assert words_for(code).heading in answer.text


def test_whoever_may_see_nothing_here_is_told_what_to_do(app: Flask) -> None:
    assert NothingHere().what_to_do in app.test_client().get("/trial/raised/here").text


def test_a_method_not_allowed_still_says_which_are(app: Flask) -> None:
    assert "GET" in app.test_client().delete("/trial/long").headers["Allow"]


def test_a_failure_shows_neither_its_place_nor_its_message(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        text = without_our_scripts(app.test_client().get("/trial/broken?x=<script>secret-1985-02-03").text)
    for told in ("Traceback", "RuntimeError", "secret", "1985", "trial.py", "<script"):
        assert told not in text
    assert "RuntimeError" in caplog.text
    assert "trial.py" in caplog.text
    assert "1985" not in caplog.text


def test_debugging_does_not_show_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"TESTING": True, "DEBUG": True, "PROPAGATE_EXCEPTIONS": True}
    answer = trial_app(tmp_path, monkeypatch, **more).test_client().get("/trial/broken?x=secret")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_what_cannot_be_used_is_named_with_what_is_allowed_and_escaped(app: Flask) -> None:
    @app.before_request
    def refuse() -> None:
        raise Faults([Fault("<b>age</b>", "<script>alert(1)</script>", "Enter a number from 0 to 120, as in <34>.")])

    answer = app.test_client().get("/trial/long")
    assert answer.status_code == 400
    assert "&lt;b&gt;age&lt;/b&gt;: Enter a number from 0 to 120, as in &lt;34&gt;." in answer.text
    assert "<script" not in without_our_scripts(answer.text)


def test_a_plain_sentence_stands_in_when_the_error_page_itself_fails(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise OSError("secret")

    monkeypatch.setattr("planner.web.guarding.error_pages.render_template", fail)
    for path, code in (("/trial/broken", 500), ("/nowhere", 404)):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.data) == (code, PLAIN[500 if code >= 500 else 400])
        assert "Content-Security-Policy" in answer.headers


def test_a_plain_sentence_stands_in_when_everything_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("secret")

    monkeypatch.setattr(app, "request_context", fail)
    answer = app.test_client().get("/")
    assert (answer.status_code, answer.data) == (500, PLAIN[500])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
