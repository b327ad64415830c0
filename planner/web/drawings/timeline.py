"""Draws the course of treatment across a wide screen: each day of it, the windows that matter most, and today.

Every place on the drawing is counted from days: a window covers whole days, a last safe day is marked where that
day ends, a treatment day and today stand at noon. Soft bands run from the earliest to the latest day. Nothing is
cut off or widened, so each day can be read back from its place.
"""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.milestones import Milestone
from planner.engine.plan import Planned
from planner.guidance.model import FIRST_CHEMO
from planner.languages import spoken
from planner.web.days import short_day
from planner.web.drawings.course import COURSE_WORDS, Course, ends_of, is_near, likely_day
from planner.web.drawings.scale import Scale, Tick

WIDTH, EDGE, SCALE_END, TOP, ROW, STOP_ROW = 560, 6, 36, 44, 40, 32
LETTER = 7.6  # the usual width of a letter on the drawing, so that words can be kept inside it


class Bar(NamedTuple):
    """A window: its whole days from `x` on, and `last`, where its last safe day ends."""

    title: str
    when: str
    x: float
    width: float
    y: float
    label_x: float
    label_y: float
    last: float | None
    near: bool
    paused: bool


class Ring(NamedTuple):
    """A treatment day: `x` where it is likely, a soft band from its earliest to its latest day."""

    title: str
    when: str
    first: bool
    fixed: bool
    x: float
    y: float
    band_x: float
    band_width: float
    label_x: float
    label_y: float
    anchor: str


class Drawing(NamedTuple):
    """The whole drawing, in its own units. `rule_x` is where the first chemo stands, `today_x` is today."""

    width: int
    height: int
    ticks: list[Tick]
    bars: list[Bar]
    rings: list[Ring]
    rule_x: float
    rule_end: float
    after_width: float
    after_height: float
    today_x: float
    today_y: float
    today_anchor: str
    foot_y: float


def first_and_last(course: Course) -> tuple[date, date]:
    """The first and the last day that a drawing of the course has to hold."""
    ends = [ends_of(one) for one in course.windows]
    hard = [one.window.last_safe for one in course.windows if one.window.last_safe]
    start = min([day.earliest for day in course.days] + [opens for opens, _ in ends] + [course.today])
    last = max([day.latest for day in course.days] + [due for _, due in ends] + hard + [course.today])
    return start, last


def drawing_of(course: Course) -> Drawing | None:
    """The drawing for wide screens, or None when no first chemo is known."""
    if not course.has_first_chemo:
        return None
    scale = Scale(*first_and_last(course), EDGE, WIDTH - EDGE)
    today = course.today
    bars_end = TOP + ROW * len(course.windows) + 8
    foot = bars_end + STOP_ROW * len(course.days) + 4
    rule_x, today_x = scale.noon(course.days[0].likely), scale.noon(today)
    return Drawing(
        width=WIDTH,
        height=foot + 18,
        ticks=list(scale.ticks()),
        bars=[_bar(one, TOP + ROW * number, scale, today) for number, one in enumerate(course.windows)],
        rings=[_ring(one, bars_end + STOP_ROW * number, scale, today) for number, one in enumerate(course.days)],
        rule_x=rule_x,
        rule_end=bars_end + STOP_ROW // 2,
        after_width=round(WIDTH - EDGE - rule_x, 1),
        after_height=bars_end - SCALE_END,
        today_x=today_x,
        today_y=foot + 13,
        today_anchor="start" if today_x < EDGE + 20 else "end" if today_x > WIDTH - EDGE - 20 else "middle",
        foot_y=foot,
    )


def _bar(one: Planned, top: int, scale: Scale, today: date) -> Bar:
    opens, due = ends_of(one)
    x = scale.dawn(opens)
    title = spoken(one.item.words).title
    when = _("by %(day)s", day=short_day(due, today)) if opens != due else short_day(due, today)
    return Bar(
        title=title,
        when=when,
        x=x,
        width=scale.far_from(x, scale.dusk(due)),
        y=top + 18,
        label_x=round(max(EDGE, min(x, WIDTH - EDGE - _room(title, when))), 1),
        label_y=top + 12,
        last=scale.dusk(one.window.last_safe) if one.window.last_safe else None,
        near=is_near(one, today),
        paused=one.state == "paused",
    )


def _ring(milestone: Milestone, top: int, scale: Scale, today: date) -> Ring:
    title, when = _(COURSE_WORDS[milestone.key]), likely_day(milestone, today)
    begins, ends = scale.dawn(milestone.earliest), scale.dusk(milestone.latest)
    x, y = scale.noon(milestone.likely), top + STOP_ROW // 2
    label_x, label_y, anchor = _beside(min(begins, x - 9), max(ends, x + 9), y, _room(title, when))
    return Ring(
        title=title,
        when=when,
        first=milestone.key == FIRST_CHEMO,
        fixed=milestone.confirmed,
        x=x,
        y=y,
        band_x=begins,
        band_width=scale.far_from(begins, ends),
        label_x=round(label_x, 1),
        label_y=label_y,
        anchor=anchor,
    )


def _beside(left: float, right: float, y: float, room: float) -> tuple[float, float, str]:
    """Where words go that must not cover what reaches from `left` to `right`: after it, before it, or above."""
    if right + 8 + room <= WIDTH - EDGE:
        return right + 8, y + 4.5, "start"
    if left - 8 - room >= EDGE:
        return left - 8, y + 4.5, "end"
    return EDGE, y - 9, "start"


def _room(*words: str) -> float:
    return LETTER * len(" ".join(words))
