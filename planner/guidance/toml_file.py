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
            headers = (at for at, line in enumerate(self.lines) if line.startswith("["))
            self.top = Table(self, tomllib.loads(text), section=(1, next(headers, len(self.lines))))
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

    def section(self, name: str, number: int = 0) -> tuple[int, int] | None:
        """The first and last line under the header of a table (the n-th of several), or None without a header."""
        headers = [at for at, line in enumerate(self.lines, 1) if line.startswith("[")]
        named = [at for at in headers if self.lines[at - 1].strip() in (f"[{name}]", f"[[{name}]]")]
        if number >= len(named):
            return None
        first = named[number]
        return first, next((at - 1 for at in headers if at > first), len(self.lines))

    def fault(self, key: str, what_to_do: str, near: str | None = None) -> None:
        """Note a fault at `key`, on the line where `near` (or else `key`) stands."""
        self.faults.append(GuidanceError(self.name, self.line_of(near or key), key or self.name, what_to_do))


class Table:
    """One table of a file. Take each key once, then `close()` refuses what nobody asked for.

    `name` is its full name, `prefix` what its keys begin with when it is written inside another table, and
    `section` the lines it stands on.
    """

    def __init__(
        self,
        file: TomlFile,
        values: dict[str, Any],
        name: str = "",
        section: tuple[int, int] | None = None,
        prefix: str = "",
    ) -> None:
        self.file, self.values, self.name, self.prefix = file, values, name, prefix
        self.section = section
        self.taken: set[str] = set()

    def fault(self, key: str, what_to_do: str, near: str | None = None) -> None:
        """Note a fault at `key` of this table, on its line, or on the line where `near` stands."""
        line = self.file.line_of(near) if near else self.line_of(key)
        self.file.faults.append(GuidanceError(self.file.name, line, key, what_to_do))

    def line_of(self, key: str) -> int:
        """The line of a key of this table; for one that is missing, the line on which the table begins."""
        if self.section is None:
            return self.file.line_of(self.prefix + key)
        first, last = self.section
        if key == self.name.rpartition(".")[2]:
            return first - 1 if self.file.lines[first - 2].startswith("[[") else first
        starts = tuple(f"{self.prefix}{key}{end}" for end in (" ", "=", "."))
        within = range(first, last + 1)
        return next((at for at in within if self.file.lines[at - 1].lstrip().startswith(starts)), first)

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = REQUIRED) -> Any:
        """The value of `key`, of the given type. A missing or wrong one is a fault; without default, Broken."""
        self.taken.add(key)
        if key not in self.values:
            if default is not REQUIRED:
                return default
            self.fault(key, f"{self.name or 'The file'} needs {key!r}. Add it.")
            raise Broken
        value = self.values[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            wanted = kind.__name__ if isinstance(kind, type) else " or ".join(k.__name__ for k in kind)
            self.fault(key, f"{value!r} should be a {wanted}. Write it so.")
            raise Broken
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], default: Any = REQUIRED) -> str:
        """The value of `key`, one of `allowed`."""
        value = self.take(key, str, default)
        if value not in allowed and value != default:
            self.fault(key, f"{value!r} is not known here. Use one of: {', '.join(allowed)}.")
            raise Broken
        return value

    def text(self, key: str) -> str:
        """The words under `key`, never empty."""
        value = self.take(key, str).strip()
        if not value:
            self.fault(key, f"{key!r} is empty. Write what a person should read.")
            raise Broken
        return value

    def texts(self, key: str, default: Any = REQUIRED) -> tuple[str, ...]:
        """The list of words under `key`."""
        values = self.take(key, list, default)
        if any(not isinstance(value, str) or not value.strip() for value in values):
            self.fault(key, f"{key!r} should hold words in quotes, none empty.")
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
            self.fault(key, str(error), near=str(value))
            raise Broken from error

    def day(self, key: str, default: Any = REQUIRED) -> date:
        """The calendar day under `key`."""
        return self.take(key, date, default)

    def table(self, key: str, default: Any = REQUIRED) -> "Table":
        """The table under `key`, with a header of its own or written inside this one."""
        values, name = self.take(key, dict, default), f"{self.name}.{key}".lstrip(".")
        section = self.file.section(name)
        return Table(self.file, values, name, section or self.section, "" if section else f"{self.prefix}{key}.")

    def tables(self, key: str) -> Iterator["Table"]:
        """Each table of the list of tables under `key`."""
        name = f"{self.name}.{key}".lstrip(".")
        for number, values in enumerate(self.take(key, list, [])):
            if isinstance(values, dict):
                section = self.file.section(name, number)
                yield Table(self.file, values, name, section and (section[0] + 1, section[1]))
            else:
                self.fault(key, f"{key!r} should be written as [[{key}]] tables.")

    def close(self) -> None:
        """Refuse every key that nobody took."""
        for key in self.values.keys() - self.taken:
            self.fault(key, f"{key!r} is not known here. Remove it, or mend its spelling.")
