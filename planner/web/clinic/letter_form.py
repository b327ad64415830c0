"""The form of a letter: every line that will stand in it, in a box of its own, to be changed or emptied."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from marshmallow import ValidationError

from planner.interop.letters import A_FIELD, ASKS, LONGEST, Layout, keys_of, read_field
from planner.marked import N_

LABELS = {
    "to": N_("To: name and address of the fertility clinic"),
    "sender": N_("From"),
    "day": N_("Day of the letter"),
    "about": N_("About: the label, or the name and date of birth that they need (not kept)"),
    "greeting": N_("Greeting"),
    "closing": N_("Closing, and who signs"),
    "reason": N_("Why you write"),
    "first": N_("First day of chemotherapy"),
    "counted": N_("What that day is counted from"),
    "oocyte-cryopreservation": N_("Eggs or embryos"),
    "ovarian-tissue-cryopreservation": N_("A piece of ovary"),
    "sperm-cryopreservation": N_("Sperm"),
    "ovarian-suppression": N_("Resting the ovaries"),
    "basis": N_("What these days rest on"),
    "regimen": N_("Chemotherapy in hospital"),
    "medicine": N_("MS medicine"),
    "pace": N_("How much time there is"),
    "moving": N_("Getting about"),
    "clots": N_("Blood clots"),
    "unknown": N_("What nobody has told"),
    "reply": N_("By when you need an answer"),
    "when": N_("Day and time"),
    "place": N_("Place"),
    "phone": N_("Telephone"),
    "bring": N_("What to bring"),
    "more": N_("Anything else"),
}
HINTS = {
    "reason": N_(
        "It names the disease and the treatment, as a medical letter has to. Whether it does is yours to choose."
    ),
    "place": N_("As a stranger may read it: a house, a floor, a room."),
    "bring": N_("For example, who can take them home."),
}
FEW_LETTERS = 32  # of a line in a box
SHOWN_AGAIN = 2000  # letters of a field that is far too long


class Field(NamedTuple):
    """One box: its key, label and hint, what stands in it, how many lines it shows, and what to put right."""

    key: str
    label: str
    hint: str
    value: str
    rows: int
    wrong: str


class Group(NamedTuple):
    """The boxes of one part of a letter, under its heading."""

    heading: str
    fields: list[Field]


def read_letter_form(form: Mapping[str, str], layout: Layout) -> tuple[dict[str, str], dict[str, str]]:
    """The fields as they were typed, by key, and what to put right, by key."""
    fields: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for key in keys_of(layout):
        typed = form.get(key, "")
        try:
            fields[key] = read_field(typed)
        except ValidationError:
            fields[key], wrong[key] = typed[:SHOWN_AGAIN], _(A_FIELD)
    return fields, wrong


def groups_of(
    fields: Mapping[str, str],
    layout: Layout,
    heads: Mapping[str, tuple[str, ...]],
    asked: tuple[str, ...] = (),
    wrong: Mapping[str, str] | None = None,
) -> list[Group]:
    """The boxes, group by group: those round the letter first (`heads`, by heading), then its parts.

    An option that is not `asked` for has no box, unless something stands in it.
    """
    wrong = wrong or {}
    groups = [(heading, keys) for heading, keys in (*heads.items(), *layout)]
    return [
        Group(_(heading) if heading else "", boxes)
        for heading, keys in groups
        if (boxes := list(_boxes(keys, fields, asked, wrong)))
    ]


def _boxes(
    keys: tuple[str, ...], fields: Mapping[str, str], asked: tuple[str, ...], wrong: Mapping[str, str]
) -> Iterator[Field]:
    for key in keys:
        value = fields.get(key, "")
        if key in ASKS and key not in asked and not value:
            continue
        label, hint = LABELS[key], HINTS.get(key, "")
        yield Field(key, _(label), _(hint) if hint else "", value, _rows(key, value), wrong.get(key, ""))


def _rows(key: str, value: str) -> int:
    """How many lines a box shows: all that stands in it, up to the longest there may be."""
    needed = sum(1 + len(line) // FEW_LETTERS for line in value.splitlines() or [""])
    return min(max(needed, 3 if key == "to" else 1), LONGEST // FEW_LETTERS)
