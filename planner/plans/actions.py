"""What can be done to a plan. Each is one transaction, happens once, and leaves an entry in the audit.

Nothing here asks the clock or knows a page: the edge says when it is, by which guidance, and what must follow.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import PATIENT, Actor
from planner.accounts.models import PersonRecord
from planner.accounts.openings import Opening, on_device
from planner.guidance.model import codes_of
from planner.plans.changing import Occasion, changed, changing, still
from planner.plans.facts import STEP, TOLD, Facts
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.models import PlanRecord
from planner.plans.schemas import told_from
from planner.plans.shares import forget_invited
from planner.tokens import new_id

NURSES_WORD = "mobilisation_confirmed_by_nurse"
DELETE = "delete"  # what `once` calls it; asked for again by the page that deletes


def start_plan(key: str, device_kind: str, occasion: Occasion) -> tuple[Actor, str]:
    """A new, empty plan, held by whoever gets the secret for the cookie that comes back with it.

    Sent again with the same key, it is the same plan and the same cookie.
    """
    return start_by(key, on_device(key, device_kind, occasion.now, occasion.today), occasion)


def start_by(key: str, opening: Opening, occasion: Occasion) -> tuple[Actor, str]:
    """A new, empty plan that opens this way: whose it is, and the secret that opens it."""
    with once.change(key, by=None, action="start", sent=opening.by, now=occasion.now) as change:
        if change.repeated:
            opening.again(change.session, change.outcome)
            return Actor(change.person or "", PATIENT, change.outcome), opening.secret
        record = new_plan(change.session, {}, occasion)
        actor = opening.open(change.session, record.person_id)
        audit.note(change.session, actor, "plan-started", occasion.now)
        change.person, change.outcome = actor.person, actor.device
    return actor, opening.secret


def new_plan(session: Session, told: Mapping[str, Any], occasion: Occasion, story: str = "") -> PlanRecord:
    """A new person who holds a plan with these answers, in the caller's transaction. No device opens it yet."""
    person = PersonRecord(id=new_id(), role=PATIENT, made_at=occasion.now)
    session.add(person)
    session.flush()
    record = PlanRecord(
        id=new_id(),
        person_id=person.id,
        asked_on=occasion.today,
        as_of=occasion.today,
        looked_on=occasion.today,
        version=0,
        changed_at=occasion.now,
        story=story,
    )
    record.lock("answers", json.dumps(dict(told)))
    record.lock("secret", secrets.token_hex(32))
    session.add(record)
    session.flush()
    return record


def keep_answers(
    actor: Actor, key: str, answers: Mapping[str, Any], occasion: Occasion, seen: int | None = None
) -> KeptPlan:
    """Lay these answers over those told before; None takes one away.

    `seen` as in `changing`. Raises Faults, NothingHere or PlanMovedOn, and keeps nothing then. A plan already made
    keeps the guidance it was made with.
    """
    with changing(actor, key, "answers-kept", answers, occasion, seen=seen) as change:
        if not change.repeated:
            before = change.facts.get(f"{TOLD}mobilisation")
            lay_over(change.facts, answers)
            if change.facts.get(f"{TOLD}mobilisation") != before and NURSES_WORD not in answers:
                change.facts.pop(f"{TOLD}{NURSES_WORD}", None)  # it was about what was told then
    return change.kept


def lay_over(facts: Facts, answers: Mapping[str, Any]) -> None:
    """Put answers, as a file holds them, in the place of those told before; `steps` are one answer like the others."""
    for question, answer in answers.items():
        if question == "steps" and (answer is None or isinstance(answer, Mapping)):
            for name in [name for name in facts if name.startswith(STEP)]:
                del facts[name]
            facts |= {f"{STEP}{code}": step for code, step in (answer or {}).items()}
        elif answer is None:
            facts.pop(f"{TOLD}{question}", None)
        else:
            facts[f"{TOLD}{question}"] = answer


def make_plan(actor: Actor, key: str, occasion: Occasion, seen: int | None = None) -> KeptPlan:
    """Turn the answers into a plan, by the guidance in force today. Made already, it stays as it is.

    `seen` as in `changing`.
    """
    with once.change(key, by=actor.person, action="make", sent="", now=occasion.now) as change:
        record = record_of(change.session, actor, for_update=True)
        if change.repeated:
            return kept_from(record)
        still(record, seen)
        if record.made_on:
            return kept_from(record)
        told_from(json.loads(record.opened("answers")), codes_of(occasion.guidance), occasion.today)
        return make_now(change.session, record, actor, occasion)


def make_now(session: Session, record: PlanRecord, actor: Actor, occasion: Occasion) -> KeptPlan:
    """Turn the answers of one row into a plan, in the caller's transaction."""
    record.made_on = record.as_of = record.asked_on = record.looked_on = occasion.today
    return changed(session, record, actor, "plan-made", {}, occasion)


def accept_guidance(actor: Actor, key: str, as_of: date, occasion: Occasion, seen: int | None = None) -> KeptPlan:
    """Let the plan follow the guidance as it stood on `as_of`, the day its changes were shown.

    `seen` as in `changing`.
    """
    return _decide(actor, key, "accept-guidance", as_of, occasion, seen)


def refuse_guidance(actor: Actor, key: str, as_of: date, occasion: Occasion, seen: int | None = None) -> KeptPlan:
    """Keep the plan as it is: what was new up to `as_of` is not shown again until there is something newer."""
    return _decide(actor, key, "refuse-guidance", as_of, occasion, seen)


def delete_plan(actor: Actor, key: str, occasion: Occasion, seen: int | None = None) -> None:
    """Delete the person with all they told, their devices and ways in. That it was done stays in the audit.

    `seen` as in `changing`.
    """
    with once.change(key, by=None, action=DELETE, sent=actor.person, now=occasion.now) as change:
        # The person first: whatever else is under way for them has a hold on that row, and each waits for the other.
        change.session.get(PersonRecord, actor.person, with_for_update=True)
        record = record_of(change.session, actor, for_update=True)
        still(record, seen)
        forget_invited(change.session, record.id)
        audit.note(change.session, actor, "plan-deleted", occasion.now)
        change.session.execute(delete(PersonRecord).where(PersonRecord.id == actor.person))


def _decide(actor: Actor, key: str, action: str, as_of: date, occasion: Occasion, seen: int | None) -> KeptPlan:
    with changing(actor, key, action, as_of.isoformat(), occasion, seen=seen) as change:
        if not change.repeated and change.record.as_of < as_of <= occasion.today:
            change.facts["as_of" if action == "accept-guidance" else "refused_as_of"] = as_of.isoformat()
    return change.kept
