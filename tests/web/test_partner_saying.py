"""What somebody says of steps that are shared with them: done, for the plan or for themselves, and their own words."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.accounts.devices import held_by
from planner.plans.notes import LONGEST
from planner.plans.partner_steps import QUESTIONS, PartnersOwn, all_of, told_by
from tests.web.lives import TODAY
from tests.web.living import day_fields, fields_in, kept_by, says, text_of
from tests.web.sharing import Guest, Owner, shared

TITLE = "Ask to see a fertility clinic, and say urgent"  # B04, given to them
FORMS = "Read each form before you sign it"  # B16, their own half of it
LONG = "long " * LONGEST


@pytest.fixture
def both(app: Flask) -> tuple[Owner, Guest]:
    """Somebody who has given one step away, and whoever has it."""
    return shared(app, groups=["own-part"], **{"step-B04": "theirs"})


def stands(owner: Owner, code: str) -> Any:
    """What is said of a step in the plan."""
    return kept_by(owner.phone).told.get("steps", {}).get(code)


def own(guest: Guest, code: str) -> PartnersOwn:
    """What they keep about a step."""
    with guest.phone.app.app_context():
        held = held_by(guest.phone.cookie)
        assert held
        return all_of(held.actor.person).get(code, PartnersOwn(code))


def is_told(guest: Guest, code: str) -> bool:
    """Whether their owner is told it."""
    with guest.phone.app.app_context():
        held = held_by(guest.phone.cookie)
        assert held
        return code in told_by(held.actor.person)


def sends(guest: Guest, title: str, what: str, **fields: str) -> TestResponse:
    """Send a form from the page of a step."""
    path = guest.steps()[title]
    return guest.phone.sends(f"{path}/{what}", guest.phone.keys(path), **fields)


def page_of_step(guest: Guest, title: str) -> str:
    return text_of(guest.phone.gets(guest.steps()[title]).text)


def test_a_step_given_to_them_is_done_for_both_and_taken_back(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    assert sends(guest, TITLE, "done", done="yes").status_code == 303
    assert stands(owner, "B04") == {"done": TODAY.isoformat()}
    assert "You said it was done on 2 March." in page_of_step(guest, TITLE)
    assert sends(guest, TITLE, "done", done="no").status_code == 303
    assert stands(owner, "B04") is None


def test_it_was_done_on_another_day(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    fields = day_fields("done", TODAY - timedelta(days=7))
    assert sends(guest, TITLE, "done", done="yes", **fields).status_code == 303
    assert stands(owner, "B04") == {"done": "2026-02-23"}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ({"done-day": "3", "done-month": "3", "done-year": "2026"}, "Enter a day up to today"),
        ({"done-day": "31", "done-month": "2", "done-year": "2026"}, "Enter a day that exists"),
        ({"done-day": "3", "done-month": "", "done-year": ""}, "Enter the day, month and year"),
    ],
)
@pytest.mark.parametrize("title", [TITLE, FORMS])
def test_a_day_that_cannot_be_is_asked_for_again_with_what_was_typed(
    both: tuple[Owner, Guest], title: str, day: dict[str, str], words: str
) -> None:
    answer = sends(both[1], title, "done", done="yes", **day)
    assert answer.status_code == 400
    assert words in text_of(answer.text)
    assert f'value="{day["done-day"]}"' in answer.text
    assert '<details class="way" open>' in answer.text


def test_what_its_owner_said_is_not_theirs_to_take_back(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    path = guest.steps()[TITLE]
    says(owner.phone, "B04", "done")
    page = guest.phone.gets(path).text
    assert "This is done." in text_of(page)
    assert "Undo" not in page
    assert guest.phone.sends(f"{path}/done", guest.phone.keys(path), done="no").status_code == 409
    assert stands(owner, "B04") == {"done": TODAY.isoformat()}


def test_what_was_said_anew_meanwhile_is_shown_and_not_undone(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    path = guest.steps()[TITLE]
    sends(guest, TITLE, "done", done="yes")
    says(owner.phone, "B04", "booked", **day_fields("booked", TODAY + timedelta(days=7)))
    answer = guest.phone.sends(f"{path}/done", guest.phone.keys(path), done="no")
    assert answer.status_code == 409
    assert "Nothing was undone. Below is what stands now." in text_of(answer.text)
    assert stands(owner, "B04") == {"booked": "2026-03-09"}


def test_their_half_of_a_step_marks_nothing_but_their_own_page(both: tuple[Owner, Guest]) -> None:
    owner, guest = both
    assert sends(guest, FORMS, "done", done="yes").status_code == 303
    assert stands(owner, "B16") is None
    assert own(guest, "B16").done == TODAY
    assert not is_told(guest, "B16")
    assert "You said it was done on 2 March." in page_of_step(guest, FORMS)
    assert "There is nothing to do" not in page_of_step(guest, FORMS)
    page = guest.phone.gets("/part").text
    assert FORMS in page.partition('<details class="fold fold--quiet"')[2].partition("</details>")[0]
    sends(guest, FORMS, "done", done="no")
    assert own(guest, "B16").done is None


def test_a_step_that_is_only_shown_cannot_be_marked(app: Flask) -> None:
    _, guest = shared(app, groups=["find-out"])
    path = guest.steps()["Look for a trial"]
    assert "Done today" not in guest.phone.gets(path).text
    assert guest.phone.sends(f"{path}/done", guest.phone.keys(path), done="yes").status_code == 404
    assert own(guest, "B08") == PartnersOwn("B08")


def test_words_are_theirs_alone_until_they_tell_them(both: tuple[Owner, Guest]) -> None:
    _, guest = both
    assert 'value="no" checked' in guest.phone.gets(guest.steps()[FORMS]).text
    assert sends(guest, FORMS, "words", words="It came back clear").status_code == 303
    assert (own(guest, "B16").words, is_told(guest, "B16")) == ("It came back clear", False)
    sends(guest, FORMS, "words", words="It came back clear", tell="yes")
    assert is_told(guest, "B16")


def test_words_that_are_too_long_come_back_as_they_were_typed(both: tuple[Owner, Guest]) -> None:
    answer = sends(both[1], FORMS, "words", words=LONG, tell="yes")
    assert answer.status_code == 400
    assert LONG.strip() in answer.text
    assert 'value="yes" checked' in answer.text
    assert own(both[1], "B16") == PartnersOwn("B16")


@pytest.mark.parametrize("path", ["step", "questions"])
def test_the_same_page_sent_with_other_words_keeps_both(both: tuple[Owner, Guest], path: str) -> None:
    guest = both[1]
    page = "/part/questions" if path == "questions" else guest.steps()[FORMS]
    to = page if path == "questions" else f"{page}/words"
    keys = guest.phone.keys(page)
    assert guest.phone.sends(to, keys, words="First").status_code == 303
    answer = guest.phone.sends(to, keys, words="Second")
    assert answer.status_code == 409
    assert "Second</textarea>" in answer.text
    assert own(guest, QUESTIONS if path == "questions" else "B16").words == "First"


@pytest.mark.parametrize("path", ["step", "questions"])
def test_two_pages_that_stand_open_lose_no_word(both: tuple[Owner, Guest], path: str) -> None:
    guest = both[1]
    page = "/part/questions" if path == "questions" else guest.steps()[FORMS]
    to = page if path == "questions" else f"{page}/words"
    one, other = fields_in(guest.phone.gets(page).text, to), fields_in(guest.phone.gets(page).text, to)
    assert guest.phone.sends(to, one, words="Written here").status_code == 303
    answer = guest.phone.sends(to, other, words="Written there")
    assert answer.status_code == 409
    assert "Written here" in answer.text
    assert "Written there</textarea>" in answer.text
    again = {**fields_in(answer.text, to), "words": "Written here and there"}
    assert guest.phone.sends(to, again).status_code == 303
    assert own(guest, QUESTIONS if path == "questions" else "B16").words == "Written here and there"


def test_an_older_page_tells_nothing_that_was_kept_back_meanwhile(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    page = guest.steps()[FORMS]
    to = f"{page}/words"
    sends(guest, FORMS, "words", words="A result", tell="yes")
    older = fields_in(guest.phone.gets(page).text, to)
    sends(guest, FORMS, "words", words="A result", tell="no", told="yes", before="A result")
    assert guest.phone.sends(to, older, words="A result, and more", tell="yes").status_code == 303
    assert (own(guest, "B16").words, is_told(guest, "B16")) == ("A result, and more", False)


def test_marking_it_done_loses_no_words_written_meanwhile(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    path = guest.steps()[FORMS]
    keys = guest.phone.keys(path)
    sends(guest, FORMS, "words", words="Signed at the desk")
    assert guest.phone.sends(f"{path}/done", keys, done="yes").status_code == 303
    assert own(guest, "B16")[1:4] == (TODAY, "Signed at the desk", False)


def test_the_question_of_a_step_is_put_with_theirs_once(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    path = guest.steps()[FORMS]
    guest.phone.sends("/part/questions", guest.phone.keys("/part/questions"), words="Who drives?")
    for _ in range(2):
        assert sends(guest, FORMS, "ask").status_code == 303
    assert own(guest, QUESTIONS).words == (
        "Who drives?\nWhat am I saying yes to, and how could I change my mind later?"
    )
    assert "It is with your questions." in page_of_step(guest, FORMS)
    guest.phone.gets("/language/es")
    assert f'action="{path}/ask"' not in guest.phone.gets(path).text


def test_where_there_is_no_room_for_a_question_nothing_is_lost(both: tuple[Owner, Guest]) -> None:
    guest = both[1]
    full = "q" * LONGEST
    guest.phone.sends("/part/questions", guest.phone.keys("/part/questions"), words=full)
    answer = sends(guest, FORMS, "ask")
    assert answer.status_code == 400
    assert "There is no room for one more." in text_of(answer.text)
    assert own(guest, QUESTIONS).words == full
