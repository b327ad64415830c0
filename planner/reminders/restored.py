"""What reminders need when an older backup is put back: nobody is told again, nor told what they no longer want."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.reminders.models import ChannelRecord, NoticeRecord, RemindedRecord

BACK = timedelta(days=60)  # longer than notices are written ahead: of what is older none waits in any backup
DONE = (NoticeRecord.id, NoticeRecord.outcome, NoticeRecord.done_at, NoticeRecord.seen_at)


class RemindersStood(NamedTuple):
    """How reminders stand before a restore: what each person chose, sealed; the ways that take ordinary reminders or
    not; and what was done with or seen. All by id."""

    chosen: dict[str, bytes]
    daily: dict[str, bool]
    done: dict[str, tuple[str, datetime | None, datetime | None]]


def how_reminders_stand(session: Session, today: date) -> RemindersStood:
    """All that must not come back otherwise."""
    over = NoticeRecord.at.is_(None) | NoticeRecord.seen_at.is_not(None)
    recent = select(*DONE).where(over, NoticeRecord.day >= today - BACK)
    return RemindersStood(
        dict(session.execute(select(RemindedRecord.id, RemindedRecord.told)).all()),
        dict(session.execute(select(ChannelRecord.id, ChannelRecord.daily)).all()),
        {name: (outcome, done_at, seen_at) for name, outcome, done_at, seen_at in session.execute(recent)},
    )


def reminders_go_on(session: Session, stood: RemindersStood) -> None:
    """In the caller's transaction: what was sent is not sent again, what was seen rises to nobody, and what somebody
    chose since then holds."""
    for name in session.scalars(select(RemindedRecord.id)).all():
        if name in stood.chosen:
            session.execute(update(RemindedRecord).where(RemindedRecord.id == name).values(told=stood.chosen[name]))
    for name in session.scalars(select(ChannelRecord.id)).all():
        if name in stood.daily:
            session.execute(update(ChannelRecord).where(ChannelRecord.id == name).values(daily=stood.daily[name]))
    for name, waits in session.execute(select(NoticeRecord.id, NoticeRecord.at.is_not(None))).all():
        if name in stood.done:
            outcome, done_at, seen_at = stood.done[name]
            over = {"at": None, "outcome": outcome, "done_at": done_at} if waits and done_at else {}
            session.execute(update(NoticeRecord).where(NoticeRecord.id == name).values(seen_at=seen_at, **over))
