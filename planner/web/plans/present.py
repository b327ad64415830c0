"""Turns a plan into the words of a page: what comes first, what is open now, and when."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from planner.engine.plan import Plan
from planner.guidance.model import SEVERITIES, Guidance
from planner.plans.open_questions import HAPPENINGS, OpenQuestion, open_questions
from planner.plans.warnings import Warning, warnings_of
from planner.plans.wording import day_in_words, items_by_key, left_out_reason
from planner.questions.catalogue import QUESTION
from planner.web.drawings.course import Stop, course_shown, stops_of
from planner.web.drawings.timeline import Drawing, drawing_of
from planner.web.drawings.timeline_down import DownDrawing, down_of
from planner.web.plans.choices import Choice, choices_of, not_needed
from planner.web.plans.next_step import Next, next_of
from planner.web.plans.parts import Part, parts_of
from planner.web.plans.rows import ACTIVE, Corrections, StepPath, row_of

QUIET_WARNINGS = ("not-signed-by-a-clinician",)
MOST_TO_ASK = 6
WITH_HEADING = 60  # letters: a first sentence no longer than this stands above the rest of a grave warning


class Said(NamedTuple):
    """A warning in words; what it lists stands apart. `kind` is that of a notice: amber, info or quiet."""

    kind: str
    heading: str
    text: str
    listed: list[str]


class PlanView(NamedTuple):
    """Everything the page of a plan shows, in words. `to_ask`: (what it is about, the question), for the team."""

    lead: str
    next: Next | None
    warnings: list[Said]
    choices: list[Choice]
    not_needed: list[str]
    parts: list[Part]
    stops: list[Stop]
    across: Drawing | None
    down: DownDrawing | None
    to_ask: list[tuple[str, str]]
    questions: list[OpenQuestion]
    left_out: list[tuple[str, str]]
    digest: str
    last_checked: str
    unsigned: bool


def plan_view(
    plan: Plan, *, step_path: StepPath, corrections: Corrections | None = None, language: str = "en"
) -> PlanView:
    """The plan as its page shows it.

    `step_path` gives the address of the page of one step. `corrections` are urgent corrections by item key.
    """
    today, corrected = plan.situation.today, corrections or {}
    rows = {
        one.item.key: row_of(one, today, step_path(one), corrected.get(one.item.key), language) for one in plan.items
    }
    items = items_by_key(plan)
    course = course_shown(plan) if plan.items else None
    return PlanView(
        lead=_lead(plan),
        next=next_of(plan, rows, language),
        warnings=[_said(warning) for warning in warnings_of(plan, language) if warning.key not in QUIET_WARNINGS],
        choices=choices_of(plan, language),
        not_needed=not_needed(plan, language),
        parts=parts_of(plan, rows),
        stops=stops_of(course, language) if course else [],
        across=drawing_of(course, language) if course else None,
        down=down_of(course, language) if course else None,
        to_ask=_to_ask(plan, language),
        questions=[question for question in open_questions(plan) if QUESTION[question.key].kind not in HAPPENINGS],
        left_out=[
            (one.item.words[language].title, left_out_reason(one, plan.guidance, items, language))
            for one in plan.left_out
        ],
        digest=plan.guidance.digest,
        last_checked=day_in_words(last_checked(plan.guidance, plan.situation.told.place, plan.as_of)),
        unsigned=plan.guidance_is_unsigned,
    )


@lru_cache(maxsize=64)
def last_checked(guidance: Guidance, place: str, as_of: date) -> date:
    """The last day on which any source of what is in force in one place was looked at."""
    return max(
        citation.last_checked
        for item in guidance.editions[place]
        if item.begins <= as_of and (item.ends is None or as_of < item.ends)
        for citation in item.citations
    )


def _lead(plan: Plan) -> str:
    situation, first, left = plan.situation, plan.situation.first_chemo, plan.situation.days_left
    if not plan.items:
        return "No plan was made from these answers."
    if plan.stopped:
        return "Your plan is quiet. Nothing in it runs on."
    if situation.happened:
        return "The steps after your transplant."
    if situation.begun:
        return "Chemo has started. These are the steps from here."
    if first is None or left is None:
        return "No treatment date is known yet."
    day = day_in_words(first.likely)
    if left < 0:
        return f"First chemo: {day}."
    days = "Today is your first chemo day" if left == 0 else f"{left} day{'s' if left != 1 else ''} to your first chemo"
    return f"{days}, {day}." if first.confirmed else f"About {days[0].lower()}{days[1:]}, likely {day}."


def _said(warning: Warning) -> Said:
    """A warning: its first sentence as a heading when it is grave, its last taken apart when it lists things."""
    kind = {"critical": "amber", "high": "info"}.get(warning.severity, "quiet")
    heading, _, rest = warning.text.partition(". ")
    if kind != "amber" or not rest or len(heading) > WITH_HEADING:
        heading, rest = "", warning.text
    head, _, tail = rest.rpartition(": ")
    listed = tail.removesuffix(".").split("; ")
    return Said(kind, heading, f"{head}:", listed) if head and len(listed) > 1 else Said(kind, heading, rest, [])


def _to_ask(plan: Plan, language: str) -> list[tuple[str, str]]:
    """What to ask the team about the steps that are open, the gravest first."""
    open_now = [one for one in plan.items if one.state in ACTIVE]
    open_now.sort(key=lambda one: SEVERITIES.index(one.severity))
    texts = [one.item.words[language] for one in open_now[:MOST_TO_ASK]]
    return [(words.title, words.ask) for words in texts]
