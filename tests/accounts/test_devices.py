"""A phone or computer opens what its owner holds until it is ended, and then nothing more."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from planner.accounts.access import Actor
from planner.accounts.devices import devices_of, held_by, seen
from planner.accounts.models import DeviceRecord
from planner.accounts.ways_in import CODE, LINK, PAPER, come_in, has_paper, is_only_way, make_way_in, opened_by
from planner.accounts.ways_out import OnlyWay, end_device, was_ended
from planner.db import db
from planner.errors import NothingHere
from planner.once import was_used
from planner.tokens import new_id, new_token
from tests.accounts.holders import NOON, TODAY, Held, another_device, at_once, done_to, somebody

KEY = "a-key-of-a-form-that-is-long-enough"
YESTERDAY = date(2026, 3, 1)


def test_who_holds_the_secret_of_a_cookie_is_known(held: Held) -> None:
    assert held_by(held.token)[:2] == (held.actor, TODAY)


@pytest.mark.parametrize("secret", ["", "x", "'; --", "\ud800", "é" * 4000, "0" * 43])
def test_a_secret_that_nobody_was_given_opens_nothing(held: Held, secret: str) -> None:
    assert held_by(secret) is None


def test_of_the_secret_in_a_cookie_only_a_hash_is_kept(held: Held) -> None:
    row = db.session.execute(select(DeviceRecord.__table__).where(DeviceRecord.id == held.actor.device)).one()
    assert held.token not in str(row)
    assert held_by(row.token_hash) is None


def test_an_ended_device_opens_nothing_and_the_others_go_on(held: Held) -> None:
    other = another_device(held.actor)
    end_device(other.actor, KEY, held.actor.device, NOON)
    assert held_by(held.token) is None
    assert held_by(other.token)[:2] == (other.actor, TODAY)
    assert [one.id for one in devices_of(other.actor)] == [other.actor.device]


def test_the_device_in_hand_stands_first_and_then_the_last_used(owner: Actor) -> None:
    old = another_device(owner, "tablet", date(2026, 1, 5))
    late = another_device(owner, "computer", YESTERDAY)
    listed = devices_of(owner)
    assert [(one.id, one.kind, one.seen_on, one.here) for one in listed] == [
        (owner.device, "phone", TODAY, True),
        (late.actor.device, "computer", YESTERDAY, False),
        (old.actor.device, "tablet", date(2026, 1, 5), False),
    ]


def test_nobody_sees_the_devices_of_another(owner: Actor) -> None:
    other = somebody().actor
    assert [one.id for one in devices_of(other)] == [other.device]


def test_the_day_a_device_was_used_is_noted(held: Held) -> None:
    seen(held.actor, date(2026, 3, 9))
    assert held_by(held.token)[:2] == (held.actor, date(2026, 3, 9))


@pytest.mark.parametrize("whose", ["another's", "nobody's"])
def test_a_device_that_is_not_ones_own_cannot_be_ended(owner: Actor, whose: str) -> None:
    other = somebody()
    with pytest.raises(NothingHere):
        end_device(owner, KEY, other.actor.device if whose == "another's" else new_id(), NOON)
    assert held_by(other.token)[:2] == (other.actor, TODAY)
    assert done_to(owner.person) == done_to(other.actor.person) == []


def test_the_same_form_sent_twice_ends_a_device_once(owner: Actor) -> None:
    other = another_device(owner).actor.device
    for key in (KEY, KEY, new_token()):
        end_device(owner, key, other, NOON)
    assert done_to(owner.person) == ["device-ended"]


def test_the_last_device_is_not_ended_while_no_paper_waits(held: Held) -> None:
    assert is_only_way(held.actor)
    with pytest.raises(OnlyWay):
        end_device(held.actor, KEY, held.actor.device, NOON)
    assert held_by(held.token)[:2] == (held.actor, TODAY)
    make_way_in(held.actor, new_token(), PAPER, NOON)
    assert not is_only_way(held.actor)
    end_device(held.actor, KEY, held.actor.device, NOON)
    assert held_by(held.token) is None


def test_links_codes_and_a_paper_that_were_made_on_a_lost_device_end_with_it(owner: Actor) -> None:
    lost = another_device(owner).actor
    waiting = {kind: make_way_in(lost, new_token(), kind, NOON) for kind in (LINK, CODE, PAPER)}
    end_device(owner, KEY, lost.device, NOON)
    assert [kind for kind, secret in waiting.items() if opened_by(secret, NOON)] == []


def test_a_paper_that_was_made_elsewhere_stays_when_a_device_is_lost(owner: Actor) -> None:
    lost = another_device(owner).actor
    paper = make_way_in(owner, new_token(), PAPER, NOON)
    end_device(owner, KEY, lost.device, NOON)
    assert opened_by(paper, NOON)


def test_an_ended_device_that_sends_its_form_again_is_not_shown_the_next_paper(owner: Actor) -> None:
    form = new_token()
    came = come_in(make_way_in(owner, new_token(), PAPER, NOON), form, "phone", NOON, TODAY)
    used = make_way_in(owner, new_token(), PAPER, NOON)
    second = new_token()
    thief = come_in(used, second, "phone", NOON, TODAY)
    end_device(came.actor, new_token(), thief.actor.device, NOON)
    with pytest.raises(NothingHere):
        come_in(used, second, "phone", NOON, TODAY)
    assert opened_by(thief.paper, NOON) is None


def test_a_link_for_the_next_phone_outlives_the_phone_it_was_made_on(owner: Actor) -> None:
    make_way_in(owner, new_token(), PAPER, NOON)
    link = make_way_in(owner, new_token(), LINK, NOON)
    end_device(owner, KEY, owner.device, NOON)
    assert opened_by(link, NOON)


def test_what_an_ended_device_had_under_way_is_not_done(owner: Actor) -> None:
    other = another_device(owner).actor
    end_device(other, KEY, owner.device, NOON)
    with pytest.raises(NothingHere):
        make_way_in(owner, new_token(), PAPER, NOON)
    with pytest.raises(NothingHere):
        end_device(owner, new_token(), other.device, NOON)
    assert not has_paper(other)
    assert [one.id for one in devices_of(other)] == [other.device]


def test_of_two_devices_that_end_each_other_at_the_same_moment_one_stays(app: Flask) -> None:
    for _ in range(5):
        one = somebody().actor
        two = another_device(one).actor
        ends = at_once(
            app,
            lambda one=one, two=two: end_device(one, new_token(), two.device, NOON),
            lambda one=one, two=two: end_device(two, new_token(), one.device, NOON),
        )
        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "NothingHere"]
        assert len(devices_of(one)) == 1


def test_of_two_last_devices_that_end_themselves_at_the_same_moment_one_stays(app: Flask) -> None:
    for _ in range(5):
        one = somebody().actor
        two = another_device(one).actor
        ends = at_once(
            app,
            lambda one=one: end_device(one, new_token(), one.device, NOON),
            lambda two=two: end_device(two, new_token(), two.device, NOON),
        )
        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "OnlyWay"]
        assert len(devices_of(one)) == 1


def test_only_the_secret_of_the_ended_device_itself_tells_that_it_was_ended(held: Held) -> None:
    other = another_device(held.actor)
    assert not was_ended(held.token, held.actor.device)
    end_device(other.actor, KEY, held.actor.device, NOON)
    assert was_ended(held.token, held.actor.device)
    assert not was_ended(held.token, other.actor.device)
    assert not was_ended(other.token, held.actor.device)
    assert not was_ended("", held.actor.device)


def test_a_key_that_did_something_else_deleted_nothing(owner: Actor) -> None:
    ended, came = new_token(), new_token()
    end_device(owner, ended, another_device(owner).actor.device, NOON)
    come_in(make_way_in(owner, new_token(), CODE, NOON), came, "phone", NOON, TODAY)
    assert [was_used(key, by=None, action="delete") for key in (ended, came, "")] == [False, False, False]
    assert was_used(came, by=None, action="come-in")
