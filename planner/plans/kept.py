"""A plan as it is kept: what was told and since when, read for whoever may see it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner.accounts.access import Actor
from planner.db import db
from planner.engine.plan import Plan, plan_for
from planner.errors import NothingHere
from planner.guidance.model import Guidance
from planner.plans.by_clinic import adjustments_in, guidance_for, told_in_plan
from planner.plans.closed_days import closed_days_of
from planner.plans.facts import Facts, facts_of
from planner.plans.models import PlanRecord
from planner.questions.told import Told

TO_READ = select(PlanRecord).where(PlanRecord.person_id == bindparam("wanted"))  # asked with every page: made once
TO_CHANGE = TO_READ.with_for_update()
FACT_DAYS = ("asked_on", "as_of", "refused_as_of", "resting_since")  # days that stand among the facts


class KeptPlan(NamedTuple):
    """What is kept of one plan. `told` is the object of answers as a file holds it; days as in PlanRecord.

    `change` is the number of the change that an action made just now, None when it made none. `clinic` is what a clinic
    decided for it, by name.
    """

    id: str
    person: str
    told: Mapping[str, Any]
    asked_on: date
    as_of: date
    refused_as_of: date | None
    made_on: date | None
    looked_on: date
    resting_since: date | None
    unseen: int
    version: int
    changed_at: datetime
    secret: bytes
    change: int | None = None
    clinic: Mapping[str, Any] = {}
    noted_on: date | None = None
    enrolment: str | None = None


def plan_of(actor: Actor) -> KeptPlan:
    """The plan this person holds. Raises NothingHere."""
    return kept_from(record_of(db.session(), actor))


def record_of(session: Session, actor: Actor, for_update: bool = False) -> PlanRecord:
    """The row of the plan this person holds, or acts on for its holder. Raises NothingHere."""
    record = session.scalars(TO_CHANGE if for_update else TO_READ, {"wanted": actor.holder or actor.person}).first()
    if record is None:
        raise NothingHere
    return record


def kept_from(record: PlanRecord, told: Mapping[str, Any] | None = None, secret: bytes | None = None) -> KeptPlan:
    """What a row holds, opened. `told` and `secret` are what is sealed in it, when somebody has it already.

    Raises CannotOpen.
    """
    return KeptPlan(
        record.id,
        record.person_id,
        json.loads(record.opened("answers")) if told is None else told,
        record.asked_on,
        record.as_of,
        record.refused_as_of,
        record.made_on,
        record.looked_on,
        record.resting_since,
        record.unseen,
        record.version,
        record.changed_at,
        bytes.fromhex(record.opened("secret")) if secret is None else secret,
        None,
        json.loads(record.opened("adjusted")) if record.adjusted else {},
        record.noted_on,
        record.enrolment_id,
    )


def facts_in(kept: KeptPlan) -> Facts:
    """The facts of a plan under plain names."""
    days = {name: day.isoformat() for name in FACT_DAYS if (day := getattr(kept, name))}
    return facts_of(kept.told, kept.clinic, **days)


def plan_from(kept: KeptPlan, guidance: Guidance, today: date, told: Told | None = None) -> Plan:
    """The plan that follows from what is kept, by the editions it keeps, seen on a day.

    `told` is what is kept, when somebody has read it already.
    """
    told = told or told_in_plan(kept.told, guidance, kept.clinic, kept.asked_on)
    return plan_for(
        told,
        guidance_for(guidance, kept.clinic),
        asked_on=kept.asked_on,
        today=today,
        closed_days=closed_days_of(told.place),
        as_of=kept.as_of,
        resting=kept.resting_since is not None,
        adjustments=adjustments_in(kept.clinic),
    )
