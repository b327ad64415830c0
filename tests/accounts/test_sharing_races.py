"""Sharing is ended while everything of a partner's asks on: from that moment nothing is shown, and nothing changes.

The long form, at the running service with two workers, is in `make faults`.
"""

import random
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask

from faults.sharers import Sharer
from faults.sharing_races import KINDS, Send, Told, race
from planner.cli.plainly import occasion
from planner.db import db
from planner.demo_stories import STORIES, told_by
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.shares import end_share
from planner.tokens import new_token
from tests.databases import Database
from tests.keeping.databases import app_on, let_go

ROUNDS = 12


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    """The service on either database."""
    app = app_on(database)
    yield app
    let_go(app)


def sends_in(app: Flask) -> Send:
    """A browser or program in this process."""
    client = app.test_client(use_cookies=False)

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Told:
        answer = client.open(path, method=method, headers=dict(headers), data=body, base_url="http://localhost:8000")
        set_here = [one.partition(";")[0].split("=", 1) for one in answer.headers.getlist("Set-Cookie")]
        return Told(answer.status_code, answer.data, dict(set_here))

    return send


def test_what_begins_after_sharing_has_ended_shows_and_changes_nothing(app: Flask) -> None:
    with app.app_context():
        when = occasion()
        owner, cookie = start_plan(new_token(), "phone", when)
        keep_answers(owner, new_token(), told_by(STORIES[0], when.today), when)
        make_plan(owner, new_token(), when)
        db.session.remove()

    def ends(share: str) -> None:
        with app.app_context():
            end_share(owner, new_token(), share, occasion())
            db.session.remove()

    found = race(ROUNDS, Sharer(app, cookie, ends), [sends_in(app) for _ in KINDS], random.Random(20), print)
    assert found.faults == []
    assert found.after >= 2 * ROUNDS * len(KINDS)
    assert found.before > ROUNDS
    assert found.changed > 0
