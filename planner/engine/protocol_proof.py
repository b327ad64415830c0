"""Trying a centre's protocol on a whole grid of people before anybody's plan is counted with it.

The course is tried for every kind of chemo, way of collecting, kind of told date and certainty there is, on days near
and far; whole plans for every kind of all these on fewer days. What is tried is declared below.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple

from planner.engine.dates import add
from planner.engine.milestones import NOT_YET, Course, course_of
from planner.engine.plan import Plan, plan_for
from planner.guidance.clauses import Span
from planner.guidance.model import FIRST_CHEMO, Guidance
from planner.questions.told import Told, ToldMilestone

ASKED_ON = date(2026, 3, 2)
REGIMENS = (None, "cy-atg", "beam-atg", "bu-cy", "other", "unknown")
# How cells are collected: what was told, and whether a nurse confirmed it.
COLLECTED = (("unknown", "no"), ("chemo-and-gcsf", "no"), ("gcsf-only", "no"), ("gcsf-only", "yes"))
KINDS = ("first-chemo", "collection", "admission", "day-zero", "unknown")
CERTAINTY = ("confirmed", "approximate", "month", None)
FURTHER_KINDS = ("mobilisation", "conditioning", "discharge")  # told as milestones, confirmed or not
# Days from the day of asking to the told day, and what was said of chemo: nothing, or that it has not begun.
FOR_COURSES = tuple(product((1, 12, 30, 45, 84, 120, 400), (None, "no")))
FOR_PLANS = ((30, "no"), (120, None))
SHORTEST_COURSE = 11  # days from mobilisation to new cells day: guidance-facts 3.1, invariant 2
YEAR = Span(12, 0)
REVIEWS = ("A02", "A13")  # what is raised no sooner than a year after new cells day, in any place
# In this order they come, each end held against the same end of the next.
IN_ORDER = (
    (FIRST_CHEMO, "day-zero"),
    ("mobilisation", "collection"),
    ("collection", "day-zero"),
    ("admission", "day-zero"),
    ("conditioning", "last-chemo"),
    ("last-chemo", "day-zero"),
    ("day-zero", "discharge"),
)


class Proof(NamedTuple):
    """How many courses and plans were tried, and what did not hold: each thing once, with an example of whom."""

    courses: int
    plans: int
    broken: tuple[str, ...]


def proof_of(laid: Guidance, without_choices: Guidance) -> Proof:
    """Try the guidance of a centre. `without_choices` is the same without the figures the centre chose.

    What must hold: milestones in order; the first chemo is mobilisation unless a nurse confirmed otherwise, is at least
    the shortest course ahead of new cells day, and is never confirmed by counting back to it; every last safe day
    comes before it; reviews come a year after new cells day at the earliest; and no choice makes a wait end sooner or
    a step due later.
    """
    broken: dict[str, str] = {}
    courses = plans = 0
    for told in _people(FOR_COURSES):
        courses += 1
        for what in _wrong_in_course(course_of(told, laid, ASKED_ON), told):
            broken.setdefault(what, _whom(told))
    for told in _people(FOR_PLANS):
        plans += 1
        plan = plan_for(told, laid, asked_on=ASKED_ON, today=ASKED_ON)
        wrong = list(_wrong_in_plan(plan))
        if laid is not without_choices:
            wrong += _less_careful(plan, plan_for(told, without_choices, asked_on=ASKED_ON, today=ASKED_ON))
        for what in wrong:
            broken.setdefault(what, _whom(told))
    return Proof(courses, plans, tuple(f"{what} Seen with {whom}." for what, whom in broken.items()))


def _people(days: tuple[tuple[int, str | None], ...]) -> Iterator[Told]:
    """Everybody of the grid: nothing of their bodies is told, so that every item that may concern them is there."""
    dated = [(kind, certainty) for kind in KINDS for certainty in CERTAINTY]
    dated += [(kind, certainty) for kind in FURTHER_KINDS for certainty in ("confirmed", None)]
    everybody = product(REGIMENS, COLLECTED, dated, days)
    for regimen, (collected, by_nurse), (kind, certainty), (ahead, begun) in everybody:
        day = ASKED_ON + timedelta(ahead)
        said = {
            "regimen": regimen,
            "mobilisation": collected,
            "mobilisation_confirmed_by_nurse": by_nurse,
            "chemo_already_started": begun,
        }
        if kind in FURTHER_KINDS:
            answers = {key: answer for key, answer in said.items() if answer}
            yield Told(answers, milestones={kind: ToldMilestone(day, certainty == "confirmed")})
            continue
        said |= {"treatment_date_kind": kind, "treatment_date_certainty": None if certainty == "month" else certainty}
        answers = {key: answer for key, answer in said.items() if answer}
        yield Told(answers, {"treatment_date": day}, whole_month=certainty == "month")


def _whom(told: Told) -> str:
    days = {**told.days, **{kind: milestone.day for kind, milestone in told.milestones.items()}}
    return ", ".join(f"{key} {value}" for key, value in {**told.answers, **days}.items())


def _wrong_in_course(course: Course, told: Told) -> Iterator[str]:
    first, zero = course[FIRST_CHEMO], course["day-zero"]
    for milestone in course.values():
        if not milestone.earliest <= milestone.likely <= milestone.latest:
            yield f"The three ends of {milestone.key!r} are out of order."
    # Of chemo that has not begun, the first is tomorrow at the earliest, whatever day was told of what follows it.
    cut_short = NOT_YET in first.because
    for one, other in () if cut_short else IN_ORDER:
        before, after = course[one], course[other]
        if before.earliest > after.earliest or before.likely > after.likely or before.latest > after.latest:
            yield f"{one!r} would come after {other!r}."
    by_nurse = told.said("mobilisation", "gcsf-only") and told.said("mobilisation_confirmed_by_nurse", "yes")
    if not by_nurse and first[1:4] != course["mobilisation"][1:4]:
        yield "The first chemo would not be mobilisation, and no nurse confirmed that."
    told_first = {told.answers.get("treatment_date_kind"), *told.milestones} & {"first-chemo", "mobilisation"}
    if first.confirmed and not by_nurse and not told_first:
        yield "The first chemo would be confirmed though nobody told its day."
    if told.said("treatment_date_kind", "day-zero") and not by_nurse and not cut_short:
        nearest = min(zero.earliest - first.earliest, zero.likely - first.likely, zero.latest - first.latest)
        if nearest.days < SHORTEST_COURSE:
            yield "The first chemo would come less than the shortest course before new cells day."


def _wrong_in_plan(plan: Plan) -> Iterator[str]:
    first, zero = plan.situation.course[FIRST_CHEMO], plan.situation.course["day-zero"]
    for planned in plan.items:
        item, window = planned.item, planned.window
        safe = item.timing.last_safe
        if safe and safe.anchor == FIRST_CHEMO and window.last_safe and window.last_safe >= first.likely:
            yield f"The last safe day of {item.code} would not come before the first chemo."
        if item.freezing and window.due and window.due >= first.likely:
            yield f"{item.code} would be due when chemo has begun."
        days = [window.due, *(day.day for day in window.repeats)] if item.code in REVIEWS else []
        if any(day and day < add(zero.latest, YEAR, waiting=True) for day in days):
            yield f"{item.code} would be raised less than a year after new cells day."


def _less_careful(chosen: Plan, usual: Plan) -> Iterator[str]:
    """Where the figures that a centre chose would make a wait end sooner, or a step due or no longer possible later."""
    with_figures = {planned.item.code: planned.window for planned in chosen.items}
    for planned in usual.items:
        code, waits = planned.item.code, planned.item.timing.direction == "until"
        usually, now = planned.window, with_figures.get(code)
        if now is None:
            yield f"A figure that was chosen would take {code} out of the plan."
            continue
        if now.last_safe != usually.last_safe:
            yield f"A figure that was chosen would move the last safe day of {code}."
        if now.due and usually.due and ((now.due < usually.due) if waits else (now.due > usually.due)):
            yield f"A figure that was chosen would make {code} less careful."
