"""What a severe reader found in the pages of living with a plan, each as a promise that now holds."""

import re
from datetime import date

import pytest
from flask import Flask

from planner.web.plans.next_step import next_of
from planner.web.plans.rows import row_of
from tests.people import planned, someone
from tests.web.lives import TODAY
from tests.web.living import day_fields, fields_in, kept_by, lives_with_a_plan, moved_to, on, page_of, says, text_of
from tests.web.phones import Phone


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


def without_keys(html: str, action: str) -> dict[str, str]:
    """The hidden fields of a form but its keys."""
    return {name: value for name, value in fields_in(html, action).items() if name not in ("csrf_token", "once")}


def test_a_confirmed_first_chemo_is_not_dropped_because_another_date_moves(app: Flask) -> None:
    amy = lives_with_a_plan(
        app,
        treatment_date="2026-07-06",
        treatment_date_kind="day-zero",
        milestones={"first-chemo": {"date": "2026-05-18", "confirmed": True}},
    )
    fields = {**moved_to(date(2026, 7, 20), "day-zero"), **day_fields("first-chemo", date(2026, 5, 18))}
    shown = amy.sends("/plan/move", **fields, **{"first-chemo-sure": "yes"}).text
    assert "go:" not in text_of(shown)
    amy.sends("/plan/move/use", **without_keys(shown, "/plan/move/use"))
    assert "77 days to your first chemo, 18 May 2026." in text_of(amy.gets("/plan").text)


@pytest.mark.parametrize(("state", "said"), [("booked", "should not be before"), ("done", "must be done again")])
def test_a_pregnancy_test_for_the_old_date_is_not_taken_for_one_for_the_new(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch, state: str, said: str
) -> None:
    on(app, monkeypatch, date(2026, 5, 14))
    says(amy, "B30", state, **day_fields(state, date(2026, 5, 14)))
    # 7 days before Monday 20 July 2026 is 13 July.
    text = text_of(amy.sends("/plan/move", **moved_to(date(2026, 7, 20))).text)
    assert said in text
    assert "13 July" in text


def test_a_booking_after_the_first_chemo_is_said_on_the_plan_and_on_its_step(amy: Phone) -> None:
    says(amy, "B16", "booked", **day_fields("booked", date(2026, 6, 1)))
    for path in ("/plan", page_of(amy, "B16")):
        assert re.search(r"for 1 June 2026\.? Its last safe day is 17 May 2026\.", text_of(amy.gets(path).text)), path


