"""Somebody who lives with a plan: each thing they do is a form of its own, sent on a day."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.accounts.models import AuditRecord
from planner.db import db
from planner.guidance.loader import guidance
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.history import Change, changes_of_plan, undo
from planner.plans.kept import KeptPlan, plan_from, plan_of
from planner.plans.moving import Move, Preview, move_date, preview_move
from planner.plans.plan_json import plan_json
from planner.plans.steps import take_step, undo_step
from planner.plans.stopping import stop
from planner.tokens import new_token
from tests.keeping.people_kept import TODAY, occasion
from tests.people import answers

MARCH_3, MARCH_4, MARCH_9 = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 9)
EITHER = pytest.mark.parametrize("kept_app", ["sqlite"], indirect=True)  # where no row or lock is asked about


def first_chemo(day: str, **others: Any) -> Move:
    """The first chemo on a day."""
    return Move("first-chemo", day, **others)


class Somebody:
    """Somebody with a plan made on 2 March 2026: the calm answers, with others laid over them."""

    def __init__(self, today: date = TODAY, **laid_over: Any) -> None:
        self.actor, self.cookie = start_plan(new_token(), "phone", occasion(today))
        keep_answers(self.actor, new_token(), answers(**laid_over), occasion(today))
        make_plan(self.actor, new_token(), occasion(today))

    @property
    def kept(self) -> KeptPlan:
        """What is kept of the plan now, read anew."""
        db.session.rollback()
        return plan_of(self.actor)

    @property
    def steps(self) -> dict[str, Any]:
        """What was said of steps, by code."""
        found: dict[str, Any] = self.kept.told.get("steps", {})
        return found

    @property
    def history(self) -> list[Change]:
        """All changes, newest first."""
        return changes_of_plan(self.kept, count=1000)

    @property
    def audit(self) -> int:
        """How many lines the record of what was done holds about them."""
        query = select(func.count()).select_from(AuditRecord).where(AuditRecord.chain == self.actor.person)
        return db.session.scalar(query) or 0

    def plan(self, today: date = TODAY) -> dict[str, Any]:
        """The whole plan as JSON, seen on a day."""
        return plan_json(plan_from(self.kept, guidance(), today))

    def item(self, code: str, today: date = TODAY) -> dict[str, Any]:
        """One step of it."""
        (found,) = [one for one in self.plan(today)["items"] if one["code"] == code]
        return found

    def answers(self, today: date = TODAY, **told: Any) -> KeptPlan:
        """Answer questions anew."""
        return keep_answers(self.actor, new_token(), told, occasion(today))

    def says(self, code: str, today: date = TODAY, **taken: str) -> KeptPlan:
        """Say something of a step, such as `done="2026-03-02"`; nothing takes all back."""
        return take_step(self.actor, new_token(), code, taken or None, occasion(today))

    def takes_back(self, code: str, today: date = TODAY) -> KeptPlan:
        """Take back the last thing said of a step."""
        return undo_step(self.actor, new_token(), code, occasion(today))

    def looks_at(self, move: Move, today: date = TODAY) -> Preview:
        """Look at what a move would change."""
        return preview_move(self.kept, move, guidance(), today)

    def moves(self, move: Move, today: date = TODAY, seen: int | None = None) -> KeptPlan:
        """Keep a move, as shown for the version that stands unless `seen`."""
        return move_date(self.actor, new_token(), move, self.kept.version if seen is None else seen, occasion(today))

    def undoes(self, number: int, today: date = TODAY) -> KeptPlan:
        """Undo a change by its number."""
        return undo(self.actor, new_token(), number, occasion(today))

    def stops(self, how: str, today: date = TODAY) -> KeptPlan:
        """Postpone, cancel, take a break, go on; or say that somebody has died."""
        return stop(self.actor, new_token(), how, occasion(today))
