"""How a plan came to be as it is: every change, newest first, and undoing one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from planner.accounts.access import Actor
from planner.db import db
from planner.errors import NothingHere
from planner.plans.changing import NOT_PATCHES, UNASKED, Occasion, changing
from planner.plans.facts import COUNTED_FROM, undone
from planner.plans.kept import KeptPlan, facts_in
from planner.plans.models import ChangeRecord

PAGE = 50


class Change(NamedTuple):
    """One change: the version it made, when, what kind, and what it changed (see `facts.Patch`).

    Of a change by days passing, `patch` holds what `passed` found. `share` and `member` as in ChangeRecord.
    """

    number: int
    at: datetime
    day: date
    action: str
    patch: Mapping[str, Any]
    share: str | None = None
    member: str | None = None

    @property
    def can_be_undone(self) -> bool:
        """Whether this kind of change can be taken back by its owner at all; a later change may still stand in the way.
        What a clinic changed only the clinic takes back."""
        return self.action not in NOT_PATCHES and bool(self.patch) and self.member is None


def changes_of_plan(kept: KeptPlan, before: int | None = None, count: int = PAGE) -> list[Change]:
    """The changes of a plan, newest first: the `count` before the version `before`, or the last ones."""
    query = select(ChangeRecord).where(ChangeRecord.plan_id == kept.id)
    if before is not None:
        query = query.where(ChangeRecord.number < before)
    return [_change(one) for one in db.session.scalars(query.order_by(ChangeRecord.number.desc()).limit(count))]


def changes_by_days(kept: KeptPlan, since: int) -> list[Change]:
    """What changed without being asked for, newest first, from the version `since` on."""
    query = select(ChangeRecord).where(
        ChangeRecord.plan_id == kept.id, ChangeRecord.action.in_(UNASKED), ChangeRecord.number >= since
    )
    return [_change(one) for one in db.session.scalars(query.order_by(ChangeRecord.number.desc()).limit(PAGE))]


def change_numbered(kept: KeptPlan, number: int) -> Change:
    """One change of a plan. Raises NothingHere."""
    query = select(ChangeRecord).where(ChangeRecord.plan_id == kept.id, ChangeRecord.number == number)
    found = db.session.scalars(query).first()
    if found is None:
        raise NothingHere
    return _change(found)


def still_stands(change: Change, kept: KeptPlan) -> bool:
    """Whether a change can be undone now: nothing later changed the same."""
    if not change.can_be_undone:
        return False
    facts = facts_in(kept)
    return all(facts.get(name) == pair[1] for name, pair in change.patch.items() if name != COUNTED_FROM)


def undo(actor: Actor, key: str, number: int, occasion: Occasion, seen: int | None = None) -> KeptPlan:
    """Take back one change. What was told before it stands again; all other changes stay.

    Raises NothingHere, Faults, and ChangedSince where a later change stands in the way.
    """
    with changing(actor, key, "undone", number, occasion, seen=seen) as change:
        if change.repeated:
            return change.kept
        query = select(ChangeRecord).where(ChangeRecord.plan_id == change.record.id, ChangeRecord.number == number)
        record = change.session.scalars(query).first()
        if record is None or record.action in NOT_PATCHES or record.member:
            raise NothingHere
        before = undone(change.facts, record.opened())
        change.facts.clear()
        change.facts |= before
    return change.kept


def _change(record: ChangeRecord) -> Change:
    return Change(record.number, record.at, record.day, record.action, record.opened(), record.share_id, record.member)
