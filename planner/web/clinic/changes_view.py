"""What differs in a set, in words: which steps come and go, how far their days move, and which texts are others."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.guidance.model import SEVERITIES, Guidance, Item, Words
from planner.languages import spoken
from planner.marked import N_
from planner.plans.signed_changes import FIGURE, ITEM, MILESTONE, MOVED, OPTION, SAID
from planner.review.change_sets_differ import DAYS, GONE, MONTHS, NEW, OTHERWISE, Line
from planner.web.clinic.signed_words import KIND_WORDS, MILESTONES, THE_PLAN
from planner.web.days import listed
from planner.web.plans.newer import PART_WORDS

DAY_WORDS = {
    "opens": N_("it opens"),
    "due": N_("it is due"),
    "last_safe": N_("last safe day"),
    "past": N_("last safe day"),
    "start_by": N_("start by"),
    "repeats": N_("its further days"),
    "then": N_("its further days"),
    "earliest": N_("at the earliest"),
    "likely": N_("likely"),
    "latest": N_("at the latest"),
    "estimate": N_("whether it is an estimate"),
    "confirmed": N_("whether it is confirmed"),
    "moved_past": N_("whether it lies past its last safe day"),
}
THE_CLINICS_OWN = N_("A step of the clinic's own")
OTHER_DETAILS = N_("Its sources, its figure or its reminders")
CORRECTION = N_("An urgent correction")
TITLES_NAMED = 3
PARTS = (ITEM, OPTION, MILESTONE)


class Text(NamedTuple):
    """One text that is another: which, as it was, and as it would be."""

    what: str
    was: str
    now: str


class SetLine(NamedTuple):
    """All that differs of one thing: what it is called, in which ways, how far its days move, and its other texts."""

    title: str
    what: str
    moves: list[str]
    texts: list[Text]


class Editions:
    """The editions behind a set: those its plans keep, and those they would follow. `as_of` None: the same."""

    def __init__(self, guidance: Guidance, place: str, was: date, as_of: date | None) -> None:
        self.guidance = guidance
        self.before = _in_force(guidance, place, was)
        self.after = _in_force(guidance, place, as_of) if as_of else self.before


def set_lines(lines: Iterable[Line], editions: Editions) -> list[SetLine]:
    """Every line of a set in words, those of one thing together."""
    together: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        together.setdefault((line.part, line.key), []).append(line)
    order = sorted(together.items(), key=lambda one: _place(one[0][0], one[0][1], editions))
    return [_set_line(part, key, several, editions) for (part, key), several in order]


def called(lines: Iterable[SetLine]) -> str:
    """A set by the first things that differ in it."""
    titles = list(dict.fromkeys(line.title for line in lines))
    more = len(titles) - TITLES_NAMED
    named = "; ".join(titles[:TITLES_NAMED])
    if more <= 0:
        return named
    return ngettext("%(named)s and %(num)s more", "%(named)s and %(num)s more", more, named=named)


def _place(part: str, key: str, editions: Editions) -> tuple[int, int, str]:
    """Where a thing stands among all that differ: what is corrected urgently first, then the gravest."""
    before, after = editions.before.get(key), editions.after.get(key)
    item = after or before
    if part != ITEM or item is None:
        return (PARTS.index(part) if part in PARTS else len(PARTS)) + 1, 0, key
    urgent = after is not None and before is not after and bool(spoken(after.words).urgent)
    return 0 if urgent else 1, SEVERITIES.index(item.severity), key


def _set_line(part: str, key: str, several: list[Line], editions: Editions) -> SetLine:
    kinds = list(dict.fromkeys(line.kind for line in several))
    texts = list(_texts(key, editions)) if part == ITEM and {SAID, FIGURE} & set(kinds) else []
    moves = [words for line in several for words in _moves(line)]
    said = [_(KIND_WORDS[kind]) for kind in kinds if kind != MOVED or not moves]
    return SetLine(_title(part, key, editions), "; ".join(said), moves, texts)


def _title(part: str, key: str, editions: Editions) -> str:
    if part == ITEM:
        item = editions.after.get(key) or editions.before.get(key)
        return spoken(item.words).title if item else _(THE_CLINICS_OWN)
    if part == OPTION:
        return next((spoken(one.words)[0] for one in editions.guidance.options if one.key == key), _(THE_PLAN))
    return _(MILESTONES.get(key, THE_PLAN)) if part == MILESTONE else _(THE_PLAN)


def _moves(line: Line) -> Iterator[str]:
    """How far the days of one thing move; those that move alike are said together."""
    alike: dict[tuple[int, str], list[str]] = {}
    for name, amount, unit in line.shifts:
        words = _(DAY_WORDS[name])
        if words not in alike.setdefault((amount, unit), []):
            alike[amount, unit].append(words)
    for (amount, unit), names in alike.items():
        yield f"{listed(names)}: {how_far(amount, unit)}"


def how_far(amount: int, unit: str) -> str:
    """A shift in words."""
    if unit == OTHERWISE:
        return _("otherwise than before")
    if unit in (NEW, GONE):
        return _("a day where there was none") if unit == NEW else _("no day any more")
    far = abs(amount)
    if unit == DAYS and amount < 0:
        return ngettext("%(num)s day earlier", "%(num)s days earlier", far)
    if unit == DAYS:
        return ngettext("%(num)s day later", "%(num)s days later", far)
    if unit == MONTHS and amount < 0:
        return ngettext("about %(num)s month earlier", "about %(num)s months earlier", far)
    return ngettext("about %(num)s month later", "about %(num)s months later", far)


def _texts(code: str, editions: Editions) -> Iterator[Text]:
    before, after = editions.before.get(code), editions.after.get(code)
    if before is None or after is None or before is after:
        return
    was, now = spoken(before.words), spoken(after.words)
    found = [Text(_(words), _said(was, name), _said(now, name)) for name, words in PART_WORDS.items() if name != "who"]
    found = [one for one in found if one.was != one.now]
    if now.urgent and now.urgent != was.urgent:
        found.insert(0, Text(_(CORRECTION), was.urgent, now.urgent))
    yield from found or [Text(_(OTHER_DETAILS), "", "")]


def _said(words: Words, name: str) -> str:
    said = getattr(words, name)
    return " ".join(said) if isinstance(said, tuple) else str(said)


def _in_force(guidance: Guidance, place: str, day: date) -> dict[str, Item]:
    day = max(day, guidance.begins)
    return {
        item.code: item
        for item in guidance.editions[place]
        if item.begins <= day and (item.ends is None or day < item.ends)
    }
