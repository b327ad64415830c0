"""The course of treatment, in words and drawn: every place on the drawing is counted from days."""

from datetime import date
from itertools import pairwise

import pytest
from flask import Flask

from planner.engine.plan import Plan
from planner.languages import speaking
from planner.web.drawings.course import course_shown, stops_of, windows_shown
from planner.web.drawings.scale import Scale
from planner.web.drawings.timeline import WIDTH, Drawing, drawing_of
from planner.web.drawings.timeline_down import down_of
from tests.web.lives import AMIRA, BEN, EVERYONE, FARAH, plan_of


def drawn(plan: Plan) -> Drawing:
    """The drawing of a plan that can be drawn."""
    found = drawing_of(course_shown(plan))
    assert found is not None
    return found


def test_days_stand_evenly_on_the_scale() -> None:
    # 2 March to 10 May are 70 days, and 4 of air at either end make 78; 560 - 2 x 6 = 548 for them all, from 6 to 554.
    scale = Scale(date(2026, 3, 2), date(2026, 5, 10), 6, 554)
    a_day = 548 / 78
    assert scale.dawn(date(2026, 3, 2)) == round(6 + 4 * a_day, 1)
    assert scale.dusk(date(2026, 3, 2)) == round(6 + 5 * a_day, 1)
    assert scale.noon(date(2026, 5, 10)) == round(6 + 73.5 * a_day, 1)
    assert [tick.label for tick in scale.ticks()] == ["Mar", "Apr", "May"]
    assert [tick.year for tick in scale.ticks()] == ["2026", "", ""]


def test_a_short_course_is_marked_by_its_mondays() -> None:
    # 4 to 20 March 2026 and 4 days of air: 28 February to 24 March. Mondays are 2, 9, 16 and 23 March.
    ticks = list(Scale(date(2026, 3, 4), date(2026, 3, 20), 6, 554).ticks())
    assert [(tick.label, tick.year) for tick in ticks] == [
        ("2 Mar", "2026"),
        ("9 Mar", ""),
        ("16 Mar", ""),
        ("23 Mar", ""),
    ]


@pytest.mark.parametrize("last", [date(2026, 3, 2), date(2027, 3, 2), date(2126, 3, 2)])
def test_places_are_exact_however_long_the_course(last: date) -> None:
    scale = Scale(date(2026, 3, 2), last, 6, 554)
    exact = 6 + (last.toordinal() - date(2026, 3, 2).toordinal() + scale.margin) * scale.unit
    assert abs(scale.dawn(last) - exact) <= scale.unit / 20


@pytest.mark.parametrize("last", [date(2026, 4, 1), date(2027, 3, 1), date(2031, 1, 1), date(2100, 12, 31)])
def test_months_never_crowd_however_long_the_course(last: date) -> None:
    ticks = list(Scale(date(2026, 3, 2), last, 6, 554).ticks())
    places = [tick.at for tick in ticks]
    assert places
    assert min([after - before for before, after in pairwise(places)], default=99) >= 38
    assert ticks[0].year or ticks[0].label.isdigit()


def test_a_confirmed_first_chemo_is_one_day_and_the_rest_is_soft() -> None:
    plan = plan_of(AMIRA)
    rings = {ring.title: ring for ring in drawn(plan).rings}
    assert rings["First chemo"].when == "18 May"
    assert rings["First chemo"].fixed
    assert not rings["New cells day"].fixed
    # guidance-facts 0.1: new cells day comes 11 days to 12 weeks after mobilisation: 29 May to 10 August, 74 days.
    a_day = rings["First chemo"].band_width
    assert rings["New cells day"].band_width == pytest.approx(74 * a_day, rel=0.03)


def test_a_last_safe_day_ends_before_the_first_chemo_begins() -> None:
    drawing = drawn(plan_of(AMIRA))
    marks = [bar.last for bar in drawing.bars if bar.last is not None]
    assert len(marks) == 6
    assert max(marks) < drawing.rule_x
    assert drawing.today_x < min(marks)


