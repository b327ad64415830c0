"""What every change of a plan's facts begins and ends with: once, whole, noted with what stood there before.

An action changes `facts` inside `changing`; the rest follows here, in the same transaction.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.errors import AheadError
from planner.guidance.model import Guidance
from planner.plans.by_clinic import told_in_plan
from planner.plans.facts import COUNTED_FROM, Facts, answers_in, clinic_in, patch_between, told_in, without
from planner.plans.kept import FACT_DAYS, KeptPlan, facts_in, kept_from, record_of
from planner.plans.models import ChangeRecord, PlanRecord
from planner.plans.passed import needs_a_look, passed_since
from planner.tokens import new_id

LOOKED_BACK = 50  # changes of answers on one day, among which the same ones are looked for
DAYS_PASSED = "days-passed"
NOT_PATCHES = ("plan-made", "brought-in", DAYS_PASSED)  # changes that hold no facts as they were before
# What a clinic decided: for many plans at once, and for one.
GUIDANCE_BY_CLINIC, LAID_OVER = "guidance-by-clinic", "protocol-laid-over"
ADJUSTED, TAKEN_BACK = "adjusted", "adjustment-ended"
WITHOUT_CHEMO, WITH_CHEMO = "without-chemo", "with-chemo"
BY_CLINIC = (GUIDANCE_BY_CLINIC, LAID_OVER, ADJUSTED, TAKEN_BACK, WITHOUT_CHEMO, WITH_CHEMO)
UNASKED = (DAYS_PASSED, *BY_CLINIC)  # their owner did not do these: shown until they put them away


class Occasion(NamedTuple):
    """When something is done, by which guidance, and what follows a change of a plan's facts (see `after`).

    `today` is the day where the person lives.
    """

    now: datetime
    today: date
    guidance: Guidance
    after: "Callable[[Session, KeptPlan, Occasion], None]"


OccasionIn = Callable[[str | None], Occasion]  # this moment, on the day it is in a time zone


class PlanMovedOn(AheadError):
    """What was sent was made for an older version of the plan. Nothing of it was kept."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "Your plan has changed since you opened that page.",
            "Nothing was changed now. Look at the plan as it is, and send it again.",
        )
        self.version = version


class Changing:
    """One change under way. Change `facts` in place; `kept` is the plan as it is afterwards.

    `repeated`: it was made before, so there is nothing to do. `share` or `member` is set by whoever makes it for
    somebody else.
    """

    def __init__(self, session: Session, record: PlanRecord, repeated: bool) -> None:
        self.session, self.record, self.repeated = session, record, repeated
        self.kept = kept_from(record)
        self.facts = facts_in(self.kept)
        self.share: str | None = None
        self.member: str | None = None


@contextmanager
def changing(
    actor: Actor, key: str, action: str, sent: Any, occasion: Occasion, *, seen: int | None = None
) -> Iterator[Changing]:
    """One change of the facts of the plan this person holds.

    `sent` is what was sent, as JSON holds it; `seen` the version it was made for, when that matters. At the end the
    answers are checked, and counted as confirmed today if they are others than before; but answers that were the
    plan's earlier today make it the plan it was then. Raises Faults, NothingHere and PlanMovedOn, and keeps nothing
    then.
    """
    whole = json.dumps([sent, seen], sort_keys=True)
    with once.change(key, by=actor.person, action=action, sent=whole, now=occasion.now) as change:
        record = record_of(change.session, actor, for_update=True)
        under_way = Changing(change.session, record, change.repeated)
        if change.repeated:
            made = int(change.outcome) if change.outcome else None
            under_way.kept = under_way.kept._replace(change=made)
            yield under_way
            return
        still(record, seen)
        # First what changed by itself, seen with the facts as they were.
        if needs_a_look(under_way.kept, occasion.today):
            under_way.kept = note_passed(change.session, record, actor, under_way.kept, occasion)
        before = dict(under_way.facts)
        yield under_way
        facts = under_way.facts
        if answers_in(facts) != answers_in(before):
            facts[COUNTED_FROM] = counted_from(change.session, under_way.kept, facts, occasion.today).isoformat()
        patch = patch_between(before, facts)
        if patch:
            told, secret = told_in(facts), under_way.kept.secret
            told_in_plan(told, occasion.guidance, clinic_in(facts), occasion.today)
            _write(record, facts, told)
            by = {"share": under_way.share, "member": under_way.member}
            kept = changed(change.session, record, actor, action, patch, occasion, told, secret, **by)
            under_way.kept = kept._replace(change=kept.version)
            change.outcome = str(kept.version)


