"""Plans of which nothing is due, as many as wanted: each with its owner, a way that is proven, a notice that was sent
by it, and one on a day to come; and each is looked at tomorrow.

Every table that a sender asks is as long as that. What is sealed in these rows is opened by nobody, so it is a few
bytes of nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

DAYS = 39  # over which the notices lie, as far as they are written ahead
NOTICE = 'notice (id, plan_id, "to", kind, day, due_at, stale_at, at, version, attempts, outcome, said, done_at)'
ROWS = (  # into which table and columns, and what: {name} is another in each row, and the same in each table
    ("person (id, role, made_at)", "{name}, 'patient', {before}"),
    (
        "plan (id, person_id, answers, secret, asked_on, as_of, made_on, looked_on, noted_on, unseen, version, "
        "changed_at, story)",
        "{name}, {name}, {sealed}, {sealed}, {day}, {day}, {day}, {day}, {day}, 0, 1, {before}, ''",
    ),
    (
        "channel (id, person_id, kind, told, address_hash, daily, made_at, proven_at, taken_at, dead)",
        "{name}, {name}, 'email', {sealed}, {name} || {name}, true, {before}, {before}, {before}, ''",
    ),
    ("watched_plan (plan_id, look_at)", "{name}, {later}"),
    (NOTICE, "{name}, {name}, 'owner', 'daily', {waits_on}, {waits}, {over}, {waits}, 1, 0, '', '', NULL"),
    (NOTICE, "{other}, {name}, 'owner', 'daily', {day}, {before}, {before}, NULL, 1, 1, 'sent', '', {before}"),
    (
        "message (id, notice_id, channel_id, attempts, outcome, receipt, at)",
        "{name}, {other}, {name}, 1, 'sent', 'taken', {before}",
    ),
)
FROM_POSTGRESQL = (
    "INSERT INTO {into} SELECT {rows} FROM (SELECT n, md5('p' || n) AS name, md5('n' || n) AS other, "
    "%(later)s::timestamptz + (n::bigint * 7919 %% (%(days)s * 1440)) * interval '1 minute' AS waits "
    "FROM generate_series(1, %(count)s) AS n) AS counted"
)
IN_POSTGRESQL = {
    **{"name": "name", "other": "other", "sealed": r"'\x00'::bytea", "waits": "waits", "waits_on": "waits::date"},
    **{"over": "waits + interval '12 hours'", "later": "%(later)s::timestamptz"},
    **{"before": "%(before)s::timestamptz", "day": "%(before)s::timestamptz::date"},
}
FROM_SQLITE = (
    "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :count) "
    "INSERT INTO {into} SELECT {rows} FROM counted"
)
NAMED = "printf('%08x%024x', n * 2654435761 % 4294967296, {})"  # in no order: the factor is odd
MOMENT = "strftime('%Y-%m-%d %H:%M:%f000', :later, '+' || (n * 7919 % (:days * 1440)) || ' minutes'"
IN_SQLITE = {
    **{"name": NAMED.format("n"), "other": NAMED.format("n + :count"), "sealed": "x'00'"},
    **{"waits": f"{MOMENT})", "waits_on": f"substr({MOMENT}), 1, 10)", "over": f"{MOMENT}, '+12 hours')"},
    **{"later": ":later", "before": ":before", "day": "substr(:before, 1, 10)"},
}
POSTGRESQL = (
    "SET session_replication_role = replica",
    *(FROM_POSTGRESQL.format(into=into, rows=rows.format(**IN_POSTGRESQL)) for into, rows in ROWS),
    "VACUUM ANALYZE",
)
SQLITE = (
    *("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000"),  # a gigabyte
    *(FROM_SQLITE.format(into=into, rows=rows.format(**IN_SQLITE)) for into, rows in ROWS),
    "ANALYZE",
    "PRAGMA wal_checkpoint(TRUNCATE)",
)


def load(engine: Engine, count: int, now: datetime) -> None:
    """Put in so many plans of which nothing is due before tomorrow, and tell the database how many there are."""
    told = {"count": count, "days": DAYS}
    for name, day in (("before", now - timedelta(days=1)), ("later", now + timedelta(days=1))):
        told[name] = f"{day:%Y-%m-%d %H:%M:%S.%f}"
    on_postgresql = engine.dialect.name == "postgresql"
    connection = engine.raw_connection()
    try:
        own: Any = connection.driver_connection
        if on_postgresql:
            own.autocommit = True
        for statement in POSTGRESQL if on_postgresql else SQLITE:
            own.execute(statement, told if "count" in statement else {})
    finally:
        connection.detach()  # it is no more as careful as the others
        connection.close()
