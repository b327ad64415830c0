"""Moving the date: what it would change is shown first, and kept only when its owner says so.

Candidate dates side by side are made the same way. Nothing here is kept until `move_date`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from planner.accounts.access import Actor
from planner.db import db
from planner.engine.compare import Comparison, candidate, earliest_with_room
from planner.engine.differences import Differences, differences
from planner.engine.plan import Plan
from planner.errors import Faults
from planner.guidance.model import Guidance
from planner.plans.by_clinic import told_in_plan
from planner.plans.changing import Occasion, changing, counted_from
from planner.plans.facts import TOLD, facts_of
from planner.plans.kept import KeptPlan, plan_from

DATE = ("treatment_date", "treatment_date_kind", "treatment_date_certainty")
OFF = ("postponed", "cancelled")


class Move(NamedTuple):
    """A new treatment date, as a file of answers holds it: the day or month, what happens on it, how sure it is.

    `milestones` are the further days that hold with it. Days told before hung on the old date, and go.
    """

    kind: str
    day: str
    certainty: str = "confirmed"
    milestones: Mapping[str, Mapping[str, Any]] = {}

    def laid_over(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with this date in the place of the old one. A treatment that was off is planned again."""
        kept = {key: answer for key, answer in told.items() if key not in (*DATE, "milestones")}
        if kept.get("treatment_status") in OFF:
            del kept["treatment_status"]
        date_told = dict(zip(DATE, (self.day, self.kind, self.certainty), strict=True))
        return {**kept, **date_told, **({"milestones": dict(self.milestones)} if self.milestones else {})}


def as_it_happened(told: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """What answers that tell the day of the first chemo make of the day it was planned for: the day it happened takes
    its place, confirmed. Nothing where they tell none, or no other day was told."""
    happened = str(answers.get("chemo_started_on") or "")[:10]
    milestones = dict(told.get("milestones", {}))
    changed: dict[str, Any] = {}
    if happened and told.get("treatment_date_kind") == "first-chemo" and told.get("treatment_date", "") != happened:
        changed |= dict(zip(DATE, (happened, "first-chemo", "confirmed"), strict=True))
    if happened and milestones.get("first-chemo", {}).get("date", happened) != happened:
        changed["milestones"] = milestones | {"first-chemo": {"date": happened, "confirmed": True}}
    return changed


class Preview(NamedTuple):
    """What a move would change. `version` is that of the plan it was worked out for; `gone` are kinds of further days
    that were told with the old date and would no longer hold."""

    version: int
    before: Plan
    after: Plan
    found: Differences
    gone: tuple[str, ...]


def preview_move(kept: KeptPlan, move: Move, guidance: Guidance, today: date) -> Preview:
    """What a move would change, worked out as if it were kept today. Raises Faults."""
    told = move.laid_over(kept.told)
    read = told_in_plan(told, guidance, kept.clinic, today)
    asked_on = counted_from(db.session(), kept, facts_of(told), today)
    after = plan_from(kept._replace(told=told, asked_on=asked_on), guidance, today, read)
    before = plan_from(kept, guidance, today)
    gone = tuple(kind for kind in kept.told.get("milestones", {}) if kind not in move.milestones)
    return Preview(kept.version, before, after, differences(before, after), gone)


def move_date(actor: Actor, key: str, move: Move, seen: int | None, occasion: Occasion) -> KeptPlan:
    """Keep a move as it was shown for the version `seen`; None: for whichever stands. Steps and notes stay.

    Raises Faults, NothingHere, and PlanMovedOn where the plan has changed since it was shown.
    """
    sent = [move.kind, move.day, move.certainty, move.milestones]
    with changing(actor, key, "date-moved", sent, occasion, seen=seen) as change:
        if not change.repeated:
            told = {name.removeprefix(TOLD): fact for name, fact in change.facts.items() if name.startswith(TOLD)}
            others = {name: fact for name, fact in change.facts.items() if not name.startswith(TOLD)}
            change.facts.clear()
            change.facts |= others | {f"{TOLD}{name}": answer for name, answer in move.laid_over(told).items()}
    return change.kept


def comparison_of(
    kept: KeptPlan,
    moves: Sequence[Move],
    guidance: Guidance,
    today: date,
    chosen: Sequence[str] | None = None,
) -> Comparison:
    """Candidate dates side by side, each as `preview_move` shows it, and the earliest of the first kind with room.

    `chosen` as in `earliest_date`, which is told the further days of the first move. Raises Faults. Nothing is kept.
    """
    candidates = []
    for move in moves:
        day = told_in_plan(move.laid_over(kept.told), guidance, kept.clinic, today).days["treatment_date"]
        shown = preview_move(kept, move, guidance, today)
        candidates.append(candidate(shown.before, move.kind, day, shown.after))
    kind = moves[0].kind
    earliest = earliest_date(kept, kind, guidance, today, moves[0].milestones, chosen)
    return Comparison(tuple(candidates), kind, earliest)


def earliest_date(
    kept: KeptPlan,
    kind: str,
    guidance: Guidance,
    today: date,
    others: Mapping[str, Mapping[str, Any]],
    chosen: Sequence[str] | None = None,
) -> date | None:
    """The earliest day of this kind that leaves room for the `chosen` options, by key (None: all that are wanted).

    `others` are days that were told beside it: they hold on every day beside which they can. None when no day of a
    year leaves room.
    """

    def plan_on(day: date) -> Plan | None:
        try:
            move = beside(kept, kind, day.isoformat(), others, guidance, today)
        except Faults:
            return None
        return plan_from(kept._replace(told=move.laid_over(kept.told), asked_on=today), guidance, today)

    return earliest_with_room(plan_on, today, chosen)


def with_other_days(kept: KeptPlan, kind: str, day: str, guidance: Guidance, today: date) -> Move:
    """A candidate date, with the other days that were told as far as they can hold beside it. Raises Faults."""
    return beside(kept, kind, day, kept.told.get("milestones", {}), guidance, today)


def beside(
    kept: KeptPlan, kind: str, day: str, others: Mapping[str, Mapping[str, Any]], guidance: Guidance, today: date
) -> Move:
    """A candidate date with other days, or without them where they cannot hold beside it. Raises Faults."""
    move = Move(kind, day, "confirmed", {key: one for key, one in others.items() if key != kind})
    try:
        told_in_plan(move.laid_over(kept.told), guidance, kept.clinic, today)
    except Faults:
        move = Move(kind, day)
        told_in_plan(move.laid_over(kept.told), guidance, kept.clinic, today)
    return move