def test_red_is_only_for_a_last_safe_day_within_a_week() -> None:
    assert not any(bar.near for bar in drawn(plan_of(AMIRA)).bars)
    near = {bar.title: bar.near for bar in drawn(plan_of(BEN)).bars}
    assert near["Freeze sperm: go to your first visit"]  # 6 March, four days away


def test_what_rests_is_drawn_at_rest() -> None:
    bars = drawn(plan_of(FARAH)).bars
    assert bars
    assert all(bar.paused and not bar.near for bar in bars)


@pytest.mark.parametrize("name", EVERYONE)
def test_nothing_is_drawn_outside_the_drawing(name: str) -> None:
    drawing = drawn(plan_of(EVERYONE[name]))
    for bar in drawing.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.label_x >= 0
        assert bar.y < drawing.height
    for ring in drawing.rings:
        assert 0 <= ring.band_x <= ring.x <= WIDTH
        assert ring.band_x + ring.band_width <= WIDTH
    assert 0 <= drawing.today_x <= WIDTH


def test_without_a_date_nothing_is_drawn_and_no_treatment_day_is_made_up() -> None:
    plan = plan_of({"age": "34"})
    assert drawing_of(course_shown(plan)) is None
    assert down_of(course_shown(plan)) is None
    assert {stop.kind for stop in stops_of(course_shown(plan))} == {"today", "window"}


def test_at_most_eight_windows_are_shown_those_with_a_last_safe_day_first() -> None:
    shown = windows_shown(plan_of(AMIRA))
    assert [one.item.code for one in shown] == ["B03", "B04", "B26", "B16", "B18", "B21", "B19", "B30"]
    assert len(windows_shown(plan_of({"treatment_date": "18 5 2026", "treatment_date_kind": "first-chemo"}))) == 8


def test_the_words_say_all_that_the_drawing_shows_in_order() -> None:
    stops = stops_of(course_shown(plan_of(AMIRA)))
    assert [stop.title for stop in stops if stop.kind != "window"] == [
        "Today",
        "First chemo",
        "Collection of cells",
        "Hospital stay starts",
        "New cells day",
        "Home",
    ]
    said = {stop.title: (stop.when, stop.note) for stop in stops}
    assert said["First chemo"] == ("18 May", "")
    # guidance-facts 0.1: collection 9 to 12 days after mobilisation starts, usually 10.
    assert said["Collection of cells"] == ("about 28 May", "not fixed yet: 27 May to 30 May")
    # 16 days before 18 May is Saturday 2 May: the last open day is Friday 1 May. It opens 42 days before.
    assert said["Start your egg-freezing injections"] == ("6 April to 1 May", "last safe day 1 May")


@pytest.mark.parametrize("day", ["31 12 2100", "1 1 2000", "29 2 2028", "3 3 2026"])
@pytest.mark.parametrize("kind", ["first-chemo", "collection", "admission", "day-zero", "unknown"])
def test_any_day_can_be_drawn(day: str, kind: str) -> None:
    plan = plan_of({"treatment_date": day, "treatment_date_kind": kind})
    drawing = drawn(plan)
    assert len(drawing.rings) == 5
    assert drawing.ticks


def test_a_month_is_named_in_the_language_that_is_spoken_and_unlike_any_other(app: Flask) -> None:
    scale = Scale(date(2026, 1, 1), date(2026, 12, 31), 6, 654)
    said = {}
    with app.test_request_context():
        for code in ("en", "es", "fr"):
            with speaking(code):
                said[code] = [tick.label for tick in scale.ticks() if tick.label.isalpha()][:12]
    assert said["en"][:3] == ["Jan", "Feb", "Mar"]
    assert said["es"][:3] == ["ene", "feb", "mar"]
    assert "juin" in said["fr"]
    assert all(len(set(months)) == 12 for months in said.values()), said
