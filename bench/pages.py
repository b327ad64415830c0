"""What a page costs: the plan's page beside the smallest page of bare Flask on the same server, and its first view."""

import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from bench.rows import Row, in_rounds
from faults.browsing import Browser
from faults.looking import app_at
from faults.serving import ROOT, Served, free_port, granian, wait_for
from planner.accounts.access import PATIENT, Actor
from planner.accounts.devices import open_device
from planner.cli.plainly import occasion
from planner.db import transaction
from planner.demo_stories import STORIES, told_by
from planner.plans.actions import make_now, new_plan
from planner.tokens import new_token
from planner.web.plans.drawn import MOST

ROUNDS = 7
SECONDS = 1.0  # of asking, for each of the two, in each round
LINKED = re.compile(r'(?:href|src)="([^"]+\.(?:css|js|svg|woff2?|png)[^"]*)"')


def rows() -> list[Row]:
    """The figures of the pages, each on one worker."""
    with (
        tempfile.TemporaryDirectory(prefix="ahead-bench-") as place,
        Served(Path(place), workers=1) as served,
        Bare() as bare,
    ):
        browser = opened(served)
        kilobytes = first_view(browser)
        again = Asking(served.address, "/plan", [browser.cookies["device"]])
        # More people than a worker keeps drawn plans of: asked for in turn, each is drawn anew.
        first = Asking(served.address, "/plan", opened_by(served, 2 * MOST))
        alone = Asking(bare.address, "/", [""])
        ratio, spread = in_rounds(lambda: again.per_second() / alone.per_second(), ROUNDS)
        ratio_first, spread_first = in_rounds(lambda: first.per_second() / alone.per_second(), ROUNDS)
    unit = "of its requests per second"
    return [
        Row("page/plan-vs-bare-flask", ratio, unit, "at-least", 0.05, 0.1, ROUNDS, spread),
        Row("page/plan-drawn-anew-vs-bare-flask", ratio_first, unit, "at-least", 0.05, 0.1, ROUNDS, spread_first),
        Row("page/first-view-kb", kilobytes, "kB over the wire", "at-most", 60, 40, 1, 1.0),
    ]


def opened_by(served: Served, people: int) -> list[str]:
    """The cookies of so many people, each with a plan just made."""
    tokens = [new_token() for _ in range(people)]
    with app_at(served.folder, served.database).app_context():
        when = occasion()
        with transaction() as session:
            for token in tokens:
                record = new_plan(session, told_by(STORIES[0], when.today), when)
                make_now(session, record, Actor(record.person_id, PATIENT, ""), when)
                open_device(session, record.person_id, token, "phone", when.now, when.today)
    return tokens


def opened(served: Served) -> Browser:
    """A browser in which the first demo plan is open."""
    made = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--json"],
        cwd=ROOT,
        env=served.environment,
        check=True,
        capture_output=True,
    )
    path = json.loads(made.stdout)["plans"][0]["open"]
    browser = Browser(served.address)
    answer = browser.post(path, browser.keys_of(path))
    if answer.status != 303:
        raise RuntimeError(f"The demo plan of {STORIES[0].key} did not open: {answer.status}.")
    return browser


class Asking:
    """One page asked for again and again over one connection, by the least a client can do; in turn by each device."""

    def __init__(self, address: str, path: str, devices: list[str]) -> None:
        told = urlsplit(address)
        self.place = (str(told.hostname), int(told.port or 80))
        asked = f"GET {path} HTTP/1.1\r\nHost: {told.netloc}\r\nAccept-Encoding: gzip, br\r\n"
        cookies = (f"Cookie: device={device}\r\n" if device else "" for device in devices)
        self.requests = itertools.cycle([f"{asked}{cookie}\r\n".encode() for cookie in cookies])

    def per_second(self) -> float:
        """How many answers came in a second. Raises RuntimeError on any that is not 200."""
        with socket.create_connection(self.place) as connection, connection.makefile("rb") as answers:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            count, began = 0, time.perf_counter()
            while (took := time.perf_counter() - began) < SECONDS:
                connection.sendall(next(self.requests))
                read_answer(answers)
                count += 1
        return count / took


def read_answer(answers: BinaryIO, wanted: int = 200) -> None:
    """Read one answer to its end. Raises RuntimeError at another status than `wanted`, and where no length is said."""
    status = answers.readline()
    if b" %d " % wanted not in status:
        raise RuntimeError(f"Asked for {wanted} and got {status!r}.")
    length = None
    while (line := answers.readline()) != b"\r\n":
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if length is None or len(answers.read(length)) != length:
        raise RuntimeError("An answer without its length.")


class Bare:
    """Bare Flask behind the same server with the same settings, on a port of its own."""

    def __init__(self, workers: int = 1) -> None:
        self.port, self.workers = free_port(), workers
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Bare":
        command = granian(self.port, self.workers, "bench.bare:app")
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        wait_for(f"{self.address}/")
        return self

    def __exit__(self, *_: object) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)  # and its workers with it
        self.process.wait()


def first_view(browser: Browser) -> float:
    """The kilobytes of the plan's page and all it loads, as they come over the wire to a browser that takes gzip.

    Raises RuntimeError when the page loads anything from elsewhere.
    """
    page = browser.get("/plan").page
    linked = set(LINKED.findall(page))
    if away := [link for link in linked if not link.startswith("/") or link.startswith("//")]:
        raise RuntimeError(f"The page loads from elsewhere: {away}")
    return sum(browser.weight_of(path) for path in ("/plan", *sorted(linked))) / 1000
