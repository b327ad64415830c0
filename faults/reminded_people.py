"""People who are reminded, as many as wanted: plans as the service keeps them, and an address each, put in in bulk.

What they are told, and when, the service's own outbox works out when a sender looks at them for the first time.
"""

import json
from datetime import UTC, date, datetime, time, timedelta

import time_machine
from flask import current_app
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from planner.accounts.access import PATIENT
from planner.accounts.models import PersonRecord
from planner.db import db, transaction
from planner.migrated import bring_up
from planner.plans.models import PlanRecord, SummaryRecord
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord, WatchedPlanRecord
from planner.reminders.reachable import ADDRESS
from planner.sealed import Where, keyed_hash, seal
from planner.sender import sweep_now
from planner.tokens import new_id
from tests.people import answers

MADE_ON = date(2026, 3, 2)
CHEMO_ON = MADE_ON + timedelta(days=40)  # so near, a plan rings on most days
EARLY, NOON = time(6), time(12)  # in winter and summer, before and after the hour at which everybody is told
IN_ONE_CHANGE = 1_000


def put_people(count: int) -> None:
    """So many people with the same answers, each reached at an address of their own; no sender has looked at them.

    They can be reached where the service has a way to send e-mail at all.
    """
    told = json.dumps(answers(treatment_date=CHEMO_ON.isoformat()))
    names = [new_id() for _ in range(count)]
    for begin in range(0, count, IN_ONE_CHANGE):
        with transaction() as session:
            _put(session, names[begin : begin + IN_ONE_CHANGE], told)
    db.session.remove()


def days_of(count: int) -> list[date]:
    """So many people whom a sender has looked at once, and nobody else is reminded; the days on which all are told
    something, from the next one on."""
    bring_up()
    with transaction() as session:
        session.execute(delete(NoticeRecord))
        session.execute(delete(WatchedPlanRecord))
    current_app.config["MAIL_URL"] = "none"
    with time_machine.travel(moment_on(MADE_ON, EARLY), tick=True):
        put_people(count)
        sweep_now()
    found = [day for day in days_told() if day > MADE_ON]
    db.session.remove()
    db.engine.dispose()
    return found


def moment_on(day: date, hour: time) -> datetime:
    """A moment of a day, by clocks in UTC."""
    return datetime.combine(day, hour, UTC)


def days_told() -> list[date]:
    """The days on which everybody is told something, as the notices that wait say."""
    people = select(func.count()).select_from(WatchedPlanRecord).scalar_subquery()
    days = select(NoticeRecord.day).where(NoticeRecord.at.is_not(None)).group_by(NoticeRecord.day)
    found = list(db.session.scalars(days.having(func.count() == people).order_by(NoticeRecord.day)))
    db.session.remove()
    return found


def outcomes_of(day: date) -> dict[str, int]:
    """What became of the notices of a day, and of how many; `waits` where it is not over."""
    counted = select(NoticeRecord.outcome, NoticeRecord.at.is_(None), func.count()).where(NoticeRecord.day == day)
    rows = db.session.execute(counted.group_by(NoticeRecord.outcome, NoticeRecord.at.is_(None))).all()
    db.session.remove()
    found: dict[str, int] = {}
    for outcome, is_over, count in rows:
        name = outcome if is_over else "waits"
        found[name] = found.get(name, 0) + count
    return found


def messages_of(day: date) -> set[str]:
    """The names of the messages of a day of which it is noted that they were sent."""
    query = select(MessageRecord.id).join(NoticeRecord, NoticeRecord.id == MessageRecord.notice_id)
    found = set(db.session.scalars(query.where(NoticeRecord.day == day, MessageRecord.outcome == "sent")))
    db.session.remove()
    return found


def _put(session: Session, names: list[str], told: str) -> None:
    now = moment_on(MADE_ON, EARLY)
    session.execute(insert(PersonRecord), [{"id": name, "role": PATIENT, "made_at": now} for name in names])
    plans = [
        {
            "id": name,
            "person_id": name,
            "answers": seal(told, Where("plan", name, "answers")),
            "secret": seal(2 * name, Where("plan", name, "secret")),
            "looked_on": MADE_ON,
            "noted_on": MADE_ON,
            "made_on": MADE_ON,
            "asked_on": MADE_ON,
            "as_of": MADE_ON,
            "version": 1,
            "changed_at": now,
            "unseen": 0,
            "story": "",
        }
        for name in names
    ]
    session.execute(insert(PlanRecord), plans)
    rows = [{"plan_id": name, "last_safe": None, "counted_on": MADE_ON, "version": 1, "guidance": ""} for name in names]
    session.execute(insert(SummaryRecord), rows)
    ways = [
        {
            "id": new_id(),
            "person_id": name,
            "kind": "email",
            "address_hash": keyed_hash(f"email {name}@example.org", ADDRESS),
            "made_at": now,
            "proven_at": now,
            "daily": True,
            "dead": "",
        }
        for name in names
    ]
    for way in ways:
        address = json.dumps({"email": f"{way['person_id']}@example.org"})
        way["told"] = seal(address, Where("channel", str(way["id"]), "told"))
    session.execute(insert(ChannelRecord), ways)
    session.execute(insert(WatchedPlanRecord), [{"plan_id": name, "look_at": now} for name in names])
