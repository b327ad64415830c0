"""What comes under a nurse's eyes by itself as days pass: a snooze that is over, a last safe day that comes near.

Both are found by their index and moved a few at a time, so that opening a roster never walks through it.
"""

from datetime import date

from sqlalchemy import ColumnElement, Select, bindparam, select, union_all, update

from planner.clinics.models import SnoozeRecord
from planner.db import db, transaction
from planner.plans.changing import Occasion
from planner.review.exceptions import LOOK, ON_COURSE, SNOOZED, SOON
from planner.review.models import RosterRecord

MOST = 100  # rows of each kind moved at once; the others follow with the next look, or by `roster recount`


def _few(standing: str, further: ColumnElement[bool]) -> Select[tuple[str]]:
    few = select(RosterRecord.id).where(
        RosterRecord.clinic_id == bindparam("clinic"),
        RosterRecord.standing == standing,
        further,
    )
    return select(few.limit(MOST).subquery().c.id)


DUE = union_all(
    _few(SNOOZED, RosterRecord.until <= bindparam("today")),
    _few(ON_COURSE, RosterRecord.urgency <= bindparam("near")),
)


def wake_what_is_due(clinic: str, occasion: Occasion) -> None:
    """Move what is due to those that need a look. Nothing is written where nothing is due, which is nearly always."""
    asked = {"clinic": clinic, "today": occasion.today, "near": occasion.today.toordinal() + SOON}
    found = list(db.session.connection().execute(DUE, asked).scalars())
    if not found:
        return
    with transaction() as session:
        # Snoozes first, then rows, both in order: as everybody else who changes one of them, so nobody waits in a ring.
        live = select(SnoozeRecord.id).where(SnoozeRecord.enrolment_id.in_(found), SnoozeRecord.ended_at.is_(None))
        held = list(session.scalars(live.order_by(SnoozeRecord.id).with_for_update(skip_locked=True)))
        rows = select(RosterRecord.id).where(RosterRecord.id.in_(found)).order_by(RosterRecord.id)
        found = list(session.scalars(rows.with_for_update(skip_locked=True)))
        session.execute(
            update(RosterRecord)
            .where(RosterRecord.id.in_(found), RosterRecord.standing.in_((SNOOZED, ON_COURSE)))
            .where(_is_due(occasion.today))
            .values(standing=LOOK, until=None)
        )
        session.execute(
            update(SnoozeRecord)
            .where(SnoozeRecord.id.in_(held), SnoozeRecord.until <= occasion.today)
            .values(ended_at=occasion.now)
        )


def _is_due(today: date) -> ColumnElement[bool]:
    """The same once more while writing: somebody may have snoozed one of them at this moment."""
    over = RosterRecord.until.is_not(None) & (RosterRecord.until <= today)
    return over | (RosterRecord.until.is_(None) & (RosterRecord.urgency <= today.toordinal() + SOON))
