"""Who may do what: one table, from each page to those who may ask for it. What is not in the table, nobody may."""

from collections.abc import Mapping
from typing import NamedTuple

ANYONE = "anyone"
PATIENT = "patient"
ROLES = (PATIENT,)

# What a token for a program may be made for: to see everything; to say how steps stand; to do all the rest.
READ, STEPS, WRITE = "read", "steps", "write"
SCOPES = (READ, STEPS, WRITE)


class Actor(NamedTuple):
    """Who is doing something: the person, in which role, from which device. All three are ids, never names."""

    person: str
    role: str
    device: str


# Endpoint of the JSON API -> what a token must have been made for. A token opens nothing else, and no page.
NEEDS: Mapping[str, str] = {
    "api_plans.listed": READ,
    "api_plans.read": READ,
    "api_plans.make": WRITE,
    "api_plans.stop": WRITE,
    "api_plans.seen": WRITE,
    "api_plans.export": READ,
    "api_plans.delete": WRITE,
    "api_plans.calendar": READ,
    "api_answers.read": READ,
    "api_answers.change": WRITE,
    "api_items.listed": READ,
    "api_items.read": READ,
    "api_steps.said": READ,
    "api_steps.say": STEPS,
    "api_steps.take_back": STEPS,
    "api_steps.undo": STEPS,
    "api_moves.preview": READ,
    "api_moves.move": WRITE,
    "api_moves.compare": READ,
    "api_guidance.read": READ,
    "api_guidance.decide": WRITE,
    "api_history.listed": READ,
    "api_history.undo": WRITE,
    "api_notes.listed": READ,
    "api_notes.read": READ,
    "api_notes.write": WRITE,
    "api_questions.to_ask": READ,
    "api_questions.one": READ,
    "api_questions.add": WRITE,
    "api_questions.change": WRITE,
    "api_questions.remove": WRITE,
    "api_tokens.listed": READ,
    "api_tokens.make": WRITE,
    "api_tokens.end": WRITE,
}

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
    "printing.page": (PATIENT,),
    "printing.file": (PATIENT,),
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
    "phones.listed": (PATIENT,),
    "phones.add": (PATIENT,),
    "phones.change": (PATIENT,),
    "phones.remove": (PATIENT,),
    "history.history": (PATIENT,),
    "history.undo_one": (PATIENT,),
    "stop.ask": (PATIENT,),
    "stop.do": (PATIENT,),
    "file.about": (PATIENT,),
    "file.save": (PATIENT,),
    "programs.listed": (PATIENT,),
    "programs.make": (PATIENT,),
    "programs.end": (PATIENT,),
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
    # Of a locked device nobody is known; these look at its cookie themselves.
    "locks.leave": (ANYONE,),
    "locks.idle": (ANYONE,),
    "locks.locked": (ANYONE,),
    "locks.unlock_here": (ANYONE,),
    "looks.choose_language": (ANYONE,),
    "looks.choose_calm": (ANYONE,),
    "locks.about": (ANYONE,),
    "phone.about": (PATIENT,),
    "phone.say": (PATIENT,),
    "phone.touched": (PATIENT,),
    # The same for everybody.
    "installed.manifest": (ANYONE,),
    "installed.worker": (ANYONE,),
    "installed.kept_locked": (ANYONE,),
    "installed.kept_nothing": (ANYONE,),
    "installed.waiting": (ANYONE,),
    # It says of a phone nobody knows that it is to keep nothing.
    "kept_pages.state": (ANYONE,),
    "kept_pages.pages": (PATIENT,),
    "outbox.send": (PATIENT,),
    # The JSON API. These three ask for nobody we know; for all others `NEEDS` says what a token must be made for.
    "api_about.described": (ANYONE,),
    "api_plans.begin": (ANYONE,),
    "api_plans.bring_in": (ANYONE,),
    **dict.fromkeys(NEEDS, (PATIENT,)),
}


class NotInTable(LookupError):
    """A page without an entry in the table. It is served to nobody."""


def may(role: str | None, page: str, scopes: tuple[str, ...] | None = None) -> bool:
    """Whether someone in this role (None: nobody we know) may ask for this page. Raises NotInTable.

    `scopes` are those of the token that asks in their place, None when they ask themselves.
    """
    if page not in ACCESS:
        raise NotInTable(f"{page!r} is not in the table of access. Say there who may ask for it.")
    allowed = ACCESS[page]
    if ANYONE in allowed:
        return True
    return role in allowed and (scopes is None or NEEDS.get(page) in scopes)
