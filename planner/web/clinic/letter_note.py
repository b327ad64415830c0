"""What stands in the fields of an appointment note before anybody changed it: nothing that says what it is about."""

from flask_babel import gettext as _

from planner.clinics.clinics import Clinic
from planner.engine.plan import Plan
from planner.interop.letters import APPOINTMENT, keys_of
from planner.interop.telling import telling_words_in
from planner.web.days import named_day
from planner.web.plans.rows import is_booked_ahead


def appointment_of(plan: Plan, clinic: Clinic) -> dict[str, str]:
    """The fields of an appointment note by key: the nearest booked day, and a number to ring without whose it is."""
    today = plan.situation.today
    booked = sorted(one.step.day for one in plan.items if is_booked_ahead(one, today) and one.step and one.step.day)
    return {
        "when": named_day(booked[0], today) if booked else "",
        "phone": clinic.phones[0][1] if clinic.phones else "",
        "bring": _("Your notes, and the questions you want to ask."),
    }


def telling_in(fields: dict[str, str]) -> list[str]:
    """The words of a note by which a stranger would know what it is about."""
    return telling_words_in("\n".join(fields[key] for key in keys_of(APPOINTMENT)))
