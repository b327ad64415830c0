"""What newer guidance would change in a plan, shown before anything changes; and what was corrected urgently."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from planner.engine.adjustments import Adjustment
from planner.engine.dates import ClosedDays
from planner.engine.plan import LeftOut, Plan, Planned, plan_for
from planner.engine.rules import rules_in_force
from planner.guidance.model import Guidance, Item, Words
from planner.languages import spoken
from planner.questions.told import StepTaken, Told

DAYS = ("opens", "due", "last_safe", "estimate", "repeats", "then")
WORDS = tuple(name for name in Words._fields if name not in ("urgent", "checked_by", "of"))
OF_THE_ITEM = {
    "for_partner": "for-partner",
    "who": "who",
    "figure": "figure",
    "citations": "sources",
    "reviewed_by": "signed",
}
OF_THE_PERSON = {"severity": "severity", "grounds": "because"}


class NewEdition(NamedTuple):
    """One item that has another edition now than the one a plan keeps."""

    before: Item
    after: Item


class Changed(NamedTuple):
    """What would change for one item: it comes, it goes, its days move, or what is said of it.

    `was` and `would_be` are None where the item is not in the plan; `left_out` says why it would go. `parts` names what
    is said otherwise (`title`, `steps`, ...), `severity`, `because`, `figure`, `sources`, `signed`, and where no day
    moves `state` and `reminders`; empty when the item comes or goes. `edition` is the newer edition behind all this,
    with its first day and its sources: the item's own, or that of a step it is counted from.
    """

    item: Item
    was: Planned | None
    would_be: Planned | None
    left_out: LeftOut | None
    moves: bool
    parts: tuple[str, ...]
    edition: Item


class OtherReason(NamedTuple):
    """An item that is in the plan neither before nor after, but for another reason: both, and the newer edition."""

    was: LeftOut
    would_be: LeftOut
    edition: Item


class GuidanceChanges(NamedTuple):
    """All that newer guidance would change in one plan. `since` is the first day of the newest edition of it."""

    since: date
    before: Plan
    after: Plan
    changed: tuple[Changed, ...]
    left_out: tuple[OtherReason, ...]


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
    told: Told,
    guidance: Guidance,
    *,
    asked_on: date,
    as_of: date,
    today: date,
    closed_days: ClosedDays,
    steps: Mapping[str, StepTaken] | None = None,
    adjustments: Sequence[Adjustment] = (),
) -> GuidanceChanges | None:
    """What the guidance in force today would change in the plan that keeps the guidance of `as_of`.

    None when nothing newer touches it: nothing comes, goes, moves, is said otherwise or is left out for another reason.
    `steps` and `adjustments` as in `plan_for`.
    """
    newer = {pair.after.key: pair.after for pair in newer_editions(guidance, told.place, as_of, today)}
    if not newer:
        return None
    before, after = (
        plan_for(
            told,
            guidance,
            asked_on=asked_on,
            today=today,
            closed_days=closed_days,
            steps=steps,
            as_of=day,
            adjustments=adjustments,
        )
        for day in (as_of, today)
    )
    was = {one.item.key: one for one in before.items}
    would_be = {one.item.key: one for one in after.items}
    out_before = {one.item.key: one for one in before.left_out}
    out_after = {one.item.key: one for one in after.left_out}
    edition = {key: _behind(key, newer, after) for key in (*would_be, *out_after)}
    changed = [
        found
        for key in dict.fromkeys((*would_be, *was))
        if (found := _changed(was.get(key), would_be.get(key), out_after.get(key), edition[key]))
    ]
    left_out = [
        OtherReason(out_before[key], one, edition[key])
        for key, one in out_after.items()
        if key in out_before and out_before[key][1:] != one[1:]
    ]
    if not changed and not left_out:
        return None
    since = max([one.edition.begins for one in changed] + [one.edition.begins for one in left_out])
    return GuidanceChanges(since, before, after, tuple(changed), tuple(left_out))


def urgent_corrections(guidance: Guidance, place: str, as_of: date, today: date) -> Mapping[str, Correction]:
    """By item key, what was corrected urgently after `as_of` and by `today`. Of several the newest stands first."""
    if not newer_editions(guidance, place, as_of, today):
        return {}
    found: dict[str, Correction] = {}
    for item in sorted(guidance.editions[place], key=lambda one: one.begins):
        text = spoken(item.words).urgent
        if text and as_of < item.begins <= today:
            older = found[item.key].text if item.key in found else ""
            found[item.key] = Correction(f"{text} {older}".strip(), item.begins)
    return found


def _behind(key: str, newer: Mapping[str, Item], after: Plan) -> Item:
    """The newer edition behind what changes for an item: its own, else that of the nearest step it leans on."""
    everything: tuple[Planned | LeftOut, ...] = (*after.items, *after.left_out)
    items = {one.item.key: one.item for one in everything}
    reached = [key]
    for each in reached:
        if each in newer:
            return newer[each]
        reached += [other for other in items[each].timing.leans_on if other not in reached]
    return max(newer.values(), key=attrgetter("begins"))


def _changed(was: Planned | None, would_be: Planned | None, left_out: LeftOut | None, edition: Item) -> Changed | None:
    if was is None or would_be is None:
        one = would_be or was
        assert one is not None
        return Changed(one.item, was, would_be, left_out, False, (), edition)
    moves = any(getattr(was.window, name) != getattr(would_be.window, name) for name in DAYS)
    parts = _parts(was, would_be)
    if not moves:
        parts += tuple(
            part for part, name in (("state", "state"), ("reminders", "alarms")) if _differ(was, would_be, name)
        )
    return Changed(would_be.item, was, would_be, None, moves, parts, edition) if moves or parts else None


def _parts(was: Planned, would_be: Planned) -> tuple[str, ...]:
    """What is said otherwise of an item: the parts of its words, why it is here, who does it, and who says so."""
    before, after = was.item, would_be.item
    if before is after:
        return ()
    said = [name for name in WORDS if any(_word(before, name, key) != _word(after, name, key) for key in after.words)]
    said += [part for name, part in OF_THE_ITEM.items() if _differ(before, after, name)]
    said += [part for name, part in OF_THE_PERSON.items() if _differ(was, would_be, name)]
    return tuple(said)


def _differ(one: object, other: object, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def _word(item: Item, name: str, language: str) -> object:
    return getattr(item.words[language], name) if language in item.words else None
