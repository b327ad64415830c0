"""Phone numbers of the team on their page and with the plan: to read, to ring with one tap, and in no calendar."""

import logging
import re

import pytest
from flask import Flask

from tests.web.living import fields_in, lives_with_a_plan, text_of
from tests.web.phones import Phone

PAGE = "/plan/phones"
WARD = {"who": "Transplant ward, day and night", "number": "+44 (0)20 7946 0001"}


@pytest.fixture
def amy(app: Flask) -> Phone:
    """Somebody with 77 days to go."""
    return lives_with_a_plan(app)


def kept(phone: Phone) -> list[tuple[str, str]]:
    """What each number rings, and what is read, in order."""
    page = phone.gets(PAGE).text
    return re.findall(r'<a class="button" href="tel:([^"]+)">([^<]+)<', page)


def paths(phone: Phone) -> list[str]:
    """The address of each number, in order."""
    return re.findall(rf'action="({PAGE}/[0-9a-f]{{32}})"', phone.gets(PAGE).text)


def test_numbers_are_added_changed_and_taken_away(amy: Phone) -> None:
    assert amy.sends(PAGE, **WARD).location == PAGE
    amy.sends(PAGE, who="Clinic", number="030 1234")
    assert kept(amy) == [("+442079460001", "+44 (0)20 7946 0001"), ("0301234", "030 1234")]
    ward, clinic = paths(amy)
    amy.sends(ward, **fields_in(amy.gets(PAGE).text, ward), who="Ward 9", number="0123")
    assert kept(amy) == [("0123", "0123"), ("0301234", "030 1234")]
    amy.sends(f"{clinic}/remove")
    assert kept(amy) == [("0123", "0123")]
    assert "Ward 9" in text_of(amy.gets(PAGE).text)


def test_the_plan_shows_them_and_leads_to_their_page(amy: Phone) -> None:
    empty = amy.gets("/plan").text
    assert '<li><a href="/plan/phones">' in empty
    assert "tel:" not in empty
    amy.sends(PAGE, **WARD)
    section = amy.gets("/plan").text.partition('id="phones"')[2]
    assert '<a href="tel:+442079460001">' in section
    assert f"{WARD['who']} {WARD['number']}" in text_of(f"<main>{section}")
    assert 'href="/plan/phones">Change the numbers</a>' in section


def test_both_pages_say_what_to_ring_in_an_emergency_and_invent_no_number(amy: Phone) -> None:
    for page, number in ((PAGE, None), (PAGE, WARD), ("/plan", WARD)):
        if number and "tel:" not in amy.gets(PAGE).text:
            amy.sends(PAGE, **number)
        html = amy.gets(page).text
        assert "In an emergency, ring your local emergency number." in text_of(html)
        assert html.count("tel:") == (1 if number else 0)


@pytest.mark.parametrize(
    ("fields", "says", "boxes"),
    [
        ({"who": "", "number": ""}, "Write whose number it is, in at most 80 ordinary characters", ["who", "number"]),
        ({"who": "x" * 81, "number": "0123"}, "Write whose number it is, in at most 80 ordinary characters", ["who"]),
        ({"who": "Ward", "number": "12"}, "Write the whole number. It has at least 3 digits", ["number"]),
        ({"who": "Ward", "number": "1" * 21}, "Write one number only, in at most 20 characters", ["number"]),
        ({"who": "Ward", "number": "020 ext <9>"}, "An extension goes in the first box", ["number"]),
    ],
)
def test_what_cannot_be_kept_is_asked_again_as_it_was_typed(
    amy: Phone, fields: dict[str, str], says: str, boxes: list[str]
) -> None:
    amy.sends(PAGE, **WARD)
    (ward,) = paths(amy)
    for path, at in ((PAGE, ""), (ward, f"-{ward.rpartition('/')[2]}")):
        answer = amy.sends(path, **fields)
        assert answer.status_code == 400
        assert says in text_of(answer.text)
        summary = answer.text.partition('id="mistakes"')[2].partition("</section>")[0]
        assert re.findall(r'href="#([^"]+)"', summary) == [f"{box}{at}" for box in boxes]
        for box in ("who", "number"):
            typed = fields[box].replace("<", "&lt;").replace(">", "&gt;")
            found = re.search(rf'<input[^>]* id="{box}{at}"[^>]*>', answer.text)
            assert found
            assert f'value="{typed}"' in found[0]
    assert kept(amy) == [("+442079460001", WARD["number"])]


