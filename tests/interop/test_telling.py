"""Words that tell what a note is about are found as they are typed."""

import pytest

from planner.interop.telling import telling_words_in
from tests.calendar.telling_words import WORDS, telling


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fertility clinic, floor 3", ["fertility", "clinic"]),
        ("Take the TRANSPLANTATION lift", ["transplantation"]),
        ("Stem-cell unit", ["stem-cell"]),
        ("Clínica de fertilidad", ["clinica", "fertilidad"]),
        ("Elm House, room 12, ring the bell", []),
        ("Sextant Road, in the msn building", []),
    ],
)
def test_they_are_named_as_they_stand_in_it(text: str, words: list[str]) -> None:
    assert telling_words_in(text) == words


def test_every_word_that_no_discreet_calendar_holds_is_found() -> None:
    texts = [f"Room 3, {word.removesuffix('*')}, ring the bell" for word in WORDS]
    assert texts
    assert all(telling(text) for text in texts)
    assert [text for text in texts if not telling_words_in(text)] == []
