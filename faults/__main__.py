"""Tries every fault on both databases, prints one table and keeps it in faults/results.json."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.access_table import access_cells, forged
from faults.canaries import canaries
from faults.databases import postgresql
from faults.described import try_described
from faults.feed_guesses import guess_feeds
from faults.feed_text import write_texts
from faults.guessing import guess
from faults.interleavings import interleave
from faults.kill_postgresql import kill_postgresql
from faults.kill_workers import kill_workers
from faults.partner_worlds import partner_worlds
from faults.revocations import revoke
from faults.rows import Row, keep, show
from faults.sender_kills import sender_kills
from faults.sharing_races import end_sharing
from faults.tampering import tamper
from faults.time_zones import time_zones
from faults.two_senders import two_senders

KILLS, STOPS, GUESSES, CASES, RUNS = 200, 20, 10_000, 10_000, 200
REVOCATIONS, FEED_GUESSES = 1_000, 110_000
TAMPERINGS = 1_000
PAIRS = {"sqlite": 2_000, "postgresql": 200}
SENDER_KILLS = 150  # on each database
NOTICES, SENDERS, OUTAGES = 2_000, {"sqlite": 3, "postgresql": 4}, 3
EACH = 20  # of all changes of the clocks and journeys, every so many is lived through
SEED = 20


def main() -> int:
    """Print the table and keep it. The exit code is 1 when any promise was broken."""
    rows: list[Row] = []
    for name in ("sqlite", "postgresql"):
        with _fresh(name) as (folder, address, server):
            rows.append(kill_workers(folder, name, address, KILLS, SEED, _tell))
            rows.append(interleave(folder, name, address, RUNS, _tell))
            rows.append(tamper(folder, name, address, _tell, TAMPERINGS, SEED))
            rows.append(canaries(folder, name, address, folder, _tell))
            rows.append(guess(folder, name, address, GUESSES, _tell))
            rows.append(revoke(folder, name, address, REVOCATIONS, SEED, _tell))
            rows.append(end_sharing(folder, name, address, REVOCATIONS, SEED, _tell))
            rows.append(guess_feeds(folder, name, address, FEED_GUESSES, SEED, _tell))
            rows.append(partner_worlds(folder, name, server is not None, PAIRS[name], SEED, _tell))
            rows.append(write_texts(folder, name, address, _tell))
            rows.append(time_zones(folder, name, address, EACH, _tell))
            for mode in ("negative", "positive"):
                rows.append(try_described(folder, name, address, mode, CASES, SEED, _tell))
            rows.append(sender_kills(folder, name, address, SENDER_KILLS, SEED, _tell))
            rows.append(two_senders(folder, name, address, server, NOTICES, SENDERS[name], OUTAGES, _tell))
            if name == "sqlite":
                rows += [access_cells(folder, _tell), forged(folder, _tell)]
            if server:
                rows.append(kill_postgresql(folder, server, STOPS, _tell))
    print(show(rows))
    keep(rows)
    return 1 if any(row.failed for row in rows) else 0


@contextmanager
def _fresh(name: str) -> Iterator[tuple]:
    with tempfile.TemporaryDirectory(prefix="ahead-faults-") as place:
        folder = Path(place)
        if name == "sqlite":
            yield folder, "", None
        else:
            with postgresql(folder) as server:
                yield folder, server.address, server


def _tell(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
