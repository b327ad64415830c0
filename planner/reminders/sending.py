"""Sends what is due: each notice is taken up by one sender, sent by every way it has, and marked with what came of it.

Whoever takes a notice up moves the moment at which it is looked at next on by a lease. If they die, it is taken up
again then. What was sent is marked at once, way by way, so that a message goes out twice only when the sender died in
between, and then under the same name.
"""

import random
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.db import db, transaction
from planner.errors import AheadError
from planner.logs import failed
from planner.plans.changing import Occasion
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.reminders.addressed import STALE, Addressed, Letter, address
from planner.reminders.channels import Dead, TryLater, way_for
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.tallies import tally

LEASE = timedelta(minutes=5)  # more than twice as long as one way may take; it begins anew before it is half over
BATCH = 20  # notices taken up at once
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
SPREAD = (0.5, 1.5)  # so that not all that failed together comes again together
SENT, FAILED, NO_WAY = "sent", "failed", "no-such-way"
LATE = timedelta(minutes=15)  # what is sent later than this after it was due counts as late
OccasionIn = Callable[[str | None], Occasion]  # this moment, on the day it is in a time zone
UNREADABLE = (AheadError, ValueError, LookupError)  # one notice that cannot be read keeps no other from being sent


class Swept(NamedTuple):
    """What one sweep did: how many notices it took up, and how many messages it sent."""

    taken: int
    sent: int


def sweep(occasion_in: OccasionIn, sender: str, most: int = BATCH) -> Swept:
    """Send what is due now, in the order in which it is due, at most `most` notices. Raises NotKept."""
    taken = take_up(occasion_in(None).now, sender, most)
    return Swept(len(taken), sum(send_one(notice, occasion_in, sender) for notice in taken))


def take_up(now: datetime, sender: str, most: int) -> list[str]:
    """Take up notices that are due, by their ids. No other sender has them until the lease is over."""
    with transaction() as session:
        due = select(NoticeRecord.id).where(NoticeRecord.at <= now).order_by(NoticeRecord.at, NoticeRecord.id)
        taken = list(session.scalars(due.limit(most).with_for_update(skip_locked=True)))
        if taken:
            lease = {"at": now + LEASE, "taken_by": sender, "attempts": NoticeRecord.attempts + 1}
            mine = update(NoticeRecord).where(NoticeRecord.id.in_(taken))
            session.execute(mine.values(lease), execution_options={"synchronize_session": False})
    return taken


def send_one(notice: str, occasion_in: OccasionIn, sender: str) -> int:
    """Send one notice that this sender took up, and mark what became of it; how many messages were sent."""
    session = db.session()
    session.rollback()  # what was read before is read anew
    record = session.get(NoticeRecord, notice, populate_existing=True)
    if record is None or record.taken_by != sender or record.at is None:
        return 0
    occasion = occasion_in(_zone_of(session, record))
    try:
        addressed = address(session, record, occasion)
    except UNREADABLE as error:
        failed(error)
        addressed = Addressed(until=occasion.now + wait_after(record.attempts))
    due_at, attempts, stale_at, held_until = record.due_at, record.attempts, record.stale_at, record.at
    done = {name for name, outcome in _messages_of(session, notice) if outcome}
    letters = [one for one in addressed.letters if one.channel not in done]
    session.rollback()
    sent, again = 0, addressed.until
    for letter in letters:
        now = occasion_in(None).now
        if held_until - now < LEASE / 2:
            if not _hold_on(notice, sender, now):
                return sent
            held_until = now + LEASE
        outcome, receipt, after = hand_over(letter)
        if outcome == SENT:
            sent += 1
            _mark(notice, letter, SENT, receipt, now, late=now - due_at > LATE)
        elif after is not None:
            _mark(notice, letter, "", receipt, now)
            at = now + max(wait_after(attempts), timedelta(seconds=min(after, LONGEST_WAIT.total_seconds())))
            again = min(again, at) if again else at
        else:
            _mark(notice, letter, outcome, receipt, now)
    if again and again >= stale_at and not addressed.until:
        again = stale_at  # then it is not sent, and that is its reason
    _done(notice, sender, again, addressed.why, occasion_in(None).now)
    return sent


