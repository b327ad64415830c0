"""The service as it is really served, with two workers, on a port of its own; and how it is killed without mercy."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import IO

import psutil

from faults.looking import app_at
from planner.db import db
from planner.migrated import bring_up

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0  # seconds to wait for a start


class Served:
    """A running service. Used with `with`: it is stopped at the end, with everything it started."""

    def __init__(self, folder: Path, database: str = "", workers: int = 2, **settings: str) -> None:
        self.folder, self.database = folder, database
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "PYTHONTZPATH": "",
            "INSTANCE": str(folder),
            "DATABASE_URL": database,
            "PUBLIC_URL": self.address,
            "WRITE_LIMIT": "1000000 per minute",
            "START_LIMIT": "1000000 per minute",
            **settings,
        }
        self.command = [sys.executable, "-m", "faults.preloaded", *options(self.port, workers, "wsgi:app")]
        self.log: IO[bytes] = (folder / "served.log").open("ab")
        self.starter: subprocess.Popen[bytes] | None = None
        self.group = 0

    def __enter__(self) -> "Served":
        with app_at(self.folder, self.database).app_context():
            bring_up()
            db.engine.dispose()
        self.starter = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            start_new_session=True,
        )
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self.starter:
            self.starter.communicate()
        self.log.close()

    def start(self) -> None:
        """Start the server with all its workers and wait until they answer."""
        assert self.starter
        assert self.starter.stdin
        assert self.starter.stdout
        self.starter.stdin.write(b"start\n")
        self.starter.stdin.flush()
        self.group = int(self.starter.stdout.readline())
        wait_for(f"{self.address}/readyz")

    def kill(self) -> None:
        """kill -9, the whole group at once: the server and all its workers. Returns when they are gone."""
        if not self.group:
            return
        first = psutil.Process(self.group)
        family = [first, *first.children(recursive=True)]
        os.killpg(self.group, signal.SIGKILL)
        while any(_runs(process) for process in family):
            time.sleep(0.005)
        self.group = 0


def _runs(process: psutil.Process) -> bool:
    """Whether a process is still there, and not only its name, which stays until somebody has taken note."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def free_port() -> int:
    """A port on this machine that nothing uses just now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def granian(port: int, workers: int, app: str) -> list[str]:
    """The command that serves an app as it is served to people."""
    return [sys.executable, "-m", "granian", *options(port, workers, app)]


def options(port: int, workers: int, app: str) -> list[str]:
    """What the server is told, the app last."""
    where = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    return [*where, "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning", app]


def wait_for(address: str) -> None:
    """Wait until an address answers well. Raises TimeoutError."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not answer within {PATIENCE} s.")
