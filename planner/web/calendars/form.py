"""The form by which a calendar is chosen, whoever it is for: what was sent, and what is wrong with it."""

from flask import abort, current_app, request
from flask_babel import gettext as _

from planner.calendar.choices import LONGEST_LABEL, Choices
from planner.calendar.feeds import GRACES
from planner.errors import Faults
from planner.guidance.model import PHASES
from planner.marked import N_
from planner.web.calendars.view import any_of

NAME = N_("Enter a name for it, at most %(most)s characters, for example My phone")
WRONG = {"phases": N_("Choose at least one part of your plan")}
CHOOSE = N_("Choose one of these")
TOO_MANY = N_("There are %(most)s calendars already. End one that is not needed any more, then make another")


def sent_choices() -> Choices:
    """The choices as they were sent, not checked yet."""
    told = request.form
    return Choices(
        told.get("label", ""),
        told.get("audience", ""),
        told.get("alarms") == "yes",
        told.get("words", ""),
        told.get("language", ""),
        any_of(told.getlist("phases")[: 2 * len(PHASES)], PHASES),
        told.get("program", ""),
    )


def wrong_in(faults: Faults) -> dict[str, str]:
    """What is to be put right, by the name of the question."""
    name = _(NAME, most=LONGEST_LABEL)
    return {one.key: name if one.key == "label" else _(WRONG.get(one.key, CHOOSE)) for one in faults.faults}


def grace_sent() -> int:
    """For how many days an address goes on to say that it has ended. Aborts with 400 at what was never offered."""
    told = request.form.get("grace", "")
    if told not in map(str, GRACES):
        abort(400)
    return int(told)


def graces() -> list[dict[str, str]]:
    """What can be chosen for that."""
    return [
        {"value": "30", "text": _("For 30 days"), "hint": _("Best: programs that rarely look still hear of it.")},
        {"value": "7", "text": _("For 7 days"), "hint": ""},
        {"value": "0", "text": _("Not at all"), "hint": _("Some programs then keep the old days.")},
    ]


def service() -> str:
    """What the service is called."""
    name: str = current_app.config["SERVICE_NAME"]
    return name
