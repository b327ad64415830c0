"""What is counted for whoever runs the service: how many were due, sent, late, and failed by reason; about nobody."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete

from planner.db import db, transaction
from planner.reminders.models import TallyRecord
from planner.reminders.reachable import channels_of, end_channel
from planner.reminders.tallies import tallies, tally
from planner.tokens import new_token
from tests.calendar.telling_words import telling
from tests.reminders.mail_host import MailHost, mail_host
from tests.reminders.reminded import Reminded

KEY = "k" * 32
FIRST = date(2026, 3, 9)  # the first day on which those with the calm answers are told something
NOTHING = {"due 0"}


@pytest.fixture
def host(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailHost]:
    """The server e-mail is handed to; nothing has been counted yet."""
    monkeypatch.setitem(app.config, "METRICS_KEY", KEY)
    with mail_host() as host:
        monkeypatch.setitem(app.config, "MAIL_URL", host.address())
        yield host


def counts_anew() -> None:
    """Nothing has been counted."""
    with transaction() as session:
        session.execute(delete(TallyRecord))


def runs(app: Flask, what: str) -> str:
    """What `flask reminders` says at a terminal."""
    done = app.test_cli_runner().invoke(args=["reminders", what])
    assert done.exit_code == 0, done.output
    db.session.rollback()
    return done.output


def status(app: Flask) -> set[str]:
    """The lines of `flask reminders status`, which stand in no order."""
    lines = runs(app, "status").splitlines()
    assert len(lines) == len(set(lines))
    return set(lines)


def metrics(app: Flask) -> str:
    """The page of figures."""
    sent = {"Authorization": f"Bearer {KEY}"}
    answer = app.test_client().get("/health/metrics", headers=sent, base_url="http://localhost:8000")
    assert answer.status_code == 200
    return answer.text


def figures(app: Flask) -> set[str]:
    """Its lines, without those that say what they mean."""
    return {line for line in metrics(app).splitlines() if not line.startswith("#")}


def test_what_was_due_sent_late_failed_and_not_sent_is_counted_by_reason(
    somebody: Callable[..., Reminded], app: Flask, host: MailHost
) -> None:
    def told_at(hour: int) -> Reminded:
        who = somebody()
        who.chooses(hour=hour)
        who.adds_email()
        assert who.waiting()[0].due_at == datetime(2026, 3, 9, hour, tzinfo=UTC)
        return who

    on_time, _late, _just_not_late, _again, _no_address, without, _stale = map(told_at, (9, 10, 12, 13, 14, 15, 20))
    counts_anew()
    assert status(app) == NOTHING
    # All seven plans are looked at with the first sweep of the day, and not again on it.
    on_time.goes_to(FIRST, 9)
    assert runs(app, "sweep") == "Looked at 7 plans. Sent 1 messages of 1 notices.\n"
    on_time.goes_to(FIRST, 11)  # an hour after ten
    assert status(app) == {"sent email 1", "due 1"}
    assert runs(app, "sweep") == "Looked at 0 plans. Sent 1 messages of 1 notices.\n"
    on_time.goes_to(FIRST, 12, 15)  # as late as is not late yet
    assert runs(app, "sweep") == "Looked at 0 plans. Sent 1 messages of 1 notices.\n"
    assert status(app) == {"sent email 3", "late email 1", "due 0"}
    on_time.goes_to(FIRST, 13)
    host.says("450 busy")
    assert runs(app, "sweep") == "Looked at 0 plans. Sent 0 messages of 1 notices.\n"
    assert status(app) == {"sent email 3", "late email 1", "failed smtp-450 1", "due 0"}
    on_time.goes_to(FIRST, 13, 1)  # it was to wait for half a minute, more or less
    assert runs(app, "sweep") == "Looked at 0 plans. Sent 1 messages of 1 notices.\n"
    on_time.goes_to(FIRST, 14)
    host.says("550 5.1.1 no such user")
    assert runs(app, "sweep") == "Looked at 0 plans. Sent 0 messages of 1 notices.\n"
    on_time.goes_to(FIRST, 15)
    (way,) = [one.id for one in channels_of(without.actor)]
    end_channel(without.actor, new_token(), way, without.now)
    assert runs(app, "sweep") == "Looked at 0 plans. Sent 0 messages of 1 notices.\n"
    on_time.goes_to(FIRST, 23)  # what was due at eight waits, and nobody looks
    assert "reminders_due 1.0" in figures(app)
    on_time.goes_to(FIRST + timedelta(days=1), 0, 30)
    assert runs(app, "sweep") == "Looked at 7 plans. Sent 0 messages of 1 notices.\n"
    assert status(app) == {
        *("sent email 4", "late email 1", "failed smtp-450 1", "failed no-such-address 1"),
        *("not-sent no-such-address 1", "not-sent no-channel 1", "not-sent stale 1", "due 0"),
    }
    assert figures(app) == {
        'reminders_sent_total{kind="email"} 4.0',
        'reminders_late_total{kind="email"} 1.0',
        'reminders_failed_tries_total{why="smtp-450"} 1.0',
        'reminders_failed_tries_total{why="no-such-address"} 1.0',
        'reminders_not_sent_total{why="no-such-address"} 1.0',
        'reminders_not_sent_total{why="no-channel"} 1.0',
        'reminders_not_sent_total{why="stale"} 1.0',
        "reminders_due 0.0",
    }
    # The lines that say what they mean are about nobody either.
    assert re.findall(r"[0-9a-f]{20,}|@|example", metrics(app)) == []
    assert telling(metrics(app)) == []


def test_days_are_counted_apart_and_told_together(app: Flask) -> None:
    counts_anew()
    noon = datetime(2026, 3, 9, 12, tzinfo=UTC)
    for at, why in ((noon, "email"), (noon, "email"), (noon + timedelta(days=1), "email"), (noon, "push")):
        with transaction() as session:
            tally(session, "sent", why, at)
    assert {(one.day, one.why): one.count for one in db.session.query(TallyRecord)} == {
        (date(2026, 3, 9), "email"): 2,
        (date(2026, 3, 10), "email"): 1,
        (date(2026, 3, 9), "push"): 1,
    }
    assert set(tallies(noon)) == {("sent", "email", 3), ("sent", "push", 1), ("due", "", 0)}
