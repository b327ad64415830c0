"""Proves that five programs written by others read in our files what we meant, whatever the text."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.calendar.ical import Event, calendar_file, clean, event_bytes, feed_file, placeholder, title_text
from tests.calendar.reading import (
    Read,
    meant,
    shape_by_ical_js,
    shape_by_icalendar,
    shape_by_vobject,
    with_ical,
    with_ical_js,
    with_icalendar,
    with_recurring,
    with_vobject,
)
from tests.calendar.rfc5545 import faults

PRODID = "-//Ahead//Calendar//EN"
NOTHING = placeholder(date(2026, 11, 20))
WEEK = Event(
    uid="0f3a@ahead.example",
    day=date(2027, 3, 6),
    title="Health task",
    description="Open your list.",
    alarms=(date(2027, 3, 6), date(2027, 2, 27)),
    last_day=date(2027, 3, 12),
    modified=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    sequence=2,
)
DAY = replace(WEEK, uid="1c77@ahead.example", alarms=(), last_day=None, description="", cancelled=True)


def with_recurring_at_any_time(written: bytes) -> list[Read]:
    """Read with recurring-ical-events everything from a century."""
    return with_recurring(written, date(2000, 1, 1), date(2100, 12, 31))


EVERY = [with_icalendar, with_recurring_at_any_time, with_vobject, with_ical, with_ical_js]
READERS = pytest.mark.parametrize("read", EVERY)
PARSERS = [shape_by_icalendar, shape_by_vobject, shape_by_ical_js]

# Text of every kind that has broken some calendar. Each stands in the middle of a title and of a description.
KINDS = {
    "CR": "a\rb",
    "LF": "a\nb",
    "CR LF": "a\r\nb",
    "LF CR": "a\n\rb",
    "VT": "a\x0bb",
    "FF": "a\x0cb",
    "file, group, record and unit separators": "a\x1cb\x1dc\x1ed\x1fe",
    "NEL": "a\x85b",
    "U+2028 and U+2029": "a\u2028b\u2029c",
    "NUL": "a\x00b",
    "BEL": "a\x07b",
    "ESC": "a\x1b[31mb",
    "DEL and the last C1 control": "a\x7fb\x9fc",
    "every control": "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)])),
    "turned reading direction": "a\u202eb\u202cc\u2066d\u2067e\u2068f\u2069g\u202ah\u202bi\u202dj",
    "a high surrogate alone": "a\ud83db",
    "a low surrogate alone": "a\udc69b",
    "surrogates the wrong way round": "a\udc69\ud83db",
    "byte order marks and no characters": "\ufeffa\ufffeb\uffffc\ufdd0d\U0010ffffe",
    "semicolons": ";a;b; c;;",
    "commas": ",a,b, c,,",
    "backslashes": "\\a\\b\\\\c\\",
    "backslash and N": r"C:\New\notes \n \N \\n \;\,",
    "quotes": '"a" \'b\' "',
    "circumflexes as RFC 6868 writes them": "^n ^^ ^'",
    "lines like those of a calendar": "a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "a line folded by hand": "a\r\n b\n\tc",
    "letters of two, three and four octets": "éü ש م 漢字 👩🏽‍⚕️ e\u0301",
}
# Every place of a letter of one to four octets at the edge of the 75 octets that a line may have.
EDGES = {
    f"{len(letter.encode())} octets from {before}": "x" * before + letter * 60
    for letter in ("x", "é", "漢", "👩", "👩🏽‍⚕️", ";", "\n")
    for before in range(52, 76)
}

# What people paste: any code point at all, with those that have broken calendars before much more often.
UGLY = st.text(
    st.one_of(
        st.sampled_from([*",;:\\\"'nN\n\r\t =^%", "\x00", "\x0b", "\x1c", "\x7f", "\x85", "\xa0", "\u00ad"]),
        st.sampled_from(["\u2028", "\u2029", "\u202e", "\u2066", "\u200f", "\u0301", "\ufeff", "\ufffe", "\u3000"]),
        st.sampled_from(["\ud800", "\udfff", "\u200d", "\ufe0f", "👩", "🏽", "é", "ש", "م", "漢", "\U0010ffff"]),
        st.characters(),
    ),
    max_size=120,
)
LONG = st.builds(lambda text, times: (text or "é") * times, UGLY, st.integers(1, 500)).map(lambda text: text[:1000])
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
EVENTS = st.builds(
    lambda title, **others: Event(title=title if title_text(title) else "Health task", **others),
    uid=st.uuids().map(lambda uid: f"{uid.hex}@ahead.example"),
    day=DAYS,
    title=UGLY | LONG,
    description=UGLY | LONG,
    alarms=st.lists(DAYS, max_size=3).map(tuple),
    last_day=st.none(),
    modified=st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
        lambda moment: moment.replace(microsecond=0)
    ),
    sequence=st.integers(0, 2**31 - 1),
    cancelled=st.booleans(),
)


@READERS
def test_another_program_reads_what_we_meant(read: Callable[[bytes], list[Read]]) -> None:
    assert read(calendar_file([DAY, WEEK], prodid=PRODID, if_empty=NOTHING)) == [meant(WEEK), meant(DAY)]


@READERS
def test_another_program_reads_that_there_is_nothing_to_do(read: Callable[[bytes], list[Read]]) -> None:
    assert read(calendar_file([], prodid=PRODID, if_empty=NOTHING)) == [meant(NOTHING)]


@READERS
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"END:VALARM\r\n", b""),
        (b"DTEND;VALUE=DATE:2027", b"DTEND;VALUE=DATE:2x27"),
        (b"SEQUENCE:2", b"SEQUENCE"),
    ],
)
def test_another_program_fails_on_a_broken_file(read: Callable[[bytes], list[Read]], old: bytes, new: bytes) -> None:
    written = calendar_file([WEEK], prodid=PRODID, if_empty=NOTHING)
    assert old in written
    with pytest.raises(Exception, match=r"."):
        read(written.replace(old, new, 1))


def a_feed(*events: Event) -> bytes:
    """A calendar to subscribe to."""
    return feed_file(map(event_bytes, events), prodid=PRODID, name="Health list", refresh=timedelta(hours=6))


def odd_letters(text: str) -> list[str]:
    """The letters of a text that no reader should ever be shown: controls, odd line ends, turning marks, half pairs."""
    return [
        letter
        for letter in text
        if (unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} and letter != "\n")
        or unicodedata.bidirectional(letter) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    ]


@READERS
def test_another_program_reads_a_calendar_to_subscribe_to(read: Callable[[bytes], list[Read]]) -> None:
    assert read(a_feed(WEEK, DAY)) == [meant(WEEK), meant(DAY)]


@READERS
@pytest.mark.parametrize("kinds", [KINDS, EDGES], ids=["kinds", "edges"])
def test_text_of_every_kind_is_read_as_it_was_meant(read: Callable[[bytes], list[Read]], kinds: dict[str, str]) -> None:
    events = events_with(kinds)
    found = read(a_feed(*events))
    assert [kind for kind, event, one in zip(kinds, events, found, strict=True) if one != meant(event)] == []


@pytest.mark.parametrize("kinds", [KINDS, EDGES], ids=["kinds", "edges"])
def test_three_parsers_find_the_same_parts_and_no_odd_letter_whatever_the_text(kinds: dict[str, str]) -> None:
    for kind, event in zip(kinds, events_with(kinds), strict=True):
        written = a_feed(event)
        assert faults(written) == [], kind
        shapes = [parser(written) for parser in PARSERS]
        # Six lines of the calendar, twelve of the event and three of each of two alarms; one calendar, one event.
        assert [(one.components, one.properties) for one in shapes] == [(4, 24)] * 3, kind
        assert [odd_letters(text) for one in shapes for text in one.texts if odd_letters(text)] == [], kind


def events_with(kinds: dict[str, str]) -> list[Event]:
    """One event of the same days for each text."""
    return [
        replace(WEEK, uid=f"{number:04}@ahead.example", title=f"Visit {text} end", description=f"Ask {text} end")
        for number, text in enumerate(kinds.values())
    ]


@given(event=EVENTS)
@example(event=replace(WEEK, title=r"\n\N\\n", description="C:\\New\\notes\\,\\;"))
@example(event=replace(WEEK, title="," * 200 + "x", description=" \n" * 300 + "x" + "\r\n " * 40 + "y"))
@example(event=replace(WEEK, title="👩🏽‍⚕️" * 40, description="x" * 74 + "é" * 500))
def test_any_text_at_all_is_read_as_it_was_cleaned_by_every_program(event: Event) -> None:
    written = calendar_file([event], prodid=PRODID, if_empty=NOTHING)
    assert faults(written) == []
    for read in EVERY:
        assert read(written) == [meant(event)]
    assert len({parser(written)[:2] for parser in PARSERS}) == 1


@given(text=UGLY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert title_text(title_text(text)) == title_text(text)
