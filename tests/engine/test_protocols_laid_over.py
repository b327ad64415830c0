"""The safety invariants hold for the patients of any centre: the examples we ship, and any days a lead could sign."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase
from hypothesis import strategies as st

from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.guidance.model import FIRST_CHEMO
from planner.guidance.protocol import Protocol, laid_over
from tests.engine.cases import Case, day_zero, first_chemo, in_plan, kept_by_hand, only, using
from tests.engine.checklist import months_on
from tests.engine.promises import _tried, for_anyone
from tests.engine.strategies import cases
from tests.engine.test_planted_bugs import named
from tests.guidance.centres import EXAMPLES, choice, gap, read

TABLE = tomllib.loads(Path(__file__).with_name("invariants.toml").read_text("utf-8"))
KEPT = list(dict.fromkeys(row["test"] for invariant in TABLE["invariant"] for row in invariant["kept"]))
# These hold the usual days between milestones, or the usual days of the review, by hand: a centre has its own. What
# they promise of a centre is held below, and in tests/guidance/test_protocol.py with days worked out by hand.
OF_THE_USUAL_DAYS = {
    "test_invariants_dates.test_a_told_transplant_day_pulls_what_comes_before_six_weeks_ahead_of_it",
    "test_invariants_dates.test_collection_without_chemo_counts_only_when_a_nurse_confirmed_it",
    "test_invariants_waits.test_a_day_of_unknown_kind_is_taken_as_the_first_chemo_by_what_must_wait",
    "test_invariants_waits.test_a_wait_of_months_is_never_cut_short_by_a_short_month",
}
BEFORE = {"B03", "B04", "B18", "B19", "B22", "B23", "B26", "B28", "B29", "F02"}


def test_what_is_left_out_for_a_centre_is_a_test_of_an_invariant() -> None:
    assert set(KEPT) >= OF_THE_USUAL_DAYS


@pytest.mark.parametrize("test", [test for test in KEPT if test not in OF_THE_USUAL_DAYS])
@pytest.mark.parametrize("key", EXAMPLES)
def test_every_invariant_holds_at_each_example_of_a_centre(key: str, test: str) -> None:
    promise = named(test)
    with using(laid_over(guidance(), EXAMPLES[key])):
        tried_on = getattr(promise, "tried_on", None)
        if tried_on:
            promise = _tried(*tried_on, max_examples=12, derandomize=True, phases=[Phase.generate])
        promise()


# Any centre ----------------------------------------------------------------------------------------------------


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    """A protocol as some lead could sign it: days in any order are drawn, and those that can be used are kept."""
    chemo = st.sampled_from(["usual", "cy-atg", "beam-atg", "bu-cy", "other", "unknown"])
    ways = [
        ("day-zero", "mobilisation", (11, 130)),
        ("collection", "mobilisation", (1, 20)),
        ("mobilisation", "collection", (-20, -1)),
        ("admission", "day-zero", (-14, -1)),
        ("conditioning", "day-zero", (-10, -1)),
        ("last-chemo", "day-zero", (-4, 0)),
        ("discharge", "admission", (8, 60)),
    ]
    gaps = []
    for milestone, other, (least, most) in draw(st.lists(st.sampled_from(ways), max_size=4, unique=True)):
        days = sorted(draw(st.lists(st.integers(least, most), min_size=3, max_size=3)))
        gaps.append(gap(milestone, other, *days, regimen=draw(chemo)))
    figures = {one.key: [figure.key for figure in one.may_be_chosen()] for one in guidance().disagreements}
    chosen = [choice(key, draw(st.sampled_from(keys))) for key, keys in figures.items() if draw(st.booleans())]
    while True:
        try:
            return read(gaps=gaps, choices=chosen)
        except Faults as refused:
            wrong = {fault.key.split(".")[1] for fault in refused.faults}
            gaps = [one for number, one in enumerate(gaps) if str(number) not in wrong]


PATIENTS = st.tuples(protocols(), cases(steps=True))


@for_anyone(PATIENTS, examples=150)
def test_what_a_centre_signs_keeps_milestones_waits_and_last_safe_days_in_order(one: tuple[Protocol, Case]) -> None:
    protocol, case = one
    with using(laid_over(guidance(), protocol)):
        plan = case.plan()
    for milestone in plan.situation.course.values():
        assert milestone.earliest <= milestone.likely <= milestone.latest, milestone.key
    first, zero = first_chemo(plan), day_zero(plan)
    for code, planned in in_plan(plan).items():
        if kept_by_hand(planned):
            continue
        if code in BEFORE and first and planned.window.last_safe:
            assert planned.window.last_safe < first.likely, code
        if code in ("A02", "A13") and zero:
            days = [planned.due, *(day.day for day in planned.window.repeats)]
            assert all(day >= months_on(zero.latest, 12) for day in days if day), code


@for_anyone(PATIENTS, examples=150)
def test_no_choice_of_a_figure_makes_a_wait_shorter_or_a_step_later(one: tuple[Protocol, Case]) -> None:
    protocol, case = one
    with using(laid_over(guidance(), replace(protocol, choices=()))):
        usual = in_plan(case.plan())
    with using(laid_over(guidance(), protocol)):
        chosen = in_plan(case.plan())
    assert set(usual) <= set(chosen)
    for code, planned in usual.items():
        before, now = planned.window, chosen[code].window
        assert now.last_safe == before.last_safe, code
        if before.due and now.due and planned.item.timing.direction == "until":
            assert now.due >= before.due, code
        elif before.due and now.due and code != "A01":
            assert now.due <= before.due, code
        if code == "A01" and not before.do_now:  # it says to keep going on the same days, and on further ones
            said = {before.due, *(day.day for day in before.repeats)}
            assert said <= {now.due, *(day.day for day in now.repeats)}


@for_anyone(st.tuples(protocols(), cases(new=True), st.integers(140, 400)), examples=100)
def test_a_told_transplant_day_puts_what_comes_before_chemo_at_least_the_shortest_course_ahead_of_it(
    one: tuple[Protocol, Case, int],
) -> None:
    protocol, case, ahead = one
    transplant = case.asked_on + timedelta(ahead)
    told = case.but(
        **only(transplant, "day-zero", mobilisation="gcsf-only", mobilisation_confirmed_by_nurse=False), **{}
    )
    with using(laid_over(guidance(), protocol)):
        plan = told.without("steps").plan()
    first = first_chemo(plan)
    assert first is not None
    assert plan.situation.course["mobilisation"][1:4] == first[1:4]
    assert (transplant - first.latest).days >= 11
    assert not first.confirmed
    for code, planned in in_plan(plan).items():
        if planned.item.timing.anchor == FIRST_CHEMO and planned.window.last_safe:
            assert (transplant - planned.window.last_safe).days > 11, code
