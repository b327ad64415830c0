"""Reads the folder of guidance into one value, or says which file and line to mend."""

import hashlib
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from planner.errors import GuidanceError, GuidanceErrors
from planner.guidance import checks
from planner.guidance.model import ENGLISH, PLACES, Default, Guidance, Item, Source
from planner.guidance.protocol_files import FOLDER as OF_CENTRES
from planner.guidance.protocol_files import read_protocols
from planner.guidance.read_disagreements import FILE as DISAGREEMENTS
from planner.guidance.read_disagreements import faults_of_disagreements, read_disagreements
from planner.guidance.read_items import read_item
from planner.guidance.read_rules import made_from, read_defaults, read_facts, read_notices, read_options, read_washouts
from planner.guidance.toml_file import Broken, TomlFile

CONTENT = Path(__file__).parent / "content"
BEGINS = date(2026, 1, 1)


@lru_cache(maxsize=1)
def guidance() -> Guidance:
    """The guidance this service ships with, read once."""
    return read_guidance(CONTENT)


def read_guidance(folder: Path) -> Guidance:
    """Read and check a folder of guidance. Raises GuidanceErrors with every fault found, each with file and line."""
    reading = _Reading(folder)
    read = reading.read()
    if not reading.faults and read:
        reading.faults += checks.faults_of(read, reading.files)
        for text, what_to_do in faults_of_disagreements(read):
            reading.files[DISAGREEMENTS].fault("disagreement", what_to_do, near=text)
        read_protocols(folder, read, reading.faults)
    if reading.faults or read is None:
        once = {str(fault): fault for fault in reading.faults}.values()
        raise GuidanceErrors(sorted(once, key=lambda fault: (fault.file, fault.line, fault.key)))
    return read


class _Reading:
    """One reading of one folder: its files, and the faults found on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[GuidanceError] = []
        self.files: dict[str, TomlFile] = {}

    def file(self, path: Path) -> TomlFile:
        file = TomlFile(path, self.folder, self.faults)
        self.files[file.name] = file
        return file

    def one(self, name: str) -> TomlFile:
        path = self.folder / name
        if not path.is_file():
            self.faults.append(GuidanceError(name, 1, name, "This file is missing. Add it."))
            raise Broken
        return self.file(path)

    def read(self) -> Guidance | None:
        try:
            facts, measures = read_facts(self.one("facts.toml"))
            sources = self._sources()
            return Guidance(
                begins=BEGINS,
                digest=_digest(self.folder),
                facts=facts,
                measures=measures,
                defaults=self._defaults(),
                options=read_options(self.one("options.toml")),
                warnings=read_notices(self.one("warnings.toml"), "warning"),
                contradictions=read_notices(self.one("contradictions.toml"), "contradiction"),
                washouts=read_washouts(self.one("washouts.toml")),
                sources=sources,
                editions=self._editions(sources),
                glossary=self._glossaries(),
                disagreements=read_disagreements(self.one(DISAGREEMENTS), sources),
            )
        except Broken:
            return None

    def _sources(self) -> dict[str, Source]:
        sources = {}
        for path in sorted((self.folder / "sources").glob("*.toml")):
            file = self.file(path)
            tables = file.top.table("source", {})
            for key in list(tables.values):
                table = tables.table(key)
                rest = (
                    table.text("title"),
                    table.text("publisher"),
                    table.take("year", str),
                    table.text("seen"),
                )
                sources[key] = Source(key, *rest, table.take("url", str, ""))
                table.close()
                if sources[key].url and not sources[key].url.startswith("https://"):
                    file.fault("url", "An address starts with https://. Write the publisher's own, or none.", key)
            file.top.close()
        return sources

    def _glossaries(self) -> dict[str, dict[str, str]]:
        """The words of the field by language, each translation made from the English as it is now."""
        english = dict(self.one(f"glossary.{ENGLISH}.toml").top.take("terms", dict))
        found = {ENGLISH: english}
        for path in sorted(self.folder.glob("glossary.*.toml")):
            language = path.name.split(".")[1]
            if language != ENGLISH:
                file = self.file(path)
                found[language] = dict(file.top.take("terms", dict))
                made_from(file.top, "of", english)
                file.top.close()
        return found

    def _defaults(self) -> dict[str, tuple[Default, ...]]:
        folder = self.folder / "protocols"
        return {path.stem: read_defaults(self.file(path)) for path in sorted(folder.glob("*.toml"))}

    def _editions(self, sources: dict[str, Source]) -> dict[str, tuple[Item, ...]]:
        items: list[Item] = []
        for path in sorted((self.folder / "items").glob("*/*.toml")):
            items += read_item(self.file(path), sources)
        items.sort(key=lambda item: ("BFDA".find(item.code[:1]), item.code, item.begins))
        return {place: tuple(item for item in items if item.place == place) for place in PLACES}


def _digest(folder: Path) -> str:
    """A fingerprint of every file of the guidance, but for protocols of centres, and of the calendar of holidays."""
    fingerprint = hashlib.sha256(f"holidays {version('holidays')}\n".encode())
    for path in sorted(set(folder.rglob("*.toml")) - set((folder / OF_CENTRES).glob("*.toml"))):
        content = path.read_bytes()
        fingerprint.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return fingerprint.hexdigest()[:16]
