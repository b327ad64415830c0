"""When: the window of one item for one person, and why it may be an estimate.

Three directions, as data: `before` counts from a milestone's earliest day, `until` from its latest, `around`
from its likely one. Hard dates before the first chemo hang on its likely day. guidance-facts 0.1 and 0.4.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from planner.engine.counting import Count, day_of, day_or_none, hard_day_of, no_day, washed_out
from planner.engine.dates import add
from planner.engine.repeats import Day, Repeats, Series
from planner.guidance.clauses import Span
from planner.guidance.model import FIRST_CHEMO, Item, Moment, Timing

DAY, WEEK = timedelta(1), timedelta(7)
DUE = "due"
new = tuple.__new__  # makes the same values with one call less; a plan has some thirty windows
Days = tuple[Day, ...]


class Window(NamedTuple):
    """The days in which an item can be done: from `opens`, best by `due`, never after `last_safe`.

    None means that no such day is known. `estimate`: counted from a milestone nobody has confirmed.
    `do_now`: it should not wait for its day. `past`: the last safe day that has gone by. `ring_anyway`: the
    clinic may be closed on the day and no earlier one is left. `repeats` and `then` are further days, each with
    a name that is the same for ever; `due_is` is the name of the due day among them.
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
    due_is: str = DUE


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
        self.opens, self.due = day_or_none(timing.opens), day_or_none(timing.due)
        self.last_safe = hard_day_of(timing.last_safe) if timing.last_safe else no_day
        self.then = tuple((moment.name, day_of(moment)) for moment in timing.then)
        self.repeats = Repeats(timing) if timing.every else None
        self.keeps_its_days = item.kind == "card"
        others_count = timing.last_safe or timing.no_later_than or timing.every or timing.then
        self.counts_plainly = not (item.needs_clinic or item.freezing or others_count)
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
        due_is: str = DUE,
    ) -> Window:
        """What is late becomes do-now, nothing is due after its hard date, and closed days move it."""
        asked_on = count.asked_on
        if self.counts_plainly:
            if due is not None and due < asked_on:
                due, do_now = (None, False) if self.keeps_its_days else (asked_on + DAY, True)
            if opens and due and opens > due:
                opens = due
            return new(Window, (opens, due, None, estimate, do_now, None, False, repeats, (), due_is))
        item, timing = self.item, self.timing
        ring_anyway, past = False, None
        if last_safe is not None:
            if item.needs_clinic and last_safe >= asked_on:
                moved = count.closed.open_on_or_before(last_safe, asked_on)
                last_safe, ring_anyway = moved or last_safe, moved is None
            if last_safe < count.today:
                gone, last_safe, do_now = last_safe, None, True
                past = None if count.may_still_be_ahead(estimate) else gone
                stays = past is None or timing.once_past == "stay"
                if stays and due is not None and (due <= asked_on or due > gone):
                    due = asked_on + DAY
        if due is not None:
            if timing.no_later_than:
                others = [count.due_days.get(key) for key in timing.no_later_than]
                due = min([due, *[other for other in others if other is not None]])
            if due < asked_on and not self.keeps_its_days:
                due, do_now = asked_on + DAY, True
            if item.freezing and count.first is not None and due >= count.first.likely and not count.begun:
                due = count.first.likely - DAY
                if due < asked_on:
                    opens = due = None
        if due is not None:
            if last_safe is not None and due > last_safe:
                due = last_safe
            if item.needs_clinic and timing.direction == "until":
                raw, due = due, count.closed.open_on_or_after(due)
                opens = due if opens == raw else opens
            elif item.needs_clinic:
                moved = count.closed.open_on_or_before(due, asked_on)
                due, ring_anyway = moved or due, ring_anyway or moved is None
        if opens is not None and due is not None and opens > due:
            opens = due
        if self.repeats is not None and not timing.at:
            repeats = self.repeats.days(count, due)
        if self.then:
            count.due_days[item.key] = due
            then = self.later(count)
        else:
            then = ()
        return new(Window, (opens, due, last_safe, estimate, do_now, past, ring_anyway, repeats, then, due_is))

    def later(self, count: Count) -> tuple[Day, ...]:
        """The named further days that are not over yet."""
        counted = [(name, count_day(count)) for name, count_day in self.then]
        last = count.first.likely if self.item.freezing and count.first else date.max
        return tuple(Day(name, day) for name, day in counted if day is not None and count.asked_on <= day < last)


