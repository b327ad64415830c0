"""A clinic as its lead says it is: name, numbers, opening days, and the code by which patients join."""

from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.access import LEAD
from planner.at_the_door import actor, occasion
from planner.clinics.about import MOST, change_clinic, end_clinic, renew_join_code
from planner.clinics.clinics import A_NAME, WEEKDAYS, Clinic, clinic_named
from planner.errors import Faults
from planner.marked import N_
from planner.once import UsedForAnother, was_used
from planner.web.changing.phones import MOSTS, WORDS
from planner.web.clinic.here import member_here
from planner.web.clinic.opening import opening_days, weekday
from planner.web.door import once_key
from planner.web.links import link_out
from planner.web.ways.devices import qr_of

clinic_about = Blueprint("clinic_about", __name__, url_prefix="/clinic/about")

NAME = N_("Write the name of the clinic, in at most 80 ordinary characters")
TICK = N_("Tick the box if the clinic is to end")
SENT_BEFORE = N_("This page was sent before, with other words. Press the button once more")


class Typed(NamedTuple):
    """What stands in the boxes: the name, numbers (whose, and the number) and opening days."""

    name: str
    phones: list[tuple[str, str]]
    open_on: list[str]


@clinic_about.get("")
def page() -> str:
    """How patients see it, and its join code. Raises NothingHere."""
    return _page(kept=request.args.get("kept", ""))


@clinic_about.post("")
def change() -> Response | tuple[str, int]:
    """Keep the name, numbers and days as they were typed. Raises NothingHere."""
    form = request.form
    phones = [(form.get(f"who-{at}", ""), form.get(f"number-{at}", "")) for at in range(MOST)]
    typed = Typed(form.get("name", ""), phones, form.getlist("open_on")[: len(WEEKDAYS)])
    try:
        change_clinic(actor(), once_key(), *typed, occasion())
    except Faults as faults:
        return _page(typed, {one.key: _words_of(one.allowed) for one in faults.faults}), 400
    except UsedForAnother:
        return _page(typed, {"name": _(SENT_BEFORE)}), 409
    return redirect(url_for(".page", kept="yes"), 303)


@clinic_about.post("/code")
def renew() -> Response:
    """Another join code: the one before opens nothing any more. Raises NothingHere."""
    renew_join_code(actor(), once_key(), occasion())
    return redirect(url_for(".page", kept="code"), 303)


@clinic_about.post("/end")
def end() -> str | tuple[str, int]:
    """End the clinic, once its box is ticked. Sent again by the same press, it says so again. Raises NothingHere."""
    who, key = actor(), once_key()
    if was_used(key, by=who.person, action="clinic-ended"):
        return render_template("clinic/ended.html")
    if request.form.get("sure") != "yes":
        return _page(untick=_(TICK)), 400
    end_clinic(who, key, occasion())
    return render_template("clinic/ended.html")


def _words_of(allowed: str) -> str:
    """What a page says to put right: what is said to a program stands in the words of numbers."""
    if allowed == A_NAME:
        return _(NAME)
    return _(WORDS[allowed], most=MOSTS.get(allowed, ""))


def _page(typed: Typed | None = None, wrong: dict[str, str] | None = None, untick: str = "", kept: str = "") -> str:
    member = member_here()
    clinic = clinic_named(member.clinic)
    typed = typed or _stands(clinic)
    link = link_out(url_for("at_clinic.page", code=clinic.join_code))
    return render_template(
        "clinic/about.html",
        clinic=clinic,
        typed=typed,
        phones=[*typed.phones, ("", "")][:MOST] if len(typed.phones) < MOST else typed.phones,
        days=[{"value": day, "text": weekday(day)} for day in WEEKDAYS],
        opening=opening_days(clinic.open_on),
        wrong=wrong or {},
        untick=untick,
        lead=member.role == LEAD,
        link=link,
        qr=qr_of(link),
        where=link_out(url_for("at_clinic.page")),
        kept=kept,
    )


def _stands(clinic: Clinic) -> Typed:
    return Typed(clinic.name, list(clinic.phones), list(clinic.open_on))
