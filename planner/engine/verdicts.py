"""What was decided about one item: planned, with its window, or left out, with its reason."""

from datetime import date
from typing import NamedTuple, Protocol

from planner.engine.adjustments import Adjustment
from planner.engine.alarms import CountAlarms
from planner.engine.conditions import Found, Ground
from planner.engine.counting import Count
from planner.engine.schedule import CountWindow, Window
from planner.guidance.model import COURSE, FIRST_CHEMO, Item
from planner.questions.told import StepTaken

DOES_NOT_APPLY, NOT_YET_KNOWN = "does-not-apply", "not-yet-known"


class LeftOut(NamedTuple):
    """One item that is not in a plan, and the answers that decided it.

    `note` is `declined`, `behind`, `clinic` (which says why in `adjusted`) or `past-last-safe` (on `day`, perhaps an
    `estimate`, with the keys of what takes its place `instead`).
    """

    item: Item
    verdict: str
    grounds: tuple[Ground, ...]
    note: str = ""
    instead: tuple[str, ...] = ()
    day: date | None = None
    estimate: bool = False
    adjusted: Adjustment | None = None


class ItemRule(NamedTuple):
    """One item with the conditions that it applies and that it is graver, and what counts its window and alarms."""

    item: Item
    applies: str
    raised: str | None
    window: CountWindow
    alarms: CountAlarms


class Dated(Protocol):
    """One step with its days, as lists and calendars show it: of a whole plan, or of what is shared of one.

    `step` is what was said of it; `quiet`: nothing of it rings; `alarms`: the days on which it rings; `is_guess`: it
    hangs on a milestone that has no date at all.
    """

    @property
    def item(self) -> Item: ...
    @property
    def who(self) -> tuple[str, ...]: ...
    @property
    def severity(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def window(self) -> Window: ...
    @property
    def step(self) -> StepTaken | None: ...
    @property
    def quiet(self) -> bool: ...
    @property
    def due(self) -> date | None: ...
    @property
    def alarms(self) -> tuple[date, ...]: ...
    @property
    def is_guess(self) -> bool: ...


class Planned(NamedTuple):
    """One item of a plan: its rule and what was worked out for this person. Days that ring are counted when read.

    `adjusted`: what its clinic changed. `moved_past`: the last safe day that it was moved past, or None.
    """

    rule: ItemRule
    severity: str
    found: Found
    state: str
    window: Window
    step: StepTaken | None
    quiet: bool
    counting: Count
    adjusted: tuple[Adjustment, ...] = ()
    moved_past: date | None = None

    @property
    def item(self) -> Item:
        """The item as the guidance has it: its words, its sources."""
        return self.rule.item

    @property
    def who(self) -> tuple[str, ...]:
        """Who does it: as the clinic says, else as the guidance does."""
        return next((one.who for one in self.adjusted if one.kind == "assign"), self.rule.item.who)

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

    @property
    def is_guess(self) -> bool:
        """Whether the milestone it hangs on has no date at all, and neither its owner nor their clinic gave it one."""
        anchor = self.item.timing.anchor
        milestone = FIRST_CHEMO if anchor.startswith("step:") else anchor
        if milestone not in COURSE or milestone in self.counting.course or self.step is not None:
            return False
        return not any(one.kind == "move" for one in self.adjusted)
