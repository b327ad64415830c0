"""What a message says: neutral words unless its reader chose plain ones, and never that all is well.

A lock screen and a list of e-mails are read by whoever is near. So the title is the name of the service, and neutral
words tell nothing but that there is something to look at. Plain ones name each step, and whom to ring.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.calendar.choices import PLAIN
from planner.engine.verdicts import Dated
from planner.guidance.model import Item
from planner.languages import day_in_words, spoken
from planner.reminders.policy import DAILY

MOST_NAMED = 8  # steps that one message names; the rest are a number


class Said(NamedTuple):
    """One step in a message, with its last safe day, or None. `to_them`: in the words that are a partner's."""

    step: Dated
    last_safe: date | None
    to_them: bool = False


def for_owner(kind: str, said: Sequence[Said], words: str, phones: Sequence[tuple[str, str]]) -> str:
    """What whoever holds the plan is told. `phones`: whose number, and the number, of their team."""
    if words != PLAIN:
        if kind == DAILY:
            told = ngettext("%(num)s thing to look at today.", "%(num)s things to look at today.", len(said))
        else:
            told = _("Something in your list should not wait. Open it today and say you saw this, or ring your team.")
        return told
    return "\n".join([*_named(said), *_whom_to_ring(phones, kind)])


def for_partner(kind: str, said: Sequence[Said], words: str) -> str:
    """What somebody is told with whom a plan is shared: of what they see anyway, and nothing beyond it."""
    if words == PLAIN:
        return "\n".join([*_named(said), _("Ask together, or ring the team: it decides.")])
    if kind == DAILY:
        return ngettext("%(num)s thing to look at today.", "%(num)s things to look at today.", len(said))
    return _("Something in the list you share should not wait. Open it today.")


def for_clinic() -> str:
    """What whoever reviews plans is told: that one needs a look, and not whose."""
    return _("A day comes close and nobody has answered for it. Open your list today.")


def for_test(number: str) -> str:
    """What is sent to try a way: a number to be typed where it was made."""
    told = _("This is only a test. Type this number where you asked for it: %(number)s", number=number)
    return "\n".join([told, _("If you did not ask for it, leave it. Nothing else comes.")])


def _named(said: Sequence[Said]) -> list[str]:
    lines = [_line(one) for one in said[:MOST_NAMED]]
    more = len(said) - MOST_NAMED
    if more > 0:
        lines.append(ngettext("And %(num)s more.", "And %(num)s more.", more))
    return lines


def _line(one: Said) -> str:
    title = _title(one.step.item, one.to_them)
    if one.last_safe is None:
        return title
    day = day_in_words(one.last_safe)
    if one.to_them and one.step.item.for_partner:
        return _("%(title)s: latest day %(day)s.", title=title, day=day)
    if one.step.window.estimate:
        return _("%(title)s: last safe day about %(day)s, which your team has not confirmed.", title=title, day=day)
    return _("%(title)s: last safe day %(day)s.", title=title, day=day)


def _title(item: Item, to_them: bool) -> str:
    if to_them and item.for_partner:
        return spoken(item.for_partner).title
    return spoken(item.words).title


def _whom_to_ring(phones: Sequence[tuple[str, str]], kind: str) -> list[str]:
    """A human contact; where a day comes close, beside it whom to ring in an emergency."""
    if phones:
        who, number = phones[0]
        told = _("Ask or ring: %(who)s, %(number)s. Your team decides.", who=who, number=number)
    else:
        told = _("Ask or ring your team: it decides.")
    return [told] if kind == DAILY else [told, _("In an emergency ring the local emergency number.")]
