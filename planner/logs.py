"""What is written down about what the service does: never what was told, typed, opened or sent.

A line holds the kind of request, the route as it stands in the code, the status, the time it took and a number
that joins the lines of one request. Not the address, the query, a form, a cookie, nor the message of an error.
"""

import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime

from flask import Flask, Response, g, request

OWN = "ahead"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
FRAMES = 12  # how many places of an error are named, the last ones

log = logging.getLogger(OWN)


class Discreet(logging.Formatter):
    """Writes a record in one line. Of what is not ours only the words of its code are kept, and none of its values."""

    def format(self, record: logging.LogRecord) -> str:
        """One line; of an error its kind and where it happened."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = f"{at} {record.levelname} {record.name} {_words(record)}"
        if record.exc_info and record.exc_info[1]:
            line = f"{line} | {kind_and_place(record.exc_info[1])}"
        return "".join(letter if letter.isprintable() else " " for letter in line)


def write_discreetly(app: Flask) -> None:
    """Give every logger of this process our way of writing, and the app one line for each request."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, Discreet) for handler in root.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Discreet())
        root.addHandler(handler)
    log.setLevel(logging.INFO)
    # Servers bring handlers of their own; their lines would hold whole addresses and whole errors.
    for name in list(logging.root.manager.loggerDict):
        for theirs in logging.getLogger(name).handlers:
            if type(theirs) is logging.StreamHandler:
                theirs.setFormatter(Discreet())
    app.log_exception = lambda exc_info: failed(exc_info[1]) if exc_info[1] else None  # type: ignore[method-assign]
    app.before_request(_start)
    app.after_request(_line)


def failed(error: BaseException) -> None:
    """Write down that something failed: its kind and place. Its message may hold answers."""
    log.error("failed %s %s", number_of_request(), kind_and_place(error))


def refused(error: BaseException) -> None:
    """Write down that a request was turned away, and by which guard: somebody may be trying the doors."""
    log.warning("refused %s %s", number_of_request(), type(error).__name__)


def number_of_request() -> str:
    """What joins the lines of one request; `-` outside one."""
    return str(g.get("request_number", "-")) if g else "-"


def kind_and_place(error: BaseException) -> str:
    """The kind of an error, of what caused it, and the places in the code it passed through."""
    told: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        frames = traceback.extract_tb(at.__traceback__)[-FRAMES:]
        places = " > ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        told.append(f"{type(at).__name__} at {places or 'no place'}")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return " because of ".join(told)


def _words(record: logging.LogRecord) -> str:
    """What a record says. Others' words are the pattern in their code; without values it may be no pattern."""
    if record.name == OWN:
        return record.getMessage()
    return record.msg if record.args and isinstance(record.msg, str) else "(words left out)"


def _start() -> None:
    g.request_number = secrets.token_hex(4)
    g.started = time.perf_counter()


def _line(response: Response) -> Response:
    method = request.method if request.method in METHODS else "OTHER"
    route = request.url_rule.rule if request.url_rule else "-"
    took = (time.perf_counter() - g.started) * 1000 if "started" in g else 0
    log.info("%s %s %d %.0fms %s", method, route, response.status_code, took, number_of_request())
    return response
