"""What was done with a plan or at a clinic, in words: for staff, and for the patient who reads who looked."""

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from planner.accounts.access import STAFF
from planner.accounts.chains import VerifiedChain
from planner.clinics.recording import Done
from planner.languages import listed
from planner.marked import N_
from planner.web.days import short_day

MOST_NAMED = 5  # faults that are named one by one
# What can be done to a plan by its clinic or its patient, and at a clinic; said after the name of who did it.
ACTIONS = {
    "letter-made": N_("made a referral letter"),
    "appointment-note": N_("made a note about an appointment"),
    "roster-exported": N_("took the roster as a list"),
    "plan-read": N_("looked at the plan"),
    "plan-signed": N_("checked the plan and signed it"),
    "adjusted": N_("changed something in the plan"),
    "adjustment-ended": N_("took a change in the plan back"),
    "without-chemo": N_("confirmed that cells are collected without chemo"),
    "with-chemo": N_("took back that cells are collected without chemo"),
    "enrolled": N_("enrolled somebody"),
    "enrolled-again": N_("made another link for somebody who had not come in"),
    "plan-made": N_("made the plan"),
    "link-made": N_("made a link that opens the plan once"),
    "code-made": N_("made a code that opens the plan once"),
    "joined-clinic": N_("joined the clinic"),
    "left-clinic": N_("left the clinic"),
    "clinic-accepted": N_("read that the clinic sees the plan"),
    "clinic-sees": N_("chose what the clinic sees"),
    "clinic-note": N_("wrote to the clinic"),
    "note-to-patient": N_("wrote a note to the patient"),
    "notes-answered": N_("marked notes as answered"),
    "snoozed": N_("put a plan off until a day"),
    "snooze-ended": N_("took putting off back"),
    "days-passed": N_("noted what the passing of days changed"),
    "guidance-by-clinic": N_("let a plan follow newer guidance"),
    "protocol-laid-over": N_("let a plan follow the clinic's protocol"),
    "protocol-signed": N_("signed a protocol"),
    "change-set-applied": N_("decided that plans follow what is new"),
    "change-set-kept": N_("decided that plans stay as they are"),
    "clinic-made": N_("made the clinic"),
    "clinic-changed": N_("changed what is said about the clinic"),
    "join-code-renewed": N_("made another join code"),
    "clinic-ended": N_("ended the clinic"),
    "member-invited": N_("invited somebody to the staff"),
    "member-role": N_("gave somebody another role"),
    "member-ended": N_("ended a membership"),
}
# The same, to whoever holds the plan.
TO_THEM = {
    "plan-read": N_("looked at your plan"),
    "plan-signed": N_("checked your plan and signed it"),
    "adjusted": N_("changed something in your plan"),
    "adjustment-ended": N_("took a change in your plan back"),
    "enrolled": N_("enrolled you"),
    "enrolled-again": N_("made another link for you"),
    "plan-made": N_("made your plan"),
    "link-made": N_("made a link that opened your plan once"),
    "code-made": N_("made a code that opened your plan once"),
    "guidance-by-clinic": N_("let your plan follow newer guidance"),
    "protocol-laid-over": N_("let your plan follow their protocol"),
    "note-to-patient": N_("wrote to you"),
    "notes-answered": N_("marked your notes as answered"),
}
ANYTHING = N_("did something else")


class DoneInWords(NamedTuple):
    """One entry as it is read. `about`: the label or the number of a plan, empty where it is about none; `path` its
    page for whoever may open it."""

    number: int
    who: str
    what: str
    when: str
    about: str = ""
    path: str = ""


def done_in_words(
    one: Done, zone: ZoneInfo, today: date, named: tuple[str, str] | None = None, *, to_them: bool = False
) -> DoneInWords:
    """One entry in words. `named`: the enrolment it is about, by its id, and its label; `to_them`: whoever holds the
    plan reads it."""
    at = one.at.astimezone(zone)
    when = _("%(day)s, %(time)s", day=short_day(at.date(), today), time=f"{at:%H:%M}")
    about = named[1] if named else _("number %(number)s", number=one.about) if one.about else ""
    path = f"/clinic/plans/{named[0]}" if named else ""
    words = {**ACTIONS, **TO_THEM} if to_them else ACTIONS
    return DoneInWords(one.number, _who(one), _(words.get(one.action, ANYTHING)), when, about, path)


def faults_in_words(chain: VerifiedChain) -> str:
    """What is wrong with a record, as one sentence; empty where nothing is."""
    if not chain.faults:
        return ""
    said = [
        _("entry %(number)s is missing", number=one.number)
        if one.how == "missing"
        else _("entry %(number)s was changed", number=one.number)
        for one in chain.faults[:MOST_NAMED]
    ]
    if len(chain.faults) > MOST_NAMED:
        said.append(_("and there is more"))
    return _("This record is not as it was written: %(faults)s.", faults=listed(said))


def _who(one: Done) -> str:
    if one.role in STAFF:
        return one.name or _("Somebody of a clinic")
    return _("The patient") if one.role == "patient" else _("The service itself")
