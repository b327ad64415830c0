"""A calendar that has ended shows nothing more from that moment on, and nobody can guess the address of another.

The long forms, at the running service with two workers, are in `make faults`.
"""

import random
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

import pytest
from flask import Flask

from faults.feed_guesses import Answer, faults_in, guessed, let_grace_pass
from faults.revocations import Told, race
from planner.accounts.access import PATIENT, Actor
from planner.calendar import feeds
from planner.calendar.choices import Choices
from planner.cli.plainly import occasion
from planner.db import db, transaction
from planner.demo_stories import STORIES, told_by
from planner.plans.actions import make_now, new_plan
from planner.tokens import new_token
from tests.databases import Database

ROUNDS, PROGRAMS, GUESSES = 60, 4, 3_000


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    """The service on either database."""
    app = database.app()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


class Owner:
    """Somebody with a plan just made, who keeps calendars. What a method does is committed when it returns."""

    def __init__(self) -> None:
        when = occasion()
        with transaction() as session:
            record = new_plan(session, told_by(STORIES[0], when.today), when)
            self.actor = Actor(record.person_id, PATIENT, "")
            make_now(session, record, self.actor, when)

    def makes(self, *phases: str) -> tuple[str, str]:
        """Make a calendar: its name, and the token of its address."""
        feed, token = feeds.make_feed(self.actor, new_token(), Choices("My phone", phases=phases), occasion())
        return feed.id, token

    def moves(self, feed: str, grace: int) -> str:
        """Give it another address; the token of that."""
        return feeds.move_feed(self.actor, new_token(), feed, grace, occasion())[1]

    def ends(self, feed: str, grace: int) -> None:
        """End it."""
        feeds.end_feed(self.actor, new_token(), feed, grace, occasion())


def test_what_begins_after_a_calendar_has_ended_is_told_nothing_of_it(app: Flask) -> None:
    def ask(token: str, etag: str) -> Told:
        answer = answer_to(app, f"/f/{token}.ics", etag)
        return Told(answer.status, dict(answer.headers).get("ETag", ""), answer.body)

    found = race(ROUNDS, Owner(), [ask] * PROGRAMS, random.Random(20), print)
    assert found.faults == []
    assert found.after == 2 * ROUNDS * PROGRAMS
    assert found.before > ROUNDS


def test_guesses_at_an_address_all_get_the_same_answer_and_meet_nothing(app: Flask) -> None:
    owner = Owner()
    (_, token), (at_once, gone), (later, passed) = (owner.makes("find-out") for _ in range(3))
    owner.ends(at_once, 0)
    owner.ends(later, 7)
    let_grace_pass(passed)
    paths = islice(guessed(token, [gone, passed], random.Random(20)), GUESSES)
    assert faults_in(Counter(answer_to(app, path) for path in paths)) == []
    assert answer_to(app, f"/f/{token}.ics").status == 200


def answer_to(app: Flask, path: str, etag: str = "") -> Answer:
    """What a program is answered."""
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": unquote(path, "latin-1")}
    began: list[tuple[str, list[tuple[str, str]]]] = []
    asks = {"HTTP_IF_NONE_MATCH": etag} if etag else {}
    body = b"".join(app.wsgi_app({**environ, **asks}, lambda status, headers: began.append((status, headers))))
    [(status, headers)] = began
    return Answer(int(status[:3]), tuple(headers), body)
