"""Writes the lines of a calendar file, so that every phone and computer finds where each one begins and ends.

A line is a name, a colon and a value. One that is too long goes on in the next, after a space. What is written is
byte for byte what icalendar 7.3 writes, in a small part of the time. Section numbers are RFC 5545.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

# 3.1: no line is longer than 75 octets. The space before what goes on is one of them; the first line leaves it unused.
LONGEST = 74
GOES_ON = b"\r\n "

# 3.3.11 and RFC 6868: an octet that says how the next is meant, and stays beside it. Whoever hands in words has taken
# their own backslashes out (see `clean`), so that one here never ends an escape.
_ESCAPES = b"\\^"


def written(lines: Iterable[str]) -> bytes:
    """Write lines, each as 'NAME:value', folded where needed. No line may hold a line break: see `text`."""
    ready = [line if len(line) <= LONGEST and line.isascii() else _folded(line) for line in lines]
    return ("\r\n".join(ready) + "\r\n").encode()


def text(words: str) -> str:
    """Write words as a TEXT (3.3.11): what would end them early is escaped, and a line break is a small n."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def day(when: date) -> str:
    """Write a day as a DATE (3.3.4)."""
    return when.isoformat().replace("-", "")


def moment(when: datetime) -> str:
    """Write an aware moment as a DATE-TIME in UTC, to the second (3.3.5)."""
    utc = when.astimezone(UTC)
    return f"{day(utc.date())}T{utc.hour:02}{utc.minute:02}{utc.second:02}Z"


def duration(length: timedelta) -> str:
    """Write a length of time as a DURATION, to the second (3.3.6): P1D, PT9H, -P6DT15H."""
    sign = "-" if length < timedelta() else ""
    length = abs(length)
    minutes, seconds = divmod(length.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}H" if hours else ""
    if minutes or (hours and seconds):  # No hour stands right before a second.
        clock += f"{minutes}M"
    if seconds:
        clock += f"{seconds}S"
    days = f"{length.days}D" if length.days or not clock else ""
    return f"{sign}P{days}T{clock}" if clock else f"{sign}P{days}"


def _folded(line: str) -> str:
    """Break a line where it is too long (3.1), never inside a character or between an escape and what it escapes."""
    octets = line.encode()
    pieces = []
    start = 0
    while len(octets) - start > LONGEST:
        end = start + LONGEST
        while octets[end] & 0b1100_0000 == 0b1000_0000:  # The next octet goes on with a character of UTF-8.
            end -= 1
        if octets[end - 1] in _ESCAPES:
            end -= 1
        pieces.append(octets[start:end])
        start = end
    pieces.append(octets[start:])
    return GOES_ON.join(pieces).decode()
