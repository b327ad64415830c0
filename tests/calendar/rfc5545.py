"""Reads a calendar file as strictly as its standard is written, and lists everything that is wrong with it.

Written from RFC 5545 (with the properties of RFC 7986 and 9074) and from nothing else: it shares no code with
the library that writes our files. It knows VCALENDAR, VEVENT and VALARM, which is all that we write; any
other component is a fault. Where the standard leaves a choice to whoever writes a file, it asks for the
careful one: no code point is folded in two, no C1 control stands anywhere, properties come before the
components inside, no name is unregistered.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from tests.calendar import rfc5545_values as values

TOKEN = r"[A-Za-z0-9-]+"
X_NAME = re.compile(r"X-(?:[A-Za-z0-9]{3,}-)?[A-Za-z0-9-]+", re.IGNORECASE)
PARAMETER = re.compile(rf'({TOKEN})=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Component:
    """Which properties a component must have, has at most once or may repeat, and what stands inside."""

    required: frozenset[str]
    once: frozenset[str]
    many: frozenset[str]
    inside: frozenset[str] = frozenset()


def _component(required: str, once: str, many: str, inside: str = "") -> Component:
    return Component(*map(values.words, (required, once, many, inside)))


COMPONENTS = {
    # 3.6, RFC 7986 section 4
    "VCALENDAR": _component(
        "PRODID VERSION",
        "PRODID VERSION CALSCALE METHOD UID LAST-MODIFIED URL REFRESH-INTERVAL SOURCE COLOR",
        "NAME DESCRIPTION CATEGORIES IMAGE",
        "VEVENT",
    ),
    # 3.6.1, RFC 7986 section 4
    "VEVENT": _component(
        "UID DTSTAMP",
        "UID DTSTAMP DTSTART CLASS CREATED DESCRIPTION GEO LAST-MODIFIED LOCATION ORGANIZER PRIORITY "
        "SEQUENCE STATUS SUMMARY TRANSP URL RECURRENCE-ID RRULE DTEND DURATION COLOR",
        "ATTACH ATTENDEE CATEGORIES COMMENT CONTACT EXDATE REQUEST-STATUS RELATED-TO RESOURCES RDATE CONFERENCE IMAGE",
        "VALARM",
    ),
    # 3.6.6, RFC 9074
    "VALARM": _component(
        "ACTION TRIGGER",
        "ACTION TRIGGER DURATION REPEAT DESCRIPTION SUMMARY UID ACKNOWLEDGED PROXIMITY",
        "ATTACH ATTENDEE RELATED-TO",
    ),
}

# 3.6.6: what an alarm must have besides, and what else it may have, by its action.
ACTIONS = {
    "DISPLAY": ({"DESCRIPTION"}, set()),
    "AUDIO": (set(), {"ATTACH"}),
    "EMAIL": ({"DESCRIPTION", "SUMMARY", "ATTENDEE"}, {"ATTACH"}),
}


@dataclass(slots=True)
class Line:
    """One content line, unfolded: where it began, its name, its parameters and its value as written."""

    number: int
    name: str
    parameters: dict[str, list[str]]
    value: str

    @property
    def type(self) -> str:
        """The value's type: as VALUE says, or what the property has by default."""
        return self.parameters.get("VALUE", [values.default_type(self.name)])[0].upper()


@dataclass(slots=True)
class Block:
    """One component with the lines and components inside it."""

    number: int
    name: str
    lines: list[Line] = field(default_factory=list)
    inside: list["Block"] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """Find the first property of that name."""
        return next((line for line in self.lines if line.name == name), None)


def faults(raw: bytes) -> list[str]:
    """List what is wrong with a file, each as 'line N: what'; an empty list is a clean file."""
    found: list[tuple[int, str]] = []
    unfolded = _unfold(raw, found)
    lines = [line for number, text in unfolded if (line := _parse(number, text, found)) is not None]
    calendars = _nest(lines, found)
    if not calendars:
        found.append((1, "there is no VCALENDAR"))
    for calendar in calendars:
        _check_calendar(calendar, found)
    return [f"line {number}: {what}" for number, what in sorted(found)]


