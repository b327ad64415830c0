"""What is really kept, read from the database by another process than those that serve."""

from functools import lru_cache
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from planner import create_app
from planner.accounts import audit
from planner.accounts.devices import held_by
from planner.db import db
from planner.plans.kept import KeptPlan, plan_of
from planner.plans.models import PlanRecord, SummaryRecord


@lru_cache(maxsize=8)
def app_at(folder: Path, database: str) -> Flask:
    """The service at a folder and database, to look with."""
    return create_app({"INSTANCE": str(folder), "DATABASE_URL": database})


def kept_of(folder: Path, database: str, cookie: str) -> KeptPlan:
    """The plan that a device's cookie opens. Raises LookupError when it opens none, CannotOpen when it is torn."""
    with app_at(folder, database).app_context():
        found = held_by(cookie)
        if found is None:
            raise LookupError("The cookie opens nothing.")
        return plan_of(found[0])


def audit_faults(folder: Path, database: str) -> tuple[str, ...]:
    """What is wrong with the audit."""
    with app_at(folder, database).app_context():
        return audit.verify(db.session()).faults


def summary_faults(folder: Path, database: str) -> list[str]:
    """Plans whose row of what must be searched is not of the version of their facts."""
    torn = select(PlanRecord.id).join(SummaryRecord).where(SummaryRecord.version != PlanRecord.version)
    with app_at(folder, database).app_context():
        return [f"the summary of {plan} is of another version" for plan in db.session.scalars(torn)]
