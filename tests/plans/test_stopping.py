"""Put off, off, a break, or a death: each silences everything at once, deletes nothing, and says how it goes on."""

import pytest
from flask import Flask

from planner.calendar.events import events_of, published_days
from planner.engine.last_safe import soonest
from planner.engine.plan import Plan
from planner.guidance.loader import guidance
from planner.plans.kept import plan_from
from planner.plans.stopping import HOW, Closed, stop
from planner.tokens import new_token
from planner.web.plans.preview import preview_of
from tests.keeping.people_kept import TODAY, occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_9, Somebody

SILENCED = pytest.mark.parametrize("how", ["postponed", "cancelled", "died", "break"])
OFF = pytest.mark.parametrize("off", ["postponed", "cancelled"])


def made(who: Somebody) -> Plan:
    """Somebody's plan as it is on 9 March."""
    return plan_from(who.kept, guidance(), MARCH_9)


def rings(plan: Plan) -> int:
    """How many days of a plan ring."""
    return sum(len(one.alarms) for one in plan.items)


def lived() -> Somebody:
    """Somebody who has begun: a step done, one booked, one that comes back for years done before its time."""
    amira = Somebody(stored_on="2026-02-20", stored_kind="eggs")
    amira.says("B04", done="2026-03-02")
    amira.says("B18", booked="2026-04-28")
    amira.says("A09", done="2026-03-02")
    return amira


@SILENCED
def test_each_silences_everything_at_once_and_keeps_everything(app: Flask, how: str) -> None:
    amira = lived()
    before = made(amira)
    assert rings(before) > 20
    assert len(events_of(before, secret=amira.kept.secret)) > 20
    version, steps, told = amira.kept.version, amira.steps, dict(amira.kept.told)
    amira.stops(how, MARCH_3)
    after = made(amira)
    assert rings(after) == 0
    assert events_of(after, secret=amira.kept.secret) == []
    assert events_of(after, secret=amira.kept.secret, plain=True) == []
    assert preview_of(after).days == 0
    assert preview_of(after).first == []
    assert (amira.kept.version, amira.history[0].action) == (version + 1, "stopped")
    assert amira.steps == steps
    assert {key: answer for key, answer in amira.kept.told.items() if key != "treatment_status"} == told


@SILENCED
def test_whoever_stopped_and_undid_it_has_the_plan_as_it_was(app: Flask, how: str) -> None:
    amira = lived()
    before = amira.plan(MARCH_9)
    amira.stops(how, MARCH_9)
    amira.undoes(amira.kept.version, MARCH_9)
    assert amira.plan(MARCH_9) == before


@EITHER
def test_in_a_break_the_plan_stands_there_with_its_days_and_only_keeps_quiet(app: Flask) -> None:
    amira = lived()
    before = made(amira)
    amira.stops("break", MARCH_3)
    after = made(amira)
    assert after.resting
    assert [(one.item.code, one.state, one.window) for one in after.items] == [
        (one.item.code, one.state, one.window) for one in before.items
    ]
    assert all(published_days(one, resting=True) == [] for one in after.items)
    assert soonest(after.items, MARCH_9) == soonest(before.items, MARCH_9) is not None
    assert amira.kept.asked_on == TODAY  # nothing was answered by it
    amira.stops("go-on", MARCH_9)
    assert (rings(made(amira)), amira.kept.resting_since) == (rings(before), None)


@EITHER
def test_a_break_begins_once(app: Flask) -> None:
    amira = Somebody()
    amira.stops("break", MARCH_3)
    version = amira.kept.version
    amira.stops("break", MARCH_9)
    assert (amira.kept.resting_since, amira.kept.version) == (MARCH_3, version)


@OFF
@EITHER
def test_going_on_ends_what_was_off_and_the_break_with_it(app: Flask, off: str) -> None:
    amira = Somebody()
    before = made(amira)
    amira.stops(off, MARCH_9)
    amira.stops("break", MARCH_9)
    assert soonest(made(amira).items, MARCH_9) is None
    amira.stops("go-on", MARCH_9)
    assert amira.history[0].action == "went-on"
    assert (rings(made(amira)), amira.kept.resting_since) == (rings(before), None)
    assert "treatment_status" not in amira.kept.told


@OFF
@EITHER
def test_going_on_after_a_night_counts_windows_from_that_day(app: Flask, off: str) -> None:
    amira = Somebody()
    amira.stops(off, TODAY)
    amira.stops("go-on", MARCH_3)  # within a night nothing passes that is noted
    assert ([one.action for one in amira.history][:2], amira.kept.asked_on) == (["went-on", "stopped"], MARCH_3)


@EITHER
def test_going_on_where_nothing_was_stopped_changes_nothing(app: Flask) -> None:
    amira = Somebody()
    amira.stops("go-on")
    assert (amira.kept.version, [one.action for one in amira.history]) == (2, ["plan-made"])


@pytest.mark.parametrize("then", ["go-on", "postponed", "cancelled", "break"])
@EITHER
def test_after_a_death_no_page_opened_before_lets_anything_ring_again(app: Flask, then: str) -> None:
    amira = lived()
    amira.stops("died", MARCH_3)
    before = amira.kept
    for how in (then, "go-on"):
        with pytest.raises(Closed):
            amira.stops(how, MARCH_9)
    assert amira.kept == before
    assert (rings(made(amira)), events_of(made(amira), secret=amira.kept.secret)) == (0, [])


@EITHER
def test_a_death_said_by_mistake_is_undone_among_the_changes(app: Flask) -> None:
    amira = lived()
    before = made(amira)
    amira.stops("died", MARCH_3)
    amira.undoes(amira.kept.version, MARCH_9)
    assert rings(made(amira)) == rings(before)


@SILENCED
def test_pressed_twice_it_is_stopped_once(app: Flask, how: str) -> None:
    amira, key = Somebody(), new_token()
    stop(amira.actor, key, how, occasion(MARCH_3))
    version, lines = amira.kept.version, amira.audit
    stop(amira.actor, key, how, occasion(MARCH_9))
    amira.stops(how, MARCH_9)
    assert (amira.kept.version, amira.audit) == (version, lines)


@EITHER
def test_another_word_is_no_way_to_stop(app: Flask) -> None:
    amira = Somebody()
    with pytest.raises(ValueError, match="not a way to stop"):
        amira.stops("forget")
    assert set(HOW) == {"postponed", "cancelled", "died", "break", "go-on"}
