"""What it changes when a centre chooses a longer figure than ours: a wait ends later, a step is due further ahead.

Never the other way: no choice makes a "wait until" earlier or a "do before" later than the guidance itself
(guidance-facts 3.1, invariant 5; section 6, 2). A last safe day never moves: it is the day after which it cannot be
done, not the day some centre likes best. By guidance-facts 2E (R38, R41, R42, R54):

- `raised-from` (A02, A13): the first day on which it is raised is that of the figure. With 24 months the talk about
  birth control, and about a pregnancy, is due at 24 months and no longer at 12 and 18.
- `kept-up-until` (A01): on the days that so fall away it says once more to keep going, and nobody is left without word.
- `ends` (D04): it goes on to the figure.
- `done-ahead` (B21): it opens and is due no later than the figure before its milestone (R26).

A02 and A13 speak to whoever may become pregnant and to whoever makes sperm: of two choices the longer moves them.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from planner.guidance.clauses import Span
from planner.guidance.disagreement import Disagreement, Figure, about
from planner.guidance.model import PLACES, Guidance, Item, Moment, Timing

Chosen = tuple[tuple[str, str], ...]  # (disagreement, figure)
Moved = Callable[[Timing, Span, frozenset[Span]], Timing]


@lru_cache(maxsize=32)
def with_figures(guidance: Guidance, chosen: Chosen) -> Guidance:
    """The guidance with the longer figures among those chosen; itself when none is. The same each time it is asked."""
    longer = [one for one in (_longer(guidance, *choice) for choice in sorted(chosen)) if one]
    if not longer:
        return guidance
    editions = dict(guidance.editions)
    for disagreement, figure in longer:
        editions = {place: _with_figure(editions[place], disagreement, figure) for place in PLACES}
    said = " ".join(f"{disagreement.key}={figure.key}" for disagreement, figure in longer)
    return replace(guidance, editions=editions, digest=digest_with(guidance.digest, said))


def digest_with(digest: str, laid_over: str) -> str:
    """The digest of guidance that something was laid over."""
    return hashlib.sha256(f"{digest} {laid_over}".encode()).hexdigest()[:16]


def _longer(guidance: Guidance, key: str, figure: str) -> tuple[Disagreement, Figure] | None:
    """The disagreement and the chosen figure, when it is longer than ours; nothing for keys that are not known."""
    disagreement = next((one for one in guidance.disagreements if one.key == key), None)
    chosen = disagreement and disagreement.figure(figure)
    ours = disagreement and disagreement.figure(disagreement.ours)
    if disagreement and chosen and ours and about(chosen.span) > about(ours.span):
        return disagreement, chosen
    return None


def _with_figure(items: tuple[Item, ...], disagreement: Disagreement, figure: Figure) -> tuple[Item, ...]:
    how = {move.item: move.how for move in disagreement.moves}
    raised = [moment.span for item in items if how.get(item.code) == "raised-from" for moment in item.timing.at]
    freed = frozenset(span for span in raised if about(span) < about(figure.span))
    return tuple(
        replace(item, timing=MOVED[how[item.code]](item.timing, figure.span, freed)) if item.code in how else item
        for item in items
    )


def _raised_from(timing: Timing, figure: Span, freed: frozenset[Span]) -> Timing:
    if about(timing.at[0].span) >= about(figure):
        return timing
    later = tuple(moment for moment in timing.at if about(moment.span) >= about(figure))
    if not later or later[0].span != figure:
        later = (timing.at[0]._replace(span=figure), *later)
    return replace(timing, at=later)


def _kept_up_until(timing: Timing, figure: Span, freed: frozenset[Span]) -> Timing:
    spans = sorted({moment.span for moment in timing.at} | freed, key=about)
    return replace(timing, at=tuple(timing.at[0]._replace(span=span) for span in spans))


def _ends(timing: Timing, figure: Span, freed: frozenset[Span]) -> Timing:
    ends = timing.ends
    return replace(timing, ends=ends._replace(span=figure)) if ends and about(ends.span) < about(figure) else timing


def _done_ahead(timing: Timing, figure: Span, freed: frozenset[Span]) -> Timing:
    due = _earlier(timing.due, -figure)
    return replace(timing, due=due, opens=_earlier(timing.opens, due.span if due else -figure))


def _earlier(moment: Moment | None, span: Span) -> Moment | None:
    return moment._replace(span=span) if moment and about(span) < about(moment.span) else moment


MOVED: dict[str, Moved] = {
    "raised-from": _raised_from,
    "kept-up-until": _kept_up_until,
    "ends": _ends,
    "done-ahead": _done_ahead,
}


def can_move(items: Iterable[Item], how: str) -> bool:
    """Whether these editions of an item have the days that this way of moving moves."""
    has: dict[str, Callable[[Timing], bool]] = {
        "raised-from": lambda timing: bool(timing.at) and timing.direction == "until",
        "kept-up-until": lambda timing: bool(timing.at),
        "ends": lambda timing: bool(timing.ends and timing.ends.end == "latest"),
        "done-ahead": lambda timing: bool(timing.opens and timing.due and timing.direction == "before"),
    }
    return all(has[how](item.timing) for item in items)
