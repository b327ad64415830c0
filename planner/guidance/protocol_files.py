"""The protocols of centres that are written as files, each read like one that a lead typed on a page.

Those we ship are examples. They are no part of the guidance, and not of its digest: nobody's plan is counted with them
until a centre takes them for its own.
"""

from pathlib import Path

from planner.errors import Faults, GuidanceError
from planner.guidance.model import Guidance
from planner.guidance.protocol import Protocol
from planner.guidance.told_protocol import protocol_from
from planner.guidance.toml_file import TomlFile

FOLDER = "protocols/centres"


def read_protocols(folder: Path, guidance: Guidance, faults: list[GuidanceError]) -> dict[str, Protocol]:
    """The protocols of a folder of guidance by key. What cannot be used is noted among the faults, with its line."""
    found = {}
    for path in sorted((folder / FOLDER).glob("*.toml")):
        before, file = len(faults), TomlFile(path, folder, faults)
        if len(faults) > before:
            continue
        try:
            protocol = protocol_from(file.top.values, guidance)
        except Faults as refused:
            faults += [_in_file(file, fault.key, fault.allowed) for fault in refused.faults]
            continue
        if protocol.key != path.stem:
            file.fault("key", f"The file is called {path.stem!r}. Give it and the protocol the same key.")
        found[protocol.key] = protocol
    return found


def _in_file(file: TomlFile, place: str, what_to_do: str) -> GuidanceError:
    """A fault at a place such as `gaps.0.latest`: its key, on the line on which that row writes it."""
    row, key = place.rpartition(".")[::2]
    name, _, number = row.partition(".")
    section = file.section(name, int(number)) if number.isdigit() else None
    if section is None:
        return GuidanceError(file.name, file.line_of(key), key, what_to_do)
    first, last = section
    written = (at for at in range(first, last + 1) if file.lines[at - 1].lstrip().startswith((f"{key} ", f"{key}=")))
    return GuidanceError(file.name, next(written, first), key, what_to_do)


def file_of(key: str) -> str:
    """The file in which the protocol of that key stands."""
    return f"{FOLDER}/{key}.toml"
