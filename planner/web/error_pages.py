"""What a person reads when something goes wrong: what happened, and what they can do now."""

import traceback
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, render_template
from werkzeug.exceptions import HTTPException

from planner.errors import Faults


@dataclass(frozen=True, slots=True)
class Words:
    """The heading of an error page, what happened, and what to do."""

    heading: str
    what_happened: str
    what_to_do: str


WORDS: dict[int, Words] = {
    400: Words(
        "We could not read that",
        "Something in what was sent did not reach us whole.",
        "Go back and try again. If it happens again, start from the first page.",
    ),
    404: Words(
        "This page is not here",
        "The address may be mistyped, or the page may have moved.",
        "Check the address, or start from the first page.",
    ),
    405: Words(
        "This page cannot do that",
        "It was asked for in a way it does not answer to. This can happen after going back or reloading.",
        "Start from the first page and try again.",
    ),
    413: Words(
        "That was too much to send",
        "What was sent is larger than we can take.",
        "Go back, send less, and try again.",
    ),
    500: Words(
        "Something went wrong on our side",
        "It was nothing you did.",
        "Wait a minute and try again. If a day that matters is close, ring your team now; do not wait.",
    ),
}


def words_for(code: int) -> Words:
    """The words for a status code: its own, or those of 400 or 500, whichever family it belongs to."""
    return WORDS.get(code) or WORDS[500 if code >= 500 else 400]


def _page(code: int, faults: Faults | None = None) -> tuple[str, int]:
    return render_template("error.html", words=words_for(code), faults=faults.faults if faults else ()), code


def _http(error: HTTPException) -> Any:
    """Any HTTP error as a calm page, with the headers it has to send. Redirects pass."""
    code = error.code or 500
    if code < 400:
        return error
    body, code = _page(code)
    kept = [(name, value) for name, value in error.get_headers() if name.lower() in ("allow", "retry-after")]
    return body, code, kept


def _faults(error: Faults) -> tuple[str, int]:
    return _page(400, error)


def _unforeseen(error: Exception) -> tuple[str, int]:
    """Anything else is never shown. The log gets its kind and place; its message may hold answers."""
    place = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error("A page failed: %s\n%s", type(error).__name__, place)
    return _page(500)


def show_errors_kindly(app: Flask) -> None:
    """Gives the app its error pages."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Faults, _faults)
    app.register_error_handler(Exception, _unforeseen)
