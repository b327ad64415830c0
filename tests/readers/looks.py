"""Looks of readers at a feed: how many events were meant, how many each of them read, and which differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.calendar.reading import Read


class Reader(NamedTuple):
    """A program that reads a feed: how it is made to look, and what it should say of the events that are meant."""

    name: str
    version: str
    look: Callable[[], Sequence[Any]]
    should_read: Callable[[Sequence[Read]], Sequence[Any]] = list
    begin_anew: Callable[[], None] | None = None  # None: it begins anew with each look anyway.


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one look. `faults` is empty when all was read as it was meant."""

    reader: str
    version: str
    when: str
    meant: int
    read: int
    faults: tuple[str, ...]


def look(reader: Reader, when: str, meant: Sequence[Read]) -> Look:
    """Make a reader look, and compare. A reader that fails has read nothing, and says why."""
    should = reader.should_read(meant)
    try:
        found = reader.look()
    except Exception as error:
        return Look(reader.name, reader.version, when, len(should), 0, (f"failed: {error!r}", *map(_not_read, should)))
    extra = list(found)
    missing = []
    for one in should:
        if one in extra:
            extra.remove(one)
        else:
            missing.append(one)
    faults = [*map(_not_read, missing), *(f"read and not meant: {one}" for one in extra)]
    return Look(reader.name, reader.version, when, len(should), len(found), tuple(faults))


def show(looks: Sequence[Look]) -> str:
    """The looks as one table, and under it the first differences of each."""
    lines = [f"{'reader':<24}{'version':<30}{'when':<26}{'meant':>6}{'read':>6}{'differing':>11}"]
    lines += [
        f"{one.reader:<24}{one.version:<30}{one.when:<26}{one.meant:>6}{one.read:>6}{len(one.faults):>11}"
        for one in looks
    ]
    lines += [f"{one.reader}, {one.when}: {fault}" for one in looks for fault in one.faults[:3]]
    return "\n".join(lines)


def _not_read(one: object) -> str:
    return f"meant and not read: {one}"
