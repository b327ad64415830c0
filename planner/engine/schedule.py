"""When: the window of one item for one person, and why it may be an estimate.

Three directions, as data: `before` counts from a milestone's earliest day, `until` from its latest, `around`
from its likely one. Hard dates before the first chemo hang on its likely day. guidance-facts 0.1 and 0.4.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from planner.engine.counting import Count, CountDay, day_of, hard_day_of, washed_out
from planner.engine.dates import add
from planner.guidance.model import FIRST_CHEMO, Item, Moment, Span, Timing

DAY, WEEK = timedelta(1), timedelta(7)
HORIZON = Span(24, 0)  # repeats are worked out to day zero and 24 months


class Day(NamedTuple):
    """One further day of an item; `name` is the same for ever, whatever the date."""

    name: str
    day: date


class Window(NamedTuple):
    """The days in which an item can be done: from `opens`, best by `due`, never after `last_safe`.

    None means that no such day is known. `estimate`: counted from a milestone nobody has confirmed.
    `do_now`: it should not wait for its day. `past`: the last safe day that has gone by. `ring_anyway`: the
    clinic may be closed on the day and no earlier one is left. `repeats` and `then` are further days.
    """

    opens: date | None = None
    due: date | None = None
    last_safe: date | None = None
    estimate: bool = False
    do_now: bool = False
    past: date | None = None
    ring_anyway: bool = False
    repeats: tuple[Day, ...] = ()
    then: tuple[Day, ...] = ()


CountWindow = Callable[[Count], Window]


def window_rule(item: Item) -> CountWindow:
    """The function that counts the window of one item, made once and asked once for each plan."""
    if item.timing.anchor == FIRST_CHEMO and item.timing.direction == "before":
        return BeforeFirstChemo(item).window
    return (Listed if item.timing.at else Plain)(item).window


class _Shape:
    """What every shape of window shares: what is late, the hard date, closed days, and the days that follow."""

    def __init__(self, item: Item) -> None:
        timing = item.timing
        self.item, self.timing = item, timing
        self.opens, self.due = _counter(timing.opens), _counter(timing.due)
        self.last_safe = hard_day_of(timing.last_safe) if timing.last_safe else _no_day
        self.then = tuple((moment.name, day_of(moment)) for moment in timing.then)
        self.repeats = Repeats(timing) if timing.every else None
        self.keeps_its_days = item.kind == "card"
        self.hangs_on = _milestones_of(timing)
        asked_for_early = item.phase in ("find-out", "freeze", "protect")
        self.waits_for_word = asked_for_early and timing.anchor not in ("asked-on", "stored-on")

    def settled(
        self,
        count: Count,
        opens: date | None,
        due: date | None,
        last_safe: date | None = None,
        do_now: bool = False,
        estimate: bool = False,
        repeats: tuple[Day, ...] = (),
    ) -> Window:
        """What is late becomes do-now, nothing is due after its hard date, and closed days move it."""
        item, timing, asked_on = self.item, self.timing, count.asked_on
        ring_anyway = False
        if due is not None:
            for key in timing.no_later_than:
                other = count.due_days.get(key)
                if other is not None and other < due:
                    due = other
            if due < asked_on and not self.keeps_its_days:
                due, do_now = asked_on + DAY, True
            if item.freezing and count.first is not None and due >= count.first.likely and not count.situation.begun:
                due = count.first.likely - DAY
                if due < asked_on:
                    opens = due = None
        if item.needs_clinic:
            if due is not None and timing.direction == "until":
                opens = due = count.closed.open_on_or_after(due)
            elif due is not None:
                moved = count.closed.open_on_or_before(due, asked_on)
                due, ring_anyway = moved or due, moved is None
            if last_safe is not None:
                moved = count.closed.open_on_or_before(last_safe, asked_on)
                last_safe, ring_anyway = moved or last_safe, ring_anyway or moved is None
        past = None
        if last_safe is not None:
            if last_safe < count.situation.today:
                past, last_safe, do_now = last_safe, None, True
                if timing.once_past == "stay" and due is not None and due <= asked_on:
                    due = asked_on + DAY
            elif due is not None and due > last_safe:
                due = last_safe
        if opens is not None and due is not None and opens > due:
            opens = due
        if self.repeats is not None and not repeats:
            repeats = self.repeats.days(count, due)
        return Window(opens, due, last_safe, estimate, do_now, past, ring_anyway, repeats, self.later(count))

    def later(self, count: Count) -> tuple[Day, ...]:
        """The named further days that are not over yet."""
        if not self.then:
            return ()
        counted = [(name, count_day(count)) for name, count_day in self.then]
        return tuple(Day(name, day) for name, day in counted if day is not None and day >= count.asked_on)


class BeforeFirstChemo(_Shape):
    """An item that must come before the first gonadotoxic dose."""

    def window(self, count: Count) -> Window:
        """Its window: from the earliest day, its hard date from the likely one."""
        situation, timing, asked_on, first = count.situation, self.timing, count.asked_on, count.first
        if situation.told_day_has_passed:
            return Window(do_now=True)
        if situation.begun:
            return self.settled(count, self.opens(count) or asked_on, asked_on + DAY, do_now=True)
        if first is None:
            return Window() if timing.undated_without_date else self.settled(count, asked_on, asked_on + WEEK)
        confirmed = first.confirmed
        if timing.dated_within and not confirmed and (first.likely - asked_on).days > timing.dated_within.days:
            return Window(estimate=True)
        due = self.due(count)
        if situation.near:
            due = max(asked_on, min(asked_on + WEEK, first.likely - DAY))
        return self.settled(count, self.opens(count), due, self.last_safe(count), situation.near, not confirmed)


class Plain(_Shape):
    """An item with one window around a day, from today, from storage, or from another step."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        timing = item.timing
        self.from_today = timing.anchor == "asked-on"
        self.from_step = timing.anchor.startswith("step:")
        self.due_at_latest = hard_day_of(timing.due_at_latest) if timing.due_at_latest else _no_day

    def window(self, count: Count) -> Window:
        """Its window: as the guidance counts it, blocks of days one after the other."""
        situation, timing = count.situation, self.timing
        if situation.told_day_has_passed and self.waits_for_word:
            return Window(do_now=True)
        do_now = self.from_today or (self.from_step and situation.near)
        opens = self.opens(count)
        if opens is None:
            return Window(do_now=do_now)
        if timing.dated_within and self.too_far_to_date(count, timing.dated_within):
            return Window(estimate=True)
        due = self.due(count)
        if timing.blocks and due is not None and due < count.asked_on:
            following = self.later(count)
            if following:
                window = self.settled(count, following[0].day, following[-1].day, estimate=self.estimate(count))
                return window._replace(then=())
        latest = self.due_at_latest(count)
        if latest is not None and due is not None and latest < due:
            due = latest
        return self.settled(count, opens, due, self.last_safe(count), do_now, self.estimate(count))

    def estimate(self, count: Count) -> bool:
        """Whether any milestone this window hangs on is not confirmed."""
        return not count.confirmed(self.hangs_on)

    def too_far_to_date(self, count: Count, within: Span) -> bool:
        """A test that is not dated while nobody confirmed its milestone and the milestone is far off."""
        milestone, day_zero = count.course[self.timing.anchor], count.course.get("day-zero")
        if milestone.confirmed or (day_zero is not None and day_zero.confirmed):
            return False
        return (milestone.likely - count.asked_on).days > within.days


