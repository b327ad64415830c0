"""When nothing is shared any more: one page whatever the reason, their own words to copy, and letting go for good."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from faults.guessing import shown_link
from planner.accounts.devices import held_by
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.db import db
from planner.plans.share_models import PartnerStepRecord, ShareRecord
from tests.web.lives import TODAY
from tests.web.living import day_fields, fields_in, on, text_of
from tests.web.phones import Phone, told
from tests.web.sharing import Guest, Owner

HEADING = "Nothing is shared with you here now"
FORMS = "Read each form before you sign it"  # B16
LAST = TODAY + timedelta(days=3)
PAGES = ("/part", "/part/questions", "/part/leave", "/part/calendar")

Ends = Callable[[Owner, pytest.MonkeyPatch], None]


def by_its_owner(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    (share,) = owner.shares()
    owner.ends(share)


def by_its_day(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    on(owner.app, monkeypatch, LAST + timedelta(days=1))


def with_the_plan(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert owner.phone.sends("/delete").status_code == 303


WAYS = (by_its_owner, with_the_plan, by_its_day)


def with_words(app: Flask) -> tuple[Owner, Guest]:
    """Somebody with words of their own beside a step they have done, and a question."""
    owner = Owner(app)
    link, _ = owner.invites(groups=["own-part"], **day_fields("until", LAST))
    guest = Guest(app, link)
    path = guest.steps()[FORMS]
    guest.phone.sends(f"{path}/done", guest.phone.keys(path), done="yes")
    guest.phone.sends(f"{path}/words", guest.phone.keys(path), words="Signed at the desk")
    guest.phone.sends("/part/questions", guest.phone.keys("/part/questions"), words="Who drives?")
    return owner, guest


def person_of(guest: Guest) -> str:
    with guest.phone.app.app_context():
        held = held_by(guest.phone.cookie)
        assert held
        return held.actor.person


def test_every_page_is_one_page_whatever_the_reason(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for ends in WAYS:
        owner, guest = with_words(app)
        step = guest.steps()[FORMS]
        ends(owner, monkeypatch)
        for path in (*PAGES, step, f"{step[:-1]}x"):
            answer = guest.phone.gets(path)
            assert answer.headers["Clear-Site-Data"] == '"storage"'
            seen.add(re.sub(rf"back={re.escape(path)}\b", "back=", told(answer)[1].replace("%2F", "/")))
            assert told(answer)[0] == 404
    assert len(seen) == 1
    assert HEADING in seen.pop()


@pytest.mark.parametrize("ends", WAYS)
def test_their_own_words_stay_to_be_copied_without_what_they_were_about(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ends: Ends
) -> None:
    owner, guest = with_words(app)
    ends(owner, monkeypatch)
    page = guest.phone.gets("/part").text
    kept = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert kept == "Who drives?\n\nDone on 2 March 2026.\nSigned at the desk"
    assert FORMS not in page
    assert "readonly" in page


@pytest.mark.parametrize("ends", WAYS)
def test_what_was_typed_on_a_page_that_stood_open_comes_back_and_is_said_not_to_be_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ends: Ends
) -> None:
    owner, guest = with_words(app)
    path = guest.steps()[FORMS]
    forms = {f"{path}/words": path, "/part/questions": "/part/questions"}
    keys = {to: fields_in(guest.phone.gets(page).text, to) for to, page in forms.items()}
    ends(owner, monkeypatch)
    for to, sent in keys.items():
        answer = guest.phone.sends(to, sent, words="Typed for ten minutes <b>")
        assert answer.status_code == 404
        assert HEADING in answer.text
        assert "It was not kept. It is here once, to copy." in text_of(answer.text)
        assert "Typed for ten minutes &lt;b&gt;</textarea>" in answer.text
    assert "Typed" not in guest.phone.gets("/part").text


def test_a_step_that_is_shared_no_more_gives_back_what_was_typed_too(app: Flask) -> None:
    owner, guest = with_words(app)
    path = guest.steps()[FORMS]
    keys = fields_in(guest.phone.gets(path).text, f"{path}/words")
    (share,) = owner.shares()
    choices: dict[str, str | list[str]] = {"groups": ["own-part"], "step-B16": "hidden", **day_fields("until", LAST)}
    assert owner.sends(f"{share}/choices", choices, do="share").status_code == 303
    answer = guest.phone.sends(f"{path}/words", keys, words="Typed for ten minutes")
    assert answer.status_code == 404
    assert "Typed for ten minutes</textarea>" in answer.text
    assert HEADING not in answer.text
    never = guest.phone.gets("/part/steps/0123456789abcdef0123")
    assert told(guest.phone.gets(path))[1].replace(path, "") == told(never)[1].replace(never.request.path, "")


def test_for_a_stranger_and_for_an_owner_these_pages_are_like_any_that_is_not_there(app: Flask) -> None:
    owner = Owner(app)
    for phone in (Phone(app), owner.phone):
        answer = phone.gets("/part")
        assert answer.status_code == 404
        assert HEADING not in answer.text
        assert "Clear-Site-Data" not in answer.headers


@pytest.mark.parametrize("ends", [None, *WAYS])
def test_they_delete_themselves_with_all_that_is_theirs(
    app: Flask, monkeypatch: pytest.MonkeyPatch, ends: Ends | None
) -> None:
    owner, guest = with_words(app)
    second, page = Phone(app), guest.phone.sends("/devices/way-in", guest.phone.keys("/devices"), kind="link").text
    second.comes_in(f"/open/{shown_link(page)}")
    person = person_of(guest)
    if ends:
        ends(owner, monkeypatch)
    keys = fields_in(guest.phone.gets("/part/leave").text, "/part/leave")
    tab = guest.phone.tab()
    answer = guest.phone.sends("/part/leave", keys)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/part/left")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert guest.phone.cookie == ""
    with app.app_context():
        for record in (PersonRecord, DeviceRecord, PartnerStepRecord, ShareRecord):
            column = record.id if record is PersonRecord else record.person_id  # type: ignore[attr-defined]
            assert db.session.query(record).filter(column == person).count() == 0
    assert "What was yours here is deleted" in text_of(guest.phone.gets("/part/left").text)
    assert second.gets("/part").status_code == 404
    assert HEADING not in second.gets("/part").text
    assert tab.sends("/part/leave", keys).status_code == 303  # the answer was lost, and it was sent again
    again = guest.phone.client.post("/part/leave", data=keys, headers={"Sec-Fetch-Site": "same-origin"})
    assert (again.status_code, again.headers["Location"]) == (303, "/part/left")  # pressed twice: without the cookies
    if ends is None:
        assert owner.shares() == []


def test_nobody_else_can_let_go_for_them(app: Flask) -> None:
    owner, guest = with_words(app)
    assert owner.phone.sends("/part/leave").status_code == 404
    assert Phone(app).sends("/part/leave").status_code == 404
    assert owner.phone.gets("/plan").status_code == 200
    assert guest.phone.gets("/part").status_code == 200
