"""The part of reminders in the walk through the whole service: each way and each notice in every state it can have."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from planner.at_the_door import now
from planner.db import transaction
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.outbox import OWNER
from planner.reminders.policy import DAILY, KINDS, LAST_SAFE, TEST
from planner.tokens import new_id
from planner.web.reminders.notices_view import NOT_SENT
from planner.web.reminders.ways_view import DEAD
from tests.web.living import kept_by
from tests.web.phones import Phone

WAY = re.compile(r"/reminders/([0-9a-f]{32})/end")
BROWSER = {"endpoint": "https://fcm.googleapis.com/fcm/send/one", "p256dh": "key", "auth": "word"}
HOURS = {"hour": "9", "quiet_from": "21", "quiet_to": "8"}


def of_somebody(phone: Phone, language: str) -> None:
    """Ways are added, wrongly too, and fare in every way; choices are kept; and the plan says what it says of them."""
    app = phone.app
    sends = f"file:{app.config['INSTANCE']}/mail"
    for wanted in (sends, ""):
        app.config["MAIL_URL"], app.config["PUSH_CONTACT"] = wanted, "mailto:operator@example.org" if wanted else ""
        phone.gets("/reminders")
        phone.sends("/reminders/email", email="nobody")
        phone.sends("/reminders/push", endpoint="https://elsewhere.example/x", p256dh="x", auth="x")
    app.config["MAIL_URL"], app.config["PUSH_CONTACT"] = sends, "mailto:operator@example.org"
    keys = phone.keys("/reminders")
    for email in ("a@example.org", "b@example.org"):
        phone.sends("/reminders/email", keys, email=email)
    phone.sends("/reminders/push", **BROWSER)
    for number in range(9):
        phone.sends("/reminders/email", email=f"z{number}@example.org")
    phone.sends("/reminders/choices", **HOURS, words="plain", language=language, daily="no")
    phone.sends("/reminders/choices", hour="99", quiet_from="", quiet_to="", words="", language="")
    ways = WAY.findall(phone.gets("/reminders").text)
    for way in ways[2:]:
        phone.sends(f"/reminders/{way}/end")
    phone.gets("/reminders?said=ended")
    phone.sends(f"/reminders/{ways[0]}/prove", number="1")
    for said in ("kept", "proved"):
        phone.gets(f"/reminders?said={said}")
    app.config["MAIL_URL"] = "none"
    phone.gets("/reminders")
    app.config["MAIL_URL"] = sends
    _fare(phone, ways[:2])


def _fare(phone: Phone, ways: list[str]) -> None:
    """Both ways fare in every way there is, and every notice comes to every end."""
    with phone.app.app_context():
        moment = now()
    earlier = moment - timedelta(hours=3)

    def becomes(**told: Any) -> Callable[[ChannelRecord], None]:
        return lambda one: [setattr(one, name, value) for name, value in told.items()] and None

    proved = {"proven_at": earlier, "tested_at": earlier}
    for change in (
        becomes(taken_at=moment),
        becomes(failing_since=earlier, taken_at=None),
        becomes(tested_at=earlier),
        becomes(**proved, failing_since=None, taken_at=moment),
        becomes(**proved, taken_at=None, daily=False),
        becomes(tested_at=moment),
        becomes(**proved, failing_since=earlier),
        *(becomes(dead=word) for word in (*DEAD, "another")),
    ):
        with phone.app.app_context(), transaction() as session:
            for way in ways:
                change(session.get_one(ChannelRecord, way))
        phone.gets("/reminders")
        phone.gets("/plan")
    with phone.app.app_context(), transaction() as session:
        becomes(dead="", failing_since=None)(session.get_one(ChannelRecord, ways[0]))
        session.get_one(ChannelRecord, ways[1]).ended_at = moment
    phone.gets("/reminders")
    phone.gets("/plan")
    _notices(phone, ways[0])


def _notices(phone: Phone, way: str) -> None:
    plan = kept_by(phone).id
    with phone.app.app_context():
        moment = now()
        with transaction() as session:
            for number, outcome in enumerate(("sent", "", *NOT_SENT, "another")):
                for kind in KINDS:
                    if kind == TEST:
                        continue
                    one = NoticeRecord(id=new_id(), plan_id=plan, to=OWNER, kind=kind, day=moment.date(), version=1)
                    one.due_at = moment - timedelta(hours=number)
                    one.stale_at, one.at = moment + timedelta(days=1), None if outcome else moment
                    one.outcome, one.done_at = outcome, moment if outcome else None
                    session.add(one)
                    session.flush()
                    if outcome in ("sent", "") and kind in (DAILY, LAST_SAFE):
                        told = {"outcome": outcome, "receipt": "timeout", "at": moment, "attempts": 1}
                        session.add(MessageRecord(id=new_id(), notice_id=one.id, channel_id=way, **told))
    phone.gets("/reminders")
    phone.gets("/plan")
