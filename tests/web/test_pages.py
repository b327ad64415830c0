"""Questions, a plan, a calendar file: what each address answers, and that nothing told is kept or passed on."""

from datetime import date
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner import create_app
from tests.calendar.rfc5545 import faults
from tests.calendar.telling_words import telling
from tests.web.lives import AMIRA, BEN, EVERYONE, EWA, FARAH, TODAY, fields

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Someone's browser."""
    return app.test_client()


def lines_of(file: bytes) -> list[str]:
    """The lines of a calendar file, folded ones made whole."""
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_the_first_page_asks_and_says_what_it_is_not(client: FlaskClient) -> None:
    text = client.get("/").text
    assert "Which date did your team give you?" in text
    assert "It is not a doctor." in text
    assert "Nothing is kept." in text
    assert "<select" not in text
    assert text.count("<h1") == 1


def test_a_plan_stands_beneath_the_folded_and_filled_form(client: FlaskClient) -> None:
    text = client.post("/", data=fields(AMIRA)).text
    assert "77 days to your first chemo, 18 May 2026." in text  # 29 left in March, 30 in April, 18 in May
    assert text.index('id="answers"') < text.index('class="card next') < text.index("Is there still time?")
    assert 'name="treatment_date-day"' in text
    assert 'value="18"' in text
    assert '<details class="fold fold--card" id="answers">' in text


def test_no_answer_at_all_still_makes_a_plan(client: FlaskClient) -> None:
    answer = client.post("/", data={"place": "not-said"})
    assert answer.status_code == 200
    assert "No treatment date is known yet." in answer.text


@pytest.mark.parametrize("name", EVERYONE)
def test_every_life_gets_a_page_with_one_heading_and_a_neutral_title(client: FlaskClient, name: str) -> None:
    answer = client.post("/", data=fields(EVERYONE[name]))
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1
    assert answer.text.count("<title>Ahead</title>") == 1
    assert "No clinician has signed this yet" in answer.text


def test_what_is_told_is_in_no_address_and_no_cookie(client: FlaskClient) -> None:
    for path in ("/", "/calendar.ics"):
        answer = client.post(path, data=fields(AMIRA))
        assert "Location" not in answer.headers
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
    assert 'method="get"' not in client.get("/").text.lower()


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/calendar.ics", 405),
        ("PUT", "/", 405),
        ("GET", "/plan", 404),
    ],
)
def test_every_address_answers_as_it_should(client: FlaskClient, method: str, path: str, code: int) -> None:
    assert client.open(path, method=method).status_code == code


def test_a_day_that_does_not_exist_is_asked_again_with_what_was_typed(client: FlaskClient) -> None:
    answer = client.post("/", data=fields(AMIRA, treatment_date="31 2 2027", age="old"))
    assert answer.status_code == 400
    assert '<a href="#treatment_date-day">Enter a day that exists, for example 27 3 2027</a>' in answer.text
    assert '<a href="#age">Enter your age in whole years, from 0 to 120, for example 34</a>' in answer.text
    for kept in ('value="31"', 'value="2"', 'value="2027"', 'value="old"'):
        assert kept in answer.text
    assert answer.text.count(" checked") == len(AMIRA) - 2  # all that was chosen; the date and the age are typed


def test_a_calendar_cannot_be_made_from_what_is_wrong(client: FlaskClient) -> None:
    answer = client.post("/calendar.ics", data=fields(AMIRA, age="-3"))
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert "Please check these" in answer.text


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        (FORM, b"age=%ff%fe&place=\xff\xfe"),
        (FORM, b"age=3%004&treatment_date-day=%1b%5b2J&treatment_date-year=2027"),
        (FORM, b"place=%ed%a0%80"),
        (FORM, b"place=gb&place=us"),
        (FORM, b"age=1e308"),
        (FORM, b"age=" + b"9" * 5000),
        (FORM, b"treatment_date-day=1&treatment_date-month=1&treatment_date-year=" + b"9" * 5000),
        (FORM, b"has_ovaries=perhaps"),
        (FORM, b"hormones=none-of-these&hormones=hrt"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/json", b'{"age": 34}'),
        ("", b""),
    ],
)
def test_what_cannot_be_read_gets_a_calm_page_that_says_what_to_do(
    client: FlaskClient, typed: str, body: bytes
) -> None:
    for path in ("/", "/calendar.ics"):
        answer = client.post(path, data=body, content_type=typed)
        assert answer.status_code == 400
        assert "Traceback" not in answer.text
        assert "\x00" not in answer.text
        assert "\x1b" not in answer.text


