"""Proves that telling words are found however they are written, and that a discreet file is left alone."""

import re
import uuid

import pytest

from tests.calendar.telling_words import WORDS, telling

DISCREET = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Ahead//Calendar//EN\r
BEGIN:VEVENT\r
UID:5e0f2f5c52a84c0e9a433b1f6f1b7d10fda0bed1@ahead.example\r
DTSTAMP:20261120T090000Z\r
LAST-MODIFIED:20261120T090000Z\r
SEQUENCE:0\r
DTSTART;VALUE=DATE:20270306\r
DTEND;VALUE=DATE:20270307\r
SUMMARY:Health task\r
DESCRIPTION:Open your list to see what this is. Best by this day.\r
STATUS:CONFIRMED\r
CLASS:PRIVATE\r
TRANSP:TRANSPARENT\r
X-MICROSOFT-CDO-BUSYSTATUS:FREE\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
DESCRIPTION:Health task\r
TRIGGER:-PT15H\r
END:VALARM\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_the_list_is_long_enough_and_says_each_word_once() -> None:
    assert len(WORDS) >= 150
    assert len(WORDS) == len(set(WORDS))


def test_every_entry_is_lower_case_without_accents() -> None:
    assert [entry for entry in WORDS if not re.fullmatch(r"[a-z&][a-z& -]*[a-z]\*?", entry)] == []


def test_no_entry_could_be_read_into_a_hexadecimal_identifier() -> None:
    assert [entry for entry in WORDS if re.fullmatch(r"[a-f]+\*?", entry)] == []


def test_every_entry_is_found_in_a_sentence() -> None:
    sentences = {entry: f"Ask about {entry.removesuffix('*').upper()} today." for entry in WORDS}
    assert [entry for entry, sentence in sentences.items() if entry not in telling(sentence)] == []


def test_a_discreet_file_holds_none() -> None:
    assert telling(DISCREET) == []


def test_random_identifiers_hold_none() -> None:
    identifiers = " ".join(uuid.uuid5(uuid.NAMESPACE_URL, str(number)).hex for number in range(2000))
    assert telling(identifiers) == []
    assert telling(" ".join(str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))) for number in range(2000))) == []


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Spermatozoa", "sperm*"),
        ("OVARIAN tissue", "ovar*"),
        ("prégnancy", "pregnan*"),
        ("Œstrogen", "oestr*"),
        ("ｓｐｅｒｍ", "sperm*"),
        ("sp\u00aderm", "sperm*"),
        ("chemo-2027.ics", "chemo*"),
        ("sperm2027.ics", "sperm*"),
        ("2027_freeze_plan.ics", "freez*"),
        ("freeze%20eggs.ics", "eggs"),
        ("UID:freeze-eggs@example.org", "eggs"),
        ("stem-cell", "stem cell"),
        ("stem\r\ncells", "stem cells"),
        ("SUMMARY:Ring the fert\r\n ility nurse", "fertil*"),
        ("SUMMARY:Ring the fertility\r\n  nurse", "fertility nurse"),
        ("DESCRIPTION:Today\\nsperm", "sperm*"),
        ("Today:\n sperm", "sperm*"),
        ("MS", "ms"),
        ("HFEA.", "hfea"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, entry: str) -> None:
    assert entry in telling(text)


@pytest.mark.parametrize(
    "text",
    [
        "computer",
        "items",
        "terms",
        "X-MICROSOFT",
        "essex",
        "transparent",
        "Novartis Street",
        "eggplant",
        "cover",
    ],
)
def test_a_word_that_only_holds_another_is_left_alone(text: str) -> None:
    assert telling(text) == []
