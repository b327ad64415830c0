"""What somebody chose for all that is sent to them: when, in which words, and who is told when they do not answer."""

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app

from planner.calendar.choices import DISCREET, PLAIN
from planner.clock import UnknownZone, zone_named
from planner.db import db
from planner.errors import Fault, Faults
from planner.languages import languages
from planner.reminders.models import RemindedRecord

HOURS = range(24)
WORDS = (DISCREET, PLAIN)
MOST_RISES = 12
CLINIC = "clinic"
UTC = "UTC"


class Choices(NamedTuple):
    """How one person wants to be reminded.

    `hour`: of the day, where they live. From `quiet_from` to `quiet_to` nothing is sent; the same hour twice means no
    quiet hours. `daily`: ordinary reminders at all; last safe days are not muted by it. `rises`: who is told of a last
    safe day that this person did not say they saw: ids of shares, and of the enrolment with a clinic, so that another
    clinic is not told. Nobody unless it was said before.
    `zone`: by whose clocks these hours are meant, for whoever holds no plan: where none was told, those of the service.
    Those of the plan would tell them where its owner is.
    """

    hour: int = 9
    quiet_from: int = 21
    quiet_to: int = 8
    words: str = DISCREET
    language: str = "en"
    daily: bool = True
    rises: tuple[str, ...] = ()
    zone: str = ""


def checked(choices: Choices) -> Choices:
    """The same, each who is told once. Raises Faults that name all that is wrong."""
    faults = []
    for name in ("hour", "quiet_from", "quiet_to"):
        if (value := getattr(choices, name)) not in HOURS:
            faults.append(Fault(name, value, "Use a full hour from 0 to 23."))
    allowed: tuple[tuple[str, Sequence[str]], ...] = (("words", WORDS), ("language", tuple(languages())))
    for name, known in allowed:
        if (value := getattr(choices, name)) not in known:
            faults.append(Fault(name, value, f"Use one of: {', '.join(known)}."))
    if len(choices.rises) > MOST_RISES:
        faults.append(Fault("rises", len(choices.rises), f"Name at most {MOST_RISES}."))
    try:
        zone_named(choices.zone or UTC)
    except UnknownZone:
        faults.append(Fault("zone", choices.zone, "Use a region and a city, such as Europe/Paris."))
    if faults:
        raise Faults(faults)
    return choices._replace(rises=tuple(dict.fromkeys(choices.rises)))


def choices_of(person: str) -> Choices:
    """What this person chose; where they chose nothing, what is usual. Raises CannotOpen."""
    record = db.session().get(RemindedRecord, person)
    if record is None:
        return Choices()
    told = record.opened()
    return Choices(**{**told, "rises": tuple(told["rises"])})


def zone_for(choices: Choices) -> ZoneInfo:
    """By which clocks the hours are meant of somebody who holds no plan."""
    return zone_named(choices.zone or current_app.config["TIME_ZONE"])
