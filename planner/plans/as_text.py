"""A plan to read in a terminal: what comes first, is there still time, then every step with its day."""

import textwrap
from collections.abc import Iterator

from planner.engine.compare import Comparison
from planner.engine.plan import Plan, Planned
from planner.guidance.model import COURSE, PHASES
from planner.plans.open_questions import open_questions
from planner.plans.reasons import reasons_for
from planner.plans.warnings import warnings_of
from planner.plans.wording import day_in_words, items_by_key, left_out_reason

WIDTH = 92
PHASE_WORDS = {
    "find-out": "Before: find out and decide",
    "freeze": "Before: freeze and store",
    "protect": "Before: protect",
    "fallback": "Call now",
    "during": "During treatment",
    "after": "After treatment",
}
STATE_WORDS = {
    "done": "done",
    "paused": "paused",
    "past-last-safe": "ask today",
    "do-now": "DO NOW",
    "overdue": "late",
    "due-soon": "due soon",
    "open": "open",
    "upcoming": "later",
}
VERDICT_WORDS = {
    "fits": "there is time",
    "tight": "tight, call today",
    "unlikely": "may not be enough time; only the clinic can say, call today",
    "closed": "closed for now, ask your team",
    "ask-team": "ask your team",
    "not-needed": "not needed, from your answers",
    "not-yet-known": "not yet known",
}
KIND_WORDS = {
    "first-chemo": "First chemo",
    "collection": "Collection of cells",
    "admission": "Hospital stay from",
    "day-zero": "New cells day",
    "unknown": "A date of unknown kind",
}
ASK_TEAM = "Only your team can change a date. This is to help you ask."
MILESTONE_WORDS = {
    "first-gonadotoxic-dose": "First chemo",
    "mobilisation": "Mobilisation",
    "collection": "Collection of cells",
    "admission": "Hospital stay starts",
    "conditioning": "High-dose chemo starts",
    "last-chemo": "Last chemo",
    "day-zero": "New cells day",
    "discharge": "Home",
}


def plan_text(plan: Plan, language: str = "en") -> str:
    """The plan as lines of at most 92 characters."""
    lines = [*_head(plan), *_warnings(plan, language)]
    if plan.items:
        lines += [*_time_left(plan, language), *_course(plan), *_steps(plan, language)]
    return "\n".join([*lines, *_left_out(plan, language), *_questions(plan), *_foot(plan)]) + "\n"


def comparison_text(comparison: Comparison, language: str = "en") -> str:
    """Candidate dates one beneath the other: what each leaves time for, and how much would move."""
    lines = ["WHAT IF"]
    for one in comparison.candidates:
        lines += ["", f"{KIND_WORDS[one.kind]} on {day_in_words(one.day)}"]
        for option in one.plan.feasibility:
            if option.verdict != "not-needed":
                by = (
                    f", start by {day_in_words(option.start_by)}"
                    if option.start_by and option.verdict != "unlikely"
                    else ""
                )
                lines.append(f"  {option.option.words[language][0]}: {VERDICT_WORDS[option.verdict]}{by}")
        first = one.plan.situation.first_chemo
        if first and not first.confirmed:
            lines.append(f"  First chemo about {day_in_words(first.likely)}, perhaps {day_in_words(first.earliest)}")
        gone = f"; no longer there: {', '.join(one.closed)}" if one.closed else ""
        lines += _wrapped(f"{len(one.moved)} steps move{gone}.", "  ", "  ")
    earliest = comparison.earliest_with_room
    room = day_in_words(earliest) if earliest else "no day within a year"
    return "\n".join([*lines, "", f"Earliest day that leaves room for everything: {room}.", ASK_TEAM]) + "\n"


def _head(plan: Plan) -> Iterator[str]:
    situation = plan.situation
    yield f"YOUR PLAN on {day_in_words(situation.today)}"
    first, left = situation.first_chemo, situation.days_left
    if first and left is not None and not situation.begun and plan.items:
        about = "" if first.confirmed else "about "
        days = f"{left} days to your first chemo" if left != 1 else "1 day to your first chemo"
        yield (
            f"{days}, {about}{day_in_words(first.likely)}."
            if left >= 0
            else "Your first chemo may have been given already. Ask your team."
        )
    yield "Usual figures. Your team's advice comes first."


