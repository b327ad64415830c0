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
from planner.web.asking.question_words import change_link
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


class LeftOutLine(NamedTuple):
    """A step that is not in the plan, and why. `bring_back`: its own address, where its owner took it out."""

    title: str
    reason: str
    bring_back: str


class ToAsk(NamedTuple):
    """A question for the team: the step it is about, by title and code, and its words."""

    title: str
    question: str
    code: str


class PlanView(NamedTuple):
    """Everything the page of a plan shows, in words.

    `happened`: where to tell what came of it, when a day that was told has gone by.
    """

    lead: str
    next: Next | None
    warnings: list[Said]
    choices: list[Choice]
    not_needed: list[str]
    parts: list[Part]
    stops: list[Stop]
    across: Drawing | None
    down: DownDrawing | None
    to_ask: list[ToAsk]
    questions: list[OpenQuestion]
    left_out: list[LeftOutLine]
    digest: str
    last_checked: str
    unsigned: bool
    happened: str


def plan_view(
    plan: Plan, *, step_path: StepPath, corrections: Corrections | None = None, language: str = "en"
) -> PlanView:
    """The plan as its page shows it.

    `step_path` gives the address of the page of one step. `corrections` are urgent corrections by item key.
    """
    today, corrected = plan.situation.today, corrections or {}
    rows = {
        one.item.key: row_of(one, today, step_path(one.item), corrected.get(one.item.key), language)
        for one in plan.items
    }
    items = items_by_key(plan)
    course = course_shown(plan) if plan.items else None
    return PlanView(
        lead=_lead(plan),
        next=next_of(plan, rows, language),
        warnings=[_said(warning) for warning in warnings_of(plan, language) if not _is_quiet(warning, plan)],
        choices=[] if plan.stopped else choices_of(plan, language),
        not_needed=[] if plan.stopped else not_needed(plan, language),
        parts=parts_of(plan, rows),
        stops=stops_of(course, language) if course else [],
        across=drawing_of(course, language) if course else None,
        down=down_of(course, language) if course else None,
        to_ask=questions_to_ask(plan, language),
        questions=[question for question in open_questions(plan) if QUESTION[question.key].kind not in HAPPENINGS],
        left_out=[
            LeftOutLine(
                one.item.words[language].title,
                left_out_reason(one, plan.guidance, items, language),
                step_path(one.item) if one.note == "declined" else "",
            )
            for one in plan.left_out
        ],
        digest=plan.guidance.digest,
        last_checked=day_in_words(last_checked(plan.guidance, plan.situation.told.place, plan.as_of)),
        unsigned=plan.guidance_is_unsigned,
        happened=_did_it_happen(plan),
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


def _is_quiet(warning: Warning, plan: Plan) -> bool:
    """Whether a warning is not said here: what stands elsewhere, and while the plan is off what would press."""
    presses = warning.key in ("has-this-happened", "time-is-short", "clinic-may-be-closed", "booking-clash")
    return warning.key in QUIET_WARNINGS or (plan.stopped in ("postponed", "cancelled") and presses)


def _did_it_happen(plan: Plan) -> str:
    """Where it is told what came of it, when a day that was told has gone by; empty when none has."""
    if not plan.situation.told_day_has_passed or plan.stopped:
        return ""
    return change_link("treatment_happened" if plan.situation.begun else "chemo_already_started", "plan")


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


def questions_to_ask(plan: Plan, language: str = "en") -> list[ToAsk]:
    """What to ask the team: first what somebody said they want to ask, then about open steps, the gravest first.

    What they want to ask stays, also when its step has left the plan.
    """
    items = {item.code: item for item in items_by_key(plan).values()}
    own = [
        ToAsk(items[code].words[language].title, step.text, code)
        for code, step in plan.situation.told.steps.items()
        if step.state == "ask" and step.text and code in items
    ]
    open_now = [one for one in plan.items if one.state in ACTIVE]
    open_now.sort(key=lambda one: SEVERITIES.index(one.severity))
    texts = [(one.item.code, one.item.words[language]) for one in open_now[:MOST_TO_ASK]]
    return [*own, *(ToAsk(words.title, words.ask, code) for code, words in texts)]
