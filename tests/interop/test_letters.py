"""A letter is made of fields, and of nothing else."""

import pytest
from marshmallow import ValidationError

from planner.interop.letters import APPOINTMENT, LONGEST, REFERRAL, as_text, letter_from, read_field

FIELDS = {
    "sender": "Elm ward\nNurses: 0113 496 0000",
    "to": "Ash Street\nLeeds",
    "day": "2 March 2026",
    "about": "Fern 3",
    "greeting": "Dear colleague,",
    "reason": "Why.",
    "first": "18 May 2026, confirmed.",
    "sperm-cryopreservation": "Freezing sperm.",
    "reply": "Please telephone us today.",
    "closing": "With kind regards\nNora",
}
TEXT = """Elm ward
Nurses: 0113 496 0000

Ash Street
Leeds

2 March 2026

Fern 3

Dear colleague,

Why.

FIRST CHEMOTHERAPY
18 May 2026, confirmed.

WHAT WE ASK OF YOU
Freezing sperm.

YOUR ANSWER
Please telephone us today.

With kind regards
Nora
"""


def test_the_text_file_says_what_the_fields_say_in_the_order_of_a_letter() -> None:
    assert as_text(letter_from(FIELDS, REFERRAL)) == TEXT


@pytest.mark.parametrize("empty", ["", "  ", "\n \n"])
def test_a_field_that_was_emptied_leaves_not_even_its_heading(empty: str) -> None:
    text = as_text(letter_from({**FIELDS, "first": empty, "sender": empty}, REFERRAL))
    assert "FIRST CHEMOTHERAPY" not in text
    assert text.startswith("Ash Street")
    assert "\n\n\n" not in text


def test_a_letter_with_nothing_in_its_parts_is_empty_whoever_signs_it() -> None:
    assert letter_from({"closing": "Nora", "to": "Ash Street"}, REFERRAL).is_empty
    assert not letter_from({"when": "Monday"}, APPOINTMENT).is_empty


def test_what_is_no_field_of_this_kind_does_not_come_into_it() -> None:
    assert letter_from({"first": "18 May 2026", "csrf_token": "x"}, APPOINTMENT).is_empty


def test_long_lines_are_broken_between_words_and_none_is_lost() -> None:
    words = [f"word{number}" for number in range(60)]
    text = as_text(letter_from({"reason": " ".join(words)}, REFERRAL))
    assert max(map(len, text.splitlines())) <= 76
    assert text.split() == words


@pytest.mark.parametrize("typed", ["x" * (LONGEST + 1), "a\x00b", "a\x1bb", "\ud800", None, 7])
def test_a_field_that_cannot_be_printed_is_refused(typed: object) -> None:
    with pytest.raises(ValidationError):
        read_field(typed)


def test_line_ends_of_every_browser_are_the_same() -> None:
    assert read_field("a\r\nb\tc ") == "a\nb c"
