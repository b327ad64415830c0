"""Draws the course of treatment down a phone: one line of days, windows beside it, words beside those.

The same days in the same way as on a wide screen: a window covers whole days, a last safe day is marked where that
day ends, a treatment day and today stand at noon. Words stand as near to their day as there is room, on a thin line.
"""

from datetime import date
from functools import lru_cache
from math import ceil
from textwrap import wrap
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.milestones import Milestone
from planner.engine.plan import Planned
from planner.guidance.model import FIRST_CHEMO
from planner.languages import spoken
from planner.web.days import short_day
from planner.web.drawings.course import COURSE_WORDS, Course, ends_of, is_near, likely_day, stretch
from planner.web.drawings.scale import Scale, Tick
from planner.web.drawings.spread import spread
from planner.web.drawings.timeline import first_and_last

WIDTH, EDGE, TOP = 312, 4, 6
AXIS, LANE = 38, 11  # where the line of treatment days stands, and how far each further line is from the one before
LINE, GAP = 14.5, 8  # the height of a line of words, and the air below it
BOLD, PLAIN = 7.8, 7.2  # the width of a letter of a title and of a day, in a wide font
A_DAY, TALLEST, TICK = 4.6, 820, 30
RING = 6


class Label(NamedTuple):
    """Words beside a mark: the lines of a title and of its days, with their height. `path` leads from the mark."""

    kind: str
    lines: list[tuple[float, str]]
    when: list[tuple[float, str]]
    path: str


class DownBar(NamedTuple):
    """A window: its whole days from `y` on, and `last`, where its last safe day ends."""

    x: float
    y: float
    height: float
    last: float | None
    near: bool
    paused: bool


class DownRing(NamedTuple):
    """A treatment day: `y` where it is likely, a soft band from its earliest to its latest day."""

    first: bool
    fixed: bool
    x: float
    y: float
    band_y: float
    band_height: float


class DownDrawing(NamedTuple):
    """The whole drawing, in its own units. `rule_y` is where the first chemo stands, `today_y` is today."""

    width: int
    height: int
    axis: int
    words_x: int
    ticks: list[Tick]
    bars: list[DownBar]
    rings: list[DownRing]
    labels: list[Label]
    rule_y: float
    today_y: float
    foot_y: float
    after_height: float


class _Words(NamedTuple):
    """What one label will say, and the mark it belongs to: how far across, and where it would like to stand."""

    at: float
    across: float
    kind: str
    lines: tuple[str, ...]
    when: tuple[str, ...]


def down_of(course: Course) -> DownDrawing | None:
    """The drawing for phones, or None when no first chemo is known."""
    if not course.has_first_chemo:
        return None
    today, (start, last) = course.today, first_and_last(course)
    # How wide the words may be hangs on the lanes, and the lanes on how high the drawing is: lanes first, roughly.
    height = max(min(((last - start).days + 9) * A_DAY, TALLEST), 48.0 * (len(course.days) + len(course.windows) + 1))
    scale = Scale(start, last, TOP, round(height) - TOP, room=TICK)
    spans = [(scale.dawn(day.earliest), scale.dusk(day.latest), scale.noon(day.likely)) for day in course.days]
    taken: list[list[tuple[float, float]]] = [[]]
    day_lanes = [_lane(taken, min(top, at - RING), max(foot, at + RING), 0) for top, foot, at in spans]
    bars = [_span_of(one, scale) for one in course.windows]
    bar_lanes = [_lane(taken, top, foot, 1) for top, foot in bars]
    words_x = AXIS + LANE * len(taken) + 14
    room = WIDTH - words_x
    words = [_Words(scale.noon(today), AXIS, "today", (_("Today"),), (short_day(today, today),))]
    for one, (top, foot), lane in zip(course.windows, bars, bar_lanes, strict=True):
        opens, due = ends_of(one)
        title = _lines(spoken(one.item.words).title, int(room / BOLD))
        when = _lines(stretch(opens, due, today), int(room / PLAIN))
        at = top + min(8, (foot - top) / 2)
        words.append(_Words(at, AXIS + LANE * lane, "window", title, when))
    for day, span, lane in zip(course.days, spans, day_lanes, strict=True):
        kind = "first" if day.key == FIRST_CHEMO else "day"
        title = _lines(_(COURSE_WORDS[day.key]), int(room / BOLD))
        when = _lines(likely_day(day, today), int(room / PLAIN))
        words.append(_Words(span[2], AXIS + LANE * lane, kind, title, when))
    words.sort(key=lambda one: one.at)
    rule_y = scale.noon(course.days[0].likely)
    foot_y = round(height) - TOP
    tallest = max(height, sum(_height(one) for one in words))
    return DownDrawing(
        width=WIDTH,
        height=ceil(tallest),
        axis=AXIS,
        words_x=words_x,
        ticks=list(scale.ticks()),
        bars=[_bar(one, scale, AXIS + LANE * lane, today) for one, lane in zip(course.windows, bar_lanes, strict=True)],
        rings=[_ring(day, scale, AXIS + LANE * lane) for day, lane in zip(course.days, day_lanes, strict=True)],
        labels=_labels(words, words_x, tallest),
        rule_y=rule_y,
        today_y=scale.noon(today),
        foot_y=foot_y,
        after_height=round(foot_y - rule_y, 1),
    )


