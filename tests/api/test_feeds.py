"""Calendars that are fetched, from end to end: looked at, made, fetched, tried, chosen otherwise, moved and ended."""

import json
import re
import secrets
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.calendar.feeds import GRACES, MOST
from tests.api.programs import NOBODYS, Page, Program, is_problem
from tests.api.test_access import CHOSEN
from tests.calendar.telling_words import telling
from tests.feeds.calendars import live, seen_in
from tests.web.living import lives_with_a_plan, text_of
from tests.web.phones import HTTP

FEEDS, SPANISH = "/plans/:plan/feeds", {"Accept_Language": "es"}
USUAL = {
    **{"audience": "patient", "alarms": True, "words": "discreet", "language": "en"},
    **{"phases": ["find-out", "freeze", "protect", "fallback", "during", "after"], "program": "other"},
}
NUMBER = re.compile(r"(\d{4})$")


def makes(who: Program, **chosen: Any) -> tuple[str, str]:
    """Make a calendar; the path of it in the API, and its address."""
    made = who.does("POST", FEEDS, {"label": "My phone", **chosen})
    assert made.status_code == 201, made.text
    return f"{FEEDS}/{made.json['feed']['id']}", made.json["https"]


def fetched(program: Program, address: str, agent: str = "Thunderbird/140.0") -> TestResponse:
    """What a program for calendars gets at an address."""
    assert address.startswith(f"{HTTP}/f/")
    headers = {"User-Agent": agent}
    return program.app.test_client().get(address.removeprefix(HTTP), base_url=HTTP, headers=headers)


def number_in(program: Program, address: str) -> str:
    """The number of the test entry that arrived."""
    (entry,) = (one for one in live(seen_in(fetched(program, address).data)).values() if "test" in one.title.lower())
    return NUMBER.findall(entry.title)[0]


def test_a_calendar_is_made_with_what_was_not_said_as_for_oneself_and_listed_without_its_address(
    amira: Program,
) -> None:
    made = amira.does("POST", FEEDS, {"label": " My  phone "}).json
    assert made["feed"]["choices"] == {"label": "My phone", **USUAL}
    assert made["webcal"] == made["https"].replace("http:", "webcal:")
    listed = amira.gets(FEEDS)
    assert listed.json == {"feeds": [made["feed"]]}
    one = amira.gets(f"{FEEDS}/{made['feed']['id']}")
    assert one.json == made["feed"]
    assert "/f/" not in listed.text + one.text
    spanish = amira.does("POST", FEEDS, {"label": "Otra"}, **SPANISH).json["feed"]
    assert spanish["choices"]["language"] == "es"


@pytest.mark.parametrize("chosen", [{"label": "x"}, CHOSEN, {"label": "x", "words": "plain"}])
def test_what_is_looked_at_first_is_exactly_what_is_fetched_then(amira: Program, chosen: dict[str, Any]) -> None:
    amira.does("PUT", "/plans/:plan/nicknames/B04", {"words": "Aunt Rose"})
    before = amira.gets("/plans/:plan/export").json
    looked = amira.does("POST", f"{FEEDS}/preview", chosen, Idempotency_Key=None, If_Match=None)
    assert looked.status_code == 200
    assert looked.json["language"] == looked.headers["Content-Language"] == chosen.get("language", "en")
    assert looked.headers["ETag"]
    assert (amira.gets(FEEDS).json, amira.gets("/plans/:plan/export").json) == ({"feeds": []}, before)
    _feed, address = makes(amira, **chosen)
    seen = seen_in(fetched(amira, address).data)
    events = {one["uid"]: one for one in looked.json["events"]}
    assert {(uid, one["title"], one["text"], one["day"], len(one["alarms"])) for uid, one in events.items()} == {
        (uid, one.title, one.text, one.day.isoformat(), one.alarms) for uid, one in seen.items()
    }
    if chosen.get("words") != "plain":
        assert telling(looked.text) == []


