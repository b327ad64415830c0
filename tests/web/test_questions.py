"""One question a page, answers that stay, and a list to check them: what each page says and what it keeps."""

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from planner import create_app
from planner.db import db
from planner.questions.journey import HAPPENED, MAIN, MORE, PAGE_OF, PAGES
from planner.web.asking.answers_view import answers_view
from planner.web.asking.boxes import box_id
from tests.web.lives import TODAY
from tests.web.phones import without_our_scripts

FORM = "application/x-www-form-urlencoded"
DATE = {
    "treatment_date_kind": "first-chemo",
    "treatment_date-day": "18",
    "treatment_date-month": "5",
    "treatment_date-year": "2026",
    "treatment_date_certainty": "confirmed",
}


class Fields(HTMLParser):
    """The fields of a page's form, with what stands in them; and its headings."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.hidden: dict[str, str] = {}
        self.names: list[str] = []
        self.filled: dict[str, list[str]] = {}
        self.heading = ""
        self.inside = False
        self.headings = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input" and found.get("type") == "hidden":
            self.hidden[name] = value
        elif tag == "input":
            self.names.append(name)
            if "checked" in found or (found.get("type") == "text" and value):
                self.filled.setdefault(name, []).append(value)
        if tag == "h1":
            self.inside, self.headings = True, self.headings + 1

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "h1"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.heading = f"{self.heading} {data.strip()}".strip()


class Someone:
    """A person with a browser: opens pages, and sends what stands on them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def begins(self) -> TestResponse:
        """Start a plan."""
        return self.client.post("/start", data=Fields(self.client.get("/").text).hidden)

    def sees(self, path: str) -> Fields:
        """Open a page."""
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return Fields(answer.text)

    def answers(self, path: str, answers: Mapping[str, Any]) -> TestResponse:
        """Open a page, fill it in, and press Continue."""
        return self.client.post(path, data={**self.sees(path).hidden, **answers})

    def tells(self, **answers: Any) -> None:
        """Answer one page that takes it."""
        key = next(iter(answers))
        page = PAGE_OF.get(key) or PAGE_OF[key.rpartition("-")[0]]
        sent = self.answers(f"/questions/{page.number}", answers)
        assert sent.status_code == 303, sent.text

    def checks(self) -> str:
        """The list of answers, as text."""
        return words(self.client.get("/answers").text)