def _warnings(plan: Plan, language: str) -> Iterator[str]:
    for warning in warnings_of(plan, language):
        yield ""
        yield from _wrapped(warning.text, "  ! " if warning.severity == "critical" else "  * ", "    ")


def _time_left(plan: Plan, language: str) -> Iterator[str]:
    shown = [one for one in plan.feasibility if one.verdict != "not-needed"]
    if shown:
        yield from _heading("Is there still time?")
    for one in shown:
        by = f", start by {day_in_words(one.start_by)}" if one.start_by and one.verdict != "unlikely" else ""
        estimate = " (estimate)" if one.estimate else ""
        yield f"  {one.option.words[language][0]}: {VERDICT_WORDS[one.verdict]}{by}{estimate}"


def _course(plan: Plan) -> Iterator[str]:
    if not plan.situation.course:
        return
    yield from _heading("The course of treatment")
    for key in COURSE:
        milestone = plan.situation.course.get(key)
        if milestone is None:
            continue
        when = day_in_words(milestone.likely)
        if not milestone.confirmed:
            when = f"about {when} ({day_in_words(milestone.earliest)} to {day_in_words(milestone.latest)})"
        yield f"  {MILESTONE_WORDS[key]:<24}{when}"


def _steps(plan: Plan, language: str) -> Iterator[str]:
    for phase in ("fallback", *(phase for phase in PHASES if phase != "fallback")):
        planned = [one for one in plan.items if one.item.phase == phase]
        if planned:
            yield from _heading(PHASE_WORDS[phase])
        for one in planned:
            yield from _step(one, plan, language)


def _step(one: Planned, plan: Plan, language: str) -> Iterator[str]:
    words, window = one.item.words[language], one.window
    yield ""
    yield f"  {one.item.code}  {words.title}  [{STATE_WORDS[one.state]}]"
    parts = []
    if window.opens and window.opens != one.due:
        parts.append(f"from {day_in_words(window.opens)}")
    if one.due:
        parts.append(f"by {day_in_words(one.due)}" if one.item.kind == "task" else f"to {day_in_words(one.due)}")
    if window.last_safe:
        parts.append(f"last safe day {day_in_words(window.last_safe)}")
    when = ", ".join(parts) or "no day yet"
    yield from _wrapped(when + (" (estimate)" if window.estimate and parts else ""), "       ", "       ")
    later = sorted({day.day for day in (*window.repeats, *window.then)})
    if later:
        shown = ", ".join(day_in_words(day) for day in later[:4])
        yield from _wrapped(
            f"then {shown}" + (f" and {len(later) - 4} more" if len(later) > 4 else ""), " " * 7, " " * 7
        )
    yield from _wrapped(f"To do: {' '.join(words.steps)}", "       ", "       ")
    reasons = "; ".join(reason.text for reason in reasons_for(one.grounds, plan.guidance)) or "it is part of every plan"
    yield from _wrapped(f"Here because {reasons}.", "       ", "       ")
    titles = list(dict.fromkeys(citation.source.title for citation in one.item.citations))
    more = f" and {len(titles) - 2} more" if len(titles) > 2 else ""
    checked = max(citation.last_checked for citation in one.item.citations)
    says = f"Who says so: {'; '.join(titles[:2])}{more}. Last checked {day_in_words(checked)}."
    yield from _wrapped(says, "       ", "       ")


def _left_out(plan: Plan, language: str) -> Iterator[str]:
    items = items_by_key(plan)
    if plan.left_out:
        yield from _heading("Not in your plan, and why")
    for one in plan.left_out:
        reason = left_out_reason(one, plan.guidance, items, language)
        yield from _wrapped(f"{one.item.words[language].title}. {reason}", f"  {one.item.code}  ", "       ")


def _questions(plan: Plan) -> Iterator[str]:
    questions = open_questions(plan)
    if questions:
        yield from _heading("Questions still worth answering")
    for question in questions[:8]:
        yield from _wrapped(f"{question.text} (settles {', '.join(question.settles) or 'the dates'})", "  - ", "    ")
    if len(questions) > 8:
        yield f"  and {len(questions) - 8} more"


def _foot(plan: Plan) -> Iterator[str]:
    yield ""
    yield f"Guidance {plan.guidance.digest}, as of {day_in_words(plan.as_of)}. Information, not a doctor's advice."


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text.upper()


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest) or [first]