def test_a_made_calendar_is_chosen_otherwise_as_a_whole_and_its_address_stays(amira: Program) -> None:
    feed, address = makes(amira)
    first = fetched(amira, address).data
    before = amira.gets(feed)
    assert [one["family"] for one in before.json["fetches"]] == ["thunderbird"]
    told = {**CHOSEN, "health": False}
    changed = amira.does("PUT", feed, told, If_Match=before.headers["ETag"])
    assert changed.json["choices"] == CHOSEN
    assert changed.json["fetches"] is None
    assert changed.json["version"] == before.json["version"] + 1
    assert (amira.gets(feed).json, amira.gets(feed).headers["ETag"]) == (changed.json, changed.headers["ETag"])
    assert fetched(amira, address).data != first
    late = amira.does("PUT", feed, {**told, "label": "Late"}, If_Match=before.headers["ETag"])
    assert is_problem(late, 412, "written-meanwhile")
    assert is_problem(amira.does("PUT", feed, CHOSEN), 400, "faults")  # nothing is guessed of what stands there
    assert amira.gets(feed).json == changed.json


def test_a_calendar_is_tried_and_the_number_that_arrived_is_told(amira: Program) -> None:
    feed, address = makes(amira)
    tried = amira.does("POST", f"{feed}/test")
    assert tried.json["tested_on"]
    assert tried.headers["ETag"] == amira.gets(feed).headers["ETag"]
    number = number_in(amira, address)
    wrong = amira.does("POST", f"{feed}/prove", {"number": f"{(int(number) + 1) % 9000 + 1000}"})
    assert is_problem(wrong, 422, "not-the-number")
    assert number not in amira.gets(feed).text + wrong.text + tried.text
    key = secrets.token_hex(24)
    proven, again = (amira.does("POST", f"{feed}/prove", {"number": number}, Idempotency_Key=key) for _ in range(2))
    assert (proven.status_code, proven.json) == (200, again.json)
    assert (proven.json["tested_on"], proven.json["proven_on"]) == (None, tried.json["tested_on"])
    assert proven.headers["ETag"] == amira.gets(feed).headers["ETag"]
    assert not any(number in one.title for one in live(seen_in(fetched(amira, address).data)).values())


@pytest.mark.parametrize("grace", GRACES)
def test_another_address_ends_the_first_and_an_end_ends_it_all(amira: Program, grace: int) -> None:
    feed, address = makes(amira)
    moved = amira.does("POST", f"{feed}/address", {"grace": grace})
    assert moved.status_code == 201
    assert moved.json["feed"]["id"] in feed
    assert moved.json["https"] != address
    assert fetched(amira, address).status_code == (200 if grace else 410)
    assert len(seen_in(fetched(amira, moved.json["https"]).data)) > 5
    assert amira.does("POST", f"{feed}/end", {"grace": grace}).json == {"ended": True}
    ended = fetched(amira, moved.json["https"])
    assert (ended.status_code, len(seen_in(ended.data)) if grace else 0) == ((200, 1) if grace else (410, 0))
    assert amira.gets(FEEDS).json == {"feeds": []}
    assert is_problem(amira.gets(feed), 404, "nothing-here")
    assert is_problem(amira.does("POST", f"{feed}/address", {"grace": 0}), 404)


def test_all_are_ended_at_once_and_those_of_others_stay(app: Flask, amira: Program) -> None:
    other = Program(app).makes()
    theirs = makes(other)[1]
    mine = [makes(amira, label=str(number))[1] for number in range(3)]
    assert amira.does("POST", f"{FEEDS}/end", {"grace": 0}).json == {"ended": True}
    assert [fetched(amira, one).status_code for one in (*mine, theirs)] == [410, 410, 410, 200]


def test_there_are_only_so_many(amira: Program) -> None:
    for number in range(MOST):
        makes(amira, label=str(number))
    answer = amira.does("POST", FEEDS, {"label": "More"})
    assert is_problem(answer, 409, "too-many-feeds")
    assert "End one" in answer.json["what_to_do"]


