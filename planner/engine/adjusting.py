"""What a clinic adjusted takes its place among what is decided: as far as the safety invariants allow.

The invariants are those of guidance-facts 3.1. What would break one keeps its reason in `unfit`.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from planner.engine import adjustments as why
from planner.engine.adjustments import BY_CLINIC, OWN, Adjustment, shape_fault
from planner.engine.conditions import MIGHT_BE, NO, YES, Found, Memo
from planner.engine.dates import ClosedDays
from planner.engine.decide import Decisions
from planner.engine.moved import fault_of_day, moved
from planner.engine.own_items import own_rule
from planner.engine.rules import Rules
from planner.engine.schedule import Window
from planner.engine.situation import Situation
from planner.engine.verdicts import DOES_NOT_APPLY, ItemRule, LeftOut
from planner.guidance.model import Guidance
from planner.questions.told import StepTaken

# Items that an invariant wants in the plan for as long as the answers bring them (3.1: 17, 3 and 4), and whom to turn
# to for somebody under 18 (20).
STAY, STAYS_UNDER_18, ADULT = ("F05", "B01", "F03"), "B13", 18
# It pauses all the rest, so only an answer brings it (3.1: 11).
NEEDS_AN_ANSWER = "F05"
KEPT = {"done": why.DONE, "booked": why.BOOKED}
LEFT_OUT = {
    "declined": why.DECLINED,
    "behind": why.TREATMENT_RULES_IT_OUT,
    "past-last-safe": why.LAST_SAFE_DAY_GONE_BY,
    BY_CLINIC: why.TAKEN_OUT,
}
# Of each of these the newest counts: whether the item is there, on which day, and who does it.
SLOTS = {"add": "there", "not-applicable": "there", "own": "there", "move": "day", "assign": "who"}


def decisions_for(
    situation: Situation,
    rules: Rules,
    guidance: Guidance,
    closed: ClosedDays,
    steps: Mapping[str, StepTaken],
    resting: bool = False,
    adjustments: Sequence[Adjustment] = (),
) -> Decisions:
    """Ready to decide the items of these rules, with what a clinic adjusted."""
    if adjustments:
        return AdjustedDecisions(situation, rules, guidance, closed, steps, resting, adjustments)
    return Decisions(situation, rules, guidance, closed, steps, resting)


class AdjustedDecisions(Decisions):
    """Decides the items of a plan that a clinic adjusted."""

    def __init__(
        self,
        situation: Situation,
        rules: Rules,
        guidance: Guidance,
        closed: ClosedDays,
        steps: Mapping[str, StepTaken],
        resting: bool,
        adjustments: Sequence[Adjustment],
    ) -> None:
        super().__init__(situation, rules, guidance, closed, steps, resting)
        self.adjustments, self.codes = adjustments, {rule.item.code for rule in rules.items}
        self.wanted: dict[str, dict[str, Adjustment]] = defaultdict(dict)
        self.refused: dict[str, str] = {}
        self.taken: set[str] = set()
        for one in sorted(adjustments, key=lambda one: one.on):
            self.want(one)
        self.own: list[ItemRule] = []
        for slots in self.wanted.values():
            if (own := slots.get("there")) and own.kind == "own":
                rule = own_rule(own, situation, guidance, slots.get("day"))
                self.memo[rule.applies] = YES, ((BY_CLINIC, "own"),)
                self.own.append(rule)
        self.special = {*steps, *self.wanted}
        # What the treatment itself rules out, whatever the answers about a body or a wish.
        by_days = {key for key, measure in guidance.measures.items() if measure.of != "age"}
        facts = {"place", "chemo_already_started", "treatment_happened", *by_days}
        known = {fact: told for fact, told in situation.known.items() if fact in facts or fact.startswith("step:")}
        self.treatment = Memo(known, rules.asks)

    def want(self, one: Adjustment) -> None:
        """Note what is wanted of one item; a newer adjustment takes the place of an older one."""
        if fault := shape_fault(one, self.situation.told):
            self.refused[one.name] = fault
            return
        slots, slot = self.wanted[one.code], SLOTS[one.kind]
        before = slots.get(slot)
        if before and before.kind == "own":
            self.refused[one.name] = why.A_STEP_OF_ITS_OWN
            return
        if before:
            self.refused[before.name] = why.REPLACED
        slots[slot] = one

    def decide_all(self, rules: tuple[ItemRule, ...]) -> None:
        """Put each item into the plan or leave it out, the clinic's own with them, and say what had no effect."""
        super().decide_all((*rules, *self.own))
        notes = {one.item.code: one.note for one in self.left_out}
        places = {code: LEFT_OUT.get(note, why.NOT_IN_THE_PLAN) for code, note in notes.items()}
        for one in self.adjustments:
            if one.name not in self.taken and one.name not in self.refused:
                self.refused[one.name] = places.get(one.code, why.NO_SUCH_STEP)
        self.unfit = tuple((one, self.refused[one.name]) for one in self.adjustments if one.name in self.refused)

    def decide_special(self, rule: ItemRule, found: Found) -> Found | None:
        """Decide an item that a clinic adjusted, or its owner has spoken of."""
        code = rule.item.code
        step, there = self.steps.get(code), self.wanted[code].get("there") if code in self.wanted else None
        if there is not None:
            fault = self.fault_of_adding(rule, found, step) if there.kind == "add" else None
            if there.kind == "not-applicable":
                fault = self.fault_of_removing(rule, found, step)
            if fault:
                self.refused[there.name] = fault
            elif there.kind == "not-applicable":
                self.taken.add(there.name)
                self.left_out.append(LeftOut(rule.item, DOES_NOT_APPLY, (), BY_CLINIC, adjusted=there))
                return None
            elif there.kind == "add":
                found = YES, ((BY_CLINIC, "add"),)
        if step is None:
            return found
        self.decide_with_step(rule, found, step)
        return None

    def fault_of_removing(self, rule: ItemRule, found: Found, step: StepTaken | None) -> str | None:
        """Why an item cannot be taken out; None when it can."""
        code, age = rule.item.code, self.situation.told.age
        if step is not None and step.state in KEPT:
            return KEPT[step.state]
        if step is not None and step.state == "declined":
            return why.DECLINED
        if found[0] < MIGHT_BE:
            return why.NOT_IN_THE_PLAN
        under_18 = code == STAYS_UNDER_18 and age is not None and age < ADULT
        return why.MUST_STAY if code in STAY or under_18 else None

    def fault_of_adding(self, rule: ItemRule, found: Found, step: StepTaken | None) -> str | None:
        """Why an item cannot be added; None when it can. An answer about a body or a wish is no hindrance."""
        item = rule.item
        if step is not None and step.state == "declined":
            return why.DECLINED
        if found[0] >= MIGHT_BE or (step is not None and step.state in KEPT):
            return why.IN_THE_PLAN
        if item.code == NEEDS_AN_ANSWER:
            return why.NEEDS_AN_ANSWER
        over = self.happened and item.timing.ends and self.is_over(item)
        if over or self.treatment[rule.applies][0] == NO:
            return why.TREATMENT_RULES_IT_OUT
        if item.timing.once_past == "swap" and rule.window(self.count).past:
            self.count.due_days.pop(item.key, None)
            return why.LAST_SAFE_DAY_GONE_BY
        return None

    def plan(self, rule: ItemRule, found: Found, window: Window, step: StepTaken | None) -> None:
        """Put the item into the plan as the clinic has it."""
        slots = self.wanted.get(rule.item.code)
        if not slots:
            super().plan(rule, found, window, step)
            return
        made = [one for one in slots.values() if one.name not in self.refused]
        move, past = slots.get("day"), None
        if move is not None and move.day is not None:
            if fault := self.fault_of_moving(rule, window, step, move.day):
                self.refused[move.name] = fault
                made.remove(move)
            else:
                rule, window, past = moved(rule, window, move.day, self.count)
        self.taken |= {one.name for one in made}
        super().plan(rule, found, window, step)
        self.planned[-1] = self.planned[-1]._replace(adjusted=tuple(made), moved_past=past)

    def fault_of_moving(self, rule: ItemRule, window: Window, step: StepTaken | None, day: date) -> str | None:
        """Why an item cannot be moved to a day; None when it can."""
        if step is not None and step.state in KEPT:
            return KEPT[step.state]
        return None if rule.item.code.startswith(OWN) else fault_of_day(rule.item, window, day, self.count)
