"""When: the window of one item for one person, and why it may be an estimate.

Three directions, as data: `before` counts from a milestone's earliest day, `until` from its latest, `around`
from its likely one. Hard dates before the first chemo hang on its likely day. guidance-facts 0.1 and 0.4.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from planner.engine.dates import ClosedDays, add, add_days, days_between
from planner.engine.situation import Situation
from planner.guidance.model import FIRST_CHEMO, Guidance, Item, Moment, Span, Timing

WEEK = 7
HORIZON = Span(24, 0)  # repeats are worked out to day zero and 24 months


class Day(NamedTuple):
    """One further day of an item; `name` is the same for ever, whatever the date."""

    name: str
    day: date


class Window(NamedTuple):
    """The days in which an item can be done: from `opens`, best by `due`, never after `last_safe`.

    None means that no such day is known. `estimate`: counted from a milestone nobody has confirmed.
    `do_now`: it should not wait for its day. `past`: the last safe day has gone by. `ring_anyway`: the clinic
    may be closed on the day and no earlier one is left.
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


Windows = Mapping[str, Window]


def window_of(
    item: Item, situation: Situation, guidance: Guidance, closed: ClosedDays, others: Windows
) -> Window:
    """The window of one item. `others` holds the windows of items it may be counted from."""
    timing = item.timing
    if situation.told_day_has_passed and item.phase in ("find-out", "freeze", "protect"):
        if timing.anchor not in ("asked-on", "stored-on"):
            return Window(do_now=True)
    count = _Count(item, situation, guidance, closed, others)
    if timing.anchor == FIRST_CHEMO and timing.direction == "before":
        window = count.before_first_chemo()
    else:
        window = count.plain()
    return window


