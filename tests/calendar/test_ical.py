"""Proves what our calendar files hold: days, alarms, words, and nothing that gives a person away."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from planner.calendar.ical import Event, calendar_file, clean, event_bytes, join, placeholder, title_text
from tests.calendar.rfc5545 import faults
from tests.calendar.telling_words import telling

ROOT = Path(__file__).parents[2]
PRODID = "-//Ahead//Calendar//EN"
NOTHING = placeholder(date(2026, 11, 20))
RING = Event(
    uid="0f3a@ahead.example",
    day=date(2027, 3, 6),
    title="Health task",
    description="Open your list.\nThere is one thing to do.",
    alarms=(date(2027, 3, 6), date(2027, 2, 27)),
    last_day=None,
    modified=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
)
LATER = replace(RING, uid="1c77@ahead.example", day=date(2027, 4, 2), alarms=())

RING_FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Ahead//Calendar//EN
BEGIN:VEVENT
UID:0f3a@ahead.example
DTSTAMP:20261120T093000Z
LAST-MODIFIED:20261120T093000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20270306
DTEND;VALUE=DATE:20270307
SUMMARY:Health task
DESCRIPTION:Open your list.\\nThere is one thing to do.
STATUS:CONFIRMED
CLASS:PRIVATE
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Health task
TRIGGER:-P6DT15H
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Health task
TRIGGER:PT9H
END:VALARM
END:VEVENT
END:VCALENDAR
"""

SCRIPT = """
import hashlib
from tests.calendar.test_ical import LATER, NOTHING, PRODID, RING, calendar_file, replace
odd = replace(RING, title="\\u00e9\\u202e, \\\\N" * 40, description="a\\ud800\\nb" * 40)
many = [replace(odd, uid=f"{number}@ahead.example") for number in range(9)]
print(hashlib.sha256(calendar_file([LATER, RING, *many], prodid=PRODID, if_empty=NOTHING)).hexdigest())
print(hashlib.sha256(calendar_file([], prodid=PRODID, if_empty=NOTHING)).hexdigest())
"""


def file_of(*events: Event) -> bytes:
    """The calendar file of some events."""
    return calendar_file(events, prodid=PRODID, if_empty=NOTHING)


def lines_of(event: Event, name: str) -> list[str]:
    """The lines of one event that begin with a name, without folds."""
    unfolded = event_bytes(event).decode().replace("\r\n ", "")
    return [line for line in unfolded.split("\r\n") if line.startswith(name)]


def test_a_file_reads_as_it_was_reviewed() -> None:
    assert file_of(RING).decode() == RING_FILE.replace("\n", "\r\n")


def test_a_file_has_no_faults_and_tells_nothing() -> None:
    written = file_of(RING, LATER)
    assert faults(written) == []
    assert telling(written.decode()) == []


def test_an_all_day_event_ends_the_day_after() -> None:
    assert lines_of(replace(RING, day=date(2028, 2, 28)), "DTEND") == ["DTEND;VALUE=DATE:20280229"]
    assert lines_of(replace(RING, day=date(2026, 12, 31)), "DTEND") == ["DTEND;VALUE=DATE:20270101"]


def test_an_event_of_some_days_ends_the_day_after_its_last() -> None:
    week = replace(RING, last_day=date(2027, 3, 12))
    assert lines_of(week, "DTSTART") == ["DTSTART;VALUE=DATE:20270306"]
    assert lines_of(week, "DTEND") == ["DTEND;VALUE=DATE:20270313"]


@pytest.mark.parametrize(
    ("rings", "trigger"),
    [  # Counted by hand from midnight at the start of 6 March 2027; every alarm rings at nine in the morning.
        (date(2027, 3, 6), "PT9H"),
        (date(2027, 3, 5), "-PT15H"),
        (date(2027, 3, 4), "-P1DT15H"),
        (date(2027, 2, 27), "-P6DT15H"),
        (date(2027, 2, 6), "-P27DT15H"),
        (date(2026, 3, 6), "-P364DT15H"),
        (date(2027, 3, 7), "P1DT9H"),
        (date(2027, 3, 13), "P7DT9H"),
    ],
)
def test_an_alarm_rings_at_nine_on_its_day(rings: date, trigger: str) -> None:
    assert lines_of(replace(RING, alarms=(rings,)), "TRIGGER") == [f"TRIGGER:{trigger}"]


def test_alarms_stand_in_order_once_and_after_all_else() -> None:
    event = replace(RING, alarms=(date(2027, 3, 6), date(2027, 3, 5), date(2027, 3, 6)))
    assert lines_of(event, "TRIGGER") == ["TRIGGER:-PT15H", "TRIGGER:PT9H"]
    properties, _, _ = event_bytes(event).partition(b"BEGIN:VALARM")
    assert properties.endswith(b"X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n")


def test_a_cancelled_event_keeps_its_day_and_rings_no_alarm() -> None:
    cancelled = replace(RING, cancelled=True, sequence=4)
    assert lines_of(cancelled, "STATUS") == ["STATUS:CANCELLED"]
    assert lines_of(cancelled, "SEQUENCE") == ["SEQUENCE:4"]
    assert lines_of(cancelled, "DTSTART") == ["DTSTART;VALUE=DATE:20270306"]
    assert lines_of(cancelled, "BEGIN:VALARM") == []
    assert faults(file_of(cancelled)) == []


def test_a_change_is_stamped_in_utc() -> None:
    kiritimati = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=14)))
    assert lines_of(replace(RING, modified=kiritimati), "DTSTAMP") == ["DTSTAMP:20261120T093000Z"]


