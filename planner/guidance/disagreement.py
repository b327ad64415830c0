"""Where two sources give different figures: both, who says which, and which of them the plan counts with.

Every figure here is a wait or a time ahead, so the longer one is always the more careful.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from planner.guidance.clauses import Clause, Span

# How a longer figure moves the days of an item; planner/guidance/chosen_figures.py says what each does.
HOWS = ("raised-from", "kept-up-until", "ends", "done-ahead")


class SaidBy(NamedTuple):
    """Who gives a figure: the key of the source and where in it. Of what is not `checked` the team is asked."""

    source: str
    where: str
    checked: bool


class Figure(NamedTuple):
    """One of the figures that differ. Of a range, `span` is the end that counts; `says` is it in words, by language."""

    key: str
    span: Span
    says: Mapping[str, str]
    said_by: tuple[SaidBy, ...]


class Move(NamedTuple):
    """One item (by code) whose days a longer figure moves, and how: one of HOWS."""

    item: str
    how: str


@dataclass(frozen=True, slots=True, eq=False)
class Disagreement:
    """Two or more figures for one thing. `ours` is the key of the figure the guidance counts with, the careful one.

    `rule` is where guidance-facts has it, `items` the codes of the items it concerns, `words` what it is about, by
    language. `told` limits it to people of whom an answer is told.
    """

    key: str
    rule: str
    items: tuple[str, ...]
    ours: str
    moves: tuple[Move, ...]
    figures: tuple[Figure, ...]
    words: Mapping[str, str]
    told: Clause | None = None

    def figure(self, key: str) -> Figure | None:
        """The figure of that key, or None."""
        return next((figure for figure in self.figures if figure.key == key), None)

    def may_be_chosen(self) -> tuple[Figure, ...]:
        """The figures a centre may choose: ours, and those that are longer. No shorter one is ever counted with."""
        least = max((about(figure.span) for figure in self.figures if figure.key == self.ours), default=0.0)
        return tuple(figure for figure in self.figures if about(figure.span) >= least)


def disagreements_of(
    disagreements: Iterable[Disagreement], codes: Iterable[str], answers: Mapping[str, object] | None = None
) -> tuple[Disagreement, ...]:
    """Those that concern some of these items, by code, and people who gave these answers.

    What was not answered may be so: it leaves nothing out.
    """
    concerned, said = frozenset(codes), answers or {}
    return tuple(one for one in disagreements if concerned.intersection(one.items) and _may_be_told(one.told, said))


def _may_be_told(clause: Clause | None, answers: Mapping[str, object]) -> bool:
    if clause is None or clause.fact not in answers:
        return True
    return (answers[clause.fact] == clause.answer) != clause.negated


def about(span: Span) -> float:
    """About how many days a span lasts, for telling the longer of two."""
    return span.months * 30.4 + span.days