def test_the_address_of_a_calendar_is_shown_again_until_it_was_fetched_and_then_never(amira: Program) -> None:
    key, wanted = secrets.token_hex(24), {"label": "My phone"}
    first, lost = (amira.does("POST", FEEDS, wanted, Idempotency_Key=key) for _ in range(2))
    assert (first.status_code, lost.status_code, lost.json) == (201, 201, first.json)
    assert len(amira.gets(FEEDS).json["feeds"]) == 1
    assert fetched(amira, first.json["https"]).status_code == 200
    late = amira.does("POST", FEEDS, wanted, Idempotency_Key=key)
    assert is_problem(late, 409, "address-used")
    assert "/f/" not in late.text
    assert is_problem(amira.does("POST", FEEDS, {"label": "Other"}, Idempotency_Key=key), 409, "key-was-used")
    place, key = f"{FEEDS}/{first.json['feed']['id']}/address", secrets.token_hex(24)
    etag = amira.gets(place.removesuffix("/address")).headers["ETag"]
    moved, again = (amira.does("POST", place, {"grace": 0}, Idempotency_Key=key, If_Match=etag) for _ in range(2))
    assert (moved.status_code, moved.json) == (201, again.json)
    amira.does("POST", place.replace("/address", "/end"), {"grace": 30})
    assert is_problem(amira.does("POST", place, {"grace": 0}, Idempotency_Key=key), 409, "address-used")


@pytest.mark.parametrize("what", ["/end", ""])
def test_an_end_sent_again_with_the_etag_it_was_sent_with_is_answered_again(amira: Program, what: str) -> None:
    feed, _address = makes(amira)
    place = f"{feed}/end" if what else f"{FEEDS}/end"
    etag, key = amira.gets(feed if what else FEEDS).headers["ETag"], secrets.token_hex(24)
    for _ in range(2):
        answer = amira.does("POST", place, {"grace": 7}, If_Match=etag, Idempotency_Key=key)
        assert (answer.status_code, answer.json) == (200, {"ended": True})
        assert "ETag" not in answer.headers


def test_what_was_chosen_sent_again_after_the_end_says_when_it_changed_last(amira: Program) -> None:
    feed, _address = makes(amira)
    key, told = secrets.token_hex(24), {**CHOSEN, "health": True}
    first = amira.does("PUT", feed, told, Idempotency_Key=key).json
    amira.does("POST", f"{feed}/end", {"grace": 7})
    again = amira.does("PUT", feed, told, Idempotency_Key=key)
    assert again.status_code == 200
    assert again.json["changed_at"] > first["made_at"]


@pytest.mark.parametrize(
    ("told", "keys"),
    [
        ({}, {"label"}),
        ({"label": ""}, {"label"}),
        ({"label": "x" * 41, "audience": "all", "words": 1, "language": "xx", "program": None}, None),
        ({"label": "x", "alarms": "yes"}, {"alarms"}),
        ({"label": "x", "phases": []}, {"phases"}),
        ({"label": "x", "phases": "freeze"}, {"phases"}),
        ({"label": "x", "phases": ["freeze", "later"]}, {"phases.1"}),
        ({"label": "x", "health": True, "address": "x"}, {"health", "address"}),
    ],
)
@pytest.mark.parametrize("place", [FEEDS, f"{FEEDS}/preview"])
def test_choices_that_cannot_be_used_are_all_named(
    amira: Program, place: str, told: dict[str, Any], keys: set[str] | None
) -> None:
    answer = amira.does("POST", place, told)
    assert is_problem(answer, 400, "faults")
    assert {fault["key"] for fault in answer.json["faults"]} == (keys or set(told))
    assert amira.gets(FEEDS).json == {"feeds": []}


@pytest.mark.parametrize("grace", [None, 1, -7, "7", 7.5, False, True])
def test_an_end_has_one_of_three_lengths(amira: Program, grace: object) -> None:
    feed, _address = makes(amira)
    for place in (f"{feed}/end", f"{feed}/address", f"{FEEDS}/end"):
        answer = amira.does("POST", place, {"grace": grace})
        assert is_problem(answer, 400, "faults")
        assert [one["key"] for one in answer.json["faults"]] == ["grace"]
    assert len(amira.gets(FEEDS).json["feeds"]) == 1


