"""A record of what was done, that shows when someone has changed it: each entry is locked to the one before.

Who, what and when; never what was in it. One chain per plan, which outlives the plan.
"""

import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select, text
from sqlalchemy.orm import Session

from planner.accounts.access import Actor
from planner.accounts.models import AuditRecord
from planner.sealed import keys

PURPOSE = "audit"
FIRST = "0" * 64  # what the first entry of a chain is locked to
# Two devices of one person may do something at once: whoever comes second to a chain waits until the first is kept.
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:chain, 0))")


# Made once: making these takes longer than doing them.
LAST = (
    select(AuditRecord.number, AuditRecord.mac)
    .where(AuditRecord.chain == bindparam("wanted"))
    .order_by(AuditRecord.number.desc())
    .limit(1)
)
ADD = insert(AuditRecord)


class Entry(NamedTuple):
    """What one entry says, as in AuditRecord."""

    chain: str
    number: int
    at: datetime
    person: str
    role: str
    device: str
    action: str


class Fault(NamedTuple):
    """What is wrong at one place of a chain: the number of the entry, and whether it is `missing` or `changed`."""

    number: int
    how: str


class Verified(NamedTuple):
    """What a look through all chains found. `head` is to be kept elsewhere: it shows later if entries were cut off."""

    entries: int
    chains: int
    faults: tuple[str, ...]
    head: str


def note(session: Session, actor: Actor, action: str, now: datetime, chain: str = "") -> None:
    """Add one entry, in the transaction of what was done. `chain` is the holder of the plan: whom the
    actor acts for unless said."""
    chain = chain or actor.holder or actor.person
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(ONE_AT_A_TIME, {"chain": chain})
    number, mac = connection.execute(LAST, {"wanted": chain}).first() or (0, FIRST)
    entry = Entry(chain, number + 1, now, actor.person, actor.role, actor.device, action)
    connection.execute(ADD, {**entry._asdict(), "mac": _mac(mac, entry)})


def verify(session: Session, head: str = "") -> Verified:
    """Look through every chain; compare with a `head` kept from an earlier time, when one is given.

    Raises ValueError when `head` is none of ours. Nothing is written.
    """
    asked_up_to = _number_in(head) if head else None
    last_id = _last_entry(session)
    faults: list[str] = []
    entries, ends, earlier = 0, [], []
    for chain, rows in _chains(session, last_id):
        entries += len(rows)
        faults += [_in_words(chain, one) for one in faults_in(rows)]
        then = [row for row in rows if asked_up_to is not None and row.id <= asked_up_to]
        end_then = f"{chain} {then[-1].number} {then[-1].mac}" if then else ""
        ends.append(f"{chain} {rows[-1].number} {rows[-1].mac}")
        if end_then:
            earlier.append(end_then)
    if asked_up_to is not None and _head(asked_up_to, earlier) != head:
        faults.append("entries that were there when this head was written down are missing or changed")
    return Verified(entries, len(ends), tuple(faults), _head(last_id, ends))


def faults_in(rows: list[AuditRecord], number: int = 0, mac: str = FIRST) -> Iterator[Fault]:
    """What is wrong with entries that follow entry `number`, locked with `mac`."""
    for row in rows:
        number += 1
        if row.number != number:
            yield Fault(number, "missing")
            number = row.number
        elif not hmac.compare_digest(row.mac, _mac(mac, row)):
            yield Fault(number, "changed")
        mac = row.mac


def _in_words(chain: str, fault: Fault) -> str:
    return f"{chain}: entry {fault.number} {'is missing' if fault.how == 'missing' else 'was changed'}"


def _last_entry(session: Session) -> int:
    """The id of the last entry, once every entry with a smaller one is kept or given up."""
    last = select(func.max(AuditRecord.id))
    if session.get_bind().dialect.name != "postgresql":
        return session.scalar(last) or 0
    waiting = session.begin_nested()
    session.execute(text("LOCK TABLE audit IN SHARE MODE"))
    found = session.scalar(last) or 0
    waiting.rollback()  # lets the lock go: what is added from now on has a larger id and is not looked at
    return found


def _chains(session: Session, last_id: int) -> Iterator[tuple[str, list[AuditRecord]]]:
    """Every chain with its entries in order, one chain in memory at a time."""
    rows = session.scalars(
        select(AuditRecord)
        .where(AuditRecord.id <= last_id)
        .order_by(AuditRecord.chain, AuditRecord.number)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    chain = ""
    found: list[AuditRecord] = []
    for row in rows:
        if row.chain != chain and found:
            yield chain, found
            found = []
        chain = row.chain
        found.append(row)
    if found:
        yield chain, found


def _mac(before: str, entry: AuditRecord | Entry) -> str:
    told = [entry.chain, entry.number, entry.at.isoformat(), entry.person, entry.role, entry.device, entry.action]
    return hmac.digest(keys().for_purpose(PURPOSE), json.dumps([before, *told]).encode(), "sha256").hex()


def _head(up_to: int, ends: list[str]) -> str:
    """The number of the last entry, and a lock over where every chain ended with it."""
    locked = hmac.digest(keys().for_purpose(PURPOSE), "\n".join([str(up_to), *sorted(ends)]).encode(), "sha256").hex()
    return f"{up_to:016x}{locked}"


def _number_in(head: str) -> int:
    if len(head) != 80 or set(head) - set("0123456789abcdef"):
        raise ValueError("A head has 80 figures and letters, as `audit verify` printed it.")
    return int(head[:16], 16)
