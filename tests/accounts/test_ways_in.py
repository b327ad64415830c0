"""A link, a short code and a code on paper: each lets one device in, once, while its time lasts."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from planner.accounts.access import Actor
from planner.accounts.devices import devices_of, held_by
from planner.accounts.models import PersonRecord, WayInRecord
from planner.accounts.ways_in import CODE, LINK, PAPER, CameIn, come_in, has_paper, make_way_in, opened_by
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.once import UsedForAnother
from planner.tokens import new_token
from tests.accounts.holders import NOON, TODAY, Held, at_once, done_to, somebody

MOMENT = timedelta(microseconds=1)
EVERY_KIND = pytest.mark.parametrize("kind", [LINK, CODE, PAPER])


def made(owner: Actor, kind: str, now: datetime = NOON) -> str:
    """A fresh link or code of the owner."""
    return make_way_in(owner, new_token(), kind, now)


def let_in(secret: str, key: str = "", now: datetime = NOON, leaves: Actor | None = None) -> CameIn:
    """A computer comes in, by a form of its own or by the one with this key."""
    return come_in(secret, key or new_token(), "computer", now, TODAY, leaves)


def opens(secret: str, now: datetime = NOON) -> bool:
    """Whether a link or code would open something."""
    return opened_by(secret, now) is not None


@pytest.mark.parametrize(
    ("kind", "looks"),
    [(LINK, r"[\w-]{43}"), (CODE, r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}"), (PAPER, r"[0-9A-Z]{4}(-[0-9A-Z]{4}){5}")],
)
def test_each_kind_looks_as_it_is_used(owner: Actor, kind: str, looks: str) -> None:
    first, second = made(owner, kind), made(owner, kind)
    assert re.fullmatch(looks, first)
    assert first != second


@EVERY_KIND
def test_it_opens_its_owners_plan_once(owner: Actor, kind: str) -> None:
    secret = made(owner, kind)
    came = let_in(secret)
    assert held_by(came.token)[:2] == (came.actor, TODAY)
    assert came.actor.person == owner.person
    assert [one.kind for one in devices_of(owner)] == ["phone", "computer"]
    assert not opens(secret)
    with pytest.raises(NothingHere):
        let_in(secret)
    assert len(devices_of(owner)) == 2


@EVERY_KIND
def test_looking_takes_nothing(owner: Actor, kind: str) -> None:
    secret = made(owner, kind)
    for _ in range(3):
        found = opened_by(secret, NOON)
        assert found is not None
        assert (found.person, found.kind) == (owner.person, kind)
    assert done_to(owner.person) == [f"{kind}-made"]


@EVERY_KIND
def test_only_a_hash_of_it_is_kept(owner: Actor, kind: str) -> None:
    secret = made(owner, kind)
    row = str(db.session.execute(select(WayInRecord.__table__).where(WayInRecord.person_id == owner.person)).one())
    assert secret not in row
    assert secret[5:] not in row
    assert (secret[:4] in row) == (kind != LINK)


@pytest.mark.parametrize(("kind", "lasts"), [(LINK, timedelta(hours=1)), (CODE, timedelta(minutes=15))])
def test_it_opens_until_its_time_is_over_and_not_after(owner: Actor, kind: str, lasts: timedelta) -> None:
    secret = made(owner, kind)
    assert opens(secret, NOON + lasts - MOMENT)
    assert not opens(secret, NOON + lasts)
    with pytest.raises(NothingHere):
        let_in(secret, now=NOON + lasts)
    assert len(devices_of(owner)) == 1


def test_paper_has_no_end_date(owner: Actor) -> None:
    assert let_in(made(owner, PAPER), now=NOON + timedelta(days=3650)).actor.person == owner.person


@EVERY_KIND
def test_a_new_one_ends_the_older_of_its_kind_and_no_other(owner: Actor, kind: str) -> None:
    waiting = {one: made(owner, one) for one in (LINK, CODE, PAPER)}
    neighbours = made(somebody().actor, kind)
    made(owner, kind)
    assert [one for one, secret in waiting.items() if not opens(secret)] == [kind]
    assert opens(neighbours)


def test_of_two_codes_made_at_the_same_moment_one_waits(app: Flask) -> None:
    for _ in range(5):
        owner = somebody().actor
        secrets = at_once(app, *[lambda owner=owner: made(owner, PAPER)] * 2)
        assert sorted(opens(str(secret)) for secret in secrets) == [False, True]


def test_of_a_paper_that_is_used_while_a_new_one_is_made_one_follows(app: Flask) -> None:
    for _ in range(10):
        owner = somebody().actor
        paper = made(owner, PAPER)
        at_once(app, lambda paper=paper: let_in(paper), lambda owner=owner: made(owner, PAPER))
        waiting = (WayInRecord.person_id == owner.person, WayInRecord.ended_at.is_(None))
        assert len(db.session.scalars(select(WayInRecord.id).where(*waiting)).all()) == 1


def test_used_paper_is_replaced_by_a_new_one(owner: Actor) -> None:
    paper = made(owner, PAPER)
    came = let_in(paper)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){5}", came.paper)
    assert came.paper != paper
    assert has_paper(owner)
    assert let_in(came.paper).actor.person == owner.person
    assert done_to(owner.person) == [
        "paper-made",
        "came-in-by-paper",
        "paper-made",
        "came-in-by-paper",
        "paper-made",
    ]


@pytest.mark.parametrize("kind", [LINK, CODE])
def test_what_is_no_paper_brings_no_new_paper(owner: Actor, kind: str) -> None:
    assert let_in(made(owner, kind)).paper == ""
    assert not has_paper(owner)


@EVERY_KIND
def test_the_same_form_sent_twice_makes_one_and_shows_it_again(owner: Actor, kind: str) -> None:
    key = new_token()
    first = make_way_in(owner, key, kind, NOON)
    assert make_way_in(owner, key, kind, NOON + MOMENT) == first
    assert done_to(owner.person) == [f"{kind}-made"]


def test_the_key_of_one_form_makes_other_words_for_another_person(owner: Actor) -> None:
    key = new_token()
    assert make_way_in(owner, key, CODE, NOON) != make_way_in(somebody().actor, key, CODE, NOON)


@EVERY_KIND
def test_coming_in_twice_by_the_same_form_gives_the_same_cookie_once(owner: Actor, kind: str) -> None:
    secret, key = made(owner, kind), new_token()
    assert let_in(secret, key) == let_in(secret, key, NOON + timedelta(hours=2))
    assert len(devices_of(owner)) == 2
    assert done_to(owner.person).count(f"came-in-by-{kind}") == 1


def test_the_form_of_one_code_does_not_take_another(owner: Actor) -> None:
    key = new_token()
    let_in(made(owner, CODE), key)
    other = made(owner, LINK)
    with pytest.raises(UsedForAnother):
        let_in(other, key)
    assert opens(other)


@EVERY_KIND
def test_of_eight_who_come_in_at_the_same_moment_one_does(app: Flask, owner: Actor, kind: str) -> None:
    secret = made(owner, kind)
    came = at_once(app, *[lambda: let_in(secret)] * 8)
    assert sorted(type(one).__name__ for one in came) == ["CameIn"] + ["NothingHere"] * 7
    assert len(devices_of(owner)) == 2


def test_the_plan_this_browser_had_open_is_let_go(owner: Actor, held: Held) -> None:
    before = somebody()
    came = let_in(made(owner, LINK), leaves=before.actor)
    assert held_by(before.token) is None
    assert held_by(came.token)
    assert done_to(before.actor.person) == ["device-ended"]
    assert held_by(held.token)[:2] == (owner, TODAY)


def test_a_link_of_somebody_who_is_gone_opens_nothing(owner: Actor) -> None:
    secret = made(owner, LINK)
    with transaction() as session:
        session.execute(delete(PersonRecord).where(PersonRecord.id == owner.person))
    with pytest.raises(NothingHere):
        let_in(secret)
