"""The one row of a plan that lists are sorted by: what the plan says, kept together with the facts it follows from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from planner.accounts.access import Actor
from planner.after import after_change
from planner.db import db, transaction
from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.plans.actions import keep_answers, make_plan, start_plan
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.plans.models import PlanRecord, SummaryRecord
from tests.databases import Database
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import TODAY, key, occasion, plan_made
from tests.web.lives import EVERYONE, told_json

# Monday 2 March 2026. Clinics are closed on Saturdays, Sundays, Good Friday (3 April) and Easter Monday.
NEXT_LAST_SAFE: Mapping[str, date | None] = {
    "amira": date(2026, 5, 1),  # egg injections, 16 days before 18 May, is Saturday 2 May: the Friday
    "ben": date(
        2026, 3, 6
    ),  # first chemo likely 6 weeks before 20 April, 9 March; the day before is Sunday: the Friday
    "chloe": date(2026, 3, 4),  # 16 days before 11 March are gone; resting the ovaries, 7 days before it
    "dev": date(2026, 10, 6),  # chemo has begun; what is left is the scan, by 6 months after 6 April
    "ewa": date(2026, 11, 4),  # nothing to freeze; the scan, by 6 months after 4 May
    "farah": None,  # pregnant: everything with a last day rests
    "grace": date(2026, 3, 20),  # 16 days before 6 April is Saturday 21 March: the Friday
    "hugo": date(2026, 4, 10),  # sperm, the day before 13 April, is Sunday: the Friday
}
AMIRA = told_json(EVERYONE["amira"])


def row_of(actor: Actor) -> tuple[Any, ...] | None:
    """The row of somebody's plan: its next last safe day, the day it was counted, and what it was counted from."""
    with db.engine.connect() as connection:
        found = connection.execute(
            select(SummaryRecord.last_safe, SummaryRecord.counted_on, SummaryRecord.version, SummaryRecord.guidance)
            .join(PlanRecord)
            .where(PlanRecord.person_id == actor.person)
        ).first()
        return tuple(found) if found else None


def version_of(actor: Actor) -> int:
    """How often the facts of somebody's plan have changed."""
    with db.engine.connect() as connection:
        return connection.execute(select(PlanRecord.version).where(PlanRecord.person_id == actor.person)).scalar_one()


def rebuild(database: Database, today: date = TODAY) -> Result:
    """`summary rebuild`, said on a day, beside the service at work. Call it outside the context of another app."""
    app = app_on(database, CLOCK=lambda zone: today)
    done = app.test_cli_runner().invoke(args=["summary", "rebuild"])
    let_go(app)
    return done


def test_the_row_of_each_life_says_the_next_last_safe_day_worked_out_by_hand(kept_app: Flask) -> None:
    with kept_app.app_context():
        people = {name: plan_made(name, **told_json(life))[0] for name, life in EVERYONE.items()}
        assert {name: row_of(actor) for name, actor in people.items()} == {
            name: (day, TODAY, 2, guidance().digest) for name, day in NEXT_LAST_SAFE.items()
        }


def test_the_row_follows_each_answer_and_a_plan_without_a_date_has_none_to_watch(kept_app: Flask) -> None:
    with kept_app.app_context():
        actor, _ = start_plan(key("start"), "phone", occasion())
        keep_answers(actor, key("1"), {"place": "gb"}, occasion())
        assert row_of(actor) == (None, TODAY, 1, guidance().digest)
        keep_answers(actor, key("2"), AMIRA, occasion())
        assert row_of(actor) == (date(2026, 5, 1), TODAY, 2, guidance().digest)
        # Three weeks later: 16 days before 8 June is Saturday 23 May.
        keep_answers(actor, key("3"), {"treatment_date": "2026-06-08"}, occasion(date(2026, 3, 9)))
        assert row_of(actor) == (date(2026, 5, 22), date(2026, 3, 9), 3, guidance().digest)
        keep_answers(actor, key("4"), {"pregnant": "yes"}, occasion(date(2026, 3, 9)))
        assert row_of(actor) == (None, date(2026, 3, 9), 4, guidance().digest)


