"""Days and lists as people say them."""

from collections.abc import Iterable
from datetime import date

from planner.plans.wording import MONTHS, day_in_words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def short_day(day: date, today: date) -> str:
    """A day as people say it: '27 March', with the year when it is not this one."""
    return f"{day.day} {MONTHS[day.month - 1]}" if day.year == today.year else day_in_words(day)


def named_day(day: date, today: date) -> str:
    """A day with its name: 'Monday 20 April'."""
    return f"{WEEKDAYS[day.weekday()]} {short_day(day, today)}"


def day_as_said(day: date, today: date) -> str:
    """A day that has passed, as people say it in a sentence: 'today', 'yesterday', 'on 27 March'."""
    return "today" if day >= today else "yesterday" if (today - day).days == 1 else f"on {short_day(day, today)}"


def listed(words: Iterable[str]) -> str:
    """Words as a list people read: 'a', 'a and b', 'a, b and c'. At least one."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