def hand_over(letter: Letter) -> tuple[str, str, float | None]:
    """Hand one message over: what became of it, what the other side said, and where it may take it later, in how many
    seconds at least."""
    send = way_for(letter.kind, current_app.config)
    if send is None:
        return NO_WAY, "", None
    try:
        return SENT, send(letter.message, letter.address, current_app.config)[:60], None
    except TryLater as error:
        return "", error.why, error.after or 0.0
    except Dead as error:
        return error.why, error.why, None
    except Exception as error:  # a way that breaks is no reason to lose the notice
        failed(error)
        return "", "broken", 0.0


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, up to an hour, and never for all alike."""
    wait = min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 20), LONGEST_WAIT)
    return wait * random.uniform(*SPREAD)


def _hold_on(notice: str, sender: str, now: datetime) -> bool:
    """Hold a notice for another lease, when so much of it is over that sending may outlast it: those of one batch wait
    for each other. Whether it is still this sender's."""
    with transaction() as session:
        record = session.get(NoticeRecord, notice, with_for_update=True)
        if record is None or record.taken_by != sender or record.at is None:
            return False
        record.at = now + LEASE
        return True


def _zone_of(session: Session, record: NoticeRecord) -> str | None:
    """The time zone of whoever holds the plan; None where there is none, or it cannot be read."""
    plan = session.get(PlanRecord, record.plan_id) if record.plan_id else None
    try:
        return kept_from(plan).told.get("time_zone") if plan else None
    except AheadError:
        return None


def _messages_of(session: Session, notice: str) -> Iterable[tuple[str, str]]:
    query = select(MessageRecord.channel_id, MessageRecord.outcome).where(MessageRecord.notice_id == notice)
    return [(name, outcome) for name, outcome in session.execute(query)]


def _mark(notice: str, letter: Letter, outcome: str, receipt: str, now: datetime, late: bool = False) -> None:
    """Note what became of one message, and with it how its way stands."""
    with transaction() as session:
        channel = session.get(ChannelRecord, letter.channel, with_for_update=True)
        if channel is None or session.get(NoticeRecord, notice) is None:
            return
        row = session.get(MessageRecord, letter.message.id)
        if row is None:
            row = MessageRecord(id=letter.message.id, notice_id=notice, channel_id=channel.id, attempts=0, at=now)
            session.add(row)
        row.attempts, row.outcome, row.receipt, row.at = row.attempts + 1, outcome, receipt, now
        if outcome == SENT:
            channel.taken_at, channel.failing_since = now, None
            tally(session, "sent", letter.kind, now)
            if late:
                tally(session, "late", letter.kind, now)
            return
        channel.failing_since = channel.failing_since or now
        tally(session, FAILED, receipt or outcome, now)
        if outcome and outcome != NO_WAY:
            channel.dead = outcome


def _done(notice: str, sender: str, again: datetime | None, why: str, now: datetime) -> None:
    """End with a notice: it is looked at again, or done with: sent by at least one way, or not, and why."""
    with transaction() as session:
        record = session.get(NoticeRecord, notice, with_for_update=True)
        if record is None or record.taken_by != sender:
            return
        record.taken_by = None
        if again:
            if record.at is not None:
                record.at = again
            return
        outcomes = [outcome for _name, outcome in _messages_of(session, notice)]
        if SENT in outcomes:
            why = SENT
        elif not why or (why == STALE and outcomes):
            why = next((one for one in outcomes if one), FAILED)
        record.at, record.outcome, record.done_at = None, why, now
        if why != SENT:
            tally(session, "not-sent", why, now)