@pytest.mark.parametrize("number", ["", "123", "12345", " 1234", "١٢٣٤", 1234, None])
def test_the_number_of_a_test_has_four_digits(amira: Program, number: object) -> None:
    answer = amira.does("POST", f"{FEEDS}/{NOBODYS}/prove", {"number": number})
    assert is_problem(answer, 400, "faults")
    assert [one["key"] for one in answer.json["faults"]] == ["number"]


def test_a_calendar_of_somebody_else_looks_like_one_that_never_was(app: Flask, amira: Program) -> None:
    feed, address = makes(Program(app).makes())
    answers = []
    for name in (feed.rpartition("/")[2], NOBODYS, "x", "é"):
        mine = f"{FEEDS}/{name}"
        for method, path, told in (
            ("GET", mine, None),
            ("PUT", mine, {**CHOSEN, "health": True}),
            ("POST", f"{mine}/address", {"grace": 0}),
            ("POST", f"{mine}/test", None),
            ("POST", f"{mine}/prove", {"number": "1234"}),
            ("POST", f"{mine}/end", {"grace": 0}),
        ):
            for etag in ("*", '"0123456789ab.0123456789abcdef"'):
                answer = amira.does(method, path, told, If_Match=etag)
                assert is_problem(answer, 404, "nothing-here")
                answers.append(answer.text)
    assert len(set(answers)) == 1
    assert fetched(amira, address).status_code == 200


def test_a_plan_that_is_not_made_has_none_and_says_how_to_make_it(app: Flask) -> None:
    someone = Program(app).begins()
    assert someone.gets(FEEDS).json == {"feeds": []}
    answer = someone.does("POST", FEEDS, {"label": "My phone"})
    assert is_problem(answer, 422, "cannot-be")
    assert f"POST /api/v1/plans/{someone.plan}/make" in answer.json["faults"][0]["allowed"]


def test_a_calendar_follows_what_a_program_does(amira: Program) -> None:
    feed, address = makes(amira)
    before = fetched(amira, address).data
    version = amira.gets("/plans/:plan").json["version"]
    assert amira.does("PUT", "/plans/:plan/nicknames/B04", {"words": "Aunt Rose"}).status_code == 200
    assert "Aunt Rose" in fetched(amira, address).text
    assert amira.does("PUT", "/plans/:plan/nicknames/B04", {"words": ""}).json["words"] == ""
    assert {one.visible for one in live(seen_in(fetched(amira, address).data)).values()} == {
        one.visible for one in seen_in(before).values()
    }
    assert amira.gets("/plans/:plan").json["version"] == version  # neither calendars nor own words change the plan
    assert amira.gets(feed).json["version"] == 3
    amira.does("POST", "/plans/:plan/stop", {"how": "died"})
    assert [one.title for one in live(seen_in(fetched(amira, address).data)).values()] == [
        "No days in this calendar now"
    ]
    amira.does("DELETE", "/plans/:plan")
    assert fetched(amira, address).status_code == 410


def test_own_words_for_a_step_are_read_written_and_taken_away(amira: Program) -> None:
    path = "/plans/:plan/nicknames/B04"
    assert amira.gets(path).json == {"code": "B04", "words": ""}
    read = amira.gets(path).headers["ETag"]
    assert amira.does("PUT", path, {"words": " Aunt\tRose "}, If_Match=read).json == {
        "code": "B04",
        "words": "Aunt Rose",
    }
    assert is_problem(amira.does("PUT", path, {"words": "Late"}, If_Match=read), 412, "written-meanwhile")
    assert amira.gets("/plans/:plan/nicknames").json == {"nicknames": [{"code": "B04", "words": "Aunt Rose"}]}
    assert "Aunt Rose" in amira.gets("/plans/:plan/calendar.ics").text
    assert amira.gets("/plans/:plan/export").json["nicknames"] == {"B04": "Aunt Rose"}
    assert amira.does("PUT", path, {"words": ""}).status_code == 200
    assert amira.gets("/plans/:plan/nicknames").json == {"nicknames": []}
    assert is_problem(amira.does("PUT", "/plans/:plan/nicknames/Z99", {"words": "x"}), 404)


