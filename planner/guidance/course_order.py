"""What no treatment can have: milestones out of order once a centre's days between them are laid over the usual ones.

Each end is held against the same end: the earliest collection against the earliest new cells day, and so on.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from planner.guidance.model import Default, Guidance
from planner.guidance.protocol import NAMED, OTHERWISE, USUAL, Gap, with_gaps
from planner.marked import N_

Way = tuple[str, str]
Ends = tuple[int, int, int]
Days = Mapping[Way, Ends]

COLLECTION: Way = ("collection", "mobilisation")
DAY_ZERO: Way = ("day-zero", "mobilisation")
ADMISSION: Way = ("admission", "day-zero")
CONDITIONING: Way = ("conditioning", "day-zero")
LAST_CHEMO: Way = ("last-chemo", "day-zero")
DISCHARGE: Way = ("discharge", "admission")
SHORTEST_COURSE = 11  # days from mobilisation to new cells day: guidance-facts R16 and 3.1, invariant 2


class Rule(NamedTuple):
    """One order that every treatment has: the gaps it looks at, whether they break it, and what to do then."""

    ways: tuple[Way, ...]
    broken: Callable[[Days], bool]
    what_to_do: str


def _pairs(days: Days, one: Way, other: Way) -> Iterator[tuple[int, int]]:
    return zip(days[one], days[other], strict=True)


RULES = (
    Rule(
        (COLLECTION,),
        lambda days: min(days[COLLECTION]) < 1,
        N_("'collection' would come before 'mobilisation': write how many days after it, 1 or more."),
    ),
    Rule(
        (DAY_ZERO,),
        lambda days: min(days[DAY_ZERO]) < SHORTEST_COURSE,
        N_(
            "'day-zero' would come sooner after 'mobilisation' than in the shortest course the guidance knows: "
            "write 11 days or more."
        ),
    ),
    Rule(
        (DAY_ZERO,),
        lambda days: days[DAY_ZERO][0] == days[DAY_ZERO][2],
        N_(
            "An exact number of days between 'mobilisation' and 'day-zero' would confirm the first chemo by itself: "
            "write an earliest and a latest that differ, so that a nurse is still asked for the day."
        ),
    ),
    Rule(
        (COLLECTION,),
        lambda days: days[COLLECTION][0] == days[COLLECTION][2],
        N_(
            "An exact number of days between 'mobilisation' and 'collection' would confirm the first chemo by itself: "
            "write an earliest and a latest that differ, so that a nurse is still asked for the day."
        ),
    ),
    Rule(
        (COLLECTION, DAY_ZERO),
        lambda days: any(collected > zero for collected, zero in _pairs(days, COLLECTION, DAY_ZERO)),
        N_(
            "'collection' would come after 'day-zero': write fewer days from mobilisation to collection, or more from "
            "mobilisation to new cells day."
        ),
    ),
    Rule(
        (ADMISSION,),
        lambda days: max(days[ADMISSION]) > -1,
        N_("'admission' would not come before 'day-zero': write how many days before it, 1 or more."),
    ),
    Rule(
        (CONDITIONING,),
        lambda days: max(days[CONDITIONING]) > -1,
        N_("'conditioning' would not come before 'day-zero': write how many days before it, 1 or more."),
    ),
    Rule(
        (LAST_CHEMO,),
        lambda days: max(days[LAST_CHEMO]) > 0,
        N_("'last-chemo' would come after 'day-zero': write how many days before new cells day it is given."),
    ),
    Rule(
        (LAST_CHEMO, CONDITIONING),
        lambda days: any(last < first for last, first in _pairs(days, LAST_CHEMO, CONDITIONING)),
        N_("'last-chemo' would come before 'conditioning' starts: write days for both, the start first."),
    ),
    Rule(
        (CONDITIONING, ADMISSION),
        lambda days: any(start < inside for start, inside in _pairs(days, CONDITIONING, ADMISSION)),
        N_("'conditioning' would start before 'admission': write days for both, the first day in hospital first."),
    ),
    Rule(
        (CONDITIONING, DAY_ZERO, COLLECTION),
        lambda days: (
            days[DAY_ZERO][1] + days[CONDITIONING][1] < days[COLLECTION][1]
            or days[DAY_ZERO][0] + days[CONDITIONING][0] < 1
        ),
        N_(
            "'conditioning' would start before 'collection': write days for conditioning, for collection and for new "
            "cells day that come in this order."
        ),
    ),
    Rule(
        (DISCHARGE, ADMISSION),
        lambda days: any(stay + inside < 1 for stay, inside in _pairs(days, DISCHARGE, ADMISSION)),
        N_("'discharge' would not come after 'day-zero': write more days from 'admission' to 'discharge'."),
    ),
)


def out_of_order(guidance: Guidance, gaps: tuple[Gap, ...]) -> Iterator[tuple[int, str]]:
    """Each gap that breaks an order, with any kind of chemo: (its number, what to do about the first order broken)."""
    laid, found = with_gaps(guidance.defaults, gaps), set[int]()
    for regimen in (*NAMED, OTHERWISE):
        days = _days(laid, regimen)
        for rule in RULES:
            mend = _last_that_speaks_of(gaps, rule.ways, "unknown" if regimen == OTHERWISE else regimen)
            if mend is not None and mend not in found and rule.broken(days):
                found.add(mend)
                yield mend, rule.what_to_do


def ways_known(guidance: Guidance) -> dict[Way, None]:
    """Every (milestone, counted from) the guidance has a distance for, either way round."""
    rows = [row for name in (USUAL, OTHERWISE) for row in guidance.defaults[name]]
    return dict.fromkeys(way for row in rows for way in (_way(row), _way(row)[::-1]))


def _days(laid: Mapping[str, tuple[Default, ...]], regimen: str) -> Days:
    rows = {_way(row): row for row in (*laid[USUAL], *laid[regimen])}
    return {way: (row.earliest.days, row.likely.days, row.latest.days) for way, row in rows.items()}


def _way(row: Default) -> Way:
    return row.milestone, row.counted_from


def _last_that_speaks_of(gaps: tuple[Gap, ...], ways: tuple[Way, ...], regimen: str) -> int | None:
    """The number of the gap to mend: the last of this kind of chemo that the rule looks at, else of any chemo."""
    speaking = [
        (gap.regimen == regimen, number)
        for number, gap in enumerate(gaps)
        if gap.regimen in (USUAL, regimen)
        and ((gap.milestone, gap.counted_from) in ways or (gap.counted_from, gap.milestone) in ways)
    ]
    return max(speaking)[1] if speaking else None
