"""Keys for programs of a person's own, on their page: made, shown once, listed, ended."""

import re

import pytest
from flask import Flask

from tests.web.living import lives_with_a_plan, text_of
from tests.web.phones import Phone

KEY = re.compile(r"ahead_[\w-]{43}")


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with a plan."""
    return lives_with_a_plan(app)


def opens(phone: Phone, key: str) -> int:
    """How the API answers whoever comes with this key alone."""
    asks = phone.app.test_client()
    return asks.get("/api/v1/plans", headers={"Authorization": f"Bearer {key}"}, base_url=phone.url).status_code


def test_a_key_is_shown_once_opens_what_it_may_and_ends_at_a_press(amy: Phone) -> None:
    keys = amy.keys("/programs")
    shown = amy.sends("/programs", keys, label="Laptop", scopes="read").text
    (key,) = KEY.findall(shown)
    assert KEY.findall(amy.sends("/programs", keys, label="Laptop", scopes="read").text) == [key]
    page = amy.gets("/programs").text
    assert "Laptop May see everything. Made today, never used" in text_of(page)
    assert not KEY.search(page)
    assert opens(amy, key) == 200
    assert "last used today" in text_of(amy.gets("/programs").text)
    end = re.findall(r'action="(/programs/[0-9a-f]{32}/end)"', page)[0]
    assert amy.sends(end).status_code == 303
    assert opens(amy, key) == 401
    assert "Laptop" not in amy.gets("/programs").text


@pytest.mark.parametrize("ended", [False, True], ids=["used", "ended"])
def test_a_key_that_was_used_or_ended_is_not_shown_again_and_it_is_said_what_to_do(amy: Phone, ended: bool) -> None:
    keys = amy.keys("/programs")
    (key,) = KEY.findall(amy.sends("/programs", keys, label="Laptop", scopes="read").text)
    assert opens(amy, key) == 200
    if ended:
        amy.sends(re.findall(r'action="(/programs/[0-9a-f]{32}/end)"', amy.gets("/programs").text)[0])
    again = amy.sends("/programs", keys, label="Laptop", scopes="read")
    assert (again.status_code, KEY.findall(again.text)) == (409, [])
    assert "If you lost it, end it below and make another one" in text_of(again.text)


@pytest.mark.parametrize(
    ("fields", "mistakes"),
    [
        ({"scopes": "read"}, ["Enter a name for it"]),
        ({"label": "Laptop"}, ["Choose at least one thing it may do"]),
        ({}, ["Enter a name for it", "Choose at least one thing it may do"]),
        ({"label": "a" * 61, "scopes": "read"}, ["Enter a name for it"]),
        ({"label": "Lap\x00top", "scopes": "read"}, ["Enter a name for it"]),
        ({"label": "Laptop", "scopes": "everything"}, ["Choose at least one thing it may do"]),
    ],
)
def test_a_key_without_a_name_or_a_use_is_not_made(amy: Phone, fields: dict[str, str], mistakes: list[str]) -> None:
    answer = amy.sends("/programs", **fields)
    assert answer.status_code == 400
    assert [mistake for mistake in mistakes if mistake not in text_of(answer.text)] == []
    assert "Keys you have made" not in amy.gets("/programs").text


def test_there_are_only_so_many_keys(amy: Phone) -> None:
    for number in range(20):
        assert amy.sends("/programs", label=f"Key {number}", scopes="read").status_code == 200
    answer = amy.sends("/programs", label="One more", scopes="read")
    assert answer.status_code == 409
    assert "There are 20 tokens already. End one that is not needed any more" in text_of(answer.text)


def test_a_key_of_somebody_else_is_not_theirs_to_end(app: Flask, amy: Phone) -> None:
    amy.sends("/programs", label="Laptop", scopes="read")
    end = re.findall(r'action="(/programs/[0-9a-f]{32}/end)"', amy.gets("/programs").text)[0]
    assert lives_with_a_plan(app).sends(end).status_code == 404
    assert "Laptop" in amy.gets("/programs").text


def test_the_first_key_is_no_cookie(app: Flask, amy: Phone) -> None:
    key = KEY.findall(amy.sends("/programs", label="Laptop", scopes="write").text)[0]
    assert not Phone(app).holds(key).is_in()


def test_a_lost_phone_takes_the_keys_that_were_made_on_it_with_it(amy: Phone, second: Phone) -> None:
    second.takes(amy.makes("code"))
    mine = KEY.findall(amy.sends("/programs", label="Mine", scopes="read").text)[0]
    lost = KEY.findall(second.sends("/programs", label="Lost", scopes="write").text)[0]
    device = next(one for one in amy.devices() if one != amy.devices()[0])
    assert amy.sends("/devices/end", device=device).status_code == 303
    assert (opens(amy, mine), opens(amy, lost)) == (200, 401)
