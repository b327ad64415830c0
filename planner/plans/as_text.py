"""A plan to read in a terminal: what comes first, is there still time, then every step with its day."""

import textwrap
from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.engine.compare import Comparison
from planner.engine.feasibility import Feasibility
from planner.engine.plan import Plan, Planned
from planner.guidance.model import COURSE, PHASES
from planner.languages import day_in_words, spoken, unchecked
from planner.marked import N_
from planner.plans.open_questions import open_questions
from planner.plans.reasons import reasons_for
from planner.plans.warnings import warnings_of
from planner.plans.wording import NOT_CHECKED_PLAINLY, items_by_key, left_out_reason, title_of

WIDTH = 92
PHASE_WORDS = {
    "find-out": N_("Before: find out and decide"),
    "freeze": N_("Before: freeze and store"),
    "protect": N_("Before: protect"),
    "fallback": N_("Call now"),
    "during": N_("During treatment"),
    "after": N_("After treatment"),
}
STATE_WORDS = {
    "done": N_("done"),
    "paused": N_("paused"),
    "past-last-safe": N_("ask today"),
    "do-now": N_("DO NOW"),
    "overdue": N_("late"),
    "due-soon": N_("due soon"),
    "open": N_("open"),
    "upcoming": N_("later"),
}
VERDICT_WORDS = {
    "fits": N_("there is time"),
    "tight": N_("tight, call today"),
    "unlikely": N_("may not be enough time; only the clinic can say, call today"),
    "closed": N_("closed for now, ask your team"),
    "ask-team": N_("ask your team"),
    "not-needed": N_("not needed, from your answers"),
    "not-yet-known": N_("not yet known"),
}
KIND_WORDS = {
    "first-chemo": N_("First chemo on %(day)s"),
    "collection": N_("Collection of cells on %(day)s"),
    "admission": N_("Hospital stay from %(day)s"),
    "day-zero": N_("New cells day on %(day)s"),
    "unknown": N_("A date of unknown kind on %(day)s"),
}
ASK_TEAM = N_("Only your team can change a date. This is to help you ask.")
MILESTONE_WORDS = {
    "first-gonadotoxic-dose": N_("First chemo"),
    "mobilisation": N_("Mobilisation"),
    "collection": N_("Collection of cells"),
    "admission": N_("Hospital stay starts"),
    "conditioning": N_("High-dose chemo starts"),
    "last-chemo": N_("Last chemo"),
    "day-zero": N_("New cells day"),
    "discharge": N_("Home"),
}


def plan_text(plan: Plan) -> str:
    """The plan as lines of at most 92 characters."""
    lines = [*_head(plan), *_warnings(plan)]
    if plan.items:
        lines += [*_time_left(plan), *_course(plan), *_steps(plan)]
    return "\n".join([*lines, *_left_out(plan), *_questions(plan), *_foot(plan)]) + "\n"


def comparison_text(comparison: Comparison) -> str:
    """Candidate dates one beneath the other: what each leaves time for, and how much would move."""
    lines = [_("WHAT IF")]
    for one in comparison.candidates:
        lines += ["", _(KIND_WORDS[one.kind], day=day_in_words(one.day))]
        for option in one.plan.feasibility:
            if option.verdict != "not-needed":
                lines += _option(option)
        first = one.plan.situation.first_chemo
        if first and not first.confirmed:
            likely, perhaps = day_in_words(first.likely), day_in_words(first.earliest)
            lines.append("  " + _("First chemo about %(day)s, perhaps %(earliest)s", day=likely, earliest=perhaps))
        moved = len(one.moved)
        if one.closed:
            moves = ngettext(
                "%(num)s step moves; no longer there: %(codes)s.",
                "%(num)s steps move; no longer there: %(codes)s.",
                moved,
                codes=", ".join(one.closed),
            )
        else:
            moves = ngettext("%(num)s step moves.", "%(num)s steps move.", moved)
        lines += _wrapped(moves, "  ", "  ")
    if comparison.earliest_with_room:
        earliest = day_in_words(comparison.earliest_with_room)
        room = _("Earliest day that leaves room for everything: %(day)s.", day=earliest)
    else:
        room = _("Earliest day that leaves room for everything: no day within a year.")
    return "\n".join([*lines, "", room, _(ASK_TEAM)]) + "\n"


def _head(plan: Plan) -> Iterator[str]:
    situation = plan.situation
    yield _("YOUR PLAN on %(day)s", day=day_in_words(situation.today))
    first, left = situation.first_chemo, situation.days_left
    if first and left is not None and not situation.begun and plan.items:
        day = day_in_words(first.likely)
        if left < 0:
            yield _("Your first chemo may have been given already. Ask your team.")
        elif first.confirmed:
            yield ngettext(
                "%(num)s day to your first chemo, %(day)s.", "%(num)s days to your first chemo, %(day)s.", left, day=day
            )
        else:
            yield ngettext(
                "%(num)s day to your first chemo, about %(day)s.",
                "%(num)s days to your first chemo, about %(day)s.",
                left,
                day=day,
            )
    yield _("Usual figures. Your team's advice comes first.")


def _warnings(plan: Plan) -> Iterator[str]:
    for warning in warnings_of(plan):
        yield ""
        yield from _wrapped(warning.text, "  ! " if warning.severity == "critical" else "  * ", "    ")


def _time_left(plan: Plan) -> Iterator[str]:
    shown = [one for one in plan.feasibility if one.verdict != "not-needed"]
    if shown:
        yield from _heading(_("Is there still time?"))
    for one in shown:
        yield from _option(one, estimate=one.estimate)