class Listed(Plain):
    """An item that is a list of days: those from the day of asking on are kept, the first of them is due."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        self.at = tuple((str(moment.span), day_of(moment)) for moment in item.timing.at)

    def window(self, count: Count) -> Window:
        """Its window: the next day of the list, the others as repeats."""
        timing, asked_on = self.timing, count.asked_on
        if self.at[0][1](count) is None:
            return Window()
        days = [Day(name, day) for name, count_day in self.at if (day := count_day(count)) is not None]
        if self.repeats is not None:
            days += self.repeats.days(count, None)
        if timing.not_before_washout and (washed := washed_out(count, count.guidance.washouts)):
            days = [Day(name, max(day, washed)) for name, day in days]
        kept = [day for day in days if day.day >= asked_on]
        if kept and timing.within:
            last = add(kept[0].day, timing.within)
            kept = [day for day in kept if day.day < last]
        first, estimate = (kept or days[-1:])[0].day, self.estimate(count)
        opens = first
        if timing.not_before_washout and self.item.code in count.situation.told.answers.get("wanted", ()):
            opens = min(asked_on, first)
        following, self_repeats = tuple(kept[1:]), self.repeats
        window = self.settled(count, first, first, estimate=estimate, repeats=following)
        if self_repeats is not None and not following:
            window = window._replace(repeats=())
        return window if opens == first else window._replace(opens=opens)


class Repeats:
    """The further days of a repeating item, from the day of asking to its end or to day zero and 24 months."""

    def __init__(self, timing: Timing) -> None:
        base = timing.every_from or timing.due or (timing.at[-1] if timing.at else timing.opens)
        if base is None or timing.every is None:
            raise ValueError("A repeating item needs a day to repeat from.")
        self.base, self.step = base, timing.every
        self.ends = _counter(timing.ends)
        self.counted: list[tuple[str, CountDay]] = []

    def days(self, count: Count, after: date | None) -> tuple[Day, ...]:
        """The days of this plan, each later than `after`."""
        end = self.ends(count)
        if end is None:
            day_zero = count.course.get("day-zero")
            end = add(day_zero.latest if day_zero else count.asked_on, HORIZON)
        days: list[Day] = []
        for number in range(1200):
            name, count_day = self.numbered(number)
            day = count_day(count)
            if day is None or day > end:
                break
            if day >= count.asked_on and (after is None or day > after):
                days.append(Day(name, day))
        return tuple(days)

    def numbered(self, number: int) -> tuple[str, CountDay]:
        """The name of a repeat and the function that counts it, made when first needed and kept."""
        while number >= len(self.counted):
            times, base = len(self.counted) + 1, self.base.span
            span = Span(base.months + times * self.step.months, base.days + times * self.step.days)
            self.counted.append((str(span), day_of(self.base._replace(span=span))))
        return self.counted[number]


def _no_day(count: Count) -> date | None:
    return None


def _counter(moment: Moment | None) -> CountDay:
    return _no_day if moment is None else day_of(moment)


def _milestones_of(timing: Timing) -> tuple[str, ...]:
    """The milestones a window hangs on; a step hangs on the first chemo."""
    moments: Sequence[Moment | None] = (timing.due, timing.last_safe, timing.due_at_latest)
    anchors = {timing.anchor} | {moment.anchor for moment in moments if moment}
    return tuple({FIRST_CHEMO if anchor.startswith("step:") else anchor for anchor in anchors})
