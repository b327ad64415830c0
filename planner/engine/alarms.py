"""When a reminder rings: days, each at 09:00 where the person is, never before the plan was asked for."""

from datetime import date

from planner.engine.dates import add, add_days
from planner.engine.schedule import Window
from planner.engine.situation import Situation
from planner.guidance.model import FIRST_CHEMO, Alarm, Item


def alarms_of(item: Item, window: Window, situation: Situation) -> tuple[date, ...]:
    """The days on which an item rings, in order, each once. An item without days never rings."""
    days: set[date] = set()
    for alarm in item.alarms:
        if alarm.every:
            days.update(_regular(alarm, window, situation))
        else:
            starts = _starts(alarm, item, window, situation)
            days.update(add(start, span) for start in starts for span in alarm.at)
    asked_on = situation.asked_on
    return tuple(sorted(day for day in days if day >= asked_on))


def _starts(alarm: Alarm, item: Item, window: Window, situation: Situation) -> list[date]:
    if alarm.counted_from == "due":
        return [window.due] if window.due else []
    if alarm.counted_from == "opens":
        return [window.opens] if window.opens else []
    if alarm.counted_from == "each":
        return ([window.due] if window.due else []) + [day.day for day in window.repeats]
    if alarm.counted_from == "then":
        return [day.day for day in window.then]
    milestone = situation.course.get(item.timing.anchor)
    if milestone is None or window.opens is None:
        return []
    return [milestone.earliest if item.timing.direction == "before" else milestone.likely]


def _regular(alarm: Alarm, window: Window, situation: Situation) -> list[date]:
    """Every so many days from the opening on, until the end of the run or the first chemo."""
    first = situation.course.get(FIRST_CHEMO)
    if window.opens is None or (alarm.undated is not None and alarm.undated != (first is None)):
        return []
    days = [add_days(window.opens, ahead) for ahead in range(0, alarm.lasts + 1, alarm.every)]
    if alarm.stops_at_first_chemo and first is not None:
        days = [day for day in days if day < first.likely]
    return days
