"""A step that was given to somebody: what their tick marks in the plan, and that the plan alone says if it is done."""

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web.living import day_fields, on, page_of, text_of
from tests.web.sharing import Guest, Owner, shared

HOME = "Take them home after egg collection"  # B19, in words to them
COLLECT = "Have your eggs collected"  # and in words to its owner
FORMS = "Read each form before you sign it"  # B16, their own half of it
MARKS = f"This marks “{COLLECT}” as done in the plan, for both of you."
EMBRYOS = "Decide if you say yes to embryos"  # B17, as well
OPEN = date(2026, 3, 24)  # the day after B16 opens


@pytest.fixture
def both(app: Flask) -> tuple[Owner, Guest]:
    """Somebody who has given one step away, and whoever has it."""
    return shared(app, groups=["own-part"], **{"step-B19": "theirs"})


def ticks(guest: Guest, title: str = HOME, **fields: str) -> str:
    """Say that a step is done; the address of its page."""
    path = guest.steps()[title]
    assert guest.phone.sends(f"{path}/done", guest.phone.keys(path), done="yes", **fields).status_code == 303
    return path


def tells(guest: Guest, path: str, words: str = "") -> None:
    """Tell the owner of it."""
    sent = guest.phone.sends(f"{path}/words", guest.phone.keys(path), words=words, tell="yes")
    assert sent.status_code == 303


def undoes(owner: Owner) -> str:
    """The owner undoes what was said of it; the address of its page to them."""
    page = page_of(owner.phone, "B19")
    assert owner.phone.sends(f"{page}/undo").status_code == 303
    return page


def asks_the_api(guest: Guest, path: str, told: dict[str, str]) -> TestResponse:
    """Send something to the API from a page of theirs."""
    word = guest.phone.gets("/offline/state").json["csrf"]
    return guest.phone.client.post(
        f"/api/v1/shared/{path.rsplit('/', 1)[1]}/done",
        json=told,
        headers={"Idempotency-Key": "0123456789abcdef", "X-CSRFToken": word},
        base_url=guest.phone.url,
    )


def of_api(guest: Guest, code: str) -> Any:
    """One step as programs read it."""
    return next(one for one in guest.phone.gets("/api/v1/shared").json["steps"] if one["code"] == code)


def test_beside_the_button_stands_what_it_marks_in_the_plan(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _, guest = shared(app, groups=["own-part"], **{"step-B16": "theirs"})
    path = guest.steps()[FORMS]
    on(app, monkeypatch, OPEN)
    page = text_of(guest.phone.gets(path).text)
    assert "Done today This marks “Sign the forms for storing” as done in the plan, for both of you." in page
    ticks(guest, FORMS)
    done = text_of(guest.phone.gets(path).text)
    assert "This marks" not in done
    assert "“Sign the forms for storing” is marked as done in the plan, for both of you." in done
    assert "in the plan, for both" not in text_of(guest.phone.gets(guest.steps()[EMBRYOS]).text)


@pytest.mark.parametrize("title", [HOME, FORMS])
def test_before_it_opens_being_done_already_folds_away(both: tuple[Owner, Guest], title: str) -> None:
    guest = both[1]
    page = guest.phone.gets(guest.steps()[title]).text
    assert "Done today" not in page
    assert "Done on another day" not in page
    fold = page.partition("<summary><span>It is done already</span></summary>")[2].partition("</details>")[0]
    assert 'name="done" value="yes"' in fold
    assert (MARKS in fold) is (title == HOME)
    ticks(guest, title)
    assert "Done on another day" in guest.phone.gets(guest.steps()[title]).text


def test_what_its_owner_has_undone_is_told_as_done_nowhere(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    path = ticks(guest)
    tells(guest, path, "They are home")
    (share,) = owner.shares()
    assert of_api(guest, "B19")["done"] == "2026-03-02"
    assert "Done 2 March. They are home" in text_of(owner.phone.gets(share).text)
    page = undoes(owner)
    assert of_api(guest, "B19")["done"] is None
    for address in (share, page):
        seen = text_of(owner.phone.gets(address).text)
        assert "They are home" in seen
        assert "Done 2 March" not in seen
    owner.ends(share)
    kept = guest.phone.gets("/part").text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert kept == "They are home"


def test_what_was_ticked_for_the_plan_is_no_word_of_their_own_half(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    path = ticks(guest)
    undoes(owner)
    (share,) = owner.shares()
    assert owner.sends(f"{share}/choices", {"groups": ["own-part"]}).status_code == 303
    assert "You said it was done" not in text_of(guest.phone.gets(path).text)
    assert of_api(guest, "B19")["done"] is None
    ticks(guest)
    assert of_api(guest, "B19")["done"] == "2026-03-02"


@pytest.mark.parametrize("title", [HOME, FORMS])
def test_a_program_that_sends_a_day_to_come_is_told_what_to_send(both: tuple[Owner, Guest], title: str) -> None:
    guest = both[1]
    path = guest.steps()[title]
    answer = asks_the_api(guest, path, {"done": "2030-11-27"})
    assert answer.status_code == 422
    (fault,) = answer.json["faults"]
    assert fault["key"] == "done"
    assert "Choose a day up to today." in str(fault)
    assert "booked" not in str(fault)


def test_without_a_signal_nothing_is_said_of_what_waits_where_nothing_does(both: tuple[Owner, Guest]) -> None:
    for phone in (both[0].phone, both[1].phone):
        nothing = phone.gets("/kept/nothing").text
        assert "What waits to be sent" not in nothing
        assert "data-waiting=" in nothing  # the phone says it itself, where something waits
        page = phone.gets("/waiting").text
        assert 'href="/plan"' not in page
        assert re.search(r'<p class="way-back no-print"><a href="/">Back</a>', page)
        assert "All that you said" not in page
        assert "Nothing is waiting to be sent." in page
        assert "What waits is kept on this phone" in page


def test_after_the_end_a_day_stands_with_the_words_beside_it_or_not_at_all(app: Flask) -> None:
    owner, guest = shared(app, groups=["own-part"], **day_fields("until", date(2026, 3, 5)))
    ticks(guest, FORMS)
    path = ticks(guest, EMBRYOS)
    guest.phone.sends(f"{path}/words", guest.phone.keys(path), words="We both said yes")
    owner.ends(owner.shares()[0])
    page = guest.phone.gets("/part").text
    assert page.count("2 March") == 1
    assert "Done on 2 March 2026.\nWe both said yes</textarea>" in page
    assert "Nobody else sees it any more." in page
    assert "Nobody else sees it." not in page


def test_words_are_plain(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    page = text_of(guest.phone.gets(guest.steps()[FORMS]).text)
    assert "Only me" in page
    assert "This is only your half of the step. It marks nothing in the plan, unless you tell it below." in page
    assert "unless you show them" in guest.sees()
    leave = text_of(guest.phone.gets("/part/leave").text)
    assert "You go from the list of whoever shares this with you." in leave
