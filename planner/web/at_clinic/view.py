"""A clinic in the words of its patient: whose it is, how to reach it, what it sees, who looked, and the notes."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _

from planner.at_the_door import occasion
from planner.clinics.clinics import Clinic
from planner.clinics.enrolments import AtClinic
from planner.clinics.notes import ClinicNote, notes_with_clinics
from planner.clinics.recording import names_by_member
from planner.clock import zone_named
from planner.plans.kept import KeptPlan
from planner.plans.phones import TeamPhone
from planner.plans.signing import SignedState, signed_state
from planner.web.at_clinic.choosing import chosen, what_it_sees
from planner.web.clinic.opening import opening_days
from planner.web.days import short_day


class ClinicInWords(NamedTuple):
    """A clinic: its name, its numbers, and when somebody answers."""

    name: str
    phones: list[TeamPhone]
    opening: str


class NoteInWords(NamedTuple):
    """One note: from whom (empty: oneself), when, and its words."""

    who: str
    when: str
    words: str


class MineInWords(NamedTuple):
    """The clinic that reviews somebody's plan, as they read it. `own_label`: they chose it themselves; `checked`: who
    checked the plan and when, and whether it has changed since, empty where nobody did."""

    clinic: ClinicInWords
    since: str
    sees: str
    ticked: list[str]
    label: str
    own_label: bool
    first: bool
    checked: str
    stands: bool


def clinic_in_words(clinic: Clinic) -> ClinicInWords:
    """A clinic in words."""
    phones = [TeamPhone("", who, number) for who, number in clinic.phones]
    return ClinicInWords(clinic.name, phones, opening_days(clinic.open_on))


def mine_in_words(found: AtClinic, kept: KeptPlan) -> MineInWords:
    """The clinic that reviews somebody's plan, in words."""
    state = signed_state(kept, current_app.config["GUIDANCE"]())
    return MineInWords(
        clinic_in_words(found.clinic),
        day_of(found.made_at, kept),
        what_it_sees(found.sees),
        chosen(found.sees),
        found.label,
        not found.by_nurse,
        found.accepted_at is None,
        _checked(state, kept) if state else "",
        state is not None and state.stands,
    )


def notes_in_words(kept: KeptPlan) -> list[NoteInWords]:
    """The notes between somebody and their clinics, the newest first."""
    notes = notes_with_clinics(kept)
    if not notes:
        return []
    names = names_by_member(one.member for one in notes if one.member)
    return [_note(one, names, kept) for one in notes]


def zone_of(kept: KeptPlan) -> ZoneInfo:
    """The time zone somebody lives in, else that of the service."""
    return zone_named(kept.told.get("time_zone") or current_app.config["TIME_ZONE"])


def day_of(at: datetime, kept: KeptPlan) -> str:
    """The day of a moment where somebody lives, in words."""
    return short_day(at.astimezone(zone_of(kept)).date(), occasion(kept).today)


def _checked(state: SignedState, kept: KeptPlan) -> str:
    name = names_by_member([state.by]).get(state.by) or _("your clinic")
    said = _("Checked by %(name)s on %(day)s.", name=name, day=short_day(state.day, occasion(kept).today))
    return said if state.stands else f"{said} {_('Changed since it was checked.')}"


def _note(one: ClinicNote, names: dict[str, str], kept: KeptPlan) -> NoteInWords:
    who = (names.get(one.member) or _("Your clinic")) if one.member else ""
    return NoteInWords(who, day_of(one.at, kept), one.words)
