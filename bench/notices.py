"""What reminders cost: how many are worked out and sent in a second of one core, and how long one look of the sender
takes where a million plans are waited for beside where a thousand are.

Nothing leaves the machine: e-mail is taken by `none`, so that what is measured is ours and not a mail server's.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

import psycopg
import time_machine
from flask import Flask
from sqlalchemy import delete, select, update

from bench.notices_load import load
from bench.rows import Row, in_rounds
from faults.databases import postgresql
from faults.looking import app_at
from faults.reminded_people import EARLY, NOON, days_of, moment_on
from planner.db import db, transaction
from planner.reminders.models import MessageRecord, NoticeRecord, WatchedPlanRecord
from planner.sender import sweep_now

PEOPLE = 100  # who are all told on each day
THOUSAND, MILLION = 1_000, 1_000_000
FEW = 5  # plans of which something is due at each look
ROUNDS, SLICES = 7, 7  # in a round, the sender looks so many times among few and among many in turn
DATABASES = ("sqlite", "postgresql")
PER_SECOND = {"sqlite": (100, 200), "postgresql": (100, 200)}
AT_MOST = (1.25, 1.1)


class Waiting(NamedTuple):
    """A service with plans that wait, and the day on which something is due of a few of them, by their ids."""

    app: Flask
    day: date
    few: tuple[str, ...]


def rows(people: int = PEOPLE, small: int = THOUSAND, large: int = MILLION) -> list[Row]:
    """The figures of both databases."""
    return [row for name in DATABASES for row in rows_on(name, people, small, large)]


def rows_on(name: str, people: int, small: int, large: int) -> list[Row]:
    """The figures of one database."""
    with apps_on(name, 3) as (app, of_less, of_more):
        with app.app_context():
            days = iter(days_of(people))
            each, spread = in_rounds(lambda: per_cpu_second(next(days), people), ROUNDS)
        less, more = waiting(of_less, small), waiting(of_more, large)
        longer, longer_spread = in_rounds(lambda: sweep_ratio(less, more), ROUNDS)
    return [
        Row(
            f"notices/per-cpu-second-{name}",
            each,
            "notices per CPU-second",
            "at-least",
            *PER_SECOND[name],
            ROUNDS,
            spread,
        ),
        Row(
            f"notices/sweep-million-vs-thousand-{name}",
            longer,
            "times as long",
            "at-most",
            *AT_MOST,
            ROUNDS,
            longer_spread,
        ),
    ]


@contextmanager
def apps_on(name: str, count: int) -> Iterator[list[Flask]]:
    """So many services on one kind of database, each with one of its own."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ahead-notices-")))
        server = stack.enter_context(postgresql(place)) if name == "postgresql" else None
        found = []
        for number in range(count):
            (folder := place / str(number)).mkdir()
            address = ""
            if server:
                with psycopg.connect(server.address, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE waiting_{number}")
                address = str(server.server.get_uri(database=f"waiting_{number}"))
            found.append(app_at(folder, address))
        yield found
        for app in found:
            with app.app_context():
                db.engine.dispose()


def per_cpu_second(day: date, people: int) -> float:
    """How many notices of one day are sent in a second of this process: each plan is looked at, as on every day, and
    what there is to say of it worked out anew and sent. What PostgreSQL's own processes take is not in it."""
    began, sent = time.process_time(), 0
    for hour in (EARLY, NOON):
        with time_machine.travel(moment_on(day, hour), tick=True):
            sent += sweep_now().sent
    took = time.process_time() - began
    db.session.remove()
    if sent != people:
        raise RuntimeError(f"{sent} of {people} were told.")
    return sent / took


def waiting(app: Flask, count: int) -> Waiting:
    """So many plans of which nothing is due, and a few of which something is."""
    with app.app_context():
        day = days_of(FEW)[0]
        few = tuple(db.session.scalars(select(WatchedPlanRecord.plan_id)))
        db.session.remove()
        load(db.engine, count, moment_on(day, NOON))
        db.engine.dispose()
    return Waiting(app, day, few)


def sweep_ratio(less: Waiting, more: Waiting) -> float:
    """How many times as long one look takes among more."""
    took = [(one_sweep(less), one_sweep(more)) for _ in range(SLICES)]
    return median(of_more for _, of_more in took) / median(of_less for of_less, _ in took)


def one_sweep(one: Waiting) -> float:
    """How many seconds one look takes at which a few plans are due to be looked at, and a few notices to be sent."""
    with one.app.app_context(), time_machine.travel(moment_on(one.day, NOON), tick=True):
        all_is_due_again(one)
        began = time.perf_counter()
        swept = sweep_now()
        took = time.perf_counter() - began
        db.session.remove()
    if (swept.looked_at, swept.sent) != (FEW, FEW):
        raise RuntimeError(f"Not all of the {FEW} were told: {swept}.")
    return took


def all_is_due_again(one: Waiting) -> None:
    """The few are as if nothing had been sent to them on this day."""
    with transaction() as session:
        theirs = select(NoticeRecord.id).where(NoticeRecord.plan_id.in_(one.few))
        session.execute(delete(MessageRecord).where(MessageRecord.notice_id.in_(theirs)))
        due = {"at": NoticeRecord.due_at, "outcome": "", "done_at": None, "taken_by": None, "attempts": 0}
        mine = update(NoticeRecord).where(NoticeRecord.plan_id.in_(one.few), NoticeRecord.day == one.day)
        session.execute(mine.values(due), execution_options={"synchronize_session": False})
        early = moment_on(one.day, EARLY) - timedelta(days=1)
        looks = update(WatchedPlanRecord).where(WatchedPlanRecord.plan_id.in_(one.few))
        session.execute(looks.values(look_at=early), execution_options={"synchronize_session": False})
