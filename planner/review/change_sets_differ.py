"""What newer guidance, or a newer protocol of its clinic, would change in one plan: said so that it is the same for
every plan it touches in the same way. Pure.

Two plans are touched in one way when the same things come, go, move by as many days, or say the same texts otherwise;
their own dates are left out. It is counted as if no clinic were ever closed: a weekend in between would make three ways
of one. What is far off is told apart by months, since months differ in length.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from planner.clinics.protocols import SignedProtocol, number_held
from planner.engine.adjustments import OWN
from planner.engine.dates import ALWAYS_OPEN
from planner.guidance.model import Guidance
from planner.guidance.protocol import protocol_json
from planner.plans.by_clinic import PROTOCOL, adjustments_in, guidance_for, told_in_plan
from planner.plans.canonical_json import digest_of_value
from planner.plans.changes import newer_editions
from planner.plans.kept import KeptPlan
from planner.plans.signed_changes import (
    CAME,
    FIGURE,
    GUIDANCE,
    ITEM,
    MILESTONE,
    MOVED,
    OPTION,
    REASON,
    SAID,
    UNFIT,
    WENT,
    Difference,
    differences,
)
from planner.plans.signoff import Content, content_of

FEW_DAYS = 45  # beyond it a shift is told in months
MONTH = 30.44
DAYS, MONTHS, NEW, GONE, OTHERWISE = "days", "months", "new", "gone", "otherwise"
Shift = tuple[int, str]  # (-4, "days"): four days earlier; (0, "new"): there was no such day before


class Target(NamedTuple):
    """What plans would follow: the day whose editions (None: those they keep), and the number of the protocol of their
    clinic with what it says (0: the one they hold)."""

    as_of: date | None
    number: int = 0
    protocol: Mapping[str, Any] | None = None

    @property
    def is_newer(self) -> bool:
        """Whether there is anything newer than what a plan keeps."""
        return self.as_of is not None or self.number > 0


class Line(NamedTuple):
    """One thing that would differ, in the terms of a Difference. `shifts`: which days move, and how far; `was` and
    `now` tell texts and figures apart, and are no words."""

    part: str
    key: str
    kind: str
    shifts: tuple[tuple[str, int, str], ...] = ()
    was: str = ""
    now: str = ""


class Way(NamedTuple):
    """One way in which plans are touched. `was` is the day whose editions the first plan found keeps; `refused`: its
    owner has seen the newer guidance and kept the plan as it is."""

    place: str
    target: Target
    was: date
    refused: bool
    lines: tuple[Line, ...]

    @property
    def digest(self) -> str:
        """The same for every plan touched in this way. The day of the first plan found is not in it."""
        as_of, number = self.target.as_of, self.target.number
        return digest_of_value([self.place, as_of, number, self.refused, list(self.lines)])


def target_for(kept: KeptPlan, guidance: Guidance, today: date, clinic: str, in_force: SignedProtocol | None) -> Target:
    """What is newer today than what a plan keeps: the first day of the newest edition, and the protocol in force."""
    newer = newer_editions(guidance, place_of(kept), kept.as_of, today)
    as_of = max(pair.after.begins for pair in newer) if newer else None
    if in_force and in_force.number > number_held(clinic, kept.clinic):
        return Target(as_of, in_force.number, protocol_json(in_force.protocol))
    return Target(as_of)


def still_newer(target: Target, kept: KeptPlan, clinic: str) -> Target:
    """Of what a lead decided, what is still newer than what a plan keeps by now."""
    as_of = target.as_of if target.as_of and target.as_of > kept.as_of else None
    number = target.number if target.number > number_held(clinic, kept.clinic) else 0
    return Target(as_of, number, target.protocol if number else None)


def way_of(kept: KeptPlan, guidance: Guidance, target: Target) -> Way | None:
    """How a plan would be touched; None where nothing in it would differ. Raises Faults."""
    if not target.is_newer:
        return None
    before = _content(kept, guidance, Target(None))
    after = _content(kept, guidance, target)
    lines = sorted({_line(one) for one in differences(before, after) if one.kind != GUIDANCE})
    if not lines:
        return None
    refused = bool(target.as_of and kept.refused_as_of and kept.refused_as_of >= target.as_of)
    return Way(place_of(kept), target, kept.as_of, refused, tuple(lines))


def place_of(kept: KeptPlan) -> str:
    """Whose guidance a plan follows."""
    return str(kept.told.get("place") or "elsewhere")


def following(kept: KeptPlan, target: Target) -> KeptPlan:
    """A plan as it would be kept if it followed the target."""
    clinic = {**kept.clinic, PROTOCOL: target.protocol} if target.protocol else kept.clinic
    return kept._replace(as_of=target.as_of or kept.as_of, clinic=clinic)


def _content(kept: KeptPlan, guidance: Guidance, target: Target) -> Content:
    then = following(kept, target)
    return content_of(
        told_in_plan(then.told, guidance, then.clinic, then.asked_on),
        guidance_for(guidance, then.clinic),
        asked_on=then.asked_on,
        as_of=then.as_of,
        noted_on=then.noted_on,
        closed_days=ALWAYS_OPEN,
        adjustments=adjustments_in(then.clinic),
    )


def _line(one: Difference) -> Line:
    """A difference without anything that is one person's own."""
    before, after = one.before, one.after
    key = one.key
    if one.part == UNFIT:  # its name is random
        key = str(getattr(before or after, "code", ""))
    if key.startswith(OWN):  # so is the code of what a clinic added itself
        key = OWN
    if one.kind == MOVED:
        return Line(one.part, key, one.kind, tuple(_shifts(one.part, before, after)))
    fields = TOLD_APART.get((one.part, one.kind), ())
    was, now = (_told(each, fields) for each in (before, after))
    return Line(one.part, key, one.kind, (), was, now)


