"""Senders that can be killed, and the mail server on this machine that they hand everything to, which counts."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sized
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import NamedTuple

import psutil

from faults.serving import ROOT
from tests.reminders.mail_host import Mailed, MailHost, mail_host

PATIENCE = 60.0  # seconds in which something has to come, until everything has


class Came(NamedTuple):
    """One message as it came: when, its name, and for whom."""

    at: float
    id: str
    to: str


class Senders:
    """A mail server, and the senders that hand e-mail to it. Used with `with`: all are gone at the end."""

    def __init__(self, folder: Path, database: str, lease: float) -> None:
        """`lease`: for how many seconds a sender has what it took up; five minutes in the service."""
        self.folder, self.database, self.lease = folder, database, lease
        self.came: list[Came] = []
        self.running: list[int] = []
        self.arrived = Event()
        self.at_arrival: Callable[[], None] = lambda: None

    def __enter__(self) -> "Senders":
        self.mail = mail_host()
        host: MailHost = self.mail.__enter__()
        host.arrives = self._arrives
        settings = {"INSTANCE": str(self.folder), "DATABASE_URL": self.database, "MAIL_URL": host.address()}
        self.log = (self.folder / "senders.log").open("ab")
        self.starter = subprocess.Popen(
            [sys.executable, "-m", "faults.sending_process"],
            cwd=ROOT,
            env={**os.environ, "PYTHONTZPATH": "", "FAULTS_LEASE": str(self.lease), **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in list(self.running):
            self.kill(process)
        self.starter.communicate()
        self.log.close()
        self.mail.__exit__(kind, error, trace)

    def start(self, now: datetime) -> int:
        """Start one more sender, by whose clock it is this moment. Its process."""
        assert self.starter.stdin
        assert self.starter.stdout
        self.starter.stdin.write(f"{(now - datetime.now(UTC)).total_seconds()}\n")
        self.starter.stdin.flush()
        process = int(self.starter.stdout.readline())
        self.running.append(process)
        return process

    def kill(self, process: int) -> None:
        """kill -9. Returns when it is gone, and what it sent before has come."""
        os.kill(process, signal.SIGKILL)
        while runs(process):
            time.sleep(0.001)
        self.running.remove(process)
        time.sleep(0.01)

    def died(self) -> list[int]:
        """The senders that ended by themselves."""
        return [process for process in self.running if not runs(process)]

    def _arrives(self, mailed: Mailed) -> None:
        self.came.append(Came(time.monotonic(), mailed.id.strip("<>").partition("@")[0], mailed.recipients[0]))
        self.arrived.set()
        self.at_arrival()


def runs(process: int) -> bool:
    """Whether a process is still at work."""
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_until(is_so: Callable[[], bool], came: Sized = (), pause: float = 0.05) -> bool:
    """Wait until it is so, as long as more comes; whether it came to be."""
    ends, many = time.monotonic() + PATIENCE, len(came)
    while not is_so():
        if len(came) > many:
            ends, many = time.monotonic() + PATIENCE, len(came)
        if time.monotonic() > ends:
            return False
        time.sleep(pause)
    return True
