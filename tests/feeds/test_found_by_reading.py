"""What a reader of the code found: each was wrong once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from planner.calendar.choices import Choices
from planner.calendar.feeds import SHOWN_FOR, AddressUsed, make_feed
from planner.calendar.models import FeedAddressRecord
from planner.calendar.polls import Polls
from planner.db import db, transaction
from planner.tokens import hash_of, new_token
from tests.feeds.calendars import TODAY, Calendars, live


def test_a_calendar_that_may_show_less_tells_nothing_of_what_it_showed(amira: Calendars) -> None:
    amira.calls("B04", "Zyxw")
    feed, token = amira.makes(words="plain")
    wide = amira.reads(token)
    feed = amira.chooses(feed, audience="partner", words="discreet")
    narrow = amira.reads(token)
    assert narrow.keys() < wide.keys()
    assert all(one.status == "CONFIRMED" for one in narrow.values())
    told = amira.fetches(token).data.decode()
    assert [one.title for one in wide.values() if one.title in told] == []
    feed = amira.chooses(feed, audience="patient", words="discreet")
    amira.says("B04", done=TODAY.isoformat())
    amira.calls("B04", "")
    assert "Zyxw" not in amira.fetches(token).data.decode()
    new = amira.gives_another_address(feed)
    assert {one.status for one in amira.reads(new).values()} == {"CONFIRMED"}


def test_whoever_waits_to_note_a_fetch_answers_what_stands_there_afterwards(
    amira: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, token = amira.makes()
    polls: Any = amira.app.wsgi_app
    assert isinstance(polls, Polls)
    for method, headers in (("GET", {}), ("GET", {"If_None_Match": '"x"'}), ("HEAD", {})):
        feed, token = amira.makes()
        with monkeypatch.context() as patched:
            ending = feed

            def end_it(*_noted: object) -> None:
                amira.ends(ending, grace=0)  # noqa: B023

            patched.setattr(polls.feeds, "use", end_it)
            answer = amira.fetches(token, method, **headers)
        assert answer.status_code == 410


def test_an_address_is_not_shown_again_once_it_was_used_whatever_is_noted(amira: Calendars) -> None:
    for use in ("GET", "HEAD"):
        key, choices = new_token(), Choices(f"By {use}")
        feed, token = make_feed(amira.actor, key, choices, amira.occasion)
        amira.fetches(token, use)
        amira.chooses(feed, health=False)
        amira.chooses(feed, health=True)
        with pytest.raises(AddressUsed):
            make_feed(amira.actor, key, choices, amira.occasion)


def test_an_address_is_shown_again_only_for_a_quarter_of_an_hour(amira: Calendars) -> None:
    key, choices = new_token(), Choices("My phone")
    _feed, token = make_feed(amira.actor, key, choices, amira.occasion)
    amira.clock.shift(timedelta(seconds=SHOWN_FOR))
    assert make_feed(amira.actor, key, choices, amira.occasion)[1] == token
    amira.clock.shift(timedelta(seconds=1))
    with pytest.raises(AddressUsed):
        make_feed(amira.actor, key, choices, amira.occasion)


@pytest.mark.parametrize("damage", ["content", "address", "key"])
def test_one_damaged_calendar_keeps_nobody_from_changing_their_plan(
    amira: Calendars, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    feed, token = amira.makes()
    _feed, other = amira.makes("Kitchen tablet")
    with transaction() as session:
        address = session.get_one(FeedAddressRecord, hash_of(token))
        if damage == "content":
            address.content = b"damaged"
        elif damage == "address":
            session.delete(address)
        else:
            session.execute(db.text("UPDATE feed SET key = :key WHERE id = :id"), {"key": b"damaged", "id": feed.id})
    before = live(amira.reads(other))
    amira.says("B04", done=TODAY.isoformat())
    assert live(amira.reads(other)).keys() < before.keys()
    if damage == "content":
        assert live(amira.reads(token)).keys() < before.keys()
    if damage == "key":
        assert "CannotOpen" in caplog.text


def test_a_calendar_that_cannot_be_opened_ends_all_the_same_and_so_do_all_others(amira: Calendars) -> None:
    feed, token = amira.makes()
    _feed, other = amira.makes("Kitchen tablet")
    with transaction() as session:
        session.execute(db.text("UPDATE feed SET key = :key WHERE id = :id"), {"key": b"damaged", "id": feed.id})
    assert live(amira.reads(token))
    amira.ends_all(grace=7)
    assert amira.fetches(token).status_code == 410
    assert [one.title for one in amira.reads(other).values()] == ["This calendar has ended"]


def test_an_ended_calendar_lies_in_the_past_even_where_the_day_begins_last(amira: Calendars) -> None:
    feed, token = amira.makes()
    amira.goes_to(TODAY, 5)  # the evening before, in Adak
    amira.ends(feed)
    (only,) = amira.reads(token).values()
    assert only.ends <= TODAY - timedelta(days=1)


def test_the_entry_of_an_empty_calendar_has_a_name_of_its_own_in_each_plan(app: Flask, amira: Calendars) -> None:
    other = Calendars(app, amira.clock)
    names = [set(one.reads(one.makes(phases=("fallback",))[1])) for one in (amira, other)]
    assert names[0].isdisjoint(names[1])


def test_after_midnight_one_look_is_enough_for_all_who_ask_at_once(
    amira: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    _feed, token = amira.makes()
    amira.goes_to(TODAY + timedelta(days=1))
    looks: list[str] = []
    monkeypatch.setattr("planner.calendar.looking._look", lambda *told, **more: looks.append("look"))
    amira.fetches(token)
    monkeypatch.undo()
    amira.fetches(token)
    monkeypatch.setattr("planner.calendar.looking._look", lambda *told, **more: looks.append("another"))
    polls: Any = amira.app.wsgi_app
    polls.feeds.look(hash_of(token))  # whoever had asked at the same moment and waited
    assert looks == ["look"]


def test_a_moment_to_come_is_never_said(amira: Calendars) -> None:
    feed, token = amira.makes()
    for words in ("plain", "numbers", "discreet"):
        feed = amira.chooses(feed, words=words)
    answer = amira.fetches(token)
    assert answer.headers["Last-Modified"] == "Mon, 02 Mar 2026 12:00:00 GMT"
    assert amira.fetches(token, If_Modified_Since=answer.headers["Last-Modified"]).status_code == 200
