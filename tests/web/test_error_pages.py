"""When something goes wrong, a person reads calm words that say what to do, and nothing else."""

import logging

import pytest
from flask import Flask

from planner import create_app
from planner.web.error_pages import WORDS, words_for


@pytest.mark.parametrize(
    ("code", "method", "path"),
    [
        (404, "GET", "/nowhere"),
        (405, "POST", "/sheet/plan"),
        (413, "POST", "/sheet/form"),
        (500, "GET", "/sheet/broken"),
    ],
)
def test_an_error_page_says_what_happened_and_what_to_do(app: Flask, code: int, method: str, path: str) -> None:
    too_much = b"a=" + b"x" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    form = "application/x-www-form-urlencoded"
    answer = app.test_client().open(path, method=method, data=too_much if code == 413 else b"", content_type=form)
    assert answer.status_code == code
    assert WORDS[code].heading in answer.text
    assert WORDS[code].what_to_do in answer.text
    assert answer.text.count("<h1>") == 1


def test_a_bad_request_has_its_own_page(app: Flask) -> None:
    answer = app.test_client().get("/sheet/bad")
    assert answer.status_code == 400
    assert WORDS[400].what_to_do in answer.text


def test_a_failure_shows_neither_its_place_nor_its_message(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        text = app.test_client().get("/sheet/broken").text
    for told in ("Traceback", "RuntimeError", "secret", "1985-02-03", "conftest", "<script"):
        assert told not in text
    assert "RuntimeError" in caplog.text
    assert "conftest" in caplog.text
    assert "1985-02-03" not in caplog.text


def test_what_cannot_be_used_is_named_with_what_is_allowed_and_escaped(app: Flask) -> None:
    answer = app.test_client().get("/sheet/faults")
    assert answer.status_code == 400
    assert "&lt;b&gt;age&lt;/b&gt;: Enter a number from 0 to 120, as in &lt;34&gt;." in answer.text
    assert "<script" not in answer.text


def test_a_method_not_allowed_still_says_which_are(app: Flask) -> None:
    assert "GET" in app.test_client().post("/sheet/plan").headers["Allow"]


def test_debugging_does_not_show_more() -> None:
    app = create_app({"TESTING": True, "DEBUG": True, "PROPAGATE_EXCEPTIONS": True})

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret")

    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_every_other_code_borrows_the_words_of_its_family() -> None:
    assert words_for(418) == WORDS[400]
    assert words_for(503) == WORDS[500]
