"""What somebody found who used the pages for an hour, from the first answer to the last, each as a promise that now
holds."""

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask

from planner.web.asking.question_words import change_link
from tests.web.living import day_fields, kept_by, lives_with_a_plan, moved_to, page_of, says, text_of
from tests.web.phones import Phone

ASKED, LIST = "Does it hurt?", "/plan/questions"


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


def has_had_chemo(amy: Phone) -> None:
    """She says that her first chemo was three days ago."""
    told = {"chemo_already_started": "yes", **day_fields("chemo_started_on", date(2026, 2, 27)), "from": "plan"}
    path = change_link("chemo_started_on", "plan").partition("?")[0]
    answer = amy.sends(path, **told)
    assert answer.status_code == 303, text_of(answer.text)


def test_a_first_chemo_that_came_before_its_date_takes_the_place_of_the_date(amy: Phone) -> None:
    has_had_chemo(amy)
    kept = kept_by(amy).told
    assert (kept["treatment_date"], kept["chemo_started_on"]) == ("2026-02-27", "2026-02-27")
    text = text_of(amy.gets("/plan").text)
    assert "to your first chemo" not in text
    assert "is not confirmed" not in text


def test_a_freezing_step_booked_after_the_first_chemo_says_to_call_the_clinic(amy: Phone) -> None:
    says(amy, "B18", "booked", **day_fields("booked", date(2026, 4, 28)))
    has_had_chemo(amy)
    for path in ("/plan", page_of(amy, "B18")):
        assert "Its last safe day is 26 February 2026. Call the clinic today." in text_of(amy.gets(path).text), path


def test_what_the_nurse_is_to_be_asked_stands_on_the_list_and_on_paper(amy: Phone) -> None:
    says(amy, "B04", "ask", words=ASKED)
    for happens in (lambda _: None, has_had_chemo):  # after which the step has left the plan
        happens(amy)
        for path in (LIST, "/plan/print", "/plan/print?all=yes"):
            assert ASKED in text_of(amy.gets(path).text), path


def test_a_question_that_was_asked_is_not_printed_as_still_to_ask(amy: Phone) -> None:
    found = re.findall(
        r'name="words" value="([^"]+)"><input type="hidden" name="about" value="([^"]+)"', amy.gets(LIST).text
    )
    words, about = unescape(found[0][0]), found[0][1]
    amy.sends(LIST, words=words, about=about)
    for path in ("/plan/print", "/plan/print?all=yes"):
        assert words in text_of(amy.gets(path).text), path
    [question] = re.findall(rf'action="{LIST}/([0-9a-f]{{32}})"', amy.gets(LIST).text)[:1]
    amy.sends(f"{LIST}/{question}", asked="yes")
    for path in ("/plan/print", "/plan/print?all=yes"):
        assert words not in text_of(amy.gets(path).text), path


def test_help_after_birth_control_failed_is_for_today_and_not_for_its_last_day(amy: Phone) -> None:
    path = change_link("contraception_failed_at", "plan").partition("?")[0]
    day = day_fields("contraception_failed_at", date(2026, 2, 28))
    assert amy.sends(path, **day, **{"from": "plan"}).status_code == 303
    # Within five days, the 28th of February among them: by 4 March, a Wednesday.
    assert "Today if you can, Wednesday 4 March at the latest." in text_of(amy.gets("/plan").text)


def test_a_preview_shows_first_what_reads_otherwise_and_has_a_last_safe_day(amy: Phone) -> None:
    page = amy.sends("/plan/move", **moved_to(date(2026, 5, 11))).text
    first = page.partition("<h2>Moves")[2].partition("more that move")[0]
    assert first.count("last safe day") >= 5


def test_a_booking_that_clashes_is_not_counted_among_those_that_stay(amy: Phone) -> None:
    says(amy, "B18", "booked", **day_fields("booked", date(2026, 4, 28)))
    text = text_of(amy.sends("/plan/move", **moved_to(date(2026, 4, 6))).text)
    assert "1 booked one clashes" in text
    assert "stays on its day" not in text
