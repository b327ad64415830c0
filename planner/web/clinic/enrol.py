"""Enrolling somebody in under a minute: one page of five fields, then what is handed over, shown once."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.ways_in import opened_by
from planner.at_the_door import actor, now, occasion
from planner.clinics.clinics import clinic_named
from planner.clinics.enrolling import CameInAlready, HandedOver, enrol, link_again
from planner.errors import AheadError, Faults
from planner.marked import N_
from planner.once import UsedForAnother
from planner.web.asking.boxes import box_id
from planner.web.asking.typed_days import order_of
from planner.web.clinic.enrol_form import CHOICES, EMPTY, EnrolForm, choices_of, read_enrol_form, with_faults
from planner.web.clinic.here import enrolled_here, member_here
from planner.web.door import once_key
from planner.web.links import link_out
from planner.web.ways.devices import qr_of

clinic_enrol = Blueprint("clinic_enrol", __name__, url_prefix="/clinic")

SENT_BEFORE = N_("This page was sent before, with other words. That person is enrolled. Press the button once more")


@clinic_enrol.get("/enrol")
def page() -> str:
    """The five fields. Raises NothingHere."""
    return _form(EMPTY)


@clinic_enrol.post("/enrol")
def make() -> Response | str | tuple[str, int]:
    """Enrol them, and show what to hand over. The same form sent again shows the same. Raises NothingHere."""
    place = clinic_named(member_here().clinic).place
    form, told = read_enrol_form(request.form, place)
    if form.errors:
        return _form(form), 400
    try:
        return _handed_over(enrol(actor(), once_key(), form.label, told, occasion()))
    except Faults as faults:
        return _form(with_faults(form, faults, order_of(place))), 400
    except UsedForAnother:
        return _form(form, again=_(SENT_BEFORE)), 409


@clinic_enrol.post("/plans/<enrolment>/link")
def another(enrolment: str) -> str | tuple[str, int]:
    """Another link for somebody who never opened their plan. Raises NothingHere."""
    found = enrolled_here(enrolment)
    try:
        return _handed_over(link_again(actor(), once_key(), enrolment, occasion(found.kept)))
    except (CameInAlready, UsedForAnother) as error:
        return _nothing_to_hand_over(found.id, found.label, error), 409


def _form(form: EnrolForm, again: str = "") -> str:
    order = order_of(clinic_named(member_here().clinic).place)
    mistakes = [
        {"text": one.text, "href": f"#{box_id(key)}" + _box_of(key, one.boxes or order.parts)}
        for key, one in form.errors.items()
    ]
    choices = {key: choices_of(key) for key in CHOICES}
    return render_template("clinic/enrol.html", form=form, choices=choices, order=order, mistakes=mistakes, again=again)


def _box_of(key: str, boxes: tuple[str, ...]) -> str:
    return f"-{boxes[0]}" if key == "treatment_date" else ""


def _handed_over(one: HandedOver) -> str:
    if opened_by(one.invitation.link, now()) is None:
        return _nothing_to_hand_over(one.enrolment, one.label)
    link = link_out(url_for("coming_in.link", token=one.invitation.link))
    return render_template(
        "clinic/handed_over.html",
        enrolment=one.enrolment,
        label=one.label,
        link=link,
        qr=qr_of(link),
        code=one.invitation.code,
        where=link_out(url_for("coming_in.code")),
    )


def _nothing_to_hand_over(enrolment: str, label: str, said: AheadError | None = None) -> str:
    return render_template("clinic/handed_over.html", enrolment=enrolment, label=label, link="", said=said)
