"""The page of one step: why, what to do, when, what to ask, who says so, and what was corrected."""

from datetime import date
from html import unescape

import pytest
from flask import Flask

from planner.web.plans.rows import Correction
from planner.web.plans.said import said_in_words
from planner.web.plans.step_view import STATE_SENTENCES, step_view
from tests.people import answers, by_code, planned, told
from tests.web.lives import AMIRA, BEN, EVERYONE, TODAY, plan_of
from tests.web.rendered import addresses_of, step_page


def test_the_page_says_everything_there_is_to_know_in_order(app: Flask) -> None:
    plan = plan_of(AMIRA)
    one = by_code(plan)["B18"]
    words = one.item.words["en"]
    text = unescape(step_page(app, one, plan))
    order = [
        'href="/plan"',
        "Freeze and store",
        f'<h1 tabindex="-1" autofocus>{words.title}</h1>',
        "There is nothing to do before 6 April.",
        "By 1 May",
        "last safe day 1 May",
        "chart--window",
        "17 days before your first chemo, 18 May 2026.",
        words.why,
        *words.steps,
        words.late,
        words.ask,
        "Who says so",
        "Last checked 20 November 2026",
        "our reading",
        "Why it is in your plan",
        "You want a child one day.",
    ]
    assert [text.index(line) for line in order] == sorted(text.index(line) for line in order)


@pytest.mark.parametrize("name", EVERYONE)
def test_every_step_of_every_life_has_a_page_that_is_complete_and_discreet(app: Flask, name: str) -> None:
    plan = plan_of(EVERYONE[name])
    for one in plan.items:
        view = step_view(one, plan)
        assert view.counted, one.item.code
        assert view.sources, one.item.code
        assert all(source.last_checked == "20 November 2026" for source in view.sources), one.item.code
        text = step_page(app, one, plan)
        assert text.count("<h1") == 1
        assert text.count("<title>Ahead</title>") == 1
        assert not [address for address in addresses_of(text) if one.item.key in address or one.item.code in address]
        assert ' style="' not in text
        assert text.count('href="/plan"') == 2


def test_each_source_stands_there_once_with_all_the_places_in_it() -> None:
    plan = plan_of(AMIRA)
    view = step_view(by_code(plan)["B18"], plan)
    named = [(source.title, source.own_reading) for source in view.sources]
    assert len(named) == len(set(named))
    places = "; ".join(source.where for source in view.sources)
    for citation in by_code(plan)["B18"].item.citations:
        assert citation.where in places


def test_the_state_is_said_in_words() -> None:
    ben = plan_of(BEN)
    assert step_view(by_code(ben)["B01"], ben).stands == "This is for now."
    booked = planned(told(TODAY, **answers(steps={"B04": {"booked": "2026-03-20"}})))
    step = by_code(booked)["B04"].step
    assert step is not None
    assert said_in_words(step, TODAY) == "You booked it for Friday 20 March."
    done = planned(told(TODAY, **answers(steps={"B03": {"done": "2026-03-01"}})))
    assert step_view(by_code(done)["B03"], done).stands == "You said this is done."


def test_every_state_the_engine_knows_has_words() -> None:
    states = {"done", "paused", "past-last-safe", "do-now", "overdue", "due-soon", "open", "upcoming"}
    assert set(STATE_SENTENCES) == states


def test_an_urgent_correction_stands_above_everything_else(app: Flask) -> None:
    plan = plan_of(AMIRA)
    one = by_code(plan)["B18"]
    text = step_page(app, one, plan, Correction("The figure was wrong. Call the clinic today.", date(2026, 2, 27)))
    said = text.index("The figure was wrong. Call the clinic today.")
    assert text.index("Corrected 27 February") < said < text.index("<h1")
    assert "Corrected" not in step_page(app, one, plan)


def test_a_step_without_a_day_says_so_and_draws_nothing(app: Flask) -> None:
    plan = planned(told(TODAY, place="gb", age=30))
    undated = next(one for one in plan.items if one.due is None and one.window.opens is None)
    text = step_page(app, undated, plan)
    assert "No day yet" in text
    assert "chart--window" not in text
    assert "No day it hangs on is known yet, so none can be counted." in text


def test_further_days_are_all_listed(app: Flask) -> None:
    plan = plan_of(AMIRA)
    one = next(one for one in plan.items if len(one.window.repeats) > 4)
    days = {day.day for day in (*one.window.repeats, *one.window.then)}
    text = step_page(app, one, plan)
    assert f"Further days ({len(days)})" in text
    assert text.partition("Further days")[2].partition("</ul>")[0].count("<li>") == len(days)


def test_a_step_of_every_plan_says_so(app: Flask) -> None:
    plan = plan_of(AMIRA)
    for_all = [one for one in plan.items if not step_view(one, plan).because]
    assert [one.item.code for one in for_all] == ["A15", "A09", "A08", "A11", "A10"]
    for one in for_all:
        assert "It is part of every plan." in step_page(app, one, plan)
