"""Puts the notices that a plan wants in the place of those that wait: what was told stays, and is not told again.

A last safe day is told once for each of its days. If it moves to another day after that was told, it is told again at
once: what somebody has read does not hold any more. If nothing could reach them, it is told once something does.
"""

import hmac
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from planner.calendar.shown import zone_of
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.reminders.moments import day_at
from planner.reminders.policy import DAILY, LOOKS_BACK, RISES_SOONER

# Why a notice that was due is not sent after all.
STOPPED, NOT_NEEDED, NOT_ALLOWED = "stopped", "not-needed", "not-allowed"
STALE, LATER_ONE, TOLD_LATELY, SEEN = "stale", "in-a-later-one", "told-lately", "seen"
SENT = "sent"
TOLD = (SENT, LATER_ONE, TOLD_LATELY, SEEN)  # its reader knows
NOT_WANTED = (STOPPED, NOT_NEEDED, NOT_ALLOWED)  # then; it may be again


class Wanted(NamedTuple):
    """One notice as the plan wants it; see NoticeRecord. `marks`: of its last safe days, see `mark_of`. `waits`: how
    long it waits for another reader first, also where it is made late. `reached`: something reaches its reader."""

    id: str
    to: str
    share: str | None
    kind: str
    day: date
    due_at: datetime
    stale_at: datetime
    marks: frozenset[str] = frozenset()
    waits: timedelta = timedelta(0)
    reached: bool = False


def notice_id(secret: bytes, to: str, kind: str, day: date, marks: Iterable[str] = ()) -> str:
    """The name of one notice: the same for ever for one plan, reader, kind and day, and telling nothing. `marks`: of
    what moved after this day was told, where it is told again."""
    slot = "/".join(["notice", to, kind, day.isoformat(), *sorted(marks)])
    return hmac.digest(secret, slot.encode(), "sha256").hex()[:32]


def mark_of(secret: bytes, code: str, safe: date) -> str:
    """What stands for a step with its last safe day where it is noted that it was told: the same for one plan, and
    telling nothing."""
    return hmac.digest(secret, f"told/{code}/{safe.isoformat()}".encode(), "sha256").hex()[:16]


def rewrite(session: Session, kept: KeptPlan, wanted: Sequence[Wanted], occasion: Occasion, why: str) -> None:
    """Bring the rows of a plan to what is wanted, in the caller's transaction. `why`: for what reason the others are
    not wanted any more."""
    now, today = occasion.now, day_at(occasion.now, zone_of(kept))
    query = select(NoticeRecord).where(NoticeRecord.plan_id == kept.id)
    since = today - timedelta(days=LOOKS_BACK)
    rows = list(session.scalars(query.where(or_(NoticeRecord.at.is_not(None), NoticeRecord.day >= since))))
    there = {one.id: one for one in rows}
    for one in wanted:
        row = there.pop(one.id, None)
        if row is not None and (row.outcome in TOLD or row.told_on or row.taken_by):
            fresh = one.marks - _told_on(rows, one)
            if fresh and one.day >= today:
                one = one._replace(id=notice_id(kept.secret, one.to, one.kind, one.day, fresh))
                row = there.pop(one.id, None)
            if row is not None and row.outcome in TOLD:
                continue
        if row is None:
            _put(session, kept, one, now, today)
        else:
            _bring_up(row, one, kept, now, today)
    for row in there.values():
        _let_go(session, row, occasion, why)
    if why == STOPPED:
        tries = NoticeRecord.channel_id.in_(select(ChannelRecord.id).where(ChannelRecord.person_id == kept.person))
        done = {"at": None, "outcome": STOPPED, "done_at": now}
        session.execute(update(NoticeRecord).where(tries, NoticeRecord.at.is_not(None)).values(done))


def _told_on(rows: Iterable[NoticeRecord], one: Wanted) -> set[str]:
    """The marks of what the reader of a notice was told on its day."""
    same = [row for row in rows if (row.to, row.kind, row.day) == (one.to, one.kind, one.day)]
    return {mark for row in same for mark in row.said.split()}


def _put(session: Session, kept: KeptPlan, one: Wanted, now: datetime, today: date) -> None:
    """A new notice. No ordinary one is made in the past; a last safe day that is told today is told still."""
    due_at = one.due_at
    if due_at <= now:
        if one.kind == DAILY or one.day < today:
            return
        due_at = now + _late(one)
    if due_at >= one.stale_at:
        return
    session.add(
        NoticeRecord(
            id=one.id,
            plan_id=kept.id,
            to=one.to,
            share_id=one.share,
            kind=one.kind,
            day=one.day,
            due_at=due_at,
            stale_at=one.stale_at,
            at=due_at,
            version=kept.version,
        )
    )


def _bring_up(row: NoticeRecord, one: Wanted, kept: KeptPlan, now: datetime, today: date) -> None:
    """A notice that waits goes to its other hour. One that was due and not told is made good for where it is of a last
    safe day: when it is wanted again, or when something reaches its reader again."""
    due_at = one.due_at
    if row.outcome:
        if row.outcome not in NOT_WANTED and (row.outcome == STALE or not one.reached):
            return
        if due_at <= now:
            if one.kind == DAILY or one.day < today:
                return
            due_at = now + _late(one)
    elif due_at <= now and one.kind != DAILY:  # it was made late: then it keeps its moment, or has a sooner one
        due_at = min(row.due_at, now + _late(one))
    if due_at >= one.stale_at:
        return
    if row.seen_at and not one.marks <= set(row.said.split()):  # what was seen has moved since
        row.seen_at = None
    if (row.due_at, row.stale_at, row.outcome) == (due_at, one.stale_at, ""):
        return
    if row.outcome or row.attempts == 0:
        row.at, row.outcome, row.done_at = due_at, "", None
    row.due_at, row.stale_at, row.version = due_at, one.stale_at, kept.version


def _late(one: Wanted) -> timedelta:
    """How long one that is made late waits for another reader first. Where only hours are left, it is asked when it is
    sent whether they had theirs."""
    return one.waits if one.waits > timedelta(hours=max(RISES_SOONER.values())) else timedelta(0)


def _let_go(session: Session, row: NoticeRecord, occasion: Occasion, why: str) -> None:
    """One that is not wanted. What is due, or of a day that is over, is decided when it is sent, with its reason."""
    if row.at is None:
        return
    if row.due_at > occasion.now and row.attempts == 0 and row.day >= occasion.today:
        session.delete(row)
    elif why == STOPPED:
        row.at, row.outcome, row.done_at = None, why, occasion.now
