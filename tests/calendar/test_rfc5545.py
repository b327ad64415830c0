"""Proves that the strict check passes a right file and finds each thing that can be wrong with one."""

import pytest

from tests.calendar.rfc5545 import faults

GOOD = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Strict check//EN
CALSCALE:GREGORIAN
REFRESH-INTERVAL;VALUE=DURATION:PT6H
X-WR-CALNAME;X-NOTE="a,b":Days
BEGIN:VEVENT
UID:one@example.org
DTSTAMP:20261120T090000Z
SEQUENCE:3
PRIORITY:5
DTSTART;VALUE=DATE:20270306
DTEND;VALUE=DATE:20270307
SUMMARY:Ring the team
DESCRIPTION;LANGUAGE=en:One\\, two\\; three\\n\xc3\xa9 is folded by octets\\, not
  by characters
STATUS:CONFIRMED
TRANSP:TRANSPARENT
CLASS:PRIVATE
CATEGORIES:one,two
GEO:51.5;-0.1
URL:https://example.org/a,b
EXDATE;VALUE=DATE:20270308,20270309
RDATE;VALUE=PERIOD:20270306T090000Z/PT1H
RRULE:FREQ=DAILY;COUNT=3
ORGANIZER;CN="A: b":mailto:a@example.org
REQUEST-STATUS:2.0;Success
ATTACH;VALUE=BINARY;ENCODING=BASE64:QUJD
X-MICROSOFT-CDO-BUSYSTATUS:FREE
X-YES;VALUE=BOOLEAN:TRUE
X-NUMBER;VALUE=FLOAT:1.5
X-TIME;VALUE=TIME:090000
X-OFFSET;VALUE=UTC-OFFSET:+0100
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Ring the team
TRIGGER;RELATED=START:-P6DT15H
DURATION:PT5M
REPEAT:2
END:VALARM
BEGIN:VALARM
ACTION:AUDIO
TRIGGER;VALUE=DATE-TIME:20270305T090000Z
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:two@example.org
DTSTAMP:20261120T090000Z
DTSTART:20270306T090000Z
DURATION:PT1H
SUMMARY:An hour
END:VEVENT
END:VCALENDAR
""".replace(b"\n", b"\r\n")

DAY_LENGTH = b"DTEND;VALUE=DATE:20270307"
SECOND = b"UID:two@example.org\r\nDTSTAMP:20261120T090000Z\r\nDTSTART:20270306T090000Z\r\n"

# What is broken, what stands there in GOOD, what is put instead, and the fault that must be found.
BROKEN = [
    # bytes and lines
    ("LF alone", b"SEQUENCE:3\r\n", b"SEQUENCE:3\n", "line 10: CR or LF stands alone"),
    ("CR alone", b"Ring the team\r\nDESC", b"Ring\rthe team\r\nDESC", "line 14: CR or LF stands alone"),
    ("no last CRLF", b"END:VCALENDAR\r\n", b"END:VCALENDAR", "the file does not end with CRLF"),
    ("an empty line", b"SEQUENCE:3\r\n", b"SEQUENCE:3\r\n\r\n", "line 11: the line is empty"),
    ("76 octets", b"An hour", b"x" * 68, "line 51: 76 octets"),
    ("octets, not letters", b"An hour", "é".encode() * 34, "line 51: 76 octets"),
    ("a split code point", "é".encode(), b"\xc3\r\n \xa9", "line 15: not UTF-8, or a code point folded"),
    ("Latin-1", "é".encode(), b"\xe9", "line 15: not UTF-8"),
    ("a surrogate", b"An hour", b"\xed\xa0\x80", "line 51: not UTF-8"),
    ("a NUL", b"An hour", b"An\x00hour", "line 51: control character U+0000"),
    ("a VT", b"An hour", b"An\x0bhour", "line 51: control character U+000B"),
    ("a DEL", b"An hour", b"An\x7fhour", "line 51: control character U+007F"),
    ("a C1 control", b"An hour", b"An\xc2\x85hour", "line 51: control character U+0085"),
    ("a byte order mark", b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR", "line 1: byte order mark"),
    ("a fold at the start", b"BEGIN:VCALENDAR", b" BEGIN:VCALENDAR", "line 1: the file begins with a folded"),
    # content lines
    ("no name", b"SEQUENCE:3", b":3", "line 10: no property name"),
    ("no colon", b"SEQUENCE:3", b"SEQUENCE", "line 10: SEQUENCE: no colon"),
    ("a blank in a name", b"SEQUENCE:3", b"SEQ UENCE:3", "line 10: SEQ: no colon"),
    ("an unknown name", b"SUMMARY:An", b"SUMARY:An", "line 51: SUMARY is not a property of VEVENT"),
    ("a bare X-", b"X-NUMBER", b"X-", "line 31: X- is not a well-formed X- name"),
    ("an underscore", b"X-NUMBER", b"X_NUMBER", "line 31: X: no colon"),
    ("a quote unclosed", b'CN="A: b"', b'CN="A: b', "line 26: ORGANIZER: parameter CN is empty or badly"),
    ("a quote inside", b'CN="A: b"', b'CN=A"b"', "line 26: ORGANIZER: no colon"),
    ("a value unquoted", b'CN="A: b"', b"CN=A: b", "line 26: ORGANIZER: ' b:mailto"),
    ("no equals sign", b";LANGUAGE=en", b";LANGUAGE", "line 15: DESCRIPTION: badly written parameter"),
    ("an empty parameter", b"LANGUAGE=en", b"LANGUAGE=", "line 15: DESCRIPTION: parameter LANGUAGE is empty"),
    ("a parameter twice", b"LANGUAGE=en", b"LANGUAGE=en;LANGUAGE=en", "parameter LANGUAGE stands twice"),
    ("an unknown parameter", b"LANGUAGE=en", b"LANG=en", "DESCRIPTION: LANG is not a known parameter"),
    # nesting
    ("END of another", b"END:VALARM\r\nEND", b"END:VEVENT\r\nEND", "line 44: END:VEVENT closes nothing"),
    ("never closed", b"END:VCALENDAR\r\n", b"", "line 1: VCALENDAR is never closed"),
    ("END alone", b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nEND:VEVENT\r\n", "END:VEVENT closes nothing"),
    ("a line outside", b"END:VCALENDAR\r\n", b"END:VCALENDAR\r\nX-A:b\r\n", "X-A stands outside a calendar"),
    ("no calendar", GOOD, b"X-A:b\r\n", "line 1: there is no VCALENDAR"),
    ("an empty file", GOOD, b"", "line 1: there is no VCALENDAR"),
    ("an empty calendar", GOOD[GOOD.index(b"BEGIN:VEVENT") : -15], b"", "holds at least one component"),
    ("a task", b"VEVENT\r\nUID:one", b"VTODO\r\nUID:one", "line 7: VTODO cannot stand in VCALENDAR"),
    ("an alarm outside", b"BEGIN:VEVENT\r\nUID:two", b"BEGIN:VALARM\r\nUID:two", "VALARM cannot stand in VC"),
    ("late properties", b"END:VEVENT\r\nBEGIN", b"COLOR:red\r\nEND:VEVENT\r\nBEGIN", "COLOR stands after a"),
    # which properties, and how often
    ("no VERSION", b"VERSION:2.0\r\n", b"", "line 1: VCALENDAR has no VERSION"),
    ("no PRODID", b"PRODID:-//Example//Strict check//EN\r\n", b"", "line 1: VCALENDAR has no PRODID"),
    ("VERSION twice", b"VERSION:2.0\r\n", b"VERSION:2.0\r\nVERSION:2.0\r\n", "line 3: VERSION stands twice"),
    ("no UID", b"UID:one@example.org\r\n", b"", "line 7: VEVENT has no UID"),
    ("no DTSTAMP", b"DTSTAMP:20261120T090000Z\r\nSEQ", b"SEQ", "line 7: VEVENT has no DTSTAMP"),
    ("no DTSTART", b"DTSTART:20270306T090000Z\r\n", b"", "line 46: VEVENT has no DTSTART, and the calendar"),
    ("a length of nothing", b"DTSTART:20270306T090000Z\r\n", b"", "line 49: DURATION without DTSTART"),
    ("SUMMARY twice", b"SUMMARY:An hour", b"SUMMARY:An\r\nSUMMARY:hour", "line 52: SUMMARY stands twice"),
    ("UID shared", b"UID:two@", b"UID:one@", "line 47: UID one@example.org stands twice"),
    ("UID and RECURRENCE-ID shared", GOOD, GOOD.replace(
        b"UID:two@example.org", b"UID:one@example.org\r\nRECURRENCE-ID:20270306T090000Z"
    ).replace(b"END:VCALENDAR", b"BEGIN:VEVENT\r\n" + SECOND.replace(
        b"two@example.org", b"one@example.org\r\nRECURRENCE-ID:20270306T090000Z"
    ) + b"END:VEVENT\r\nEND:VCALENDAR"), "line 55: UID one@example.org stands twice"),
    # start, end and length
    ("DTEND and DURATION", DAY_LENGTH, DAY_LENGTH + b"\r\nDURATION:P1D", "line 14: DURATION beside DTEND"),
    ("DTEND the same day", DAY_LENGTH, b"DTEND;VALUE=DATE:20270306", "line 13: DTEND is not after DTSTART"),
    ("DTEND before", DAY_LENGTH, b"DTEND;VALUE=DATE:20270305", "line 13: DTEND is not after DTSTART"),
    ("DTEND a moment", DAY_LENGTH, b"DTEND:20270307T000000Z", "line 13: DTEND is a DATE-TIME, and DTSTART a"),
    ("DTEND local", b"DURATION:PT1H", b"DTEND:20270306T100000", "line 50: DTEND and DTSTART are not both in"),
    ("DURATION below zero", b"DURATION:PT1H", b"DURATION:-PT1H", "line 50: DURATION is not positive"),
    ("hours of an all-day event", DAY_LENGTH, b"DURATION:PT24H", "line 13: DURATION of an all-day event"),
    # values
    ("VERSION 1.0", b"VERSION:2.0", b"VERSION:1.0", "line 2: VERSION: '1.0' is none of 2.0"),
    ("a date without its type", b"DTSTART;VALUE=DATE:", b"DTSTART:", "line 12: DTSTART: '20270306' is not a"),
    ("a moment called a date", DAY_LENGTH, DAY_LENGTH + b"T000000", "line 13: DTEND: '20270307T000000' is n"),
    ("30 February", DAY_LENGTH, b"DTEND;VALUE=DATE:20270230", "line 13: DTEND: '20270230' is not a DATE"),
    ("25 o'clock", b"20270306T090000Z\r\nDUR", b"20270306T250000Z\r\nDUR", "line 49: DTSTART: "),
    ("other digits", DAY_LENGTH, "DTEND;VALUE=DATE:２０２７０３０７".encode(), "line 13: DTEND: "),
    ("DTSTAMP local", b"DTSTAMP:20261120T090000Z\r\nSEQ", b"DTSTAMP:20261120T090000\r\nSEQ", "DTSTAMP: not"),
    ("DTSTAMP a date", b"DTSTAMP:20261120T090000Z\r\nSEQ", b"DTSTAMP;VALUE=DATE:20261120\r\nSEQ", "cannot b"),
    ("a zone unsaid", b"DTSTART:20270306T090000Z", b"DTSTART;TZID=X/Y:20270306T090000", "TZID without a VTI"),
    ("SEQUENCE in words", b"SEQUENCE:3", b"SEQUENCE:three", "line 10: SEQUENCE: 'three' is not a INTEGER"),
    ("SEQUENCE below zero", b"SEQUENCE:3", b"SEQUENCE:-1", "line 10: SEQUENCE: -1 is out of range"),
    ("PRIORITY of ten", b"PRIORITY:5", b"PRIORITY:10", "line 11: PRIORITY: 10 is out of range"),
    ("STATUS of a task", b"STATUS:CONFIRMED", b"STATUS:COMPLETED", "line 17: STATUS: 'COMPLETED' is none of"),
    ("TRANSP of nothing", b"TRANSP:TRANSPARENT", b"TRANSP:FREE", "line 18: TRANSP: 'FREE' is none of"),
    ("CLASS of two words", b"CLASS:PRIVATE", b"CLASS:PRI VATE", "line 19: CLASS: 'PRI VATE' is not a word"),
    ("UID blank", b"UID:two@example.org", b"UID:", "line 47: UID: is blank"),
    ("RRULE without FREQ", b"FREQ=DAILY;COUNT=3", b"COUNT=3", "line 25: RRULE: "),
    ("RRULE with two ends", b"COUNT=3", b"COUNT=3;UNTIL=20270401", "line 25: RRULE: "),
    ("RRULE in words", b"FREQ=DAILY;COUNT=3", b"every day", "line 25: RRULE: "),
    ("GEO of one number", b"51.5;-0.1", b"51.5", "line 21: GEO: '51.5' is not a FLOAT"),
    ("URL without scheme", b"https://example.org/a,b", b"example", "line 22: URL: 'example' is not a URI"),
    ("EXDATE half wrong", b"20270308,20270309", b"20270308,20270340", "line 23: EXDATE: '20270340' is not a"),
    ("a period of one end", b"/PT1H", b"", "line 24: RDATE: '20270306T090000Z' is not a PERIOD"),
    ("a period backwards", b"/PT1H", b"/-PT1H", "line 24: RDATE: "),
    ("a person without address", b"mailto:a@example.org", b"a", "line 26: ORGANIZER: 'a' is not a CAL-ADDRE"),
    ("a status without code", b"2.0;Success", b"Success", "line 27: REQUEST-STATUS: "),
    ("broken base64", b"QUJD", b"QUJ", "line 28: ATTACH: 'QUJ' is not a BINARY"),
    ("a boolean of neither", b"BOOLEAN:TRUE", b"BOOLEAN:YES", "line 30: X-YES: 'YES' is not a BOOLEAN"),
    ("a number in words", b"FLOAT:1.5", b"FLOAT:one", "line 31: X-NUMBER: 'one' is not a FLOAT"),
    ("a time past midnight", b"TIME:090000", b"TIME:240000", "line 32: X-TIME: '240000' is not a TIME"),
    ("an offset without sign", b"OFFSET:+0100", b"OFFSET:0100", "line 33: X-OFFSET: '0100' is not a UTC-OFF"),
    ("an interval without its type", b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL", "does not say"),
    # text
    ("a bare comma", b"Ring the team\r\nDESC", b"Ring, team\r\nDESC", "line 14: SUMMARY: 'Ring, team' is no"),
    ("a bare semicolon", b"SUMMARY:An", b"SUMMARY:;An", "line 51: SUMMARY: ';An hour' is not a TEXT"),
    ("a bare backslash", b"SUMMARY:An", b"SUMMARY:\\An", "line 51: SUMMARY: '\\\\An hour' is not a TEXT"),
    ("a backslash at the end", b"An hour", b"An hour\\", "line 51: SUMMARY: "),
    ("a semicolon in a list", b"one,two", b"one;two", "line 20: CATEGORIES: 'one;two' is not a TEXT"),
    ("a comma in an X- text", b':Days', b":Days, nights", "line 6: X-WR-CALNAME: 'Days, nights' is not a TE"),
    # alarms
    ("an alarm without ACTION", b"ACTION:DISPLAY\r\n", b"", "line 34: VALARM has no ACTION"),
    ("an alarm without TRIGGER", b"TRIGGER;RELATED=START:-P6DT15H\r\n", b"", "line 34: VALARM has no TRIGGE"),
    ("a silent display", b"DESCRIPTION:Ring the team\r\nTRIG", b"TRIG", "DISPLAY alarm has no DESCRIPTION"),
    ("words in a sound", b"AUDIO", b"AUDIO\r\nDESCRIPTION:a", "line 43: DESCRIPTION in a AUDIO alarm"),
    ("two sounds", b"AUDIO", b"AUDIO\r\nATTACH:a:b\r\nATTACH:a:b", "line 41: AUDIO alarm with more than one"),
    ("a letter to nobody", b"ACTION:AUDIO", b"ACTION:EMAIL\r\nDESCRIPTION:a", "line 41: EMAIL alarm has no"),
    ("REPEAT alone", b"DURATION:PT5M\r\n", b"", "line 34: DURATION and REPEAT stand together"),
    ("TRIGGER in hours of days", b"-P6DT15H", b"-P6D15H", "line 37: TRIGGER: '-P6D15H' is not a DURATION"),
    ("TRIGGER without T", b"-P6DT15H", b"P9H", "line 37: TRIGGER: 'P9H' is not a DURATION"),
    ("TRIGGER with an empty T", b"-P6DT15H", b"-P6DT", "line 37: TRIGGER: '-P6DT' is not a DURATION"),
    ("TRIGGER of weeks and days", b"-P6DT15H", b"-P1W1D", "line 37: TRIGGER: '-P1W1D' is not a DURATION"),
    ("TRIGGER of months", b"-P6DT15H", b"-P1M", "line 37: TRIGGER: '-P1M' is not a DURATION"),
    ("TRIGGER absolute, unsaid", b";VALUE=DATE-TIME:20270305", b":20270305", "is not a DURATION"),
    ("TRIGGER local", b"20270305T090000Z", b"20270305T090000", "line 43: TRIGGER: not in UTC"),
    ("TRIGGER related to lunch", b"RELATED=START", b"RELATED=LUNCH", "line 37: TRIGGER: RELATED is START or"),
    ("TRIGGER absolute, related", b"VALUE=DATE-TIME:", b"VALUE=DATE-TIME;RELATED=START:", "RELATED is START"),
    ("TRIGGER from no start", b"DTSTART;VALUE=DATE:20270306\r\n", b"", "line 36: TRIGGER counts from an eve"),
    ("TRIGGER from no end", GOOD, GOOD.replace(b"RELATED=START", b"RELATED=END").replace(
        DAY_LENGTH + b"\r\n", b""
    ), "line 36: TRIGGER counts from the end of an event that has none"),
]  # fmt: skip


def test_a_right_file_has_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(("old", "new", "fault"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_each_thing_broken_is_found_where_it_is(old: bytes, new: bytes, fault: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(fault in what for what in found), found


def test_an_event_without_a_start_is_right_when_the_calendar_has_a_method() -> None:
    with_method = GOOD.replace(b"CALSCALE:GREGORIAN", b"METHOD:PUBLISH")
    without_start = with_method.replace(b"DTSTART:20270306T090000Z\r\nDURATION:PT1H\r\n", b"")
    assert faults(without_start) == []


def test_an_occurrence_may_share_the_identifier_of_its_event() -> None:
    occurrence = GOOD.replace(b"UID:two@example.org", b"UID:one@example.org\r\nRECURRENCE-ID:20270306T090000Z")
    assert faults(occurrence) == []


def test_names_and_words_may_be_written_in_small_letters() -> None:
    small = GOOD.replace(b"BEGIN:VEVENT", b"begin:vevent").replace(b"STATUS:CONFIRMED", b"status:confirmed")
    assert faults(small) == []


def test_a_line_of_75_octets_is_not_too_long() -> None:
    assert faults(GOOD.replace(b"An hour", b"x" * 67)) == []
