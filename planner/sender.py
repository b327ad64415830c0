"""Wakes the sender of reminders: every minute, and at once when somebody tries a way.

The queue only wakes. What is to be sent are rows of our own, so nothing is lost with it.
"""

import logging
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from sqlalchemy.exc import InterfaceError, OperationalError

from planner.at_the_door import occasion_in
from planner.db import NotKept
from planner.logs import failed
from planner.reminders.looking import look_at_some
from planner.reminders.sending import sweep
from planner.sealed import keys_in
from planner.tokens import new_id

BATCH = 50
MOST_BATCHES = 200  # of one waking: then the next one goes on, so that none runs for ever
NAME = "ahead-reminders"


class SweptAll(NamedTuple):
    """What one waking did."""

    looked_at: int
    taken: int
    sent: int


def sweep_now(sender: str = "") -> SweptAll:
    """Send what is due, and look at the plans whose day has come, some of each in turn until nothing is left: what is
    due does not wait behind every plan. Raises NotKept."""
    sender, looked_at, taken, sent = sender or new_id(), 0, 0, 0
    hosts = Counter[str]()
    for _batch in range(MOST_BATCHES):
        found = look_at_some(occasion_in, BATCH)
        swept = sweep(occasion_in, sender, hosts=hosts)
        looked_at, taken, sent = looked_at + found, taken + swept.taken, sent + swept.sent
        if not found and not swept.taken:
            break
    return SweptAll(looked_at, taken, sent)


def queue_of(app: Flask) -> Huey:
    """What wakes the sender of this app. What lies in it is signed with a key of this installation."""
    chosen = str(app.config["QUEUE_URL"])
    signed = SignedSerializer(keys_in(app.config["INSTANCE"]).for_purpose("what wakes the sender").hex())
    told: dict[str, Any] = {"serializer": signed, "results": False, "utc": True}
    database = str(app.config["SQLALCHEMY_DATABASE_URI"])
    if not chosen and database.startswith("postgresql"):
        chosen = database
    if chosen.startswith("redis"):
        return RedisHuey(NAME, url=chosen, **told)
    if chosen:
        return PostgresHuey(NAME, dsn=chosen.replace("postgresql+psycopg://", "postgresql://"), **told)
    file = Path(app.config["INSTANCE"]) / "queue.db"
    file.touch(mode=0o600)
    return SqliteHuey(NAME, filename=str(file), **told)


class Wakes(NamedTuple):
    """The queue of an app, and what wakes its sender at once."""

    queue: Huey
    at_once: Callable[[], object]


def wakes_of(app: Flask) -> Wakes:
    """What wakes the sender of this app: once a minute, and at once when it is asked to."""
    queue = queue_of(app)

    @queue.periodic_task(crontab(minute="*"), name="every-minute")
    def every_minute() -> None:
        wake(app)

    @queue.task(name="at-once")
    def at_once() -> None:
        wake(app)

    return Wakes(queue, at_once)


def wake_the_sender() -> None:
    """Let the sender look now. Where it cannot be told, it looks within the minute."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        if "wakes" not in app.extensions:
            app.extensions["wakes"] = wakes_of(app)
        app.extensions["wakes"].at_once()
    except Exception as error:
        failed(error)


def run_sender(app: Flask) -> None:
    """Send until somebody stops it. Of several each wakes by itself, so that none waits for another."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    queue = wakes_of(app).queue
    wake(app)
    Consumer(queue, workers=1, max_delay=2.0, shutdown_timeout=30).run()


def wake(app: Flask) -> None:
    """One waking. A database that is away is met again with the next."""
    with app.app_context():
        try:
            sweep_now()
        except (NotKept, OperationalError, InterfaceError) as error:
            failed(error)
