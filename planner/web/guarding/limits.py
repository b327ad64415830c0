"""How much one request may hold, and how often one address may send something."""

import time
from collections.abc import Mapping
from math import ceil
from typing import Any

from flask import Flask, Request, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import (
    LengthRequired,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    RequestURITooLarge,
    SecurityError,
    ServiceUnavailable,
    TooManyRequests,
)

from planner.at_the_door import visitor
from planner.limits_in_sql import SCHEME
from planner.plans.json_text import LIMIT
from planner.sealed import keyed_hash
from planner.web.guarding.proxies import neighbourhood

KIB = 1024
LONGEST_ADDRESS = 2 * KIB
MOST_HEADERS = 64
LONGEST_HEADERS = 16 * KIB
MOST_FIELDS = 200
READS = ("GET", "HEAD", "OPTIONS")
# Whoever comes in is not counted with what else the address sends, or one who guesses codes would keep out everybody
# near him. What is wrong there is counted by `note_wrong_guess`.
WAYS_IN = (
    *("coming_in.take_code", "coming_in.take_link"),
    # What signs in counts for itself (planner/web/account/sign_in_forms.py); a passkey is never guessed.
    *("account.login", "account.two_factor_token_validation", "account.mf_recovery"),
    *("account.wan_signin", "account.wan_signin_response"),
)
# What begins a plan for a program; of pages the view says so itself, once it knows that there was none.
BEGINNINGS = ("api_plans.begin", "api_plans.bring_in")
# Where somebody brings in a whole plan, which may be larger than anything else.
WHOLE_PLANS = ("api_plans.bring_in", "file.bring_in")
LARGEST_PLAN = LIMIT + 4096  # with what a form adds to a file


class StartedTooOften(TooManyRequests):
    """More new plans were started from one address than anyone needs."""


def limit_requests(app: Flask) -> None:
    """Refuse what is too large before anything reads it. Stands before all else that looks at a request."""
    app.before_request(refuse_strangers)
    app.before_request(refuse_too_much)


def limit_rates(app: Flask) -> None:
    """Count what is sent. Where it is counted is the setting `LIMITS_URL`; nothing is counted for who only reads."""
    store = storage_from_string(app.config["LIMITS_URL"] or f"{SCHEME}://", wrap_exceptions=True)
    assert isinstance(store, Storage)
    app.extensions["limits"] = FixedWindowRateLimiter(store)
    app.before_request(count_what_is_sent)


def refuse_strangers() -> None:
    """A request for a name that is not ours goes no further. Raises SecurityError."""
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def refuse_too_much() -> None:
    """Raises the 414, 431, 413 or 411 of a request that no page of ours makes a browser send.

    A body that does not say how long it is would be read up to what is allowed, and the rest left out without a word.
    """
    environ = request.environ
    if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        raise RequestURITooLarge
    headers = [len(name) + len(value) for name, value in request.headers.items()]
    if len(headers) > MOST_HEADERS or sum(headers) > LONGEST_HEADERS:
        raise RequestHeaderFieldsTooLarge
    if request.endpoint in WHOLE_PLANS:
        request.max_content_length = max(LARGEST_PLAN, current_app.config["MAX_CONTENT_LENGTH"])
    if (request.content_length or 0) > (request.max_content_length or 0):
        raise RequestEntityTooLarge
    if request.content_length is None and request.method not in READS and _may_have_a_body(environ):
        raise LengthRequired


def _may_have_a_body(environ: Mapping[str, Any]) -> bool:
    """Whether a request that does not say how long its body is may have one. RFC 9112, 6.3: in HTTP/1 it says so by
    Transfer-Encoding, and programs leave both out where they send nothing."""
    is_older = str(environ.get("SERVER_PROTOCOL", "")).startswith("HTTP/1")
    return bool(environ.get("wsgi.input_terminated")) and not (is_older and "HTTP_TRANSFER_ENCODING" not in environ)


def count_what_is_sent() -> None:
    """Raises the 429 of whoever has sent too often, and the 413 of a form with too many fields.

    A device that is known here has a count of its own, so that nobody near it can use up what it may send.

    Whatever cannot be counted is refused with 503: in the usual setting the counts stand in the same database the
    words are going to, so that when one fails the other does too; and guessing must never become free.
    """
    if request.method in READS or request.endpoint is None:
        return
    if request.endpoint not in WAYS_IN:
        known = visitor()
        _take("WRITE_LIMIT", "write", TooManyRequests, known.device if known else None)
    if request.endpoint in BEGINNINGS:
        count_a_start()
    if _fields(request) > MOST_FIELDS:
        raise RequestEntityTooLarge


def count_a_start() -> None:
    """One new plan is about to be started from this address. Raises the 429 of an address that started too many.

    Call it outside a transaction, only where there was no plan yet.
    """
    _take("START_LIMIT", "start", StartedTooOften)


def note_wrong_guess() -> bool:
    """Count a wrong code against the address it came from. True when that has now typed more of them than it may.

    Ask whether the code is right first and open what a right one opens: an owner behind the same address as somebody
    who guesses is never locked out. Call it outside a transaction.
    """
    return not _count("GUESS_LIMIT", "guess", None)


def count_a_try() -> None:
    """Somebody tries to sign in by a password, which takes a while to look at: raises the 429 of an address that tries
    more often than anybody types."""
    _take("WRITE_LIMIT", "sign-in", TooManyRequests)


def may_guess(whose: str, rate: str = "") -> bool:
    """Whether what `whose` stands for was guessed at less often than it may be: by `rate`, else as any code."""
    try:
        return _limiter().test(parse(rate or current_app.config["GUESS_LIMIT"]), "guess", _key(whose))
    except StorageError as error:
        raise ServiceUnavailable from error


def note_guess_at(whose: str, rate: str = "") -> None:
    """Count a wrong guess at what `whose` stands for, wherever it came from."""
    try:
        _limiter().hit(parse(rate or current_app.config["GUESS_LIMIT"]), "guess", _key(whose))
    except StorageError as error:
        raise ServiceUnavailable from error


def _take(setting: str, kind: str, refusal: type[TooManyRequests], whose: str | None = None) -> None:
    if not _count(setting, kind, whose):
        raise refusal(retry_after=_wait(parse(current_app.config[setting]), kind, _key(whose)))


def _count(setting: str, kind: str, whose: str | None) -> bool:
    """Whether the address, or the device, is still within the limit, this time counted."""
    try:
        return _limiter().hit(parse(current_app.config[setting]), kind, _key(whose))
    except StorageError as error:
        raise ServiceUnavailable from error


def _wait(limit: RateLimitItem, kind: str, key: str) -> int:
    try:
        ends = _limiter().get_window_stats(limit, kind, key).reset_time
    except StorageError as error:
        raise ServiceUnavailable from error
    return max(1, ceil(ends - time.time()))


def _limiter() -> FixedWindowRateLimiter:
    limiter: FixedWindowRateLimiter = current_app.extensions["limits"]
    return limiter


def _key(whose: str | None) -> str:
    """What stands for a device or an address in the counts: nobody who reads them can tell which one it is."""
    return keyed_hash(whose or neighbourhood(request.remote_addr or ""), "limits")


def _fields(sent: Request) -> int:
    return sum(len(values) for _, values in sent.form.lists()) + sum(len(files) for _, files in sent.files.lists())
