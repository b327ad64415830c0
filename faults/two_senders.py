"""Several senders at once, and PostgreSQL killed in the middle: nobody is missed, and nothing is sent by two."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import InterfaceError, OperationalError

from faults.databases import PostgreSql
from faults.looking import app_at
from faults.reminded_people import NOON, days_of, messages_of, moment_on, outcomes_of
from faults.rows import Row
from faults.senders import Came, Senders, wait_until
from planner.db import db

LEASE = 4.0  # seconds
AWAY = 0.5  # seconds for which the database is not there
MARKS_WITHIN = 2.0  # seconds in which what was sent is marked, with others before it


class Outage(NamedTuple):
    """From when to when the database was away."""

    begins: float
    ends: float


def two_senders(
    folder: Path,
    name: str,
    database: str,
    server: PostgreSql | None,
    notices: int,
    senders: int,
    outages: int,
    tell: Callable[[str], None],
) -> Row:
    """Let so many senders send so many notices; PostgreSQL is killed and started `outages` times while they do."""
    faults: list[str] = []
    with app_at(folder, database).app_context(), Senders(folder, database, LEASE) as work:
        day = days_of(notices)[0]
        for _ in range(senders):
            work.start(moment_on(day, NOON))
        away = []
        for number in range(outages if server else 0):
            assert server
            part = notices * (number + 1) // (outages + 1)
            wait_until(lambda part=part: len(work.came) > part, work.came, 0.01)  # type: ignore[misc]
            away.append(restarted(server))
            tell(f"{name} was away after {len(work.came)} messages")
        if not wait_until(lambda: is_done({"sent": notices}, lambda: outcomes_of(day)), work.came):
            faults.append(f"{outcomes_of(day)}")
        faults += [f"sender {one} ended by itself" for one in work.died()]
        for process in list(work.running):
            work.kill(process)
        again = len(work.came) - len({one.id for one in work.came})
        faults += wrong_in(work.came, messages_of(day), away, senders)
        tell(f"{len(work.came)} messages came by {senders} senders, {again} of them twice: {len(faults)} faults")
        db.engine.dispose()
    lost = f", {again} sent twice by a sender that lost PostgreSQL between send and mark" if away else ""
    note = f"{senders} senders at once, {len(away)} times without a database{lost}"
    return Row("two-senders", name, notices, len(faults), "; ".join([note, *faults[:3]]))


def restarted(server: PostgreSql) -> Outage:
    """kill -9 of PostgreSQL, and its start."""
    begins = time.monotonic()
    server.kill()
    time.sleep(AWAY)
    server.start()
    return Outage(begins, time.monotonic())


def is_done(wanted: dict[str, int], ask: Callable[[], dict[str, int]]) -> bool:
    """Whether it has come so far; not while the database cannot be asked."""
    with suppress(OperationalError, InterfaceError):
        return ask() == wanted
    db.session.remove()
    return False


def wrong_in(came: Sequence[Came], sent: set[str], away: Sequence[Outage], senders: int) -> Iterator[str]:
    """What is wrong with what came. What came twice was sent first just before the database was lost, or while it was
    away: once by each sender, since without a database none takes up more."""
    times, names = Counter(one.id for one in came), Counter(one.to for one in came)
    yield from (f"{name} was noted and never came" for name in sent - set(times))
    yield from (f"{name} came and was never noted" for name in set(times) - sent)
    if len(names) != len(times):
        yield f"{len(times)} names for {len(names)} people"
    lost = Counter[Outage]()
    for name, count in times.items():
        at = [one.at for one in came if one.id == name][:-1]
        for first in at:
            those = [one for one in away if one.begins - MARKS_WITHIN <= first <= one.ends]
            if not those:
                yield f"{name} came {count} times, and no database was lost meanwhile"
            lost.update(those[:1])
    yield from (f"{many} came twice after one outage of {senders} senders" for many in lost.values() if many > senders)