def test_others_see_the_new_row_together_with_the_new_facts_and_not_before(kept_app: Flask) -> None:
    seen: list[tuple[Any, int]] = []

    def look(session: Session, kept: KeptPlan, when: Occasion) -> None:
        after_change(session, kept, when)
        session.flush()
        seen.append((row_of(actor), version_of(actor)))

    with kept_app.app_context():
        actor, _ = plan_made("amira", **AMIRA)
        before = row_of(actor), version_of(actor)
        keep_answers(actor, key("later"), {"treatment_date": "2026-06-08"}, occasion(after=look))
        assert seen == [before] == [((date(2026, 5, 1), TODAY, 2, guidance().digest), 2)]
        assert (row_of(actor), version_of(actor)) == ((date(2026, 5, 22), TODAY, 3, guidance().digest), 3)


def test_what_is_undone_undoes_the_row_with_it(kept_app: Flask) -> None:
    def fail(session: Session, kept: KeptPlan, when: Occasion) -> None:
        after_change(session, kept, when)
        session.flush()
        raise ZeroDivisionError

    with kept_app.app_context():
        actor, _ = plan_made("amira", **AMIRA)
        before = row_of(actor), version_of(actor)
        with pytest.raises(ZeroDivisionError):
            keep_answers(actor, key("later"), {"treatment_date": "2026-06-08"}, occasion(after=fail))
        with pytest.raises(Faults):
            keep_answers(actor, key("wrong"), {"treatment_date": "soon"}, occasion())
        assert (row_of(actor), version_of(actor)) == before


def test_the_same_form_sent_twice_counts_once(kept_app: Flask) -> None:
    with kept_app.app_context():
        actor, _ = plan_made("amira", **AMIRA)
        before = row_of(actor)
        make_plan(actor, key("amira", "make"), occasion(date(2026, 3, 9)))
        assert row_of(actor) == before


def test_rebuild_makes_every_row_as_it_was(kept_app: Flask, database: Database) -> None:
    with kept_app.app_context():
        people = {name: plan_made(name, **told_json(EVERYONE[name]))[0] for name in ("amira", "ben", "farah", "hugo")}
        before = {name: row_of(actor) for name, actor in people.items()}
        with transaction() as session:
            session.execute(update(SummaryRecord).values(last_safe=date(2000, 1, 1), version=99, guidance="none"))
            gone = select(PlanRecord.id).where(PlanRecord.person_id == people["ben"].person)
            session.execute(delete(SummaryRecord).where(SummaryRecord.plan_id.in_(gone)))
    done = rebuild(database)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["4 plans so far", "Done: 4 plans."]
    with kept_app.app_context():
        assert {name: row_of(actor) for name, actor in people.items()} == before


def test_rebuilt_on_another_day_it_says_the_last_safe_day_that_is_next_then(
    kept_app: Flask, database: Database
) -> None:
    with kept_app.app_context():
        actor, _ = plan_made("amira", **AMIRA)
    rebuild(database, date(2026, 5, 1))
    with kept_app.app_context():
        assert row_of(actor) == (date(2026, 5, 1), date(2026, 5, 1), 2, guidance().digest)
    rebuild(database, date(2026, 5, 2))  # now resting the ovaries, 7 days before Monday 18 May
    with kept_app.app_context():
        assert row_of(actor) == (date(2026, 5, 11), date(2026, 5, 2), 2, guidance().digest)


def test_a_plan_that_does_not_open_keeps_its_row_and_is_named_and_the_others_get_theirs(
    kept_app: Flask, database: Database
) -> None:
    with kept_app.app_context():
        people = [plan_made(name, **AMIRA)[0] for name in ("one", "two")]
        broken = db.session.scalars(select(PlanRecord.id).where(PlanRecord.person_id == people[0].person)).one()
        with transaction() as session:
            session.execute(update(SummaryRecord).values(last_safe=date(2000, 1, 1)))
            session.execute(update(PlanRecord).where(PlanRecord.id == broken).values(answers=b"\x01garbled"))
    done = rebuild(database)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == ["2 plans so far"]
    named, said = done.stderr.splitlines()
    assert named.startswith(f"plan {broken}: Something that was kept cannot be opened")
    assert said == "Error: 1 of 2 plans could not be read; they keep the row they had."
    with kept_app.app_context():
        assert [row_of(actor)[0] for actor in people] == [date(2000, 1, 1), date(2026, 5, 1)]  # type: ignore[index]
