"""The same facts give the same bytes: on either database, in any worker, wherever its clock stands, on any day."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from planner.accounts.access import PATIENT, Actor
from planner.calendar.choices import Choices
from planner.calendar.feeds import put_feed
from planner.db import db, transaction
from planner.migrated import bring_up
from planner.plans.actions import keep_answers, make_now, new_plan
from planner.plans.kept import kept_from
from planner.plans.steps import take_step
from tests.conftest import fresh_database
from tests.databases import Database
from tests.feeds.calendars import seen_in
from tests.keeping.databases import QUIET, let_go
from tests.keeping.people_kept import TODAY, key, occasion
from tests.people import answers

ROOT = Path(__file__).parents[2]
SECRET, TOKEN = "5e" * 32, "the-same-address-in-every-database-000000000"[:43]
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
PLACES = ("Pacific/Kiritimati", "UTC", "America/Adak")


@contextmanager
def at_work(database: Database) -> Iterator[Flask]:
    """The service on a database."""
    app = database.app(**QUIET, CLOCK=lambda zone: TODAY)
    with app.app_context():
        yield app
        db.session.remove()
    let_go(app)


def lives(app: Flask) -> None:
    """Make the same plan and calendar in any database, then tick a step, move the date and say goodbye to the first."""
    now = occasion()
    with transaction() as session:
        record = new_plan(session, answers(), now)
        record.lock("secret", SECRET)
        actor = Actor(record.person_id, PATIENT, "")
        make_now(session, record, actor, now)
        put_feed(session, kept_from(record), Choices("My phone", words="plain"), TOKEN, now)
    later = occasion(now=NOON + timedelta(hours=1))
    take_step(actor, key("step"), "B04", {"done": TODAY.isoformat()}, later)
    keep_answers(actor, key("date"), {"treatment_date": "2026-06-08"}, occasion(now=NOON + timedelta(hours=2)))


def fetched(app: Flask) -> tuple[bytes, str, str]:
    """The bytes and what they are called."""
    answer = app.test_client().get(f"/f/{TOKEN}.ics")
    assert answer.status_code == 200
    return answer.data, answer.headers["ETag"], answer.headers["Last-Modified"]


@pytest.mark.postgresql
@time_machine.travel(NOON + timedelta(hours=3), tick=False)
def test_both_databases_and_every_worker_give_the_same_bytes(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    found = []
    for name in ("sqlite", "postgresql"):
        for database in fresh_database(request, name, tmp_path / name):
            with at_work(database) as app:
                lives(app)
                found.append(fetched(app))
            with at_work(database) as another_worker:
                found.append(fetched(another_worker))
    assert len(found) == 4
    assert len(set(found)) == 1
    content, _etag, modified = found[0]
    assert modified == "Mon, 02 Mar 2026 14:00:00 GMT"
    assert {one.sequence for one in seen_in(content).values()} == {1}  # the one change moved every day


FETCH = """
import hashlib, json, sys, time
from tests.feeds.test_same_everywhere import NOON, TODAY, fetched, lives
import time_machine
from datetime import timedelta
from planner import create_app
from planner.migrated import bring_up
time.tzset()
with time_machine.travel(NOON + timedelta(hours=3), tick=False):
    app = create_app({"INSTANCE": sys.argv[1], "CLOCK": lambda zone: TODAY})
    with app.app_context():
        bring_up()
        lives(app)
        content, *names = fetched(app)
print(json.dumps([time.strftime("%Z"), hashlib.sha256(content).hexdigest(), *names]))
"""


def test_a_process_in_any_time_zone_gives_the_same_bytes(tmp_path: Path) -> None:
    found = []
    for number, place in enumerate(PLACES):
        ran = subprocess.run(
            [sys.executable, "-c", FETCH, str(tmp_path / str(number))],
            env={**os.environ, "TZ": place, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        found.append(json.loads(ran.stdout.splitlines()[-1]))
    assert len({zone for zone, *_rest in found}) == len(PLACES)
    assert len({tuple(rest) for _zone, *rest in found}) == 1


__all__ = ["NOON", "TODAY", "bring_up", "fetched", "lives"]
