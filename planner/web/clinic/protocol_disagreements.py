"""Where sources differ on a figure: every figure with who says so, and which one is counted with, and why."""

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext as _

from planner.guidance.disagreement import Disagreement, Figure, disagreements_of
from planner.guidance.model import Guidance
from planner.guidance.protocol import Choice, kept_protocol
from planner.languages import listed, spoken
from planner.plans.by_clinic import PROTOCOL
from planner.plans.kept import KeptPlan
from planner.web.plans.step_view import SourceLine, called, lang_of


class FigureView(NamedTuple):
    """One figure: its key, what it says, who says so, whether the plan counts with it, and whether a clinic may choose
    it (a shorter one is never counted with)."""

    key: str
    says: str
    sources: list[SourceLine]
    chosen: bool
    may_be_chosen: bool


class DisagreementView(NamedTuple):
    """One thing on which sources differ. `says` is which figure is counted with, and who chose it; `reason` why the
    clinic did; `others`, what the others say; `by_clinic`: a clinic chose."""

    key: str
    title: str
    figures: list[FigureView]
    says: str
    reason: str
    others: str
    by_clinic: bool


def disagreements_for(code: str, kept: KeptPlan, guidance: Guidance) -> list[DisagreementView]:
    """All that sources differ on about one item of a plan, with what the protocol it holds chose. Empty for most."""
    told = kept.clinic.get(PROTOCOL)
    choices = {one.disagreement: one for one in kept_protocol(told).choices} if told else {}
    found = disagreements_of(guidance.disagreements, [code], kept.told)
    return [disagreement_view(one, choices.get(one.key), guidance) for one in found]


def disagreement_view(one: Disagreement, choice: Choice | None, guidance: Guidance) -> DisagreementView:
    """One disagreement in words, with what a clinic chose, if it did."""
    wanted = choice.figure if choice and one.figure(choice.figure) else one.ours
    allowed = {figure.key for figure in one.may_be_chosen()}
    figures = [_figure(figure, figure.key == wanted, figure.key in allowed, guidance) for figure in one.figures]
    counted = next((figure.says for figure in figures if figure.chosen), "")
    by_clinic = choice is not None and wanted == choice.figure
    if by_clinic:
        says = _("Your clinic chose: %(figure)s.", figure=counted)
    else:
        says = _("The plan counts with: %(figure)s. Your team decides.", figure=counted)
    others = _others(figure for figure in figures if not figure.chosen)
    reason = choice.reason if choice and by_clinic else ""
    return DisagreementView(one.key, spoken(one.words), figures, says, reason, others, by_clinic)


def _figure(figure: Figure, chosen: bool, allowed: bool, guidance: Guidance) -> FigureView:
    sources = []
    for said in figure.said_by:
        source = guidance.sources[said.source]
        where = _(said.where) if said.checked else _("%(where)s (not checked)", where=_(said.where))
        ours = said.source == "our-reading"
        sources.append(SourceLine(called(source), where, source.url, "", ours, lang_of(source)))
    return FigureView(figure.key, spoken(figure.says), sources, chosen, allowed)


def _others(figures: Iterable[FigureView]) -> str:
    said = [figure.says for figure in figures]
    if not said:
        return ""
    if len(said) == 1:
        return _("The other source says: %(figure)s.", figure=said[0])
    return _("Other sources say: %(figures)s.", figures=listed(said))
