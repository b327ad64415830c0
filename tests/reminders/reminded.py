"""Somebody who is reminded: adds ways, chooses, lets time pass, and reads what arrives."""

from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import func, select

from planner.accounts.access import Actor
from planner.db import db
from planner.reminders.choices import Choices
from planner.reminders.kept_ways import Channel
from planner.reminders.models import ChannelRecord, NoticeRecord, WatchedPlanRecord
from planner.reminders.reachable import add_channel
from planner.reminders.rehearsals import prove_channel
from planner.reminders.told import choose
from planner.sender import SweptAll, occasion_in, sweep_now
from planner.tokens import new_id, new_token
from tests.plans.living import Somebody


class Reminded(Somebody):
    """Somebody with a plan, at a clock that stands still."""

    def __init__(self, app: Flask, clock: time_machine.Traveller, **told: Any) -> None:
        super().__init__(**told)
        self.app, self.clock = app, clock
        self.zone = self.kept.told.get("time_zone")

    @property
    def now(self) -> Any:
        """This moment where they live."""
        return occasion_in(self.zone)

    def is_reached(self, email: str = "", actor: Actor | None = None) -> "Reminded":
        """An e-mail address is added, tried and proved; what arrived for that is put away."""
        self.adds_email(email, actor)
        self.letters()
        return self

    def adds_email(self, email: str = "", actor: Actor | None = None) -> Channel:
        """The same; what arrived is still there."""
        who, email = actor or self.actor, email or f"{new_id()[:8]}@example.org"
        channel = add_channel(who, new_token(), "email", {"email": email}, [], self.now)
        self.sweeps()
        record = db.session.get(ChannelRecord, channel.id)
        assert record
        proved = prove_channel(who, new_token(), channel.id, record.opened("test")["number"], self.now)
        assert proved.proven_at == self.now.now
        return proved

    def chooses(self, actor: Actor | None = None, **told: Any) -> None:
        """Choose how to be reminded."""
        choose(actor or self.actor, new_token(), Choices(**told), self.now)

    def goes_to(self, day: date, hour: int = 12, minute: int = 0) -> None:
        """Time passes, by clocks in UTC."""
        self.clock.move_to(datetime.combine(day, time(hour, minute), UTC))

    def sweeps(self) -> SweptAll:
        """Let the sender look once."""
        swept = sweep_now()
        db.session.rollback()
        return swept

    def lives_until(self, day: date, hour: int = 12) -> None:
        """Let time pass until then, with a look of the sender whenever there is anything to look at."""
        end = datetime.combine(day, time(hour), UTC)
        while (at := self._next()) and at <= end:
            self.clock.move_to(max(at, occasion_in(None).now))
            self.sweeps()
        self.clock.move_to(end)

    def _next(self) -> datetime | None:
        """When there is something to look at next."""
        db.session.rollback()
        found = [db.session.scalar(select(func.min(column))) for column in (NoticeRecord.at, WatchedPlanRecord.look_at)]
        return min((one for one in found if one), default=None)

    def letters(self) -> list[EmailMessage]:
        """What has arrived since the last look, the first first, put away now."""
        folder = Path(str(self.app.config["MAIL_URL"]).removeprefix("file:"))
        found = sorted(folder.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns) if folder.exists() else []
        read = [message_from_bytes(one.read_bytes(), policy=default) for one in found]
        for one in found:
            one.unlink()
        return [one for one in read if isinstance(one, EmailMessage)]

    def notices(self, **wanted: Any) -> list[NoticeRecord]:
        """The notices of their plan, the first due first."""
        db.session.rollback()
        query = db.session.query(NoticeRecord).filter_by(plan_id=self.kept.id, **wanted)
        return list(query.order_by(NoticeRecord.due_at, NoticeRecord.id))

    def waiting(self) -> list[NoticeRecord]:
        """Those of them that wait."""
        return [one for one in self.notices() if one.at is not None]


def body_of(letter: EmailMessage) -> str:
    """The words of an e-mail."""
    return str(letter.get_content())
