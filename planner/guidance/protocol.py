"""A centre's own protocol: how far apart its milestones lie, what it usually does, and which figures it chooses.

It is laid over the guidance as data: the guidance stays as it is for everybody else. Whether a centre usually collects
cells without chemo moves nothing by itself: it only prompts a nurse to confirm it for one plan (guidance-facts 3.1, 2).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from planner.guidance.chosen_figures import digest_with, with_figures
from planner.guidance.clauses import Span
from planner.guidance.model import Default, Guidance
from planner.marked import N_
from planner.questions.model import NOT_SAID

USUAL, OTHERWISE = "usual", "otherwise"
NAMED = ("cy-atg", "beam-atg", "bu-cy", "other")  # the kinds of chemo that are known by name
REGIMENS = (USUAL, *NAMED, "unknown")
GCSF_ONLY = ("yes", "no", NOT_SAID)
# A patient reads this, and not the reason: that is a nurse's free text, and would travel into exports.
CLINICS_OWN = N_("your clinic's own protocol says how far apart these days are")

Defaults = Mapping[str, tuple[Default, ...]]


class Gap(NamedTuple):
    """How far one milestone lies from another at a centre, with one kind of chemo or (`usual`) with any. Days, never
    months. `reason` is why, in the centre's words."""

    regimen: str
    milestone: str
    counted_from: str
    earliest: Span
    likely: Span
    latest: Span
    reason: str


class Choice(NamedTuple):
    """Which figure a centre chooses where sources differ, by key, and why."""

    disagreement: str
    figure: str
    reason: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a centre does from one day on, and who signed it. Whoever uses it picks the one in force that day.

    `gcsf_only`: whether the centre usually collects without chemo; `yes`, `no` or `not-said`.
    """

    key: str
    begins: date
    signed_by: str
    gaps: tuple[Gap, ...] = ()
    gcsf_only: str = NOT_SAID
    gcsf_reason: str = ""
    choices: tuple[Choice, ...] = ()


def laid_over(guidance: Guidance, protocol: Protocol) -> Guidance:
    """The guidance of a centre: its gaps in the place of the usual ones, and the windows of the figures it chose.

    The same object each time for the same guidance and the same days, whatever the reasons are: what the engine
    remembers of a guidance holds for all plans of a centre. The guidance itself when nothing differs. Its digest says
    which days differ, not why. A choice never makes a wait shorter (planner/guidance/chosen_figures.py).
    """
    chosen = tuple(sorted((choice.disagreement, choice.figure) for choice in protocol.choices))
    gaps = tuple(gap._replace(reason="") for gap in protocol.gaps)
    return _with_gaps(with_figures(guidance, chosen), gaps)


@lru_cache(maxsize=256)
def _with_gaps(guidance: Guidance, gaps: tuple[Gap, ...]) -> Guidance:
    if not gaps:
        return guidance
    said = json.dumps([[str(part) for part in gap] for gap in sorted(gaps)])
    defaults, digest = with_gaps(guidance.defaults, gaps), digest_with(guidance.digest, said)
    return replace(guidance, defaults=defaults, digest=digest, underneath=guidance)


def with_gaps(defaults: Defaults, gaps: tuple[Gap, ...]) -> Defaults:
    """The distances between milestones with those of a centre in their place.

    What it says of any chemo holds for each; what it says of one kind comes first. A chemo that is not known, or was
    not told, is what the guidance calls `otherwise`.
    """
    known = {(row.milestone, row.counted_from) for row in defaults[USUAL]}
    of_all = _rows(gaps, USUAL)
    laid = {name: _in_their_place(rows, of_all) for name, rows in defaults.items()}
    for regimen in (*NAMED, "unknown"):
        own, base = _rows(gaps, regimen), laid.get(regimen, laid[OTHERWISE])
        rows = _in_their_place(base, own)
        further = [row for way, row in own.items() if way in known]
        laid[OTHERWISE if regimen == "unknown" else regimen] = (*rows, *further)
    return laid


def _rows(gaps: tuple[Gap, ...], regimen: str) -> dict[tuple[str, str], Default]:
    """The gaps of one kind of chemo both ways round, by (milestone, counted from)."""
    rows = [row for gap in gaps if gap.regimen == regimen for row in both_ways(gap)]
    return {(row.milestone, row.counted_from): row for row in rows}


def _in_their_place(rows: tuple[Default, ...], own: Mapping[tuple[str, str], Default]) -> tuple[Default, ...]:
    return tuple(own.get((row.milestone, row.counted_from), row) for row in rows)


def both_ways(gap: Gap) -> Iterator[Default]:
    """A gap as the guidance has it, and turned round: what lies 40 days after another has that one 40 days before."""
    _, milestone, counted_from, earliest, likely, latest, _ = gap
    yield Default(milestone, counted_from, earliest, likely, latest, CLINICS_OWN)
    yield Default(counted_from, milestone, -latest, -likely, -earliest, CLINICS_OWN)


def protocol_json(protocol: Protocol) -> dict[str, Any]:
    """A protocol as JSON can hold it; told_protocol.protocol_from reads it again."""
    return {
        "key": protocol.key,
        "begins": protocol.begins.isoformat(),
        "signed_by": protocol.signed_by,
        "gaps": [_gap_json(gap) for gap in protocol.gaps],
        "gcsf_only": protocol.gcsf_only,
        "gcsf_reason": protocol.gcsf_reason,
        "choices": [choice._asdict() for choice in protocol.choices],
    }


def _gap_json(gap: Gap) -> dict[str, str]:
    ends = {"earliest": str(gap.earliest), "likely": str(gap.likely), "latest": str(gap.latest)}
    return {"regimen": gap.regimen, "milestone": gap.milestone, "from": gap.counted_from, **ends, "reason": gap.reason}


def kept_protocol(kept: Mapping[str, Any]) -> Protocol:
    """A protocol from its own JSON, taken as it was signed: not judged again by a guidance that has changed since."""
    gaps = []
    for gap in kept["gaps"]:
        early, likely, late = (Span.read(gap[end]) for end in ("earliest", "likely", "latest"))
        gaps.append(Gap(gap["regimen"], gap["milestone"], gap["from"], early, likely, late, gap["reason"]))
    return Protocol(
        kept["key"],
        date.fromisoformat(kept["begins"]),
        kept["signed_by"],
        tuple(gaps),
        kept["gcsf_only"],
        kept["gcsf_reason"],
        tuple(Choice(**choice) for choice in kept["choices"]),
    )
