"""What reminders need when an older backup is put back: nobody is told again, nor told what they no longer want."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from planner.accounts.models import PersonRecord
from planner.reminders.models import ChannelRecord, NoticeRecord, RemindedRecord

BACK = timedelta(days=60)  # longer than notices are written ahead: of what is older none waits in any backup
DONE = (
    NoticeRecord.id,
    NoticeRecord.outcome,
    NoticeRecord.done_at,
    NoticeRecord.seen_at,
    NoticeRecord.said,
    NoticeRecord.told_on,
)


class RemindersStood(NamedTuple):
    """How reminders stand before a restore: what each person chose, sealed; the ways that take ordinary reminders or
    not; and what was done with or seen. All by id."""

    chosen: dict[str, bytes]
    daily: dict[str, bool]
    done: dict[str, tuple[str, datetime | None, datetime | None, str, date | None]]


def how_reminders_stand(session: Session, today: date) -> RemindersStood:
    """All that must not come back otherwise."""
    over = NoticeRecord.at.is_(None) | NoticeRecord.seen_at.is_not(None)
    recent = select(*DONE).where(over, NoticeRecord.day >= today - BACK)
    done = {name: (how, at, seen, said, on) for name, how, at, seen, said, on in session.execute(recent)}
    return RemindersStood(
        dict(session.execute(select(RemindedRecord.id, RemindedRecord.told)).all()),
        dict(session.execute(select(ChannelRecord.id, ChannelRecord.daily)).all()),
        done,
    )


def reminders_go_on(session: Session, stood: RemindersStood) -> None:
    """In the caller's transaction: what was sent is not sent again, what was seen rises to nobody, and what somebody
    chose since then holds."""
    people = set(session.scalars(select(PersonRecord.id).where(PersonRecord.id.in_(stood.chosen))))
    session.execute(delete(RemindedRecord).where(RemindedRecord.id.in_(people)))
    session.add_all(RemindedRecord(id=name, told=stood.chosen[name]) for name in sorted(people))
    for name in session.scalars(select(ChannelRecord.id)).all():
        if name in stood.daily:
            session.execute(update(ChannelRecord).where(ChannelRecord.id == name).values(daily=stood.daily[name]))
    for name, waits in session.execute(select(NoticeRecord.id, NoticeRecord.at.is_not(None))).all():
        if name in stood.done:
            outcome, done_at, seen_at, said, told_on = stood.done[name]
            over = {"at": None, "outcome": outcome, "done_at": done_at} if waits and done_at else {}
            seen = {"seen_at": seen_at, "said": said, "told_on": told_on}
            session.execute(update(NoticeRecord).where(NoticeRecord.id == name).values(**seen, **over))
