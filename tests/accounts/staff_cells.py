"""How each page of the table of access is answered to those who work in a clinic, or did, and to whoever has nothing
but the address of a calendar.

Every page stands here by its method, whatever the table of access says of it: what nobody has thought of is found.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tests.accounts.access_rows import FILE, ROWS
from tests.accounts.partner_cells import OF_THE_OWNER


class Cells(NamedTuple):
    """What each of them is answered; who they are, see `clinic_world.Clinics` and `access_world.World.only_feed`."""

    nurse: int
    elsewhere: int
    lead: int
    auditor: int
    idle: int
    spent: int
    left: int
    feed: int


# Nothing is told to anybody. Who has to sign in again is led there, and keeps what they sent.
CLOSED = {"GET": Cells(404, 404, 404, 404, 303, 303, 404, 404), "POST": Cells(404, 404, 404, 404, 403, 403, 404, 404)}
OF_ANYONE = Cells(200, 200, 200, 200, 200, 200, 200, 200)
LED_ON = Cells(303, 303, 303, 303, 303, 303, 303, 303)


def reviewers(method: str, status: int, theirs_alone: bool = True) -> Cells:
    """For a nurse and a lead; `theirs_alone`: of one plan, so that a nurse of another clinic is told of nothing."""
    far = 404 if theirs_alone else status
    return CLOSED[method]._replace(nurse=status, lead=status, elsewhere=far)


def lead_alone(status: int) -> Cells:
    """For a lead who sends something."""
    return CLOSED["POST"]._replace(lead=status)


def staff(method: str, status: int) -> Cells:
    """For all who work in a clinic."""
    return CLOSED[method]._replace(nurse=status, elsewhere=status, lead=status, auditor=status)


def each(method: str, cells: Cells, *pages: str) -> Iterable[tuple[tuple[str, str], Cells]]:
    """The same for each of these pages."""
    return (((method, page), cells) for page in pages)


OF_PARTNERS = {
    "GET": (
        *("partner.plan", "partner.step", "partner_questions.listed", "partner_leaving.ask"),
        *("partner_calendars.listed", "partner_calendars.new", "partner_calendars.names"),
        *("partner_calendars.one", "partner_calendars.choices"),
    ),
    "POST": (
        *("partner.done", "partner.words", "partner.ask", "partner_questions.keep", "partner_leaving.leave"),
        *("partner_calendars.make", "partner_calendars.change", "partner_calendars.test", "partner_calendars.prove"),
        *("partner_calendars.address", "partner_calendars.end", "partner_calendars.end_all"),
    ),
}
# What only somebody with a plan of their own, or with one that is shared with them, is shown.
OF_A_PLAN = {
    "GET": (
        *("programs.listed", "devices.devices", "phone.about", "phone.touched"),
        *("setting_up.keep", "at_clinic.record"),
    ),
    "POST": (
        *("programs.make", "programs.end", "devices.way_in", "phone.say", "kept_pages.pages", "setting_up.keep_begin"),
        *("at_clinic.look", "at_clinic.join", "at_clinic.choose", "at_clinic.accept", "at_clinic.leave"),
        "at_clinic.write",
    ),
}
OPEN = {
    ("GET", page): OF_ANYONE
    for page in (
        *("static", "health.alive", "health.ready", "start.start", "file.choose", "leaving.deleted"),
        *("coming_in.code", "coming_in.link", "locks.about", "installed.manifest", "installed.worker"),
        *("installed.kept_locked", "installed.kept_nothing", "installed.waiting", "kept_pages.state"),
        *("partner_leaving.left", "account.login", "at_clinic.page"),
    )
}
# Each of these two lets its own sender out, and of whoever it does not know takes only the same form, sent again.
LETS_OUT = Cells(404, 404, 404, 404, 404, 404, 404, 404)
STAFF_CELLS: Mapping[tuple[str, str], Cells] = {
    **{(row.method, row.page): CLOSED[row.method] for row in ROWS if row.page in OF_THE_OWNER},
    **{(method, page): CLOSED[method] for method, pages in OF_PARTNERS.items() for page in pages},
    **{(method, page): CLOSED[method] for method, pages in OF_A_PLAN.items() for page in pages},
    **OPEN,
    **dict(each("POST", LETS_OUT, "devices.end", "leaving.delete", "partner_leaving.leave")),
    **dict(each("GET", LED_ON, "locks.leave", "locks.idle", "locks.locked")),
    **dict(each("GET", LED_ON, "looks.choose_language", "looks.choose_calm")),
    **dict(each("POST", LED_ON, "locks.unlock_here", "start.begin")),
    # Of the clinic's own: the list and what is made of it, of one's own clinic and of no other.
    **dict(each("GET", reviewers("GET", 200, theirs_alone=False), "roster.listed", "roster_csv.file")),
    **dict(each("GET", reviewers("GET", 200, theirs_alone=False), "clinic_enrol.page", "capacity.weeks")),
    **dict(each("GET", reviewers("GET", 200, theirs_alone=False), "clinic_about.page")),
    **dict(each("POST", reviewers("POST", 200, theirs_alone=False), "clinic_enrol.make")),
    # Of one plan.
    **dict(each("GET", reviewers("GET", 200), "roster.ask", "one_plan.plan", "letters.letter", "letters.appointment")),
    **dict(each("GET", reviewers("GET", 200), "record_sheets.page")),
    **dict(each("GET", reviewers("GET", FILE), "record_sheets.file")),
    **dict(each("POST", reviewers("POST", 303), "roster.do", "roster.wake", "one_plan.change", "one_plan.undo")),
    **dict(each("POST", reviewers("POST", 303), "one_plan.mobilisation", "one_plan.sign")),
    **dict(each("POST", reviewers("POST", 200), "letters.make_letter", "letters.make_appointment")),
    **dict(each("POST", reviewers("POST", 200), "clinic_enrol.another")),
    ("GET", "clinic_notes.page"): reviewers("GET", 200),
    **dict(each("POST", reviewers("POST", 303), "clinic_notes.write", "clinic_notes.answered")),
    # What is newer: the list is of one's own clinic, and a set is of one clinic alone.
    **dict(each("GET", reviewers("GET", 200, theirs_alone=False), "clinic_protocol.page", "clinic_changes.listed")),
    ("GET", "clinic_changes.one"): reviewers("GET", 200),
    ("POST", "clinic_protocol.preview"): lead_alone(200),
    **dict(each("POST", lead_alone(303), "clinic_protocol.sign", "clinic_changes.find")),
    **dict(each("POST", lead_alone(303), "clinic_changes.decided", "clinic_changes.go_on")),
    # What a lead decides, and what an auditor reads.
    **dict(each("POST", lead_alone(303), "clinic_about.change", "clinic_about.renew")),
    **dict(each("POST", lead_alone(303), "clinic_staff.role", "clinic_staff.end")),
    **dict(each("POST", lead_alone(200), "clinic_about.end", "clinic_staff.invite", "clinic_staff.again")),
    ("GET", "clinic_staff.listed"): staff("GET", 200),
    ("GET", "clinic_record.page"): CLOSED["GET"]._replace(lead=200, auditor=200),
    # How they are reminded themselves: a way to reach a patient is none of theirs.
    ("GET", "reminders.page"): reviewers("GET", 200, theirs_alone=False),
    **dict(each("POST", reviewers("POST", 303, theirs_alone=False), "reminders.email", "reminders.push")),
    ("POST", "reminders.choices"): reviewers("POST", 303, theirs_alone=False),
    **dict(each("POST", CLOSED["POST"], "reminders.renew", "reminders.test", "reminders.prove")),
    **dict(each("POST", CLOSED["POST"], "reminders.daily", "reminders.end")),
    ("GET", "health.metrics"): Cells(*[404] * 8),
    # Their accounts. Nobody here has just proved who they are.
    **dict(each("GET", staff("GET", 200), "account.overview", "account.verify")),
    **dict(each("GET", staff("GET", 303), "account.home")),
    **dict(each("POST", staff("POST", 200), "account.verify")),
    **dict(each("POST", staff("POST", 303), "account.remove", "account.recovery_codes")),
    ("POST", "account.end"): CLOSED["POST"],  # it names no device of theirs
    ("POST", "account.login"): OF_ANYONE,  # it says once more, in the same words, that this is no name and password
    ("POST", "account.sign_out"): LED_ON,
    **dict(each("GET", LED_ON, "account.two_factor_token_validation", "account.mf_recovery")),
    **dict(each("POST", LED_ON, "account.two_factor_token_validation", "account.mf_recovery")),
    ("GET", "account.two_factor_rescue"): LED_ON,
    # For staff who were invited and for whoever may change their account: all others are led to sign in.
    **dict(each("GET", staff("GET", 303), "setting_up.set_up", "setting_up.password")),
    **dict(each("POST", LED_ON._replace(left=404, feed=404), "setting_up.choose_name", "setting_up.keep_password")),
    # What the script of passkeys sends is JSON, which these forms are not.
    **dict(each("POST", staff("POST", 400), "account.wan_verify", "account.wan_verify_response")),
    **{
        ("POST", f"account.wan_{name}"): Cells(*[400] * 8)
        for name in ("signin", "signin_response", "register", "register_response")
    },
    # The code and the link are a patient's: on a computer of staff they are not taken, and the page says so.
    **dict(each("POST", Cells(200, 200, 200, 200, 200, 200, 303, 303), "coming_in.take_code", "coming_in.take_link")),
    # No file comes with it; where somebody is in, that is said first.
    ("POST", "file.bring_in"): Cells(409, 409, 409, 409, 400, 400, 400, 400),
}
