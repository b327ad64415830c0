"""Stopping, breaks, a death; what happened; what days passing changed; every change with its undo."""

import re
from datetime import date

import pytest
from flask import Flask

from tests.web.living import fields_in, kept_by, lives_with_a_plan, moved_to, on, page_of, says, text_of
from tests.web.phones import Phone


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


def calendar_of(phone: Phone) -> str:
    """The calendar file."""
    return phone.gets("/plan/calendar.ics").text


@pytest.mark.parametrize("how", ["postponed", "cancelled"])
def test_a_treatment_that_is_off_goes_quiet_at_once_and_can_go_on(amy: Phone, how: str) -> None:
    assert calendar_of(amy).count("BEGIN:VALARM") > 20
    assert amy.sends("/plan/stop", how=how).status_code == 303
    assert "Your plan is quiet. Nothing in it runs on." in text_of(amy.gets("/plan").text)
    assert "BEGIN:VALARM" not in calendar_of(amy)
    amy.sends("/plan/stop", how="go-on")
    assert "77 days to your first chemo" in text_of(amy.gets("/plan").text)
    assert calendar_of(amy).count("BEGIN:VALARM") > 20


def test_a_break_silences_everything_and_says_that_days_go_on(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    amy.sends("/plan/stop", how="break")
    text = text_of(amy.gets("/plan").text)
    assert "You are taking a break since 2 March" in text
    assert "The days in your plan go on." in text
    assert "last safe day 15 May" in text
    assert "BEGIN:VALARM" not in calendar_of(amy)
    on(app, monkeypatch, date(2026, 3, 20))
    assert "You are taking a break since 2 March" in text_of(amy.gets("/plan").text)
    amy.sends("/plan/stop", how="go-on")
    assert "taking a break" not in text_of(amy.gets("/plan").text)
    assert "BEGIN:VALARM" in calendar_of(amy)


def test_a_death_closes_the_plan_kindly_for_good(app: Flask, amy: Phone) -> None:
    amy.sends("/plan/stop", how="died")
    text = text_of(amy.gets("/plan").text)
    assert "This plan is closed" in text
    assert "We are sorry. Nothing rings any more, and nothing will be sent, to anybody." in text
    assert "BEGIN:VALARM" not in calendar_of(amy)
    assert not re.search(r"chemo|Done|Next", text)
    amy.sends("/plan/stop", how="go-on")
    assert "This plan is closed" in text_of(amy.gets("/plan").text)
    assert "Go on with the plan" not in amy.gets("/plan/stop").text
    assert amy.gets("/plan/file.json").status_code == 200
    assert amy.gets("/delete").status_code == 200


def test_a_death_said_by_mistake_is_undone_among_the_changes(amy: Phone) -> None:
    amy.sends("/plan/stop", how="died")
    undo = re.findall(r'action="(/plan/history/\d+/undo)"', amy.gets("/plan/history").text)[0]
    amy.sends(undo)
    assert "77 days to your first chemo" in text_of(amy.gets("/plan").text)


def test_a_way_to_stop_that_nobody_offers_is_refused(amy: Phone) -> None:
    assert amy.sends("/plan/stop", how="vanish").status_code == 400


def test_only_what_can_happen_to_somebody_is_offered(app: Flask, amy: Phone) -> None:
    assert "I had a positive pregnancy test" in text_of(amy.gets("/plan/happened").text)
    ben = lives_with_a_plan(app, has_ovaries="no", has_uterus="no", has_testes="yes", periods=None, menopause=None)
    text = text_of(ben.gets("/plan/happened").text)
    assert "positive pregnancy test" not in text
    assert "My birth control failed" in text


@pytest.mark.parametrize(
    ("page", "fields", "starts"),
    [
        (25, {"positive_test_on-day": "1"}, "You are or may be pregnant: call your team now"),
        (26, {"contraception_failed_at-day": "1"}, "Birth control failed"),
        (27, {"stored_kind": "eggs", "stored_on-day": "1"}, "Say yes again, so that they keep what you stored"),
        (28, {"early_menopause_found_on-day": "1"}, "early menopause"),
        (4, {"chemo_already_started": "yes", "chemo_started_on-day": "1"}, "Chemo has started."),
    ],
)
def test_what_happened_starts_what_it_should_and_can_be_undone(
    app: Flask, page: int, fields: dict[str, str], starts: str
) -> None:
    amy = lives_with_a_plan(app, treatment_date=None, treatment_date_kind=None, treatment_date_certainty=None)
    before = text_of(amy.gets("/plan").text)
    for name in [name for name in fields if name.endswith("-day")]:
        key = name.removesuffix("-day")
        fields = {**fields, f"{key}-month": "3", f"{key}-year": "2026"}
    answer = amy.sends(f"/questions/{page}", **{"from": "plan"}, **fields)
    assert (answer.status_code, answer.location) == (303, f"/plan?changed={kept_by(amy).version}")
    now = amy.gets(answer.location).text
    assert starts.lower() in text_of(now).lower()
    assert "Kept. You changed your answers" in text_of(now)
    amy.sends(re.findall(r'action="(/plan/history/\d+/undo)"', now)[0])
    assert text_of(amy.gets("/plan").text) == before


def test_the_transplant_that_happened_begins_the_steps_after_it(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(app, monkeypatch, date(2026, 7, 20))
    assert "Did it happen?" in text_of(amy.gets("/plan").text)
    amy.sends("/questions/4", **{"from": "plan"}, chemo_already_started="yes")
    assert amy.sends("/questions/5", **{"from": "plan"}, treatment_happened="yes").status_code == 303
    text = text_of(amy.gets("/plan").text)
    assert "The steps after your transplant." in text
    assert "Did it happen?" not in text


def test_what_days_passing_changed_is_shown_until_it_is_put_away(
    app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    # 4 May is 14 days before 18 May: fewer than the 16 that freezing eggs needs at the least.
    on(app, monkeypatch, date(2026, 5, 4))
    for _ in range(2):
        text = text_of(amy.gets("/plan").text)
        assert "Days have passed, and something changed" in text
        assert "Freeze eggs or embryos: it was “There is time”, now it is “Call today”." in text
        assert "There may not be enough time for this. Only the clinic can say." in text
    fields = fields_in(amy.gets("/plan").text, "/plan/seen")
    assert amy.sends("/plan/seen", number=fields["number"]).status_code == 303
    assert "Days have passed" not in text_of(amy.gets("/plan").text)
    history = text_of(amy.gets("/plan/history").text)
    assert "Days have passed, and something changed" in history
    assert "Freeze eggs or embryos: it was" in history


def test_days_that_change_nothing_are_not_told(app: Flask, amy: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    on(app, monkeypatch, date(2026, 3, 4))
    version = kept_by(amy).version
    assert "Days have passed" not in text_of(amy.gets("/plan").text)
    assert kept_by(amy).version == version


@pytest.mark.parametrize("number", ["", "x", "-1", "99999999999999999999", "٣"])
def test_what_was_never_shown_cannot_be_put_away(amy: Phone, number: str) -> None:
    assert amy.sends("/plan/seen", number=number).status_code in (400, 404)


def test_every_change_is_told_with_what_stood_there_before(amy: Phone) -> None:
    says(amy, "B04", "done")
    amy.sends("/questions/6?from=answers", **{"from": "answers"}, age="30")
    shown = fields_in(amy.sends("/plan/move", **moved_to(date(2026, 6, 1))).text, "/plan/move/use")
    amy.sends("/plan/move/use", **{key: one for key, one in shown.items() if key not in ("csrf_token", "once")})
    amy.sends("/plan/stop", how="break")
    text = text_of(amy.gets("/plan/history").text)
    told = [
        "You stopped the plan 2 March A break since Before none Now 2 March",
        "You moved the date 2 March Date from your team Before 18 May 2026 Now 1 June 2026",
        "You changed your answers 2 March Age Before 29 Now 30",
        "You marked a step as done 2 March Ask to see a fertility clinic, and say urgent "
        "Before nothing said Now done 2 March",
        "Your plan was made 2 March",
    ]
    places = [text.index(one) for one in told]
    assert places == sorted(places)


def test_an_older_change_is_undone_while_nothing_later_touched_the_same(amy: Phone) -> None:
    says(amy, "B04", "waiting")
    says(amy, "B03", "done")
    says(amy, "B04", "done")
    first = re.findall(r'action="(/plan/history/(\d+)/undo)"', amy.gets("/plan/history").text)
    assert len(first) == 2
    waiting = min(int(number) for _, number in first) - 1
    answer = amy.sends(f"/plan/history/{waiting}/undo")
    assert answer.status_code == 409
    assert "A later change is about the same thing. Undo that one first." in text_of(answer.text)
    assert amy.sends(f"/plan/history/{waiting + 1}/undo").status_code == 303
    assert kept_by(amy).told["steps"] == {"B04": {"done": "2026-03-02"}}


@pytest.mark.parametrize("number", ["0", "1", "2", "999", "999999999"])
def test_what_is_no_change_cannot_be_undone(amy: Phone, number: str) -> None:
    assert amy.sends(f"/plan/history/{number}/undo").status_code == 404


def test_a_long_history_is_told_a_page_at_a_time(amy: Phone) -> None:
    page = page_of(amy, "B04")
    for _ in range(27):
        amy.sends(f"{page}/say", state="ask")
        amy.sends(f"{page}/undo")
    first = amy.gets("/plan/history").text
    assert first.count("<h2>") == 50
    older = re.findall(r'href="(/plan/history\?before=\d+)"', first)[0]
    rest = amy.gets(older).text
    assert "Your plan was made" in text_of(rest)
    assert first.count("<h2>") + rest.count("<h2>") == 55
    assert amy.gets("/plan/history?before=%27").status_code == 200
