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

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0  # seconds to wait for a start


class Served:
    """A running service. Used with `with`: it is stopped at the end, with everything it started."""

    def __init__(self, folder: Path, database: str = "", workers: int = 2, **settings: str) -> None:
        self.folder, self.workers = folder, workers
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
        self.log: IO[bytes] = (folder / "served.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Served":
        migrate = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(migrate, cwd=ROOT, env=self.environment, check=True, stdout=self.log, stderr=self.log)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        self.log.close()

    def start(self) -> None:
        """Start all workers and wait until they answer."""
        self.process = subprocess.Popen(
            granian(self.port, self.workers, "wsgi:app"),
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        wait_for(f"{self.address}/readyz")

    def kill(self) -> None:
        """kill -9, the whole group at once: the server and all its workers."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def free_port() -> int:
    """A port on this machine that nothing uses just now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def granian(port: int, workers: int, app: str) -> list[str]:
    """The command that serves an app as it is served to people."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    return [*command, "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning", app]


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
