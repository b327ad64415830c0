"""Working out anew the row of every plan that lists are sorted by, beside the ORM's unit of work doing the same.

Both open the same sealed answers, read and plan them by the same functions, and keep the same rows; they differ in how
rows come out of the database and go into it. All parts of one plan are also timed by themselves.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count, cycle
from pathlib import Path
from statistics import median

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.people import ASKED_ON, answers_of_people
from bench.rows import Row, in_rounds
from faults.looking import app_at
from planner.accounts.access import PATIENT
from planner.accounts.models import PersonRecord
from planner.cli.plainly import occasion
from planner.db import db, transaction
from planner.engine.last_safe import next_last_safe
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.migrated import bring_up
from planner.plans.closed_days import closed_days_of
from planner.plans.models import PlanRecord, SummaryRecord
from planner.plans.schemas import told_from
from planner.plans.summary import last_safe_in, rebuild_some
from planner.sealed import Where, seal, unseal
from planner.tokens import new_id

PLANS, DIFFERENT = 100_000, 2_000  # plans that are kept, and different people among them
SLICE, BATCH = 2_000, 200  # plans in each round, and in one transaction: as many as `summary rebuild` takes
ROUNDS = 7


def rows() -> list[Row]:
    """How many times as quick the service is as the unit of work."""
    with many_plans() as ids:
        starts, days = cycle(ids[::SLICE]), count(1)

        def ratio() -> float:
            start, today = next(starts), ASKED_ON + timedelta(next(days))  # on another day each row is another
            plainly = took(lambda: batches(unit_of_work, start, today))
            ours = took(lambda: batches(rebuilt, start, today + timedelta(1)))
            return plainly / ours

        found, spread = in_rounds(ratio, ROUNDS)
        for name, microseconds in parts(ids[SLICE]).items():
            print(f"  {name:<42}{microseconds:>8.1f} microseconds a plan")
    return [Row("replan/vs-unit-of-work", found, "times as quick", "at-least", 4, 4, ROUNDS, spread)]


def unit_of_work(session: Session, after: str, today: date) -> str:
    """The next batch as the ORM does it: plans and rows as objects, told apart and written when it flushes."""
    query = select(PlanRecord).where(PlanRecord.id > after).order_by(PlanRecord.id).limit(BATCH).with_for_update()
    last, read = after, guidance()
    for record in session.scalars(query):
        told = json.loads(record.opened("answers"))
        row = session.get(SummaryRecord, record.id) or SummaryRecord(plan_id=record.id)
        row.last_safe = last_safe_in(told, read, asked_on=record.asked_on, as_of=record.as_of, today=today)
        row.counted_on, row.version, row.guidance = today, record.version, read.digest
        session.add(row)
        last = record.id
    session.flush()
    return last


def rebuilt(session: Session, after: str, today: date) -> str:
    """The next batch as the service does it."""
    done = rebuild_some(session, guidance(), lambda _: today, after, BATCH)
    if done.left_out:
        raise RuntimeError(done.left_out[0])
    return done.last


def batches(do: Callable[[Session, str, date], str], start: str, today: date) -> None:
    """One slice, batch after batch."""
    after = start
    for _ in range(SLICE // BATCH):
        with transaction() as session:
            after = do(session, after, today)
        db.session.remove()


def took(do: Callable[[], None]) -> float:
    """How many seconds it took."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def parts(start: str) -> dict[str, float]:
    """The microseconds that each part of one plan takes, in the middle of several rounds."""
    read, session = guidance(), db.session()
    codes = codes_of(read)
    columns = (PlanRecord.id, PlanRecord.answers, PlanRecord.asked_on, PlanRecord.as_of, PlanRecord.version)
    query = select(*columns).where(PlanRecord.id > start).order_by(PlanRecord.id).limit(SLICE)
    kept = session.execute(query).all()
    opened = [unseal(one.answers, Where("plan", one.id, "answers")) for one in kept]
    values = [json.loads(words) for words in opened]
    told = [told_from(one, codes, ASKED_ON) for one in values]

    def plan_all() -> None:
        for one in told:
            next_last_safe(one, read, asked_on=ASKED_ON, today=ASKED_ON, closed_days=closed_days_of(one.place))

    doings: dict[str, Callable[[], object]] = {
        "reading the row": lambda: session.execute(query).all(),
        "reading it as an object": lambda: (session.expunge_all(), list(session.scalars(objects))),
        "unsealing the answers": lambda: [unseal(one.answers, Where("plan", one.id, "answers")) for one in kept],
        "reading the answers: JSON": lambda: [json.loads(words) for words in opened],
        "reading the answers: each by its field": lambda: [told_from(one, codes, ASKED_ON) for one in values],
        "planning: the steps with a last safe day": plan_all,
    }
    objects = select(PlanRecord).where(PlanRecord.id > start).order_by(PlanRecord.id).limit(SLICE)
    found = {name: median(took(do) for _ in range(5)) / SLICE * 1e6 for name, do in doings.items()}  # type: ignore[arg-type]
    session.rollback()
    for name, do in (("all of it, with writing", rebuilt), ("the unit of work", unit_of_work)):
        for day in (
            ASKED_ON,
            ASKED_ON + timedelta(1),
        ):  # the first day makes the second one's rows others than they are
            found[name] = took(lambda do=do, day=day: batches(do, start, day)) / SLICE * 1e6
    return found


@contextmanager
def many_plans() -> Iterator[list[str]]:
    """A database with so many plans; their ids in order. An application context is pushed."""
    with tempfile.TemporaryDirectory(prefix="ahead-bench-") as place:
        app = app_at(Path(place), "")
        with app.app_context():
            bring_up()
            told = [json.dumps(one) for one in answers_of_people(DIFFERENT)]
            ids = sorted(new_id() for _ in range(PLANS))
            for begin in range(0, PLANS, DIFFERENT):
                with transaction() as session:
                    _keep(session, ids[begin : begin + DIFFERENT], told)
            db.session.remove()
            yield ids
            db.session.remove()
            db.engine.dispose()


def _keep(session: Session, ids: list[str], told: list[str]) -> None:
    now = occasion().now
    session.execute(insert(PersonRecord), [{"id": name, "role": PATIENT, "made_at": now} for name in ids])
    plans = [
        {
            "id": name,
            "person_id": name,
            "answers": seal(words, Where("plan", name, "answers")),
            "secret": seal("00" * 32, Where("plan", name, "secret")),
            "looked_on": ASKED_ON,
            "made_on": ASKED_ON,
            "asked_on": ASKED_ON,
            "as_of": ASKED_ON,
            "version": 1,
            "changed_at": now,
            "unseen": 0,
            "story": "",
        }
        for name, words in zip(ids, told, strict=True)
    ]
    session.execute(insert(PlanRecord), plans)
    summaries = [
        {"plan_id": name, "last_safe": None, "counted_on": ASKED_ON, "version": 1, "guidance": ""} for name in ids
    ]
    session.execute(insert(SummaryRecord), summaries)
