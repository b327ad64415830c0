"""What can go wrong, each said in two parts: what happened, and what to do next."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from planner.marked import N_

LONGEST_VALUE = 60


class AheadError(Exception):
    """Anything we can explain, as two sentences. Which HTTP answer it becomes is decided at the edge."""

    def __init__(self, what_happened: str, what_to_do: str) -> None:
        super().__init__(f"{what_happened} {what_to_do}")
        self.what_happened = what_happened
        self.what_to_do = what_to_do


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing told to us that cannot be used: its key, the value as told, and what is allowed."""

    key: str
    value: object
    allowed: str

    @property
    def shown_value(self) -> str:
        """The value as JSON in plain ASCII, cut at 60 characters: it cannot disturb a terminal."""
        return _as_json(self.value)

    @property
    def shown_key(self) -> str:
        """The key as it was told when it is an ordinary word, else as JSON, cut like a value."""
        plain = self.key.isascii() and self.key.isprintable() and 0 < len(self.key) <= LONGEST_VALUE
        return self.key if plain else _as_json(self.key)

    def __str__(self) -> str:
        return f"{self.shown_key}: {self.shown_value} cannot be used. {self.allowed}"


class NothingHere(AheadError):
    """Whoever asks may see nothing here, and is told nothing more: not whether there ever was anything."""

    def __init__(self) -> None:
        super().__init__(
            N_("There is nothing here that this phone or computer may open."),
            N_(
                "A link or code may have been used already, or have ended. Make a new one where your plan is open, or "
                "ask whoever sent it to you."
            ),
        )


class Faults(AheadError):
    """What was told holds one or more faults. `str()` is one line per fault; `faults` is never empty."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("Faults needs at least one Fault.")
        some = "One answer" if len(self.faults) == 1 else f"{len(self.faults)} answers"
        super().__init__(f"{some} cannot be used.", N_("Change what is named and send it again."))

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class CannotBe(Faults):
    """What was told can be read, but cannot be so: days in an order no treatment has, done on a day to come."""


# What working out one plan can raise: it does not open, what is told in it cannot be, or what an earlier version kept
# does not fit any more (a value no type knows, a key no table has). Where one plan is worked out after the other, or
# beside a change of its owner, it stands in the way of nothing else.
CANNOT_WORK_OUT = (AheadError, ValueError, LookupError)


def why_left_out(error: Exception) -> str:
    """Why a plan could not be worked out, in words that tell nothing of it: messages that are not ours may."""
    return (
        error.what_happened if isinstance(error, AheadError) else f"It cannot be worked out ({type(error).__name__})."
    )


class GuidanceError(AheadError):
    """A file of the guidance cannot be read. `str()` is `FILE:LINE: key: what to do`."""

    def __init__(self, file: str, line: int, key: str, what_to_do: str) -> None:
        super().__init__(f"The guidance in {file}, line {line}, cannot be used.", what_to_do)
        self.file = file
        self.line = line
        self.key = key

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.what_to_do}"


class GuidanceErrors(AheadError):
    """The guidance holds one or more faults. `str()` is one line per fault; `faults` is never empty."""

    def __init__(self, faults: Iterable[GuidanceError]) -> None:
        self.faults = tuple(faults)
        if not self.faults:
            raise ValueError("GuidanceErrors needs at least one GuidanceError.")
        super().__init__("The guidance cannot be used.", "Mend what is named and check again.")

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def _as_json(value: object) -> str:
    """The value as one short line of ASCII. A value JSON cannot hold is shown as its type."""
    if isinstance(value, str):
        value = value[: LONGEST_VALUE + 1]
    try:
        text = json.dumps(value, default=str)
    except (ValueError, RecursionError):
        text = f"<{type(value).__name__}>"
    # json leaves DEL (0x7f) as it is; a terminal acts on it.
    text = text.replace("\x7f", "\\u007f")
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."
