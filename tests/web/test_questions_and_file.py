"""Questions for the team on their page, and everything as a file and back."""

import io
import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.plans.plan_json import plan_json
from planner.web.plans.made import made_today
from tests.web.living import kept_by, lives_with_a_plan, page_of, says, text_of
from tests.web.phones import Phone


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


def asked(phone: Phone) -> list[str]:
    """The questions on the list, in order."""
    return re.findall(r'class="asked__words">([^<]*)<', phone.gets("/plan/questions").text)


def test_questions_are_added_changed_ticked_off_and_taken_away(amy: Phone) -> None:
    for words in ("Who do I ring at night?", "Can I swim?"):
        assert amy.sends("/plan/questions", words=words).status_code == 303
    assert asked(amy) == ["Who do I ring at night?", "Can I swim?"]
    first, second = re.findall(r'action="(/plan/questions/[0-9a-f]{32})"', amy.gets("/plan/questions").text)[::2]
    amy.sends(first, words="Who do I ring at night?", asked="yes")
    assert asked(amy) == ["Can I swim?", "Who do I ring at night?"]
    assert "asked 2 March" in text_of(amy.gets("/plan/questions").text)
    amy.sends(second, words="Can I swim with a line?")
    amy.sends(f"{first}/remove")
    assert asked(amy) == ["Can I swim with a line?"]


@pytest.mark.parametrize("words", ["", "   ", "q" * 501, "a\x07b"])
def test_what_is_no_question_is_asked_again_as_it_was_typed(amy: Phone, words: str) -> None:
    answer = amy.sends("/plan/questions", words=words)
    assert answer.status_code == 400
    assert "Write your question, in at most 500 ordinary characters" in text_of(answer.text)
    assert words.strip()[:500] in answer.text
    assert asked(amy) == []


def test_what_the_open_steps_suggest_is_taken_over_and_not_offered_again(amy: Phone) -> None:
    page = amy.gets("/plan/questions").text
    suggested = re.findall(r'name="words" value="([^"]+)"><input type="hidden" name="about" value="([A-Z]\d\d)"', page)
    assert len(suggested) == 6
    words, code = suggested[0]
    amy.sends("/plan/questions", words=words, about=code)
    assert asked(amy) == [words]
    assert len(re.findall('name="about"', amy.gets("/plan/questions").text)) == 5


def test_questions_of_somebody_else_are_not_here(app: Flask, amy: Phone) -> None:
    amy.sends("/plan/questions", words="Mine")
    path = re.findall(r'action="(/plan/questions/[0-9a-f]{32})"', amy.gets("/plan/questions").text)[0]
    other = lives_with_a_plan(app)
    assert other.sends(path, words="Yours").status_code == 404
    assert other.sends(f"{path}/remove").status_code == 404
    assert asked(amy) == ["Mine"]


def brings_in(phone: Phone, raw: bytes) -> TestResponse:
    """Choose a file and send it."""
    return phone.client.post(
        "/bring-in",
        data={**phone.keys("/bring-in"), "file": (io.BytesIO(raw), "saved.json")},
        base_url=phone.url,
        environ_base={"REMOTE_ADDR": phone.address},
    )


def test_the_page_after_bringing_a_file_in_is_a_page(app: Flask) -> None:
    saved = lives_with_a_plan(app).gets("/plan/file.json").data
    answer = brings_in(Phone(app), saved)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


def whole(phone: Phone) -> dict[str, Any]:
    """The plan that is open on a phone, as JSON."""
    kept = kept_by(phone)
    with phone.app.test_request_context():
        return plan_json(made_today(kept))


def test_a_saved_file_makes_the_same_plan_again(app: Flask, amy: Phone) -> None:
    says(amy, "B04", "done")
    amy.sends(f"{page_of(amy, 'B03')}/note", note="Ring Ann", before="")
    amy.sends("/plan/questions", words="Can I swim?")
    saved = amy.gets("/plan/file.json")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="saved.json"'
    phone = Phone(app)
    answer = brings_in(phone, saved.data)
    assert (answer.status_code, "Your plan is here again" in answer.text) == (200, True)
    assert whole(phone) == whole(amy)
    assert phone.gets("/plan/calendar.ics").text == amy.gets("/plan/calendar.ics").text
    assert "Ring Ann" in phone.gets(page_of(phone, "B03")).text
    assert asked(phone) == ["Can I swim?"]
    assert "Your plan was brought in from a file" in text_of(phone.gets("/plan/history").text)


@pytest.mark.parametrize(
    ("raw", "says_what"),
    [
        (b"", "Choose the file you saved"),
        (b"nonsense", "This is not JSON we can read"),
        (b"[]", "The whole should be one JSON object"),
        (b"{}", "This is no plan that was saved here"),
        (b'{"form": "plan-export", "form": "x"}', "This key is there twice"),
        (b"[" * 5000, "lists and objects may stand within each other"),
    ],
)
def test_a_file_that_is_none_of_ours_makes_nothing(app: Flask, raw: bytes, says_what: str) -> None:
    phone = Phone(app)
    answer = brings_in(phone, raw)
    assert answer.status_code == 400
    assert says_what in text_of(answer.text)
    assert not phone.is_in()


def test_a_file_that_was_changed_is_refused_with_what_is_wrong(app: Flask, amy: Phone) -> None:
    saved = json.loads(amy.gets("/plan/file.json").data)
    saved["told"]["age"] = 400
    phone = Phone(app)
    answer = brings_in(phone, json.dumps(saved).encode())
    assert answer.status_code == 400
    assert "age: Use a whole number of years from 0 to 120." in text_of(answer.text)
    assert not phone.is_in()


def test_a_file_is_not_laid_over_a_plan_that_is_open(amy: Phone) -> None:
    saved = amy.gets("/plan/file.json").data
    assert "A plan is open here already." in text_of(amy.gets("/bring-in").text)
    answer = amy.client.post(
        "/bring-in", data={**amy.keys("/open"), "file": (io.BytesIO(saved), "saved.json")}, base_url=amy.url
    )
    assert answer.status_code == 409
