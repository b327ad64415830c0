"""Who may do what: one table, from each page to those who may ask for it. What is not in the table, nobody may."""

from collections.abc import Mapping
from typing import NamedTuple

ANYONE = "anyone"
PATIENT, PARTNER = "patient", "partner"
# Staff of a clinic: a nurse reviews plans, a lead does that and decides for the clinic, an auditor reads what was done.
NURSE, LEAD, AUDITOR = "nurse", "lead", "auditor"
STAFF = (NURSE, LEAD, AUDITOR)
REVIEWERS = (NURSE, LEAD)
ROLES = (PATIENT, PARTNER, *STAFF)

# What a token for a program may be made for: to see everything; to say how steps stand; to do all the rest.
READ, STEPS, WRITE = "read", "steps", "write"
SCOPES = (READ, STEPS, WRITE)


class Actor(NamedTuple):
    """Who is doing something: the person, in which role, from which device. All are ids, never names.

    `holder` is the person whose plan they act on, where that is somebody else who has let them (see `plans.shared`).
    """

    person: str
    role: str
    device: str
    holder: str = ""


# The same of what is shared with somebody else: for tokens of theirs, and of nobody else.
OF_A_PARTNER: Mapping[str, str] = {
    "api_shared.listed": READ,
    "api_shared.read": READ,
    "api_shared.done": STEPS,
    "api_shared.undo": STEPS,
    "api_shared.words": STEPS,
}
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
    "api_plans.remove": READ,
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
    "api_nicknames.listed": READ,
    "api_nicknames.read": READ,
    "api_nicknames.write": WRITE,
    "api_questions.to_ask": READ,
    "api_questions.one": READ,
    "api_questions.add": WRITE,
    "api_questions.change": WRITE,
    "api_questions.remove": WRITE,
    "api_tokens.listed": READ,
    "api_tokens.make": WRITE,
    "api_tokens.end": WRITE,
    "api_feeds.listed": READ,
    "api_feeds.one": READ,
    "api_feeds.preview": READ,
    "api_feeds.make": WRITE,
    "api_feeds.change": WRITE,
    "api_feeds.address": WRITE,
    "api_feeds.test": WRITE,
    "api_feeds.prove": WRITE,
    "api_feeds.end": WRITE,
    "api_feeds.end_all": WRITE,
    "api_shares.listed": READ,
    "api_shares.read": READ,
    "api_shares.end": WRITE,
    **OF_A_PARTNER,
}
# What gives out an address that shows the plan to whoever has it: a token needs to be one that may see it itself.
GIVES_OUT = ("api_feeds.make", "api_feeds.address")

