"""Draws the days of one step small, against the days of treatment, and says the same in words."""

from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.engine.plan import Plan, Planned
from planner.guidance.model import FIRST_CHEMO
from planner.marked import N_
from planner.web.days import short_day
from planner.web.drawings.course import COURSE_WORDS, ends_of, is_near, likely_day, not_fixed, stretch
from planner.web.drawings.scale import Scale, Tick

WIDTH, EDGE = 336, 8
NAME_Y, FOOT = 102, 121
LETTER = 6.6
SHORT_WORDS = COURSE_WORDS | {
    "collection": N_("Collection"),
    "admission": N_("Hospital"),
    "day-zero": N_("New cells"),
}


class Mark(NamedTuple):
    """A treatment day on the line: `x` where it is likely, a soft band from earliest to latest, its name if it fits."""

    x: float
    band_x: float
    band_width: float
    first: bool
    fixed: bool
    name: str
    name_x: float
    name_y: int
    anchor: str


class WindowDrawing(NamedTuple):
    """The window of one step: its whole days from `x` on; `last` is where its last safe day ends."""

    width: int
    height: int
    ticks: list[Tick]
    marks: list[Mark]
    x: float
    bar_width: float
    last: float | None
    near: bool
    paused: bool
    today_x: float
    today_anchor: str


class WindowWords(NamedTuple):
    """One line of the same in words: what, and when. `own`: it is the step itself."""

    title: str
    when: str
    own: bool = False


def window_drawing(one: Planned, plan: Plan) -> WindowDrawing | None:
    """The drawing of one step, or None when the step has no day or no treatment day is known."""
    course, today, window = plan.situation.course, plan.situation.today, one.window
    days = [course[key] for key in COURSE_WORDS if key in course]
    if one.due is None or not days:
        return None
    opens, due = ends_of(one)
    last_safe = window.last_safe
    start = min([day.earliest for day in days] + [opens, today])
    last = max([day.latest for day in days] + [due, today] + ([last_safe] if last_safe else []))
    scale = Scale(start, last, EDGE, WIDTH - EDGE, room=36)
    x, today_x = scale.dawn(opens), scale.noon(today)
    marks = [
        Mark(
            scale.noon(day.likely),
            scale.dawn(day.earliest),
            scale.far_from(scale.dawn(day.earliest), scale.dusk(day.latest)),
            day.key == FIRST_CHEMO,
            day.confirmed,
            *_named(_(SHORT_WORDS[day.key]), scale.noon(day.likely)),
        )
        for day in days
    ]
    return WindowDrawing(
        width=WIDTH,
        height=FOOT,
        ticks=list(scale.ticks()),
        marks=_with_room(marks, one.item.timing.anchor, [day.key for day in days]),
        x=x,
        bar_width=scale.far_from(x, scale.dusk(due)),
        last=scale.dusk(last_safe) if last_safe else None,
        near=is_near(one, today),
        paused=one.state == "paused",
        today_x=today_x,
        today_anchor="start" if today_x < EDGE + 18 else "end" if today_x > WIDTH - EDGE - 18 else "middle",
    )


def window_words(one: Planned, plan: Plan) -> list[WindowWords]:
    """The same days in words, and those that are known when nothing can be drawn."""
    course, today, window = plan.situation.course, plan.situation.today, one.window
    said: list[tuple[date, WindowWords]] = []
    if one.due is not None:
        opens, due = ends_of(one)
        title = _("Done") if one.state == "done" else _("This step")
        said.append((opens, WindowWords(title, stretch(opens, due, today), True)))
    elif window.opens is not None:
        when = _("from %(day)s", day=short_day(window.opens, today))
        said.append((window.opens, WindowWords(_("This step"), when, True)))
    if window.last_safe:
        said.append((window.last_safe, WindowWords(_("Last safe day"), short_day(window.last_safe, today))))
    if not said:
        return []
    said.append((today, WindowWords(_("Today"), short_day(today, today))))
    for key, title in COURSE_WORDS.items():
        if key in course:
            when = ", ".join(filter(None, (likely_day(course[key], today), not_fixed(course[key], today))))
            said.append((course[key].likely, WindowWords(_(title), when)))
    return [each[1] for each in sorted(said, key=lambda each: each[0])]


def _named(name: str, x: float) -> tuple[str, float, int, str]:
    """A name under its day, kept inside the drawing."""
    half = LETTER * len(name) / 2
    if x - half < EDGE:
        return name, EDGE, NAME_Y, "start"
    if x + half > WIDTH - EDGE:
        return name, WIDTH - EDGE, NAME_Y, "end"
    return name, x, NAME_Y, "middle"


def _with_room(marks: list[Mark], anchor: str, keys: list[str]) -> list[Mark]:
    """The names that fit beside each other: that of the first chemo and of the day it hangs on before others."""
    order = sorted(range(len(marks)), key=lambda number: (not marks[number].first, keys[number] != anchor, number))
    kept: list[tuple[float, float]] = []
    for number in order:
        mark = marks[number]
        room = LETTER * len(mark.name)
        begins = mark.name_x - {"start": 0.0, "middle": room / 2, "end": room}[mark.anchor]
        if all(begins + room + 6 < other or end + 6 < begins for other, end in kept):
            kept.append((begins, begins + room))
        else:
            marks[number] = mark._replace(name="")
    return marks