class BeforeFirstChemo(_Shape):
    """An item that must come before the first gonadotoxic dose."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        timing = item.timing
        # Nearly all such windows are plain days before the first chemo; those are counted without detour.
        self.opens_after, self.due_after = _in_days(timing.opens), _in_days(timing.due)
        self.last_safe_after = _in_days(timing.last_safe)

    def window(self, count: Count) -> Window:
        """Its window: from the earliest day, its hard date from the likely one."""
        situation, timing, asked_on, first = count.situation, self.timing, count.asked_on, count.first
        if situation.told_day_has_passed:
            return Window(do_now=True)
        if situation.begun:
            return self.settled(count, self.opens(count) or asked_on, asked_on + DAY, None, True)
        if first is None:
            return Window() if timing.undated_without_date else self.settled(count, asked_on, asked_on + WEEK)
        confirmed = first.confirmed
        if timing.dated_within and not confirmed and (first.likely - asked_on).days > timing.dated_within.days:
            return Window(estimate=True)
        opens = self.opens(count) if self.opens_after is None else first.earliest + self.opens_after
        last_safe = self.last_safe(count) if self.last_safe_after is None else first.likely + self.last_safe_after
        if situation.near:
            soon = max(asked_on, min(asked_on + WEEK, first.likely - DAY))
            return self.settled(count, min(opens or asked_on, asked_on), soon, last_safe, True, True)
        due = self.due(count) if self.due_after is None else first.earliest + self.due_after
        return self.settled(count, opens, due, last_safe, False, not confirmed)


class Plain(_Shape):
    """An item with one window around a day, from today, from storage, or from another step."""

    def __init__(self, item: Item) -> None:
        super().__init__(item)
        timing = item.timing
        self.from_today = timing.anchor in ("asked-on", "event")
        self.from_step = timing.anchor.startswith("step:")
        self.due_at_latest = hard_day_of(timing.due_at_latest) if timing.due_at_latest else None

    def window(self, count: Count) -> Window:
        """Its window: as the guidance counts it, blocks of days one after the other."""
        situation, timing = count.situation, self.timing
        if situation.told_day_has_passed and self.waits_for_word:
            return Window(do_now=True)
        do_now = self.from_today or (self.from_step and situation.near)
        if timing.undated_without_date and count.first is None:
            return Window()
        opens = self.opens(count)
        if opens is None:
            return Window(do_now=do_now)
        if timing.dated_within and self.too_far_to_date(count, timing.dated_within):
            return Window(estimate=True)
        due = self.due(count)
        if timing.blocks and due is not None and due < count.asked_on:
            following = self.later(count)
            if following:
                due = following[-1].day
        if self.due_at_latest is not None and due is not None:
            due = min(due, self.due_at_latest(count) or due)
        window = self.settled(count, opens, due, self.last_safe(count), do_now, not count.confirmed(self.hangs_on))
        if self.from_step and window.due is not None and window.due < opens and self.after_a_booked_step(count):
            # No day is left after the day that was booked: the clinic says if there is a slot.
            return window._replace(opens=None, due=None, do_now=True)
        return window

    def after_a_booked_step(self, count: Count) -> bool:
        """Whether the step it is counted from is booked or done, so that its day no longer moves."""
        return self.timing.anchor.removeprefix("step:") in count.taken

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
        self.listed = Series(item.timing.at[0], tuple(moment.span for moment in item.timing.at))

    def window(self, count: Count) -> Window:
        """Its window: the next day of the list, the others as repeats."""
        timing, asked_on = self.timing, count.asked_on
        days = self.listed.days(count)
        if not days:
            return Window()
        if self.repeats is not None:
            days += self.repeats.days(count)
        if timing.not_before_washout and (washed := washed_out(count, count.guidance.washouts)):
            days = tuple(Day(name, max(day, washed)) for name, day in days)
        kept = [day for day in days if day.day >= asked_on]
        if timing.within and (running_out := self.running_out(days, kept, asked_on, timing.within)):
            kept = running_out
        elif kept and timing.within:
            kept = [day for day in kept if day.day < add(kept[0].day, timing.within)]
        due = (kept or days[-1:])[0].day
        due_is = kept[0].name if kept and kept[0].day >= asked_on else DUE
        window = self.settled(count, days[0].day, due, None, False, self.estimate(count), tuple(kept[1:]), due_is)
        if timing.not_before_washout and self.item.code in count.situation.told.answers.get("wanted", ()):
            return window._replace(opens=min(asked_on, days[0].day))
        return window

    def running_out(self, days: Days, kept: list[Day], asked_on: date, within: Span) -> list[Day]:
        """The last day of a round that has gone by, while the round is not over and the next is far off."""
        gone = [day for day in days if day.day < asked_on]
        if not gone or asked_on >= add(gone[-1].day, within):
            return []
        if kept and kept[0].day < add(gone[-1].day, within):
            return []
        return [gone[-1], *[day for day in kept if day.day < add(kept[0].day, within)]]


def _in_days(moment: Moment | None) -> timedelta | None:
    """How many days a moment lies from the first chemo; None when it is counted in another way."""
    if moment is None or moment.anchor != FIRST_CHEMO or moment.span.months:
        return None
    return timedelta(moment.span.days)


def _milestones_of(timing: Timing) -> tuple[str, ...]:
    """The milestones a window hangs on; a step hangs on the first chemo."""
    moments: Sequence[Moment | None] = (timing.due, timing.last_safe, timing.due_at_latest)
    anchors = {timing.anchor} | {moment.anchor for moment in moments if moment}
    return tuple({FIRST_CHEMO if anchor.startswith("step:") else anchor for anchor in anchors})
