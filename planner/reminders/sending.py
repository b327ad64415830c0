"""Sends what is due: each notice is taken up by one sender, sent by every way it has, and marked with what came of it.

Whoever takes a notice up moves the moment at which it is looked at next on by a lease. If they die, it is taken up
again then. What was sent is marked at once, way by way, so that a message goes out twice only when the sender died in
between, and then under the same name.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from planner.db import NotKept, db, transaction
from planner.errors import AheadError
from planner.logs import failed
from planner.plans.changing import Occasion
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.reminders.addressed import NO_CHANNEL, Addressed, address
from planner.reminders.channels import Dead, NotFromHere, TryLater, way_for
from planner.reminders.channels.push import HOST_NOT_ALLOWED
from planner.reminders.messages import Letter
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord
from planner.reminders.policy import DAILY
from planner.reminders.rewriting import SENT, STALE, TOLD_LATELY
from planner.reminders.tallies import tally

LEASE = timedelta(minutes=5)  # more than twice as long as one way may take; it begins anew once it is half over
BATCH = 20  # notices taken up at once
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
SPREAD = (0.5, 1.5)  # so that not all that failed together comes again together
FAILED, NO_WAY = "failed", "no-such-way"
OURS = (NO_WAY, HOST_NOT_ALLOWED)  # what is for the settings to put right: no address is given up for it
LATE = timedelta(minutes=15)  # what is sent later than this after it was due counts as late
OccasionIn = Callable[[str | None], Occasion]  # this moment, on the day it is in a time zone
AWAY = (NotKept, OperationalError, InterfaceError)  # the database; all else is of one notice, and keeps back no other
STUCK, STUCK_AFTER = ("timeout", "no-answer"), 2  # a host that did so, so often in a row, is left alone for this sweep


class Swept(NamedTuple):
    """What one sweep did: how many notices it took up, and how many messages it sent."""

    taken: int
    sent: int


def sweep(occasion_in: OccasionIn, sender: str, most: int = BATCH, hosts: Counter[str] | None = None) -> Swept:
    """Send what is due now, what should not wait first, at most `most` notices. `hosts`: how often each of them took
    nothing lately. Raises NotKept."""
    hosts = Counter() if hosts is None else hosts
    taken = take_up(occasion_in(None).now, sender, most)
    return Swept(len(taken), sum(send_one(notice, occasion_in, sender, hosts) for notice in taken))


def take_up(now: datetime, sender: str, most: int) -> list[str]:
    """Take up notices that are due, by their ids. No other sender has them until the lease is over."""
    with transaction() as session:
        due = select(NoticeRecord.id).where(NoticeRecord.at <= now)
        due = due.order_by(NoticeRecord.kind == DAILY, NoticeRecord.at, NoticeRecord.id)
        taken = list(session.scalars(due.limit(most).with_for_update(skip_locked=True)))
        if taken:
            lease = {"at": now + LEASE, "taken_by": sender, "attempts": NoticeRecord.attempts + 1}
            mine = update(NoticeRecord).where(NoticeRecord.id.in_(taken))
            session.execute(mine.values(lease), execution_options={"synchronize_session": False})
    return taken


def send_one(notice: str, occasion_in: OccasionIn, sender: str, hosts: Counter[str] | None = None) -> int:
    """Send one notice that this sender took up, and mark what became of it; how many messages were sent.

    Before each way all is asked anew: a plan may have been stopped, and a consent withdrawn, while another took long.
    """
    hosts = Counter() if hosts is None else hosts
    sent, retry, tried = 0, None, set[str]()
    while True:
        record = _held(notice, sender)
        if record is None:
            return sent
        attempts, stale_at, due_at = record.attempts, record.stale_at, record.due_at
        held_until = record.at or stale_at
        addressed = _addressed(record, occasion_in)
        done = tried | {name for name, outcome in _messages_of(db.session(), notice) if outcome in (SENT, *OURS)}
        left = [one for one in addressed.letters if one.channel not in done]
        db.session.rollback()
        if not left:
            break
        letter, now = left[0], occasion_in(None).now
        if held_until - now < LEASE / 2 and not _hold_on(notice, sender, now):
            return sent
        tried.add(letter.channel)
        outcome, receipt, after = hand_over(letter, hosts)
        sent += outcome == SENT
        if after is not None:
            at = now + max(wait_after(attempts), timedelta(seconds=min(after, LONGEST_WAIT.total_seconds())))
            retry = min(retry, at) if retry else at
        with transaction() as session:
            late = outcome == SENT and now - due_at > LATE
            # The way before the notice, as whoever changes a way takes them.
            channel = session.get(ChannelRecord, letter.channel, with_for_update=True)
            record = _locked(session, notice)
            if channel is not None and record is not None:
                _mark(session, record, channel, letter, outcome, receipt, now, addressed, late=late)
            if len(left) == 1:
                _done(session, record, sender, _again(retry, stale_at, addressed), addressed, now)
                return sent
    with transaction() as session:
        again = _again(retry, stale_at, addressed)
        _done(session, _locked(session, notice), sender, again, addressed, occasion_in(None).now)
    return sent


def _again(retry: datetime | None, stale_at: datetime, addressed: Addressed) -> datetime | None:
    """When a notice is looked at again; None where it is done with."""
    if retry and retry >= stale_at:
        retry = stale_at  # then it is not sent, and that is its reason
    return min((one for one in (retry, addressed.until) if one), default=None)


def _held(notice: str, sender: str) -> NoticeRecord | None:
    """A notice as it is now, while it is this sender's and still to be sent."""
    session = db.session()
    session.rollback()  # what was read before is read anew
    record = session.get(NoticeRecord, notice, populate_existing=True)
    if record is None or record.taken_by != sender or record.at is None:
        return None
    return record


