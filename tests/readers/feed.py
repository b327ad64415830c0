"""A calendar as a person with a long plan would subscribe to it, served on a port of its own, and how it changes."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Protocol

from planner.calendar.ical import Event, event_bytes, feed_file, prodid_of
from tests.calendar.reading import Read, meant

FIRST = date(2027, 3, 1)
MADE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TITLES = (
    "Health task",
    "Übung für größere Füße",
    "Visit 👩🏽‍⚕️ at the clinic ❤️",
    "Ring the team, then wait; 1,000 steps",
    "مكالمة ושיחה 電話",
    "Say \"yes\" \\ or 'no'",
)
TEXTS = (
    "Open your list.",
    "",
    "First line\nSecond; line, with \\n and C:\\New\n\nLast line",
    "Ä" * 200 + " 👩🏽‍⚕️ " * 30,
)


class Feed(Protocol):
    """A feed that readers are tried on: where it is, what it means at this moment, and what can happen to it."""

    address: str
    changes: list[tuple[str, Callable[[], None]]]  # Each in words and as an act, in the order to try them.

    def meant(self) -> list[Read]:
        """What a reader should read now."""
        ...


def fifty() -> list[Event]:
    """Fifty events with alarms, all of them different; every third lasts four days, and one is cancelled."""
    events = []
    for number in range(50):
        day = FIRST + timedelta(days=3 * number)
        event = Event(
            uid=f"{hashlib.sha256(str(number).encode()).hexdigest()[:40]}",
            day=day,
            title=TITLES[number % len(TITLES)],
            description=TEXTS[number % len(TEXTS)],
            alarms=(day, day - timedelta(days=7)),
            last_day=day + timedelta(days=3) if number % 3 == 0 else None,
            modified=MADE,
            sequence=number % 4,
            cancelled=number == 7,
        )
        events.append(event)
    return events


class Served:
    """Fifty events behind an address of this machine, with a weak ETag and an answer 304, as the service gives them."""

    def __init__(self) -> None:
        self.events = fifty()
        self.answers: Counter[int] = Counter()  # How often each status was answered.
        self.changes = [("one moved, one withdrawn", self.move_and_withdraw), ("the withdrawn one gone", self.remove)]
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(self))
        self.address = f"http://127.0.0.1:{self.server.server_port}/f/readers.ics"

    def written(self) -> bytes:
        """The file as it is now."""
        chunks = map(event_bytes, self.events)
        return feed_file(chunks, prodid=prodid_of("Ahead"), name="Health list", refresh=timedelta(hours=6))

    def meant(self) -> list[Read]:
        """What a reader should read now."""
        return [meant(event) for event in self.events]

    def move_and_withdraw(self) -> None:
        """Move the third event by five days, with its alarms, and withdraw the fifth."""
        moved, withdrawn = self.events[2], self.events[4]
        day = moved.day + timedelta(days=5)
        self.events[2] = _changed(moved, day=day, alarms=(day, day - timedelta(days=7)))
        self.events[4] = _changed(withdrawn, cancelled=True)

    def remove(self) -> None:
        """Leave out what was withdrawn."""
        del self.events[4]


@contextmanager
def served() -> Iterator[Served]:
    """Serve fifty events until the end of the block."""
    feed = Served()
    thread = Thread(target=feed.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield feed
    finally:
        feed.server.shutdown()
        thread.join()
        feed.server.server_close()


def _changed(event: Event, **what: object) -> Event:
    """An event as it is after a change that can be seen."""
    return replace(event, sequence=event.sequence + 1, modified=event.modified + timedelta(days=1), **what)


def _answering(feed: Served) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        """Answers with the feed as it is at that moment."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            written = feed.written()
            tag = f'W/"{hashlib.sha256(written).hexdigest()[:16]}"'
            same = self.headers.get("If-None-Match") == tag
            status = 304 if same else 200
            feed.answers[status] += 1
            self.send_response(status)
            self.send_header("ETag", tag)
            self.send_header("Cache-Control", "private, no-cache")
            if not same:
                self.send_header("Content-Type", "text/calendar; charset=utf-8")
                self.send_header("Content-Disposition", 'inline; filename="readers.ics"')
                self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            if not same and self.command == "GET":
                self.wfile.write(written)

        do_HEAD = do_GET

        def log_message(self, *_words: object) -> None:
            """Say nothing: what was answered is counted."""

    return Answering
