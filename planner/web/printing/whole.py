"""The whole plan on paper: every step with its days, why it is there, what to do and who says so."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.plan import Plan, Planned
from planner.guidance.model import Citation
from planner.plans.wording import title_of
from planner.web.plans.parts import PHASE_WORDS
from planner.web.plans.present import PlanView
from planner.web.plans.rows import Corrections, Row
from planner.web.plans.step_view import SourceLine, StepView, called, lang_of, step_view

QUIET_STATES = ("open", "upcoming", "due-soon", "done")  # the day says as much


class WholeStep(NamedTuple):
    """One step with everything about it. `when`: how it stands, and its day. `says`: who says so, with numbers."""

    step: StepView
    when: str
    says: str
    note: str


class LeftOutStep(NamedTuple):
    """A step that is not in the plan, why, and the note somebody wrote beside it."""

    title: str
    reason: str
    note: str


class Whole(NamedTuple):
    """The whole plan in words, but for what `PlanView` has: its parts, what was left out, and the sources."""

    parts: list[tuple[str, list[WholeStep]]]
    left_out: list[LeftOutStep]
    sources: list[SourceLine]
    own_reading: bool


def whole_of(
    plan: Plan,
    view: PlanView,
    *,
    notes: Mapping[str, str] | None = None,
    corrections: Corrections | None = None,
) -> Whole:
    """Every step of a plan, by part. `notes` by item code."""
    notes, corrections = notes or {}, corrections or {}
    numbers: dict[str, int] = {}
    found: list[Citation] = []
    by_part: dict[str, list[WholeStep]] = {phase: [] for phase in PHASE_WORDS}
    for one in sorted(plan.items, key=lambda one: list(PHASE_WORDS).index(one.item.phase)):
        step = step_view(one, plan, corrections.get(one.item.key))
        says = _says(one, numbers, found)
        by_part[one.item.phase].append(WholeStep(step, _when(step.row, one), says, notes.get(one.item.code, "")))
    left_out = [
        LeftOutStep(line[0], line[1], notes.get(one.item.code, ""))
        for one, line in zip(plan.left_out, view.left_out, strict=True)
    ]
    return Whole(
        parts=[(_(PHASE_WORDS[phase]), steps) for phase, steps in by_part.items() if steps],
        # A plan that is closed, or was never made, has one reason, and it is said once.
        left_out=left_out if plan.items else [],
        sources=[_line(citation) for citation in found],
        own_reading=any(one.item.own_reading for one in plan.items),
    )


def _when(row: Row, one: Planned) -> str:
    """How a step stands, where its day does not say so, and its day: 'Paused, by 10 April'."""
    day_says_so = row.state in QUIET_STATES or (row.state == "booked" and one.due)
    said = row.when if day_says_so else f"{row.word}, {row.when}"
    return f"{said[0].upper()}{said[1:]}"


def _says(one: Planned, numbers: dict[str, int], found: list[Citation]) -> str:
    """Who says so, in short; each source gets its number where it is named first."""
    said: dict[str, str] = {}
    for citation in one.item.citations:
        source = citation.source
        if source.key not in numbers:
            numbers[source.key] = len(numbers) + 1
            found.append(citation)
        named = f"{source.publisher or title_of(source)} [{numbers[source.key]}]"
        said.setdefault(source.key, _("%(source)s, our reading", source=named) if citation.own_reading else named)
    return "; ".join(said.values())


def _line(citation: Citation) -> SourceLine:
    source = citation.source
    return SourceLine(called(source), "", source.url, "", False, lang_of(source))