@pytest.mark.parametrize("typed", [FORM, "multipart/form-data; boundary=x", "application/octet-stream"])
def test_fifty_megabytes_are_refused_before_they_are_read(client: FlaskClient, typed: str) -> None:
    answer = client.post("/", data=b"age=" + b"1" * (50 * 1024 * 1024), content_type=typed)
    assert answer.status_code in (400, 413)
    assert "Traceback" not in answer.text


def test_a_file_put_in_the_place_of_an_answer_is_no_answer(client: FlaskClient) -> None:
    sent = {"place": (BytesIO(b"gb"), "answers.json")}
    answer = client.post("/", data={"age": "", **sent}, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert "0 of 21 given" in answer.text


def test_treatment_without_chemo_gets_no_plan_and_the_reason(client: FlaskClient) -> None:
    text = unescape(client.post("/", data=fields(AMIRA, therapy_kind="no-chemo-cells")).text)
    assert "No plan was made from these answers." in text
    assert "You said this treatment uses cells without chemo." in text
    assert "Ask the clinic: is any chemo used, on any day?" in text
    assert "All your steps" not in text
    assert "Download the calendar file" not in text
    assert "60 steps" in text  # all of them are left out, each with its reason


@pytest.mark.parametrize("pregnant", ["yes", "unsure"])
def test_who_may_be_pregnant_sees_that_first_and_the_rest_at_rest(client: FlaskClient, pregnant: str) -> None:
    text = client.post("/", data=fields(FARAH, pregnant=pregnant)).text
    card = text[text.index('class="card next') : text.index("Is there still time?")]
    assert "You are or may be pregnant: call your team now" in card
    assert "Today, or tomorrow, Tuesday 3 March, at the latest." in card
    assert "The other steps are paused, not deleted." in card
    assert text.count(">paused</span>") >= 30
    assert ">open</span>" not in text.partition("Freeze and store")[2]


def test_an_unconfirmed_first_chemo_is_said_before_the_list(client: FlaskClient) -> None:
    text = client.post("/", data=fields(BEN)).text
    said = text.index("Your first chemo day is not confirmed.")
    assert said < text.index("Is there still time?") < text.index("All your steps")
    assert "Ask which day your first chemo is" in text[:said]


def test_a_life_past_childbearing_is_not_asked_about_freezing(client: FlaskClient) -> None:
    text = client.post("/", data=fields(EWA)).text
    assert "Is there still time?" not in text
    assert "Start your egg-freezing injections" in text.partition("Not in your plan, and why")[2]
    assert "Start your egg-freezing injections" not in text.partition("Not in your plan, and why")[0]


@pytest.mark.parametrize("name", EVERYONE)
def test_the_calendar_file_is_sound_and_tells_nothing(client: FlaskClient, name: str) -> None:
    answer = client.post("/calendar.ics", data=fields(EVERYONE[name]))
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    assert faults(answer.data) == []
    assert telling(answer.data.decode()) == []
    assert "BEGIN:VEVENT" in answer.text


def test_plain_words_are_written_only_when_they_were_asked_for(client: FlaskClient) -> None:
    discreet = lines_of(client.post("/calendar.ics", data=fields(AMIRA)).data)
    plain = lines_of(client.post("/calendar.ics", data=fields(AMIRA, plain="yes")).data)
    assert faults(client.post("/calendar.ics", data=fields(AMIRA, plain="yes")).data) == []
    assert "SUMMARY:Start your egg-freezing injections" in plain
    assert "SUMMARY:Start your egg-freezing injections" not in discreet
    assert [line for line in plain if line[:4] in ("UID:", "DTST")] == [
        line for line in discreet if line[:4] in ("UID:", "DTST")
    ]


def test_the_form_of_the_calendar_carries_the_same_answers(client: FlaskClient) -> None:
    text = client.post("/", data=fields(AMIRA)).text
    hidden = text[text.index('action="/calendar.ics"') :].partition("</form>")[0]
    for name, value in fields(AMIRA).items(multi=True):
        assert f'<input type="hidden" name="{name}" value="{value}">' in hidden


def test_the_day_is_that_of_the_clock_and_never_of_the_request(client: FlaskClient) -> None:
    text = client.post("/?today=2030-01-01", data=fields(AMIRA, today="2030-01-01", asked_on="2030-01-01")).text
    assert "77 days to your first chemo" in text


def test_the_clock_is_asked_for_the_day_in_the_time_zone_of_the_service() -> None:
    asked = []

    def clock(zone: str) -> date:
        asked.append(zone)
        return TODAY

    app = create_app({"CLOCK": clock, "TIME_ZONE": "Pacific/Auckland"})
    app.test_client().post("/", data=fields(AMIRA))
    assert asked == ["Pacific/Auckland"]
