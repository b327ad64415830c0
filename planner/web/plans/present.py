"""Turns a plan into the words of a page: what comes first, what is open now, and when."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.plan import Plan
from planner.guidance.model import SEVERITIES, Guidance
from planner.languages import ENGLISH, day_in_words, language, spoken
from planner.plans.open_questions import HAPPENINGS, OpenQuestion, open_questions
from planner.plans.warnings import Warning, warnings_of
from planner.plans.wording import items_by_key, left_out_reason
from planner.questions.catalogue import QUESTION
from planner.web.asking.question_words import change_link
from planner.web.drawings.course import Stop, course_shown, stops_of
from planner.web.drawings.timeline import Drawing, drawing_of
from planner.web.drawings.timeline_down import DownDrawing, down_of
from planner.web.plans.choices import Choice, choices_of, not_needed
from planner.web.plans.next_step import Next, next_of
from planner.web.plans.parts import Part, parts_of
from planner.web.plans.rows import ACTIVE, Corrections, StepPath, row_of
from planner.web.plans.sentences import sentences_of

QUIET_WARNINGS = ("not-signed-by-a-clinician",)
MOST_TO_ASK = 6
WITH_HEADING = 60  # letters: a first sentence no longer than this stands above the rest of a grave warning
TRANSLATED = 1.25  # times as long as the English is what a translation may be


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


def plan_view(plan: Plan, *, step_path: StepPath, corrections: Corrections | None = None) -> PlanView:
    """The plan as its page shows it.

    `step_path` gives the address of the page of one step. `corrections` are urgent corrections by item key.
    """
    today, corrected = plan.situation.today, corrections or {}
    rows = {one.item.key: row_of(one, today, step_path(one.item), corrected.get(one.item.key)) for one in plan.items}
    items = items_by_key(plan)
    course = course_shown(plan) if plan.items else None
    return PlanView(
        lead=lead_of(plan),
        next=next_of(plan, rows),
        warnings=[_said(warning) for warning in warnings_to_say(plan)],
        choices=[] if plan.stopped else choices_of(plan),
        not_needed=[] if plan.stopped else not_needed(plan),
        parts=parts_of(plan, rows),
        stops=stops_of(course) if course else [],
        across=drawing_of(course) if course else None,
        down=down_of(course) if course else None,
        to_ask=questions_to_ask(plan),
        questions=[question for question in open_questions(plan) if QUESTION[question.key].kind not in HAPPENINGS],
        left_out=[
            LeftOutLine(
                spoken(one.item.words).title,
                left_out_reason(one, plan.guidance, items),
                step_path(one.item) if one.note == "declined" else "",
            )
            for one in plan.left_out
        ],
        digest=plan.guidance.digest,
        last_checked=day_in_words(last_checked(plan.guidance, plan.situation.told.place, plan.as_of)),
        unsigned=plan.guidance_is_unsigned,
        happened=where_to_tell(plan),
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


def warnings_to_say(plan: Plan) -> list[Warning]:
    """The warnings of a plan that its page says."""
    return [warning for warning in warnings_of(plan) if not _is_quiet(warning, plan)]


def _is_quiet(warning: Warning, plan: Plan) -> bool:
    """Whether a warning is not said here: what stands elsewhere, and while the plan is off what would press."""
    presses = warning.key in ("has-this-happened", "time-is-short", "clinic-may-be-closed", "booking-clash")
    return warning.key in QUIET_WARNINGS or (plan.stopped in ("postponed", "cancelled") and presses)


def where_to_tell(plan: Plan) -> str:
    """Where it is told what came of it, when a day that was told has gone by; empty when none has."""
    if not plan.situation.told_day_has_passed or plan.stopped:
        return ""
    return change_link("treatment_happened" if plan.situation.begun else "chemo_already_started", "plan")


def lead_of(plan: Plan) -> str:
    """Where somebody is on the way to their treatment, in one sentence."""
    situation, first, left = plan.situation, plan.situation.first_chemo, plan.situation.days_left
    if not plan.items:
        return _("No plan was made from these answers.")
    if plan.stopped:
        return _("Your plan is quiet. Nothing in it runs on.")
    if situation.happened:
        return _("The steps after your transplant.")
    if situation.begun:
        return _("Chemo has started. These are the steps from here.")
    if first is None or left is None:
        return _("No treatment date is known yet.")
    day = day_in_words(first.likely)
    if left < 0:
        return _("First chemo: %(day)s.", day=day)
    if left == 0 and first.confirmed:
        return _("Today is your first chemo day, %(day)s.", day=day)
    if left == 0:
        return _("About today is your first chemo day, likely %(day)s.", day=day)
    if first.confirmed:
        return ngettext(
            "%(num)s day to your first chemo, %(day)s.", "%(num)s days to your first chemo, %(day)s.", left, day=day
        )
    return ngettext(
        "About %(num)s day to your first chemo, likely %(day)s.",
        "About %(num)s days to your first chemo, likely %(day)s.",
        left,
        day=day,
    )


def _said(warning: Warning) -> Said:
    """A warning: its first sentence as a heading when it is grave, its last taken apart when it lists things."""
    kind = {"critical": "amber", "high": "info"}.get(warning.severity, "quiet")
    heading, *more = sentences_of(warning.text)
    rest, longest = ". ".join(more), WITH_HEADING if language() == ENGLISH else WITH_HEADING * TRANSLATED
    if kind != "amber" or not rest or len(heading) > longest:
        heading, rest = "", warning.text
    head, _colon, tail = rest.rpartition(": ")
    listed = tail.removesuffix(".").split("; ")
    return Said(kind, heading, f"{head}:", listed) if head and len(listed) > 1 else Said(kind, heading, rest, [])


def questions_to_ask(plan: Plan) -> list[ToAsk]:
    """What to ask the team: first what somebody said they want to ask, then about open steps, the gravest first.

    What they want to ask stays, also when its step has left the plan.
    """
    items = {item.code: item for item in items_by_key(plan).values()}
    own = [
        ToAsk(spoken(items[code].words).title, step.text, code)
        for code, step in plan.situation.told.steps.items()
        if step.state == "ask" and step.text and code in items
    ]
    open_now = [one for one in plan.items if one.state in ACTIVE]
    open_now.sort(key=lambda one: SEVERITIES.index(one.severity))
    texts = [(one.item.code, spoken(one.item.words)) for one in open_now[:MOST_TO_ASK]]
    return [*own, *(ToAsk(words.title, words.ask, code) for code, words in texts)]