def _option(one: Feasibility, estimate: bool = False) -> list[str]:
    """One way to keep the chance of a child, whether there is time for it, and the day to start by."""
    option, verdict = spoken(one.option.words)[0], _(VERDICT_WORDS[one.verdict])
    if one.start_by and one.verdict != "unlikely":
        day = day_in_words(one.start_by)
        if estimate:
            words = _("%(option)s: %(verdict)s, start by %(day)s (estimate)", option=option, verdict=verdict, day=day)
        else:
            words = _("%(option)s: %(verdict)s, start by %(day)s", option=option, verdict=verdict, day=day)
    elif estimate:
        words = _("%(option)s: %(verdict)s (estimate)", option=option, verdict=verdict)
    else:
        words = f"{option}: {verdict}"
    return _wrapped(words, "  ", "    ")


def _course(plan: Plan) -> Iterator[str]:
    if not plan.situation.course:
        return
    yield from _heading(_("The course of treatment"))
    names = {key: _(words) for key, words in MILESTONE_WORDS.items()}
    width = max(24, *(len(name) + 2 for name in names.values()))
    for key in COURSE:
        milestone = plan.situation.course.get(key)
        if milestone is None:
            continue
        when = day_in_words(milestone.likely)
        if not milestone.confirmed:
            first, last = day_in_words(milestone.earliest), day_in_words(milestone.latest)
            when = _("about %(day)s (%(first)s to %(last)s)", day=when, first=first, last=last)
        yield from _wrapped(when, f"  {names[key]:<{width}}", " " * (2 + width))


def _steps(plan: Plan) -> Iterator[str]:
    for phase in ("fallback", *(phase for phase in PHASES if phase != "fallback")):
        planned = [one for one in plan.items if one.item.phase == phase]
        if planned:
            yield from _heading(_(PHASE_WORDS[phase]))
        for one in planned:
            yield from _step(one, plan)


def _step(one: Planned, plan: Plan) -> Iterator[str]:
    words, window = spoken(one.item.words), one.window
    yield ""
    yield f"  {one.item.code}  {words.title}  [{_(STATE_WORDS[one.state])}]"
    parts = []
    if window.opens and window.opens != one.due:
        parts.append(_("from %(day)s", day=day_in_words(window.opens)))
    if one.due:
        due = day_in_words(one.due)
        parts.append(_("by %(day)s", day=due) if one.item.kind == "task" else _("to %(day)s", day=due))
    if window.last_safe:
        parts.append(_("last safe day %(day)s", day=day_in_words(window.last_safe)))
    when = ", ".join(parts) or _("no day yet")
    if window.estimate and parts:
        when = _("%(when)s (estimate)", when=when)
    yield from _wrapped(when, "       ", "       ")
    later = sorted({day.day for day in (*window.repeats, *window.then)})
    if later:
        shown = ", ".join(day_in_words(day) for day in later[:4])
        more = len(later) - 4
        if more > 0:
            then = ngettext("then %(days)s and %(num)s more", "then %(days)s and %(num)s more", more, days=shown)
        else:
            then = _("then %(days)s", days=shown)
        yield from _wrapped(then, "       ", "       ")
    yield from _wrapped(_("To do: %(steps)s", steps=" ".join(words.steps)), "       ", "       ")
    reasons = "; ".join(reason.text for reason in reasons_for(one.grounds, plan.guidance))
    here = _("Here because %(reasons)s.", reasons=reasons or _("it is part of every plan"))
    yield from _wrapped(here, "       ", "       ")
    titles = list(dict.fromkeys(title_of(citation.source) for citation in one.item.citations))
    sources, checked = "; ".join(titles[:2]), max(citation.last_checked for citation in one.item.citations)
    if len(titles) > 2:
        says = ngettext(
            "Who says so: %(sources)s and %(num)s more. Last checked %(day)s.",
            "Who says so: %(sources)s and %(num)s more. Last checked %(day)s.",
            len(titles) - 2,
            sources=sources,
            day=day_in_words(checked),
        )
    else:
        says = _("Who says so: %(sources)s. Last checked %(day)s.", sources=sources, day=day_in_words(checked))
    yield from _wrapped(says, "       ", "       ")


def _left_out(plan: Plan) -> Iterator[str]:
    items = items_by_key(plan)
    if plan.left_out:
        yield from _heading(_("Not in your plan, and why"))
    for one in plan.left_out:
        reason = left_out_reason(one, plan.guidance, items)
        title = spoken(one.item.words).title
        end = "" if title.endswith("?") else "."
        yield from _wrapped(f"{title}{end} {reason}", f"  {one.item.code}  ", "       ")


def _questions(plan: Plan) -> Iterator[str]:
    questions = open_questions(plan)
    if questions:
        yield from _heading(_("Questions still worth answering"))
    for question in questions[:8]:
        if question.settles:
            codes = ", ".join(question.settles)
            words = _("%(question)s (settles %(codes)s)", question=question.text, codes=codes)
        else:
            words = _("%(question)s (settles the dates)", question=question.text)
        yield from _wrapped(words, "  - ", "    ")
    if len(questions) > 8:
        more = len(questions) - 8
        yield "  " + ngettext("and %(num)s more", "and %(num)s more", more)


def _foot(plan: Plan) -> Iterator[str]:
    yield ""
    yield _(
        "Guidance %(digest)s, as of %(day)s. Information, not a doctor's advice.",
        digest=plan.guidance.digest,
        day=day_in_words(plan.as_of),
    )
    if unchecked():
        yield _(NOT_CHECKED_PLAINLY)


def _heading(text: str) -> Iterator[str]:
    yield ""
    yield text.upper()


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest) or [first]