def still(record: PlanRecord, seen: int | None) -> None:
    """Raises PlanMovedOn when something was made for another version of the plan, `seen`; None: for any."""
    if seen is not None and seen != record.version:
        raise PlanMovedOn(record.version)


def changed(
    session: Session,
    record: PlanRecord,
    actor: Actor,
    action: str,
    patch: dict[str, Any],
    occasion: Occasion,
    told: Mapping[str, Any] | None = None,
    secret: bytes | None = None,
    share: str | None = None,
    member: str | None = None,
) -> KeptPlan:
    """End a change: a new version, with what stood there before, a line in the audit, and what follows.

    `told` and `secret` as in `kept_from`, `share` and `member` as in ChangeRecord.
    """
    record.version += 1
    record.changed_at = occasion.now
    if record.made_on is None:
        record.as_of = record.looked_on = occasion.today
    else:
        note_change(session, record, action, patch, occasion, share, member)
    kept = kept_from(record, told, secret)
    audit.note(session, actor, action, occasion.now)
    occasion.after(session, kept._replace(change=kept.version), occasion)
    return kept


def note_passed(session: Session, record: PlanRecord, actor: Actor, kept: KeptPlan, occasion: Occasion) -> KeptPlan:
    """Note, in the caller's transaction, what days passing changed since the last look; the plan as it is then."""
    passed = passed_since(kept, occasion.guidance, occasion.today)
    since = record.looked_on.isoformat()
    record.looked_on = occasion.today
    if not passed:
        session.flush()
        return kept._replace(looked_on=occasion.today)
    record.unseen = record.unseen or record.version + 1
    record.noted_on = occasion.today
    return changed(session, record, actor, DAYS_PASSED, {"since": since, **passed}, occasion)


def note_change(
    session: Session,
    record: PlanRecord,
    action: str,
    patch: dict[str, Any],
    occasion: Occasion,
    share: str | None = None,
    member: str | None = None,
) -> None:
    """Keep what a change did under the number of the version it made. While first questions are asked none is kept."""
    change = ChangeRecord(
        id=new_id(), plan_id=record.id, number=record.version, at=occasion.now, day=occasion.today, action=action
    )
    change.share_id, change.member = share, member
    change.lock(patch)
    session.add(change)


def counted_from(session: Session, kept: KeptPlan, facts: Facts, today: date) -> date:
    """The day from which windows are counted once `facts` take the place of what is kept.

    Today; or, where these were the answers of the plan already today, the day they were counted from then.
    """
    if kept.made_on is None:
        return today
    earlier, wanted = facts_in(kept), answers_in(facts)
    if answers_in(earlier) == wanted:
        return kept.asked_on
    query = select(ChangeRecord).where(
        ChangeRecord.plan_id == kept.id,
        ChangeRecord.day == today,
        ChangeRecord.action.not_in(NOT_PATCHES),
        ChangeRecord.action.not_like("step-%"),  # what was said of steps is no answer
    )
    for change in session.scalars(query.order_by(ChangeRecord.number.desc()).limit(LOOKED_BACK)):
        earlier = without(earlier, change.opened())
        if answers_in(earlier) == wanted:
            return date.fromisoformat(earlier[COUNTED_FROM])
    return today


def _write(record: PlanRecord, facts: Facts, told: Mapping[str, Any]) -> None:
    record.lock("answers", json.dumps(told))
    if (decided := clinic_in(facts)) or record.adjusted:
        record.lock("adjusted", json.dumps(decided))
    for name in FACT_DAYS:
        written = facts.get(name)
        setattr(record, name, date.fromisoformat(written) if written else None)