def _locked(session: Session, notice: str) -> NoticeRecord | None:
    """A notice as it is now, which nobody else changes until this transaction is over; None where it is gone."""
    return session.get(NoticeRecord, notice, with_for_update=True, populate_existing=True)


def _addressed(record: NoticeRecord, occasion_in: OccasionIn) -> Addressed:
    """What is to become of a notice; one that cannot be read now is looked at again, and keeps back no other."""
    session = db.session()
    plan = session.get(PlanRecord, record.plan_id) if record.plan_id else None  # held, so that it is read once
    occasion = occasion_in(_zone_of(plan))
    try:
        return address(session, record, occasion)
    except AWAY:
        raise
    except Exception as error:
        failed(error)
        return Addressed(until=occasion.now + wait_after(record.attempts))


def hand_over(letter: Letter, hosts: Counter[str]) -> tuple[str, str, float | None]:
    """Hand one message over: what became of it, what the other side said, and where it may take it later, in how many
    seconds at least. A host that took nothing twice in a row is not asked again: others wait behind it."""
    send = way_for(letter.kind, current_app.config)
    if send is None:
        return NO_WAY, "", None
    host = urlsplit(letter.address.get("endpoint", "")).netloc or letter.kind
    if hosts[host] >= STUCK_AFTER:
        return "", "host-stuck", 0.0
    try:
        receipt = send(letter.message, letter.address, current_app.config)[:60]
    except TryLater as error:
        hosts[host] = hosts[host] + 1 if error.why in STUCK else 0
        return "", error.why, error.after or 0.0
    except (Dead, NotFromHere) as error:
        return error.why, error.why, None
    except Exception as error:  # a way that breaks is no reason to lose the notice
        failed(error)
        return "", "broken", 0.0
    hosts[host] = 0
    return SENT, receipt, None


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


def _zone_of(plan: PlanRecord | None) -> str | None:
    """The time zone of whoever holds the plan; None where there is none, or it cannot be read."""
    try:
        return kept_from(plan).told.get("time_zone") if plan else None
    except AheadError:
        return None


def _messages_of(session: Session, notice: str) -> Iterable[tuple[str, str]]:
    query = select(MessageRecord.channel_id, MessageRecord.outcome).where(MessageRecord.notice_id == notice)
    return [(name, outcome) for name, outcome in session.execute(query)]


def _mark(
    session: Session,
    record: NoticeRecord,
    channel: ChannelRecord,
    letter: Letter,
    outcome: str,
    receipt: str,
    now: datetime,
    addressed: Addressed,
    late: bool,
) -> None:
    """Note what became of one message, and with it how its way stands, and what its reader was told."""
    row = session.get(MessageRecord, letter.message.id)
    if row is None:
        row = MessageRecord(id=letter.message.id, notice_id=record.id, channel_id=channel.id, attempts=0, at=now)
        session.add(row)
    row.attempts, row.outcome, row.receipt, row.at = row.attempts + 1, outcome, receipt, now
    if outcome == SENT:
        channel.taken_at, channel.failing_since = now, None
        said = addressed.said & set(record.said.split()) if record.told_on else addressed.said
        record.said = " ".join(sorted(said))  # what each way that took it told
        record.told_on = record.told_on or addressed.on
        tally(session, "sent", letter.kind, now)
        if late:
            tally(session, "late", letter.kind, now)
        return
    channel.failing_since = channel.failing_since or now
    tally(session, FAILED, receipt or outcome, now)
    if outcome and outcome not in OURS:
        channel.dead = outcome


def _done(
    session: Session,
    record: NoticeRecord | None,
    sender: str,
    again: datetime | None,
    addressed: Addressed,
    now: datetime,
) -> None:
    """End with a notice: it is looked at again, or done with: sent by at least one way, or not, and why."""
    if record is None or record.taken_by != sender:
        return
    record.taken_by = None
    if again:
        if record.at is not None:
            record.at = again
        return
    outcomes, why = [outcome for _name, outcome in _messages_of(session, record.id)], addressed.why
    if addressed.said and why == TOLD_LATELY:
        record.said = " ".join(sorted(addressed.said))
    if SENT in outcomes:
        why = SENT
    elif not why or (why in (STALE, NO_CHANNEL) and outcomes):
        why = next((one for one in outcomes if one), FAILED)
    record.at, record.outcome, record.done_at = None, why, now
    if why != SENT:
        tally(session, "not-sent", why, now)
