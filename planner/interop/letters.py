"""A letter or a note as it is read: who writes to whom, what it says, part by part, and the same as plain text.

It is made of fields that somebody saw and could change. A field that was emptied leaves nothing behind, not even its
heading.
"""

from collections.abc import Iterable, Mapping
from textwrap import wrap
from typing import NamedTuple

from flask_babel import gettext as _

from planner.marked import N_
from planner.plans.answer_fields import read_text

WIDTH = 76  # letters of a line of the text file
LONGEST = 600  # characters of one field
A_FIELD = N_("Write at most 600 ordinary characters, or leave it empty to take it out.")

# Each part of a letter: its heading (empty: none), and the fields in it, by their keys.
Layout = tuple[tuple[str, tuple[str, ...]], ...]
ASKS = (
    "oocyte-cryopreservation",
    "ovarian-tissue-cryopreservation",
    "sperm-cryopreservation",
    "ovarian-suppression",
)
REFERRAL: Layout = (
    ("", ("reason",)),
    (N_("First chemotherapy"), ("first", "counted")),
    (N_("What we ask of you"), (*ASKS, "basis")),
    (N_("What is known"), ("regimen", "medicine", "pace", "moving", "clots")),
    (N_("What is not known"), ("unknown",)),
    (N_("Your answer"), ("reply",)),
)
APPOINTMENT: Layout = (
    (N_("When"), ("when",)),
    (N_("Where"), ("place",)),
    (N_("If you cannot come"), ("phone",)),
    (N_("Please bring"), ("bring",)),
    (N_("And"), ("more",)),
)
ROUND = ("to", "sender", "day", "about", "greeting", "closing")


class Part(NamedTuple):
    """One part of a letter: its heading, and each field as its lines."""

    heading: str
    fields: tuple[tuple[str, ...], ...]


class Letter(NamedTuple):
    """A letter, in the lines somebody chose. What was taken out is empty."""

    sender: tuple[str, ...]
    to: tuple[str, ...]
    day: str
    about: str
    greeting: str
    parts: tuple[Part, ...]
    closing: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left in it that says anything."""
        return not self.parts


def keys_of(layout: Layout) -> tuple[str, ...]:
    """All the fields of a kind of letter, by their keys."""
    return (*ROUND, *(key for _heading, keys in layout for key in keys))


def read_field(typed: object) -> str:
    """A field as it was typed, with plain line ends; empty where it is taken out. Raises ValidationError."""
    return read_text(typed.replace("\r\n", "\n").replace("\t", " ") if isinstance(typed, str) else typed, 0, LONGEST)


def letter_from(fields: Mapping[str, str], layout: Layout) -> Letter:
    """The letter that these fields make."""
    lines = {key: _lines(fields.get(key, "")) for key in keys_of(layout)}
    parts = (Part(_(heading) if heading else "", _filled(lines[key] for key in keys)) for heading, keys in layout)
    return Letter(
        lines["sender"],
        lines["to"],
        " ".join(lines["day"]),
        " ".join(lines["about"]),
        " ".join(lines["greeting"]),
        tuple(part for part in parts if part.fields),
        lines["closing"],
    )


def as_text(letter: Letter) -> str:
    """The letter as plain text, its lines short enough for any screen."""
    head = ["\n".join(block) for block in (letter.sender, letter.to) if block]
    head += [one for one in (letter.day, letter.about, letter.greeting) if one]
    body = [_as_text(part) for part in letter.parts]
    return "\n\n".join([*head, *body, *(["\n".join(letter.closing)] if letter.closing else [])]) + "\n"


def _as_text(part: Part) -> str:
    said = [part.heading.upper()] if part.heading else []
    said += ["\n".join("\n".join(wrap(line, WIDTH)) for line in field) for field in part.fields]
    return "\n".join(said)


def _lines(typed: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in typed.splitlines() if line.strip())


def _filled(fields: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(field for field in fields if field)
