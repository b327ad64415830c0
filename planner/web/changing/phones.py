"""Phone numbers of the team: added, put right and taken away on a page of their own, and shown with the plan."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.clinics.enrolments import clinic_of
from planner.clinics.phones import phones_of_clinic
from planner.errors import Faults
from planner.marked import N_
from planner.once import UsedForAnother
from planner.plans import phones as kept_phones
from planner.plans.notes import WrittenMeanwhile
from planner.plans.phones import LONGEST, LONGEST_WHO, MOST, TeamPhone, add_phone, change_phone, phones_of, remove_phone
from planner.web.clinic.opening import opening_days
from planner.web.door import once_key

phones = Blueprint("phones", __name__, url_prefix="/plan/phones")

SENT_BEFORE = N_("This page was sent before, with other words. Press the button once more")
MEANWHILE = N_(
    "It was changed on another page or device, and says now: “%(theirs)s” "
    "Put it as you want it, and press the button once more"
)
# What is said to a program, and what a page says in its place.
WORDS = {
    kept_phones.WHOSE: N_("Write whose number it is, in at most %(most)s ordinary characters"),
    kept_phones.NO_DIGITS: N_(
        "Write the number in digits, as you dial it, with a plus before it if it has one. "
        "An extension goes in the first box"
    ),
    kept_phones.TOO_SHORT: N_("Write the whole number. It has at least 3 digits"),
    kept_phones.TOO_LONG: N_("Write one number only, in at most %(most)s characters"),
    kept_phones.TOO_MANY: N_("There are %(most)s numbers already. Take one away that you do not need any more"),
}
MOSTS = {kept_phones.WHOSE: LONGEST_WHO, kept_phones.TOO_LONG: LONGEST, kept_phones.TOO_MANY: MOST}
Wrong = dict[str, str]


@phones.get("")
def listed() -> str:
    """The numbers, each to be rung, changed or taken away, and room for one more."""
    return _page()


@phones.post("")
def add() -> Response | tuple[str, int]:
    """Put one more on the list."""
    kept, typed = kept_plan(), _typed()
    try:
        add_phone(actor(), once_key(), typed.who, typed.number, occasion(kept))
    except Faults as faults:
        return _page(typed, _wrong(faults)), 400
    except UsedForAnother:
        return _page(typed, {"number": _(SENT_BEFORE)}), 409
    return redirect(url_for(".listed"), 303)


@phones.post("/<phone>")
def change(phone: str) -> Response | tuple[str, int]:
    """Put another number, or other words, in the place of one. Raises NothingHere."""
    kept, typed, before = kept_plan(), _typed(phone), _before()
    try:
        change_phone(actor(), once_key(), phone, typed.who, typed.number, occasion(kept), before)
    except Faults as faults:
        return _page(typed, _wrong(faults)), 400
    except WrittenMeanwhile as error:
        return _page(typed, {"number": _(MEANWHILE, theirs=error.theirs)}), 409
    except UsedForAnother:
        return _page(typed, {"number": _(SENT_BEFORE)}), 409
    return redirect(url_for(".listed"), 303)


@phones.post("/<phone>/remove")
def remove(phone: str) -> Response:
    """Take a number away. Raises NothingHere."""
    remove_phone(actor(), once_key(), phone, occasion(kept_plan()))
    return redirect(url_for(".listed"), 303)


def _typed(phone: str = "") -> TeamPhone:
    """What was typed, as it was typed."""
    return TeamPhone(phone, request.form.get("who", ""), request.form.get("number", ""))


def _before() -> tuple[str, str] | None:
    """What stood there when the page was opened, when the form says so."""
    who, number = request.form.get("before-who"), request.form.get("before-number")
    return None if who is None or number is None else (who, number)


def _wrong(faults: Faults) -> Wrong:
    """What to put right, by the box it is typed in."""
    return {fault.key: _(WORDS[fault.allowed], most=MOSTS.get(fault.allowed, "")) for fault in faults.faults}


def _page(typed: TeamPhone | None = None, wrong: Wrong | None = None) -> str:
    """`typed` and what is `wrong` with it stand in the boxes of that number, or in those for a new one."""
    kept = kept_plan()
    mine, clinic = phones_of(kept), clinic_of(kept)
    return render_template(
        "phones.html",
        mine=mine,
        theirs=phones_of_clinic(clinic),
        opening=opening_days(clinic.clinic.open_on) if clinic else "",
        typed=typed or TeamPhone("", "", ""),
        wrong=wrong or {},
        room=len(mine) < MOST or (typed is not None and not typed.id),
    )
