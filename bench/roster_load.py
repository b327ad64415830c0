"""A roster as long as wanted, loaded in bulk: rows as the service writes them, for one clinic, in no order at all.

Only the rows of the roster are loaded. The plans behind them are asked for by nothing that is measured, so the database
is not made to look for them while it loads.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from planner.review.models import RosterRecord
from planner.sealed import Where, seal

COLUMNS = tuple(column.name for column in RosterRecord.__table__.columns)
ITEMS = ("B03", "B18", "B21", "B16", "A08", "B04")
WHY = ("never-signed", "not-confirmed", "changed", "questions", "may-be-pregnant")
DAYS = 365  # over which the nearest last safe days lie
FRESH = timedelta(days=30)  # until then no row is old: there is no plan behind it to work it out from


def load(engine: Engine, clinic: str, count: int, today: date, seed: int = 0) -> None:
    """Put so many plans that need a look on the roster of a clinic, and tell the database how many there are. The keys
    that seal are asked for, so it needs an app at work."""
    rows = rows_of(clinic, count, today, seed)
    if engine.dialect.name == "sqlite":
        _into_sqlite(engine, rows)
    else:
        _into_postgresql(engine, rows)


def rows_of(clinic: str, count: int, today: date, seed: int = 0) -> Iterator[tuple[Any, ...]]:
    """The rows, always the same ones but for how they are sealed."""
    chance = random.Random(seed)
    for number in range(count):
        name = f"{chance.getrandbits(128):032x}"
        told = {
            "label": f"Fern {number}",
            "place": "gb",
            "zone": None,
            "first": [date.fromordinal(today.toordinal() + chance.randrange(DAYS)).isoformat(), number % 3 > 0],
            "item": [chance.choice(ITEMS), ""],
            "why": [[why, 1] for why in chance.sample(WHY, chance.randint(1, 2))],
        }
        urgency = today.toordinal() + chance.randrange(DAYS)
        counts = -chance.randrange(6), -chance.randrange(4)
        sealed = seal(json.dumps(told), Where("roster", name, "told"))
        yield (name, clinic, "look", urgency, *counts, None, today + FRESH, sealed)


def _into_sqlite(engine: Engine, rows: Iterator[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" for _ in COLUMNS)
    insert = f"INSERT INTO roster ({', '.join(COLUMNS)}) VALUES ({marks})"
    connection = engine.raw_connection()
    try:
        own: Any = connection.driver_connection
        own.execute("PRAGMA foreign_keys=OFF")
        own.execute("BEGIN")
        own.executemany(insert, ((*row[:-2], row[-2].isoformat(), row[-1]) for row in rows))
        own.execute("COMMIT")
        own.execute("ANALYZE roster")
        own.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        own.execute("PRAGMA foreign_keys=ON")
    finally:
        connection.close()


def _into_postgresql(engine: Engine, rows: Iterator[tuple[Any, ...]]) -> None:
    connection = engine.raw_connection()
    try:
        own: Any = connection.driver_connection
        own.execute("SET session_replication_role = replica")
        with own.cursor() as cursor, cursor.copy(f"COPY roster ({', '.join(COLUMNS)}) FROM STDIN") as into:
            for row in rows:
                into.write_row(row)
        own.execute("SET session_replication_role = DEFAULT")
        own.commit()
        own.autocommit = True
        own.execute("VACUUM ANALYZE roster")
        own.autocommit = False
    finally:
        connection.close()
