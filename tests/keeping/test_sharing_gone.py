"""What becomes of a share and of those it joins, when one of them goes, and when a backup comes back."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from planner.accounts.access import Actor
from planner.accounts.devices import held_by
from planner.accounts.models import PersonRecord
from planner.accounts.ways_in import CODE, PAPER, make_way_in, opened_by
from planner.accounts.ways_out import end_device
from planner.backup import write_backup
from planner.calendar.choices import Choices
from planner.calendar.feeds import make_feed
from planner.db import db
from planner.errors import NothingHere
from planner.plans.actions import delete_plan
from planner.plans.kept import plan_of
from planner.plans.let_go import let_go
from planner.plans.partner_steps import PartnersOwn, all_of, keep_words
from planner.plans.share_list import shares_of
from planner.plans.shared import here_in
from planner.plans.shares import change_share, end_share, share_plan
from planner.plans.sharing import OWN_PART, Rights
from planner.restore import restore
from tests.accounts.holders import another_device
from tests.databases import Database
from tests.keeping.people_kept import TODAY, everything, key, occasion, plan_made, shared_with

WORDS = PartnersOwn("B16", words="my own words", tell=True)


def people() -> set[str]:
    """Everybody there is, by id."""
    return set(db.session.scalars(select(PersonRecord.id)))


def sees_nothing(partner: Actor) -> bool:
    """Whether nothing is shared with somebody."""
    db.session.rollback()
    with pytest.raises(NothingHere):
        here_in(db.session(), partner)
    return True


def test_when_a_plan_is_deleted_the_partner_stays_with_their_own_words_and_sees_nothing(app: Flask) -> None:
    owner, _ = plan_made("owner")
    _share, partner, cookie = shared_with(owner, "partner")
    keep_words(partner, key("words"), WORDS, occasion())
    token = make_feed(partner._replace(holder=owner.person), key("feed"), Choices("Mine"), occasion())[1]
    delete_plan(owner, key("delete"), occasion())
    assert people() == {partner.person}
    assert held_by(cookie) is not None
    assert all_of(partner.person) == {"B16": WORDS}
    assert sees_nothing(partner)
    kept = everything()
    assert [kept[table] for table in ("share", "share_look", "feed", "feed_address", "feed_event")] == [[]] * 5
    assert app.test_client().get(f"/f/{token}.ics", base_url="http://localhost:8000").status_code == 410


def test_who_was_invited_and_never_came_in_goes_with_the_plan(app: Flask) -> None:
    owner, _ = plan_made("owner")
    _share, invitation = share_plan(owner, key("share"), "Sam", OWN_PART, None, occasion())
    assert len(people()) == 2
    delete_plan(owner, key("delete"), occasion())
    assert people() == set()
    assert [opened_by(secret, occasion().now) for secret in invitation] == [None, None]


def test_whoever_lets_go_takes_all_that_is_theirs_and_nothing_of_the_plan(app: Flask) -> None:
    owner, _ = plan_made("owner")
    before = everything()
    _share, partner, cookie = shared_with(owner, "partner")
    keep_words(partner, key("words"), WORDS, occasion())
    make_feed(partner._replace(holder=owner.person), key("feed"), Choices("Mine"), occasion())
    let_go(partner, key("let go"), occasion())
    after = everything()
    assert held_by(cookie) is None
    for table in set(after) - {"once", "audit", "way_in"}:
        assert after[table] == before[table], table
    assert shares_of(plan_of(owner), TODAY) == []


def test_a_share_that_was_ended_since_the_backup_stays_ended(app: Flask, database: Database, tmp_path: Path) -> None:
    owner, _ = plan_made("owner")
    share, partner, cookie = shared_with(owner, "partner")
    other, stays, _cookie = shared_with(owner, "other")
    token = make_feed(partner._replace(holder=owner.person), key("feed"), Choices("Mine"), occasion())[1]
    write_backup(db.engine, tmp_path / "it.db")
    end_share(owner, key("end"), share, occasion())
    restore(tmp_path / "it.db", database.folder, replace=True)
    assert sees_nothing(partner)
    assert held_by(cookie) is not None  # they are somebody of their own
    assert [one.id for one in shares_of(plan_of(owner), TODAY)] == [other]
    assert here_in(db.session(), stays).share == other
    answer = app.test_client().get(f"/f/{token}.ics", base_url="http://localhost:8000")
    assert b"SUMMARY:This calendar has ended" in answer.data or answer.status_code == 410


def test_what_was_kept_back_since_the_backup_stays_so(app: Flask, database: Database, tmp_path: Path) -> None:
    owner, _ = plan_made("owner")
    share, partner, _cookie = shared_with(owner, "partner", Rights(groups=("freeze", "after")))
    write_backup(db.engine, tmp_path / "it.db")
    less = Rights(groups=("after",), hidden=("A01",))
    change_share(owner, key("less"), share, "Sam", less, TODAY, occasion())
    restore(tmp_path / "it.db", database.folder, replace=True)
    db.session.rollback()
    here = here_in(db.session(), partner)
    assert (here.rights, here.until) == (less, TODAY)


def test_what_a_partner_took_back_since_the_backup_is_not_told_again(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    owner, _ = plan_made("owner")
    _share, partner, _cookie = shared_with(owner, "partner")
    gone = WORDS._replace(code="B17")
    for number, own in enumerate((WORDS, gone)):
        keep_words(partner, key(f"told {number}"), own, occasion())
    write_backup(db.engine, tmp_path / "it.db")
    keep_words(partner, key("kept back"), WORDS._replace(tell=False), occasion())
    keep_words(partner, key("taken away"), PartnersOwn("B17"), occasion())
    restore(tmp_path / "it.db", database.folder, replace=True)
    assert [one.tell for one in all_of(partner.person).values()] == [False, False]


def test_no_device_or_way_in_of_a_partner_that_was_ended_comes_back(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    owner, _ = plan_made("owner")
    _share, partner, cookie = shared_with(owner, "partner")
    lost = another_device(partner)
    ways = [make_way_in(lost.actor, key(kind), kind, occasion().now) for kind in (CODE, PAPER)]
    write_backup(db.engine, tmp_path / "it.db")
    end_device(partner, key("end"), lost.actor.device, occasion().now)
    restore(tmp_path / "it.db", database.folder, replace=True)
    db.session.rollback()
    assert held_by(lost.token) is None
    assert held_by(cookie) is not None
    assert [opened_by(way, occasion().now) for way in ways] == [None, None]


def test_whoever_let_go_since_the_backup_does_not_come_back(app: Flask, database: Database, tmp_path: Path) -> None:
    owner, _ = plan_made("owner")
    _share, partner, cookie = shared_with(owner, "partner")
    keep_words(partner, key("words"), WORDS, occasion())
    write_backup(db.engine, tmp_path / "it.db")
    let_go(partner, key("let go"), occasion())
    restore(tmp_path / "it.db", database.folder, replace=True)
    db.session.rollback()
    assert held_by(cookie) is None
    assert people() == {owner.person}
    assert all_of(partner.person) == {}
    assert shares_of(plan_of(owner), TODAY) == []


def test_an_invitation_that_was_ended_since_the_backup_does_not_come_back(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    owner, _ = plan_made("owner")
    share, invitation = share_plan(owner, key("share"), "Sam", OWN_PART, None, occasion())
    write_backup(db.engine, tmp_path / "it.db")
    end_share(owner, key("end"), share.id, occasion())
    restore(tmp_path / "it.db", database.folder, replace=True)
    db.session.rollback()
    assert shares_of(plan_of(owner), TODAY) == []
    assert [opened_by(secret, occasion().now) for secret in invitation] == [None, None]


def test_who_was_invited_to_a_plan_that_was_deleted_since_does_not_come_back(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    owner, _ = plan_made("owner")
    share_plan(owner, key("share"), "Sam", OWN_PART, None, occasion())
    write_backup(db.engine, tmp_path / "it.db")
    delete_plan(owner, key("delete"), occasion())
    restore(tmp_path / "it.db", database.folder, replace=True)
    db.session.rollback()
    assert people() == set()
