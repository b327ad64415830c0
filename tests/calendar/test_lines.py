"""Proves that our lines are byte for byte those icalendar writes, and what stands at the head of a calendar."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Alarm, Calendar, vDate, vDatetime, vDuration, vInt, vText
from icalendar import Event as Component
from icalendar.parser import Contentline

from planner.calendar import ical, lines
from planner.calendar.ical import ALARM_AT, FOOTER, Event, clean, event_bytes, feed_file, join, title_text
from tests.calendar.rfc5545 import faults
from tests.calendar.test_readers import EVENTS, LONG, PRODID, UGLY, WEEK

REFRESH = timedelta(hours=6)
WOMAN, FAMILY, FLAG = "👩🏽‍⚕️", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"

# Any event at all: besides any text, names long enough to fold, any days there are, and stamps from any zone.
ANY_EVENT = st.builds(
    lambda event, day, length, zone, **others: replace(
        event,
        day=day,
        last_day=None if length is None else day + timedelta(days=length),
        modified=event.modified.astimezone(timezone(timedelta(minutes=zone))),
        **others,
    ),
    EVENTS,
    st.dates(max_value=date(9999, 11, 1)),
    st.none() | st.integers(0, 40),
    st.integers(-14 * 60, 14 * 60),
    uid=st.from_regex(re.compile(r"[A-Za-z0-9._@+-]{1,255}", re.ASCII), fullmatch=True),
    alarms=st.lists(st.dates(), max_size=3).map(tuple),
)
# Text that folds in awkward places: letters of one to four octets, emoji that belong together, escapes, circumflexes.
FOLDING = st.lists(
    st.sampled_from(["a", " ", "é", "漢", "👩", WOMAN, FAMILY, FLAG, ",", ";", "\n", "^", "^^", "e\u0301"])
    | st.integers(60, 80).map(lambda times: "a" * times),
    max_size=120,
).map("".join)


def reference_bytes(event: Event) -> bytes:
    """One event as icalendar writes it, and as `event_bytes` wrote it once."""
    title = vText(title_text(event.title))
    modified = vDatetime(event.modified.astimezone(UTC))
    component = Component()
    component["UID"] = vText(event.uid)
    component["DTSTAMP"] = modified
    component["LAST-MODIFIED"] = modified
    component["SEQUENCE"] = vInt(event.sequence)
    component["DTSTART"] = vDate(event.day, params={"VALUE": "DATE"})
    component["DTEND"] = vDate((event.last_day or event.day) + timedelta(days=1), params={"VALUE": "DATE"})
    component["SUMMARY"] = title
    if description := cleaned_by_looking_at_all(event.description):
        component["DESCRIPTION"] = vText(description)
    component["STATUS"] = vText("CANCELLED" if event.cancelled else "CONFIRMED")
    component["CLASS"] = vText("PRIVATE")
    component["TRANSP"] = vText("TRANSPARENT")
    component["X-MICROSOFT-CDO-BUSYSTATUS"] = vText("FREE")
    if not event.cancelled:
        for day in sorted(set(event.alarms)):
            alarm = Alarm()
            alarm["ACTION"] = vText("DISPLAY")
            alarm["DESCRIPTION"] = title
            alarm["TRIGGER"] = vDuration(day - event.day + timedelta(hours=ALARM_AT.hour))
            component.add_component(alarm)
    return component.to_ical(sorted=False)


def reference_header(prodid: str) -> bytes:
    """The head of a calendar as icalendar writes it."""
    calendar = Calendar()
    calendar["VERSION"] = vText("2.0")
    calendar["PRODID"] = vText(title_text(prodid))
    return calendar.to_ical(sorted=False).removesuffix(FOOTER)


def cleaned_by_looking_at_all(text: str) -> str:
    """What `clean` makes of a text, without its quick look at whether there is anything to do."""
    text = ical._LINE_END.sub("\n", text)
    text = ical._SURROGATE.sub("\ufffd", text)
    text = ical._DROPPED.sub("", text).replace("\\", "/")
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def folded_by_icalendar(line: str) -> bytes:
    """One line as icalendar folds it."""
    return Contentline(line).to_ical() + b"\r\n"


def header_of(written: bytes) -> list[str]:
    """The lines before the first event, unfolded."""
    return written.partition(b"BEGIN:VEVENT")[0].decode().replace("\r\n ", "").split("\r\n")


@given(event=ANY_EVENT)
@example(event=WEEK)
@example(event=replace(WEEK, title=r"\n\N\\n", description="C:\\New\\notes\\,\\;"))
@example(event=replace(WEEK, title=WOMAN * 40, description=(FAMILY + FLAG) * 40))
@example(event=replace(WEEK, uid="a" * 255, day=date(1, 1, 2), last_day=date(9999, 12, 30)))
def test_any_event_is_written_as_icalendar_writes_it(event: Event) -> None:
    assert event_bytes(event) == reference_bytes(event)


@given(title=FOLDING, description=FOLDING)
def test_words_that_fold_in_awkward_places_are_written_as_icalendar_writes_them(title: str, description: str) -> None:
    event = replace(WEEK, title=f"x{title}", description=description)
    assert event_bytes(event) == reference_bytes(event)


@pytest.mark.parametrize("name", ["title", "description"])
@pytest.mark.parametrize("letter", ["a", "é", "漢", "👩"])
def test_words_of_any_length_around_the_fold_are_written_as_icalendar_writes_them(name: str, letter: str) -> None:
    for before in range(4):
        for times in range(1, 160 // len(letter.encode())):
            event = replace(WEEK, **{name: "x" * before + letter * times})
            assert event_bytes(event) == reference_bytes(event)


@pytest.mark.parametrize("letter", ["a", "é", "漢", "👩"])
@pytest.mark.parametrize("octets", [74, 75, 76])
def test_a_line_folds_when_it_has_75_octets_and_never_inside_a_letter(letter: str, octets: int) -> None:
    size = len(letter.encode())
    line = "X:" + "x" * ((octets - 2) % size) + letter * ((octets - 2) // size)
    assert len(line.encode()) == octets
    written = lines.written([line])
    assert written == folded_by_icalendar(line)
    assert (b"\r\n " in written) == (octets > 74)
    assert all(len(part.encode()) <= 75 for part in written.decode().split("\r\n"))
    assert written.decode().replace("\r\n ", "") == f"{line}\r\n"


@pytest.mark.parametrize("escaped", ["\\n", "\\,", "\\;", "^n", "\\n\\n\\n", "^^^", "\\né", "\\,👩"])
def test_an_escape_at_the_fold_stays_in_one_piece(escaped: str) -> None:
    for before in range(60, 152):
        line = "X:" + "a" * (before - 2) + escaped + "b" * 80
        written = lines.written([line])
        assert written == folded_by_icalendar(line)
        assert b"\\\r\n" not in written


@given(text=FOLDING | UGLY | LONG)
def test_any_line_folds_as_icalendar_folds_it_and_unfolds_to_what_it_was(text: str) -> None:
    line = f"X-A;B=C:{lines.text(clean(text))}"
    written = lines.written([line, "END:X"])
    assert written == folded_by_icalendar(line) + b"END:X\r\n"
    assert written.decode().replace("\r\n ", "") == f"{line}\r\nEND:X\r\n"


@given(text=UGLY | LONG)
def test_clean_text_is_escaped_as_icalendar_escapes_it(text: str) -> None:
    assert lines.text(clean(text)).encode() == vText(clean(text)).to_ical()


def test_text_nobody_cleaned_is_escaped_too() -> None:
    assert lines.text("C:\\New, or\r\nold;\rand\nolder") == "C:\\\\New\\, or\\nold\\;\\nand\\nolder"


@given(text=UGLY | LONG | FOLDING)
def test_the_quick_look_before_cleaning_changes_nothing(text: str) -> None:
    assert clean(text) == cleaned_by_looking_at_all(text)


def test_nothing_printable_needs_cleaning_away() -> None:
    printable = "".join(filter(str.isprintable, map(chr, range(0x110000))))
    assert clean(printable) == cleaned_by_looking_at_all(printable)
    assert [blank for blank in printable if blank.isspace()] == [" "]


@given(seconds=st.integers(-(10**10), 10**10) | st.integers(-90_000, 90_000))
@example(seconds=0)
@example(seconds=3601)
@example(seconds=-86_400)
def test_a_length_of_time_is_written_as_icalendar_writes_it(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert lines.duration(length).encode() == vDuration(length).to_ical()


@given(day=st.dates(), moment=st.datetimes(timezones=st.just(UTC)))
def test_a_day_and_a_moment_are_written_as_icalendar_writes_them(day: date, moment: datetime) -> None:
    assert lines.day(day).encode() == vDate(day).to_ical()
    assert lines.moment(moment).encode() == vDatetime(moment).to_ical()


@given(prodid=UGLY | LONG)
def test_the_head_of_a_file_is_written_as_icalendar_writes_it(prodid: str) -> None:
    assert join([event_bytes(WEEK)], prodid=prodid) == reference_header(prodid) + event_bytes(WEEK) + FOOTER


def test_a_calendar_to_subscribe_to_says_its_name_and_how_often_to_look_again() -> None:
    written = feed_file([event_bytes(WEEK)], prodid=PRODID, name="Ahead", refresh=REFRESH)
    assert faults(written) == []
    assert written.endswith(event_bytes(WEEK) + FOOTER)
    assert header_of(written) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "NAME:Ahead",
        "X-WR-CALNAME:Ahead",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "",
    ]


@given(name=UGLY | LONG, event=EVENTS, refresh=st.timedeltas(timedelta(seconds=1), timedelta(days=400)))
@example(name="Ahead, or\r\nMETHOD:PUBLISH; so\\n", event=WEEK, refresh=timedelta(days=1, seconds=1))
def test_no_name_breaks_a_calendar_to_subscribe_to(name: str, event: Event, refresh: timedelta) -> None:
    written = feed_file([event_bytes(event)], prodid=PRODID, name=name, refresh=refresh)
    assert faults(written) == []
    header = header_of(written)
    names = [line.partition(":")[0] for line in header[1:-1]]
    once = ["VERSION", "PRODID", "NAME", "X-WR-CALNAME", "REFRESH-INTERVAL;VALUE=DURATION", "X-PUBLISHED-TTL"]
    assert names == once
    assert not set(",;\\") & set(header[3] + header[4])


@pytest.mark.parametrize("refresh", [timedelta(), timedelta(hours=-1), timedelta(microseconds=1)])
def test_a_calendar_that_is_always_fetched_again_is_refused(refresh: timedelta) -> None:
    with pytest.raises(ValueError, match="at least a second"):
        feed_file([event_bytes(WEEK)], prodid=PRODID, name="Ahead", refresh=refresh)
