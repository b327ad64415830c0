"""The form of choices: what can be chosen, what was sent, and what of it is kept."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from planner.accounts.access import PATIENT
from planner.calendar.choices import DISCREET, PLAIN
from planner.clinics.enrolments import clinic_of
from planner.errors import Faults
from planner.languages import languages
from planner.plans.share_list import shared_with
from planner.reminders.choices import HOURS, Choices
from planner.web.asking.typed_zones import zone_meant
from planner.web.reminders.here import Here

OF_STAFF = ("quiet_from", "quiet_to", "language", "zone")  # all else is the same for everybody in a clinic


def sent_choices(here: Here, before: Choices) -> Choices:
    """The choices as they were sent, laid over those from before, not checked yet. Who may not choose something keeps
    what is usual; nobody is told of a last safe day whose name was not on the form."""
    form = request.form
    told: dict[str, Any] = {name: _hour(form.get(name, "")) for name in ("hour", "quiet_from", "quiet_to")}
    told |= {"words": form.get("words", ""), "language": form.get("language", ""), "daily": form.get("daily") == "yes"}
    if here.role != PATIENT:
        written = form.get("zone", "").strip()[:80]
        told["zone"] = zone_meant(written) or written
    if here.role == "staff":
        told = {name: told[name] for name in OF_STAFF}
    if here.role == PATIENT:
        sent = form.getlist("rises")
        told["rises"] = tuple(one["value"] for one in who_may_be_told(here) if one["value"] in sent)
    return before._replace(**told)


def wrong_in(faults: Faults) -> dict[str, str]:
    """What is to be put right, by the name of the question."""
    said = {
        "zone": _("Enter a region and a city, for example Europe/Paris"),
        "hour": _("Choose an hour outside your quiet hours"),
    }
    return {one.key: said.get(one.key, _("Choose one of these")) for one in faults.faults}


def options(here: Here) -> dict[str, list[dict[str, str]]]:
    """What can be chosen, by the name of the question."""
    may_come = _("A last safe day may still come, where whoever shares chose that.")
    return {
        "hours": [{"value": str(hour), "text": f"{hour}:00"} for hour in HOURS],
        "words": [
            {
                "value": DISCREET,
                "text": _("Neutral words"),
                "hint": _("Such as “1 thing to look at today.” Nobody can tell what it is about."),
            },
            {
                "value": PLAIN,
                "text": _("Plain words"),
                "hint": _(
                    "They name the step, and its last safe day. Whoever sees your lock screen or e-mail can read it."
                ),
            },
        ],
        "daily": [
            {"value": "yes", "text": _("Yes"), "hint": ""},
            {
                "value": "no",
                "text": _("No"),
                "hint": _("Last safe days still come.") if here.role == PATIENT else may_come,
            },
        ],
        "language": [{"value": key, "text": one.name, "hint": "", "lang": one.tag} for key, one in languages().items()],
        "rises": who_may_be_told(here),
    }


def who_may_be_told(here: Here) -> list[dict[str, str]]:
    """Who can be told when whoever holds a plan does not say that they saw a last safe day: nobody for anybody else."""
    if here.kept is None:
        return []
    found = [
        {"value": one.id, "text": one.label, "hint": _("Only of steps that they see anyway.")}
        for one in shared_with(here.kept, here.occasion.today)
    ]
    if clinic := clinic_of(here.kept):
        only = _("Only that somebody needs a look. The message names neither you nor a step.")
        found.append({"value": str(here.kept.enrolment), "text": clinic.clinic.name, "hint": only})
    return found


def _hour(told: str) -> int:
    """An hour as it was sent; one that there is not where it was none."""
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 3 else -1
