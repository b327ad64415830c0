"""A feed at an address we know nothing else about: what it means is what icalendar reads in it."""

import urllib.request
from collections.abc import Callable

from tests.calendar.reading import Read, with_icalendar

PATIENCE = 60.0  # seconds


class Elsewhere:
    """A feed somebody else serves. Nothing about it can be changed from here."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.changes: list[tuple[str, Callable[[], None]]] = []

    def meant(self) -> list[Read]:
        """What a reader should read now."""
        return with_icalendar(fetched(self.address))


def fetched(address: str) -> bytes:
    """The file at an address."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        written: bytes = answer.read()
        return written
