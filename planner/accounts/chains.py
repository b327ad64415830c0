"""The record of one plan or of one clinic: read page by page, and looked through by itself."""

import hmac
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.accounts.audit import FIRST, LAST, Entry, Fault, faults_in
from planner.accounts.models import AuditRecord


class VerifiedChain(NamedTuple):
    """What a look through one chain found. `head` names its last entry, `NUMBER-LOCK`: kept elsewhere, it shows later
    if entries were cut off."""

    entries: int
    faults: tuple[Fault, ...]
    head: str


def entries_of(
    session: Session, chain: str, before: int | None = None, count: int = 50, roles: tuple[str, ...] = ()
) -> list[Entry]:
    """Entries of one chain, the last first: those with a number below `before`, by somebody in one of these roles."""
    query = select(*(getattr(AuditRecord, name) for name in Entry._fields)).where(AuditRecord.chain == chain)
    if before is not None:
        query = query.where(AuditRecord.number < before)
    if roles:
        query = query.where(AuditRecord.role.in_(roles))
    return [Entry(*row) for row in session.execute(query.order_by(AuditRecord.number.desc()).limit(count))]


def verify_chain(
    session: Session, chain: str, head: str = "", since: int = 0, until: int | None = None
) -> VerifiedChain:
    """Look through one chain, or through its entries after number `since` up to `until`; compare with a `head` of an
    earlier time, when one is given. A chain nobody has written to has no head.

    Raises ValueError when `head` is none of ours. Nothing is written.
    """
    then, lock_then = _read_head(head) if head else (0, "")
    last = session.execute(LAST, {"wanted": chain}).first()
    number, mac = last or (0, "")
    wanted = AuditRecord.chain == chain, AuditRecord.number >= since
    query = select(AuditRecord).where(*wanted).order_by(AuditRecord.number)
    if until is not None:
        query = query.where(AuditRecord.number <= until)
    rows = list(session.scalars(query.execution_options(populate_existing=True)))
    before = rows.pop(0) if since and rows and rows[0].number == since else None
    faults = list(faults_in(rows, since, before.mac if before else FIRST))
    if since and before is None:
        faults.insert(0, Fault(since, "missing"))
    if then:
        kept = session.scalar(select(AuditRecord.mac).where(AuditRecord.chain == chain, AuditRecord.number == then))
        if kept is None or not hmac.compare_digest(kept, lock_then):
            faults.append(Fault(then, "changed" if kept else "missing"))
    return VerifiedChain(number, tuple(faults), f"{number}-{mac}" if number else "")


def _read_head(head: str) -> tuple[int, str]:
    """The number and the lock in the head of one chain."""
    number, _, lock = head.partition("-")
    if not (number.isascii() and number.isdecimal() and 0 < len(number) < 10) or len(lock) != 64:
        raise ValueError("The head of a record is a number, a dash and 64 figures and letters, as it was shown.")
    return int(number), lock
