"""The sender as a process of its own: woken by the queue of either database, and beside the service with `make run`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from flask import Flask

from faults.databases import postgresql
from faults.looking import app_at
from faults.serving import ROOT, free_port
from planner.db import db
from planner.migrated import bring_up
from planner.plans.actions import start_plan
from planner.reminders.reachable import add_channel
from planner.sender import occasion_in, wake_the_sender
from planner.tokens import new_id, new_token

PATIENCE = 120.0  # seconds
SENDER = ("reminders", "send")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The service on one database, by the clock of this machine; e-mail is written into a folder."""
    if request.param == "sqlite":
        yield at(tmp_path)
    else:
        with postgresql(tmp_path) as server:
            yield at(tmp_path, server.address)


def at(folder: Path, database: str = "") -> Flask:
    """The service at a folder, with nobody in it."""
    app = app_at(folder, database)
    with app.app_context():
        bring_up()
    return app


def settings(app: Flask) -> dict[str, str]:
    """The same settings, for another process."""
    folder = Path(app.config["INSTANCE"])
    database = str(app.config["SQLALCHEMY_DATABASE_URI"])
    told = {"INSTANCE": str(folder), "MAIL_URL": f"file:{folder / 'mail'}", "PYTHONTZPATH": ""}
    if database.startswith("postgresql"):
        told["DATABASE_URL"] = database
    return {**{name: value for name, value in os.environ.items() if not name.startswith("MAKE")}, **told}


def letters(app: Flask) -> int:
    """How many have arrived."""
    return len(list((Path(app.config["INSTANCE"]) / "mail").glob("*.eml")))


def somebody_asks_for_a_number(app: Flask) -> None:
    """Somebody starts a plan and adds an address: a number is due at once."""
    with app.app_context():
        now = occasion_in(None)
        actor, _cookie = start_plan(new_token(), "phone", now)
        add_channel(actor, new_token(), "email", {"email": f"{new_id()[:8]}@example.org"}, [], now)
        db.session.remove()


@contextmanager
def sender(app: Flask, *more: str) -> Iterator[None]:
    """A sender of its own at the same folder, until the end."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *SENDER, *more]
    process = subprocess.Popen(command, cwd=ROOT, env=settings(app))
    try:
        yield
        assert process.poll() is None, "the sender has ended"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def until(is_so: Callable[[], bool]) -> bool:
    """Wait until it is so; whether it came to be."""
    ends = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
    return True


def test_a_sender_that_starts_sends_what_is_due(service: Flask) -> None:
    somebody_asks_for_a_number(service)
    with sender(service):
        assert until(lambda: letters(service) == 1)


def test_a_sender_is_woken_at_once_when_somebody_waits_for_a_number(service: Flask) -> None:
    with sender(service):
        somebody_asks_for_a_number(service)
        assert until(lambda: letters(service) == 1)  # it wakes by itself when it starts, and each minute
        assert until(lambda: 2 < time.time() % 60 < 30)
        minute = time.time() // 60
        somebody_asks_for_a_number(service)
        with service.app_context():
            wake_the_sender()
        assert until(lambda: letters(service) == 2)
        assert time.time() // 60 == minute, "only the next minute woke it"


def test_the_usual_way_to_run_it_starts_a_sender_that_was_killed_again_and_ends_with_it(tmp_path: Path) -> None:
    service = at(tmp_path)
    log = (tmp_path / "run.log").open("wb")
    run = subprocess.Popen(
        ["make", "run", f"PORT={free_port()}"],
        cwd=ROOT,
        env=settings(service),
        stdout=log,
        stderr=log,
        start_new_session=True,  # a terminal of its own: Ctrl+C reaches all of it
    )
    try:
        assert until(lambda: bool(senders_of(run))), (tmp_path / "run.log").read_text()
        (first,) = senders_of(run)
        first.kill()
        assert until(lambda: bool(senders_of(run)) and first not in senders_of(run)), "nobody started it again"
        somebody_asks_for_a_number(service)
        assert until(lambda: letters(service) == 1)
    finally:
        below = psutil.Process(run.pid).children(recursive=True)
        os.killpg(run.pid, signal.SIGINT)
        run.wait(PATIENCE)
        log.close()
    gone, left = psutil.wait_procs(below, PATIENCE)
    assert gone
    assert not left


def senders_of(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The senders that were started with it and are at work."""
    found = []
    for one in psutil.Process(run.pid).children(recursive=True):
        try:
            if one.cmdline()[-2:] == list(SENDER):
                found.append(one)
        except psutil.Error:
            continue
    return found
