"""How many messages were sent, late or not sent, by day and by reason: about nobody, for whoever runs the service."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.db import db
from planner.reminders.models import NoticeRecord, TallyRecord

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def tally(session: Session, what: str, why: str, now: datetime) -> None:
    """Count one more, in the caller's transaction."""
    connection = session.connection()
    values = {"day": now.date(), "what": what, "why": why[:24], "count": 1}
    connection.execute(_adding(connection.dialect.name), values)


def tallies(now: datetime) -> Iterator[tuple[str, str, int]]:
    """What was counted, all days together: `sent`, `late`, `failed` and `not-sent`, each with a word why, and how many;
    then how many notices are `due` now and have not been sent."""
    query = select(TallyRecord.what, TallyRecord.why, func.sum(TallyRecord.count))
    for what, why, count in db.session.execute(query.group_by(TallyRecord.what, TallyRecord.why)).all():
        yield what, why, int(count)
    yield "due", "", db.session.scalar(select(func.count()).where(NoticeRecord.at <= now)) or 0


@lru_cache
def _adding(dialect: str) -> Any:
    insert = INSERTS[dialect](TallyRecord.__table__)
    more = {"count": TallyRecord.__table__.c.count + 1}
    return insert.on_conflict_do_update(index_elements=["day", "what", "why"], set_=more)
