"""kill -9 of PostgreSQL under eight writers: the service says so, comes back by itself, and has lost nothing."""

import http.client
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from faults.databases import PostgreSql
from faults.kill_workers import AGE_PAGE, WRITERS, Writer, start_writer
from faults.rows import Row
from faults.serving import Served

WRITING = 0.3  # seconds of writing before and after
RECOVERED_WITHIN = 20.0  # seconds after the database is back in which every writer has to be served again


def write_on(writer: Writer, enough: Event) -> None:
    """Send one age after the other; what was not acknowledged is sent again, with the same key, until it is."""
    while not enough.is_set():
        age = writer.acknowledged % 120 + 1
        writer.sent = {"csrf_token": writer.token, "once": secrets.token_urlsafe(24), "age": str(age)}
        while writer.sent:
            try:
                answer = writer.browser.post(f"/questions/{AGE_PAGE}", writer.sent)
            except (OSError, http.client.HTTPException):
                answer = None
            if answer and answer.status == 303:
                writer.acknowledge()
            elif answer and answer.status not in (500, 503):
                writer.faults.append(f"while the database was away: {answer.status}")
                return
            else:
                time.sleep(0.02)
                if enough.is_set():
                    return


def kill_postgresql(folder: Path, database: PostgreSql, rounds: int, tell: Callable[[str], None]) -> Row:
    """Kill PostgreSQL `rounds` times while people write. The service is never restarted."""
    slowest = 0.0
    with Served(folder, database.address) as served:
        writers = [start_writer(served.address) for _ in range(WRITERS)]
        for number in range(rounds):
            enough = Event()
            threads = [Thread(target=write_on, args=(writer, enough)) for writer in writers]
            for thread in threads:
                thread.start()
            time.sleep(WRITING)
            database.kill()
            time.sleep(WRITING)
            before = [writer.writes for writer in writers]
            database.start()
            back = time.monotonic()
            while any(writer.writes == old for writer, old in zip(writers, before, strict=True)):
                if time.monotonic() - back > RECOVERED_WITHIN:
                    writers[0].faults.append(f"not every writer was served again within {RECOVERED_WITHIN} s")
                    break
                time.sleep(0.02)
            slowest = max(slowest, time.monotonic() - back)
            enough.set()
            for thread in threads:
                thread.join()
            for writer in writers:
                writer.look_after(folder, database.address)
            tell(f"kill {number + 1} of {rounds}: served again after at most {slowest:.1f} s")
    faults = [fault for writer in writers for fault in writer.faults]
    note = f"{sum(writer.writes for writer in writers)} acknowledged writes, served again within {slowest:.1f} s"
    return Row("kill-postgresql", "postgresql", rounds, len(faults), "; ".join([note, *faults[:3]]))
