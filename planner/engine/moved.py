"""An item that a clinic moves to another day: which days it may have, and what follows it there.

Numbers in brackets are those of the safety invariants (guidance-facts 3.1).
"""

from dataclasses import replace
from datetime import date, timedelta

from planner.engine import adjustments as why
from planner.engine.alarms import CountAlarms, alarm_rule
from planner.engine.counting import Count
from planner.engine.dates import add
from planner.engine.schedule import Plain, Window
from planner.engine.verdicts import ItemRule
from planner.guidance.model import Item

DAY = timedelta(1)
# Breastfeeding stops before the first chemo (18); whatever is frozen too (1), and that the guidance says itself.
BEFORE_FIRST_CHEMO = ("B29",)
# Egg injections are never offered to start with fewer than 16 days left (1): that is their last safe day.
NEVER_PAST = ("B18",)
NOT_TO_WAIT = ("asked-on", "event")  # what is counted from today stays "do now" wherever it is moved


def day_taken(day: date, count: Count) -> date:
    """The day an item that was moved is due: what is late when the facts are confirmed again is due the day after."""
    return day if day >= count.asked_on else count.asked_on + DAY


def fault_of_day(item: Item, window: Window, day: date, count: Count) -> str | None:
    """Why an item of the guidance cannot be moved to a day; None when it can. `window`: as the guidance counts it."""
    timing, first = item.timing, count.first
    if timing.due is None and not timing.at:
        return why.NO_DAY_OF_ITS_OWN
    undated = window.due is None
    if undated and count.situation.told_day_has_passed and item.phase in ("find-out", "freeze", "protect"):
        return why.HAS_IT_HAPPENED  # (7)
    if undated and timing.dated_within:
        return why.NOT_DATED_YET  # (3)
    due = day_taken(day, count)
    if first is not None and not count.begun:
        if (item.freezing or item.code in BEFORE_FIRST_CHEMO) and due >= first.likely:
            return why.BEFORE_FIRST_CHEMO
        if item.code in NEVER_PAST and (window.last_safe is None or due > window.last_safe):
            return why.TIME_FOR_INJECTIONS
    keeps_on = timing.blocks and timing.due is not None and timing.due.end == "latest"
    if timing.direction == "until" or keeps_on:  # (5)
        # The first day of a list is the end of the wait; after a wash-out it is the day that was counted.
        listed = timing.at and not timing.not_before_washout
        over = window.opens if listed else window.due
        if over is None:
            return why.WAIT_WITHOUT_END
        if due < over:
            return why.STILL_WAITS
    return None


def moved(rule: ItemRule, window: Window, day: date, count: Count) -> tuple[ItemRule, Window, date | None]:
    """The rule and window of an item moved to a day, and the last safe day that this passes.

    Its further days and its alarms follow, and so does what is counted from it. Its last safe day stays.
    """
    item, was, due = rule.item, window.due, day_taken(day, count)
    count.taken[item.key] = due
    last = window.last_safe or window.past
    in_time = due == day and not _should_not_wait(item, window, count)
    follows = Plain(item).later(count) if item.timing.then else ()
    window = window._replace(
        opens=min(window.opens, due) if window.opens else None,
        due=due,
        estimate=window.estimate and bool(window.last_safe or window.repeats or follows),
        do_now=due != day or (window.do_now and not in_time),
        ring_anyway=item.needs_clinic and due in count.closed,
        repeats=tuple(one for one in window.repeats if one.day > due),
        then=follows,
    )
    if was is not None and any(alarm.counted_from == "anchor" for alarm in item.alarms):
        rule = rule._replace(alarms=_alarms_later(item, due - was))
    return rule, window, last if last is not None and due > last else None


def _should_not_wait(item: Item, window: Window, count: Count) -> bool:
    """Whether an item is for now whatever its day: near an unconfirmed first chemo (3), or with its hard date gone."""
    hard_date_gone = window.past is not None or (item.timing.last_safe is not None and window.last_safe is None)
    return count.situation.near or count.begun or hard_date_gone or item.timing.anchor in NOT_TO_WAIT


def _alarms_later(item: Item, by: timedelta) -> CountAlarms:
    """Alarms of an item that was moved: those counted from its milestone are so much later, up to its last day."""
    anchored = [alarm for alarm in item.alarms if alarm.counted_from == "anchor"]
    others = alarm_rule(replace(item, alarms=tuple(alarm for alarm in item.alarms if alarm not in anchored)))
    spans = [span for alarm in anchored for span in alarm.at]

    def count_alarms(window: Window, count: Count) -> tuple[date, ...]:
        milestone, days = count.course.get(item.timing.anchor), set(others(window, count))
        if milestone is not None and window.opens is not None and window.due is not None:
            start = milestone.earliest if item.timing.direction == "before" else milestone.likely
            end = max(window.due, window.last_safe or window.due)
            days |= {day for span in spans if count.asked_on <= (day := add(start, span) + by) <= end}
        return tuple(sorted(days))

    return count_alarms
