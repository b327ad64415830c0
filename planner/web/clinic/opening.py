"""The opening days of a clinic, in words."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import format_date
from flask_babel import gettext as _

from planner.clinics.clinics import WEEKDAYS
from planner.languages import listed

A_MONDAY = date(2024, 1, 1)
RUN = 3  # days in a row that are said as "from ... to ..."


def weekday(day: str) -> str:
    """The name of a weekday, in the reader's language."""
    return str(format_date(A_MONDAY + timedelta(days=WEEKDAYS.index(day)), "EEEE"))


def opening_days(open_on: Sequence[str]) -> str:
    """The opening days of a clinic, as one sentence; empty where they were not said."""
    if not open_on:
        return ""
    if set(open_on) == set(WEEKDAYS):
        return _("Open every day.")
    return _("Opening days: %(days)s.", days=listed(_runs([WEEKDAYS.index(day) for day in open_on])))


def _runs(days: list[int]) -> list[str]:
    found: list[list[int]] = []
    for day in sorted(days):
        if found and day == found[-1][-1] + 1:
            found[-1].append(day)
        else:
            found.append([day])
    said = []
    for run in found:
        names = [weekday(WEEKDAYS[day]) for day in run]
        if len(run) >= RUN:
            said.append(_("%(first)s to %(last)s", first=names[0], last=names[-1]))
        else:
            said += names
    return said
