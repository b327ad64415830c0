"""Coming in by a link, a code or the paper: a press of a button does it, once, and looking never does."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests.web.phones import HTTP, Phone, told
from tests.web.trial import trial_app

HTTPS = "https://plan.example.org"
EVERY_KIND = pytest.mark.parametrize("kind", ["link", "code", "paper"])
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


# --- the cookie ---


@pytest.mark.parametrize(("url", "name", "secure"), [(HTTP, "device", False), (HTTPS, "__Host-device", True)])
def test_the_cookie_is_secret_lasting_and_for_this_service_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, name: str, secure: bool
) -> None:
    app = trial_app(tmp_path, monkeypatch, PUBLIC_URL=url)
    started = Phone(app, url).sends("/start")
    link = Phone(app, url).starts().makes("link")
    for answer in (started, Phone(app, url).comes_in(link)):
        cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith(name))
        told_name, _, value = cookie.partition(";")[0].partition("=")
        assert told_name == name
        assert re.fullmatch(r"[\w-]{43}", value)
        parts = set(cookie.split("; ")[1:])
        assert {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=34560000"} <= parts  # 400 days
        assert ("Secure" in parts) == secure
        assert "Domain" not in cookie


def test_the_cookie_lasts_as_long_as_somebody_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = trial_app(tmp_path, monkeypatch)
    with time_machine.travel(NOON, tick=False) as traveller:
        phone = Phone(app).starts()
        assert "device=" not in str(phone.gets("/answers").headers)
        secret = phone.cookie
        for days in (300, 600, 900):
            traveller.move_to(NOON + timedelta(days=days))
            assert f"device={secret}; Expires=" in str(phone.gets("/").headers)
            assert "device=" not in str(phone.gets("/").headers)
            assert phone.is_in()


def test_a_cookie_is_not_given_anew_by_the_answer_that_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = trial_app(tmp_path, monkeypatch)
    with time_machine.travel(NOON - timedelta(hours=12, minutes=1), tick=False) as traveller:
        leaver, mover = Phone(app).starts(), Phone(app).starts()
        link, keys, before = Phone(app).starts().makes("link"), mover.keys(), mover.cookie
        deletes = leaver.keys("/delete")
        traveller.move_to(NOON - timedelta(hours=11, minutes=59))  # two minutes later, and the first page of a day
        leaver.sends("/delete", deletes)
        assert leaver.cookie == ""
        moved = mover.sends(link, keys, instead="yes")
        assert len([line for line in moved.headers.getlist("Set-Cookie") if line.startswith("device=")]) == 1
        assert mover.cookie != before
        assert mover.is_in()


# --- coming in ---


@EVERY_KIND
def test_a_second_phone_comes_in_once_and_both_stay(owner: Phone, app: Flask, kind: str) -> None:
    way = owner.makes(kind)
    second, third = Phone(app).takes(way), Phone(app)
    assert third.comes_in(way).status_code == 404
    assert (owner.is_in(), second.is_in(), third.is_in()) == (True, True, False)
    assert second.cookie != owner.cookie


@EVERY_KIND
def test_it_may_also_be_put_into_the_box(owner: Phone, second: Phone, kind: str) -> None:
    way = owner.makes(kind)
    typed = {
        "link": f"  {HTTP}{way}?from=mail ",
        "code": f" {way.lower()} ",
        "paper": way.replace("-", " ").replace("0", "O").replace("1", "l"),
    }
    assert second.comes_in(typed[kind]).status_code in (200, 303)
    assert second.is_in()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_opening_a_link_takes_nothing(owner: Phone, app: Flask, method: str) -> None:
    link = owner.makes("link")
    for _ in range(3):
        program = Phone(app)
        answer = program.gets(link, method)
        assert answer.status_code == 200
        assert "device=" not in str(answer.headers)
        assert not program.is_in()
    assert Phone(app).takes(link)


def test_a_code_in_an_address_opens_nothing_and_cannot_be_told_from_a_wrong_one(owner: Phone, second: Phone) -> None:
    code = owner.makes("code")
    wrong = ("0000" if code[0] != "0" else "1111") + code[4:]
    assert told(second.gets(f"/open/{code}")) == told(second.gets(f"/open/{wrong}"))
    assert second.gets(f"/open/{code}").status_code == 404
    assert second.sends(f"/open/{code}").status_code == 404
    assert not second.is_in()
    assert second.takes(code)


@EVERY_KIND
def test_the_same_form_sent_twice_lets_in_once_and_answers_the_same(owner: Phone, second: Phone, kind: str) -> None:
    way = owner.makes(kind)
    keys = second.keys()
    first = second.comes_in(way, **keys)
    secret = second.cookie
    again = second.comes_in(way, **keys)
    assert (told(again), again.location) == (told(first), first.location)
    assert second.cookie == secret
    assert len(owner.gets("/devices").text.split('class="device"')) == 3  # two devices


def test_a_form_sent_twice_to_start_makes_one_plan(app: Flask) -> None:
    phone = Phone(app)
    keys = phone.keys("/")
    first = phone.sends("/start", keys)
    secret = phone.cookie
    again = phone.holds("").sends("/start", keys)
    assert (again.status_code, again.location) == (first.status_code, first.location) == (303, "/questions/1")
    assert phone.cookie == secret


@EVERY_KIND
def test_the_form_of_another_browser_brings_nobody_its_cookie(owner: Phone, app: Flask, kind: str) -> None:
    way = owner.makes(kind)
    first, other = Phone(app), Phone(app)
    keys = first.keys()
    first.comes_in(way, **keys)
    assert other.comes_in(way, **{**other.keys(), "once": keys["once"]}).status_code == 404
    assert other.cookie == ""


def test_paper_brings_the_next_paper_and_shows_it_again_when_sent_again(owner: Phone, second: Phone) -> None:
    paper = owner.makes("paper")
    keys = second.keys()
    page = second.sends("/open", keys, code=paper).text
    assert page == second.sends("/open", keys, code=paper).text
    codes = set(re.findall(r"(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}", page))
    assert len(codes) == 1
    assert codes != {paper}
    assert Phone(second.app).takes(codes.pop())


# --- one's own, and another's ---


@EVERY_KIND
def test_ones_own_is_not_used_up(owner: Phone, second: Phone, kind: str) -> None:
    way = owner.makes(kind)
    secret = owner.cookie
    page = owner.comes_in(way)
    assert page.status_code == 200
    assert "Your plan is open here already" in page.text
    assert owner.cookie == secret
    assert second.takes(way)


@EVERY_KIND
def test_where_another_plan_is_open_nothing_is_taken_without_a_tick(owner: Phone, app: Flask, kind: str) -> None:
    way, other = owner.makes(kind), Phone(app).starts()
    before = other.cookie
    refused = other.comes_in(way)
    assert refused.status_code == 400
    assert "Another plan is open here" in refused.text
    assert "It is open nowhere else and has no code on paper" in refused.text
    assert other.cookie == before
    assert other.comes_in(way, instead="yes").status_code in (200, 303)
    assert other.devices()  # those of the owner: there are two now
    assert not Phone(app).holds(before).is_in()
    assert owner.is_in()


def test_who_could_still_come_back_to_the_other_plan_is_told_so(owner: Phone, app: Flask) -> None:
    other = Phone(app).starts()
    other.makes("paper")
    page = other.gets(owner.makes("link")).text
    assert "by your code on paper" in page
    assert "nobody can open it again" not in page


def test_start_pressed_twice_leads_to_the_same_first_question(app: Flask) -> None:
    phone = Phone(app)
    keys = phone.keys("/")
    first, again = phone.sends("/start", keys), phone.sends("/start", keys)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location == "/questions/1"
