"""The drawings are exact: every day is read back from the page's own picture, and from the words beside it."""

import re
from calendar import month_name
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from flask import Flask

from planner.engine.plan import Plan, Planned
from planner.web.drawings.course import COURSE_WORDS, ends_of, windows_shown
from planner.web.drawings.spread import spread
from tests.how_long import THOROUGH
from tests.people import planned, someone
from tests.web.lives import EVERYONE, plan_of
from tests.web.rendered import plan_page, step_page

HALF_A_DAY = 0.5
QUARTERS = 4 if THOROUGH else 1  # of the steps, each with its own small drawing
MONTHS = list(month_name)[1:]
SHORT = {month[:3]: number for number, month in enumerate(MONTHS, 1)}
DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
DRAWINGS = pytest.mark.parametrize("way", ["across", "down"])


def dated(day: str, kind: str = "first-chemo", today: str = "2026-03-02", **others: Any) -> Plan:
    """The plan of someone whose treatment is on a day, seen on another."""
    first = {"treatment_date": day, "treatment_date_kind": kind}
    return planned(someone(today, **first, **others), today)


def milestones(*days: str) -> dict[str, Any]:
    """A whole course told to the day: first chemo, collection, admission, day zero, discharge."""
    kinds = ("first-chemo", "collection", "admission", "day-zero", "discharge")
    told = {kind: {"date": day, "confirmed": True} for kind, day in zip(kinds, days, strict=True)}
    return {"milestones": told, "treatment_date": None, "treatment_date_kind": None, "treatment_date_certainty": None}


COURSES: Mapping[str, Plan] = {
    **{name: plan_of(answers) for name, answers in EVERYONE.items()},
    "about": dated("2026-06-20", treatment_date_certainty="approximate"),
    "a month": dated("2027-02", treatment_date_certainty="approximate"),
    "of unknown kind": dated("2026-08-01", "unknown"),
    "collection told": dated("2026-05-05", "collection"),
    "hospital told": dated("2026-07-01", "admission"),
    "over new year": dated("2027-01-11", today="2026-12-01"),
    "on a leap day": dated("2028-02-29", "day-zero", today="2027-12-20"),
    "tomorrow": dated("2026-03-03"),
    "today": dated("2026-03-02"),
    "three years off": dated("2029-05-14"),
    "at the end of all days": dated("2100-12-31"),
    "long gone": dated("2003-05-14", chemo_already_started="yes", treatment_happened="yes"),
    "very short": planned(
        someone(**milestones("2026-03-04", "2026-03-09", "2026-03-11", "2026-03-16", "2026-03-20")),
    ),
    "pregnant": planned(someone(pregnant="yes")),
    "seen later": planned(someone("2026-03-02"), "2026-03-02", "2026-05-11"),
}
EVERY_COURSE = pytest.mark.parametrize("name", COURSES)


class Shape(NamedTuple):
    """One element of a drawing: its tag, class, attributes, the class of the group round it, and its words."""

    tag: str
    look: str
    given: dict[str, str]
    group: str
    words: list[str]

    def at(self, key: str) -> float:
        """A number among its attributes."""
        return float(self.given[key])

    @property
    def path(self) -> list[float]:
        """The numbers of its path."""
        return [float(number) for number in NUMBER.findall(self.given["d"])]


