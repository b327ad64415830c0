"""From which day windows are counted for somebody with whom a plan is shared: what is hidden moves none of them."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.accounts.access import Actor
from planner.db import db
from planner.guidance.loader import guidance
from planner.plans.kept import plan_from
from planner.plans.partner_steps import say_done
from planner.plans.shared import here_in, seen_of
from planner.plans.shares import change_share
from planner.plans.sharing import Rights, SharedPlan, may_see
from planner.tokens import new_token
from tests.keeping.people_kept import TODAY, occasion, shared_with
from tests.plans.living import EITHER, MARCH_4, MARCH_9, Somebody

# In four weeks: most is to be done now, so that its days hang on the day they are counted from.
SOON = {"treatment_date": "2026-03-30", "can_give_sample": "not-said", "funding": "unknown"}
SHOWN = Rights(groups=("find-out", "freeze", "protect"), hidden=("B13",), theirs=("B03",))
LATER = date(2026, 3, 12)

pytestmark = EITHER


@pytest.fixture
def amira(app: Flask) -> Somebody:
    """Somebody whose first chemo is in four weeks."""
    return Somebody(**SOON)


def share(owner: Somebody, rights: Rights = SHOWN, today: date = TODAY) -> tuple[str, Actor]:
    """Share it on a day: the share, and who came in."""
    name, partner, _cookie = shared_with(owner.actor, new_token(), rights, today=today)
    return name, partner


def seen(partner: Actor, today: date) -> SharedPlan:
    """What they see on a day."""
    db.session.rollback()
    return seen_of(here_in(db.session(), partner), guidance(), today)


def counted_on(partner: Actor) -> date:
    """The day it is counted from."""
    db.session.rollback()
    return here_in(db.session(), partner).counted_on


def as_seen(plan: SharedPlan) -> list[tuple[Any, ...]]:
    """What two people with a plan of their own would see alike."""
    return [tuple(one) for one in plan.steps]


def test_an_answer_they_cannot_see_moves_no_day_of_theirs(amira: Somebody) -> None:
    _name, partner = share(amira)
    before = seen(partner, MARCH_9)
    amira.answers(MARCH_9, funding="public")
    assert amira.kept.asked_on == MARCH_9
    assert seen(partner, MARCH_9) == before
    assert counted_on(partner) == TODAY
    # They do hang on it: counted from the day of the answer they would be others.
    here = here_in(db.session(), partner)
    assert seen_of(here._replace(counted_on=MARCH_9), guidance(), MARCH_9) != before


def test_an_answer_that_changes_what_they_see_is_counted_from_that_day(amira: Somebody) -> None:
    _name, partner = share(amira)
    before = seen(partner, MARCH_9)
    amira.answers(MARCH_9, treatment_date="2026-04-06")
    assert seen(partner, MARCH_9) != before
    assert counted_on(partner) == MARCH_9


def test_a_step_moves_none_also_after_an_answer_they_cannot_see(amira: Somebody) -> None:
    _name, partner = share(amira)
    amira.answers(MARCH_4, funding="public")
    say_done(partner, new_token(), "B03", MARCH_9, occasion(MARCH_9))
    amira.says("B04", MARCH_9, booked="2026-03-20")
    assert counted_on(partner) == TODAY


def test_nor_does_what_is_taken_back_on_the_day_it_was_answered_tell_of_an_earlier_one(amira: Somebody) -> None:
    _name, partner = share(amira)
    amira.answers(MARCH_4, funding="public")
    amira.answers(MARCH_9, treatment_date="2026-04-06")
    amira.answers(MARCH_9, treatment_date=SOON["treatment_date"])
    assert amira.kept.asked_on == MARCH_4
    assert counted_on(partner) == MARCH_9


def test_to_be_called_otherwise_or_until_another_day_moves_none(amira: Somebody) -> None:
    name, partner = share(amira)
    amira.answers(MARCH_4, funding="public")
    rights = SHOWN._replace(hidden=("B13", "A03"))  # which is no part of it in any case
    change_share(amira.actor, new_token(), name, "Somebody else", rights, date(2026, 12, 1), occasion(MARCH_9), True)
    assert counted_on(partner) == TODAY


def test_less_moves_none_and_more_is_counted_as_the_plan_counts(amira: Somebody) -> None:
    name, partner = share(amira)
    amira.answers(MARCH_4, funding="public")
    less = SHOWN._replace(groups=("find-out", "protect"))
    change_share(amira.actor, new_token(), name, "Sam", less, None, occasion(MARCH_9))
    assert counted_on(partner) == TODAY
    change_share(amira.actor, new_token(), name, "Sam", SHOWN, None, occasion(LATER), True)
    assert counted_on(partner) == MARCH_4


def test_when_it_is_shared_they_see_the_days_of_the_plan(amira: Somebody) -> None:
    amira.answers(MARCH_4, funding="public")
    _name, partner = share(amira, today=MARCH_9)
    kept = amira.kept
    plan = plan_from(kept, guidance(), MARCH_9)
    assert {one.item.code: one.window for one in seen(partner, MARCH_9).steps} == {
        one.item.code: one.window for one in plan.items if may_see(one.item, SHOWN)
    }


def test_a_break_and_its_end_move_none(amira: Somebody) -> None:
    _name, partner = share(amira)
    before = seen(partner, MARCH_9)
    amira.answers(MARCH_4, funding="public")
    amira.stops("break", MARCH_4)
    assert seen(partner, MARCH_4).steps == ()
    amira.stops("go-on", MARCH_9)
    assert seen(partner, MARCH_9) == before


def test_what_days_that_pass_change_is_no_answer(amira: Somebody) -> None:
    _name, partner = share(amira)
    amira.answers(date(2026, 3, 25), funding="public")
    assert counted_on(partner) == TODAY
