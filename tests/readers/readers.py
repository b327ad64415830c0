"""Every reader that is tried on a feed, by its name."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path

from tests.calendar.reading import NODE, Read, with_ical, with_ical_js, with_icalendar, with_recurring, with_vobject
from tests.readers import syncing, thunderbird
from tests.readers.elsewhere import fetched
from tests.readers.looks import Reader

ROOT = Path(__file__).resolve().parents[2]
ICAL_JS = ROOT / "node_modules/ical.js/package.json"
LIBRARIES: dict[str, Callable[[bytes], list[Read]]] = {
    "icalendar": with_icalendar,
    "recurring-ical-events": partial(with_recurring, first=date(2000, 1, 1), last=date(2100, 12, 31)),
    "vobject": with_vobject,
    "ical": with_ical,
    "ical.js": with_ical_js,
}
NAMES = (*LIBRARIES, "khal", "thunderbird")


def is_here(name: str) -> bool:
    """Whether a reader can be tried on this machine."""
    match name:
        case "thunderbird":
            return thunderbird.COMMAND is not None
        case "khal":
            return syncing.IS_HERE
        case "ical.js":
            return ICAL_JS.exists() and NODE is not None
        case _:
            return True


def reader_of(name: str, address: str, folder: Path, stack: ExitStack) -> Reader:
    """Make a reader that is subscribed to an address, with its things in a folder, until the stack is closed."""
    folder.mkdir(parents=True)
    match name:
        case "thunderbird":
            program = stack.enter_context(thunderbird.Thunderbird(address, folder))
            return Reader(name, thunderbird.thunderbird_version(), program.next_look, begin_anew=program.begin_anew)
        case "khal":
            look = partial(syncing.khal_reads, address, folder)
            return Reader(name, syncing.khal_version(), look, syncing.khal_should_read)
        case _:
            which = json.loads(ICAL_JS.read_text("utf-8"))["version"] if name == "ical.js" else version(name)
            return Reader(name, which, lambda: LIBRARIES[name](fetched(address)))
