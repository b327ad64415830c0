"""What somebody wants on paper: the sheet or the whole plan, in usual or large letters, with their notes or without."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _

PAGE, FILE = "/plan/print", "/plan/print.pdf"


class Wanted(NamedTuple):
    """What was chosen. Nothing is, until somebody does: the sheet, usual letters, no notes."""

    whole: bool = False
    large: bool = False
    notes: bool = False

    def path(self, address: str = PAGE) -> str:
        """The address of this choice. Nothing of the plan stands in it."""
        chosen = {"all": self.whole, "large": self.large, "notes": self.notes}
        query = urlencode({name: "yes" for name, yes in chosen.items() if yes})
        return f"{address}?{query}" if query else address


class Choice(NamedTuple):
    """One thing to choose: its words, its address, and whether it is chosen."""

    words: str
    path: str
    chosen: bool


def wanted_from(query: Mapping[str, str]) -> Wanted:
    """What an address asks for. Anything but a plain 'yes' is no."""
    return Wanted(*(query.get(name) == "yes" for name in ("all", "large", "notes")))


def choices_from(wanted: Wanted, notes: bool) -> list[tuple[str, list[Choice]]]:
    """All that can be chosen, by heading. `notes`: there are notes that could be printed."""
    groups = [
        (_("What to print"), "whole", (_("Next steps, on one page"), _("The whole plan, on many pages"))),
        (_("Letters"), "large", (_("Usual"), _("Large"))),
        (_("Your notes"), "notes", (_("Leave them out"), _("Print them too"))),
    ]
    return [
        (heading, [_choice(wanted, name, on, words) for on, words in zip((False, True), pair, strict=True)])
        for heading, name, pair in groups
        if name != "notes" or notes
    ]


def _choice(wanted: Wanted, name: str, on: bool, words: str) -> Choice:
    return Choice(words, wanted._replace(**{name: on}).path(), getattr(wanted, name) is on)
