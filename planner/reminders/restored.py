"""What reminders need when an older backup is put back: nobody is told again, nor told what they no longer want."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from planner.accounts.models import PersonRecord
from planner.plans.models import PlanRecord
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord, RemindedRecord, WatchedPlanRecord
from planner.reminders.rewriting import SENT

BACK = timedelta(days=60)  # longer than notices are written ahead: of what is older none waits in any backup
DONE = (
    NoticeRecord.id,
    NoticeRecord.outcome,
    NoticeRecord.done_at,
    NoticeRecord.seen_at,
    NoticeRecord.said,
    NoticeRecord.told_on,
)


SENT_BY = (
    MessageRecord.id,
    MessageRecord.notice_id,
    MessageRecord.channel_id,
    MessageRecord.attempts,
    MessageRecord.receipt,
    MessageRecord.at,
)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class RemindersStood(NamedTuple):
    """How reminders stand before a restore: what each person chose, sealed; the ways that take ordinary reminders or
    not; which plans somebody is reminded of; what was done with or seen; and what was sent by one way while another is
    tried still. All by id."""

    chosen: dict[str, bytes]
    daily: dict[str, bool]
    watched: list[str]
    done: dict[str, tuple[str, datetime | None, datetime | None, str, date | None]]
    sent: list[tuple[str, str, str, int, str, datetime]]


def how_reminders_stand(session: Session, today: date) -> RemindersStood:
    """All that must not come back otherwise."""
    begun = NoticeRecord.at.is_(None) | NoticeRecord.seen_at.is_not(None) | NoticeRecord.told_on.is_not(None)
    recent = select(*DONE).where(begun, NoticeRecord.day >= today - BACK)
    sent = select(*SENT_BY).join(NoticeRecord, NoticeRecord.id == MessageRecord.notice_id)
    sent = sent.where(NoticeRecord.at.is_not(None), MessageRecord.outcome == SENT)
    return RemindersStood(
        dict(session.execute(select(RemindedRecord.id, RemindedRecord.told)).tuples().all()),
        dict(session.execute(select(ChannelRecord.id, ChannelRecord.daily)).tuples().all()),
        list(session.scalars(select(WatchedPlanRecord.plan_id))),
        {name: (how, at, seen, said, on) for name, how, at, seen, said, on in session.execute(recent)},
        [one._tuple() for one in session.execute(sent)],
    )


def reminders_go_on(session: Session, stood: RemindersStood, today: date) -> None:
    """In the caller's transaction: what was sent is not sent again, what was seen rises to nobody, and what somebody
    chose since then holds."""
    for name in session.scalars(select(PersonRecord.id)).all():
        if name in stood.chosen:
            session.merge(RemindedRecord(id=name, told=stood.chosen[name]))
    for name in session.scalars(select(ChannelRecord.id)).all():
        if name in stood.daily:
            session.execute(update(ChannelRecord).where(ChannelRecord.id == name).values(daily=stood.daily[name]))
    plans, watched = _ids(session, PlanRecord.id), _ids(session, WatchedPlanRecord.plan_id)
    session.add_all(WatchedPlanRecord(plan_id=one, look_at=LONG_AGO) for one in stood.watched if one in plans - watched)
    for name in session.scalars(select(NoticeRecord.id).where(NoticeRecord.day >= today - BACK)).all():
        if name in stood.done:
            outcome, done_at, seen_at, said, told_on = stood.done[name]
            over = {"at": None, "outcome": outcome, "done_at": done_at} if done_at else {}
            seen = {"seen_at": seen_at, "said": said, "told_on": told_on}
            session.execute(update(NoticeRecord).where(NoticeRecord.id == name).values(**seen, **over))
    session.flush()
    for name, notice, channel, attempts, receipt, at in stood.sent:
        if session.get(NoticeRecord, notice) and session.get(ChannelRecord, channel):
            told = {"notice_id": notice, "channel_id": channel, "attempts": attempts, "receipt": receipt, "at": at}
            session.merge(MessageRecord(id=name, outcome=SENT, **told))


def _ids(session: Session, column: InstrumentedAttribute[str]) -> set[str]:
    return set(session.scalars(select(column)))
