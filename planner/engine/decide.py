"""Deciding one item: in the plan or left out, paused or not, in which state, and why."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from planner.engine.conditions import MIGHT_BE, NO, Found, Ground
from planner.engine.counting import Count
from planner.engine.dates import ClosedDays, add
from planner.engine.rules import ItemRule
from planner.engine.schedule import Window
from planner.engine.situation import Situation
from planner.guidance.model import SEVERITIES, Guidance, Item
from planner.questions.told import StepTaken

DOES_NOT_APPLY, NOT_YET_KNOWN = "does-not-apply", "not-yet-known"
SOON = timedelta(7)
HAPPENED: tuple[Ground, ...] = (("treatment_happened", "yes"),)
LATER = ("during", "after")


class Planned(NamedTuple):
    """One item of a plan: its rule, why it is here, when, and what was done about it.

    `due` is the booked or done day where there is one, else that of the window.
    """

    item: Item
    severity: str
    sure: int
    grounds: tuple[Ground, ...]
    state: str
    window: Window
    due: date | None
    alarms: tuple[date, ...]
    step: StepTaken | None


class LeftOut(NamedTuple):
    """One item that is not in a plan, and the answers that decided it.

    `note` is `declined`, `behind` or `past-last-safe` (on `day`, with the keys of what takes its place `instead`).
    """

    item: Item
    verdict: str
    grounds: tuple[Ground, ...]
    note: str = ""
    instead: tuple[str, ...] = ()
    day: date | None = None


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
        positive = "positive_test_on" in told.days
        self.certainly_pregnant = positive or told.said("pregnant", "yes")
        self.may_be_pregnant = self.certainly_pregnant or told.said("pregnant", "unsure")
        self.no_sex = told.said("sex_that_could_lead_to_pregnancy", "no")
        self.happened, self.today = situation.happened, situation.today
        # After a day nobody has spoken of, what comes later does not ring until somebody says it happened.
        self.silent = situation.told_day_has_passed
        self.count = Count(situation, guidance, closed)

    def decide(self, rule: ItemRule, found: Found) -> Planned | LeftOut:
        """Put one item into the plan with its window, or leave it out with its reason."""
        item = rule.item
        step = self.steps.get(item.code) if self.steps else None
        if step is not None:
            return self.decide_with_step(rule, found, step)
        sure, grounds = found
        if sure < MIGHT_BE:
            return LeftOut(item, DOES_NOT_APPLY if sure == NO else NOT_YET_KNOWN, grounds)
        timing = item.timing
        if self.happened and timing.ends and self.is_over(item):
            return LeftOut(item, DOES_NOT_APPLY, HAPPENED, "behind")
        window = rule.window(self.count)
        if window.past and timing.once_past == "swap":
            return LeftOut(item, DOES_NOT_APPLY, (), "past-last-safe", timing.fallbacks, window.past)
        return self.planned(rule, found, window, None)

    def decide_with_step(self, rule: ItemRule, found: Found, step: StepTaken) -> Planned | LeftOut:
        """The same for an item somebody has spoken of: what is done or booked stays, what was declined goes."""
        item, (sure, grounds) = rule.item, found
        kept = step.state in ("done", "booked")
        if step.state == "declined":
            return LeftOut(item, DOES_NOT_APPLY, (), "declined")
        if sure < MIGHT_BE and not kept:
            return LeftOut(item, DOES_NOT_APPLY if sure == NO else NOT_YET_KNOWN, grounds)
        window = rule.window(self.count)
        if kept:
            window = window._replace(due=step.day, do_now=False)
        return self.planned(rule, found, window, step)

    def planned(self, rule: ItemRule, found: Found, window: Window, step: StepTaken | None) -> Planned:
        """The item as it stands in the plan: paused or not, how grave, in which state, when it rings."""
        item, paused = rule.item, self.stopped
        if self.may_be_pregnant:
            paused = paused or self.pauses(item)
            if item.while_pregnant == "live-part-pauses-after":
                window = window._replace(then=())
        self.count.due_days[item.key] = window.due
        severity = item.severity
        if rule.raised is not None and item.raised and rule.raised(self.situation.known)[0] >= MIGHT_BE:
            severity = item.raised[0]
        quiet = paused or (self.no_sex and item.quiet_without_sex) or (self.silent and item.phase in LATER)
        alarms = () if quiet else rule.alarms(window, self.count)
        if step is not None and step.state == "done":
            alarms = tuple(day for day in alarms if step.day and day > step.day and window.repeats)
        state = self.state(item, window, step, paused)
        return Planned(item, severity, found[0], found[1], state, window, window.due, alarms, step)

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
