"""What newer guidance would change in a plan, shown before anything changes; and what was corrected urgently."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from planner.engine.dates import ClosedDays
from planner.engine.plan import LeftOut, Plan, Planned, plan_for
from planner.engine.rules import rules_in_force
from planner.guidance.model import Guidance, Item, Words
from planner.questions.told import Told

DAYS = ("opens", "due", "last_safe", "repeats", "then")
WORDS = tuple(name for name in Words._fields if name != "urgent")


class NewEdition(NamedTuple):
    """One item that has another edition now than the one a plan keeps."""

    before: Item
    after: Item


class Changed(NamedTuple):
    """What would change for one item: it comes, it goes, its days move, or what is said of it.

    `was` and `would_be` are None where the item is not in the plan; `left_out` says why it would go. `parts` names what
    is said otherwise (`title`, `steps`, ...), `severity`, and `sources`; empty when the item comes or goes.
    """

    item: Item
    was: Planned | None
    would_be: Planned | None
    left_out: LeftOut | None
    moves: bool
    parts: tuple[str, ...]


class GuidanceChanges(NamedTuple):
    """All that newer guidance would change in one plan. `since` is the first day of the newest edition of it."""

    since: date
    before: Plan
    after: Plan
    changed: tuple[Changed, ...]


class Correction(NamedTuple):
    """What was corrected urgently for one item, and the day from which the newest of it holds."""

    text: str
    day: date


def newer_editions(guidance: Guidance, place: str, as_of: date, today: date) -> tuple[NewEdition, ...]:
    """The items whose edition in force today is not the one of `as_of`. Nearly free when nothing is newer."""
    old, new = (rules_in_force(guidance, place, max(day, guidance.begins)) for day in (as_of, today))
    if old is new or today <= as_of:
        return ()
    before = {rule.item.key: rule.item for rule in old.items}
    pairs = (NewEdition(before[rule.item.key], rule.item) for rule in new.items)
    return tuple(pair for pair in pairs if pair.before is not pair.after)


def changes_of(
    told: Told, guidance: Guidance, *, asked_on: date, as_of: date, today: date, closed_days: ClosedDays
) -> GuidanceChanges | None:
    """What the guidance in force today would change in the plan that keeps the guidance of `as_of`.

    None when nothing newer touches it: no item of it has a new edition, and none comes, goes or moves.
    """
    newer = {pair.after.key for pair in newer_editions(guidance, told.place, as_of, today)}
    if not newer:
        return None
    before, after = (
        plan_for(told, guidance, asked_on=asked_on, today=today, closed_days=closed_days, as_of=day)
        for day in (as_of, today)
    )
    was = {one.item.key: one for one in before.items}
    would_be = {one.item.key: one for one in after.items}
    left_out = {one.item.key: one for one in after.left_out}
    changed = [
        found
        for key in dict.fromkeys((*would_be, *was))
        if (found := _changed(was.get(key), would_be.get(key), left_out.get(key)))
    ]
    if not changed:
        return None
    since = max(one.begins for one in guidance.editions[told.place] if one.key in newer and one.begins <= today)
    return GuidanceChanges(since, before, after, tuple(changed))


def urgent_corrections(
    guidance: Guidance, place: str, as_of: date, today: date, language: str = "en"
) -> Mapping[str, Correction]:
    """By item key, what was corrected urgently after `as_of` and holds by `today`; of several, the newest first."""
    if not newer_editions(guidance, place, as_of, today):
        return {}
    found: dict[str, Correction] = {}
    for item in sorted(guidance.editions[place], key=lambda one: one.begins):
        text = item.words[language].urgent
        if text and as_of < item.begins <= today:
            older = found[item.key].text if item.key in found else ""
            found[item.key] = Correction(f"{text} {older}".strip(), item.begins)
    return found


def _changed(was: Planned | None, would_be: Planned | None, left_out: LeftOut | None) -> Changed | None:
    if was is None or would_be is None:
        one = would_be or was
        assert one is not None
        return Changed(one.item, was, would_be, left_out, False, ())
    moves = any(getattr(was.window, name) != getattr(would_be.window, name) for name in DAYS)
    parts = _parts(was.item, would_be.item)
    if was.severity != would_be.severity:
        parts = (*parts, "severity")
    return Changed(would_be.item, was, would_be, None, moves, parts) if moves or parts else None


def _parts(before: Item, after: Item) -> tuple[str, ...]:
    """What is said otherwise of an item: the parts of its words, who does it, and who says so."""
    if before is after:
        return ()
    said = [name for name in WORDS if any(_word(before, name, key) != _word(after, name, key) for key in after.words)]
    said += [name for name in ("who", "figure") if getattr(before, name) != getattr(after, name)]
    if before.citations != after.citations:
        said.append("sources")
    return tuple(said)


def _word(item: Item, name: str, language: str) -> object:
    return getattr(item.words[language], name) if language in item.words else None
