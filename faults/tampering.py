"""Somebody changes the record of what was done: every way of changing it has to show."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from faults.looking import app_at
from faults.rows import Row
from planner.accounts import audit
from planner.accounts.access import PATIENT, Actor
from planner.db import db, transaction

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
CHAINS, ENTRIES = 3, 5
MIDDLE, LAST = "number = 3 AND chain = 'plan-1'", f"number = {ENTRIES} AND chain = 'plan-1'"
# What somebody with the database in hand might do: a name, and the statements that do it.
WAYS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("another action", (f"UPDATE audit SET action = 'nothing' WHERE {MIDDLE}",)),
    ("another person", (f"UPDATE audit SET person = 'somebody' WHERE {MIDDLE}",)),
    ("another device", (f"UPDATE audit SET device = 'elsewhere' WHERE {MIDDLE}",)),
    ("another role", (f"UPDATE audit SET role = 'nurse' WHERE {MIDDLE}",)),
    ("another moment", (f"UPDATE audit SET at = (SELECT max(at) FROM audit) WHERE {MIDDLE}",)),
    ("another lock", (f"UPDATE audit SET mac = '{'a' * 64}' WHERE {MIDDLE}",)),
    ("one taken out", (f"DELETE FROM audit WHERE {MIDDLE}",)),
    (
        "one taken out, the rest moved up",
        (
            f"DELETE FROM audit WHERE {MIDDLE}",
            "UPDATE audit SET number = 3 WHERE number = 4 AND chain = 'plan-1'",
            "UPDATE audit SET number = 4 WHERE number = 5 AND chain = 'plan-1'",
        ),
    ),
    ("the first taken out", ("DELETE FROM audit WHERE number = 1 AND chain = 'plan-1'",)),
    ("the last cut off", (f"DELETE FROM audit WHERE {LAST}",)),
    ("a chain taken out", ("DELETE FROM audit WHERE chain = 'plan-1'",)),
    ("all taken out", ("DELETE FROM audit",)),
    ("one moved to another chain", (f"UPDATE audit SET chain = 'plan-9' WHERE {LAST}",)),
    ("a chain under another name", ("UPDATE audit SET chain = 'plan-9' WHERE chain = 'plan-1'",)),
    (
        "two changed over",
        (
            "UPDATE audit SET number = 99 WHERE number = 2 AND chain = 'plan-1'",
            "UPDATE audit SET number = 2 WHERE number = 3 AND chain = 'plan-1'",
            "UPDATE audit SET number = 3 WHERE number = 99 AND chain = 'plan-1'",
        ),
    ),
    (
        "one made up",
        (
            "INSERT INTO audit (id, chain, number, at, person, role, device, action, mac) "
            f"SELECT 9999, chain, {ENTRIES + 1}, at, person, role, device, action, mac FROM audit WHERE {LAST}",
        ),
    ),
)


def tamper(folder: Path, name: str, database: str, tell: Callable[[str], None]) -> Row:
    """Try every way, each on the same record, with the head that was written down before. The tables must be there."""
    missed = []
    with app_at(folder, database).app_context():
        with transaction() as session:
            session.execute(text("DELETE FROM audit"))
            _write(session)
        head = audit.verify(db.session()).head
        for way, statements in WAYS:
            session = db.session()
            session.rollback()
            for statement in statements:
                session.execute(text(statement))
            if not audit.verify(session, head).faults:
                missed.append(way)
            session.rollback()
            tell(f"{way}: {'MISSED' if way in missed else 'seen'}")
        if audit.verify(db.session(), head).faults:
            missed.append("an untouched record was called changed")
    note = "; ".join(missed) or "every way was seen, and the untouched record holds"
    return Row("audit-tamper", name, len(WAYS) + 1, len(missed), note)


def _write(session: Session) -> None:
    for number in range(ENTRIES):
        for chain in range(CHAINS):
            who = Actor(f"plan-{chain}", PATIENT, f"device-{number}")
            audit.note(session, who, "answers-kept", START + timedelta(minutes=number))
