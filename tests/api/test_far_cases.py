"""What comes rarely and must be right all the same: far zones, long lives, long words, a death, newer guidance."""

from datetime import date, timedelta

import pytest
from flask import Flask

from planner import clock
from planner.guidance.loader import guidance
from tests.api.programs import Program, is_problem
from tests.newer_guidance import FOUR_DAYS_EARLIER, SPERM, newer_guidance

TODAY = clock.today("Europe/London")
SOON = (TODAY + timedelta(20)).isoformat()
FAR_EAST = "Pacific/Kiritimati"


def test_an_export_comes_back_where_it_is_tomorrow_already(
    app: Flask, amira: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CLOCK", lambda zone: TODAY + timedelta(zone == FAR_EAST))
    for told in ({"time_zone": FAR_EAST}, {"age": 40}):  # the second is told where it is tomorrow
        amira.does("PATCH", "/plans/:plan/answers", told)
    whole = amira.gets("/plans/:plan/export").json
    assert whole["days"]["asked_on"] == (TODAY + timedelta(1)).isoformat()
    assert Program(app).asks("POST", "/imports", whole).status_code == 201


def test_what_was_said_of_a_step_long_ago_stands_again(amira: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.plans.steps.AT_A_TIME", 4)
    amira.does("PUT", "/plans/:plan/steps/B04", {"booked": SOON})
    amira.does("PUT", "/plans/:plan/steps/B04", {"waiting": "the ward"})
    for age in range(20, 29):
        amira.does("PATCH", "/plans/:plan/answers", {"age": age})
    assert amira.does("POST", "/plans/:plan/steps/B04/undo").json["said"] == {"booked": SOON}
    assert amira.does("POST", "/plans/:plan/steps/B04/undo").json["said"] is None


def test_the_longest_words_in_any_writing_go_out_and_come_back(app: Flask, amira: Program) -> None:
    codes = [one["code"] for one in amira.gets("/plans/:plan/items").json["items"]]
    for code in codes:
        amira.does("PUT", f"/plans/:plan/notes/{code}", {"words": "😀😀😀😀вопр" * 250})
    whole = amira.gets("/plans/:plan/export")
    assert len(whole.data) > 256 * 1024  # more than any other request may send
    brought = Program(app).asks("POST", "/imports", whole.json)
    assert brought.status_code == 201
    copy = Program(app, brought.json["token"], brought.json["plan"]["id"])
    assert copy.gets("/plans/:plan/notes").json == amira.gets("/plans/:plan/notes").json


def test_a_file_that_says_that_a_day_to_come_has_been_is_refused(app: Flask, amira: Program) -> None:
    whole = amira.gets("/plans/:plan/export").json
    whole["told"]["steps"] = {"B04": {"done": "2099-01-01"}}
    answer = Program(app).asks("POST", "/imports", whole)
    assert is_problem(answer, 422, "cannot-be")
    assert answer.json["faults"][0]["key"] == "told.steps.B04"


@pytest.mark.parametrize("how", ["go-on", "postponed", "cancelled", "break"])
def test_after_a_death_nothing_goes_on_and_it_is_said_how_a_mistake_is_undone(amira: Program, how: str) -> None:
    closed = amira.does("POST", "/plans/:plan/stop", {"how": "died"}).json
    assert closed["stopped"] == "died"
    answer = amira.does("POST", "/plans/:plan/stop", {"how": how})
    assert is_problem(answer, 409, "closed")
    assert amira.does("POST", f"/plans/:plan/history/{closed['version']}/undo").json["stopped"] is None


def test_a_token_for_steps_alone_is_told_nothing_of_what_was_said(amira: Program) -> None:
    amira.does("PUT", "/plans/:plan/steps/B05", {"declined": "words for nobody"})
    amira.does("PUT", "/plans/:plan/steps/B05", {"ask": ""})
    ticker = amira.lends("steps")
    for answer in (
        ticker.does("POST", "/plans/:plan/steps/B05/undo"),
        ticker.does("PUT", "/plans/:plan/steps/B04", {"ask": ""}),
    ):
        assert set(answer.json) == {"version", "code"}


def test_newer_guidance_is_shown_first_and_followed_when_somebody_says_so(
    app: Flask, amira: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = [date(2026, 5, 20)]
    monkeypatch.setitem(app.config, "CLOCK", lambda zone: today[0])
    monkeypatch.setitem(app.config, "GUIDANCE", lambda: newer)
    newer = newer_guidance((SPERM, FOUR_DAYS_EARLIER))
    ben = Program(app).makes(has_ovaries="no", has_uterus="no", has_testes="yes")
    assert ben.gets("/plans/:plan/guidance").json == {
        "version": 2,
        "as_of": "2026-05-20",
        "newer": None,
        "corrections": [],
    }
    today[0] = date(2026, 6, 2)
    shown = ben.gets("/plans/:plan/guidance").json
    changed = {one["code"]: one for one in shown["newer"]["changed"]}
    days = [date.fromisoformat(changed["B22"][when]["due"]) for when in ("was", "would_be")]
    assert days[0] - days[1] == timedelta(4)
    assert shown["corrections"][0]["text"] == "Go four days earlier. Call today."
    for never_shown in ("2026-05-19", "2026-06-03"):
        answer = ben.does("POST", "/plans/:plan/guidance", {"choice": "follow", "as_of": never_shown})
        assert is_problem(answer, 422, "cannot-be")
    for choice, due in (("keep", days[0]), ("follow", days[1])):
        decided = ben.does("POST", "/plans/:plan/guidance", {"choice": choice, "as_of": shown["newer"]["as_of"]})
        assert decided.status_code == 200
        assert ben.gets("/plans/:plan/guidance").json["newer"] is None
        assert ben.gets("/plans/:plan/items/B22").json["item"]["due"] == due.isoformat()
    assert guidance() is not newer