@pytest.mark.parametrize(
    ("words", "status"), [("x" * 41, 400), ("a\u0000b", 400), ("a\rb", 400), (5, 400), (None, 400), (",;", 422)]
)
def test_own_words_that_cannot_be_kept_say_why(amira: Program, words: object, status: int) -> None:
    answer = amira.does("PUT", "/plans/:plan/nicknames/B04", {"words": words})
    assert is_problem(answer, status, "faults" if status == 400 else "cannot-be")
    assert [one["key"] for one in answer.json["faults"]] == ["words"]
    assert amira.gets("/plans/:plan/nicknames").json == {"nicknames": []}


def test_what_the_calendar_file_put_in_is_taken_back_by_another_file(amira: Program) -> None:
    put_in = seen_in(amira.gets("/plans/:plan/calendar.ics").data)
    taken = amira.gets("/plans/:plan/remove.ics")
    assert taken.mimetype == "text/calendar"
    assert telling(taken.text) == []
    gone = seen_in(taken.data)
    assert set(gone) == set(put_in)
    assert {one.status for one in gone.values()} == {"CANCELLED"}
    assert all(one.sequence > put_in[uid].sequence for uid, one in gone.items())
    assert is_problem(amira.gets("/plans/:plan/remove.ics?plain=yes"), 400, "faults")


def test_a_page_and_a_program_look_after_the_same_calendars(app: Flask) -> None:
    phone = lives_with_a_plan(app)
    page = Page(phone)
    made = page.does("POST", FEEDS, {"label": "Kitchen tablet"})
    assert made.status_code == 201
    assert "Kitchen tablet" in text_of(phone.gets("/calendar").text)
    program = Program(app, page.does("POST", "/tokens", {"label": "x", "scopes": ["read"]}).json["secret"], page.plan)
    assert program.gets(FEEDS).json["feeds"] == [made.json["feed"]]


@pytest.mark.parametrize("place", ["query", "name", "cookie", "label", "key", "program", "note"])
def test_an_address_where_it_does_not_belong_is_told_so_and_never_repeated(amira: Program, place: str) -> None:
    _feed, address = makes(amira)
    if place in ("query", "name"):
        told = {"address": address} if place == "query" else {address: ""}
        answer = amira.asks("GET", FEEDS, query_string=told)
    elif place == "cookie":
        answer = amira.asks("GET", FEEDS, headers={"Cookie": f"address={address}"})
    elif place == "note":  # what a person writes there is theirs
        assert amira.does("PUT", "/plans/:plan/notes/B04", {"words": address}).json["words"] == address
        return
    else:
        answer = amira.does("POST", FEEDS, {"label": "x", (address if place == "key" else place): address})
    assert is_problem(answer, 400, "address-in-the-wrong-place")
    assert address[-40:-30] not in answer.text
    assert "another address" in answer.json["what_to_do"]


def test_neither_addresses_nor_own_words_reach_the_log(amira: Program, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(0):
        feed, address = makes(amira, label="canary")
        moved = amira.does("POST", f"{feed}/address", {"grace": 7}).json["https"]
        amira.does("POST", FEEDS, {"label": address})
        amira.gets(f"{FEEDS}/{address.rpartition('/')[2]}")
        amira.asks("GET", FEEDS, query_string={"address": moved})
        amira.does("PUT", "/plans/:plan/nicknames/B04", {"words": "canary"})
        fetched(amira, address)
        fetched(amira, moved)
    assert "/api/v1/plans/<plan>/feeds/<feed>/address" in caplog.text
    for word in ("canary", "B04", amira.plan, feed.rpartition("/")[2], *(one[-47:-4] for one in (address, moved))):
        assert word not in caplog.text


def test_an_answer_with_an_address_is_kept_by_nobody_on_the_way(amira: Program) -> None:
    made = amira.does("POST", FEEDS, {"label": "My phone"})
    assert made.headers["Cache-Control"] == "no-store"
    assert "Location" not in made.headers
    assert "ETag" not in made.headers
    assert json.loads(made.text)["https"].startswith(f"{HTTP}/f/")
