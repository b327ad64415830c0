"""Plans of which nothing is due, as many as wanted: each looked at tomorrow, with one notice on a day to come.

Only these rows are put in. The plans behind them are asked for by nothing that is measured, so the database is not made
to look for them.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

NOTICES = 'notice (id, plan_id, "to", kind, day, due_at, stale_at, at, version, attempts, outcome)'
WATCHED = "watched_plan (plan_id, look_at)"
DAYS = 39  # over which they lie, as far as notices are written ahead
POSTGRESQL = (
    f"INSERT INTO {WATCHED} SELECT md5('p' || n), %(later)s::timestamptz FROM generate_series(1, %(count)s) AS n",
    f"INSERT INTO {NOTICES} SELECT md5('n' || n), md5('p' || n), 'owner', 'daily', at::date, at, "
    "at + interval '12 hours', at, 1, 0, '' FROM (SELECT n, "
    "%(later)s::timestamptz + (n::bigint * 7919 %% (%(days)s * 1440)) * interval '1 minute' AS at "
    "FROM generate_series(1, %(count)s) AS n) AS rows",
    "ANALYZE watched_plan",
    "ANALYZE notice",
)
COUNTED = "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :count) "
MOMENT = "strftime('%Y-%m-%d %H:%M:%f000', :later, '+' || (n * 7919 % (:days * 1440)) || ' minutes'"
SQLITE = (
    f"{COUNTED} INSERT INTO {WATCHED} SELECT lower(hex(randomblob(16))), :later || '.000000' FROM counted",
    f"{COUNTED} INSERT INTO {NOTICES} SELECT lower(hex(randomblob(16))), lower(hex(randomblob(16))), 'owner', 'daily', "
    f"substr({MOMENT}), 1, 10), {MOMENT}), {MOMENT}, '+12 hours'), {MOMENT}), 1, 0, '' FROM counted",
    "ANALYZE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)


def load(engine: Engine, count: int, now: datetime) -> None:
    """Put in so many plans of which nothing is due before tomorrow, and tell the database how many there are."""
    told = {"count": count, "days": DAYS, "later": f"{now + timedelta(days=1):%Y-%m-%d %H:%M:%S}"}
    on_postgresql = engine.dialect.name == "postgresql"
    connection = engine.raw_connection()
    try:
        own: Any = connection.driver_connection
        if on_postgresql:
            own.autocommit = True
        own.execute("SET session_replication_role = replica" if on_postgresql else "PRAGMA foreign_keys = OFF")
        for statement in POSTGRESQL if on_postgresql else SQLITE:
            own.execute(statement, told if "count" in statement else {})
    finally:
        connection.detach()  # it is no more as careful as the others
        connection.close()
