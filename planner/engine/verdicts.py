"""What was decided about one item: planned, with its window, or left out, with its reason."""

from datetime import date
from typing import NamedTuple

from planner.engine.alarms import CountAlarms
from planner.engine.conditions import Found, Ground
from planner.engine.counting import Count
from planner.engine.schedule import CountWindow, Window
from planner.guidance.model import Item
from planner.questions.told import StepTaken

DOES_NOT_APPLY, NOT_YET_KNOWN = "does-not-apply", "not-yet-known"


class LeftOut(NamedTuple):
    """One item that is not in a plan, and the answers that decided it.

    `note` is `declined`, `behind` or `past-last-safe` (on `day`, perhaps an `estimate`, with the
    keys of what takes its place `instead`).
    """

    item: Item
    verdict: str
    grounds: tuple[Ground, ...]
    note: str = ""
    instead: tuple[str, ...] = ()
    day: date | None = None
    estimate: bool = False


class ItemRule(NamedTuple):
    """One item with the conditions that it applies and that it is graver, and what counts its window and alarms."""

    item: Item
    applies: str
    raised: str | None
    window: CountWindow
    alarms: CountAlarms


class Planned(NamedTuple):
    """One item of a plan: its rule and what was worked out for this person. Days that ring are counted when read."""

    rule: ItemRule
    severity: str
    found: Found
    state: str
    window: Window
    step: StepTaken | None
    quiet: bool
    counting: Count

    @property
    def item(self) -> Item:
        """The item as the guidance has it: its words, its sources."""
        return self.rule.item

    @property
    def sure(self) -> int:
        """How sure it is that the item applies: `YES`, or `MIGHT_BE` where an answer was skipped."""
        return self.found[0]

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """The answers that suffice for the item to be here."""
        return self.found[1]

    @property
    def due(self) -> date | None:
        """The day it is due: the booked or done day where there is one."""
        return self.window.due

    @property
    def alarms(self) -> tuple[date, ...]:
        """The days on which it rings, each at 09:00. What is paused does not ring; what is done, only for repeats."""
        if self.quiet:
            return ()
        days = self.rule.alarms(self.window, self.counting)
        if self.state == "done":
            done = self.step.day if self.step else None
            return tuple(day for day in days if done and day > done) if self.window.repeats else ()
        return days
