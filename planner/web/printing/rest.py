"""What is said of the steps a sheet has no room for: how many they are, how they stand, and where to find them."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.web.printing.room import Room, high

OPEN, LATER, PAUSED = "open", "later", "paused"


def rest_height(room: Room) -> float:
    """The height of a sentence on what is not here."""
    return 0.3 + high(steps_left({OPEN: 99, LATER: 99}, some_shown=True), room.width)


def steps_left(counts: Mapping[str, int], *, some_shown: bool) -> str:
    """How many steps of each kind are not on the sheet; nothing for none. `some_shown`: other steps stand on it."""
    kinds = [kind for kind in (OPEN, LATER, PAUSED) if counts.get(kind)]
    if not kinds:
        return ""
    first, *others = kinds
    said = [_first(first, counts[first], some_shown), *(_other(kind, counts[kind]) for kind in others)]
    return _("%(steps)s: see your whole plan.", steps=", ".join(said))


def _first(kind: str, count: int, some_shown: bool) -> str:
    if kind == OPEN:
        if some_shown:
            return ngettext("%(num)s more open now", "%(num)s more open now", count)
        return ngettext("%(num)s step open now", "%(num)s steps open now", count)
    if kind == LATER:
        if some_shown:
            return ngettext("%(num)s more later", "%(num)s more later", count)
        return ngettext("%(num)s step later", "%(num)s steps later", count)
    if some_shown:
        return ngettext("%(num)s more paused", "%(num)s more paused", count)
    return ngettext("%(num)s step paused", "%(num)s steps paused", count)


def _other(kind: str, count: int) -> str:
    """One more kind in the same sentence, behind the first."""
    if kind == LATER:
        return ngettext("%(num)s later", "%(num)s later", count)
    return ngettext("%(num)s paused", "%(num)s paused", count)
