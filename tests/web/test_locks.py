"""Leaving, locking and opening again: nothing is shown meanwhile, and nothing is lost."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from planner import at_the_door
from planner.accounts.locks import LONGEST, MOST_WRONG
from planner.accounts.models import DeviceRecord
from planner.db import db
from tests.web.living import kept_by, lives_with_a_plan, page_of, says, text_of
from tests.web.phones import Phone

AWAY = "https://www.bbc.co.uk/weather"
CANARY = "a-private-word-of-mine"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def phone(app: Flask) -> Phone:
    """A phone with a plan, and a word in it that nobody else may read."""
    phone = lives_with_a_plan(app)
    says(phone, "B04", "ask", words=CANARY)
    phone.makes("paper")
    return phone


def leads_to(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("Location", "")


def chooses(phone: Phone, what: str, **fields: str) -> None:
    assert phone.sends("/phone", phone.keys("/phone"), what=what, **fields).status_code == 303


def opens(phone: Phone, code: str = "") -> TestResponse:
    return phone.sends("/locked", phone.keys("/locked"), code=code)


def test_leaving_leads_away_and_every_page_but_the_first_leads_there_too(phone: Phone) -> None:
    step = page_of(phone, "B04")
    assert CANARY in phone.gets(step).text
    assert leads_to(phone.gets("/leave")) == (303, AWAY)
    pages = ("/plan", step, "/answers", "/devices", "/plan/print", "/plan/history", "/phone", "/plan/calendar.ics")
    for path in (*pages, "/waiting"):  # what waits is told by the phone itself
        assert leads_to(phone.gets(path)) == (303, AWAY), path
    assert leads_to(phone.gets("/")) == (303, "/locked")
    assert CANARY not in phone.gets("/locked").text


def test_one_press_opens_it_again_where_no_code_was_chosen(phone: Phone) -> None:
    before = kept_by(phone)
    phone.gets("/leave")
    assert leads_to(opens(phone)) == (303, "/")
    assert phone.gets("/plan").status_code == 200
    assert kept_by(phone) == before


def test_a_code_opens_it_and_nothing_else_does(phone: Phone) -> None:
    chooses(phone, "code", code="27 31-4")
    phone.gets("/leave")
    for wrong in ("", "2731", "27315", "abcd"):
        assert opens(phone, wrong).status_code == 403
        assert leads_to(phone.gets("/plan")) == (303, AWAY)
    assert leads_to(opens(phone, "27314")) == (303, "/")
    assert phone.gets("/plan").status_code == 200


def test_after_too_many_wrong_codes_only_a_link_or_a_code_from_elsewhere_opens(phone: Phone, app: Flask) -> None:
    link = phone.makes("link")
    chooses(phone, "code", code="27314")
    phone.gets("/leave")
    for left in range(MOST_WRONG - 1, -1, -1):
        answer = opens(phone, "0000")
        assert answer.status_code == 403
        assert ("It was tried too often" in text_of(answer.text)) == (left == 0)
    assert opens(phone, "27314").status_code == 403
    assert phone.comes_in(link).status_code == 303
    assert CANARY in phone.gets(page_of(phone, "B04")).text


def test_one_more_may_be_tried_every_hour_so_that_nothing_is_lost(phone: Phone) -> None:
    chooses(phone, "code", code="27314")
    phone.gets("/leave")
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(MOST_WRONG):
            opens(phone, "0000")
        clock.shift(59 * 60)
        assert opens(phone, "27314").status_code == 403
        clock.shift(2 * 60)
        assert opens(phone, "0000").status_code == 403
        assert opens(phone, "27314").status_code == 403
        clock.shift(61 * 60)
        assert leads_to(opens(phone, "27314")) == (303, "/")


def test_nobody_can_choose_a_code_without_another_way_back(app: Flask) -> None:
    phone = lives_with_a_plan(app)
    answer = phone.sends("/phone", phone.keys("/phone"), what="code", code="27314")
    assert answer.status_code == 409
    assert "First make a code on paper" in text_of(answer.text)
    phone.gets("/leave")
    assert leads_to(opens(phone)) == (303, "/")


def test_right_codes_start_the_count_anew(phone: Phone) -> None:
    chooses(phone, "code", code="27314")
    for _ in range(2):
        phone.gets("/leave")
        for _ in range(MOST_WRONG - 1):
            opens(phone, "0000")
        assert leads_to(opens(phone, "27314")) == (303, "/")


@pytest.mark.parametrize("typed", ["123", "1" * (LONGEST + 1), "abcd", "12a4", "١٢٣٤"])
def test_what_cannot_be_a_code_is_said_and_nothing_is_kept(phone: Phone, typed: str) -> None:
    answer = phone.sends("/phone", phone.keys("/phone"), what="code", code=typed)
    assert answer.status_code == 400
    assert "Choose 4 to 12 digits" in text_of(answer.text)
    phone.gets("/leave")
    assert leads_to(opens(phone)) == (303, "/")


def test_a_code_is_kept_by_its_hash_and_differs_from_phone_to_phone(phone: Phone, app: Flask) -> None:
    other = Phone(app).takes(phone.makes("link"))
    chooses(phone, "code", code="27314")
    chooses(other, "code", code="27314")
    with app.app_context():
        kept = db.session.query(DeviceRecord.code_hash).filter(DeviceRecord.person_id == kept_by(phone).person).all()
    hashes = [one for (one,) in kept]
    assert len(set(hashes)) == 2
    assert not [one for one in hashes if "27314" in one]


def test_another_phone_of_the_same_plan_stays_open(phone: Phone, app: Flask) -> None:
    other = Phone(app).takes(phone.makes("link"))
    phone.gets("/leave")
    assert other.gets("/plan").status_code == 200


def test_another_site_locks_nobody_out(phone: Phone) -> None:
    answer = phone.client.get("/leave", base_url=phone.url, headers={"Sec-Fetch-Site": "cross-site"})
    assert leads_to(answer) == (303, AWAY)
    assert phone.gets("/plan").status_code == 200


def test_leaving_without_a_plan_leads_away_all_the_same(app: Flask) -> None:
    stranger = Phone(app)
    assert leads_to(stranger.gets("/leave")) == (303, AWAY)
    assert stranger.gets("/").status_code == 200
    assert leads_to(stranger.gets("/locked")) == (303, "/")


def test_a_form_of_a_phone_that_was_left_is_refused_and_keeps_nothing(phone: Phone) -> None:
    step, keys = page_of(phone, "B05"), phone.keys("/phone")
    phone.gets("/leave")
    assert phone.sends(f"{step}/say", keys, state="done").status_code == 403
    assert "B05" not in kept_by(phone).told["steps"]


def test_a_phone_locks_by_itself_and_takes_what_was_typed_meanwhile(phone: Phone) -> None:
    step = page_of(phone, "B05")
    with time_machine.travel(NOON, tick=False) as clock:
        chooses(phone, "idle", idle="5")
        keys = phone.keys(step)
        clock.shift(5 * 60)
        assert phone.gets(step).status_code == 200
        clock.shift(6 * 60)
        assert phone.sends(f"{step}/say", keys, state="ask", words="typed slowly").status_code == 303
        assert kept_by(phone).told["steps"]["B05"] == {"ask": "typed slowly"}
        assert leads_to(phone.gets("/plan")) == (303, "/locked")
        assert leads_to(opens(phone)) == (303, "/")
        assert phone.gets("/plan").status_code == 200


def test_what_is_opened_after_it_locked_sends_nothing_however_it_is_sent(phone: Phone) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        chooses(phone, "code", code="27314")
        chooses(phone, "idle", idle="5")
        step = page_of(phone, "B05")
        clock.shift(6 * 60)
        assert leads_to(phone.gets("/plan")) == (303, "/locked")
        clock.shift(60)
        keys = phone.keys("/locked")
        sent = [
            f"/{path}"
            for path in ("devices/way-in", "devices/end", "phone", "plan/move", "programs", "delete", "start")
        ]
        for path in [*sent, "/bring-in", f"{step}/say", f"{step}/note", "/questions/1", "/plan/questions", "/answers"]:
            fields = {"kind": "link", "what": "code", "code": "", "state": "done", "note": "x", "place": "us"}
            assert phone.sends(path, keys, **fields).status_code in (403, 404), path
        assert leads_to(phone.gets("/plan")) == (303, "/locked")
        assert "B05" not in kept_by(phone).told["steps"]


@pytest.mark.parametrize("way", ["/leave", "/idle"])
def test_another_site_wakes_nothing_whose_time_is_over(phone: Phone, way: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        chooses(phone, "idle", idle="5")
        clock.shift(3600)
        phone.client.get(way, base_url=phone.url, headers={"Sec-Fetch-Site": "cross-site"})
        assert leads_to(phone.gets("/plan")) == (303, "/locked")


def test_one_that_locked_by_itself_can_still_be_left(phone: Phone) -> None:
    chooses(phone, "idle", idle="5")
    phone.gets("/idle")
    phone.gets("/leave")
    assert leads_to(phone.gets("/plan")) == (303, AWAY)
    phone.gets("/idle")
    assert leads_to(phone.gets("/plan")) == (303, AWAY)


def test_a_locked_phone_is_taken_over_by_nobody(phone: Phone, app: Flask) -> None:
    cookie, other = phone.cookie, lives_with_a_plan(app)
    chooses(phone, "code", code="27314")
    phone.gets("/leave")
    keys = phone.keys("/locked")
    assert leads_to(phone.gets("/bring-in")) == (303, AWAY)
    assert phone.sends("/start", keys).status_code == 403
    assert phone.sends("/bring-in", keys, words="{}").status_code == 403
    answer = phone.comes_in(other.makes("link"))
    assert answer.status_code == 400
    assert "Tick the box" in text_of(answer.text)
    assert phone.cookie == cookie
    assert leads_to(opens(phone, "27314")) == (303, "/")


def test_a_page_in_use_says_so_and_nothing_locks_under_it(phone: Phone) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        chooses(phone, "idle", idle="2")
        for _ in range(5):
            clock.shift(90)
            assert phone.gets("/phone/touched").status_code == 204
        assert phone.gets("/plan").status_code == 200


def test_what_a_phone_asks_by_itself_keeps_nothing_awake(phone: Phone) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        chooses(phone, "idle", idle="2")
        for _ in range(5):
            clock.shift(60)
            phone.gets("/offline/state")
        assert leads_to(phone.gets("/plan")) == (303, "/locked")


def test_it_locks_where_the_page_says_that_nobody_touched_it(phone: Phone) -> None:
    chooses(phone, "idle", idle="5")
    assert 'data-idle="5"' in phone.gets("/plan").text
    assert leads_to(phone.gets("/idle")) == (303, "/locked")
    assert leads_to(phone.gets("/plan")) == (303, "/locked")


@pytest.mark.parametrize("idle", ["1", "-5", "x", "5.0", "999999999999"])
def test_only_offered_times_can_be_chosen(phone: Phone, idle: str) -> None:
    assert phone.sends("/phone", phone.keys("/phone"), what="idle", idle=idle).status_code == 400


def test_the_locked_page_says_nothing_of_what_is_behind_it(phone: Phone) -> None:
    phone.gets("/leave")
    words = text_of(phone.gets("/locked").text)
    assert words.endswith("> This is locked Open I have a link or a code ")


def test_what_it_cannot_hide_is_said_to_anybody(app: Flask) -> None:
    assert "What it cannot hide" in text_of(Phone(app).gets("/leave/about").text)


def test_a_key_for_programs_goes_on_while_a_phone_is_locked(phone: Phone) -> None:
    page = phone.sends("/programs", phone.keys("/programs"), scopes="read", label="mine").text
    found = re.search(r"ahead_[\w-]+", page)
    assert found, "no token was shown"
    phone.gets("/leave")
    answer = phone.app.test_client().get("/api/v1/plans", headers={"Authorization": f"Bearer {found[0]}"})
    assert answer.status_code == 200


def test_a_page_that_says_what_failed_asks_nothing_that_may_fail_too(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(token: str) -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(at_the_door, "held_by", away)
    answer = phone.gets("/plan")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert 'id="leave"' in answer.text
