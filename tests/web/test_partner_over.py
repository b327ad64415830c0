"""What is over reads as if it had never been: an invitation, the first page, and what a browser lets go of."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from planner.accounts.models import PersonRecord
from planner.db import db
from planner.plans.share_models import PartnerStepRecord
from tests.web.living import day_fields, lives_with_a_plan, on, text_of
from tests.web.phones import Phone, told
from tests.web.sharing import Guest, Owner
from tests.web.test_partner_ended import HEADING, LAST, WAYS, person_of, with_words

Ends = Callable[[Owner, pytest.MonkeyPatch], None]
AFTER = LAST + timedelta(days=1)


def stored(app: Flask, person: str) -> tuple[int, int]:
    """How many rows there are of somebody, and of their own words."""
    with app.app_context():
        words = db.session.query(PartnerStepRecord).filter(PartnerStepRecord.person_id == person).count()
        return db.session.query(PersonRecord).filter(PersonRecord.id == person).count(), words


def without_words(app: Flask) -> tuple[Owner, Guest]:
    """Somebody with whom a plan is shared until a day, who wrote nothing."""
    owner = Owner(app)
    link, _code = owner.invites(groups=["own-part"], **day_fields("until", LAST))
    return owner, Guest(app, link)


def test_an_invitation_opens_nothing_once_its_day_has_gone_by(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = Owner(app)
    link, code = owner.invites(groups=["find-out"], **day_fields("until", LAST))
    on(app, monkeypatch, LAST)
    assert "Somebody shares part of a plan with you" in text_of(Phone(app).gets(f"/open/{link}").text)
    on(app, monkeypatch, AFTER)
    phone, nothing = Phone(app), "x" * 43
    for ask in (lambda way: phone.gets(f"/open/{way}"), lambda way: phone.sends(f"/open/{way}")):
        over, never = ask(link), ask(nothing)
        assert over.status_code == 404
        assert told(over)[1].replace(link, "") == told(never)[1].replace(nothing, "")
    typed = phone.comes_in(code)
    assert typed.status_code == 404
    assert "That did not open anything" in text_of(typed.text)
    assert phone.cookie == ""
    on(app, monkeypatch, LAST)  # it was not taken
    assert Guest(app, link).came.status_code == 303


def test_the_day_of_an_invitation_is_that_of_its_owner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = Owner(app, time_zone="Pacific/Kiritimati")
    link, _code = owner.invites(groups=["find-out"], **day_fields("until", LAST))
    days = {"Pacific/Kiritimati": AFTER}
    monkeypatch.setitem(app.config, "CLOCK", lambda zone: days.get(zone, LAST))
    assert Guest(app, link).came.status_code == 404


def test_a_second_phone_still_comes_in_to_its_own_words_after_the_last_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _owner, guest = with_words(app)
    link = guest.phone.makes("link")
    on(app, monkeypatch, AFTER)
    second = Phone(app)
    assert second.comes_in(link).status_code == 303
    assert "Signed at the desk" in second.gets("/part").text


@pytest.mark.parametrize("ends", WAYS)
def test_the_first_page_says_nothing_of_sharing_that_is_over(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ends: Ends
) -> None:
    owner, guest = without_words(app)
    assert "Go on to what is shared with you" in guest.phone.gets("/").text
    ends(owner, monkeypatch)
    assert text_of(guest.phone.gets("/").text) == text_of(Phone(app).gets("/").text)


def test_own_words_that_are_left_are_found_from_the_first_page(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, guest = with_words(app)
    owner.ends(owner.shares()[0])
    page = guest.phone.gets("/").text
    assert 'href="/part"' in page
    assert 'action="/start"' in page
    for word in ("shared", "shares", "Signed at the desk"):
        assert word not in text_of(page)
    assert "They go when you start a plan here." in text_of(page)


@pytest.mark.parametrize("ends", WAYS)
def test_a_plan_of_ones_own_can_be_started_then_and_what_was_theirs_is_gone(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ends: Ends
) -> None:
    owner, guest = with_words(app)
    person = person_of(guest)
    ends(owner, monkeypatch)
    keys, tab = guest.phone.keys("/"), guest.phone.tab()
    assert guest.phone.sends("/start", keys).headers["Location"] == "/questions/1"
    assert guest.phone.gets("/questions/1").status_code == 200
    assert stored(app, person) == (0, 0)
    again = tab.sends("/start", keys)
    assert again.headers["Location"] == "/questions/1"
    assert tab.cookie == guest.phone.cookie


def test_words_stay_where_another_phone_of_theirs_opens_them(app: Flask) -> None:
    owner, guest = with_words(app)
    second = Phone(app)
    second.comes_in(guest.phone.makes("link"))
    person = person_of(guest)
    owner.ends(owner.shares()[0])
    assert "They go when you start" not in text_of(guest.phone.gets("/").text)
    old = guest.phone.cookie
    assert guest.phone.sends("/start", guest.phone.keys("/")).headers["Location"] == "/questions/1"
    assert stored(app, person)[0] == 1
    assert "Signed at the desk" in second.gets("/part").text
    assert HEADING not in Phone(app).holds(old).gets("/part").text


def test_while_it_is_shared_a_start_leads_to_it(app: Flask) -> None:
    _owner, guest = without_words(app)
    assert guest.phone.sends("/start").headers["Location"] == "/part"


@pytest.mark.parametrize("path", ["/programs", "/part", "/devices"])
def test_a_browser_forgets_its_copies_wherever_it_hears_of_the_end(app: Flask, path: str) -> None:
    owner, guest = without_words(app)
    owner.ends(owner.shares()[0])
    answer = guest.phone.gets(path)
    assert answer.status_code == (200 if path == "/devices" else 404)
    assert answer.headers.get("Clear-Site-Data") == '"storage"'


@pytest.mark.parametrize("by_link", [True, False])
def test_who_opens_something_else_instead_lets_go_of_their_words_and_the_owner_sees_it(
    app: Flask, by_link: bool
) -> None:
    owner, guest = with_words(app)
    person = person_of(guest)
    way = lives_with_a_plan(app).makes("link" if by_link else "code")
    asked = guest.phone.comes_in(way)
    assert asked.status_code == 400
    assert "what you wrote there for yourself is gone" in text_of(asked.text)
    assert stored(app, person)[0] == 1
    keys, tab = guest.phone.keys("/open"), guest.phone.tab()
    sent = {"instead": "yes"} if by_link else {"instead": "yes", "code": way}
    to = way if by_link else "/open"
    assert guest.phone.sends(to, keys, **sent).headers["Location"] == "/plan"
    assert stored(app, person) == (0, 0)
    assert owner.shares() == []
    assert guest.phone.gets("/plan").status_code == 200
    assert tab.sends(to, keys, **sent).headers["Location"] == "/plan"
    assert tab.cookie == guest.phone.cookie


def test_who_opens_something_else_instead_keeps_what_another_phone_opens(app: Flask) -> None:
    owner, guest = with_words(app)
    second = Phone(app)
    second.comes_in(guest.phone.makes("paper"))
    person = person_of(guest)
    way = lives_with_a_plan(app).makes("link")
    assert "what you wrote there for yourself is gone" not in text_of(guest.phone.comes_in(way).text)
    guest.phone.comes_in(way, instead="yes")
    assert stored(app, person)[0] == 1
    assert second.gets("/part").status_code == 200
    assert len(owner.shares()) == 1
