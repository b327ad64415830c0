"""What was said without a signal and arrives late: once, for the day it was said, and never over a later word."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.tokens import new_token
from tests.web.lives import TODAY
from tests.web.living import day_fields, kept_by, lives_with_a_plan, page_of, says
from tests.web.phones import Phone

WEEK = timedelta(days=7)


@pytest.fixture
def phone(app: Flask) -> Phone:
    """Somebody's own phone, with a plan."""
    phone = lives_with_a_plan(app)
    assert phone.sends("/phone", phone.keys("/phone"), what="own", own="yes").status_code == 303
    return phone


def state(phone: Phone) -> dict[str, Any]:
    told: dict[str, Any] = phone.gets("/offline/state").get_json()
    return told


def posts(phone: Phone, path: str, told: object, word: str | None = None) -> TestResponse:
    headers = {"X-CSRFToken": state(phone).get("csrf", "") if word is None else word}
    return phone.client.post(path, json=told, base_url=phone.url, headers=headers)


def brings(
    phone: Phone, code: str, once: str = "", what: str = "say", day: object = None, **fields: str
) -> TestResponse:
    """Send something that waited, said on TODAY unless told."""
    step, said_on = page_of(phone, code), TODAY.isoformat() if day is None else day
    told = {"step": step, "what": what, "fields": fields, "once": once or new_token(), "day": said_on}
    return posts(phone, "/offline/send", told)


def stands(phone: Phone, code: str) -> Any:
    return kept_by(phone).told.get("steps", {}).get(code)


def test_it_is_kept_for_the_day_it_was_said(phone: Phone) -> None:
    assert brings(phone, "B05", day=(TODAY - WEEK).isoformat(), state="done").status_code == 200
    assert stands(phone, "B05") == {"done": (TODAY - WEEK).isoformat()}


def test_a_phone_whose_clock_runs_ahead_said_it_today(phone: Phone) -> None:
    assert brings(phone, "B05", day=(TODAY + WEEK).isoformat(), state="done").status_code == 200
    assert stands(phone, "B05") == {"done": TODAY.isoformat()}


@pytest.mark.parametrize("day", ["", "yesterday", 5, [], "2026-02-30"])
def test_a_day_that_is_none_counts_as_today(phone: Phone, day: object) -> None:
    assert brings(phone, "B05", day=day, state="done").status_code == 200
    assert stands(phone, "B05") == {"done": TODAY.isoformat()}


def test_a_booking_arrives_although_its_day_has_gone_by_meanwhile(phone: Phone) -> None:
    booked = TODAY - timedelta(days=2)
    answer = brings(phone, "B05", day=(TODAY - WEEK).isoformat(), state="booked", **day_fields("booked", booked))
    assert answer.status_code == 200
    assert stands(phone, "B05") == {"booked": booked.isoformat()}


def test_sent_again_it_is_the_same_however_the_step_stands_by_then(phone: Phone) -> None:
    once = new_token()
    for _ in range(3):
        assert brings(phone, "B05", once, state="ask", words="who pays?", shown="").status_code == 200
    says(phone, "B05", "done")
    assert brings(phone, "B05", once, state="ask", words="who pays?", shown="").status_code == 200
    assert stands(phone, "B05") == {"done": TODAY.isoformat()}


def test_the_form_that_reached_us_before_its_answer_was_lost_counts_once(phone: Phone) -> None:
    keys = phone.keys(page_of(phone, "B05"))
    assert phone.sends(f"{page_of(phone, 'B05')}/say", keys, state="done").status_code == 303
    before = kept_by(phone).version
    assert brings(phone, "B05", keys["once"], state="done", shown="").status_code == 200
    assert kept_by(phone).version == before


def test_another_word_said_meanwhile_is_shown_beside_it_and_the_person_chooses(phone: Phone) -> None:
    says(phone, "B05", "declined", words="not mine")
    answer = brings(phone, "B05", state="done", shown="")
    assert answer.status_code == 409
    both = answer.get_json()
    assert both["mine"] == "You said it was done on 2 March."
    assert both["theirs"] == "You said it is not for you: not mine"
    assert stands(phone, "B05") == {"declined": "not mine"}
    assert brings(phone, "B05", state="done", shown=both["stands"]).status_code == 200
    assert stands(phone, "B05") == {"done": TODAY.isoformat()}


def test_the_same_word_said_elsewhere_is_no_clash(phone: Phone) -> None:
    says(phone, "B05", "done")
    assert brings(phone, "B05", state="done", shown="").status_code == 200


def test_a_note_written_meanwhile_is_shown_and_neither_is_lost(phone: Phone) -> None:
    assert brings(phone, "B05", what="note", note="from the ward", before="").status_code == 200
    answer = brings(phone, "B05", what="note", note="from home", before="")
    assert answer.status_code == 409
    assert answer.get_json() == {"mine": "from home", "theirs": "from the ward", "stands": "from the ward"}
    assert brings(phone, "B05", what="note", note="both", before="from the ward").status_code == 200


def test_taking_back_waits_too_and_only_takes_back_what_was_shown(phone: Phone) -> None:
    says(phone, "B05", "done")
    assert brings(phone, "B05", what="undo", shown="another").status_code == 409
    assert stands(phone, "B05")
    shown = re.search(r'name="shown" value="([^"]+)"', phone.gets(page_of(phone, "B05")).text)
    assert shown
    assert brings(phone, "B05", what="undo", shown=shown[1].replace("&#34;", '"')).status_code == 200
    assert stands(phone, "B05") is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "declined", "words": ""}, "Write your reason"),
        ({"state": "booked"}, "Enter the day it is booked for"),
        ({"state": "done", "done-day": "31", "done-month": "2", "done-year": "2026"}, "Enter a day that exists"),
    ],
)
def test_what_cannot_be_kept_says_why_and_stays_on_the_phone(phone: Phone, fields: Any, words: str) -> None:
    answer = brings(phone, "B05", **fields)
    assert answer.status_code == 422
    assert words in answer.get_json()["words"]
    assert stands(phone, "B05") is None


