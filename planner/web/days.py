"""Days and lists as people say them."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from planner import languages
from planner.languages import day_in_words, with_weekday, without_year


def short_day(day: date, today: date) -> str:
    """A day as people say it: '27 March', with the year when it is not this one."""
    return without_year(day) if day.year == today.year else day_in_words(day)


def named_day(day: date, today: date) -> str:
    """A day with its name: 'Monday 20 April', with the year when it is not this one."""
    return with_weekday(day, year=day.year != today.year)


def day_as_said(day: date, today: date) -> str:
    """A day that has passed, as people say it in a sentence: 'today', 'yesterday', 'on 27 March'."""
    if day >= today:
        return _("today")
    return _("yesterday") if (today - day).days == 1 else _("on %(day)s", day=short_day(day, today))


def listed(words: Iterable[str]) -> str:
    """Words as a list people read: 'a', 'a and b', 'a, b and c'. At least one."""
    return languages.listed(words)
