"""One file of the guidance, read strictly: every key is expected, every fault names its file and line."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from planner.errors import GuidanceError
from planner.guidance.clauses import Span

REQUIRED = object()


class Broken(Exception):
    """A value of a file cannot be used; the fault is already noted."""


class TomlFile:
    """A TOML file with the line of its keys. Faults are collected, so that one reading tells of all of them."""

    def __init__(self, path: Path, root: Path, faults: list[GuidanceError]) -> None:
        self.name = path.relative_to(root).as_posix()
        self.faults = faults
        self.lines: list[str] = []
        self.top = Table(self, {})
        try:
            text = path.read_bytes().decode("utf-8")
            self.lines = text.splitlines()
            self.top = Table(self, tomllib.loads(text))
        except UnicodeDecodeError as error:
            self.fault("", f"Byte {error.start} is not UTF-8. Save the file as UTF-8.")
        except tomllib.TOMLDecodeError as error:
            line = next((int(word.strip(",)")) for word in str(error).split() if word.strip(",)").isdigit()), 1)
            self.faults.append(GuidanceError(self.name, line, "toml", f"{error}. Mend the TOML there."))

    def line_of(self, needle: str) -> int:
        """The first line that begins with the key `needle`, else the first that holds it, else 1."""
        starts = (f"{needle} ", f"{needle}.", f"{needle}=", f"[{needle}", f"[[{needle}")
        for number, line in enumerate(self.lines, 1):
            if line.lstrip().startswith(starts):
                return number
        return next((number for number, line in enumerate(self.lines, 1) if needle and needle in line), 1)

    def fault(self, key: str, what_to_do: str, near: str | None = None) -> None:
        """Note a fault at `key`, on the line where `near` (or else `key`) stands."""
        self.faults.append(GuidanceError(self.name, self.line_of(near or key), key or self.name, what_to_do))


class Table:
    """One table of a file. Take each key once, then `close()` refuses what nobody asked for."""

    def __init__(self, file: TomlFile, values: dict[str, Any], path: str = "") -> None:
        self.file = file
        self.values = values
        self.path = path
        self.taken: set[str] = set()

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = REQUIRED) -> Any:
        """The value of `key`, of the given type. A missing or wrong one is a fault; without default, Broken."""
        self.taken.add(key)
        if key not in self.values:
            if default is not REQUIRED:
                return default
            self.file.fault(key, f"{self.path or 'The file'} needs {key!r}. Add it.", near=self.path or None)
            raise Broken
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            wanted = kind.__name__ if isinstance(kind, type) else " or ".join(k.__name__ for k in kind)
            self.file.fault(key, f"{value!r} should be a {wanted}. Write it so.")
            raise Broken
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], default: Any = REQUIRED) -> str:
        """The value of `key`, one of `allowed`."""
        value = self.take(key, str, default)
        if value not in allowed and value != default:
            self.file.fault(key, f"{value!r} is not known here. Use one of: {', '.join(allowed)}.")
            raise Broken
        return value

    def text(self, key: str) -> str:
        """The words under `key`, never empty."""
        value = self.take(key, str).strip()
        if not value:
            self.file.fault(key, f"{key!r} is empty. Write what a person should read.")
            raise Broken
        return value

    def texts(self, key: str, default: Any = REQUIRED) -> tuple[str, ...]:
        """The list of words under `key`."""
        values = self.take(key, list, default)
        if any(not isinstance(value, str) or not value.strip() for value in values):
            self.file.fault(key, f"{key!r} should hold words in quotes, none empty.")
            raise Broken
        return tuple(values)

    def span(self, key: str, default: Any = REQUIRED) -> Span:
        """The span of time under `key`."""
        value = self.take(key, str, default)
        return value if value is default and default is not REQUIRED else self.read_span(key, value)

    def read_span(self, key: str, value: str) -> Span:
        """A span written as text, or a fault at `key`."""
        try:
            return Span.read(value)
        except (ValueError, TypeError) as error:
            self.file.fault(key, str(error), near=str(value))
            raise Broken from error

    def day(self, key: str, default: Any = REQUIRED) -> date:
        """The calendar day under `key`."""
        return self.take(key, date, default)

    def table(self, key: str, default: Any = REQUIRED) -> "Table":
        """The table under `key`."""
        return Table(self.file, self.take(key, dict, default), key)

    def tables(self, key: str) -> Iterator["Table"]:
        """Each table of the list of tables under `key`."""
        for values in self.take(key, list, []):
            if isinstance(values, dict):
                yield Table(self.file, values, key)
            else:
                self.file.fault(key, f"{key!r} should be written as [[{key}]] tables.")

    def close(self) -> None:
        """Refuse every key that nobody took."""
        for key in self.values.keys() - self.taken:
            self.file.fault(key, f"{key!r} is not known here. Remove it, or mend its spelling.")
