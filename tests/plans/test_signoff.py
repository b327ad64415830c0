"""What a signature binds to: any change of content is another content, and nothing else is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import force_locale
from hypothesis import strategies as st

from planner.engine.adjustments import Adjustment
from planner.engine.conditions import YES
from planner.engine.feasibility import Feasibility
from planner.engine.milestones import Milestone
from planner.engine.plan import Plan
from planner.engine.repeats import Day
from planner.engine.schedule import Window
from planner.engine.verdicts import LeftOut, Planned
from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.plans.days_passing import note_days_passed
from planner.plans.passed import needs_a_look
from planner.plans.schemas import told_from
from planner.plans.signed_changes import (
    differences,
)
from planner.plans.signed_content import (
    Content,
    ItemContent,
    MilestoneContent,
    OptionContent,
    digest_of,
)
from tests.engine.cases import Case
from tests.engine.promises import for_anyone
from tests.engine.strategies import answers, cases
from tests.keeping.people_kept import TODAY, occasion
from tests.plans.living import EITHER, MARCH_3, MARCH_9, Somebody
from tests.plans.signing import each_changed, january, later, out_of_it, own_item, signed

# --- any change of content, and nothing else ---


def seen(plan: Plan) -> dict[str, Any]:
    """What is content in a plan, read from the plan itself: verdicts and reasons, days, figures."""
    items = {one.item.code: (one.window, one.severity, one.sure == YES, set(one.grounds)) for one in plan.items}
    out = {one.item.code: (one.verdict, one.note, one.day, one.instead, set(one.grounds)) for one in plan.left_out}
    options = {one.option.key: (one.verdict, one.start_by, one.estimate, one.grounds) for one in plan.feasibility}
    course = {key: one[1:5] for key, one in plan.situation.course.items()}
    paused = {one.item.code for one in plan.items if one.state == "paused"}
    return {"items": items, "out": out, "options": options, "course": course, "paused": paused}


def content(case: Case, **others: Any) -> Content:
    """What is signed of a case, with nothing noted since its answers were confirmed."""
    return signed(case.told(), case.asked_on, as_of=None, closed_days=case.holidays(), **others)


ONE_ANSWER = st.sampled_from([*answers(), ("age", 17), ("age", 46), ("age", 29), ("wants_children", None)])


@for_anyone(st.tuples(cases(new=True), ONE_ANSWER), examples=600)
def test_every_answer_that_changes_what_is_seen_is_another_content(one: tuple[Case, tuple[str, Any]]) -> None:
    case, (question, answer) = one
    other = case.but(**{question: answer})
    try:
        before, after = case.plan(case.holidays()), other.plan(other.holidays())
    except Faults:  # answers that cannot both be true are refused before there is a plan
        return
    here, there = content(case), content(other)
    if seen(before) != seen(after):
        assert digest_of(here) != digest_of(there)
    assert (digest_of(here) == digest_of(there)) == (differences(here, there) == ()) == (here == there)


def ticked(case: Case, ticks: Mapping[str, dict[str, str]]) -> Case:
    """The same person who says more of their steps; what they declined stays declined."""
    kept = {code: said for code, said in case.values.get("steps", {}).items() if "declined" in said}
    return case.but(steps={**ticks, **kept})


TICKS = st.dictionaries(
    st.sampled_from(["B01", "B03", "B04", "B18", "B19", "B22", "A02", "A08", "D02", "F01"]),
    st.sampled_from([{"done": "2020-02-01"}, {"booked": "2026-06-01"}, {"waiting": "the clinic"}, {"ask": "why?"}]),
)


@for_anyone(st.tuples(cases(steps=True), TICKS), examples=300)
def test_no_tick_is_content(one: tuple[Case, dict[str, dict[str, str]]]) -> None:
    case, ticks = one
    assert digest_of(content(ticked(case, ticks))) == digest_of(content(ticked(case, {})))


@for_anyone(st.tuples(cases(steps=True), st.randoms()), examples=150)
def test_the_order_in_which_several_answers_were_ticked_is_no_content(one: tuple[Case, Any]) -> None:
    case, random = one
    several = {key: list(value) for key, value in case.values.items() if isinstance(value, list)}
    for value in several.values():
        random.shuffle(value)
    whole = list(case.but(**several).values.items())
    random.shuffle(whole)
    assert digest_of(content(Case(dict(whole), case.asked_on, case.today))) == digest_of(content(case))


@for_anyone(st.tuples(cases(steps=True), st.integers(0, 400)), examples=200)
def test_content_is_that_of_the_plan_on_the_day_up_to_which_it_was_noted(one: tuple[Case, int]) -> None:
    case, ahead = one
    noted_on = case.asked_on + timedelta(ahead)
    in_order = {key: sorted(value) for key, value in case.values.items() if isinstance(value, list)}
    case = Case(ticked(case.but(**in_order), {}).values, case.asked_on, noted_on)
    found, plan = content(case, noted_on=noted_on), case.plan(case.holidays())
    for planned in plan.items:
        item = found.items[planned.item.code]
        assert (item.verdict, item.certain, item.paused) == ("applies", planned.sure == YES, planned.state == "paused")
        assert (item.window, item.severity, item.who) == (planned.window, planned.severity, planned.item.who)
        assert (item.figure, set(item.grounds)) == (planned.item.figure, set(planned.grounds))
    for one_less in plan.left_out:
        item = found.items[one_less.item.code]
        assert (item.verdict, item.note, item.window) == (one_less.verdict, one_less.note, None)
        assert (item.gone_by, item.estimate, item.instead) == (one_less.day, one_less.estimate, one_less.instead)
        assert set(item.grounds) == set(one_less.grounds)
    assert len(found.items) == len(plan.items) + len(plan.left_out)
    options = {one.option.key: (one.verdict, one.start_by, one.estimate, set(one.grounds)) for one in plan.feasibility}
    assert options == {key: (*one[:3], set(one.grounds)) for key, one in found.options.items()}
    course = plan.situation.course
    assert {key: one[:4] for key, one in found.milestones.items()} == {key: one[1:5] for key, one in course.items()}
    assert (found.place, found.stopped) == (case.told().place, plan.stopped)
    # A day before the answers were confirmed says nothing of them.
    assert digest_of(content(case, noted_on=case.asked_on - timedelta(1))) == digest_of(content(case))


# --- every thing in it counts ---


def everything() -> list[Content]:
    """Contents in which every kind of part stands."""
    moved, out, own = later(), out_of_it(), own_item()
    return [
        january(adjustments=(moved, out, own, moved._replace(name="d", code="B22"))),
        january(pregnant="unsure", has_testes="yes", treatment_date="2027-01-08"),
    ]


def test_every_field_of_every_part_changed_by_itself_is_another_content() -> None:
    visited: set[str] = set()
    for made in everything():
        ours = digest_of(made)
        for where, changed in each_changed(made):
            assert digest_of(changed) != ours, where
            assert differences(made, changed) != (), where
            visited |= {part for part in where.split() if "." in part}
    parts = (Content, ItemContent, Window, Day, OptionContent, MilestoneContent, Adjustment)
    assert visited >= {f"{part.__name__}.{name}" for part in parts for name in part._fields}


def test_whatever_the_engine_works_out_is_content_or_named_here_as_none() -> None:
    # A new field of a result fails this until somebody decides whether a signature binds to it.
    content = {"rule", "severity", "found", "window", "adjusted", "moved_past"}
    whether_paused, none = {"state"}, {"step", "quiet", "counting"}
    assert set(Planned._fields) == content | whether_paused | none
    # All of it.
    assert set(LeftOut._fields) == {"item", "verdict", "grounds", "note", "instead", "day", "estimate", "adjusted"}
    counted_anew_each_day = {"days_left"}
    content = {"option", "verdict", "start_by", "estimate", "grounds", "because"}
    assert set(Feasibility._fields) == content | counted_anew_each_day
    # All of it.
    assert set(Milestone._fields) == {"key", "earliest", "likely", "latest", "confirmed", "because"}
    content = {"situation", "guidance", "items", "left_out", "feasibility", "stopped", "rules", "unfit"}
    # Which editions were used shows in what they say, a pause and what was adjusted in each item.
    shown_elsewhere, none = {"as_of", "paused", "adjustments"}, {"resting", "memo", "closed_days", "steps"}
    assert set(Plan._fields) == content | shown_elsewhere | none


# --- somebody lives with it ---


def now(who: Somebody) -> str:
    """The digest of the plan that is kept of somebody."""
    kept = who.kept
    told = told_from(kept.told, codes_of(guidance()), kept.asked_on)
    return digest_of(signed(told, kept.asked_on, as_of=kept.as_of, noted_on=kept.noted_on))


@EITHER
def test_neither_days_nor_ticks_nor_breaks_nor_a_language_end_a_signature(app: Flask) -> None:
    chloe = Somebody()
    ours = now(chloe)
    for ahead in (1, 7, 21):
        day = TODAY + timedelta(ahead)
        if needs_a_look(chloe.kept, day):
            note_days_passed(chloe.actor, occasion(day))
        assert now(chloe) == ours
    chloe.says("B04", MARCH_9, done="2026-03-09")
    chloe.says("B03", MARCH_9, waiting="the clinic")
    chloe.stops("break", MARCH_9)
    with force_locale("es"):
        assert now(chloe) == ours
    chloe.says("B04", MARCH_9, declined="not for me")
    assert now(chloe) != ours


@EITHER
def test_what_days_passing_changed_ends_a_signature_when_it_is_noted(app: Flask) -> None:
    chloe = Somebody(treatment_date="2026-03-30")  # eggs: 28 days fit, 27 are tight
    ours = now(chloe)
    note_days_passed(chloe.actor, occasion(MARCH_3))
    then = now(chloe)
    assert then != ours
    note_days_passed(chloe.actor, occasion(MARCH_9))  # 21 days: still tight
    assert now(chloe) == then
