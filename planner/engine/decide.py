"""Deciding one item: in the plan or left out, paused or not, in which state, and why."""

from collections.abc import Container, Mapping
from datetime import date

from planner.engine.adjustments import Unfit
from planner.engine.conditions import MIGHT_BE, NO, YES, Found, Ground, Memo
from planner.engine.counting import Count
from planner.engine.dates import ClosedDays, add, add_days
from planner.engine.rules import Rules
from planner.engine.schedule import Window
from planner.engine.situation import Situation
from planner.engine.verdicts import DOES_NOT_APPLY, NOT_YET_KNOWN, ItemRule, LeftOut, Planned
from planner.guidance.model import SEVERITIES, Guidance, Item
from planner.questions.told import StepTaken

new = tuple.__new__  # makes the same values with one call less; this loop runs sixty times for each plan
DUE_SOON = 7  # days ahead in which an item is due soon
QUIET = ("postponed", "cancelled", "died")  # treatments that are off, so that nothing rings
HAPPENED: tuple[Ground, ...] = (("treatment_happened", "yes"),)
LATER = ("during", "after")


class Decisions:
    """Decides items in the order in which they are counted, and keeps their windows for those that hang on them.

    What was said of steps stands among what is known. `special`: the codes of items that somebody has spoken of.
    `unfit`: what a clinic adjusted without effect, each with why.
    """

    special: Container[str]
    unfit: Unfit = ()

    def __init__(
        self,
        situation: Situation,
        rules: Rules,
        guidance: Guidance,
        closed: ClosedDays,
        steps: Mapping[str, StepTaken],
        resting: bool = False,
    ) -> None:
        told = situation.told
        for fact, code in rules.step_facts:
            situation.known[fact] = steps[code].state if code in steps else "none"
        self.situation, self.steps, self.special, self.resting = situation, steps, steps, resting
        self.stopped = told.answers.get("treatment_status") in QUIET
        self.memo = Memo(situation.known, rules.asks)
        self.planned: list[Planned] = []
        self.left_out: list[LeftOut] = []
        positive = "positive_test_on" in told.days
        self.certainly_pregnant = positive or told.said("pregnant", "yes")
        self.may_be_pregnant = self.certainly_pregnant or told.said("pregnant", "unsure")
        self.no_sex = told.said("sex_that_could_lead_to_pregnancy", "no")
        self.happened, self.today = situation.happened, situation.today
        self.soon = add_days(situation.today, DUE_SOON + 1)
        # After a day nobody has spoken of, what comes later does not ring until somebody says it happened.
        self.silent = situation.told_day_has_passed
        self.count = Count(situation, guidance, closed)

    def decide_all(self, rules: tuple[ItemRule, ...]) -> None:
        """Put each item into the plan with its window, or leave it out with its reason."""
        memo, count, steps, happened = self.memo, self.count, self.steps, self.happened
        left_out, planned, due_days = self.left_out, self.planned, count.due_days
        today, soon, no_sex, special = self.today, self.soon, self.no_sex, self.special
        if steps:
            days = {rule.item.key: steps[rule.item.code].day for rule in rules if rule.item.code in steps}
            count.taken = {key: day for key, day in days.items() if day}
        nothing_special = not (special or self.stopped or self.resting or self.may_be_pregnant or self.silent)
        for rule in rules:
            item, applies, raised, count_window, _ = rule
            found = memo[applies]
            if special and item.code in special:
                known = self.decide_special(rule, found)
                if known is None:
                    continue
                found = known
            sure, grounds = found
            if sure < MIGHT_BE:
                verdict = DOES_NOT_APPLY if sure == NO else NOT_YET_KNOWN
                left_out.append(new(LeftOut, (item, verdict, grounds, "", (), None, False, None)))
            elif happened and item.timing.ends and self.is_over(item):
                left_out.append(LeftOut(item, DOES_NOT_APPLY, HAPPENED, "behind"))
            else:
                window = count_window(count)
                if window.past and item.timing.once_past == "swap":
                    instead = item.timing.fallbacks
                    left_out.append(
                        LeftOut(item, DOES_NOT_APPLY, (), "past-last-safe", instead, window.past, window.estimate)
                    )
                elif nothing_special and raised is None:
                    due_days[item.key] = window.due
                    state, quiet = state_of(item, window, today, soon), no_sex and item.quiet_without_sex
                    one = (rule, item.severity, found, state, window, None, quiet, count, (), None)
                    planned.append(new(Planned, one))
                else:
                    self.plan(rule, found, window, None)

    def decide_special(self, rule: ItemRule, found: Found) -> Found | None:
        """Decide an item somebody has spoken of: None, or how sure it is that it applies where the rest is as usual."""
        self.decide_with_step(rule, found, self.steps[rule.item.code])
        return None

    def decide_with_step(self, rule: ItemRule, found: Found, step: StepTaken) -> None:
        """The same for an item somebody has spoken of: what is done or booked stays, what was declined goes."""
        kept = step.state in ("done", "booked")
        if step.state == "declined":
            self.left_out.append(LeftOut(rule.item, DOES_NOT_APPLY, (), "declined"))
            return
        if found[0] < MIGHT_BE:
            if not kept:
                verdict = DOES_NOT_APPLY if found[0] == NO else NOT_YET_KNOWN
                self.left_out.append(LeftOut(rule.item, verdict, found[1]))
                return
            found = (YES, ((f"step:{rule.item.key}", step.state),))
        window = rule.window(self.count)
        if kept:
            gone_by = step.state == "booked" and step.day is not None and step.day < self.situation.asked_on
            opens = min(window.opens, step.day) if window.opens and step.day else window.opens
            window = window._replace(opens=opens, due=step.day, do_now=gone_by)
        self.plan(rule, found, window, step)

    def plan(self, rule: ItemRule, found: Found, window: Window, step: StepTaken | None) -> None:
        """Put the item into the plan as it stands: paused or not, how grave, in which state, whether it rings."""
        item, paused, severity = rule.item, self.stopped, rule.item.severity
        if self.may_be_pregnant:
            paused = paused or self.pauses(item)
            if item.while_pregnant == "live-part-pauses-after":
                window = window._replace(then=())
        self.count.due_days[item.key] = window.due
        if rule.raised and item.raised and self.memo[rule.raised][0] >= MIGHT_BE:
            severity = item.raised[0]
        quiet = paused or self.resting or (self.silent and item.phase in LATER)
        quiet = quiet or (self.no_sex and item.quiet_without_sex)
        if step is not None and step.state == "done":
            state = "done"
        elif paused:
            state = "paused"
        elif window.past and item.timing.once_past == "swap":
            state = "past-last-safe"
        else:
            state = state_of(item, window, self.today, self.soon)
        self.planned.append(Planned(rule, severity, found, state, window, step, quiet, self.count))

    def is_over(self, item: Item) -> bool:
        """Whether an item that ends on a known day has ended by today."""
        day_zero, ends = self.situation.course.get("day-zero"), item.timing.ends
        if day_zero is None or ends is None or ends.anchor != "day-zero":
            return False
        end = add(day_zero.latest if ends.end == "latest" else day_zero.likely, ends.span, waiting=True)
        return self.situation.today > end

    def pauses(self, item: Item) -> bool:
        """Whether an item rests while someone is, or may be, pregnant (guidance-facts 3.1, 17)."""
        kind, situation = item.while_pregnant, self.situation
        if kind == "runs":
            return False
        if not situation.happened:
            return not (kind == "runs-once-chemo-begins" and situation.begun)
        return kind == "pauses-after-too" or (kind == "pauses-after-if-certain" and self.certainly_pregnant)


def state_of(item: Item, window: Window, today: date, soon: date) -> str:
    """The state of an item that is neither done, paused nor past; `soon` is the first day that is not due soon."""
    if window.do_now:
        return "do-now"
    due = window.due
    if due is not None and due < soon and item.kind == "task":
        if due >= today:
            return "due-soon"
        blocks_to_come = window.then and item.timing.blocks and today <= window.then[-1].day
        if not (blocks_to_come and item.timing.direction == "around"):
            return "overdue"
    return "open" if window.opens is not None and window.opens <= today else "upcoming"


_SEVERITY = {severity: number for number, severity in enumerate(SEVERITIES)}
_FIRST = {"F05": -1, "B01": 1}


def in_order(planned: Planned) -> tuple[int, date, int, str]:
    """The order of a plan: F05, B01, what should be done now, then by last safe day or due day, severity and code."""
    code, window = planned.rule.item.code, planned.window
    rank = _FIRST.get(code) or (2 if planned.state == "do-now" else 3)
    return rank, window.last_safe or window.due or date.max, _SEVERITY[planned.severity], code
