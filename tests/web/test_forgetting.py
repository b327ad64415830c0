"""What a browser is told to let go of: what was kept on a phone, and what was typed into a form that a page answers."""

import re

import pytest
from flask import Flask

from tests.web.living import lives_with_a_plan, page_of
from tests.web.phones import Phone

FORGET = "/offline/state?forget=yes"
SENT = re.compile(r'<html[^>]* data-sent="([^"]*)"')


def forgets(phone: Phone, site: str | None, path: str = FORGET) -> str | None:
    """What a browser is told to clear that asks from a page of this site; None: one too old to say from where."""
    headers = {"Sec-Fetch-Site": site} if site else {}
    told = phone.client.get(path, base_url=phone.url, headers=headers).headers
    return told.get("Clear-Site-Data")


def calls_own(phone: Phone, own: str) -> None:
    assert phone.sends("/phone", phone.keys("/phone"), what="own", own=own).status_code == 303


def test_only_a_phone_that_is_not_ones_own_is_told_to_forget_and_only_when_it_asks_itself(app: Flask) -> None:
    phone, stranger = lives_with_a_plan(app), Phone(app)
    for one in (phone, stranger):
        assert forgets(one, "same-origin") == '"storage"'
        assert forgets(one, "same-origin", "/offline/state") is None
    # Another site comes without the cookie: it may not delete what somebody's own phone keeps.
    for site in ("cross-site", "same-site", "none", None):
        assert forgets(stranger, site) is None
    calls_own(phone, "yes")
    assert forgets(phone, "same-origin") is None
    calls_own(phone, "no")
    assert forgets(phone, "same-origin") == '"storage"'


@pytest.mark.parametrize(
    ("path", "typed", "anew"),
    [
        ("/questions/1", {}, "/questions/1"),
        ("/plan/move", {"treatment_date-month": "x"}, "/plan/move"),
        ("/plan/what-if", {"second-month": "x"}, "/plan/what-if"),
        ("/plan/questions", {"words": ""}, "/plan/questions"),
        ("/open", {"code": "12"}, "/open"),
        ("/phone", {"what": "code", "code": "12"}, "/phone"),
        ("STEP/say", {"state": "booked", "booked-month": "x"}, "STEP"),
    ],
)
def test_a_page_that_answers_what_was_typed_says_where_it_is_asked_for_anew(
    app: Flask, path: str, typed: dict[str, str], anew: str
) -> None:
    phone = lives_with_a_plan(app)
    step = page_of(phone, "B04")
    path, anew = path.replace("STEP", step), anew.replace("STEP", step)
    answer = phone.sends(path, phone.keys("/phone"), **typed)
    assert answer.status_code in (400, 404)
    assert SENT.findall(answer.text) == [anew]
    assert phone.gets(anew).status_code == 200
    assert SENT.findall(phone.gets(anew).text) == []


@pytest.mark.parametrize("kind", ["link", "code", "paper"])
def test_what_is_shown_once_is_shown_again_by_its_form_alone(app: Flask, kind: str) -> None:
    phone = lives_with_a_plan(app)
    answer = phone.sends("/devices/way-in", phone.keys("/devices"), kind=kind)
    assert answer.status_code == 200
    assert SENT.findall(answer.text) == []
