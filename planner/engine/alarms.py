"""When a reminder rings: days, each at 09:00 where the person is, never before the plan was asked for."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from planner.engine.counting import Count
from planner.engine.dates import add
from planner.engine.schedule import Window
from planner.guidance.model import Alarm, Item

CountAlarms = Callable[[Window, Count], tuple[date, ...]]
Starts = Callable[[Window, Count], Iterable[date | None]]


def alarm_rule(item: Item) -> CountAlarms:
    """The function that counts the alarms of one item: days in order, each once, none before the asking."""
    critical = item.severity == "critical"
    rules = tuple(_regular(alarm) if alarm.every else _counted(alarm, item) for alarm in item.alarms)

    def count_alarms(window: Window, count: Count) -> tuple[date, ...]:
        asked_on, days = count.asked_on, []
        for rule in rules:
            days += [day for day in rule(window, count) if day >= asked_on]
        if not days and window.do_now and window.due and critical:
            return (max(window.due, asked_on),)  # Nothing grave that should not wait is left without a single reminder.
        return tuple(sorted(set(days))) if len(days) > 1 else tuple(days)

    return count_alarms


def _counted(alarm: Alarm, item: Item) -> Callable[[Window, Count], list[date]]:
    """Alarms at fixed spans from a day of the window."""
    starts = _starts(alarm, item)
    if any(span.months for span in alarm.at):
        return lambda window, count: [
            add(start, span) for start in starts(window, count) if start is not None for span in alarm.at
        ]
    ahead = tuple(timedelta(span.days) for span in alarm.at)
    return lambda window, count: [
        start + days for start in starts(window, count) if start is not None for days in ahead
    ]


def _starts(alarm: Alarm, item: Item) -> Starts:
    if alarm.counted_from == "due":
        return lambda window, count: (window.due,)
    if alarm.counted_from == "opens":
        return lambda window, count: (window.opens,)
    if alarm.counted_from == "each":
        return lambda window, count: (window.due, *[day.day for day in window.repeats])
    if alarm.counted_from == "then":
        return lambda window, count: [day.day for day in window.then]
    anchor, before = item.timing.anchor, item.timing.direction == "before"

    def from_milestone(window: Window, count: Count) -> Iterable[date | None]:
        milestone = count.course.get(anchor)
        if milestone is None or window.opens is None:
            return ()
        return (milestone.earliest if before else milestone.likely,)

    return from_milestone


def _regular(alarm: Alarm) -> Callable[[Window, Count], list[date]]:
    """Alarms every so many days from the opening on, until the end of the run or the first chemo."""
    ahead = tuple(timedelta(days) for days in range(0, alarm.lasts + 1, alarm.every))

    def regular(window: Window, count: Count) -> list[date]:
        first, opens = count.first, window.opens
        if opens is None or (alarm.undated is not None and alarm.undated != (first is None)):
            return []
        if alarm.stops_at_first_chemo and first is not None:
            # The first day always rings; the others while the first chemo may still be ahead.
            return [opens + days for days in ahead if not days or opens + days < first.latest]
        return [opens + days for days in ahead]

    return regular
