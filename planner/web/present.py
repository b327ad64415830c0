"""Turns a plan into the words of a page: what comes first, what is open now, and why each step is there."""

from datetime import date
from typing import NamedTuple

from planner.engine.feasibility import Feasibility
from planner.engine.plan import Plan
from planner.plans.open_questions import OpenQuestion, open_questions
from planner.plans.plan_json import feasibility_json
from planner.plans.warnings import Warning, warnings_of
from planner.plans.wording import day_in_words, items_by_key, left_out_reason
from planner.web.course import Stop, stops_of
from planner.web.days import short_day
from planner.web.forms import KEYS
from planner.web.next_step import Next, next_of
from planner.web.rows import ACTIVE, Row, row_of
from planner.web.timeline import Drawing, drawing_of

URGENT = ("critical", "high")
CALM_ROWS = 6  # more open rows than this in one part, and the less pressing ones fold away
PHASE_WORDS = {
    "fallback": "Call now",
    "find-out": "Find out and decide",
    "freeze": "Freeze and store",
    "protect": "Protect",
    "during": "During treatment",
    "after": "After treatment",
}
VERDICT_WORDS = {
    "fits": ("There is time", ""),
    "tight": ("Tight", "Call the clinic today."),
    "unlikely": ("Call today", "There may not be enough time for this. Only the clinic can say."),
    "closed": ("Closed for now", "Chemo has started. Ask your team what is possible."),
    "ask-team": ("Ask your team", ""),
    "not-yet-known": ("Not known yet", ""),
}
QUIET_WARNINGS = ("not-signed-by-a-clinician",)


class Part(NamedTuple):
    """One part of the list: the rows to see at once, and those folded away under `more`."""

    title: str
    note: str
    open: bool
    rows: list[Row]
    more: list[Row]
    more_title: str


class Choice(NamedTuple):
    """One way to keep the chance of a child: its verdict in words, and the chain that led to it."""

    title: str
    verdict: str
    word: str
    start_by: str
    note: str
    chain: list[str]


class Said(NamedTuple):
    """A warning in words; what it lists stands apart. `kind` is that of a notice: amber, info or quiet."""

    kind: str
    text: str
    listed: list[str]


class PlanView(NamedTuple):
    """Everything the page of a plan shows, in words."""

    lead: str
    next: Next | None
    warnings: list[Said]
    choices: list[Choice]
    not_needed: list[str]
    parts: list[Part]
    stops: list[Stop]
    drawing: Drawing | None
    questions: list[OpenQuestion]
    left_out: list[tuple[str, str]]
    digest: str
    last_checked: str
    unsigned: bool


def plan_view(plan: Plan, language: str = "en") -> PlanView:
    """The plan as its page shows it."""
    today = plan.situation.today
    rows = {one.item.key: row_of(one, number, plan, language) for number, one in enumerate(plan.items, 1)}
    items = items_by_key(plan)
    checked = [citation.last_checked for item in items.values() for citation in item.citations]
    return PlanView(
        lead=_lead(plan),
        next=next_of(plan, rows),
        warnings=[_said(warning) for warning in warnings_of(plan, language) if warning.key not in QUIET_WARNINGS],
        choices=[_choice(one, today, language, plan) for one in plan.feasibility if one.verdict != "not-needed"],
        not_needed=[one.option.words[language][0] for one in plan.feasibility if one.verdict == "not-needed"],
        parts=[part for phase in PHASE_WORDS if (part := _part(phase, plan, rows))],
        stops=stops_of(plan, language) if plan.items else [],
        drawing=drawing_of(plan, language) if plan.items else None,
        questions=[question for question in open_questions(plan) if question.key in KEYS],
        left_out=[
            (one.item.words[language].title, left_out_reason(one, plan.guidance, items, language))
            for one in plan.left_out
        ],
        digest=plan.guidance.digest,
        last_checked=day_in_words(max(checked)),
        unsigned=plan.guidance_is_unsigned,
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


def _part(phase: str, plan: Plan, rows: dict[str, Row]) -> Part | None:
    """One part of the list. When much is open at once, what presses less is folded under what presses more."""
    inside = [one for one in plan.items if one.item.phase == phase]
    if not inside:
        return None
    active = [one for one in inside if one.state in ACTIVE]
    first = [one for one in active if one.severity in URGENT] if len(active) > CALM_ROWS else active
    shown = first or active or inside
    more = [one for one in inside if one not in shown]
    states = {one.state for one in more}
    only = min(states) if len(states) == 1 else ""
    more_title = {"upcoming": "Later", "paused": "Paused"}.get(only, "Less pressing, and later")
    if states <= set(ACTIVE):
        more_title = "Less pressing"
    many = len(inside)
    count = f"{many} step{'s' if many != 1 else ''}"
    if active and len(active) < many:
        count = f"{len(active)} open of {many}"
    elif not active:
        days = [one.window.opens or one.due for one in inside if one.state == "upcoming"]
        known = [day for day in days if day]
        if known and len(known) == len(days):
            count += f", from {short_day(min(known), plan.situation.today)}"
        if all(one.state == "paused" for one in inside):
            count += ", paused"
    return Part(
        PHASE_WORDS[phase],
        count,
        bool(active),
        [rows[one.item.key] for one in shown],
        [rows[one.item.key] for one in more],
        f"{more_title} ({len(more)})",
    )


def _said(warning: Warning) -> Said:
    """A warning, its last sentence taken apart when it lists things between semicolons."""
    kind = {"critical": "amber", "high": "info"}.get(warning.severity, "quiet")
    head, _, tail = warning.text.rpartition(": ")
    listed = tail.removesuffix(".").split("; ")
    return Said(kind, f"{head}:", listed) if head and len(listed) > 1 else Said(kind, warning.text, [])


def _choice(one: Feasibility, today: date, language: str, plan: Plan) -> Choice:
    word, note = VERDICT_WORDS[one.verdict]
    start_by = ""
    if one.start_by and one.verdict in ("fits", "tight", "ask-team"):
        start_by = f"start by {short_day(one.start_by, today)}" + (", an estimate" if one.estimate else "")
    chain = [because["text"] for because in feasibility_json(one, plan)["because"]]
    needs = one.option.words[language]
    sentences = [f"{text[0].upper()}{text[1:]}." for text in dict.fromkeys((*needs[1:], *chain))]
    return Choice(needs[0], one.verdict, word, start_by, note, sentences)