class Pictures(HTMLParser):
    """Every SVG of a page by its class, and the words of lists, as the page has them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shapes: dict[str, list[Shape]] = {}
        self.groups: list[str] = []
        self.inside = ""
        self.listed: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        look = given.get("class", "")
        if tag == "svg":
            self.inside = look
            self.shapes[look] = []
        elif tag == "g":
            self.groups.append(look)
        elif look in ("course", "days"):
            self.inside = look
            self.listed[look] = []
        elif self.inside in self.shapes:
            self.shapes[self.inside].append(Shape(tag, look, given, self.groups[-1] if self.groups else "", []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "g":
            self.groups.pop()
        elif tag in ("svg", "ol", "dl"):
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.listed:
            self.listed[self.inside].append(data)
        elif self.inside in self.shapes and data.strip() and self.shapes[self.inside]:
            self.shapes[self.inside][-1].words.append(data.strip())


class Read(NamedTuple):
    """What a person with a ruler would read off a drawing, in days since the year 1."""

    windows: list[tuple[float, float, float | None]]
    days: list[tuple[float, float, float]]
    today: float


def page_of(app: Flask, plan: Plan) -> Pictures:
    """The page of a plan as a browser gets it."""
    return Pictures(plan_page(app, plan))


def shapes_of(pictures: Pictures, way: str) -> list[Shape]:
    """The shapes of the drawing that goes across or down, or that of one step."""
    return pictures.shapes[f"chart chart--{way}"]


def ruler(shapes: list[Shape], across: bool) -> tuple[float, float]:
    """Where day 0 stands and how long a day is, from the first and the last mark of the scale alone."""
    marks = list(marked_days(shapes, across))
    (first, start), (last, end) = marks[0], marks[-1]
    assert last > first, "a drawing needs two marks to be read"
    a_day = (end - start) / (last - first)
    for number, place in marks:
        assert abs((place - start) / a_day - (number - first)) < HALF_A_DAY, "the marks stand unevenly"
    return start - first * a_day, a_day


def marked_days(shapes: list[Shape], across: bool) -> Iterator[tuple[int, float]]:
    """Each mark of the scale as (day since the year 1, place): the words say which, the line says where."""
    year = 0
    for number, shape in enumerate(shapes):
        if shape.look != "chart__tick":
            continue
        texts = []
        for after in shapes[number + 1 :]:
            if after.look != "chart__month":
                break
            texts += after.words
        years = [int(text) for text in texts if text.isdigit() and len(text) == 4]
        year = years[0] if years else year
        named = next((text for text in texts if not text.isdigit()), "1 Jan")
        *day, month = named.split(" ")
        marked = date(year, SHORT[month], int(day[0]) if day else 1)
        yield marked.toordinal(), shape.path[0 if across else 1]


def read_off(shapes: list[Shape], across: bool) -> Read:
    """The windows as (opens, due, last safe day), the treatment days as (earliest, likely, latest), and today."""
    zero, a_day = ruler(shapes, across)
    side, size, middle = ("x", "width", "cx") if across else ("y", "height", "cy")
    windows: list[tuple[float, float, float | None]] = []
    days: list[tuple[float, float, float]] = []
    today = 0.0
    for shape in shapes:
        if shape.look == "chart__today":
            today = (shape.path[0 if across else 1] - zero) / a_day - 0.5
        if shape.tag == "rect" and "chart__bar" in shape.group:
            begins, ends = shape.at(side), shape.at(side) + shape.at(size)
            windows.append(((begins - zero) / a_day, (ends - zero) / a_day - 1, None))
        if shape.look.startswith("chart__last"):
            last = (shape.path[0 if across else 1] - zero) / a_day - 1
            windows[-1] = (*windows[-1][:2], last)
        if shape.tag == "rect" and "chart__ring" in shape.group:
            begins, ends = shape.at(side), shape.at(side) + shape.at(size)
            days.append(((begins - zero) / a_day, 0, (ends - zero) / a_day - 1))
        if shape.tag == "circle":
            days[-1] = (days[-1][0], (shape.at(middle) - zero) / a_day - 0.5, days[-1][2])
    return Read(windows, days, today)


def assert_same(read: tuple[float | None, ...], expected: tuple[date | None, ...]) -> None:
    """Every place is that of its day, to less than half a day."""
    assert len(read) == len(expected)
    for place, day in zip(read, expected, strict=True):
        assert (place is None) == (day is None), expected
        if place is not None and day is not None:
            assert abs(place - day.toordinal()) < HALF_A_DAY, (place, day.toordinal(), day)


def windows_of(plan: Plan) -> list[tuple[date | None, ...]]:
    """The windows that the engine gives for what is drawn: opens, due, last safe day."""
    return [
        (min(one.window.opens or one.due, one.due), one.due, one.window.last_safe)
        for one in windows_shown(plan)
        if one.due
    ]


@DRAWINGS
@EVERY_COURSE
def test_every_day_can_be_read_back_from_the_drawing(app: Flask, name: str, way: str) -> None:
    plan = COURSES[name]
    read = read_off(shapes_of(page_of(app, plan), way), way == "across")
    expected = windows_of(plan)
    assert len(read.windows) == len(expected)
    for window, days in zip(read.windows, expected, strict=True):
        assert_same(window, days)
    course = [plan.situation.course[key] for key in COURSE_WORDS if key in plan.situation.course]
    assert len(read.days) == len(course)
    for place, day in zip(read.days, course, strict=True):
        assert_same(place, (day.earliest, day.likely, day.latest))
    assert_same((read.today,), (plan.situation.today,))


@DRAWINGS
@pytest.mark.parametrize("days_off", [0, 1, 2, 6, 9, 16, 28, 45, 84, 120, 200, 366, 800, 2000, 9000])
def test_every_day_can_be_read_back_however_far_off_the_treatment_is(app: Flask, days_off: int, way: str) -> None:
    day = date(2026, 3, 2) + timedelta(days=days_off)
    plan = dated(day.isoformat(), "day-zero")
    read = read_off(shapes_of(page_of(app, plan), way), way == "across")
    for window, days in zip(read.windows, windows_of(plan), strict=True):
        assert_same(window, days)
    zero = plan.situation.course["day-zero"]
    assert_same(read.days[3], (zero.earliest, zero.likely, zero.latest))
    assert_same((read.today,), (plan.situation.today,))


@EVERY_COURSE
def test_the_words_say_the_same_days_as_the_drawing(app: Flask, name: str) -> None:
    plan = COURSES[name]
    pictures = page_of(app, plan)
    for way in ("across", "down"):
        read = read_off(shapes_of(pictures, way), way == "across")
        drawn = {place for window in read.windows for place in window if place is not None}
        drawn |= {place for day in read.days for place in day} | {read.today}
        assert {round(place) for place in drawn} == days_said(pictures.listed["course"], plan)


@EVERY_COURSE
def test_each_window_is_named_in_the_words_and_in_both_drawings(app: Flask, name: str) -> None:
    plan = COURSES[name]
    pictures = page_of(app, plan)
    listed = " ".join(" ".join(pictures.listed["course"]).split())
    for way in ("across", "down"):
        # A title on several lines may be parted at a hyphen as well as at a blank.
        drawn = "".join(word for shape in shapes_of(pictures, way) for word in shape.words).replace(" ", "")
        for one in windows_shown(plan):
            title = one.item.words["en"].title
            assert title in listed
            assert title.replace(" ", "") in drawn


def days_said(words: list[str], plan: Plan) -> set[int]:
    """Every day that is named, as days since the year 1; a day without a year is of this one."""
    found = DAY.findall(" ".join(" ".join(words).split()))
    year = plan.situation.today.year
    return {date(int(said or year), MONTHS.index(month) + 1, int(day)).toordinal() for day, month, said in found}


def some(number: int, steps: Sequence[Planned]) -> list[Planned]:
    """All steps of a course in `make thorough`; every fourth in `make check`, beginning elsewhere in each course."""
    every = min(4, len(steps))
    return [step for place, step in enumerate(steps) if (place + number) % every < QUARTERS]


@EVERY_COURSE
def test_the_small_drawing_of_every_step_is_as_exact(app: Flask, name: str) -> None:
    plan, number = COURSES[name], list(COURSES).index(name)
    course = [plan.situation.course[key] for key in COURSE_WORDS if key in plan.situation.course]
    drawn = 0
    for one in [
        *some(number, [one for one in plan.items if one.due]),
        *some(number, [one for one in plan.items if not one.due]),
    ]:
        pictures = Pictures(step_page(app, one, plan))
        if one.due is None:
            assert "chart chart--window" not in pictures.shapes
            continue
        drawn += 1
        read = read_off(shapes_of(pictures, "window"), across=True)
        assert_same(read.windows[0], (*ends_of(one), one.window.last_safe))
        for place, day in zip(read.days, course, strict=True):
            assert_same(place, (day.earliest, day.likely, day.latest))
        assert_same((read.today,), (plan.situation.today,))
        places = {place for place in (*read.windows[0], read.today) if place is not None}
        places |= {place for day in read.days for place in day}
        assert {round(place) for place in places} == days_said(pictures.listed["days"], plan), one.item.code
    assert drawn


@EVERY_COURSE
def test_no_label_of_the_phone_drawing_lies_over_another_or_outside(app: Flask, name: str) -> None:
    shapes = shapes_of(page_of(app, COURSES[name]), "down")
    lines = sorted(shape.at("y") for shape in shapes if shape.tag == "tspan")
    assert len(lines) > 10
    assert all(below - above > 12 for above, below in pairwise(lines))
    assert lines[0] > 8
    widest = max(shape.at("x") + 6.5 * len(shape.words[0]) for shape in shapes if shape.tag == "tspan" and shape.words)
    assert widest < 330, "words reach further than the edge of their card"
    foot = max(shape.path[-1] for shape in shapes if shape.look == "chart__axis")
    assert lines[-1] < foot


def test_words_move_apart_no_further_than_they_must() -> None:
    assert spread([0, 50, 100], [20, 20, 20], 0, 200) == [0, 50, 100]
    # Two that want the same place stand around it; each moves by ten.
    assert spread([50, 50], [20, 20], 0, 200) == [40, 60]
    assert spread([0, 0], [20, 20], 0, 200) == [0, 20]
    assert spread([190, 190], [20, 20], 0, 200) == [160, 180]
    assert spread([], [], 0, 10) == []
