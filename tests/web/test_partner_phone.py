"""The phone of somebody with whom a plan is shared: its devices, locks and looks, and what it keeps."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from faults.guessing import shown_code, shown_link
from planner.db import NotKept
from tests.web.lives import TODAY
from tests.web.living import day_fields, kept_by, on, says, text_of
from tests.web.phones import Phone
from tests.web.sharing import Guest, Owner, shared

FORMS = "Read each form before you sign it"  # B16


@pytest.fixture
def both(app: Flask) -> tuple[Owner, Guest]:
    """Somebody who shares a plan, and whoever they share it with, who calls the phone their own."""
    owner, guest = shared(app, groups=["own-part"], **day_fields("until", TODAY + timedelta(days=3)))
    guest.sees()
    assert guest.phone.sends("/phone", guest.phone.keys("/phone"), what="own", own="yes").status_code == 303
    return owner, guest


def state(guest: Guest) -> dict[str, Any]:
    told: dict[str, Any] = guest.phone.gets("/offline/state").get_json()
    return told


def pages(guest: Guest, **have: str) -> TestResponse:
    headers = {"X-CSRFToken": state(guest)["csrf"]}
    return guest.phone.client.post("/offline/pages", json={"have": have}, base_url=guest.phone.url, headers=headers)


@pytest.mark.parametrize("kind", ["link", "code", "paper"])
def test_they_open_it_on_another_phone_of_theirs(both: tuple[Owner, Guest], kind: str) -> None:
    guest = both[1]
    made = guest.phone.sends("/devices/way-in", guest.phone.keys("/devices"), kind=kind).text
    assert "your plan" not in text_of(made).lower()
    second = Phone(guest.phone.app)
    came = second.comes_in(f"/open/{shown_link(made)}" if kind == "link" else shown_code(made))
    assert came.status_code == (200 if kind == "paper" else 303)
    assert "your plan" not in text_of(came.text).lower()
    assert 'href="/part"' in came.text
    assert second.gets("/part").status_code == 200
    assert second.gets("/plan").status_code == 404
    assert len(guest.phone.devices()) == 2
    device = guest.phone.devices()[1]
    assert guest.phone.sends("/devices/end", guest.phone.keys("/devices"), device=device).status_code == 303
    assert second.gets("/part").status_code == 404


@pytest.mark.parametrize("path", ["/devices", "/phone"])
def test_these_pages_speak_of_what_is_shared_and_never_of_a_plan_of_theirs(
    both: tuple[Owner, Guest], path: str
) -> None:
    page = text_of(both[1].phone.gets(path).text).partition("What 'Leave now' does")[0]
    assert "What is shared with you" in page
    assert "your plan" not in page.lower()


def test_the_last_phone_is_not_ended_without_another_way_back(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    (device,) = re.findall(r'name="device" value="([0-9a-f]{32})"', guest.phone.gets("/devices").text) or [""]
    assert device == ""
    assert "To end it here, make a code on paper first." in text_of(guest.phone.gets("/devices").text)


def test_a_phone_of_theirs_locks_and_opens_again(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    guest.phone.gets("/leave")
    assert guest.phone.gets("/part").status_code == 303
    assert state(guest)["own"] is True
    assert "version" not in state(guest)
    assert guest.phone.sends("/locked", guest.phone.keys("/locked")).status_code == 303
    assert guest.phone.gets("/part").status_code == 200


def test_language_and_large_letters_are_theirs_to_choose(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    assert guest.phone.gets("/language/es?back=/part").headers["Location"] == "/part"
    assert 'lang="es"' in guest.phone.gets("/part").text
    assert guest.phone.gets("/calm/yes?back=/part").headers["Location"] == "/part"
    assert 'class="calm"' in guest.phone.gets("/part").text


def test_their_phone_keeps_their_pages_and_no_others(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    told = state(guest)
    assert (told["own"], told["home"]) == (True, "/part")
    answer = pages(guest).get_json()
    assert set(answer["marks"]) == {"/part", "/part/questions", *guest.steps().values()}
    assert answer["version"] == told["version"]
    assert "What is shared with you" in answer["pages"]["/part"]["html"]
    assert FORMS in {page["title"] for page in answer["pages"].values()}


def test_the_pages_are_others_once_what_is_shared_changes_and_only_then(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    before = state(guest)["version"]
    says(owner.phone, "B05", "done")  # who pays: not shared
    assert kept_by(owner.phone).told["steps"]["B05"]
    assert state(guest)["version"] == before
    says(owner.phone, "B17", "done")
    now = state(guest)["version"]
    assert now != before
    path = guest.steps()[FORMS]
    guest.phone.sends(f"{path}/words", guest.phone.keys(path), words="Signed")
    assert state(guest)["version"] != now


def test_a_phone_that_fetches_by_itself_has_not_looked(app: Flask) -> None:
    owner = Owner(app)
    link, _ = owner.invites(groups=["own-part"])
    guest = Guest(app, link)
    guest.phone.sends("/phone", guest.phone.keys("/phone"), what="own", own="yes")
    (share,) = owner.shares()
    step = next(path for path in pages(guest).get_json()["marks"] if "/steps/" in path)
    assert looks_at(owner, share) == ""
    assert guest.phone.gets(step).status_code == 200
    assert "today, between" in looks_at(owner, share)


def looks_at(owner: Owner, share: str) -> str:
    """What their owner reads of when they looked."""
    return " ".join(re.findall(r"[^.<>]*between \d\d:\d\d", owner.phone.gets(share).text))


@pytest.mark.parametrize("ends", ["owner", "day", "plan"])
def test_once_it_has_ended_the_phone_is_told_to_let_go_of_everything(
    both: tuple[Owner, Guest], monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    owner, guest = both
    word = state(guest)["csrf"]
    if ends == "owner":
        owner.ends(owner.shares()[0])
    elif ends == "plan":
        owner.phone.sends("/delete")
    else:
        on(owner.app, monkeypatch, TODAY + timedelta(days=4))
    told = state(guest)
    assert (told["known"], told["own"]) == (True, False)
    assert "version" not in told
    headers = {"Sec-Fetch-Site": "same-origin"}
    asked = guest.phone.client.get("/offline/state?forget=yes", base_url=guest.phone.url, headers=headers)
    assert asked.headers["Clear-Site-Data"] == '"storage"'
    assert 'data-own="no"' in guest.phone.gets("/part").text
    assert 'data-own="no"' in guest.phone.gets("/devices").text
    fetched = guest.phone.client.post(
        "/offline/pages", json={}, base_url=guest.phone.url, headers={"X-CSRFToken": word}
    )
    assert fetched.status_code == 404


def test_a_locked_phone_is_told_too(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    guest.phone.gets("/leave")
    owner.ends(owner.shares()[0])
    assert state(guest)["own"] is False


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing can be written."""

    def fails(*_args: object) -> None:
        raise NotKept from OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patch:
        patch.setattr("planner.web.partner.here.looked_lately", lambda *_: False)
        patch.setattr("planner.web.partner.here.note_look", fails)
        yield


def test_where_a_look_cannot_be_noted_they_read_all_the_same(
    both: tuple[Owner, Guest], monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = both[1]
    path = guest.steps()[FORMS]
    with full_disk(monkeypatch):
        assert guest.phone.gets("/part").status_code == 200
        assert guest.phone.gets(path).status_code == 200


def test_what_is_not_theirs_stays_refused(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    for path in ("/plan", "/answers", "/share", "/calendar", "/plan/file", "/plan/history", "/delete", "/plan/print"):
        assert guest.phone.gets(path).status_code == 404
