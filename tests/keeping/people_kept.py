"""People with plans, as the service keeps them, and everything that is kept, to compare it later."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from planner.accounts.access import READ, Actor
from planner.accounts.api_tokens import make_token
from planner.accounts.ways_in import LINK, make_way_in
from planner.after import after_change
from planner.db import Base, db
from planner.demo import STORIES, told_by
from planner.guidance.loader import guidance
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.changing import Occasion
from planner.plans.notes import write_note
from planner.plans.phones import add_phone
from planner.plans.steps import take_step
from planner.plans.team_questions import add_question

TODAY = date(2026, 3, 2)


def occasion(today: date = TODAY, **others: Any) -> Occasion:
    """Noon of a day; `others` as in Occasion."""
    at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    return Occasion(**{"now": at, "today": today, "guidance": guidance(), "after": after_change, **others})


def key(*words: object) -> str:
    """The key of a form, another for other words."""
    return "-".join(map(str, words)).ljust(20, ".")


def plan_made(name: str, **told: Any) -> tuple[Actor, str]:
    """Somebody who has just made a plan: who they are, and the secret of their cookie. Three entries in the record."""
    actor, cookie = start_plan(key(name, "start"), "phone", occasion())
    keep_answers(actor, key(name, "answers"), told or told_by(STORIES[0], TODAY), occasion())
    make_plan(actor, key(name, "make"), occasion())
    return actor, cookie


def live_with(actor: Actor, name: str) -> None:
    """Do one of everything that can be done with a plan, so that each table holds something of its owner."""
    take_step(actor, key(name, "step"), "B04", {"waiting": f"step of {name}"}, occasion())
    write_note(actor, key(name, "note"), "B04", f"note of {name}", occasion())
    add_question(actor, key(name, "question"), f"question of {name}", occasion(), "B04")
    add_phone(actor, key(name, "phone"), f"phone of {name}", "0123", occasion())
    make_way_in(actor, key(name, "link"), LINK, occasion().now)
    make_token(actor, key(name, "token"), f"token of {name}", (READ,), occasion().now)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, asked afresh."""
    with db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
