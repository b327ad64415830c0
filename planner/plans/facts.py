"""The facts of a plan under plain names, and the difference a change makes: what stood there before, and after.

A patch is kept with every change. It says what a change did, and undoes it where nothing was changed since.
"""

from collections.abc import Mapping
from typing import Any

from planner.errors import AheadError

Facts = dict[
    str, Any
]  # "told.age": 34, "step.B04": {"done": "2027-03-27"}, "asked_on": "2027-03-01"; missing: not said
Patch = Mapping[str, tuple[Any, Any]]  # the name of a fact: what it was and what it became, None for missing

TOLD, STEP = "told.", "step."
CLINIC = "clinic."  # what a clinic decided: "clinic.protocol", and one adjustment under each other name
COUNTED_FROM = "asked_on"  # follows from the other facts and the day, so it is never undone by itself
RESTING = "resting_since"
# The treatment date is one thing said in several answers: a day of one date is never left with the kind of another.
ONE_DATE = frozenset(
    f"{TOLD}{key}" for key in ("treatment_date", "treatment_date_kind", "treatment_date_certainty", "milestones")
)


class ChangedSince(AheadError):
    """What a change did can no longer be taken back: something later changed the same thing."""

    def __init__(self) -> None:
        super().__init__(
            "This cannot be undone any more: the same thing was changed again later.",
            "Look at your changes and undo the later one first.",
        )


def facts_of(told: Mapping[str, Any], clinic: Mapping[str, Any] | None = None, **beside: str | None) -> Facts:
    """The facts of one plan: its answers and steps as a file holds them, what a clinic decided by name, and the days
    kept beside them."""
    facts: Facts = {f"{TOLD}{key}": answer for key, answer in told.items() if key != "steps"}
    facts |= {f"{STEP}{code}": step for code, step in told.get("steps", {}).items()}
    facts |= {f"{CLINIC}{name}": decided for name, decided in (clinic or {}).items()}
    return facts | {name: day for name, day in beside.items() if day is not None}


def told_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The answers and steps as a file holds them: the opposite of `facts_of`."""
    told = {name.removeprefix(TOLD): answer for name, answer in facts.items() if name.startswith(TOLD)}
    steps = {name.removeprefix(STEP): step for name, step in facts.items() if name.startswith(STEP)}
    return {**told, "steps": steps} if steps else told


def clinic_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a clinic decided, by name."""
    return {name.removeprefix(CLINIC): decided for name, decided in facts.items() if name.startswith(CLINIC)}


def answers_in(facts: Mapping[str, Any]) -> Facts:
    """What windows are counted from: the answers alone, without steps and days."""
    return {name: answer for name, answer in facts.items() if name.startswith(TOLD)}


def patch_between(before: Facts, after: Facts) -> dict[str, tuple[Any, Any]]:
    """What changed, by name; of a treatment date all that belongs to it. An empty list is an answer like others."""
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if changed & ONE_DATE:
        changed |= ONE_DATE
    return {name: (before.get(name), after.get(name)) for name in sorted(changed)}


def without(facts: Facts, patch: Patch) -> Facts:
    """The facts as they were before a change, whatever came after it."""
    found = dict(facts)
    for name, (before, _) in patch.items():
        if before is None:
            found.pop(name, None)
        else:
            found[name] = before
    return found


def undone(facts: Facts, patch: Patch) -> Facts:
    """The facts with one change taken back. Raises ChangedSince where a later one changed the same thing."""
    meant = {name: pair for name, pair in patch.items() if name != COUNTED_FROM}
    if any(facts.get(name) != after for name, (_, after) in meant.items()):
        raise ChangedSince
    return without(facts, meant)