def test_an_empty_calendar_says_that_there_is_nothing_to_do() -> None:
    written = file_of()
    assert faults(written) == []
    assert telling(written.decode()) == []
    assert written.count(b"BEGIN:VEVENT") == 1
    assert b"DTSTART;VALUE=DATE:20261120\r\n" in written


def test_a_calendar_with_events_holds_no_placeholder() -> None:
    assert NOTHING.uid.encode() not in file_of(RING)


def test_events_stand_by_day_whatever_order_they_come_in() -> None:
    same_day = replace(RING, uid="0a00@ahead.example")
    assert file_of(LATER, RING, same_day) == file_of(same_day, RING, LATER)
    uids = [line for line in file_of(LATER, RING, same_day).decode().split("\r\n") if line.startswith("UID")]
    assert uids == ["UID:0a00@ahead.example", "UID:0f3a@ahead.example", "UID:1c77@ahead.example"]


def test_kept_bytes_join_to_the_same_file() -> None:
    assert join([event_bytes(RING), event_bytes(LATER)], prodid=PRODID) == file_of(LATER, RING)


def test_a_download_invites_nobody_and_names_no_calendar() -> None:
    header, _, _ = file_of(RING).decode().partition("BEGIN:VEVENT")
    assert header.split("\r\n") == ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", ""]


def run(code: str, *flags: str, **environment: str) -> str:
    """What some code prints in a process of its own."""
    command = [sys.executable, *flags, "-c", code]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    ("options", "environment"),
    [
        (("-OO",), {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "3"}),
        pytest.param(("-O",), {"TZ": "America/St_Johns", "PYTHONHASHSEED": "2"}, marks=pytest.mark.thorough),
    ],
    ids=["east", "west"],
)
def test_the_bytes_are_the_same_in_any_process_and_zone(options: tuple[str, ...], environment: dict[str, str]) -> None:
    here = run(SCRIPT, TZ="UTC", PYTHONHASHSEED="1")
    assert len(here.split()) == 2
    assert run(SCRIPT, *options, **environment) == here


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"uid": ""}, "cannot identify"),
        ({"uid": "a b"}, "cannot identify"),
        ({"uid": "a\r\nX-A:b"}, "cannot identify"),
        ({"uid": "a\n"}, "cannot identify"),
        ({"uid": "é"}, "cannot identify"),
        ({"title": "\u202e\x00 ,"}, "without a title"),
        ({"day": datetime(2027, 3, 6, tzinfo=UTC)}, "is a moment"),
        ({"alarms": (datetime(2027, 3, 6, tzinfo=UTC),)}, "is a moment"),
        ({"last_day": date(2027, 3, 5)}, "cannot run from 2027-03-06 to 2027-03-05"),
        ({"day": date.max}, "cannot run from 9999-12-31"),
        ({"modified": datetime(2026, 11, 20)}, "no time zone"),  # noqa: DTZ001
        ({"sequence": -1}, "cannot count"),
        ({"sequence": 2**31}, "cannot count"),
    ],
)
def test_an_event_no_calendar_could_hold_cannot_be_built(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(RING, **wrong)


def test_two_events_of_one_identifier_are_refused() -> None:
    with pytest.raises(ValueError, match="Two events are called '0f3a@ahead"):
        file_of(RING, replace(LATER, uid=RING.uid))


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("one\r\ntwo\rthree\x0bfour\x0cfive\x85six\u2028seven\u2029eight", "\n".join(
            ("one", "two", "three", "four", "five", "six", "seven", "eight")
        )),
        ("a\x00b\x07c\x1bd\x7fe\x9ff\x1cg", "abcdefg"),
        ("left \u202eright\u202c \u2067again\u2069", "left right again"),
        ("half \ud83d of it", "half \ufffd of it"),
        ("\ufeffstart\uffff end\U0010ffff", "start end"),
        (r"C:\New\notes", "C:/New/notes"),
        ("  much \t room  \n\n  here ", "much room\n\nhere"),
        ("👩🏽‍⚕️ é e\u0301 שלום مرحبا", "👩🏽‍⚕️ é e\u0301 שלום مرحبا"),
        ("a, b; c: \"d\"", "a, b; c: \"d\""),
    ],
)  # fmt: skip
def test_text_is_cleaned_of_what_readers_trip_over_and_of_nothing_else(told: str, written: str) -> None:
    assert clean(told) == written
    assert clean(written) == written


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("Ring the team, then wait", "Ring the team - then wait"),
        ("One; two;; three,", "One - two - three"),
        ("1,000 ml", "1 000 ml"),
        ("Two\nlines", "Two lines"),
        (r"a\, b\; c\n", "a/ - b/ - c/n"),
        (", ; and so on", "and so on"),
        (",;\n", ""),
    ],
)
def test_a_title_is_one_line_that_needs_no_escapes(told: str, written: str) -> None:
    assert title_text(told) == written


def test_no_text_can_add_a_line_to_the_file() -> None:
    nasty = "x\r\nEND:VEVENT\rATTACH:a\x85ATTACH:b\u2028ATTACH:c\\nATTACH:d\\NATTACH:e\nATTACH:f"
    event = replace(RING, title=nasty, description=nasty)
    assert lines_of(event, "ATTACH") == []
    assert event_bytes(event).count(b"END:VEVENT\r\n") == 1
    assert faults(file_of(event)) == []


def test_an_odd_name_of_the_service_cannot_break_the_header() -> None:
    written = calendar_file([RING], prodid="-//Ahead, or\r\nMETHOD:REQUEST\x00; so\\n//EN", if_empty=NOTHING)
    assert faults(written) == []
    assert b"\r\nPRODID:-//Ahead - or METHOD:REQUEST - so/n//EN\r\nBEGIN:VEVENT\r\n" in written
