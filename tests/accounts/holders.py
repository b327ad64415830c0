"""People as the rows of coming back know them: an id, a phone or two, and no plan yet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import NamedTuple

from flask import Flask
from sqlalchemy import select

from planner.accounts.access import PATIENT, Actor
from planner.accounts.devices import open_device
from planner.accounts.models import AuditRecord, PersonRecord
from planner.db import db, transaction
from planner.errors import AheadError
from planner.tokens import new_id, new_token

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = date(2026, 3, 2)


class Held(NamedTuple):
    """Somebody at one device, and the secret in its cookie."""

    actor: Actor
    token: str


def somebody() -> Held:
    """A new person with one phone."""
    with transaction() as session:
        person = PersonRecord(id=new_id(), role=PATIENT, made_at=NOON)
        session.add(person)
        session.flush()
        token = new_token()
        return Held(open_device(session, person.id, token, "phone", NOON, TODAY), token)


def another_device(actor: Actor, kind: str = "computer", seen_on: date = TODAY) -> Held:
    """One more device of the same person."""
    token = new_token()
    with transaction() as session:
        return Held(open_device(session, actor.person, token, kind, NOON, seen_on), token)


def done_to(person: str) -> list[str]:
    """What the audit says was done to what this person holds, in order."""
    query = select(AuditRecord.action).where(AuditRecord.chain == person).order_by(AuditRecord.number)
    return list(db.session.scalars(query))


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """Do these at the same moment, each as a process of its own would. What each came to: a refusal is its error."""
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        with app.app_context():
            start.wait()
            try:
                return act()
            except AheadError as error:
                return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))
