"""Proves that two programs written by others read in our files what we meant, whatever the text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from planner.calendar.ical import Event, calendar_file, clean, placeholder, title_text
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


class Read(NamedTuple):
    """What a program read of one event; `rings` is when each alarm sounds, by the reader's own clock."""

    uid: str
    day: date
    day_after: date
    title: str
    description: str
    rings: list[datetime]
    modified: datetime
    sequence: int
    status: str


def midnight(day: date) -> datetime:
    """The start of a day, by whatever clock the reader has."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def meant(event: Event) -> Read:
    """What we mean a program to read."""
    return Read(
        event.uid,
        event.day,
        (event.last_day or event.day) + timedelta(days=1),
        title_text(event.title),
        clean(event.description),
        [] if event.cancelled else sorted(midnight(day) + timedelta(hours=9) for day in set(event.alarms)),
        event.modified,
        event.sequence,
        "CANCELLED" if event.cancelled else "CONFIRMED",
    )


def with_vobject(written: bytes) -> list[Read]:
    """Read a file with vobject."""
    calendar = vobject.readOne(written.decode())
    calendar.validate(raiseException=True)
    return [
        Read(
            event.uid.value,
            event.dtstart.value,
            event.dtend.value,
            event.summary.value,
            event.description.value if "description" in event.contents else "",
            [
                midnight(event.dtstart.value) + alarm.trigger.value
                for alarm in event.contents.get("valarm", [])
                if alarm.description.value == event.summary.value
            ],
            event.dtstamp.value,
            int(event.sequence.value),
            event.status.value,
        )
        for event in calendar.vevent_list
    ]


def with_ical(written: bytes) -> list[Read]:
    """Read a file with ical, the library of Home Assistant."""
    calendar = IcsCalendarStream.calendar_from_ics(written.decode())
    return [
        Read(
            event.uid,
            event.dtstart,
            event.dtend,
            event.summary,
            event.description or "",
            [midnight(event.dtstart) + alarm.trigger for alarm in event.alarm if alarm.description == event.summary],
            event.dtstamp,
            event.sequence,
            event.status,
        )
        for event in calendar.events
    ]


READERS = pytest.mark.parametrize("read", [with_vobject, with_ical])

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


@given(event=EVENTS)
@example(event=replace(WEEK, title=r"\n\N\\n", description="C:\\New\\notes\\,\\;"))
@example(event=replace(WEEK, title="," * 200 + "x", description=" \n" * 300 + "x" + "\r\n " * 40 + "y"))
@example(event=replace(WEEK, title="👩🏽‍⚕️" * 40, description="x" * 74 + "é" * 500))
def test_any_text_at_all_is_read_as_it_was_cleaned_by_every_program(event: Event) -> None:
    written = calendar_file([event], prodid=PRODID, if_empty=NOTHING)
    assert faults(written) == []
    assert with_vobject(written) == [meant(event)]
    assert with_ical(written) == [meant(event)]


@given(text=UGLY)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert title_text(title_text(text)) == title_text(text)
