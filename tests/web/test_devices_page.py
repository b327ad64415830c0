"""Where a plan is open: ways to open it elsewhere, each shown once, and an end for every device but the last."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from planner.web.ways.devices import qr_of
from tests.web.lives import TODAY
from tests.web.phones import HTTP, Phone, told

EVERY_KIND = pytest.mark.parametrize("kind", ["link", "code", "paper"])
IPAD = "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
ANDROID_TABLET = "Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


# --- ways in ---


def test_a_link_is_built_from_the_address_of_the_service_and_drawn_to_be_scanned(app: Flask) -> None:
    owner = Phone(app, "http://127.0.0.1:54321").starts()
    page = owner.sends("/devices/way-in", kind="link").text
    found = re.findall(rf"{HTTP}/open/[\w-]{{43}}", page)
    assert len(found) == 1
    assert qr_of(found[0]) in page
    assert "54321" not in page


def test_the_squares_are_black_on_white_by_day_and_by_night() -> None:
    drawn = qr_of(f"{HTTP}/open/{'x' * 43}")
    assert 'fill="#fff"' in drawn
    assert 'stroke="#000"' in drawn


@EVERY_KIND
def test_the_same_form_sent_twice_shows_the_same_one(owner: Phone, kind: str) -> None:
    keys = owner.keys("/devices")
    first = told(owner.sends("/devices/way-in", keys, kind=kind))
    assert first[0] == 200
    assert told(owner.sends("/devices/way-in", keys, kind=kind)) == first
    owner.makes(kind)
    late = owner.sends("/devices/way-in", keys, kind=kind)
    assert late.status_code == 200
    assert "This one has ended" in late.text
    assert not re.search(r"/open/[\w-]{43}|[0-9A-Z]{4}-[0-9A-Z]{4}", late.text)


@EVERY_KIND
def test_no_page_shows_it_again(owner: Phone, kind: str) -> None:
    way = owner.makes(kind).removeprefix("/open/")
    for path in ("/devices", "/", "/answers", "/open"):
        assert way not in owner.gets(path).text


@pytest.mark.parametrize("kind", ["", "nurse", "LINK", "link "])
def test_no_other_kind_is_made(owner: Phone, kind: str) -> None:
    assert owner.sends("/devices/way-in", kind=kind).status_code == 400


@pytest.mark.parametrize("once", ["", "short", "k" * 129, "kéy-that-is-long-enough"])
def test_without_a_key_of_its_own_no_form_does_anything(owner: Phone, once: str) -> None:
    other = Phone(owner.app).takes(owner.makes("code"))
    for path, fields in (("/devices/way-in", {"kind": "code"}), ("/devices/end", {"device": owner.devices()[1]})):
        assert owner.sends(path, **fields, once=once).status_code == 400
    assert owner.sends("/delete", once=once).status_code == 400
    assert other.is_in()


def test_the_page_says_whether_paper_is_the_only_way_back(owner: Phone) -> None:
    assert "If you lose this computer, this code is the only way back." in owner.gets("/devices").text
    Phone(owner.app).takes(owner.makes("code"))
    assert "If you lose every phone and computer you use" in owner.gets("/devices").text
    owner.makes("paper")
    assert "You have made one." in owner.gets("/devices").text


# --- the list ---


@pytest.mark.parametrize(
    ("told_by_browser", "kind"),
    [(IPHONE, "phone"), (ANDROID, "phone"), (IPAD, "tablet"), (ANDROID_TABLET, "tablet"), (LINUX, "computer")],
)
def test_a_device_is_called_what_it_is(app: Flask, told_by_browser: str, kind: str) -> None:
    phone = Phone(app)
    phone.client.environ_base["HTTP_USER_AGENT"] = told_by_browser
    phone.starts()
    assert f"<strong>This {kind}</strong>" in phone.gets("/devices").text


def test_a_device_is_listed_with_the_days_it_came_in_and_was_last_used(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False) as traveller:
        owner = Phone(app).starts()
        other = Phone(app).takes(owner.makes("code"))
        for days, words in ((0, "last used today"), (1, "last used yesterday"), (7, "last used on 2 March")):
            traveller.move_to(noon + timedelta(days=days))
            monkeypatch.setitem(app.config, "CLOCK", lambda zone, days=days: TODAY + timedelta(days=days))
            assert words in owner.gets("/devices").text
        other.gets("/")
        assert "Opened on 2 March, last used today" in owner.gets("/devices").text


# --- ending ---


def test_an_ended_device_is_out_from_that_moment_and_the_others_are_not(owner: Phone) -> None:
    lost = Phone(owner.app).takes(owner.makes("code"))
    here, there = owner.devices()
    answer = owner.sends("/devices/end", device=there)
    assert (answer.status_code, answer.location) == (303, "/devices")
    assert not lost.is_in()
    assert owner.is_in()
    assert owner.devices() == []  # this one is the only way, and may not be ended
    assert there != here


def test_a_device_of_another_is_not_ended(owner: Phone) -> None:
    theirs = Phone(owner.app).takes(owner.makes("code"))
    other = Phone(owner.app).starts()
    for device in (*owner.devices(), "", "x", "0" * 32):
        assert other.sends("/devices/end", device=device).status_code == 404
    assert (owner.is_in(), theirs.is_in(), other.is_in()) == (True, True, True)


def test_the_last_device_is_kept_open_until_there_is_paper(owner: Phone) -> None:
    second = Phone(owner.app).takes(owner.makes("code"))
    here = owner.devices()[0]
    owner.sends("/devices/end", device=owner.devices()[1])
    refused = owner.sends("/devices/end", device=here)
    assert refused.status_code == 409
    assert "Nothing was ended" in refused.text
    assert owner.is_in()
    paper = owner.makes("paper")
    ended = owner.sends("/devices/end", device=here)
    assert (ended.status_code, ended.location) == (303, "/")
    assert owner.cookie == ""
    assert not owner.is_in()
    assert second.takes(paper)


def test_a_form_sent_twice_to_end_this_device_has_the_same_answer(owner: Phone) -> None:
    owner.makes("paper")
    keys, secret, here = owner.keys("/devices"), owner.cookie, owner.devices()[0]
    for _ in range(2):
        answer = owner.sends("/devices/end", keys, device=here)
        assert (answer.status_code, answer.location) == (303, "/")
        assert owner.cookie == ""
        keys = owner.holds(secret).keys()
    assert told(owner.sends("/devices/end", device="0" * 32)) == told(owner.gets("/plan"))


def test_a_form_sent_twice_to_end_another_has_the_same_answer(owner: Phone) -> None:
    Phone(owner.app).takes(owner.makes("code"))
    keys, there = owner.keys("/devices"), owner.devices()[1]
    answers = [owner.sends("/devices/end", keys, device=there) for _ in range(2)]
    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/devices")] * 2
