"""Somebody who is reminded, by their pages alone: adds ways, types numbers, and lets days pass."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask

from planner.db import db, transaction
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.sender import sweep_now
from tests.web.living import text_of
from tests.web.phones import Phone

WAY = re.compile(r'action="/reminders/([0-9a-f]{32})/end"')
NUMBER = re.compile(r": (\d{4})\s")


def letters(app: Flask) -> list[str]:
    """The words of what has arrived by e-mail since this was asked last."""
    folder = Path(str(app.config["MAIL_URL"]).removeprefix("file:"))
    found = sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns) if folder.exists() else []
    words = [str(message_from_bytes(one.read_bytes(), policy=default).get_content()) for one in found]  # type: ignore[attr-defined]
    for one in found:
        one.unlink()
    return words


def sweeps(app: Flask) -> None:
    """Let the sender look once."""
    with app.app_context():
        sweep_now()


def ways(phone: Phone) -> list[str]:
    """The ways on their page, in order."""
    return WAY.findall(phone.gets("/reminders").text)


def page(phone: Phone) -> str:
    """The words of their page."""
    return text_of(phone.gets("/reminders").text)


def adds_email(phone: Phone, email: str = "amira@example.org") -> str:
    """Add an address and type the number that arrives there: the way."""
    before = ways(phone)
    assert phone.sends("/reminders/email", phone.keys("/reminders"), email=email).status_code == 303
    (way,) = set(ways(phone)) - set(before)
    letters(phone.app)
    sweeps(phone.app)
    with phone.app.app_context():
        number = db.session.get_one(ChannelRecord, way).opened("test")["number"]
    assert number in [one for letter in letters(phone.app) for one in NUMBER.findall(letter)]
    assert phone.sends(f"/reminders/{way}/prove", number=number).location == "/reminders?said=proved"
    return way


def fares(app: Flask, way: str, **otherwise: Any) -> None:
    """A way fares otherwise: as the sender would note it."""
    with app.app_context(), transaction() as session:
        record = session.get_one(ChannelRecord, way)
        for name, value in otherwise.items():
            setattr(record, name, value)


def goes_to(clock: time_machine.Traveller, day: date, hour: int = 12) -> None:
    """Time passes."""
    clock.move_to(datetime.combine(day, time(hour), UTC))


def notices(app: Flask, wanted: Callable[[NoticeRecord], bool] = lambda one: True) -> list[NoticeRecord]:
    """What was written down to be sent, the first due first."""
    with app.app_context():
        found = list(db.session.query(NoticeRecord).order_by(NoticeRecord.due_at))
        db.session.expunge_all()
    return [one for one in found if wanted(one)]
