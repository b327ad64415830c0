"""What days that pass change by themselves: an option with too little time left, a last safe day gone by.

It is found the next time the plan is opened, kept as a change, and shown until its owner puts it away. Never silent.
"""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.db import transaction
from planner.engine.differences import Differences, differences
from planner.engine.plan import Plan
from planner.errors import NothingHere
from planner.guidance.model import Guidance
from planner.plans.changing import Occasion, changed
from planner.plans.kept import KeptPlan, kept_from, plan_from, record_of
from planner.plans.models import ChangeRecord

Passed = dict[str, Any]  # what is kept of it, by codes: see `passed_between`
ACTION = "days-passed"


def passed_between(before: Plan, after: Plan) -> Passed:
    """What the days between two looks at the same facts changed; empty when nothing did.

    `options`: [key, verdict before, verdict now]; `closed`, `comes`, `goes`: codes of steps; `asks`: true when a day
    that was told has gone by and nobody has said whether it happened.
    """
    found: Differences = differences(before, after)
    passed: Passed = {
        "options": [[one.was.option.key, one.was.verdict, one.will_be.verdict] for one in found.options],
        "closed": sorted(one.item.code for one in found.closed),
        "comes": sorted(one.item.code for one in found.comes),
        "goes": sorted(one.item.code for one in found.goes),
        "asks": after.situation.told_day_has_passed and not before.situation.told_day_has_passed,
    }
    return {name: what for name, what in passed.items() if what}


def needs_a_look(kept: KeptPlan, today: date) -> bool:
    """Whether days have passed since it was last noted what they changed."""
    return kept.made_on is not None and kept.looked_on < today


def note_days_passed(actor: Actor, kept: KeptPlan, occasion: Occasion) -> KeptPlan:
    """Keep what has changed by itself since the last look; the plan as it is then. Nothing to note, nothing changes
    but the day of the look. Raises NothingHere and NotKept."""
    with transaction() as session:
        record = record_of(session, actor, for_update=True)
        fresh = kept_from(record)
        if not needs_a_look(fresh, occasion.today):
            return fresh
        passed = _passed(fresh, occasion.guidance, occasion.today)
        since = record.looked_on.isoformat()
        record.looked_on = occasion.today
        if not passed:
            session.flush()
            return kept_from(record)
        record.unseen = record.unseen or record.version + 1
        return changed(session, record, actor, ACTION, {"since": since, **passed}, occasion)


def put_away(actor: Actor, key: str, number: int, occasion: Occasion) -> KeptPlan:
    """Its owner has seen what days passing changed, up to the change `number`. It stays among the changes.

    What was noted after that is still to be seen.
    """
    with once.change(key, by=actor.person, action="seen", sent=str(number), now=occasion.now) as change:
        record = record_of(change.session, actor, for_update=True)
        if change.repeated:
            return kept_from(record)
        if not 0 < number <= record.version:
            raise NothingHere
        later = select(func.min(ChangeRecord.number)).where(
            ChangeRecord.plan_id == record.id, ChangeRecord.action == ACTION, ChangeRecord.number > number
        )
        record.unseen = change.session.scalar(later) or 0
        audit.note(change.session, actor, "changes-seen", occasion.now)
        change.session.flush()
        return kept_from(record)


def _passed(kept: KeptPlan, guidance: Guidance, today: date) -> Passed:
    since = max(kept.looked_on, kept.asked_on)  # answers confirmed later were seen as they were on that day
    return passed_between(plan_from(kept, guidance, since), plan_from(kept, guidance, today)) if since < today else {}