# What tells two differences of one kind apart, beside what they are about.
TOLD_APART: Mapping[tuple[str, str], tuple[str, ...]] = {
    (ITEM, SAID): ("said",),
    (ITEM, FIGURE): ("figure", "severity", "who"),
    (ITEM, REASON): ("verdict", "note"),
    (ITEM, CAME): ("said",),
    (ITEM, WENT): ("verdict", "note"),
    (OPTION, FIGURE): ("verdict", "comfort", "least"),
    (OPTION, SAID): ("said",),
}


def _told(one: object, fields: tuple[str, ...]) -> str:
    return ", ".join(str(getattr(one, name, "")) for name in fields)


def _shifts(part: str, before: object, after: object) -> Iterator[tuple[str, int, str]]:
    """Which days move and by how much; and what else is of the same kind, as `otherwise`."""
    names = PARTS_DAYS.get(part, ())
    for name in names:
        amount, unit = shift(_day(before, name), _day(after, name))
        if amount or unit in (NEW, GONE):
            yield name, amount, unit
    for name in ("repeats", "then") if part == ITEM else ():
        further = [_further(one, name) for one in (before, after)]
        shifts = {shift(further[0].get(each), further[1].get(each)) for each in further[0].keys() | further[1].keys()}
        if shifts - {(0, DAYS)}:
            yield (name, *shifts.pop()) if len(shifts) == 1 else (name, 0, OTHERWISE)
    for name in ("estimate", "confirmed", "moved_past"):
        if bool(_of(before, name)) != bool(_of(after, name)):
            yield name, 0, OTHERWISE


PARTS_DAYS: Mapping[str, tuple[str, ...]] = {
    ITEM: ("opens", "due", "last_safe", "past"),
    OPTION: ("start_by",),
    MILESTONE: ("earliest", "likely", "latest"),
}


def _of(one: object, name: str) -> Any:
    """What is said of an item stands in its window, or beside it."""
    window = getattr(one, "window", None)
    return getattr(window, name, None) or getattr(one, name, None)


def _day(one: object, name: str) -> date | None:
    found: date | None = _of(one, name)
    return found


def _further(one: object, name: str) -> Mapping[str, date]:
    return {day.name: day.day for day in _of(one, name) or ()}


def shift(before: date | None, after: date | None) -> Shift:
    """How far a day moves: by days, or by months where it is far. (0, "days"): not at all."""
    if before is None or after is None:
        return (0, DAYS) if before is after else (0, NEW) if before is None else (0, GONE)
    days = (after - before).days
    return (days, DAYS) if abs(days) <= FEW_DAYS else (round(days / MONTH), MONTHS)
