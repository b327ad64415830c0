"""Says whether one value in a calendar file is written as its type asks: a day, a moment, a length, a text.

Part of the strict check in rfc5545.py. Section numbers are RFC 5545 unless another RFC is named.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

_DATE = re.compile(r"\d{8}", re.ASCII)
_DATE_TIME = re.compile(r"\d{8}T\d{6}Z?", re.ASCII)
_TIME = r"T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S)"
_DURATION = re.compile(rf"[+-]?P(?:\d+D(?:{_TIME})?|{_TIME}|\d+W)", re.ASCII)
_TEXT = re.compile(r"(?:[^\\,;]|\\[\\,;nN])*")
_TEXTS = re.compile(r"(?:[^\\;]|\\[\\,;nN])*")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_FLOATS = re.compile(r"[+-]?\d+(?:\.\d+)?;[+-]?\d+(?:\.\d+)?", re.ASCII)
_RECUR = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*", re.ASCII)
_STATUS_CODE = re.compile(r"\d(?:\.\d+){1,2};.+", re.ASCII)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_WORD = re.compile(r"[A-Za-z0-9-]+")


def words(text: str) -> frozenset[str]:
    """Split a list written with spaces, which is easier to compare with the standard than one with quotes."""
    return frozenset(text.split())


# 3.8: the types a property may have, its default first.
TYPES = {
    **dict.fromkeys(("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE"), ("DATE-TIME", "DATE")),
    "RDATE": ("DATE-TIME", "DATE", "PERIOD"),
    **dict.fromkeys(("DTSTAMP", "CREATED", "LAST-MODIFIED", "ACKNOWLEDGED"), ("DATE-TIME",)),
    **dict.fromkeys(("DURATION", "REFRESH-INTERVAL"), ("DURATION",)),
    "TRIGGER": ("DURATION", "DATE-TIME"),
    **dict.fromkeys(("SEQUENCE", "PRIORITY", "REPEAT"), ("INTEGER",)),
    **dict.fromkeys(("URL", "SOURCE", "CONFERENCE"), ("URI",)),
    **dict.fromkeys(("ATTACH", "IMAGE"), ("URI", "BINARY")),
    **dict.fromkeys(("ORGANIZER", "ATTENDEE"), ("CAL-ADDRESS",)),
    "RRULE": ("RECUR",),
    "GEO": ("FLOAT",),
}
# 3.2, with EMAIL, DISPLAY, FEATURE and LABEL of RFC 7986.
PARAMETERS = words(
    "ALTREP CN CUTYPE DELEGATED-FROM DELEGATED-TO DIR ENCODING FMTTYPE FBTYPE LANGUAGE MEMBER PARTSTAT RANGE "
    "RELATED RELTYPE ROLE RSVP SENT-BY TZID VALUE EMAIL DISPLAY FEATURE LABEL"
)
X_TYPES = words(
    "TEXT BINARY BOOLEAN CAL-ADDRESS DATE DATE-TIME DURATION FLOAT INTEGER PERIOD RECUR TIME URI UTC-OFFSET"
)
LISTS = frozenset({"CATEGORIES", "RESOURCES", "EXDATE", "RDATE"})
IN_UTC = frozenset({"DTSTAMP", "CREATED", "LAST-MODIFIED", "ACKNOWLEDGED", "TRIGGER"})
MUST_SAY_TYPE = {"REFRESH-INTERVAL", "SOURCE", "CONFERENCE", "IMAGE"}  # RFC 7986 5.7, 5.8, 5.10, 5.11

WORDS = {
    ("VCALENDAR", "VERSION"): {"2.0"},
    ("VCALENDAR", "CALSCALE"): {"GREGORIAN"},
    ("VEVENT", "STATUS"): {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    ("VEVENT", "TRANSP"): {"OPAQUE", "TRANSPARENT"},
}
TOKENS = frozenset({"METHOD", "CLASS", "ACTION"})  # A registered word or an X- name.
NOT_BLANK = frozenset({"UID", "PRODID"})
RANGES = {"SEQUENCE": (0, 2**31 - 1), "PRIORITY": (0, 9), "REPEAT": (0, 2**31 - 1)}
FREQUENCIES = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"}


def default_type(name: str) -> str:
    """Name the type a property has when no VALUE is said: TEXT for an X- name (3.8.8.2)."""
    return TYPES.get(name, ("TEXT",))[0]


def fault(component: str, name: str, type_: str, parameters: dict[str, list[str]], value: str) -> str | None:
    """Say what is wrong with the value of one property, or None."""
    if type_ not in (X_TYPES if name.startswith("X-") else TYPES.get(name, ("TEXT",))):
        return f"cannot be a {type_}"
    if name in MUST_SAY_TYPE and "VALUE" not in parameters:
        return f"does not say VALUE={type_}"
    if "TZID" in parameters:
        return "TZID without a VTIMEZONE, which this check does not know"
    related = parameters.get("RELATED", ["START"])[0].upper()
    if "RELATED" in parameters and (type_ != "DURATION" or related not in {"START", "END"}):
        return "RELATED is START or END, beside a DURATION only"
    if name in LISTS and type_ != "TEXT":
        return next((what for part in value.split(",") if (what := _type_fault(name, type_, part))), None)
    return (
        _type_fault(name, type_, value)
        or _word_fault(component, name, value)
        or (f"{value} is out of range" if type_ == "INTEGER" and not _in_range(name, int(value)) else None)
    )


def moment(value: str) -> date | datetime | None:
    """Read a DATE or a DATE-TIME (3.3.4, 3.3.5), whatever its zone as if in UTC; None when it is neither."""
    try:
        if _DATE.fullmatch(value):
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        if _DATE_TIME.fullmatch(value):
            leap = value[13:15] == "60"
            clock = (int(value[9:11]), int(value[11:13]), 59 if leap else int(value[13:15]))
            return datetime(int(value[:4]), int(value[4:6]), int(value[6:8]), *clock, tzinfo=UTC)
    except ValueError:
        return None
    return None


def span(value: str) -> timedelta | None:
    """Read a DURATION (3.3.6), or None when it is not one."""
    if not _DURATION.fullmatch(value):
        return None
    length = {unit: int(count) for count, unit in re.findall(r"(\d+)([WDHMS])", value)}
    total = timedelta(
        weeks=length.get("W", 0),
        days=length.get("D", 0),
        hours=length.get("H", 0),
        minutes=length.get("M", 0),
        seconds=length.get("S", 0),
    )
    return -total if value.startswith("-") else total


def _type_fault(name: str, type_: str, value: str) -> str | None:
    if not CHECKS[type_](name, value):
        return f"{value[:40]!r} is not a {type_}"
    if type_ == "DATE-TIME" and name in IN_UTC and not value.endswith("Z"):
        return "not in UTC"
    return None


def _word_fault(component: str, name: str, value: str) -> str | None:
    if (words := WORDS.get((component, name))) and value.upper() not in words:
        return f"{value[:40]!r} is none of {', '.join(sorted(words))}"
    if name in TOKENS and not _WORD.fullmatch(value):
        return f"{value[:40]!r} is not a word"
    if name in NOT_BLANK and not value.strip():
        return "is blank"
    return None


def _in_range(name: str, number: int) -> bool:
    lowest, highest = RANGES.get(name, (-(2**31), 2**31 - 1))
    return lowest <= number <= highest


def _is_recur(_: str, value: str) -> bool:
    """Check the shape of a RECUR (3.3.10): each part once, FREQ known, UNTIL or COUNT but not both."""
    if not _RECUR.fullmatch(value):
        return False
    parts = [part.split("=") for part in value.split(";")]
    names = [name for name, _ in parts]
    return (
        len(names) == len(set(names))
        and dict(parts).get("FREQ") in FREQUENCIES
        and not {"UNTIL", "COUNT"} <= set(names)
    )


def _is_period(_: str, value: str) -> bool:
    begin, slash, end = value.partition("/")
    started = bool(_DATE_TIME.fullmatch(begin)) and moment(begin) is not None
    return bool(slash) and started and (moment(end) is not None or (span(end) or timedelta()) > timedelta())


def _is_text(name: str, value: str) -> bool:
    if name == "REQUEST-STATUS":  # 3.8.8.3: its parts are parted by semicolons.
        return bool(_STATUS_CODE.fullmatch(value))
    return bool((_TEXTS if name in LISTS else _TEXT).fullmatch(value))


CHECKS: dict[str, Callable[[str, str], bool]] = {
    "TEXT": _is_text,
    "DATE": lambda _, value: bool(_DATE.fullmatch(value)) and moment(value) is not None,
    "DATE-TIME": lambda _, value: bool(_DATE_TIME.fullmatch(value)) and moment(value) is not None,
    "DURATION": lambda _, value: span(value) is not None,
    "INTEGER": lambda _, value: bool(re.fullmatch(r"[+-]?\d+", value, re.ASCII)),
    "FLOAT": lambda name, value: bool(
        (_FLOATS if name == "GEO" else re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)).fullmatch(value)
    ),
    "URI": lambda _, value: bool(_URI.fullmatch(value)),
    "CAL-ADDRESS": lambda _, value: bool(_URI.fullmatch(value)),
    "BINARY": lambda _, value: bool(value) and bool(_BASE64.fullmatch(value)),
    "BOOLEAN": lambda _, value: value.upper() in {"TRUE", "FALSE"},
    "PERIOD": _is_period,
    "RECUR": _is_recur,
    "TIME": lambda _, value: bool(re.fullmatch(r"([01]\d|2[0-3])[0-5]\d([0-5]\d|60)Z?", value, re.ASCII)),
    "UTC-OFFSET": lambda _, value: bool(re.fullmatch(r"[+-]\d{4}(\d{2})?", value, re.ASCII)),
}
