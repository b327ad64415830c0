"""What days passing changed in a plan, kept as a change and shown until its owner puts it away. Never silent.

It is found the next time the plan is opened, or before anything is changed in it (see `changing`).
"""

from sqlalchemy import func, select

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.db import transaction
from planner.errors import NothingHere
from planner.plans.changing import UNASKED, Occasion, note_passed, still
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import ChangeRecord
from planner.plans.passed import needs_a_look


def note_days_passed(actor: Actor, occasion: Occasion) -> KeptPlan:
    """Keep what has changed by itself since the last look; the plan as it is then. Nothing to note, nothing changes
    but the day of the look. Raises NothingHere and NotKept."""
    with transaction() as session:
        record = record_of(session, actor, for_update=True)
        fresh = kept_from(record)
        return note_passed(session, record, actor, fresh, occasion) if needs_a_look(fresh, occasion.today) else fresh


def put_away(actor: Actor, key: str, number: int, occasion: Occasion, seen: int | None = None) -> KeptPlan:
    """Its owner has seen what days passing changed, up to the change `number`. It stays among the changes.

    What was noted after that is still to be seen. `seen` as in `changing`.
    """
    with once.change(key, by=actor.person, action="seen", sent=str(number), now=occasion.now) as change:
        record = record_of(change.session, actor, for_update=True)
        if change.repeated:
            return kept_from(record)
        still(record, seen)
        if not 0 < number <= record.version:
            raise NothingHere
        later = select(func.min(ChangeRecord.number)).where(
            ChangeRecord.plan_id == record.id, ChangeRecord.action.in_(UNASKED), ChangeRecord.number > number
        )
        record.unseen = change.session.scalar(later) or 0
        audit.note(change.session, actor, "changes-seen", occasion.now)
        change.session.flush()
        return kept_from(record)