# Page (Flask's endpoint) -> who may ask for it. `ANYONE` needs no device that is known here.
ACCESS: Mapping[str, tuple[str, ...]] = {
    "static": (ANYONE,),
    "start.start": (ANYONE,),
    "start.begin": (ANYONE,),
    "health.alive": (ANYONE,),
    "health.ready": (ANYONE,),
    "health.metrics": (ANYONE,),  # it asks for a key of its own
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
    "steps.called": (PATIENT,),
    "plan.seen": (PATIENT,),
    "plan.calendar": (PATIENT,),
    "plan.changes": (PATIENT,),
    "plan.decide": (PATIENT,),
    "calendars.listed": (PATIENT,),
    "calendars.new": (PATIENT,),
    "calendars.make": (PATIENT,),
    "calendars.names": (PATIENT,),
    "calendars.remove": (PATIENT,),
    "calendars.end_all": (PATIENT,),
    "calendars.one": (PATIENT,),
    "calendars.choices": (PATIENT,),
    "calendars.change": (PATIENT,),
    "calendars.test": (PATIENT,),
    "calendars.prove": (PATIENT,),
    "calendars.address": (PATIENT,),
    "calendars.end": (PATIENT,),
    "shares.listed": (PATIENT,),
    "shares.new": (PATIENT,),
    "shares.make": (PATIENT,),
    "shares.one": (PATIENT,),
    "shares.choices": (PATIENT,),
    "shares.change": (PATIENT,),
    "shares.invite": (PATIENT,),
    "shares.end": (PATIENT,),
    # What is shared with somebody. It asks for a share that holds now, and shows nothing without one.
    "partner.plan": (PARTNER,),
    "partner.step": (PARTNER,),
    "partner.done": (PARTNER,),
    "partner.words": (PARTNER,),
    "partner.ask": (PARTNER,),
    "partner_questions.listed": (PARTNER,),
    "partner_questions.keep": (PARTNER,),
    "partner_leaving.ask": (PARTNER,),
    # It lets its own sender out, whatever has become of what was shared with them; see `leaving.delete`.
    "partner_leaving.leave": (ANYONE,),
    "partner_leaving.left": (ANYONE,),
    "partner_calendars.listed": (PARTNER,),
    "partner_calendars.new": (PARTNER,),
    "partner_calendars.make": (PARTNER,),
    "partner_calendars.names": (PARTNER,),
    "partner_calendars.end_all": (PARTNER,),
    "partner_calendars.one": (PARTNER,),
    "partner_calendars.choices": (PARTNER,),
    "partner_calendars.change": (PARTNER,),
    "partner_calendars.test": (PARTNER,),
    "partner_calendars.prove": (PARTNER,),
    "partner_calendars.address": (PARTNER,),
    "partner_calendars.end": (PARTNER,),
    # How somebody is reminded: of a plan, of what is shared with them, or of plans that a clinic reviews.
    **dict.fromkeys(("reminders.page", "reminders.choices"), (PATIENT, PARTNER, *REVIEWERS)),
    **dict.fromkeys(("reminders.email", "reminders.push", "reminders.renew"), (PATIENT, PARTNER, *REVIEWERS)),
    **dict.fromkeys(("reminders.test", "reminders.prove"), (PATIENT, PARTNER, *REVIEWERS)),
    **dict.fromkeys(("reminders.daily", "reminders.end"), (PATIENT, PARTNER, *REVIEWERS)),
    "reminders.seen": (PATIENT,),
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
    "programs.listed": (PATIENT, PARTNER),
    "programs.make": (PATIENT, PARTNER),
    "programs.end": (PATIENT, PARTNER),
    "file.choose": (ANYONE,),
    "file.bring_in": (ANYONE,),
    "devices.devices": (PATIENT, PARTNER),
    "devices.way_in": (PATIENT, PARTNER),
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
    # Signing in: of nobody we know. What follows a right password knows by the browser's own cookie who began it.
    **dict.fromkeys(("account.login", "account.two_factor_token_validation", "account.two_factor_rescue"), (ANYONE,)),
    **dict.fromkeys(("account.mf_recovery", "account.wan_signin", "account.wan_signin_response"), (ANYONE,)),
    # Staff who were invited choose here by what they sign in. These look at the cookie themselves.
    **dict.fromkeys(("setting_up.set_up", "setting_up.choose_name"), (ANYONE,)),
    **dict.fromkeys(("setting_up.password", "setting_up.keep_password"), (ANYONE,)),
    **dict.fromkeys(("account.wan_register", "account.wan_register_response"), (ANYONE,)),
    **dict.fromkeys(("setting_up.keep", "setting_up.keep_begin"), (PATIENT,)),
    **dict.fromkeys(("account.overview", "account.home", "account.remove", "account.end"), (PATIENT, *STAFF)),
    **dict.fromkeys(("account.verify", "account.wan_verify", "account.wan_verify_response"), (PATIENT, *STAFF)),
    "account.recovery_codes": STAFF,
    "account.sign_out": (ANYONE,),  # it lets its own sender out
    "phone.about": (PATIENT, PARTNER),
    "phone.say": (PATIENT, PARTNER),
    "phone.touched": (PATIENT, PARTNER),
    # The same for everybody.
    "installed.manifest": (ANYONE,),
    "installed.worker": (ANYONE,),
    "installed.kept_locked": (ANYONE,),
    "installed.kept_nothing": (ANYONE,),
    "installed.waiting": (ANYONE,),
    # It says of a phone nobody knows that it is to keep nothing.
    "kept_pages.state": (ANYONE,),
    "kept_pages.pages": (PATIENT, PARTNER),
    "outbox.send": (PATIENT,),
    # What a clinic reviews: of its own plans alone, for as long as the membership goes on.
    "roster.listed": REVIEWERS,
    "roster.ask": REVIEWERS,
    "roster.do": REVIEWERS,
    "roster.wake": REVIEWERS,
    "one_plan.plan": REVIEWERS,
    "one_plan.change": REVIEWERS,
    "one_plan.undo": REVIEWERS,
    "one_plan.mobilisation": REVIEWERS,
    "one_plan.sign": REVIEWERS,
    **dict.fromkeys(("clinic_enrol.page", "clinic_enrol.make", "clinic_enrol.another"), REVIEWERS),
    **dict.fromkeys(("clinic_notes.page", "clinic_notes.write", "clinic_notes.answered"), REVIEWERS),
    "clinic_about.page": REVIEWERS,
    **dict.fromkeys(("letters.letter", "letters.make_letter", "letters.appointment"), REVIEWERS),
    **dict.fromkeys(("letters.make_appointment", "record_sheets.page", "record_sheets.file"), REVIEWERS),
    **dict.fromkeys(("roster_csv.file", "capacity.weeks"), REVIEWERS),
    **dict.fromkeys(("clinic_about.change", "clinic_about.renew", "clinic_about.end"), (LEAD,)),
    "clinic_staff.listed": STAFF,
    **dict.fromkeys(("clinic_staff.invite", "clinic_staff.again", "clinic_staff.role", "clinic_staff.end"), (LEAD,)),
    "clinic_record.page": (LEAD, AUDITOR),
    **dict.fromkeys(("clinic_protocol.page", "clinic_changes.listed", "clinic_changes.one"), REVIEWERS),
    **dict.fromkeys(("clinic_protocol.preview", "clinic_protocol.sign"), (LEAD,)),
    **dict.fromkeys(("clinic_changes.find", "clinic_changes.decided", "clinic_changes.go_on"), (LEAD,)),
    # The clinic of whoever holds a plan. Its code hangs on walls: to others the first page says what comes first.
    "at_clinic.page": (ANYONE,),
    **dict.fromkeys(("at_clinic.look", "at_clinic.join", "at_clinic.choose", "at_clinic.accept"), (PATIENT,)),
    **dict.fromkeys(("at_clinic.leave", "at_clinic.write", "at_clinic.record"), (PATIENT,)),
    # The JSON API. These three ask for nobody we know; for all others `NEEDS` says what a token must be made for.
    "api_about.described": (ANYONE,),
    "api_plans.begin": (ANYONE,),
    "api_plans.bring_in": (ANYONE,),
    **dict.fromkeys(NEEDS, (PATIENT,)),
    **dict.fromkeys(OF_A_PARTNER, (PARTNER,)),
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
    return role in allowed and (scopes is None or (page in NEEDS and set(needed(page)) <= set(scopes)))


def needed(page: str) -> tuple[str, ...]:
    """The scopes a token needs to ask for this endpoint of the API."""
    return (READ, NEEDS[page]) if page in GIVES_OUT else (NEEDS[page],)
