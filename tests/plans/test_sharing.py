"""What somebody else may see of a plan: what was shared and nothing beside it, whoever's it is, however it stands."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from planner.engine.plan import Plan, Planned
from planner.engine.situation import Situation
from planner.guidance.loader import guidance
from planner.guidance.model import PHASES, PLACES, Item
from planner.plans.sharing import (
    NOTHING,
    ONE_BY_ONE,
    OWN_PART,
    Rights,
    SharedPlan,
    in_order,
    is_wider,
    may_see,
    shared_plan,
)
from planner.questions.told import StepTaken, Told
from tests.people import answers, codes, planned, told
from tests.scenarios.stories import Story, stories

STORIES = {story.file: story for story in stories()}
CODES = some.lists(some.sampled_from(sorted(codes())), max_size=12).map(tuple)
GROUPS = some.lists(some.sampled_from(PHASES), max_size=6).map(tuple)
RIGHTS = some.builds(Rights, some.booleans(), GROUPS, CODES, CODES, CODES)
EVERYTHING = Rights(True, PHASES, ONE_BY_ONE)
PLANS = some.sampled_from(sorted(STORIES))
# Before chemo, and after it.
LATER: tuple[dict[str, str], ...] = ({}, {"chemo_already_started": "yes", "treatment_date": "2026-02-20"})
ITEMS: Mapping[str, Mapping[str, Item]] = {
    place: {item.code: item for item in guidance().editions[place]} for place in PLACES
}


@cache
def plan_of(file: str, **over: Any) -> Plan:
    """The plan of one story, with answers laid over it."""
    story: Story = STORIES[file]
    return planned(told(story.asked_on, **{**story.told, **over}), story.asked_on, story.today)


def seen(file: str, rights: Rights) -> list[str]:
    """The codes of what is shared of it, in order."""
    return [one.item.code for one in shared_plan(plan_of(file), rights).steps]


@given(PLANS, RIGHTS)
def test_nothing_is_shared_but_what_may_be_seen(file: str, rights: Rights) -> None:
    plan, shared = plan_of(file), shared_plan(plan_of(file), rights)
    silent = plan.stopped or plan.resting
    wanted = {
        one.item.code
        for one in plan.items
        if not silent and one.state != "paused" and one.item.code not in rights.hidden
        if not plan.paused or one.item.code in ONE_BY_ONE  # what goes on meanwhile would tell why the rest does not
        if one.item.code in (*rights.shown, *rights.theirs)
        or (one.item.code not in ONE_BY_ONE and one.item.phase in rights.groups)
        or (one.item.code not in ONE_BY_ONE and rights.own_part and "partner" in one.item.who)
    }
    assert sorted(one.item.code for one in shared.steps) == sorted(wanted)
    assert all(may_see(one.item, rights) for one in shared.steps)


@given(PLANS, RIGHTS)
def test_each_step_is_shared_with_its_days_as_they_stand_in_the_plan(file: str, rights: Rights) -> None:
    as_planned = {one.item.code: one for one in plan_of(file).items}
    for one in shared_plan(plan_of(file), rights).steps:
        whole = as_planned[one.item.code]
        assert (one.severity, one.state, one.window) == (whole.item.severity, whole.state, whole.window)
        assert (one.quiet, one.alarms, one.is_guess, one.due) == (whole.quiet, whole.alarms, whole.is_guess, whole.due)
        assert one.theirs == (one.item.code in rights.theirs)
        assert one.yours == (one.theirs or (rights.own_part and "partner" in one.item.who))


@given(PLANS, RIGHTS, RIGHTS)
def test_rights_that_are_not_wider_show_no_more(file: str, rights: Rights, before: Rights) -> None:
    if not is_wider(rights, before, ITEMS["elsewhere"]):
        assert set(seen(file, rights)) <= set(seen(file, before))
        assert set(rights.theirs) <= set(before.theirs)


@given(RIGHTS, RIGHTS)
def test_what_is_wider_anywhere_is_wider(rights: Rights, before: Rights) -> None:
    """Proof is asked for by the items of one place; a plan may be of another."""
    assert len({is_wider(rights, before, items) for items in ITEMS.values()}) == 1


@given(RIGHTS)
def test_rights_are_no_wider_than_themselves_or_than_all_and_nothing_is_wider_than_none(rights: Rights) -> None:
    assert not is_wider(rights, rights, ITEMS["elsewhere"])
    assert not is_wider(NOTHING, rights, ITEMS["elsewhere"])
    assert not is_wider(rights._replace(theirs=()), EVERYTHING._replace(shown=tuple(codes())), ITEMS["elsewhere"])


@given(PLANS, RIGHTS)
def test_rights_in_order_say_the_same_and_stay_as_they_are(file: str, rights: Rights) -> None:
    ordered = in_order(rights)
    assert in_order(ordered) == ordered
    assert seen(file, ordered) == seen(file, rights)
    assert not set(ordered.hidden) & {*ordered.shown, *ordered.theirs}
    assert not set(ordered.shown) & set(ordered.theirs)
    assert [*ordered.groups] == [one for one in PHASES if one in rights.groups]


@pytest.mark.parametrize("file", sorted(STORIES))
def test_with_nothing_shared_nothing_is_seen(file: str) -> None:
    assert shared_plan(plan_of(file), NOTHING) == SharedPlan(plan_of(file).situation.today, ())


@given(PLANS, GROUPS, some.booleans())
def test_what_is_shared_one_by_one_is_in_no_group(file: str, groups: tuple[str, ...], own_part: bool) -> None:
    assert not set(seen(file, Rights(own_part, groups))) & set(ONE_BY_ONE)


def test_what_is_shared_one_by_one_is_seen_by_whom_it_was_shown() -> None:
    pregnant = planned(told(**answers(pregnant="yes")))
    assert "F05" in {one.item.code for one in pregnant.items}
    for rights in (Rights(shown=ONE_BY_ONE), Rights(theirs=ONE_BY_ONE)):
        assert "F05" in {one.item.code for one in shared_plan(pregnant, rights).steps}


@given(RIGHTS)
def test_why_nothing_is_planned_is_not_told(rights: Rights) -> None:
    """A treatment put off or off, a break, a pregnancy, a death, no chemotherapy, and nothing shared: all the same."""
    today = date(2026, 3, 2)
    statuses = [planned(told(**answers(treatment_status=how))) for how in ("postponed", "cancelled", "died")]
    resting = planned(told(**answers()))._replace(resting=True)
    no_chemo = planned(told(**answers(therapy_kind="no-chemo-cells")))
    pregnant = [planned(told(**answers(pregnant=how, **more))) for how in ("yes", "unsure") for more in LATER]
    rights = rights._replace(shown=(), theirs=())
    for plan in (*statuses, resting, no_chemo, *pregnant):
        assert shared_plan(plan, rights) == SharedPlan(today, ())


@given(RIGHTS)
def test_what_is_paused_is_not_there(rights: Rights) -> None:
    pregnant = planned(told(**answers(pregnant="yes")))
    paused = {one.item.code for one in pregnant.items if one.state == "paused"}
    assert paused
    assert not paused & {one.item.code for one in shared_plan(pregnant, rights).steps}


@given(PLANS, RIGHTS)
def test_no_answer_and_no_word_of_its_owner_can_be_reached_from_what_is_shared(file: str, rights: Rights) -> None:
    private = (Told, Situation, Plan, Planned)
    for one in reached(shared_plan(plan_of(file), rights)):
        assert not isinstance(one, private), type(one)
        assert not isinstance(one, StepTaken) or (one.state in ("done", "booked") and not one.text)


def test_what_is_kept_beside_a_step_stays_out_of_it() -> None:
    steps = {"B04": {"waiting": "secret words"}, "B03": {"ask": "secret words"}, "B18": {"booked": "2026-04-01"}}
    shared = shared_plan(planned(told(**answers(steps=steps))), Rights(shown=tuple(codes())))
    said = {one.item.code: one.step for one in shared.steps}
    assert (said["B04"], said["B03"], said["B18"]) == (None, None, StepTaken("booked", date(2026, 4, 1)))
    assert "secret words" not in repr(shared)


def test_their_order_tells_no_answer() -> None:
    """Who pays makes one step press more for its owner, and it stands higher in the plan; not here."""
    abroad, public = (planned(told(**answers(funding=who))) for who in ("abroad", "public"))
    assert [one.item.code for one in abroad.items] != [one.item.code for one in public.items]
    assert shared_plan(abroad, EVERYTHING) == shared_plan(public, EVERYTHING)


@pytest.mark.parametrize("file", sorted(STORIES))
def test_what_a_partner_does_is_shared_with_a_partner(file: str) -> None:
    plan = plan_of(file)
    silent = plan.stopped or plan.resting or plan.paused
    theirs = [one.item.code for one in plan.items if "partner" in one.item.who and one.item.code not in ONE_BY_ONE]
    assert sorted(seen(file, OWN_PART)) == ([] if silent else sorted(theirs))


def reached(one: Any, known: set[int] | None = None) -> Iterator[Any]:
    """Every object that can be reached from one through its fields, but for the guidance, which is everybody's."""
    known = set() if known is None else known
    if id(one) in known or isinstance(one, Item | str | bytes | int | date | type | None):
        return
    known.add(id(one))
    yield one
    parts: list[Any] = []
    if isinstance(one, Mapping):
        parts = [*one, *one.values()]
    elif isinstance(one, tuple | list | set | frozenset):
        parts = list(one)
    elif dataclasses.is_dataclass(one):
        parts = [getattr(one, field.name) for field in dataclasses.fields(one)]
    else:
        parts = [*getattr(one, "__dict__", {}).values()]
        parts += [cell.cell_contents for cell in getattr(one, "__closure__", None) or ()]
        parts += [getattr(one, "__self__", None)]
    for part in parts:
        yield from reached(part, known)
