"""Every error as a program reads it: RFC 9457, with a code, what to do, and each fault by its key."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.http import HTTP_STATUS_CODES

from planner.api.words import FORGED, STRANGER, Said, said_for, said_of
from planner.at_the_door import NobodyKnown
from planner.errors import AheadError, Fault, Faults
from planner.logs import failed, refused
from planner.misplaced import misplaced

KIND = "application/problem+json"
GUARDS = (411, 413, 414, 429, 431)  # worth a line of their own in the log, as on pages
KEPT_HEADERS = ("allow", "retry-after")
MOST_FAULTS = 100  # named in one answer


def problem_for(error: Exception) -> Response:
    """The answer to anything that failed under /api/. What nobody may know is only logged, by its kind and place."""
    if isinstance(error, SecurityError):
        refused(error)
        return problem(STRANGER)
    if isinstance(error, CSRFError):
        refused(error)
        return problem(FORGED)
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, Faults):  # a secret that was sent is not repeated
        error = misplaced([[one.key, one.value] for one in error.faults]) or error
    said = said_of(error) if isinstance(error, AheadError) else None
    if said is None or not isinstance(error, AheadError):
        failed(error)
        return problem(said_for(500))
    said = said._replace(
        what_happened=said.what_happened or error.what_happened, what_to_do=said.what_to_do or error.what_to_do
    )
    answer = problem(said, error.faults if isinstance(error, Faults) else ())
    if isinstance(error, NobodyKnown):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def problem(said: Said, faults: Sequence[Fault] = ()) -> Response:
    """One problem as an answer."""
    return Response(_as_json(said, faults), said.status, mimetype=KIND)


def last_words() -> tuple[str, bytes]:
    """The kind and the bytes of the answer when nothing else can be said any more."""
    return KIND, _as_json(said_for(500), ()).encode()


def _http(error: HTTPException) -> Any:
    status = error.code or 500
    if status < 400:
        return error
    if status in GUARDS:
        refused(error)
    answer = problem(said_for(status))
    for name, value in error.get_headers():
        if name.lower() in KEPT_HEADERS:
            answer.headers[name] = value
    return answer


def _as_json(said: Said, faults: Sequence[Fault]) -> str:
    """RFC 9457, 4.2.1: of the type about:blank the title is the phrase of the status."""
    told: Mapping[str, Any] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES.get(said.status, "Error"),
        "status": said.status,
        "detail": said.what_happened,
        "code": said.code,
        "what_to_do": said.what_to_do,
        "faults": [
            {"key": one.shown_key, "value": one.shown_value, "allowed": one.allowed} for one in faults[:MOST_FAULTS]
        ],
    }
    return json.dumps(told)
