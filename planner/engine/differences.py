"""What one plan has that another has not: steps that move, bookings that clash, what is no longer possible.

Both plans are of one person; they differ by a date, an answer, or a day that has passed. Pure, and about codes: words
are made elsewhere.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from planner.engine.feasibility import Feasibility
from planner.engine.plan import LeftOut, Plan, Planned
from planner.guidance.model import FIRST_CHEMO

BETTER_TO_WORSE = ("fits", "tight", "ask-team", "unlikely", "closed")
NO_LONGER = ("unlikely", "closed")
DAYS = ("opens", "due", "last_safe")
BEFORE = ("find-out", "freeze", "protect")  # the phases that end with the first chemo


class Pair(NamedTuple):
    """One step in both plans."""

    was: Planned
    will_be: Planned


class Clash(NamedTuple):
    """A booked day that no longer fits: it lies after `latest`, or before `earliest`. The other one is None."""

    planned: Planned
    booked: date
    latest: date | None
    earliest: date | None


class OptionChange(NamedTuple):
    """One way to keep the chance of a child, with its verdict before and after."""

    was: Feasibility
    will_be: Feasibility

    @property
    def closes(self) -> bool:
        """Whether the days no longer allow what they allowed before."""
        return self.will_be.verdict in NO_LONGER and self.was.verdict not in NO_LONGER

    @property
    def worse(self) -> bool:
        """Whether the days allow less than before."""
        ranked = BETTER_TO_WORSE
        both = self.was.verdict in ranked and self.will_be.verdict in ranked
        return both and ranked.index(self.will_be.verdict) > ranked.index(self.was.verdict)


class Differences(NamedTuple):
    """All that differs. `too_early`: tests that are done, and would belong nearer to the new day. `closed`: steps
    whose last safe day would be gone. `comes` and `goes`: other steps."""

    moves: tuple[Pair, ...]
    clashes: tuple[Clash, ...]
    too_early: tuple[Clash, ...]
    closed: tuple[LeftOut | Planned, ...]
    comes: tuple[Planned, ...]
    goes: tuple[LeftOut, ...]
    options: tuple[OptionChange, ...]

    @property
    def no_longer(self) -> int:
        """How many things would no longer be possible, as far as the days say: steps, and options."""
        return len(self.closed) + sum(one.closes for one in self.options)

    def __bool__(self) -> bool:
        return any(self)


def differences(before: Plan, after: Plan) -> Differences:
    """What changes when `after` takes the place of `before`. Bookings that clash are those of `after`, new or not."""
    was = {one.item.key: one for one in before.items}
    will_be = {one.item.key: one for one in after.items}
    out = {one.item.key: one for one in after.left_out}
    clashes = {one.item.key: clash for one in after.items if (clash := booking_clash(one, after))}
    moves = [
        Pair(was[key], one)
        for key, one in will_be.items()
        if key in was and key not in clashes and days_of(was[key]) != days_of(one) and not _is_past(one)
    ]
    closed: list[LeftOut | Planned] = [
        one for key, one in will_be.items() if _is_past(one) and not (key in was and _is_past(was[key]))
    ]
    closed += [one for key, one in out.items() if one.note == "past-last-safe" and key in was]
    closed = [one for one in closed if one.item.key not in clashes]  # said with the booking, and once is enough
    options_before = {one.option.key: one for one in before.feasibility}
    options = [
        OptionChange(options_before[one.option.key], one)
        for one in after.feasibility
        if one.option.key in options_before and options_before[one.option.key].verdict != one.verdict
    ]
    return Differences(
        tuple(moves),
        tuple(clashes.values()),
        tuple(
            clash for one in after.items if (clash := done_too_early(one, after)) and not _was_early(one, was, before)
        ),
        tuple(closed),
        tuple(one for key, one in will_be.items() if key not in was and not _is_past(one)),
        tuple(one for key, one in out.items() if key in was and one.note != "past-last-safe"),
        tuple(options),
    )


def booking_clash(planned: Planned, plan: Plan) -> Clash | None:
    """Whether a booked day no longer fits the treatment days; None when it does, or nothing is booked."""
    step = planned.step
    if step is None or step.state != "booked" or step.day is None:
        return None
    window, timing, first = planned.window, planned.item.timing, plan.situation.first_chemo
    latest = window.last_safe or window.past
    hangs_on_it = timing.anchor == FIRST_CHEMO or timing.anchor.startswith("step:")
    before_first_chemo = hangs_on_it and planned.item.phase in BEFORE
    # The window of a booked step is the booked day; what the guidance says is counted anew.
    counted = planned.rule.window(planned.counting)
    if latest is None and before_first_chemo and first is not None:
        due = None if plan.situation.begun else counted.due
        latest = max(first.likely - timedelta(1), due or date.min)
    if latest is not None and step.day > latest:
        return Clash(planned, step.day, latest, None)
    earliest = counted.due if timing.direction == "until" else counted.opens if timing.dated_within else None
    if earliest is not None and step.day < earliest:
        return Clash(planned, step.day, None, earliest)
    return None


def done_too_early(planned: Planned, plan: Plan) -> Clash | None:
    """Whether a test that has to be near its day was done before the days in which it counts; None when not.

    Such tests are those that the guidance dates only within so many days of their milestone.
    """
    step = planned.step
    if step is None or step.state != "done" or step.day is None or not planned.item.timing.dated_within:
        return None
    opens = planned.rule.window(planned.counting).opens
    return Clash(planned, step.day, None, opens) if opens is not None and step.day < opens else None


def _was_early(one: Planned, was: Mapping[str, Planned], before: Plan) -> bool:
    return one.item.key in was and done_too_early(was[one.item.key], before) is not None


def days_of(planned: Planned) -> tuple[object, ...]:
    """The days of a step that people see. What is done or booked has its one day, and it may have further ones."""
    window, step = planned.window, planned.step
    further = frozenset(day.day for day in (*window.repeats, *window.then))
    if step is not None and step.day is not None:
        return (window.due, further)
    return (*(getattr(window, name) for name in DAYS), further)


def _is_past(planned: Planned) -> bool:
    return planned.state == "past-last-safe"