def test_there_is_an_end_to_them_and_nothing_typed_is_lost(amy: Phone) -> None:
    for number in range(8):
        assert amy.sends(PAGE, who="Ward", number=f"012{number}").status_code == 303
    page = amy.gets(PAGE).text
    assert f'action="{PAGE}"' not in page
    assert "There is no room for more numbers" in text_of(page)
    answer = amy.sends(PAGE, who="Night nurse", number="0999")
    assert answer.status_code == 400
    assert "There are 8 numbers already. Take one away" in text_of(answer.text)
    assert 'value="Night nurse"' in answer.text
    assert 'value="0999"' in answer.text


def test_what_was_changed_elsewhere_meanwhile_is_not_written_over(amy: Phone) -> None:
    amy.sends(PAGE, **WARD)
    (ward,) = paths(amy)
    opened = fields_in(amy.gets(PAGE).text, ward)
    seen = {name: value for name, value in opened.items() if name.startswith("before")}
    assert seen == {"before-who": WARD["who"], "before-number": WARD["number"]}
    amy.sends(ward, **seen, who="Ward", number="0123")
    answer = amy.sends(ward, **seen, who="Ward", number="0456")
    assert answer.status_code == 409
    assert "says now: “Ward: 0123”" in text_of(answer.text)
    assert 'value="0456"' in answer.text
    assert kept(amy) == [("0123", "0123")]
    # What now stands there was read: the page sends it along, so that pressing once more keeps what is meant.
    assert amy.sends(ward, **fields_in(answer.text, ward), who="Ward", number="0456").status_code == 303
    assert kept(amy) == [("0456", "0456")]


def test_a_form_sent_twice_counts_once_and_with_other_words_it_says_so(amy: Phone) -> None:
    keys = amy.keys(PAGE)
    for _ in range(2):
        assert amy.sends(PAGE, keys, **WARD).status_code == 303
    answer = amy.sends(PAGE, keys, who="Ward", number="0123")
    assert answer.status_code == 409
    assert "Press the button once more" in text_of(answer.text)
    (ward,) = paths(amy)
    keys = amy.keys(PAGE)
    assert amy.sends(ward, keys, who="Ward", number="0123").status_code == 303
    assert amy.sends(ward, keys, who="Ward", number="0456").status_code == 409
    assert kept(amy) == [("0123", "0123")]


def test_numbers_of_somebody_else_are_not_here(app: Flask, amy: Phone) -> None:
    amy.sends(PAGE, **WARD)
    (ward,) = paths(amy)
    other = lives_with_a_plan(app)
    assert other.sends(ward, who="Mine", number="0123").status_code == 404
    assert other.sends(f"{ward}/remove").status_code == 404
    assert (kept(other), len(kept(amy))) == ([], 1)


def test_they_can_be_kept_before_the_plan_is_made(owner: Phone) -> None:
    assert owner.sends(PAGE, **WARD).status_code == 303
    assert len(kept(owner)) == 1


def test_they_stand_in_no_calendar_no_title_and_no_log(amy: Phone, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    amy.sends(PAGE, **WARD)
    titles = [re.findall(r"<title>(.*?)</title>", amy.gets(page).text) for page in ("/plan", PAGE)]
    assert titles[0] == titles[1]
    calendars = [amy.gets(f"/plan/calendar.ics{plain}").text for plain in ("", "?plain=yes")]
    for text in (*titles[0], *calendars, caplog.text):
        assert "7946 0001" not in text
        assert "79460001" not in text
        assert "Transplant ward" not in text


def test_both_can_be_read_in_spanish(app: Flask, amy: Phone) -> None:
    amy.sends(PAGE, **WARD)
    amy.client.set_cookie("language", "es", domain="localhost")
    for page in ("/plan", PAGE):
        assert 'href="tel:+442079460001"' in amy.gets(page).text
