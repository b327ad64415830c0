"""Somebody with whom a plan is or was shared lets go of it for good: they go, with their phones and all they kept."""

from sqlalchemy import delete

from planner import once
from planner.accounts import audit
from planner.accounts.access import PARTNER, Actor
from planner.accounts.models import PersonRecord
from planner.db import transaction
from planner.errors import NothingHere
from planner.plans.changing import Occasion
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.plans.shared import OF_PERSON
from planner.plans.shares import end_in

LET_GO = "let-go"  # what `once` calls it; asked for again by the page that does it


def let_go(actor: Actor, key: str, occasion: Occasion) -> None:
    """Delete somebody with whom a plan is shared, with their devices, calendars and words; the sharing ends with them.

    What their owner was told stays in the plan only as far as it is one: a step that was done. Raises NothingHere for
    whoever holds a plan of their own.
    """
    if actor.role != PARTNER:
        raise NothingHere
    with transaction() as session:
        share = session.scalars(OF_PERSON, {"wanted": actor.person}).first()
        plan = session.get(PlanRecord, share.plan_id, with_for_update=True) if share else None
        if share is not None and plan is not None:
            session.refresh(share)  # whoever holds the plan may have ended it meanwhile
            if share.ended_at is None:
                end_in(session, actor, share, kept_from(plan), occasion)
    # Apart from that: whatever else of theirs is under way has a hold on them and may wait for the plan.
    with once.change(key, by=None, action=LET_GO, sent=actor.person, now=occasion.now) as change:
        if not change.repeated:
            audit.note(change.session, actor, "let-go", occasion.now)
            change.session.execute(delete(PersonRecord).where(PersonRecord.id == actor.person))