class _Count:
    """The counting of one window: raw days first, then what is late, the hard date, and closed days."""

    __slots__ = ("asked_on", "closed", "guidance", "item", "others", "situation", "timing")

    def __init__(
        self, item: Item, situation: Situation, guidance: Guidance, closed: ClosedDays, others: Windows
    ) -> None:
        self.item, self.timing = item, item.timing
        self.situation, self.asked_on = situation, situation.asked_on
        self.guidance, self.closed, self.others = guidance, closed, others

    def before_first_chemo(self) -> Window:
        """An item that must come before the first gonadotoxic dose."""
        situation, timing, asked_on = self.situation, self.timing, self.asked_on
        first = situation.first_chemo
        if situation.begun:
            opens = self.day(timing.opens) or asked_on
            return self.settled(opens, add_days(asked_on, 1), None, True, False)
        if first is None:
            if timing.undated_without_date:
                return Window()
            return self.settled(asked_on, add_days(asked_on, WEEK), None, False, False)
        if timing.dated_within and not first.confirmed:
            if days_between(asked_on, first.likely) > timing.dated_within.days:
                return Window(estimate=True)
        opens, due, last_safe = self.day(timing.opens), self.day(timing.due), self.hard(timing.last_safe)
        if situation.near:
            due = max(asked_on, min(add_days(asked_on, WEEK), add_days(first.likely, -1)))
        return self.settled(opens, due, last_safe, situation.near, not first.confirmed)

    def plain(self) -> Window:
        """Any other item: around a day, waiting until one, or counted from today, from storage or from a step."""
        timing, situation = self.timing, self.situation
        first_day = self.day(timing.opens or timing.at[0])
        if first_day is None or (timing.dated_within and self.too_far_to_date()):
            do_now = timing.anchor.startswith("step:") and situation.near
            return Window(estimate=first_day is not None, do_now=do_now)
        if timing.at:
            return self.listed()
        opens, due, last_safe = first_day, self.day(timing.due), self.hard(timing.last_safe)
        then = self.later(timing.then)
        if timing.blocks and due is not None and due < self.asked_on and then:
            opens, due, then = then[0].day, then[-1].day, ()
        if timing.due_at_latest and due is not None:
            latest = self.hard(timing.due_at_latest)
            due = due if latest is None else min(due, latest)
        do_now = timing.anchor == "asked-on" or (timing.anchor.startswith("step:") and situation.near)
        window = self.settled(opens, due, last_safe, do_now, self.estimate())
        return window._replace(then=then) if then or window.then else window

    def listed(self) -> Window:
        """An item that is a list of days: those from the day it was asked are kept, the first is due."""
        timing = self.timing
        days = [Day(str(moment.span), day) for moment in timing.at if (day := self.day(moment))]
        days += self.repeated()
        if timing.not_before_washout and (washed_out := self.washout()):
            days = [Day(name, max(day, washed_out)) for name, day in days]
        kept = [day for day in days if day.day >= self.asked_on]
        if kept and timing.within:
            last = add(kept[0].day, timing.within)
            kept = [day for day in kept if day.day < last]
        first = kept[0].day if kept else days[-1].day
        if timing.not_before_washout and self.item.code in self.situation.told.answers.get("wanted", ()):
            return self.settled(self.asked_on, first, None, False, self.estimate())
        return self.settled(first, first, None, False, self.estimate(), tuple(kept[1:]))

    def settled(
        self,
        opens: date | None,
        due: date | None,
        last_safe: date | None,
        do_now: bool,
        estimate: bool,
        repeats: tuple[Day, ...] | None = None,
    ) -> Window:
        """What is late becomes do-now, nothing is due after its hard date, and closed days move it."""
        item, timing, asked_on = self.item, self.timing, self.asked_on
        if due is not None:
            for key in timing.no_later_than:
                other = self.others.get(key)
                if other is not None and other.due is not None and other.due < due:
                    due = other.due
            if due < asked_on and item.kind != "card":
                due, do_now = add_days(asked_on, 1), True
            if item.freezing and (first := self.situation.first_chemo) and not self.situation.begun:
                if due >= first.likely:
                    due = add_days(first.likely, -1)
                if due < asked_on:
                    opens = due = None
        ring_anyway = False
        if item.needs_clinic and due is not None:
            if timing.direction == "until":
                opens = due = self.closed.open_on_or_after(due)
            else:
                moved = self.closed.open_on_or_before(due, asked_on)
                due, ring_anyway = moved or due, moved is None
        if item.needs_clinic and last_safe is not None:
            moved = self.closed.open_on_or_before(last_safe, asked_on)
            last_safe, ring_anyway = moved or last_safe, ring_anyway or moved is None
        past = None
        if last_safe is not None:
            if last_safe < self.situation.today:
                past, last_safe, do_now = last_safe, None, True
                if timing.once_past == "stay" and due is not None:
                    due = max(due, add_days(asked_on, 1))
            elif due is not None and due > last_safe:
                due = max(last_safe, asked_on)
        if opens is not None and due is not None and opens > due:
            opens = due
        if repeats is None:
            repeats = self.repeated(after=due) if timing.every else ()
        then = self.later(timing.then) if timing.then and not timing.blocks else ()
        return Window(opens, due, last_safe, estimate, do_now, past, ring_anyway, repeats, then)

    def repeated(self, after: date | None = None) -> tuple[Day, ...]:
        """The days of a repeating item, from the day it was asked to its end, or to day zero and 24 months."""
        timing = self.timing
        if not timing.every:
            return ()
        base = timing.every_from or timing.due or (timing.at[-1] if timing.at else timing.opens)
        end = self.day(timing.ends) if timing.ends else None
        if end is None:
            day_zero = self.situation.course.get("day-zero")
            end = add(day_zero.latest if day_zero else self.asked_on, HORIZON)
        floor = max(self.asked_on, after) if after else self.asked_on
        days, step, span = [], timing.every, base.span if base else Span(0, 0)
        while base:
            span = Span(span.months + step.months, span.days + step.days)
            day = self.day(base._replace(span=span))
            if day is None or day > end:
                break
            if day >= floor and day != after:
                days.append(Day(str(span), day))
        return tuple(days)

    def later(self, moments: tuple[Moment, ...]) -> tuple[Day, ...]:
        """The named further days that are not over yet."""
        days = [Day(moment.name, day) for moment in moments if (day := self.day(moment))]
        return tuple(day for day in days if day.day >= self.asked_on)

    def day(self, moment: Moment | None) -> date | None:
        """The day a moment stands for, or None when its anchor is not known."""
        if moment is None:
            return None
        anchor, end, span, _ = moment
        milestone = self.situation.course.get(anchor)
        if milestone is not None:
            if end == "latest":
                return add(milestone.latest, span, waiting=True)
            return add(milestone.earliest if end == "earliest" else milestone.likely, span)
        start = self.anchor_day(anchor)
        return None if start is None else add(start, span)

    def anchor_day(self, anchor: str) -> date | None:
        """The day of an anchor that is no milestone: today's asking, a dated fact, or another step."""
        told = self.situation.told
        if anchor == "asked-on":
            return self.asked_on
        if anchor.startswith("step:"):
            other = self.others.get(anchor.removeprefix("step:"))
            return other.due if other else None
        if anchor == "found":
            found = told.days.get("early_menopause_found_on")
            day_zero = self.situation.course.get("day-zero")
            return found or (add(day_zero.likely, Span(4, 0)) if day_zero else None)
        name = {
            "stored-on": "stored_on",
            "event": "contraception_failed_at",
            "last-dmt-dose": "dmt_last",
        }.get(anchor)
        return told.days.get(name) if name else None

    def hard(self, moment: Moment | None) -> date | None:
        """A hard date. Before the first chemo it hangs on the likely day, and falls away once chemo has begun."""
        if moment is None:
            return None
        if moment.anchor == FIRST_CHEMO:
            if self.situation.begun or self.situation.told_day_has_passed:
                return None
            return self.day(moment._replace(end="likely"))
        return self.day(moment)

    def estimate(self) -> bool:
        """Whether any milestone this window hangs on is not confirmed."""
        timing, course = self.timing, self.situation.course
        anchors = {timing.anchor} | {
            m.anchor for m in (timing.due, timing.last_safe, timing.due_at_latest) if m
        }
        if any(anchor.startswith("step:") for anchor in anchors):
            anchors.add(FIRST_CHEMO)
        return any(anchor in course and not course[anchor].confirmed for anchor in anchors)

    def too_far_to_date(self) -> bool:
        """A test that is not dated while nobody confirmed its milestone and the milestone is far off."""
        course, within = self.situation.course, self.timing.dated_within
        milestone, day_zero = course[self.timing.anchor], course["day-zero"]
        if milestone.confirmed or day_zero.confirmed or within is None:
            return False
        return days_between(self.asked_on, milestone.likely) > within.days

    def washout(self) -> date | None:
        """The day the wait after an MS medicine is over: the longest that may concern this body."""
        told = self.situation.told
        last, medicine = told.days.get("dmt_last"), told.answers.get("dmt")
        if last is None or not isinstance(medicine, str):
            return None
        carry, sperm = self.guidance.washouts.get(medicine, (None, None))
        spans = [
            carry if not told.said("has_ovaries", "no") else None,
            sperm if not told.said("has_testes", "no") else None,
        ]
        return max((add(last, span, waiting=True) for span in spans if span), default=None)
