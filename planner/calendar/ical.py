"""One small module that writes calendar files other programs read rightly.

The lines of an event it writes itself, through `planner.calendar.lines`: with icalendar 7.3 that took more than ten
times as long, and a test holds every event to the bytes icalendar would write. What stands before the events is written
by icalendar, with a type for each value, since it escapes none in an X- property. No stamp and no identifier is ever
made up, and no character is let through that some reader is known to trip over. Section numbers are RFC 5545 unless
another is named.

The bytes depend on the events alone: not on the clock, the process, its time zone or `python -O`.
`event_bytes` of an unchanged event may therefore be kept, and `join` puts kept bytes between the header and
the footer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from flask_babel import gettext as _
from icalendar import Calendar, vDuration, vText

from planner.calendar import lines

ALARM_AT = time(9)
FOOTER = b"END:VCALENDAR\r\n"
PLACEHOLDER_UID = "5e0f2f5c-52a8-4c0e-9a43-3b1f6f1b7d10"

_UID = re.compile(r"[A-Za-z0-9._@+-]{1,255}", re.ASCII)
_HIGHEST_SEQUENCE = 2**31 - 1  # 3.3.8: an INTEGER has 31 bits and a sign.

# What Python's own str.splitlines, and so several readers, take for the end of a line.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DROPPED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # 3.1 forbids CONTROL in a content line; C1 controls are as useless.
    "\u202a-\u202e\u2066-\u2069"  # Turning the reading direction can make one title look like another.
    "\ufeff\ufdd0-\ufdef"  # Byte order marks, and what Unicode says is not a character.
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something for whole days, from `day` to `last_day` (both included), with alarms at nine in the morning.

    `uid` is opaque and never changes. `modified` and `sequence` move together whenever anything that can be
    seen changes, alarms included. A cancelled event keeps its day and title, and rings no alarm.
    """

    uid: str
    day: date
    title: str
    description: str
    alarms: tuple[date, ...]  # Days on which it rings, at ALARM_AT by the person's own clock.
    last_day: date | None  # None: one day only.
    modified: datetime  # Aware; written in UTC, to the second.
    sequence: int = 0
    cancelled: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for an event that no calendar could hold."""
        days = (self.day, *self.alarms, *([] if self.last_day is None else [self.last_day]))
        if moments := [day for day in days if isinstance(day, datetime)]:
            raise ValueError(f"{moments[0]!r} is a moment, and an event is made of days. Pass a date.")
        if not self.day <= (self.last_day or self.day) < date.max:
            raise ValueError(f"An event cannot run from {self.day} to {self.last_day}. Move its last day.")
        if not _UID.fullmatch(self.uid):
            raise ValueError(f"{self.uid!r} cannot identify an event. Use 1 to 255 of A-Z a-z 0-9 . _ @ + -")
        if not title_text(self.title):
            raise ValueError(f"{self.title!r} leaves an event without a title. Give it words.")
        if self.modified.tzinfo is None:
            raise ValueError(f"{self.modified!r} has no time zone. Say when the event was changed in UTC.")
        if not 0 <= self.sequence <= _HIGHEST_SEQUENCE:
            raise ValueError(f"{self.sequence} cannot count the changes of an event. Start at 0 and add 1.")


def clean(text: str) -> str:
    """Make text safe to hand to any calendar program: it is cleaned, never refused.

    Whoever takes a person's words in refuses odd characters there; this is the second door, and a calendar
    must not fail because of one of them. Every kind of line end becomes a newline; other controls, marks that
    turn the reading direction and what is not a character are dropped; half of a surrogate pair becomes the
    replacement character; a run of blanks becomes one space. A backslash becomes a slash: some readers see a
    new line in one before an n, even escaped as 3.3.11 asks.
    """
    if not text.replace("\n", "").isprintable():  # Looking is quicker than replacing, and most words are printable.
        text = _LINE_END.sub("\n", text)
        text = _SURROGATE.sub("\ufffd", text)
        text = _DROPPED.sub("", text)
    return "\n".join(" ".join(line.split()) for line in text.replace("\\", "/").split("\n")).strip()


def title_text(text: str) -> str:
    """Clean a title for one line, without the marks that 3.3.11 escapes and some readers fail to unescape.

    'Ring the team, then wait' becomes 'Ring the team - then wait'; a comma inside a number becomes a space.
    """
    line = clean(text).replace("\n", " ").strip(" ,;")
    line = re.sub(r"[,;]+(?= )", " -", line)
    return " ".join(re.sub(r"[,;]+", " ", line).split())


def placeholder(day: date, title: str = "") -> Event:
    """Say on `day` that there is nothing to do, for a file that would otherwise be empty."""
    modified = datetime.combine(day, time(), UTC)
    title = title or _("Nothing to do yet")
    return Event(PLACEHOLDER_UID, day, title, description="", alarms=(), last_day=None, modified=modified)


def prodid_of(service_name: str) -> str:
    """The name of the program that wrote a file (3.7.3): it says only what the service is called."""
    return f"-//{service_name}//Calendar//EN"


def calendar_file(events: Sequence[Event], *, prodid: str, if_empty: Event) -> bytes:
    """Write a file to download once, sorted by day and identifier.

    It carries no METHOD (that would make it an invitation, RFC 5546), no name and no refresh interval (with
    either, Outlook makes a new calendar instead of adding to the person's own), and no identifier of the
    calendar itself (some readers then take the whole file for one item). 3.6 wants at least one component:
    without events it holds `if_empty`. Raises ValueError when two events share an identifier (3.8.4.7).
    """
    in_order = sorted(events, key=lambda event: (event.day, event.uid)) or [if_empty]
    seen: set[str] = set()
    for event in in_order:
        if event.uid in seen:
            raise ValueError(f"Two events are called {event.uid!r}. Give each its own identifier.")
        seen.add(event.uid)
    return join(map(event_bytes, in_order), prodid=prodid)


def join(chunks: Iterable[bytes], *, prodid: str) -> bytes:
    """Put the bytes of at least one event between the header and the footer of a calendar."""
    return b"".join((_header(prodid), *chunks, FOOTER))


def feed_file(chunks: Iterable[bytes], *, prodid: str, name: str, refresh: timedelta) -> bytes:
    """Put the bytes of at least one event between the header and the footer of a calendar to subscribe to.

    It says what the calendar is called and how often to look again, each once by its name in RFC 7986 and once by
    the older name that many programs know. It carries no METHOD and no identifier: see `calendar_file`. Raises
    ValueError when there is no time between two looks (RFC 7986 section 5.7).
    """
    if refresh < timedelta(seconds=1):
        raise ValueError(f"Nobody can look again every {refresh}. Leave at least a second between two looks.")
    return b"".join((_header(prodid, name, refresh), *chunks, FOOTER))


@lru_cache(maxsize=16)
def _header(prodid: str, name: str = "", refresh: timedelta | None = None) -> bytes:
    """What stands before the events. icalendar writes it, with a type for each value, as it would escape none else."""
    calendar = Calendar()
    calendar["VERSION"] = vText("2.0")
    calendar["PRODID"] = vText(title_text(prodid))
    if refresh:
        calendar["NAME"] = calendar["X-WR-CALNAME"] = vText(title_text(name))
        calendar["REFRESH-INTERVAL"] = vDuration(refresh, params={"VALUE": "DURATION"})  # RFC 7986 5.7: it must be said
        calendar["X-PUBLISHED-TTL"] = vDuration(refresh)
    return calendar.to_ical(sorted=False).removesuffix(FOOTER)


def event_bytes(event: Event) -> bytes:
    """Write one event as its lines stand in a file: always the same bytes for the same event."""
    title = lines.text(title_text(event.title))
    description = lines.text(clean(event.description))
    modified = lines.moment(event.modified)
    ends = (event.last_day or event.day) + timedelta(days=1)  # 3.6.1: DTEND is the day after the last.
    properties = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{modified}",  # 3.8.7.2: without METHOD, when it last changed. Never the present moment.
        f"LAST-MODIFIED:{modified}",
        f"SEQUENCE:{event.sequence:d}",
        f"DTSTART;VALUE=DATE:{lines.day(event.day)}",  # 3.8.2.4: a DATE needs its type said, and no time zone,
        f"DTEND;VALUE=DATE:{lines.day(ends)}",  # so that it travels.
        f"SUMMARY:{title}",
        *([f"DESCRIPTION:{description}"] if description else []),
        "STATUS:CANCELLED" if event.cancelled else "STATUS:CONFIRMED",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",  # 3.8.2.7: the person stays free to be invited on that day,
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",  # and Outlook reads this name for it.
    ]
    if not event.cancelled:
        for rings in sorted(set(event.alarms)):
            properties += _alarm(rings - event.day, title)  # Outlook wants alarms last.
    return lines.written([*properties, "END:VEVENT"])


def _alarm(away: timedelta, title: str) -> list[str]:
    """Write an alarm at ALARM_AT on the day so far `away`, counted from the midnight the event begins.

    A DATE begins at midnight by the reader's own clock (3.8.6.3), so nine hours after it is nine in the
    morning, and fifteen hours before it nine the day before. Where clocks change in the night before a day,
    its own alarm may ring an hour off: a relative alarm has no way to say otherwise, and absolute ones do not
    travel.
    """
    rings = lines.duration(away + timedelta(hours=ALARM_AT.hour))
    # 3.6.6: DISPLAY must have a description.
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{title}", f"TRIGGER:{rings}", "END:VALARM"]
