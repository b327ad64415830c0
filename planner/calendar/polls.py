"""Answers the programs that fetch calendars, before anything else of the service looks at the request.

What a program is told stands ready in one row: whether anything has changed, and the bytes, locked with a key that only
the address gives. Whoever has no address of ours gets one and the same answer, whatever they tried.
"""

import re
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from planner.db import QuickReads
from planner.tokens import hash_of, key_from, open_with

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

PREFIX = "/f/"
ADDRESS = re.compile(r"/f/([A-Za-z0-9_-]{43})\.ics", re.ASCII)
COLUMNS = "etag, modified, look_at, gone_at, version, used_at, fetches"
STANDS = f"SELECT {COLUMNS} FROM feed_address WHERE token_hash = ?"
HOLDS = f"SELECT {COLUMNS}, content FROM feed_address WHERE token_hash = ?"
CONDITIONS = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}
HOUR = 3600
HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", re.ASCII)

# Families of programs, by a part of the name they give themselves; the first that fits.
FAMILIES = (
    ("google", "google"),
    ("thunderbird", "thunderbird"),
    ("betterbird", "thunderbird"),
    ("icsx", "android"),
    ("davx", "android"),
    ("outlook", "outlook"),
    ("microsoft", "outlook"),
    ("exchange", "outlook"),
    ("nextcloud", "nextcloud"),
    ("evolution", "evolution"),
    ("dataaccess", "apple"),
    ("calendaragent", "apple"),
    ("ios/", "apple"),
    ("macos", "apple"),
    ("mac os x", "apple"),
    ("darwin", "apple"),
    ("apple", "apple"),
)
OTHER = "other"

ASKED_ABOUT = ("Cache-Control", "private, no-cache")
WORDS = (("Cache-Control", "no-store"), ("Content-Type", "text/plain; charset=utf-8"))

GONE = b"There is no calendar here.\n"
CLOSED = b"It cannot be looked up just now. Try again later.\n"
READ_ONLY = b"This calendar can only be read.\n"


class Stands(NamedTuple):
    """What stands at an address, as in FeedAddressRecord. The bytes are read only for whoever needs them."""

    etag: str
    modified: int
    look_at: int | None
    gone_at: int | None
    version: int
    used_at: int | None
    fetches: str | None
    content: bytes = b""


class Feeds(Protocol):
    """What has to be done, seldom, outside this module."""

    def look(self, token_hash: str) -> bool:
        """Bring a calendar up to date, since days have passed. Whether what stands there may be answered. Raises
        nothing."""

    def note(self, token_hash: str, family: str, hour: int, version: int) -> None:
        """Note which family of programs fetched a calendar, in which hour, and what it got. Raises nothing."""

    def use(self, token_hash: str, at: int) -> None:
        """Note that an address was fetched for the first time. Raises nothing."""

    def failed(self, error: Exception) -> None:
        """Write down that a program could not be answered."""


