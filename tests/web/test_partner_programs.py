"""Keys for programs of somebody with whom a plan is shared: they open what is shared, for as long as it is."""

import re

import pytest
from flask import Flask

from tests.web.living import kept_by, text_of
from tests.web.phones import Phone
from tests.web.sharing import Guest, Owner, shared

KEY = re.compile(r"ahead_[\w-]{43}")


@pytest.fixture
def both(app: Flask) -> tuple[Owner, Guest]:
    """Somebody who shares what a partner does, and whoever came in."""
    return shared(app, groups=["own-part"])


def opens(phone: Phone, key: str, path: str) -> int:
    """How the API answers whoever comes with this key alone."""
    asks = phone.app.test_client()
    return asks.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {key}"}, base_url=phone.url).status_code


def test_a_key_of_theirs_sees_and_says_and_no_more(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    page = guest.phone.gets("/programs").text
    assert re.findall(r'name="scopes"[^>]*value="(\w+)"', page) == ["read", "steps"]
    assert "your plan" not in text_of(page).lower()
    refused = guest.phone.sends("/programs", label="Laptop", scopes="write")
    assert (refused.status_code, KEY.findall(refused.text)) == (400, [])
    (key,) = KEY.findall(guest.phone.sends("/programs", label="Laptop", scopes="read").text)
    assert "Laptop May see what is shared. Made today" in text_of(guest.phone.gets("/programs").text)
    assert opens(guest.phone, key, "/shared") == 200
    for path in ("/plans", f"/plans/{kept_by(owner.phone).id}", "/tokens"):
        assert opens(guest.phone, key, path) == 404
    assert "Laptop" not in owner.phone.gets("/programs").text


def test_a_key_of_theirs_is_ended_at_a_press(both: tuple[Owner, Guest]) -> None:
    phone = both[1].phone
    (key,) = KEY.findall(phone.sends("/programs", label="Laptop", scopes="read").text)
    (end,) = re.findall(r'action="(/programs/[0-9a-f]{32}/end)"', phone.gets("/programs").text)
    assert phone.sends(end).status_code == 303
    assert opens(phone, key, "/shared") == 401


def test_neither_the_page_nor_a_key_opens_anything_once_it_has_ended(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    (key,) = KEY.findall(guest.phone.sends("/programs", label="Laptop", scopes="read").text)
    keys = guest.phone.keys("/programs")
    owner.ends(owner.shares()[0])
    assert opens(guest.phone, key, "/shared") == 404
    assert guest.phone.gets("/programs").status_code == 404
    made = guest.phone.sends("/programs", keys, label="Another", scopes="read")
    assert (made.status_code, KEY.findall(made.text)) == (404, [])


def test_their_page_asks_the_api_by_its_own_session_and_a_forged_form_changes_nothing(
    both: tuple[Owner, Guest],
) -> None:
    phone = both[1].phone
    steps = phone.gets("/api/v1/shared").json["steps"]
    assert steps
    forged = phone.client.put(
        f"/api/v1/shared/{steps[0]['id']}/words",
        json={"words": "x", "tell": True},
        headers={"Idempotency-Key": "0123456789abcdef"},
        base_url=phone.url,
    )
    assert (forged.status_code, forged.json["code"]) == (400, "forged")
    assert phone.gets("/api/v1/shared").json["steps"] == steps
    page = next(path for path in both[1].steps().values() if path.endswith(steps[0]["id"]))
    assert phone.gets(page).status_code == 200
