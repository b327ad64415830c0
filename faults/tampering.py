"""Somebody changes the record of what was done: every way of changing it has to show."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from faults.looking import app_at
from faults.rows import Row
from faults.tampering_at_random import at_random
from planner.accounts import audit
from planner.accounts.access import NURSE, PATIENT, Actor
from planner.accounts.chains import VerifiedChain, verify_chain
from planner.db import db, transaction

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
CHAINS, ENTRIES = 3, 5
CLINICS, LOOKS = 2, 12  # chains of clinics beside those of plans, and how many entries a nurse leaves in both
END = ENTRIES + LOOKS // CHAINS  # the number of the last entry in a plan's chain
MIDDLE, LAST = "number = 3 AND chain = 'plan-1'", f"number = {END} AND chain = 'plan-1'"
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
            *(f"UPDATE audit SET number = {to} WHERE number = {to + 1} AND chain = 'plan-1'" for to in range(3, END)),
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
            f"SELECT 9999, chain, {END + 1}, at, person, role, device, action, mac FROM audit WHERE {LAST}",
        ),
    ),
)


def tamper(
    folder: Path, name: str, database: str, tell: Callable[[str], None], at_random_too: int = 0, seed: int = 0
) -> Row:
    """Try every way, and as many at random, each on the same record, with the heads that were written down before: that
    of the whole record, and that of each chain. The tables must be there."""
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
        missed += _missed_at_random(head, at_random_too, seed)
        tell(f"{at_random_too} at random: {len(missed)} missed in all")
        if audit.verify(db.session(), head).faults or any(one.faults for one in _chains(db.session()).values()):
            missed.append("an untouched record was called changed")
    note = "; ".join(missed[:5]) or "every way was seen, and the untouched record holds"
    return Row("audit-tamper", name, len(WAYS) + at_random_too + 1, len(missed), note)


def _missed_at_random(head: str, count: int, seed: int) -> list[str]:
    """Which of so many changes at random were not seen, by the head of the whole record or by those of its chains."""
    missed, session = [], db.session()
    heads = {chain: found.head for chain, found in _chains(session).items()}
    for way in list(at_random(session, count, seed)):
        session.rollback()
        way.do(session)
        in_a_chain = any(found.faults for found in _chains(session, heads).values())
        if not (audit.verify(session, head).faults and in_a_chain):
            missed.append(way.name)
        session.rollback()
    return missed


def _chains(session: Session, heads: Mapping[str, str] | None = None) -> dict[str, VerifiedChain]:
    """A look through each chain by itself, with its head of before where there is one."""
    known = heads or dict.fromkeys(
        [f"plan-{one}" for one in range(CHAINS)] + [f"clinic-{one}" for one in range(CLINICS)], ""
    )
    return {chain: verify_chain(session, chain, head) for chain, head in known.items()}


def _write(session: Session) -> None:
    for number in range(ENTRIES):
        for chain in range(CHAINS):
            who = Actor(f"plan-{chain}", PATIENT, f"device-{number}")
            audit.note(session, who, "answers-kept", START + timedelta(minutes=number))
    for number in range(LOOKS):
        plan, clinic = number % CHAINS, number % CLINICS
        nurse = Actor(f"nurse-{clinic}", NURSE, f"device-{clinic}", f"plan-{plan}")
        audit.note(session, nurse, "plan-read", START + timedelta(hours=number))
        audit.note(session, nurse, f"plan-read {plan:08x}", START + timedelta(hours=number), chain=f"clinic-{clinic}")