class Polls:
    """Stands before an application and answers what begins with `/f/` itself. `headers` go with every answer."""

    def __init__(
        self, application: Application, reads: Callable[[], QuickReads], feeds: Feeds, headers: list[tuple[str, str]]
    ) -> None:
        self.application, self.feeds, self.headers = application, feeds, headers
        self.make_reads = reads
        self.reads: QuickReads | None = None

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self.application(environ, start)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return self._words(start, "405 Method Not Allowed", READ_ONLY, method, ("Allow", "GET, HEAD"))
        try:
            return self._answer(environ, start, path, method)
        except Exception as error:  # the database is away: programs ask again by themselves
            self.feeds.failed(error)
            return self._closed(start, method)

    def _answer(self, environ: Environ, start: Start, path: str, method: str) -> Iterable[bytes]:
        address = ADDRESS.fullmatch(path)
        token = address[1] if address else ""
        name, now = hash_of(token), time.time()
        asks = not CONDITIONS.isdisjoint(environ)  # whether anything has changed: mostly nothing has
        stands = self._stands(STANDS if asks else HOLDS, name, now)
        if stands and stands.look_at is not None and stands.look_at <= now:
            if not self.feeds.look(name):
                return self._closed(start, method)
            stands = self._stands(STANDS if asks else HOLDS, name, now)
        if stands is None:
            return self._words(start, "410 Gone", GONE, method)
        # Whoever writes may wait for others, also for one who ends this address: so it is read once more after that.
        wrote = self._note(environ, name, stands, int(now), method)
        if wrote:
            stands = self._stands(STANDS if asks else HOLDS, name, now)
            if stands is None:
                return self._words(start, "410 Gone", GONE, method)
        if asks:
            if is_fresh(environ, stands.etag, stands.modified):
                start("304 Not Modified", [*self.headers, *_named(stands, now)])
                return []
            stands = self._stands(HOLDS, name, now)
            if stands is None:
                return self._words(start, "410 Gone", GONE, method)
        body = open_with(key_from(token), stands.content)
        start(
            "200 OK",
            [
                *self.headers,
                *_named(stands, now),
                ("Content-Type", "text/calendar; charset=utf-8"),
                ("Content-Disposition", 'inline; filename="calendar.ics"'),
                ("Content-Length", str(len(body))),
            ],
        )
        return [] if method == "HEAD" else [body]

    def _stands(self, question: str, name: str, now: float) -> Stands | None:
        """What is committed at an address in this moment; None where nothing is, or nothing any more."""
        if self.reads is None:
            self.reads = self.make_reads()
        row = self.reads.row(question, name)
        stands = Stands(*row) if row else None
        return None if stands and stands.gone_at is not None and stands.gone_at <= now else stands

    def _note(self, environ: Environ, name: str, stands: Stands, now: int, method: str) -> bool:
        """Note the first fetch of an address, and at most once an hour each family of programs and what it got.

        Whether anything was to be noted: most polls write nothing.
        """
        wrote = stands.used_at is None and stands.gone_at is None
        if wrote:
            self.feeds.use(name, now)
        if stands.fetches is not None and method == "GET":
            family, hour = family_of(environ.get("HTTP_USER_AGENT", "")), now // HOUR
            # As `note_fetch` writes it: reading the JSON takes longer.
            noted = f'"{family}": [{hour}, {stands.version}]'
            if noted not in stands.fetches:
                self.feeds.note(name, family, hour, stands.version)
                wrote = True
        return wrote

    def _closed(self, start: Start, method: str) -> Iterable[bytes]:
        return self._words(start, "503 Service Unavailable", CLOSED, method, ("Retry-After", "600"))

    def _words(self, start: Start, status: str, words: bytes, method: str, *more: tuple[str, str]) -> Iterable[bytes]:
        start(status, [*self.headers, *more, *WORDS, ("Content-Length", str(len(words)))])
        return [] if method == "HEAD" else [words]


def is_fresh(environ: Environ, etag: str, modified: int) -> bool:
    """Whether what a program has is what stands here: by the name it gives, or else by the moment (RFC 9110 13.2.2)."""
    if (told := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        return told == f'W/"{etag}"' or told.strip() == "*" or f'"{etag}"' in _names(told)
    told = environ.get("HTTP_IF_MODIFIED_SINCE", "")
    if not HTTP_DATE.fullmatch(told):
        return False
    try:
        return parsedate_to_datetime(told).timestamp() >= modified
    except ValueError:
        return False


def _names(told: str) -> list[str]:
    return [one.strip().removeprefix("W/") for one in told.split(",")]


def family_of(agent: str) -> str:
    """The family of a program, by the name it gives itself. Of the name nothing else is kept."""
    told = agent.lower()
    for part, family in FAMILIES:
        if part in told:
            return family
    return OTHER


def _named(stands: Stands, now: float) -> tuple[tuple[str, str], ...]:
    """The headers that name what stands here. Weak: the same calendar, not a promise about every byte on the way."""
    return ("ETag", f'W/"{stands.etag}"'), ("Last-Modified", http_date(min(stands.modified, int(now)))), ASKED_ABOUT


@lru_cache(maxsize=4096)
def http_date(seconds: int) -> str:
    """A moment, in seconds since 1970, as HTTP writes it. Programs ask about the same ones again and again."""
    return formatdate(seconds, usegmt=True)