def _unfold(raw: bytes, found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Check bytes and folding (3.1), and return each content line with the number of its first line."""
    if not raw.endswith(b"\r\n"):
        found.append((raw.count(b"\n") + 1, "the file does not end with CRLF"))
    unfolded: list[tuple[int, bytes]] = []
    for number, line in enumerate(raw.removesuffix(b"\r\n").split(b"\r\n"), start=1):
        if b"\r" in line or b"\n" in line:
            found.append((number, "CR or LF stands alone; lines end with CRLF"))
        if len(line) > 75:
            found.append((number, f"{len(line)} octets; fold at 75"))
        if not line.strip(b" \t"):
            found.append((number, "the line is empty"))
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            found.append((number, "not UTF-8, or a code point folded in two"))
        if line[:1] not in (b" ", b"\t"):
            unfolded.append((number, line))
        elif not unfolded:
            found.append((number, "the file begins with a folded line"))
        else:
            start, text = unfolded[-1]
            unfolded[-1] = (start, text + line[1:])
    decoded = [(number, line.decode("utf-8", "replace")) for number, line in unfolded]
    for number, text in decoded:
        if control := CONTROL.search(text):
            found.append((number, f"control character U+{ord(control[0]):04X}"))
        if "\ufeff" in text:
            found.append((number, "byte order mark"))
    return decoded


def _parse(number: int, text: str, found: list[tuple[int, str]]) -> Line | None:
    """Split a content line into name, parameters and value (3.1), or note why it is none."""
    head = re.match(TOKEN, text)
    if head is None:
        found.append((number, "no property name"))
        return None
    name, rest = head[0].upper(), text[head.end() :]
    if name.startswith("X-") and not X_NAME.fullmatch(name):
        found.append((number, f"{name} is not a well-formed X- name"))
    parameters: dict[str, list[str]] = {}
    while rest.startswith(";"):
        parameter = PARAMETER.match(rest, 1)
        if parameter is None:
            found.append((number, f"{name}: badly written parameter"))
            return None
        key, rest = parameter[1].upper(), rest[parameter.end() :]
        if key not in values.PARAMETERS and not (key.startswith("X-") and X_NAME.fullmatch(key)):
            found.append((number, f"{name}: {key} is not a known parameter"))
        if key in parameters:
            found.append((number, f"{name}: parameter {key} stands twice"))
        parameters[key] = [value.strip('"') for value in re.findall(r'"[^"]*"|[^,]+', parameter[2])]
        if not parameters[key]:
            found.append((number, f"{name}: parameter {key} is empty or badly quoted"))
            return None
    if not rest.startswith(":"):
        found.append((number, f"{name}: no colon before the value, or a badly written parameter"))
        return None
    return Line(number, name, parameters, rest[1:])


def _nest(lines: list[Line], found: list[tuple[int, str]]) -> list[Block]:
    """Put lines into the components between their BEGIN and END (3.4, 3.6)."""
    calendars: list[Block] = []
    open_blocks: list[Block] = []
    for line in lines:
        here = open_blocks[-1] if open_blocks else None
        if line.name == "BEGIN":
            block = Block(line.number, line.value.upper())
            allowed = COMPONENTS[here.name].inside if here and here.name in COMPONENTS else {"VCALENDAR"}
            if block.name not in allowed:
                where = here.name if here else "a file"
                found.append((line.number, f"{block.name} cannot stand in {where}, or is not known here"))
            (here.inside if here else calendars).append(block)
            open_blocks.append(block)
        elif line.name == "END":
            if here is None or line.value.upper() != here.name:
                found.append((line.number, f"END:{line.value} closes nothing"))
            else:
                open_blocks.pop()
        elif here is None:
            found.append((line.number, f"{line.name} stands outside a calendar"))
        else:
            if here.inside:
                found.append((line.number, f"{line.name} stands after a component in {here.name}"))
            here.lines.append(line)
    found.extend((block.number, f"{block.name} is never closed") for block in open_blocks)
    return calendars


def _check_calendar(calendar: Block, found: list[tuple[int, str]]) -> None:
    """Check a calendar and all that is in it (3.6, 3.6.1)."""
    _check_properties(calendar, found)
    if not calendar.inside:
        found.append((calendar.number, "a calendar holds at least one component"))
    identities: Counter[tuple[str, str]] = Counter()
    for event in calendar.inside:
        _check_properties(event, found)
        if event.name != "VEVENT":
            continue
        _check_event(event, found, has_method=calendar.first("METHOD") is not None)
        recurrence = event.first("RECURRENCE-ID")
        if uid := event.first("UID"):
            identity = (uid.value, recurrence.value if recurrence else "")
            identities[identity] += 1
            if identities[identity] == 2:
                found.append((uid.number, f"UID {uid.value} stands twice"))
        for alarm in event.inside:
            _check_properties(alarm, found)
            if alarm.name == "VALARM":
                _check_alarm(alarm, event, found)


def _check_properties(block: Block, found: list[tuple[int, str]]) -> None:
    """Check which properties a component has, how often, and the value of each."""
    rules = COMPONENTS.get(block.name)
    if rules is None:
        return
    counts = Counter(line.name for line in block.lines)
    for name in sorted(rules.required - counts.keys()):
        found.append((block.number, f"{block.name} has no {name}"))
    seen: set[str] = set()
    for line in block.lines:
        if not line.name.startswith("X-") and line.name not in rules.once | rules.many:
            found.append((line.number, f"{line.name} is not a property of {block.name}"))
        if line.name in rules.once and line.name in seen:
            found.append((line.number, f"{line.name} stands twice in {block.name}"))
        seen.add(line.name)
        what = values.fault(block.name, line.name, line.type, line.parameters, line.value)
        if what:
            found.append((line.number, f"{line.name}: {what}"))


def _check_event(event: Block, found: list[tuple[int, str]], *, has_method: bool) -> None:
    """Check how the start, end and length of an event fit together (3.6.1, 3.8.2.2, 3.8.4.4)."""
    start, end, length = (event.first(name) for name in ("DTSTART", "DTEND", "DURATION"))
    if start is None:
        if not has_method:
            found.append((event.number, "VEVENT has no DTSTART, and the calendar no METHOD"))
        found.extend((line.number, f"{line.name} without DTSTART") for line in (end, length) if line)
        return
    if end and length:
        found.append((length.number, "DURATION beside DTEND"))
    began = values.moment(start.value)
    for line in (end, event.first("RECURRENCE-ID")):
        if line and line.type != start.type:
            found.append((line.number, f"{line.name} is a {line.type}, and DTSTART a {start.type}"))
        elif line and start.value.endswith("Z") != line.value.endswith("Z"):
            found.append((line.number, f"{line.name} and DTSTART are not both in UTC"))
    if end and end.type == start.type and began is not None:
        ended = values.moment(end.value)
        if ended is not None and type(ended) is type(began) and ended <= began:
            found.append((end.number, "DTEND is not after DTSTART"))
    if length:
        span = values.span(length.value)
        if span is not None and span <= timedelta():
            found.append((length.number, "DURATION is not positive"))
        if start.type == "DATE" and "T" in length.value:
            found.append((length.number, "DURATION of an all-day event counts days or weeks only"))


def _check_alarm(alarm: Block, event: Block, found: list[tuple[int, str]]) -> None:
    """Check what an alarm must have for its action, and what its trigger counts from (3.6.6, 3.8.6.3)."""
    names = Counter(line.name for line in alarm.lines)
    action = alarm.first("ACTION")
    if action and (rule := ACTIONS.get(action.value.upper())):
        needed, allowed = rule
        for name in sorted(needed - names.keys()):
            found.append((alarm.number, f"{action.value} alarm has no {name}"))
        for line in alarm.lines:
            if line.name in {"DESCRIPTION", "SUMMARY", "ATTENDEE", "ATTACH"} - needed - allowed:
                found.append((line.number, f"{line.name} in a {action.value} alarm"))
        if action.value.upper() == "AUDIO" and names["ATTACH"] > 1:
            found.append((alarm.number, "AUDIO alarm with more than one ATTACH"))
    if ("DURATION" in names) != ("REPEAT" in names):
        found.append((alarm.number, "DURATION and REPEAT stand together or not at all"))
    trigger = alarm.first("TRIGGER")
    if trigger is None or trigger.type != "DURATION":
        return
    related = trigger.parameters.get("RELATED", ["START"])[0].upper()
    if event.first("DTSTART") is None:
        found.append((trigger.number, "TRIGGER counts from an event that has no DTSTART"))
    elif related == "END" and not (event.first("DTEND") or event.first("DURATION")):
        found.append((trigger.number, "TRIGGER counts from the end of an event that has none"))