def test_what_days_passing_changed_is_noted_before_an_answer_is_changed(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(app, monkeypatch, date(2026, 5, 10))
    assert amy.sends("/questions/15", **{"from": "plan"}, partner="no").status_code == 303
    text = text_of(amy.gets("/plan").text)
    assert "Days have passed, and something changed" in text
    assert "Freeze eggs or embryos: it was “There is time”, now it is “Call today”." in text


def test_the_first_tick_of_a_day_is_said_to_be_kept(app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    on(app, monkeypatch, date(2026, 5, 10))
    answer = amy.sends(f"{page_of(amy, 'B10')}/say", state="done")
    assert "Kept. You marked a step as done" in text_of(amy.gets(answer.location).text)


def test_what_changed_nothing_is_not_said_to_be_kept(amy: Phone) -> None:
    says(amy, "B04", "done")
    shown = amy.sends("/plan/move", **moved_to(date(2026, 6, 1))).text
    amy.sends("/plan/move/use", **without_keys(shown, "/plan/move/use"))
    answer = amy.sends(f"{page_of(amy, 'B04')}/say", state="done")
    assert answer.location == "/plan"


def test_waiting_for_an_answer_does_not_hide_a_step_in_the_week_of_its_last_safe_day() -> None:
    # The talk about children waits for the nurse; its last safe day is Friday 15 May.
    first = []
    for day in ("2026-03-02", "2026-05-08"):
        waits, presses = (
            planned(someone(steps={"B03": {"ask": ""}, "B10": {"done": "2026-03-01"}}), TODAY, day),
            planned(someone(steps={"B10": {"done": "2026-03-01"}}), TODAY, day),
        )
        orders = []
        for plan in (waits, presses):
            rows = {one.item.key: row_of(one, plan.situation.today, "") for one in plan.items}
            found = next_of(plan, rows)
            assert found
            orders.append([found.row.title, *(row.title for row in found.after)])
        first.append(orders[0] == orders[1])
    assert first == [False, True]


def test_a_treatment_that_is_off_stays_quiet_while_days_pass(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    amy.sends("/plan/stop", how="cancelled")
    on(app, monkeypatch, date(2026, 5, 20))
    text = text_of(amy.gets("/plan").text).partition("All your steps")[0]
    assert not re.search(r"Days have passed|Call today|Has it happened|Did it happen|Is there still time", text)


def test_what_passed_while_a_treatment_was_off_is_told_on_going_on(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    amy.sends("/plan/stop", how="postponed")
    # 4 May is 14 days before 18 May: fewer than the 16 that freezing eggs needs at the least.
    on(app, monkeypatch, date(2026, 5, 4))
    assert "Days have passed" not in text_of(amy.gets("/plan").text)
    amy.sends("/plan/stop", how="go-on")
    text = text_of(amy.gets("/plan").text)
    assert "Freeze eggs or embryos: it was “There is time”, now it is “Call today”." in text


def test_undo_pressed_twice_is_one_and_says_nothing_of_another_page(amy: Phone) -> None:
    page = page_of(amy, "B04")
    says(amy, "B04", "done")
    html = amy.gets(page).text
    fields = fields_in(html, f"{page}/undo")
    first = amy.sends(f"{page}/undo", fields)
    assert first.status_code == 303
    assert amy.sends(f"{page}/undo", fields).location == first.location
    assert "steps" not in kept_by(amy).told


def test_there_is_nothing_to_stop_before_a_plan_is_made(owner: Phone) -> None:
    assert owner.gets("/plan/stop").status_code == 404
    assert owner.sends("/plan/stop", how="died").status_code == 404


def test_what_should_have_been_done_long_ago_is_for_today(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(app, monkeypatch, date(2026, 5, 14))
    card = text_of(amy.gets("/plan").text).partition("After that")[0]
    assert "By Tuesday 3 March" not in card


def test_dates_side_by_side_say_the_same_as_the_preview_of_the_move(amy: Phone) -> None:
    says(amy, "B18", "booked", **day_fields("booked", date(2026, 4, 10)))
    fields = {"treatment_date_kind": "first-chemo", **day_fields("first", date(2026, 4, 6))}
    beside = text_of(amy.sends("/plan/what-if", **fields).text)
    preview = text_of(amy.sends("/plan/move", **moved_to(date(2026, 4, 6))).text)
    summary = re.findall(r"\d+ steps move, 1 booked one clashes\.", preview)[0]
    assert summary in beside
    assert "Booked for 10 April 2026. With this date its last safe day is 20 March." in beside
    assert "Room for everything you chose" not in beside  # nothing was chosen


def test_undo_takes_back_what_the_page_showed_and_nothing_else(app: Flask, amy: Phone, second: Phone) -> None:
    second.takes(amy.makes("code"))
    page = page_of(amy, "B04")
    says(amy, "B04", "done")
    shown = without_keys(amy.gets(page).text, f"{page}/undo")
    says(second, "B04", "booked", **day_fields("booked", date(2026, 4, 7)))
    answer = amy.sends(f"{page}/undo", **shown)
    assert answer.status_code == 409
    assert "This was said anew on another page or device" in text_of(answer.text)
    assert kept_by(amy).told["steps"]["B04"] == {"booked": "2026-04-07"}


def test_ticking_a_question_off_leaves_newer_words_alone(amy: Phone) -> None:
    amy.sends("/plan/questions", words="Can I swim?")
    path = re.findall(r'action="(/plan/questions/[0-9a-f]{32})"', amy.gets("/plan/questions").text)[0]
    amy.sends(path, words="Can I swim with a line?", before="Can I swim?")
    amy.sends(path, asked="yes")
    assert "Can I swim with a line?" in amy.gets("/plan/questions").text
    answer = amy.sends(path, words="May I swim?", before="Can I swim?")
    assert answer.status_code == 409
    assert "Can I swim with a line?" in answer.text
    assert "May I swim?" in answer.text


def test_a_form_sent_again_with_other_words_loses_none_of_them(amy: Phone) -> None:
    page = page_of(amy, "B04")
    keys = amy.keys(page)
    amy.sends(f"{page}/say", keys, state="ask", words="First words")
    answer = amy.sends(f"{page}/say", keys, state="ask", words="Other words")
    assert (answer.status_code, "Other words" in answer.text) == (409, True)
    keys = amy.keys(page)
    amy.sends(f"{page}/note", keys, note="First note", before="")
    answer = amy.sends(f"{page}/note", keys, note="Other note", before="")
    assert (answer.status_code, "Other note" in answer.text) == (409, True)
    keys = amy.keys("/plan/questions")
    amy.sends("/plan/questions", keys, words="First question?")
    answer = amy.sends("/plan/questions", keys, words="Other question?")
    assert (answer.status_code, "Other question?" in answer.text) == (409, True)


def test_an_undo_that_cannot_be_says_why(app: Flask) -> None:
    amy = lives_with_a_plan(app, chemo_already_started=None)
    shown = amy.sends("/plan/move", **moved_to(date(2026, 2, 20))).text
    amy.sends("/plan/move/use", **without_keys(shown, "/plan/move/use"))
    number = kept_by(amy).version
    amy.sends("/questions/4", **{"from": "plan"}, chemo_already_started="yes")
    answer = amy.sends(f"/plan/history/{number}/undo")
    assert answer.status_code == 409
    assert "What stood there before cannot be true beside what you told since." in text_of(answer.text)


def test_a_closed_plan_is_closed_by_every_page(amy: Phone) -> None:
    page = page_of(amy, "B04")
    amy.sends("/plan/stop", how="died")
    for path in (page, "/plan/move", "/plan/what-if", "/plan/happened"):
        assert amy.gets(path).location == "/plan", path
    assert amy.sends(f"{page}/say", state="done").location == "/plan"
    assert "steps" not in kept_by(amy).told
