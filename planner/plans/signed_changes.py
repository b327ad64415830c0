"""What changed in a plan since a nurse signed it: a difference that can be said, not only a day."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from planner.engine.adjustments import Adjustment
from planner.plans.signed_content import APPLIES, Content, ItemContent, MilestoneContent, OptionContent

ITEM, OPTION, MILESTONE, PLAN, UNFIT = "item", "option", "milestone", "plan", "unfit"
CAME, WENT, MOVED, PAUSED = "came", "went", "moved", "paused"
FIGURE, REASON, SAID, ADJUSTED = "other figure", "other reason", "said otherwise", "adjusted"
GUIDANCE = "guidance"
# By which kind of difference the other content of each field is said. A field that is not here cannot be compared.
ITEM_KINDS = {
    "verdict": REASON,
    "note": REASON,
    "certain": REASON,
    "grounds": REASON,
    "instead": REASON,
    "paused": PAUSED,
    "window": MOVED,
    "gone_by": MOVED,
    "estimate": MOVED,
    "severity": FIGURE,
    "who": FIGURE,
    "figure": FIGURE,
    "said": SAID,
    "adjusted": ADJUSTED,
    "moved_past": MOVED,
}
OPTION_KINDS = {
    "verdict": FIGURE,
    "start_by": MOVED,
    "estimate": MOVED,
    "comfort": FIGURE,
    "least": FIGURE,
    "grounds": REASON,
    "rests_on": REASON,
    "said": SAID,
}
MILESTONE_KINDS = {"earliest": MOVED, "likely": MOVED, "latest": MOVED, "confirmed": MOVED, "rests_on": REASON}
PLAN_KINDS = {"place": REASON, "stopped": PAUSED, "guidance": GUIDANCE}
KINDS = (CAME, WENT, ADJUSTED, MOVED, PAUSED, FIGURE, REASON, SAID, GUIDANCE)  # in the order in which they are said
WITH_COMING_AND_GOING = (ADJUSTED,)  # all else of an item that comes or goes is said with that
Said = ItemContent | OptionContent | MilestoneContent | Adjustment | str | None


class Difference(NamedTuple):
    """One thing that differs.

    `part` is `item`, `option`, `milestone`, `plan` or `unfit`; `key` the code of the item, the key of the option or
    milestone, `place`, `stopped` or `guidance` of the plan, or the name of what was adjusted without effect. `before`
    and `after` are all that was and is said of it, None where there is nothing.
    """

    part: str
    key: str
    kind: str
    before: Said
    after: Said


def differences(signed: Content, now: Content) -> tuple[Difference, ...]:
    """All that differs between what was signed and the plan now: nothing where their digests are the same.

    One thing may differ in several ways, and each is named. Other rules of the guidance are named once, as `guidance`,
    beside what they changed in this plan.
    """
    return (
        *_plan(signed, now),
        *_parts(MILESTONE, signed.milestones, now.milestones, MILESTONE_KINDS),
        *_parts(OPTION, signed.options, now.options, OPTION_KINDS),
        *_parts(ITEM, signed.items, now.items, ITEM_KINDS),
        *_unfit(signed.unfit, now.unfit),
    )


def changed_codes(signed: Content, now: Content) -> frozenset[str]:
    """The codes of the items of which something else is said now than was signed."""
    codes = signed.items.keys() | now.items.keys()
    return frozenset(code for code in codes if signed.items.get(code) != now.items.get(code))


def _plan(signed: Content, now: Content) -> Iterator[Difference]:
    for name, kind in PLAN_KINDS.items():
        before, after = getattr(signed, name), getattr(now, name)
        if before != after:
            yield Difference(PLAN, name, kind, before, after)


def _unfit(signed: Mapping[str, Adjustment], now: Mapping[str, Adjustment]) -> Iterator[Difference]:
    for name in sorted(signed.keys() | now.keys()):
        before, after = signed.get(name), now.get(name)
        if before != after:
            yield Difference(UNFIT, name, ADJUSTED, before, after)


def _parts(
    part: str, signed: Mapping[str, Any], now: Mapping[str, Any], kinds: Mapping[str, str]
) -> Iterator[Difference]:
    for key in sorted(signed.keys() | now.keys()):
        before, after = signed.get(key), now.get(key)
        if before != after:
            found = _kinds(before, after, kinds)
            yield from (Difference(part, key, kind, before, after) for kind in KINDS if kind in found)


def _kinds(before: Any, after: Any, kinds: Mapping[str, str]) -> set[str]:
    """In which ways two things differ that are not the same."""
    one = before or after
    found = {kinds[name] for name in one._fields if getattr(before, name, None) != getattr(after, name, None)}
    was, is_now = _is_there(before), _is_there(after)
    if was == is_now:
        return found
    return {CAME if is_now else WENT} | found.intersection(WITH_COMING_AND_GOING)


def _is_there(one: Any) -> bool:
    return one is not None and (not isinstance(one, ItemContent) or one.verdict == APPLIES)
