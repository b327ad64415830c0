"""What calendar programs written by others read in a file of ours, all put in the same form.

Five libraries read the bytes: icalendar, recurring-ical-events (which lists what falls into a stretch of days),
vobject, ical (the one of Home Assistant) and ical.js (the one of Thunderbird and Nextcloud, which runs in Node). Each
raises an error of its own for a file it cannot read.
"""

import atexit
import json
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream

from planner.calendar.ical import Event, clean, title_text

NODE = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
SCRIPT = Path(__file__).with_name("read_with_ical_js.mjs")
PATIENCE = 60.0  # seconds in which Node has to read a file


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


class Shape(NamedTuple):
    """How many components and properties a parser found in a file, and every text it read in them."""

    components: int
    properties: int
    texts: list[str]


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


def midnight(day: date) -> datetime:
    """The start of a day, by whatever clock the reader has."""
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001


def with_icalendar(written: bytes) -> list[Read]:
    """Read a file with icalendar."""
    return [_read(event) for event in _calendar(written).events]


def with_recurring(written: bytes, first: date, last: date) -> list[Read]:
    """Read with recurring-ical-events what falls into the days from `first` to `last`, both included."""
    found = recurring_ical_events.of(_calendar(written)).between(first, last + timedelta(days=1))
    return sorted(map(_read, found), key=lambda one: (one.day, one.uid))


def _calendar(written: bytes) -> icalendar.Calendar:
    """Parse a file with icalendar, which only notes what is wrong in an event: here it is an error."""
    calendar = icalendar.Calendar.from_ical(written)
    if wrong := [fault for part in calendar.walk() for fault in part.errors]:
        raise ValueError(f"icalendar could not read {wrong}.")
    return calendar


def _read(event: icalendar.Event) -> Read:
    return Read(
        str(event["UID"]),
        event["DTSTART"].dt,
        event["DTEND"].dt,
        str(event["SUMMARY"]),
        str(event.get("DESCRIPTION", "")),
        [
            midnight(event["DTSTART"].dt) + alarm["TRIGGER"].dt
            for alarm in event.walk("VALARM")
            if alarm["DESCRIPTION"] == event["SUMMARY"]
        ],
        event["DTSTAMP"].dt,
        int(event["SEQUENCE"]),
        str(event["STATUS"]),
    )


def shape_by_icalendar(written: bytes) -> Shape:
    """What icalendar makes of a file, part by part."""
    parts = _calendar(written).walk()
    lines = [line for part in parts for line in part.property_items(recursive=False) if line[0] not in ("BEGIN", "END")]
    return Shape(len(parts), len(lines), [str(value) for _name, value in lines if isinstance(value, str)])


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


def shape_by_vobject(written: bytes) -> Shape:
    """What vobject makes of a file, part by part."""
    parts = [*_parts(vobject.readOne(written.decode()))]
    lines = [line for part in parts for line in part.lines()]
    return Shape(len(parts), len(lines), [line.value for line in lines if isinstance(line.value, str)])


def _parts(part: vobject.base.Component) -> Iterator[vobject.base.Component]:
    yield part
    for inside in part.components():
        yield from _parts(inside)


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


def with_ical_js(written: bytes) -> list[Read]:
    """Read a file with ical.js."""
    return [
        Read(
            event["uid"],
            (day := date.fromisoformat(event["day"])),
            date.fromisoformat(event["dayAfter"]),
            event["title"],
            event["description"],
            [midnight(day) + timedelta(seconds=seconds) for seconds in event["rings"]],
            datetime.fromisoformat(event["modified"]),
            event["sequence"],
            event["status"],
        )
        for event in _ask_ical_js(written)["events"]
    ]


def shape_by_ical_js(written: bytes) -> Shape:
    """What ical.js makes of a file, part by part."""
    answer = _ask_ical_js(written)
    return Shape(answer["components"], answer["properties"], answer["texts"])


def _ask_ical_js(written: bytes) -> dict[str, Any]:
    """Send one file to Node and wait for what ical.js read. Raises ValueError when it could not read it."""
    node = _node()
    assert node.stdin
    assert node.stdout
    node.stdin.write(json.dumps(written.decode()).encode() + b"\n")
    node.stdin.flush()
    answers, _, _ = select.select([node.stdout], [], [], PATIENCE)
    line = node.stdout.readline() if answers else b""
    if not line:
        node.kill()
        node.stdin.close()
        _node.cache_clear()
        raise TimeoutError(f"Node ended, or did not answer within {PATIENCE} s. `make build` gets ical.js.")
    answer: dict[str, Any] = json.loads(line)
    if "error" in answer:
        raise ValueError(f"ical.js could not read this: {answer['error']}")
    return answer


@cache
def _node() -> subprocess.Popen[bytes]:
    """One Node for all files of this process, as starting it takes a hundred times as long as reading."""
    if NODE is None:
        raise LookupError("There is no Node here to read with ical.js. Run `make test`, which gets it.")
    node = subprocess.Popen([NODE, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert node.stdin
    atexit.register(node.stdin.close)  # Node ends when there is nothing more to read.
    return node
