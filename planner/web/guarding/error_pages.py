"""What a person reads when something goes wrong: what happened, and what they can do now."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError, TooManyRequests

from planner.db import NotKept
from planner.errors import AheadError, Faults, NothingHere
from planner.logs import failed, refused
from planner.once import NoKey, UsedForAnother
from planner.web.door import new_once_key
from planner.web.guarding.forged import FromElsewhere, came_from_here
from planner.web.guarding.headers import ALWAYS
from planner.web.guarding.words_of_errors import PLAIN, Words, waiting, words_for

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# What we can explain, and the status it gets. Anything else of ours is our own mistake: a 500 that shows nothing.
EXPLAINED: tuple[tuple[type[AheadError], int], ...] = (
    (NothingHere, 404),
    (Faults, 400),
    (NoKey, 400),
    (UsedForAnother, 409),
    (NotKept, 503),
)
GUARDS = (411, 413, 414, 429, 431)  # what is too much, too long or too often; worth a line of its own in the log
KEPT_HEADERS = ("allow", "retry-after")


class Elsewhere(NamedTuple):
    """Paths under `prefix` are no pages: how their errors are answered, and the kind and bytes of the last resort."""

    prefix: str
    answer: Callable[[Exception], Any]
    last: tuple[str, bytes]


def show_errors_kindly(app: Flask, elsewhere: Elsewhere | None = None) -> None:
    """Give the app its error pages. Nothing that fails gets past them."""

    def by_path(page: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def answer(error: Exception) -> Any:
            if elsewhere and request.path.startswith(elsewhere.prefix):
                return elsewhere.answer(error)
            return page(error)

        return answer

    app.register_error_handler(HTTPException, by_path(_http))
    app.register_error_handler(SecurityError, by_path(_stranger))
    app.register_error_handler(CSRFError, by_path(_forged))
    app.register_error_handler(AheadError, by_path(explained))
    app.register_error_handler(Exception, by_path(_unforeseen))
    app.wsgi_app = LastResort(app.wsgi_app, elsewhere)  # type: ignore[method-assign]


class LastResort:
    """Answers when even an error page failed: a plain sentence, and the kind of the error in the log."""

    def __init__(self, application: Application, elsewhere: Elsewhere | None = None) -> None:
        self.application = application
        self.elsewhere = elsewhere

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return self.application(environ, start_response)
        except Exception as error:
            failed(error)
            kind, words = "text/plain; charset=utf-8", PLAIN[500]
            if self.elsewhere and environ.get("PATH_INFO", "").startswith(self.elsewhere.prefix):
                kind, words = self.elsewhere.last
            headers = [
                ("Content-Type", kind),
                ("Content-Length", str(len(words))),
                ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
                ("Cache-Control", "no-store"),
                *ALWAYS.items(),
            ]
            start_response("500 Internal Server Error", headers)
            return [words]


def error_page(code: int, words: Words | None = None, **more: Any) -> Response:
    """A whole page for a status. Should the page itself fail, a plain sentence stands in for it."""
    g.failed = True  # no link on this page leads back to it
    try:
        body: str | bytes = render_template("error.html", words=words or words_for(code), **more)
        kind = "text/html"
    except Exception as error:
        failed(error)
        body, kind = PLAIN[500 if code >= 500 else 400], "text/plain"
    return Response(body, code, mimetype=kind)


def _http(error: HTTPException) -> Any:
    """Any HTTP error as a calm page, with the headers it has to send. Redirects pass."""
    code = error.code or 500
    if code < 400:
        return error
    words = None
    if code in GUARDS:
        refused(error)
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        words = waiting(error.retry_after)
    answer = error_page(code, words)
    for name, value in error.get_headers():
        if name.lower() in KEPT_HEADERS:
            answer.headers[name] = value
    return answer


def _stranger(error: SecurityError) -> Response:
    """A name that is not ours: one plain sentence, which tells nothing about who answers."""
    refused(error)
    return Response(PLAIN[400], 400, mimetype="text/plain")


def _forged(error: CSRFError) -> Response:
    """A form without its token. What was typed is offered again, where the browser says it was typed on our page."""
    refused(error)
    if isinstance(error, FromElsewhere) or request.files or not came_from_here():
        return error_page(400, words_for("forged"))
    new_once_key()  # this browser may have lost the cookie that makes a form's own key its own; it gets one again
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return error_page(400, words_for("forged-again"), again=True, typed=typed)


def explained(error: AheadError) -> Response:
    """What we can explain, as its page; anything else of ours as our own mistake."""
    for kind, code in EXPLAINED:
        if isinstance(error, kind):
            faults = error.faults if isinstance(error, Faults) else ()
            words = Words(words_for(code).heading, _(error.what_happened), _(error.what_to_do))
            return error_page(code, words, faults=faults)
    return _unforeseen(error)


def _unforeseen(error: Exception) -> Response:
    """Anything else is never shown. The log gets its kind and place; its message may hold answers."""
    failed(error)
    return error_page(500)
