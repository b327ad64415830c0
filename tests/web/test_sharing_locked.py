"""A phone that locked while a form of a calendar stood open: nothing of what is behind it is shown, and nothing typed
is lost."""

import re

import pytest
from flask import Flask

from tests.web.living import text_of
from tests.web.phones import Phone
from tests.web.sharing import shared
from tests.web.test_partner_calendar import ADDRESS, CHOSEN, EMBRYOS

MINE = {**CHOSEN, "audience": "patient"}


def locks(phone: Phone) -> dict[str, str]:
    """Let a phone lock by itself; the keys of a page that stood open meanwhile."""
    keys = phone.keys("/devices")
    phone.sends("/phone", phone.keys("/phone"), what="idle", idle="2")
    phone.gets("/idle")
    return keys


def shows_nothing(phone: Phone, keys: dict[str, str], path: str, chosen: dict[str, str]) -> None:
    """See that a form is answered by nothing but itself."""
    for do in ("look", "make", "change"):
        answer = phone.sends(path, keys, do=do, **chosen)
        assert answer.status_code == 403
        assert "Nobody touched this for a while" in text_of(answer.text)
        assert not ADDRESS.search(answer.text)
        for title in (EMBRYOS, "Have your eggs collected"):
            assert title not in text_of(answer.text)
        kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text))
        assert {"label": "My own phone", "words": "plain", "do": do}.items() <= kept.items()


@pytest.mark.parametrize("label", ["My own phone"])
def test_a_locked_phone_shows_no_day_and_no_address_to_its_owner(app: Flask, label: str) -> None:
    owner, _guest = shared(app, groups=["own-part"])
    phone = owner.phone
    made = phone.sends("/calendar/new", do="make", **MINE).text
    (page,) = re.findall(r'href="(/calendar/[0-9a-f]{32})#test"', made)
    keys = locks(phone)
    for path in ("/calendar/new", f"{page}/choices"):
        shows_nothing(phone, keys, path, MINE)
        wrong = phone.sends(path, keys, do="look", **{**MINE, "label": ""})
        assert (wrong.status_code, "A calendar in" in wrong.text) == (403, False)


def test_a_locked_phone_shows_no_day_and_no_address_to_whoever_a_plan_is_shared_with(app: Flask) -> None:
    _owner, guest = shared(app, groups=["own-part", "find-out"])
    phone = guest.phone
    made = phone.sends("/part/calendar/new", do="make", **CHOSEN).text
    (page,) = re.findall(r'href="(/part/calendar/[0-9a-f]{32})#test"', made)
    keys = locks(phone)
    for path in ("/part/calendar/new", f"{page}/choices"):
        shows_nothing(phone, keys, path, CHOSEN)
        assert "your plan" not in text_of(phone.sends(path, keys, do="look", **CHOSEN).text).lower()
    assert phone.sends("/locked").status_code == 303
    assert phone.gets("/part/calendar").text.count("My own phone") == 1
