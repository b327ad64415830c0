"""The plan: every item decided, dated or left out with its reason. A pure function of what is known."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from planner.engine.adjusting import decisions_for
from planner.engine.adjustments import NO_PLAN as NO_PLAN_IS_MADE
from planner.engine.adjustments import Adjustment, Unfit
from planner.engine.conditions import MIGHT_BE, Ground, Memo
from planner.engine.dates import ALWAYS_OPEN, ClosedDays
from planner.engine.decide import in_order
from planner.engine.feasibility import Feasibility, feasibility_of
from planner.engine.rules import Rules, rules_in_force
from planner.engine.situation import Situation, situation_of
from planner.engine.verdicts import DOES_NOT_APPLY, NOT_YET_KNOWN, LeftOut, Planned
from planner.guidance.model import Guidance, Notice
from planner.questions.told import StepTaken, Told

__all__ = ["NOT_YET_KNOWN", "LeftOut", "Plan", "Planned", "plan_for"]

BY_CODE = attrgetter("item.code")
NO_PLAN = ("no-chemo", "died")
MadeWith = tuple[ClosedDays, Mapping[str, StepTaken], tuple[Adjustment, ...]]


class Plan(NamedTuple):
    """Everything that follows from what is known, for one person on one day.

    `as_of` is the day whose editions were used. `stopped` is `no-chemo`, `postponed`, `cancelled`, `died` or empty.
    `resting`: its owner takes a break. Warnings and contradictions are worked out when they are read. `closed_days` and
    `steps` are those it was made with. `adjustments`: what a clinic changed; `unfit`: those without effect, each with
    why (see `engine/adjustments.py`).
    """

    situation: Situation
    guidance: Guidance
    as_of: date
    items: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...]
    feasibility: tuple[Feasibility, ...]
    stopped: str
    paused: bool
    resting: bool
    rules: Rules
    memo: Memo
    closed_days: ClosedDays = ALWAYS_OPEN
    steps: Mapping[str, StepTaken] = {}
    adjustments: tuple[Adjustment, ...] = ()
    unfit: Unfit = ()

    @property
    def warnings(self) -> tuple[tuple[Notice, tuple[Ground, ...]], ...]:
        """What should be said first, in order, each with the answers it rests on."""
        if self.stopped == "no-chemo":
            return ()
        held = [(notice, self.memo[condition]) for notice, condition in self.rules.warnings]
        return tuple(
            (notice, grounds)
            for notice, (sure, grounds) in held
            if sure >= MIGHT_BE and (self.stopped != "died" or notice.key == "died")
        )

    @property
    def contradictions(self) -> tuple[Notice, ...]:
        """Answers that cannot both be true; none where no plan was made."""
        if self.stopped in NO_PLAN:
            return ()
        return tuple(notice for notice, asked in self.rules.contradictions if self.memo[asked][0] >= MIGHT_BE)

    @property
    def guidance_is_unsigned(self) -> bool:
        """Whether any edition that was used has not been signed by a clinician."""
        return any(not rule.item.reviewed_by for rule in self.rules.items)

    def adjusted_by(self, adjustments: Sequence[Adjustment]) -> "Plan":
        """The same plan with these adjustments in the place of its own."""
        situation = self.situation
        return plan_for(
            situation.told,
            self.guidance,
            asked_on=situation.asked_on,
            today=situation.today,
            closed_days=self.closed_days,
            steps=self.steps,
            as_of=self.as_of,
            resting=self.resting,
            adjustments=adjustments,
        )


def plan_for(
    told: Told,
    guidance: Guidance,
    *,
    asked_on: date,
    today: date,
    closed_days: ClosedDays = ALWAYS_OPEN,
    steps: Mapping[str, StepTaken] | None = None,
    as_of: date | None = None,
    resting: bool = False,
    adjustments: Sequence[Adjustment] = (),
) -> Plan:
    """The plan for one person.

    `asked_on` is the day the facts were last confirmed: windows are counted with it. `today` decides states,
    feasibility and fallbacks. `steps` (by code) default to those told. `as_of` is the day whose editions are used,
    `asked_on` unless given; before the guidance begins, its first editions are used. `resting`: the person takes a
    break, so nothing rings. `adjustments` are what a clinic changed, in the order in which it was changed. Raises
    nothing for any answers.
    """
    situation = situation_of(told, guidance, asked_on, today)
    as_of = max(as_of or asked_on, guidance.begins)
    rules = rules_in_force(guidance, told.place, as_of)
    steps = told.steps if steps is None else steps
    made_with = closed_days, steps, tuple(adjustments)
    if told.said("therapy_kind", "no-chemo-cells"):
        return _no_plan(rules, situation, guidance, as_of, ("therapy_kind", "no-chemo-cells"), "no-chemo", made_with)
    if told.said("treatment_status", "died"):
        return _no_plan(rules, situation, guidance, as_of, ("treatment_status", "died"), "died", made_with)
    decisions = decisions_for(situation, rules, guidance, closed_days, steps, resting, adjustments)
    memo, stopped = decisions.memo, str(told.answers["treatment_status"]) if decisions.stopped else ""
    decisions.decide_all(rules.items)
    decisions.planned.sort(key=in_order)
    decisions.left_out.sort(key=BY_CODE)
    feasibility = [
        feasibility_of(option, memo[wanted], situation, closed_days, decisions.may_be_pregnant)
        for option, wanted in rules.options
    ]
    return Plan(
        situation,
        guidance,
        as_of,
        tuple(decisions.planned),
        tuple(decisions.left_out),
        tuple(feasibility),
        stopped,
        decisions.may_be_pregnant,
        resting,
        rules,
        memo,
        *made_with,
        decisions.unfit,
    )


def _no_plan(
    rules: Rules, situation: Situation, guidance: Guidance, as_of: date, ground: Ground, why: str, made_with: MadeWith
) -> Plan:
    """A plan without items: each is left out for the one reason."""
    left_out = sorted((LeftOut(rule.item, DOES_NOT_APPLY, (ground,)) for rule in rules.items), key=BY_CODE)
    memo, unfit = Memo(situation.known, rules.asks), tuple((one, NO_PLAN_IS_MADE) for one in made_with[2])
    nothing = (), tuple(left_out), (), why, False, False
    return Plan(situation, guidance, as_of, *nothing, rules, memo, *made_with, unfit)