def test_a_step_that_is_none_says_so(phone: Phone) -> None:
    told = {
        "step": "/plan/steps/" + "0" * 20,
        "what": "say",
        "fields": {"state": "done"},
        "once": new_token(),
        "day": "",
    }
    answer = posts(phone, "/offline/send", told)
    assert (answer.status_code, answer.get_json()) == (422, {"words": "This step is not part of the plan any more."})


def test_nothing_is_taken_without_the_word_of_this_browser(phone: Phone) -> None:
    told = {"step": page_of(phone, "B05"), "what": "say", "fields": {"state": "done"}, "once": new_token(), "day": ""}
    assert posts(phone, "/offline/send", told, word="").status_code == 400
    assert posts(phone, "/offline/send", told, word="x" * 80).status_code == 400
    assert stands(phone, "B05") is None


@pytest.mark.parametrize("told", [[], "x", 5, None, {}, {"fields": []}, {"step": 5, "what": "dance", "fields": {}}])
def test_what_no_page_of_ours_sends_is_refused(phone: Phone, told: object) -> None:
    assert posts(phone, "/offline/send", told).status_code in (400, 415, 422)


def test_the_state_of_a_phone_nobody_knows_is_to_keep_nothing(app: Flask, phone: Phone) -> None:
    stranger = {"known": False, "own": False, "locked": "", "coded": False}
    assert state(Phone(app)) == stranger
    other = Phone(app).takes(phone.makes("link"))
    assert state(other)["known"]
    ends = re.findall(r'name="device" value="([0-9a-f]{32})"', phone.gets("/devices").text)
    phone.sends("/devices/end", phone.keys("/devices"), device=ends[1])  # this one stands first
    assert state(other) == stranger


def test_a_phone_that_was_ones_own_until_now_can_still_send_and_knows_whose_it_is(app: Flask, phone: Phone) -> None:
    mine, other = state(phone)["whose"], lives_with_a_plan(app)
    phone.sends("/phone", phone.keys("/phone"), what="own", own="no")
    assert brings(phone, "B05", state="done").status_code == 200
    assert state(phone)["whose"] == mine
    assert state(Phone(app).takes(phone.makes("link")))["whose"] == mine
    assert state(other)["whose"] != mine


def test_a_word_of_another_version_of_our_pages_is_refused_and_does_not_stand_in_the_way(phone: Phone) -> None:
    for what, fields in (("dance", {}), ("say", {"state": "someday"})):
        answer = brings(phone, "B05", what=what, **fields)
        assert answer.status_code == 422
        assert answer.get_json()["words"].startswith("This could not be kept as it was said.")


def test_sent_again_it_says_how_the_step_stood_then_so_that_a_later_word_is_not_passed_over(phone: Phone) -> None:
    once = new_token()
    first = brings(phone, "B05", once, state="done", shown="").get_json()["stands"]
    says(phone, "B05", "declined", words="not mine")
    again = brings(phone, "B05", once, state="done", shown="").get_json()["stands"]
    assert again == first
    assert brings(phone, "B05", state="ask", shown=again).status_code == 409


def test_a_locked_phone_is_told_so_and_nothing_else(phone: Phone) -> None:
    phone.gets("/leave")
    told = state(phone)
    assert (told["known"], told["own"], told["locked"]) == (True, True, "left")
    assert not {"csrf", "version"} & told.keys()


def test_pages_are_only_kept_where_the_phone_is_ones_own(phone: Phone) -> None:
    word = state(phone)["csrf"]
    phone.sends("/phone", phone.keys("/phone"), what="own", own="no")
    assert posts(phone, "/offline/pages", {"have": {}}, word).status_code == 404


def all_pages(phone: Phone, have: dict[str, str]) -> tuple[dict[str, Any], dict[str, str], int]:
    """Every page that is not in `have`, all marks, and how many requests it took."""
    found: dict[str, Any] = {}
    for asked in range(1, 20):
        part = posts(
            phone, "/offline/pages", {"have": {**have, **{path: one["mark"] for path, one in found.items()}}}
        ).get_json()
        found |= part["pages"]
        if not part["more"]:
            return found, part["marks"], asked
    raise AssertionError("It never ends.")


def test_every_step_of_the_plan_is_kept_and_only_what_changed_is_fetched_again(phone: Phone) -> None:
    pages, marks, asked = all_pages(phone, {})
    assert pages.keys() == marks.keys()
    assert {"/plan", "/plan/questions", "/plan/phones", page_of(phone, "B05")} <= pages.keys()
    assert len(pages) > 30
    assert asked > 1
    for path, one in pages.items():
        assert one["html"].startswith("<!doctype html>"), path
    version = state(phone)["version"]
    assert all_pages(phone, marks)[0] == {}
    says(phone, "B05", "ask", words="who pays?")
    assert state(phone)["version"] != version
    again = all_pages(phone, marks)[0]
    assert page_of(phone, "B05") in again
    assert "/plan" in again
    assert len(again) <= 5, sorted(again)


def test_an_older_copy_shows_the_same_as_a_page_asked_for_now(phone: Phone) -> None:
    step = page_of(phone, "B04")
    says(phone, "B04", "waiting", words="the letter")
    kept = all_pages(phone, {})[0][step]["html"]
    strip = re.compile(r'nonce-?[^"]*"|value="[^"]*"|nonce="[^"]*"|back=[^"]*"')
    assert strip.sub("", kept) == strip.sub("", phone.gets(step).text)
