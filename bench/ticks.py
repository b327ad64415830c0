"""What a tick costs: the form of a step with cookie, CSRF token, the record of what was done and a commit on disk.

The peer is bare Flask that reads the same form and keeps nothing.
"""

import itertools
import re
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode, urlsplit

from bench.pages import Bare, opened_by, read_answer
from bench.rows import Row, in_rounds
from faults.browsing import Browser
from faults.databases import postgresql
from faults.serving import Served

ROUNDS = 7
SECONDS = 1.0  # of ticks, for each of the two, in each round
CLIENTS, CLIENT_SECONDS, CLIENT_ROUNDS = 16, 3.0, 5
STEP = re.compile(r"/plan/steps/[0-9a-f]{20}")


def rows() -> list[Row]:
    """The figures of ticks on both databases, and how evenly many people are served."""
    found = [beside_bare(name, must, aim) for name, must, aim in (("sqlite", 0.10, 0.2), ("postgresql", 0.05, 0.08))]
    return [*found, evenly()]


def beside_bare(name: str, must: float, aim: float) -> Row:
    """One person who ticks one step after the other, beside bare Flask; each on one worker."""
    with served(name, workers=1) as service, Bare() as bare:
        ticks = Ticking(service.address, opened_by(service, 1)[0])
        alone = Posting(
            bare.address, itertools.repeat(("/", {"csrf_token": "x" * 90, "once": "x" * 32, "state": "done"}))
        )
        ratio, spread = in_rounds(lambda: ticks.per_second() / alone.per_second(), ROUNDS)
    unit = "of its requests per second"
    return Row(f"tick/{name}-vs-bare-flask", ratio, unit, "at-least", must, aim, ROUNDS, spread)


def evenly() -> Row:
    """Sixteen people tick at once on two workers: the slowest one in a hundred beside the one in the middle."""
    with served("sqlite", workers=2) as service, ThreadPoolExecutor(CLIENTS) as pool:
        people = [Ticking(service.address, token) for token in opened_by(service, CLIENTS)]

        def slowest_by_middle() -> float:
            took = [one for each in pool.map(lambda who: list(who.durations(CLIENT_SECONDS)), people) for one in each]
            hundredths = quantiles(took, n=100)
            return hundredths[98] / hundredths[49]

        ratio, spread = in_rounds(slowest_by_middle, CLIENT_ROUNDS)
    return Row("tick/sqlite-p99-over-p50", ratio, "p99 by p50", "at-most", 5, 3, CLIENT_ROUNDS, spread)


@contextmanager
def served(name: str, workers: int) -> Iterator[Served]:
    """The service on one kind of database, in a folder on a disk."""
    with tempfile.TemporaryDirectory(prefix="ahead-bench-") as place:
        folder = Path(place)
        if name == "sqlite":
            with Served(folder, workers=workers) as service:
                yield service
        else:
            with postgresql(folder) as server, Served(folder, server.address, workers) as service:
                yield service


class Posting:
    """Forms sent one after the other over one connection, by the least a client can do."""

    def __init__(self, address: str, forms: Iterator[tuple[str, dict[str, str]]], cookies: str = "") -> None:
        told = urlsplit(address)
        self.place, self.forms = (str(told.hostname), int(told.port or 80)), forms
        self.headers = f"Host: {told.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n{cookies}"

    def per_second(self) -> float:
        """How many were answered in a second."""
        took = list(self.durations(SECONDS))
        return len(took) / sum(took)

    def durations(self, seconds: float) -> Iterator[float]:
        """How long each of them took, for so many seconds. Raises RuntimeError at any that is not answered with 303."""
        with socket.create_connection(self.place) as connection, connection.makefile("rb") as answers:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ends = time.perf_counter() + seconds
            while (began := time.perf_counter()) < ends:
                path, fields = next(self.forms)
                body = urlencode(fields)
                head = f"POST {path} HTTP/1.1\r\n{self.headers}Content-Length: {len(body)}\r\n\r\n"
                connection.sendall((head + body).encode())
                read_answer(answers, 303)
                yield time.perf_counter() - began


class Ticking(Posting):
    """Somebody who says of one step after the other that it is done; and, once all are, that each waits for a word.

    So each form changes something, and each has a key of its own.
    """

    def __init__(self, address: str, token: str) -> None:
        browser = Browser(address)
        browser.cookies["device"] = token
        paths = list(dict.fromkeys(STEP.findall(browser.get("/plan").page)))
        csrf = browser.keys_of(paths[0])["csrf_token"]
        said = itertools.cycle([{"state": "done"}, {"state": "waiting", "words": "the ward"}])
        forms = (
            (f"{path}/say", {"csrf_token": csrf, "once": secrets.token_urlsafe(24), **one})
            for one in said
            for path in paths
        )
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        super().__init__(address, forms, f"Cookie: {cookies}\r\n")
