"""Deciding one item: in the plan or left out, paused or not, in which state, and why."""

from collections.abc import Mapping
from datetime import date, timedelta

from planner.engine.conditions import MIGHT_BE, YES, Found, Ground, Memo
from planner.engine.counting import Count
from planner.engine.dates import ClosedDays, add
from planner.engine.schedule import Window
from planner.engine.situation import Situation
from planner.engine.verdicts import DOES_NOT_APPLY, ItemRule, LeftOut, Planned
from planner.guidance.model import SEVERITIES, Guidance, Item
from planner.questions.told import StepTaken

SOON = timedelta(7)
HAPPENED: tuple[Ground, ...] = (("treatment_happened", "yes"),)
LATER = ("during", "after")


class Decisions:
    """Decides items in the order in which they are counted, and keeps their windows for those that hang on them."""

    def __init__(
        self,
        situation: Situation,
        guidance: Guidance,
        closed: ClosedDays,
        steps: Mapping[str, StepTaken],
        stopped: bool,
    ) -> None:
        told = situation.told
        self.situation, self.steps, self.stopped = situation, steps, stopped
        self.memo: Memo = {}
        self.planned: list[Planned] = []
        self.left_out: list[LeftOut] = []
        positive = "positive_test_on" in told.days
        self.certainly_pregnant = positive or told.said("pregnant", "yes")
        self.may_be_pregnant = self.certainly_pregnant or told.said("pregnant", "unsure")
        self.no_sex = told.said("sex_that_could_lead_to_pregnancy", "no")
        self.happened, self.today = situation.happened, situation.today
        # After a day nobody has spoken of, what comes later does not ring until somebody says it happened.
        self.silent = situation.told_day_has_passed
        self.count = Count(situation, guidance, closed)

    def decide(self, rule: ItemRule) -> None:
        """Put one item into the plan with its window, or leave it out with its reason."""
        found = rule.decide(self.situation.known, self.memo)
        if self.steps and (step := self.steps.get(rule.item.code)):
            self.decide_with_step(rule, found, step)
        elif isinstance(found, LeftOut):
            self.left_out.append(found)
        elif self.happened and rule.item.timing.ends and self.is_over(rule.item):
            self.left_out.append(LeftOut(rule.item, DOES_NOT_APPLY, HAPPENED, "behind"))
        else:
            window = rule.window(self.count)
            if window.past and rule.item.timing.once_past == "swap":
                instead = rule.item.timing.fallbacks
                self.left_out.append(LeftOut(rule.item, DOES_NOT_APPLY, (), "past-last-safe", instead, window.past))
            else:
                self.plan(rule, found, window, None)

    def decide_with_step(self, rule: ItemRule, found: Found | LeftOut, step: StepTaken) -> None:
        """The same for an item somebody has spoken of: what is done or booked stays, what was declined goes."""
        kept = step.state in ("done", "booked")
        if step.state == "declined":
            self.left_out.append(LeftOut(rule.item, DOES_NOT_APPLY, (), "declined"))
            return
        if isinstance(found, LeftOut):
            if not kept:
                self.left_out.append(found)
                return
            found = (YES, ((f"step:{rule.item.key}", step.state),))
        window = rule.window(self.count)
        if kept:
            window = window._replace(due=step.day, do_now=False)
        self.plan(rule, found, window, step)

    def plan(self, rule: ItemRule, found: Found, window: Window, step: StepTaken | None) -> None:
        """Put the item into the plan as it stands: paused or not, how grave, in which state, whether it rings."""
        item, paused = rule.item, self.stopped
        if self.may_be_pregnant:
            paused = paused or self.pauses(item)
            if item.while_pregnant == "live-part-pauses-after":
                window = window._replace(then=())
        self.count.due_days[item.key] = window.due
        severity = item.severity
        if rule.raised is not None and item.raised and rule.raised(self.situation.known, self.memo)[0] >= MIGHT_BE:
            severity = item.raised[0]
        quiet = paused or (self.no_sex and item.quiet_without_sex) or (self.silent and item.phase in LATER)
        state = self.state(item, window, step, paused)
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

    def state(self, item: Item, window: Window, step: StepTaken | None, paused: bool) -> str:
        """The first that holds: done, paused, past-last-safe, do-now, overdue, due-soon, open, upcoming."""
        today, due = self.today, window.due
        if step is not None and step.state == "done":
            return "done"
        if paused:
            return "paused"
        if window.past and item.timing.once_past == "swap":
            return "past-last-safe"
        if window.do_now:
            return "do-now"
        if due is not None and item.kind == "task":
            if due < today:
                return "overdue"
            if due <= today + SOON:
                return "due-soon"
        return "open" if window.opens is not None and window.opens <= today else "upcoming"


_SEVERITY = {severity: number for number, severity in enumerate(SEVERITIES)}
_FIRST = {"F05": 0, "B01": 1}


def in_order(planned: Planned) -> tuple[int, date, int, str]:
    """The order of a plan: F05, B01, what should be done now, then by last safe day or due day, severity and code."""
    code = planned.item.code
    rank = _FIRST.get(code, 2 if planned.state == "do-now" else 3)
    day = planned.window.last_safe or planned.due or date.max
    return rank, day, _SEVERITY[planned.severity], code
