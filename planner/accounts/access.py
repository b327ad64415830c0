"""Who may do what: one table, from each page to those who may ask for it. What is not in the table, nobody may."""

from collections.abc import Mapping
from typing import NamedTuple

ANYONE = "anyone"
PATIENT = "patient"
ROLES = (PATIENT,)


class Actor(NamedTuple):
    """Who is doing something: the person, in which role, from which device. All three are ids, never names."""

    person: str
    role: str
    device: str


# Page (Flask's endpoint) -> who may ask for it. `ANYONE` needs no device that is known here.
ACCESS: Mapping[str, tuple[str, ...]] = {
    "static": (ANYONE,),
    "start.start": (ANYONE,),
    "start.begin": (ANYONE,),
    "health.alive": (ANYONE,),
    "health.ready": (ANYONE,),
    "questions.question": (PATIENT,),
    "questions.answer": (PATIENT,),
    "questions.check": (PATIENT,),
    "questions.make": (PATIENT,),
    "plan.plan": (PATIENT,),
    "steps.step": (PATIENT,),
    "steps.say": (PATIENT,),
    "steps.undo": (PATIENT,),
    "steps.note": (PATIENT,),
    "steps.question": (PATIENT,),
    "plan.seen": (PATIENT,),
    "plan.calendar": (PATIENT,),
    "plan.changes": (PATIENT,),
    "plan.decide": (PATIENT,),
    "move.move": (PATIENT,),
    "move.preview": (PATIENT,),
    "move.use": (PATIENT,),
    "what_if.what_if": (PATIENT,),
    "what_if.compare": (PATIENT,),
    "happened.happened": (PATIENT,),
    "team_questions.listed": (PATIENT,),
    "team_questions.add": (PATIENT,),
    "team_questions.change": (PATIENT,),
    "team_questions.remove": (PATIENT,),
    "history.history": (PATIENT,),
    "history.undo_one": (PATIENT,),
    "stop.ask": (PATIENT,),
    "stop.do": (PATIENT,),
    "file.about": (PATIENT,),
    "file.save": (PATIENT,),
    "file.choose": (ANYONE,),
    "file.bring_in": (ANYONE,),
    "devices.devices": (PATIENT,),
    "devices.way_in": (PATIENT,),
    "leaving.ask": (PATIENT,),
    # These two let their own sender out. Of nobody we know they take only the same form, sent again.
    "devices.end": (ANYONE,),
    "leaving.delete": (ANYONE,),
    "leaving.deleted": (ANYONE,),
    "coming_in.code": (ANYONE,),
    "coming_in.take_code": (ANYONE,),
    "coming_in.link": (ANYONE,),
    "coming_in.take_link": (ANYONE,),
}


class NotInTable(LookupError):
    """A page without an entry in the table. It is served to nobody."""


def may(role: str | None, page: str) -> bool:
    """Whether someone in this role (None: nobody we know) may ask for this page. Raises NotInTable."""
    if page not in ACCESS:
        raise NotInTable(f"{page!r} is not in the table of access. Say there who may ask for it.")
    allowed = ACCESS[page]
    return ANYONE in allowed or role in allowed
