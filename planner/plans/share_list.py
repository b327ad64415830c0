"""With whom a plan is shared, as its owner sees it: their names, what they see, until when, when they looked."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.accounts.access import Actor
from planner.db import db
from planner.errors import NothingHere
from planner.plans.kept import KeptPlan, record_of
from planner.plans.share_models import ShareLookRecord, ShareRecord
from planner.plans.shared import is_live, rights_of
from planner.plans.sharing import Rights
from planner.tokens import is_id

MOST = 8  # people with whom one plan is shared at once
ENDS_SOON = timedelta(days=7)  # how long before it the owner is told that sharing ends
LOOKS = 30  # how many looks are shown to the owner


class Share(NamedTuple):
    """What one other person may see, as its owner sees it. `looks`: when they looked, the last first, by the hour.

    `counted_on`: from which day windows are counted for them (see `shared.keep_shares`). `changed_on`: the day on which
    it was chosen last, `more_on` the last on which more was shown than before; None where that was not noted.
    """

    id: str
    person: str
    label: str
    rights: Rights
    until: date | None
    counted_on: date
    made_at: datetime
    accepted_at: datetime | None
    looks: tuple[datetime, ...] = ()
    changed_on: date | None = None
    more_on: date | None = None

    def ends_soon(self, today: date) -> bool:
        """Whether it ends within a week, which is said to the owner only."""
        return self.until is not None and self.until <= today + ENDS_SOON


def shares_of(kept: KeptPlan, today: date) -> list[Share]:
    """With whom a plan is shared today, in the order in which it was."""
    session = db.session()
    return [as_seen(session, one) for one in live_in(session, kept, today)]


def shared_with(kept: KeptPlan, today: date) -> list[Share]:
    """The same without when they looked, for pages that only name them."""
    return [_read(one) for one in live_in(db.session(), kept, today)]


def share_named(kept: KeptPlan, name: str, today: date) -> Share:
    """One share of a plan by its id, as long as it holds. Raises NothingHere."""
    session = db.session()
    record = record_in(session, kept, name)
    if not is_live(record, today):
        raise NothingHere
    return as_seen(session, record)


def is_shared_by(actor: Actor, person: str) -> bool:
    """Whether somebody with this id was invited by the person who asks."""
    query = select(ShareRecord.plan_id).where(ShareRecord.person_id == person)
    plan = db.session.scalars(query).first()
    try:
        return plan is not None and record_of(db.session(), actor).id == plan
    except NothingHere:
        return False


def label_of(share: str) -> str:
    """What the owner called somebody, also after it has ended; empty where it is gone."""
    record = db.session.get(ShareRecord, share)
    return record.opened()["label"] if record else ""


def has_come_in(person: str) -> bool:
    """Whether somebody with whom a plan is shared has taken their invitation."""
    query = select(ShareRecord.accepted_at).where(ShareRecord.person_id == person)
    return db.session.scalars(query).first() is not None


def live_in(session: Session, kept: KeptPlan, today: date) -> list[ShareRecord]:
    """The rows of those shares of a plan that hold today, in the order in which they were made."""
    query = select(ShareRecord).where(ShareRecord.plan_id == kept.id, ShareRecord.ended_at.is_(None))
    found = session.scalars(query.order_by(ShareRecord.made_at, ShareRecord.id))
    return [one for one in found if is_live(one, today)]


def record_in(session: Session, kept: KeptPlan, name: str) -> ShareRecord:
    """The row of one share of a plan, ended or not. Raises NothingHere."""
    share = session.get(ShareRecord, name, populate_existing=True) if is_id(name) else None
    if share is None or share.plan_id != kept.id:
        raise NothingHere
    return share


def as_seen(session: Session, share: ShareRecord) -> Share:
    """One share as its owner sees it."""
    looks = select(ShareLookRecord.at).where(ShareLookRecord.share_id == share.id)
    return _read(share)._replace(looks=tuple(session.scalars(looks.order_by(ShareLookRecord.at.desc()).limit(LOOKS))))


def _read(share: ShareRecord) -> Share:
    told: dict[str, Any] = share.opened()
    return Share(
        share.id,
        share.person_id,
        told["label"],
        rights_of(share),
        share.until,
        share.counted_on,
        share.made_at,
        share.accepted_at,
        changed_on=_day(told.get("changed_on")),
        more_on=_day(told.get("more_on")),
    )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None