@lru_cache(maxsize=2048)
def _lines(title: str, letters: int) -> tuple[str, ...]:
    """A title in lines no longer than so many letters."""
    return tuple(wrap(title, letters))


def _lane(taken: list[list[tuple[float, float]]], top: float, foot: float, least: int) -> int:
    """The first line, from `least` on, with nothing on it between two places; it is taken from then on."""
    for number in range(least, len(taken)):
        if all(foot + 3 < other_top or other_foot + 3 < top for other_top, other_foot in taken[number]):
            taken[number].append((top, foot))
            return number
    taken.append([(top, foot)])
    return len(taken) - 1


def _span_of(one: Planned, scale: Scale) -> tuple[float, float]:
    """From where to where a window reaches, its last safe day with it."""
    opens, due = ends_of(one)
    return scale.dawn(opens), scale.dusk(max(due, one.window.last_safe or due))


def _bar(one: Planned, scale: Scale, x: float, today: date) -> DownBar:
    opens, due = ends_of(one)
    y = scale.dawn(opens)
    last = scale.dusk(one.window.last_safe) if one.window.last_safe else None
    return DownBar(x, y, scale.far_from(y, scale.dusk(due)), last, is_near(one, today), one.state == "paused")


def _ring(day: Milestone, scale: Scale, x: float) -> DownRing:
    begins, ends = scale.dawn(day.earliest), scale.dusk(day.latest)
    height = scale.far_from(begins, ends)
    return DownRing(day.key == FIRST_CHEMO, day.confirmed, x, scale.noon(day.likely), begins, height)


def _height(one: _Words) -> float:
    return LINE * (len(one.lines) + len(one.when)) + GAP


def _labels(words: list[_Words], words_x: int, foot: float) -> list[Label]:
    tops = spread([one.at - LINE * 0.7 for one in words], [_height(one) for one in words], 0, foot)
    labels = []
    for one, top in zip(words, tops, strict=True):
        said = [(round(top + LINE * (number + 0.95), 1), line) for number, line in enumerate((*one.lines, *one.when))]
        reach = round(one.across + (RING if one.kind in ("first", "day") else 4), 1)
        beside = round(top + LINE * 0.7, 1)
        path = (
            f"M{reach} {one.at}H{words_x - 22}C{words_x - 12} {one.at} {words_x - 14} {beside} {words_x - 4} {beside}"
        )
        many = len(one.lines)
        labels.append(Label(one.kind, said[:many], said[many:], "" if one.kind == "today" else path))
    return labels
