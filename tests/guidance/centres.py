"""Protocols of centres as somebody could type them, for tests; the days in them are no real centre's."""

import copy
from typing import Any

from planner.engine.milestones import Milestone
from planner.engine.verdicts import Planned
from planner.guidance.loader import CONTENT, guidance
from planner.guidance.model import Guidance
from planner.guidance.protocol import Protocol, laid_over
from planner.guidance.protocol_files import read_protocols
from planner.guidance.told_protocol import protocol_from
from tests.engine.cases import Case, in_plan, using
from tests.people import TODAY

EXAMPLES = read_protocols(CONTENT, guidance(), [])
FROZEN, WITHOUT_CHEMO = EXAMPLES["example-frozen-cells"], EXAMPLES["example-without-chemo"]
CAN_BECOME_PREGNANT = "birth-control-if-you-may-become-pregnant"
MAKES_SPERM = "birth-control-if-you-make-sperm"
REST = "ovarian-rest-ahead-of-chemo"
CONFIRMED = {"treatment_date_certainty": "confirmed", "place": "gb"}


def typed(**changes: Any) -> dict[str, Any]:
    """A protocol as a form holds it: everything is text, and a row may be empty."""
    whole = {
        "key": "our-centre",
        "begins": "2026-04-01",
        "signed_by": "R. Okafor, lead nurse",
        "gaps": [gap("day-zero", "mobilisation", 35, 42, 56)],
        "gcsf_only": "not-said",
        "choices": [],
    }
    return copy.deepcopy(whole | changes)


def gap(milestone: str, other: str, *days: Any, regimen: str = "usual", **changes: Any) -> dict[str, Any]:
    """A row of days between two milestones."""
    early, likely, late = days
    ends = {"earliest": early, "likely": likely, "latest": late}
    return {"regimen": regimen, "milestone": milestone, "from": other, **ends, "reason": "We do it so."} | changes


def choice(disagreement: str, figure: str) -> dict[str, str]:
    """A row that chooses a figure."""
    return {"disagreement": disagreement, "figure": figure, "reason": "Our unit asks for it."}


def read(**changes: Any) -> Protocol:
    """A protocol that was typed and can be used."""
    return protocol_from(typed(**changes), guidance())


def laid(**changes: Any) -> Guidance:
    """The guidance with a protocol that was typed laid over it."""
    return laid_over(guidance(), read(**changes))


def choosing(*figures: tuple[str, str]) -> Guidance:
    """The guidance of a centre that only chooses these figures."""
    return laid(gaps=[], choices=[choice(*figure) for figure in figures])


def course(guidance: Guidance, day: str, kind: str, **told: Any) -> dict[str, Milestone]:
    """The milestones of somebody of a centre who told one confirmed day."""
    case = Case({"treatment_date": day, "treatment_date_kind": kind, **CONFIRMED, **told}, TODAY, TODAY)
    with using(guidance):
        return dict(case.plan().situation.course)


def planned(guidance: Guidance, day: str, kind: str, **told: Any) -> dict[str, Planned]:
    """The items of a plan of somebody of a centre who told one confirmed day, by code. No day is closed."""
    case = Case({"treatment_date": day, "treatment_date_kind": kind, **CONFIRMED, **told}, TODAY, TODAY)
    with using(guidance):
        return in_plan(case.plan())


def ends(milestone: Milestone) -> tuple[str, str, str]:
    """The three ends of a milestone as text."""
    return milestone.earliest.isoformat(), milestone.likely.isoformat(), milestone.latest.isoformat()
