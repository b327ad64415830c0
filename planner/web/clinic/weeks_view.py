"""The coming weeks in words and bars: a bar is as long as its number, all on one scale that begins at nothing."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.interop.weeks import EGGS, KINDS, MOST, OTHER, SPERM, SUPPRESSION, TISSUE, Capacity, Week
from planner.marked import N_
from planner.web.days import listed, short_day

KIND_WORDS = {
    EGGS: N_("Eggs or embryos"),
    TISSUE: N_("A piece of ovary"),
    SPERM: N_("Sperm"),
    SUPPRESSION: N_("Resting the ovaries"),
    OTHER: N_("A first talk, and all else"),
}
# How dark each kind is on its bar, and on its mark at the head of the table; an edge keeps the lightest apart.
SHADES: Mapping[str, float] = {EGGS: 1, TISSUE: 0.72, SPERM: 0.48, SUPPRESSION: 0.26, OTHER: 0.08}
WIDTH = 240  # of the longest bar, in the units of its drawing


class Piece(NamedTuple):
    """One piece of a bar: where it begins, how long it is, and how dark."""

    x: float
    width: float
    shade: float


class WeekRow(NamedTuple):
    """One week: its name, its number, the numbers by kind (empty: none) in the order of the table, and its bar."""

    name: str
    total: int
    counts: list[str]
    pieces: list[Piece]
    fullest: bool


class WeeksView(NamedTuple):
    """The page. `kinds`: each with how dark it is. `said`: what to know of the numbers, sentence by sentence."""

    lead: str
    kinds: list[tuple[str, float]]
    rows: list[WeekRow]
    width: int
    said: list[str]


def weeks_view(found: Capacity, today: date) -> WeeksView:
    """The coming weeks as the page shows them."""
    most = max(week.total for week in found.weeks)
    kinds = [kind for kind in KINDS if any(week.counts[kind] for week in found.weeks)]
    return WeeksView(
        _lead(found, most, today),
        [(_(KIND_WORDS[kind]), SHADES[kind]) for kind in kinds],
        [_row(week, kinds, most, today) for week in found.weeks],
        WIDTH,
        _said(found),
    )


def _lead(found: Capacity, most: int, today: date) -> str:
    if not most:
        return _("No last safe day that nobody has answered for falls in the coming 12 weeks.")
    fullest = listed(_named(week, today) for week in found.weeks if week.total == most)
    return _("The most in one week is %(num)s: %(weeks)s.", num=most, weeks=fullest)


def _row(week: Week, kinds: list[str], most: int, today: date) -> WeekRow:
    pieces, x = [], 0.0
    for kind in kinds:
        width = WIDTH * week.counts[kind] / most
        if width:
            pieces.append(Piece(round(x, 2), round(width, 2), SHADES[kind]))
        x += width
    counts = [str(week.counts[kind] or "") for kind in kinds]
    return WeekRow(_named(week, today), week.total, counts, pieces, 0 < week.total == most)


def _named(week: Week, today: date) -> str:
    if week.monday <= today:
        return _("this week")
    return _("week of %(day)s", day=short_day(week.monday, today))


def _said(found: Capacity) -> list[str]:
    said = [
        _("Every last safe day that nobody has answered for counts. One plan may have several."),
        _("Days that have gone by are not here: they stand at the head of the roster. A plan that rests counts too."),
    ]
    if found.more:
        said.insert(0, _("There are more than %(num)s plans. The latest days are not shown.", num=MOST))
    if found.unread:
        said.append(
            ngettext(
                "%(num)s plan could not be read. It counts with all else.",
                "%(num)s plans could not be read. They count with all else.",
                found.unread,
            )
        )
    return said