def words(html: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def links(html: str) -> list[tuple[str, str]]:
    """Where each line of the error summary leads, and what it says."""
    summary = html.partition('id="mistakes"')[2].partition("</section>")[0]
    return [(unescape(href), unescape(text)) for href, text in re.findall(r'<a href="([^"]+)">([^<]+)</a>', summary)]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service on one fixed day, with a database of its own, where as many may begin as there are tests."""
    often = {"WRITE_LIMIT": "100000/minute", "START_LIMIT": "100000/minute", "LIMITS_URL": "memory://"}
    folder = str(tmp_path_factory.mktemp("instance"))
    app = create_app({"CLOCK": lambda zone: TODAY, "INSTANCE": folder, **often})
    with app.app_context():
        db.create_all()
    return app


@pytest.fixture
def someone(app: Flask) -> Someone:
    """A person who has begun."""
    person = Someone(app.test_client())
    assert person.begins().status_code == 303
    return person


def test_the_first_page_says_what_it_is_not_and_has_three_ways_in(app: Flask) -> None:
    text = app.test_client().get("/").text
    for said in ("It is not a doctor.", "Your answers are kept locked.", "No account and no e-mail."):
        assert said in text
    assert 'action="/start"' in text
    assert 'href="/open"' in text
    assert "I work in a clinic" in text
    assert text.count("<h1") == 1
    assert "Go on with" not in text


def test_whoever_has_answers_here_goes_on_with_them(someone: Someone) -> None:
    someone.tells(place="gb")
    text = someone.client.get("/").text
    assert 'href="/answers">Go on with your answers</a>' in text
    assert 'action="/start"' not in text


def test_beginning_leads_to_the_first_question(app: Flask) -> None:
    answer = Someone(app.test_client()).begins()
    assert answer.location == "/questions/1"


@pytest.mark.parametrize("number", [page.number for page in PAGES])
def test_every_page_has_one_heading_its_reason_and_two_ways_on(someone: Someone, number: int) -> None:
    text = someone.client.get(f"/questions/{number}").text
    page = Fields(text)
    assert page.headings == 1
    assert page.heading.endswith("?")
    assert "<select" not in text
    assert {"csrf_token", "once"} <= set(page.hidden)
    assert "Why we ask" in text
    assert re.search(r">Continue</button>\s*<button[^>]*>Skip</button>", text)
    assert "<title>Ahead</title>" in text
    assert page.names


@pytest.mark.parametrize("number", [0, 30, 999999999999999999999, -1])
def test_a_page_that_does_not_exist_is_not_here(someone: Someone, number: int) -> None:
    assert someone.client.get(f"/questions/{number}").status_code == 404
    assert someone.client.post(f"/questions/{number}", data=someone.sees("/questions/1").hidden).status_code == 404


@pytest.mark.parametrize("path", ["/questions/1", "/answers"])
def test_a_stranger_sees_no_question_and_no_answer(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 404
    assert "Where will you be treated" not in answer.text


def test_each_answer_leads_to_the_next_question_that_is_asked(someone: Someone) -> None:
    assert someone.answers("/questions/1", {"place": "gb"}).location == "/questions/2"
    assert someone.answers("/questions/2", {"therapy_kind": "ahsct"}).location == "/questions/3"
    assert someone.answers("/questions/3", DATE).location == "/questions/4"
    assert someone.answers("/questions/4", {"chemo_already_started": "no"}).location == "/questions/6"
    assert someone.answers("/questions/6", {"age": "34"}).location == "/questions/7"
    organs = {"has_ovaries": "no", "has_uterus": "no", "has_testes": "yes"}
    assert someone.answers("/questions/7", organs).location == "/questions/8"
    assert someone.answers("/questions/8", {"skip": "yes"}).location == "/questions/9"
    assert someone.sees("/questions/9").heading == "Are you breastfeeding or chestfeeding?"
    assert someone.answers("/questions/9", {"breastfeeding": "no"}).location == "/questions/12"
    assert someone.answers(f"/questions/{MAIN[-1].number}", {"skip": "yes"}).location == "/answers"


def test_how_far_one_has_come_is_said_and_drawn(someone: Someone) -> None:
    text = someone.client.get("/questions/4").text
    assert "Question 4 of about 15" in text
    assert '<svg viewBox="0 0 15 1"' in text
    assert "M0 0H4V1H0z" in text
    assert "style=" not in text
    assert "%" not in words(text)


def test_the_way_back_is_the_question_before(someone: Someone) -> None:
    someone.tells(chemo_already_started="no")
    text = someone.client.get("/questions/6").text
    assert '<a href="/questions/4">Back</a>' in text
    assert '<a href="/">Back</a>' in someone.client.get("/questions/1").text
    assert '<a href="/answers">Back</a>' in someone.client.get("/questions/6?from=answers").text
    assert '<a href="/answers">Back</a>' in someone.client.get(f"/questions/{MORE[0].number}").text


def test_an_answer_is_there_again_when_its_page_is_opened(someone: Someone) -> None:
    someone.tells(**DATE)
    someone.tells(contraception=["barrier", "copper-coil"])
    page = someone.sees("/questions/3")
    assert page.filled == {name: [value] for name, value in DATE.items()}
    assert someone.sees("/questions/13").filled == {"contraception": ["copper-coil", "barrier"]}
    assert "Take it back" in someone.client.get("/questions/13").text


def test_the_day_is_asked_in_the_order_of_the_place(someone: Someone) -> None:
    boxes = ["treatment_date-day", "treatment_date-month", "treatment_date-year"]
    page = someone.sees("/questions/3")
    assert [name for name in page.names if name in boxes] == boxes
    someone.tells(place="us")
    text = someone.client.get("/questions/3").text
    assert [name for name in Fields(text).names if name in boxes] == [boxes[1], boxes[0], boxes[2]]
    assert "For example, 3 27 2027." in text


def test_the_date_page_draws_the_course_and_takes_no_date_for_an_answer(someone: Someone) -> None:
    text = someone.client.get("/questions/3").text
    drawn = text.partition('class="usual"')[2].partition("</figure>")[0]
    for day in ("First chemo", "Collection", "Hospital", "New cells", "Home"):
        assert day in drawn
    assert "About" in text
    someone.tells(treatment_date_certainty="not-said")
    assert "Date from your team Skipped" in someone.checks()


def test_what_cannot_be_read_is_shown_again_with_what_to_do_and_not_kept(someone: Someone) -> None:
    answer = someone.answers("/questions/3", {**DATE, "treatment_date-day": "31", "treatment_date-month": "2"})
    assert answer.status_code == 400
    assert links(answer.text) == [
        (f"#{box_id('treatment_date')}-day", "Enter a day that exists, for example 27 3 2027"),
    ]
    page = Fields(answer.text)
    assert page.filled["treatment_date-day"] == ["31"]
    assert page.filled["treatment_date_kind"] == ["first-chemo"]
    assert f'id="{box_id("treatment_date")}-error"' in answer.text
    assert "31" not in someone.checks()


def test_chemo_begun_with_its_day_still_to_come_is_said_where_one_is_with_the_way_to_the_other(
    someone: Someone,
) -> None:
    someone.tells(**DATE)
    answer = someone.answers("/questions/4", {"chemo_already_started": "yes"})
    assert answer.status_code == 400
    (here, said), (there, other) = links(answer.text)
    assert here == f"#{box_id('chemo_already_started')}"
    assert said.startswith("You said that chemo has started, and the date your team gave you for it is still to come.")
    assert (there, other) == ("/questions/3?from=answers", "Change the other answer: Date from your team")
    assert "Chemo begun" not in someone.checks()


def test_the_same_is_said_on_the_page_of_the_date(someone: Someone) -> None:
    someone.tells(chemo_already_started="yes")
    answer = someone.answers("/questions/3", DATE)
    assert answer.status_code == 400
    assert [href for href, _ in links(answer.text)] == [f"#{box_id('treatment_date')}-day", "/questions/4?from=answers"]
    assert "2026" not in someone.checks()


def test_a_transplant_that_happened_cannot_be_still_to_come(someone: Someone) -> None:
    someone.tells(**{**DATE, "treatment_date_kind": "day-zero"})
    answer = someone.answers("/questions/5", {"treatment_happened": "yes"})
    assert answer.status_code == 400
    assert [href for href, _ in links(answer.text)] == [f"#{box_id('treatment_happened')}", "/questions/3?from=answers"]


def test_a_transplant_without_chemo_is_asked_again(someone: Someone) -> None:
    someone.tells(treatment_happened="yes")
    answer = someone.answers("/questions/4", {"chemo_already_started": "no"})
    assert answer.status_code == 400
    assert [href for href, _ in links(answer.text)] == [
        f"#{box_id('chemo_already_started')}",
        "/questions/5?from=answers",
    ]


def test_a_first_chemo_after_what_comes_after_it_is_asked_again(someone: Someone) -> None:
    past = {"treatment_date-day": "1", "treatment_date-month": "2", "treatment_date-year": "2026"}
    someone.tells(**{**DATE, **past, "treatment_date_kind": "day-zero"})
    later = {"chemo_started_on-day": "20", "chemo_started_on-month": "2", "chemo_started_on-year": "2026"}
    answer = someone.answers("/questions/4", {"chemo_already_started": "yes", **later})
    assert answer.status_code == 400
    assert [href for href, _ in links(answer.text)] == [
        f"#{box_id('chemo_started_on')}-day",
        "/questions/3?from=answers",
    ]


def test_a_first_chemo_that_was_given_is_not_still_to_come(someone: Someone) -> None:
    later = {"chemo_started_on-day": "20", "chemo_started_on-month": "4", "chemo_started_on-year": "2026"}
    answer = someone.answers("/questions/4", {"chemo_already_started": "yes", **later})
    assert answer.status_code == 400
    assert links(answer.text) == [(f"#{box_id('chemo_started_on')}-day", "Enter a day up to today")]


def test_a_change_leads_back_to_the_list(someone: Someone) -> None:
    someone.tells(place="gb")
    assert 'href="/questions/1?from=answers"' in someone.client.get("/answers").text
    page = someone.sees("/questions/1?from=answers")
    assert page.hidden["from"] == "answers"
    answer = someone.client.post("/questions/1", data={**page.hidden, "place": "us"})
    assert answer.location == "/answers"
    assert "Where you are treated United States" in someone.checks()


def test_a_mistake_in_a_change_still_leads_back_to_the_list(someone: Someone) -> None:
    page = someone.sees("/questions/6?from=answers")
    answer = someone.client.post("/questions/6", data={**page.hidden, "age": "old"})
    assert answer.status_code == 400
    assert Fields(answer.text).hidden["from"] == "answers"


def test_a_page_beside_the_first_journey_leads_back_to_the_list(someone: Someone) -> None:
    for page in (*MORE, *HAPPENED):
        assert someone.answers(f"/questions/{page.number}", {"skip": "yes"}).location == "/answers"


def test_an_answer_whose_question_is_not_asked_any_more_is_still_listed(someone: Someone) -> None:
    someone.tells(wants_children="yes")
    someone.tells(can_give_sample="difficult")
    someone.tells(has_testes="no")
    assert "Giving a sperm sample It is hard Not asked with your other answers" in someone.checks()
    assert someone.sees("/questions/16").filled == {"can_give_sample": ["difficult"]}


def test_taking_an_answer_back_takes_it_out_of_the_list(someone: Someone) -> None:
    someone.tells(age="34")
    assert "Age 34" in someone.checks()
    someone.answers("/questions/6", {"skip": "yes"})
    assert "34" not in someone.checks()


def test_the_list_says_what_was_skipped_and_offers_what_would_make_it_fit_better(someone: Someone) -> None:
    someone.answers(f"/questions/{MAIN[-1].number}", {"skip": "yes"})
    said = someone.checks()
    assert "Age Skipped Change" in said
    for offered in ("Which chemo will you have?", "Who pays for the treatment?", "Did your birth control fail?"):
        assert offered in said
    someone.tells(regimen="beam-atg")
    said = someone.checks()
    assert "Chemo in hospital BEAM and ATG Change" in said
    assert "Which chemo will you have?" not in said


def test_whoever_stopped_half_way_can_go_on(someone: Someone) -> None:
    someone.tells(place="gb")
    someone.tells(therapy_kind="unsure")
    assert 'href="/questions/3">Go on with the questions</a>' in someone.client.get("/answers").text
    someone.tells(dmt="none")
    assert "Go on with the questions" not in someone.client.get("/answers").text


def test_every_answer_is_listed_in_words(app: Flask) -> None:
    told = {
        "place": "us",
        "therapy_kind": "ahsct",
        "treatment_date": "2027-03",
        "treatment_date_kind": "unknown",
        "treatment_date_certainty": "approximate",
        "chemo_already_started": "not-said",
        "age": 34,
        "hormones": [],
        "contraception": ["barrier", "partner-sterilised"],
        "no_sex_items": True,
        "time_zone": "America/New_York",
        "dmt": "ocrelizumab",
        "dmt_last": "2026-02-01",
        "contraception_failed_at": "2026-02-27T21:30",
    }
    found = {row.key: row.words for row in answers_view(told).rows if not row.skipped}
    assert found == {
        "place": "United States",
        "therapy_kind": "A transplant of my own cells, with chemo",
        "treatment_date": "March 2027: you do not know what happens on it, about",
        "age": "34",
        "hormones": "None of these",
        "contraception": "Condoms or cap and my partner is sterilised",
        "no_sex_items": "Yes",
        "time_zone": "America/New York",
        "dmt": "Ocrelizumab (Ocrevus)",
        "dmt_last": "1 February 2026",
        "contraception_failed_at": "27 February 2026",
    }


def test_a_plan_is_made_once_and_then_one_goes_back_to_it(someone: Someone) -> None:
    someone.tells(place="gb")
    assert "Make my plan" in someone.checks()
    assert someone.answers("/answers", {}).location == "/plan"
    said = someone.checks()
    assert "Make my plan" not in said
    assert "Back to your plan" in said


def test_the_same_press_twice_is_one_answer(someone: Someone) -> None:
    hidden = someone.sees("/questions/1").hidden
    for _ in range(2):
        answer = someone.client.post("/questions/1", data={**hidden, "place": "gb"})
        assert (answer.status_code, answer.location) == (303, "/questions/2")


def test_a_page_sent_again_with_other_words_is_asked_once_more_with_a_new_key(someone: Someone) -> None:
    hidden = someone.sees("/questions/1").hidden
    someone.client.post("/questions/1", data={**hidden, "place": "gb"})
    answer = someone.client.post("/questions/1", data={**hidden, "place": "us"})
    assert answer.status_code == 409
    page = Fields(answer.text)
    assert page.filled == {"place": ["us"]}
    assert page.hidden["once"] != hidden["once"]
    assert someone.client.post("/questions/1", data={**page.hidden, "place": "us"}).status_code == 303
    assert "United States" in someone.checks()


@pytest.mark.parametrize("number", [page.number for page in PAGES])
@pytest.mark.parametrize(
    "text", [b"%00", b"%1b%5b2J", b"%ed%a0%80", b"%ff%fe", b"%0d%0aSet-Cookie:x", b"9" * 5000, b"%3Cscript%3E", b"[]"]
)
def test_text_of_every_kind_gets_a_page_that_says_what_to_do(someone: Someone, number: int, text: bytes) -> None:
    page = someone.sees(f"/questions/{number}")
    carried = b"&".join(f"{name}={value}".encode() for name, value in page.hidden.items())
    for name in dict.fromkeys(page.names):
        body = carried + b"&" + name.encode() + b"=" + text
        answer = someone.client.post(f"/questions/{number}", data=body, content_type=FORM)
        assert answer.status_code == 400, name
        assert links(answer.text), name
        assert "<script" not in without_our_scripts(answer.text)
        assert "\x00" not in answer.text
        assert "\x1b" not in answer.text
    assert someone.client.get("/answers").text.count("<dt") == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"place": "gb", "age": "34"},
        {"place[]": "gb"},
        {"place": "gb", "skip": "perhaps"},
        {"place": "gb", "from": "https://example.org"},
        {"treatment_status": "died"},
        {"steps": "{}"},
    ],
)
def test_a_field_this_page_did_not_ask_for_keeps_nothing(someone: Someone, fields: dict[str, str]) -> None:
    answer = someone.answers("/questions/1", fields)
    assert answer.status_code == 400
    assert "Go back and try again" in answer.text
    assert "Where you are treated" not in someone.checks()


def test_a_file_or_another_kind_of_body_is_no_answer(someone: Someone) -> None:
    hidden = someone.sees("/questions/1").hidden
    sent = {**hidden, "place": (b"gb", "answers.json")}
    answer = someone.client.post("/questions/1", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 400
    answer = someone.client.post("/questions/1", json={**hidden, "place": "gb"})
    assert answer.status_code == 400
    assert "Where you are treated" not in someone.checks()


def test_a_megabyte_is_refused(someone: Someone) -> None:
    answer = someone.answers("/questions/6", {"age": "1" * (1024 * 1024)})
    assert answer.status_code == 413
    assert "Age" not in someone.checks()


def test_no_address_tells_what_was_asked_or_said(someone: Someone) -> None:
    answer = someone.answers("/questions/9", {"pregnant": "yes"})
    assert re.fullmatch(r"/questions/\d+", answer.location)
    found = re.findall(r'(?:href|action)="([^"]+)"', someone.client.get("/answers").text)
    own = [link for link in found if link.startswith("/") and not link.startswith("/static/")]
    assert own
    assert all(
        re.fullmatch(
            r"/|/plan|/answers|/delete|/leave|/waiting|/manifest\.webmanifest|/language/es\?back=/answers|/questions/\d+(\?from=answers)?",
            link,
        )
        for link in own
    )
