"""What goes out of the plan of somebody under 18, and calendars for a partner: proven, listed, asked about again."""

import re
from typing import Any

import pytest
from flask import Flask

from tests.web.living import kept_by, text_of
from tests.web.phones import Phone
from tests.web.sharing import Owner
from tests.web.test_calendars import ADDRESS, CHOSEN

PARTNERS: dict[str, Any] = {**CHOSEN, "label": "For Sam", "audience": "partner"}
STILL_RIGHT = "Is that still right? You decide who sees it."


def page_in(shown: str) -> str:
    """The page of the calendar that was made."""
    (found,) = re.findall(r'href="(/calendar/[0-9a-f]{32})#test"', shown)
    return str(found)


def turns(phone: Phone, age: int) -> None:
    """Tell another age."""
    assert phone.sends("/questions/6", phone.keys("/questions/6"), age=str(age)).status_code == 303
    assert kept_by(phone).told["age"] == age


def test_under_18_a_calendar_for_a_partner_needs_a_proof_and_what_was_chosen_stays(app: Flask) -> None:
    owner = Owner(app, age=17)
    look = owner.phone.sends("/calendar/new", do="look", **PARTNERS).text
    assert 'name="proof"' in look
    for proof in ({}, {"proof": "0000"}):
        refused = owner.phone.sends("/calendar/new", do="make", **PARTNERS, **proof)
        assert refused.status_code == 403
        assert not ADDRESS.search(refused.text)
        assert "not your code on paper" in text_of(refused.text)
        assert 'name="label" value="For Sam"' in refused.text
    assert ADDRESS.search(owner.phone.sends("/calendar/new", do="make", **PARTNERS, proof=owner.paper).text)


def test_under_18_ones_own_calendar_does_not_become_a_partners_without_a_proof(app: Flask) -> None:
    owner = Owner(app, age=17)
    mine = owner.phone.sends("/calendar/new", do="make", **{**PARTNERS, "audience": "patient"}).text
    page = page_in(mine)
    to = f"{page}/choices"
    assert owner.phone.sends(to, do="make", health="yes", **PARTNERS).status_code == 403
    assert "For my partner" not in text_of(owner.phone.gets(page).text)
    assert owner.phone.sends(to, do="make", health="yes", **PARTNERS, proof=owner.paper).status_code == 303
    moved = owner.phone.sends(f"{page}/address", grace="7")
    assert (moved.status_code, ADDRESS.search(moved.text)) == (403, None)
    assert ADDRESS.search(owner.phone.sends(f"{page}/address", grace="7", proof=owner.paper).text)
    assert owner.phone.sends(f"{page}/end", grace="0").status_code == 303  # an end never does


def test_without_any_code_the_page_leads_to_where_one_is_made(app: Flask) -> None:
    owner = Owner(app, paper=False, age=17)
    look = owner.phone.sends("/calendar/new", do="look", **PARTNERS).text
    assert 'href="/devices"' in look.partition("<main")[2]
    assert 'value="make"' not in look
    assert owner.phone.sends("/calendar/new", do="make", **PARTNERS).status_code == 403


@pytest.mark.parametrize("age", [18, None])
def test_a_grown_up_and_whoever_did_not_tell_need_none(app: Flask, age: int | None) -> None:
    owner = Owner(app, age=age)
    assert ADDRESS.search(owner.phone.sends("/calendar/new", do="make", **PARTNERS).text)


def test_calendars_for_a_partner_stand_where_the_owner_sees_what_goes_out(app: Flask) -> None:
    owner = Owner(app)
    title = "Calendars for a partner"
    owner.phone.sends("/calendar/new", do="make", **CHOSEN)
    assert title not in text_of(owner.phone.gets("/share").text)
    page = page_in(owner.phone.sends("/calendar/new", do="make", **PARTNERS).text)
    listed = owner.phone.gets("/share").text
    assert title in text_of(listed)
    assert re.findall(r'<a href="(/calendar/[0-9a-f]{32})">(.*?)</a>', listed) == [(page, "<bdi>For Sam</bdi>")]
    owner.phone.sends(f"{page}/end", grace="0")
    assert title not in text_of(owner.phone.gets("/share").text)


def test_who_turns_out_to_be_under_18_is_asked_whether_sharing_is_still_right(app: Flask) -> None:
    owner = Owner(app, age=30)
    owner.invites(groups=["find-out"])
    assert STILL_RIGHT not in text_of(owner.phone.gets("/plan").text)
    turns(owner.phone, 17)
    page = owner.phone.gets("/plan").text
    assert re.search(rf'{re.escape(STILL_RIGHT)} <a href="/share">', page)
    owner.phone.gets("/calm/yes?back=/plan")
    assert STILL_RIGHT in text_of(owner.phone.gets("/plan").text)
    owner.ends(owner.shares()[0])
    assert STILL_RIGHT not in text_of(owner.phone.gets("/plan").text)
