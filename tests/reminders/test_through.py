"""One reminder from end to end: worked out, due at the hour, sent once, and marked."""

from datetime import date
from pathlib import Path

import pytest

from planner.db import db
from planner.plans.actions import delete_plan
from planner.reminders.models import ChannelRecord
from planner.reminders.reachable import add_channel, channels_of, choose_daily, end_channel
from planner.reminders.rehearsals import ASKED_A_DAY, NotANumber, NotTheNumber, TriedOften, WrongOften, prove_channel
from planner.reminders.rehearsals import test_channel as try_channel
from planner.reminders.told import notices_of, reachable
from planner.tokens import new_id, new_token
from planner.under_seal import seal_again
from tests.reminders.reminded import Reminded, body_of


def test_a_reminder_arrives_at_nine_on_the_day_it_rings_and_once(amira: Reminded) -> None:
    first = amira.waiting()[0]
    assert (first.kind, first.to, first.version) == ("daily", "owner", amira.kept.version)
    # 9:00 in London is 9:00 UTC until 29 March.
    assert first.due_at.hour == 9
    amira.goes_to(first.day, 8, 59)
    assert amira.sweeps().sent == 0
    amira.goes_to(first.day, 9, 0)
    assert amira.sweeps().sent == 1
    (letter,) = amira.letters()
    assert letter["Subject"] == "Ahead"
    assert "thing" in body_of(letter)
    assert amira.sweeps().sent == 0
    (sent,) = [one for one in amira.notices() if one.id == first.id]
    assert (sent.outcome, sent.at) == ("sent", None)


def test_each_day_that_rings_is_told_once_and_no_other(amira: Reminded) -> None:
    rings = {date.fromisoformat(day) for one in amira.plan()["items"] for day in one["alarms"]}
    amira.lives_until(date(2026, 4, 1))
    told = [one.day for one in amira.notices(outcome="sent")]
    assert sorted(told) == sorted(set(told))
    assert len(amira.letters()) == len(told)
    assert set(told) - rings <= {one.day for one in amira.notices(kind="last-safe")}
    assert told


def test_somebody_elses_box_is_not_filled_and_its_number_not_guessed(amira: Reminded) -> None:
    typed = f"{new_id()[:8]}@example.org"
    channel = add_channel(amira.actor, new_token(), "email", {"email": typed}, [], amira.now)
    for _time in range(4):
        try_channel(amira.actor, new_token(), channel.id, amira.now)
    with pytest.raises(TriedOften):
        try_channel(amira.actor, new_token(), channel.id, amira.now)
    end_channel(amira.actor, new_token(), channel.id, amira.now)
    name, _at, host = typed.partition("@")
    for same in (typed, typed.upper(), f"{name}+else@{host}"):
        with pytest.raises(TriedOften):  # nor by adding it anew
            add_channel(amira.actor, new_token(), "email", {"email": same}, [], amira.now)
    delete_plan(amira.actor, new_token(), amira.now)
    again = Reminded(amira.app, amira.clock)
    with pytest.raises(TriedOften):  # nor with another plan
        add_channel(again.actor, new_token(), "email", {"email": typed}, [], again.now)


def test_nobody_lets_numbers_be_sent_to_a_whole_list_of_addresses(amira: Reminded) -> None:
    def another() -> None:
        channel = add_channel(
            amira.actor, new_token(), "email", {"email": f"{new_id()[:8]}@example.org"}, [], amira.now
        )
        end_channel(amira.actor, new_token(), channel.id, amira.now)

    for _address in range(ASKED_A_DAY - 1):  # one was sent when she came
        another()
    with pytest.raises(TriedOften):
        another()
    amira.goes_to(date(2026, 3, 3), 13)  # a day later
    another()


def test_what_is_no_number_is_no_wrong_one_and_digits_may_look_otherwise(amira: Reminded) -> None:
    channel = add_channel(amira.actor, new_token(), "email", {"email": f"{new_id()[:8]}@example.org"}, [], amira.now)
    record = db.session.get(ChannelRecord, channel.id)
    assert record
    number = record.opened("test")["number"]
    for typed in ("", "12", "abcd", "12345", " ", "1 2"):
        with pytest.raises(NotANumber):
            prove_channel(amira.actor, new_token(), channel.id, typed, amira.now)
    elsewhere = "".join(chr(0x0660 + int(digit)) for digit in number)  # as Arabic writes them
    assert prove_channel(amira.actor, new_token(), channel.id, elsewhere, amira.now).proven_at


def test_after_five_wrong_numbers_the_right_one_opens_nothing(amira: Reminded) -> None:
    channel = add_channel(amira.actor, new_token(), "email", {"email": f"{new_id()[:8]}@example.org"}, [], amira.now)
    record = db.session.get(ChannelRecord, channel.id)
    assert record
    number = record.opened("test")["number"]
    for _time in range(5):
        with pytest.raises(NotTheNumber):
            prove_channel(amira.actor, new_token(), channel.id, "0000", amira.now)
    with pytest.raises(WrongOften):
        prove_channel(amira.actor, new_token(), channel.id, number, amira.now)


def test_a_way_the_service_cannot_send_by_reaches_nobody(amira: Reminded) -> None:
    assert reachable(amira.kept) == (1, False)
    amira.app.config["MAIL_URL"] = ""
    assert reachable(amira.kept) == (0, True)


def test_a_way_that_has_ended_keeps_no_address_and_what_was_sent_stays_to_be_read(amira: Reminded) -> None:
    first = amira.waiting()[0]
    amira.goes_to(first.day, 9)
    assert amira.sweeps().sent == 1
    (way,) = channels_of(amira.actor)
    before = db.session.get_one(ChannelRecord, way.id)
    address, hashed = before.opened(), before.address_hash
    try_channel(amira.actor, new_token(), way.id, amira.now)
    key = new_token()
    choose_daily(amira.actor, key, way.id, False, amira.now)
    end_channel(amira.actor, new_token(), way.id, amira.now)
    after = db.session.get_one(ChannelRecord, way.id, populate_existing=True)
    assert (after.opened(), after.test, hashed in after.address_hash) == ({}, None, False)
    # What was sent before, and is sent again because its answer was lost, has its answer still.
    assert choose_daily(amira.actor, key, way.id, False, amira.now).shown == ""
    (told,) = [one for one in notices_of(amira.actor)[1] if one.id == first.id]
    assert [(one.kind, one.outcome) for one in told.ways] == [("email", "sent")]
    list(seal_again(Path(amira.app.config["INSTANCE"])))
    assert db.session.get_one(ChannelRecord, way.id, populate_existing=True).opened() == {}
    # The same address again is a way of its own, that is tried and proved anew.
    again = add_channel(amira.actor, new_token(), "email", address, [], amira.now)
    assert (again.id == way.id, again.proven_at) == (False, None)
