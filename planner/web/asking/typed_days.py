"""Days as people type them, in the order of the place they are treated in."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from planner.languages import ENGLISH_DAYS, day_in_words, month_name
from planner.marked import N_

AHEAD = "treatment_date"  # the one day we ask for that may be still to come
FIRST_YEAR, LAST_YEAR = 2000, 2100


class DayOrder(NamedTuple):
    """In which order a day is typed: its parts, how that is said after "Enter the", and 27 March 2027 as an example."""

    parts: tuple[str, ...]
    words: str
    example: str


DAY_FIRST = DayOrder(("day", "month", "year"), N_("day, month and year"), "27 3 2027")
MONTH_FIRST = DayOrder(("month", "day", "year"), N_("month, day and year"), "3 27 2027")


class Unread(NamedTuple):
    """A day that cannot be read: what to enter instead, and which of its boxes to mark (all when empty)."""

    text: str
    boxes: tuple[str, ...] = ()


def order_of(place: object, key: str = AHEAD) -> DayOrder:
    """The order that is usual in a place. Its example for a question about a day that has passed is such a day."""
    parts, words, example = MONTH_FIRST if place == "us" else DAY_FIRST
    return DayOrder(parts, _(words), example if key == AHEAD else example.replace("2027", "2025"))


def whole_day(order: DayOrder) -> str:
    """What to enter where a day is not there as a whole."""
    return _("Enter the %(order)s, for example %(example)s", order=order.words, example=order.example)


def read_day(typed: Mapping[str, str], order: DayOrder, *, month_alone: bool) -> str | Unread:
    """The day as `2027-03-27`; where a month alone will do and the day is empty, the month as `2027-03`.

    `typed` holds day, month and year as they came. A month may be named: 'March', 'mar'; in Spanish 'enero', 'ene' too.
    """
    day, month, year = (typed.get(part, "") for part in ("day", "month", "year"))
    needed = ("month", "year") if month_alone and not day else order.parts
    missing = tuple(part for part in order.parts if part in needed and not typed.get(part))
    if missing:
        alone = month_alone and not day
        return Unread(_("Enter the month and the year too, for example 3 2027") if alone else whole_day(order), missing)
    month = _number_of(month)
    figures = {"day": day or "1", "month": month}
    wrong = tuple(part for part in order.parts if part in figures and not re.fullmatch(r"[0-9]{1,2}", figures[part]))
    if wrong or not re.fullmatch(r"[0-9]+", year):
        return Unread(whole_day(order), wrong or ("year",))
    if len(year) != 4:
        return Unread(_("Enter all four figures of the year, for example 2027"), ("year",))
    if not _exists(year, month, day or "1"):
        marked = tuple(part for part in order.parts if part in ("day", "month")) if day else ("month",)
        return Unread(_no_such_day(year, month, day, order), marked)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        years = _("Enter a year from %(first)s to %(last)s", first=FIRST_YEAR, last=LAST_YEAR)
        return Unread(years, ("year",))
    return f"{year}-{int(month):02}-{int(day):02}" if day else f"{year}-{int(month):02}"


def boxes_of(day: str) -> dict[str, str]:
    """A day or month that was kept, as it would be typed: the opposite of `read_day`."""
    year, month, *rest = day.split("T")[0].split("-")
    found = {"month": str(int(month)), "year": year}
    return {"day": str(int(rest[0])), **found} if rest else found


def _number_of(month: str) -> str:
    """A month as a number, when it was named: in the language that is spoken, or in English."""
    if len(month) < 3:
        return month
    english = ENGLISH_DAYS.months["stand-alone"]["wide"]
    names = [(number, name(number)) for name in (month_name, english.get) for number in range(1, 13)]
    named = [number for number, name in names if name.lower().startswith(month.lower())]
    return str(named[0]) if named else month


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _no_such_day(year: str, month: str, day: str, order: DayOrder) -> str:
    """What to enter for a day that does not exist; the other reading of it where there is one."""
    if day and int(month) > 12 and _exists(year, day, month):
        meant = day_in_words(date(int(year), int(day), int(month)))
        if order.parts == DAY_FIRST.parts:
            return _("Enter the day first: %(day)s is %(typed)s", day=meant, typed=f"{month} {day} {year}")
        return _("Enter the month first: %(day)s is %(typed)s", day=meant, typed=f"{day} {month} {year}")
    return _("Enter a day that exists, for example %(example)s", example=order.example)
