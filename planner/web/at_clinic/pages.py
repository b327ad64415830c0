"""A patient's page of their clinic: joining with a code, what it sees, notes, who looked, and leaving it at once."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.access import PARTNER, PATIENT, STAFF
from planner.at_the_door import actor, kept_plan, occasion, visitor
from planner.clinics.enrolments import clinic_of
from planner.clinics.joining import (
    AtAClinic,
    NoSuchClinic,
    NotMade,
    accept_clinic,
    choose_what_is_seen,
    join_clinic,
    leave_clinic,
)
from planner.clinics.notes import LONGEST, MOST, TOO_MANY, WORDS, write_to_clinic
from planner.clinics.recording import PAGE, looks_of, verified
from planner.clinics.words import A_LABEL
from planner.errors import CannotBe, Faults
from planner.marked import N_
from planner.once import UsedForAnother
from planner.web.at_clinic.choosing import chosen, sees_from
from planner.web.at_clinic.notice import next_question
from planner.web.at_clinic.shown import LONGEST_CODE, clinic_page, shown_choices, wrong_code
from planner.web.at_clinic.view import zone_of
from planner.web.clinic.record import number_in
from planner.web.clinic.record_words import done_in_words, faults_in_words
from planner.web.door import once_key
from planner.web.plans.made import made_or_closed

at_clinic = Blueprint("at_clinic", __name__, url_prefix="/plan/team")

SENT_BEFORE = N_("This page was sent before, with other words. Press the button once more")


@at_clinic.get("")
def page() -> str:
    """The clinic that reviews the plan, or the way to join one; to whoever has no plan here, what comes first."""
    known, code = visitor(), request.args.get("code", "")[:LONGEST_CODE]
    if known is None or known.role != PATIENT:
        partner, staff = bool(known and known.role == PARTNER), bool(known and known.role in STAFF)
        return render_template("at_clinic_not_yet.html", partner=partner, staff=staff, code=code)
    kept = kept_plan()
    if kept.made_on is None:
        return render_template("at_clinic_not_yet.html", draft=True, code=code)
    return clinic_page(kept, code=code)


@at_clinic.post("")
def look() -> str | tuple[str, int]:
    """Whose clinic has the code that was typed, before anybody joins it. Wrong codes are counted."""
    kept, form = made_or_closed(), request.form
    if clinic_of(kept):
        return clinic_page(kept, said=AtAClinic()), 409
    before = chosen(sees_from(form.getlist("sees")[:9])) if "label" in form else None
    return shown_choices(kept, form.get("code", ""), form.get("label", ""), before)


@at_clinic.post("/join")
def join() -> Response | str | tuple[str, int]:
    """Join it, with what it may see."""
    kept, form = made_or_closed(), request.form
    code, label, sees = form.get("code", ""), form.get("label", ""), sees_from(form.getlist("sees")[:9])
    try:
        join_clinic(actor(), once_key(), code, label, sees, occasion(kept))
    except Faults:
        return shown_choices(kept, code, label, chosen(sees), {"label": _(A_LABEL)}, 400)
    except NoSuchClinic as error:
        return wrong_code(kept, code, f"{_(error.what_happened)} {_(error.what_to_do)}", label, chosen(sees))
    except UsedForAnother:
        return shown_choices(kept, code, label, chosen(sees), {"label": _(SENT_BEFORE)}, 409)
    except (AtAClinic, NotMade) as error:
        return clinic_page(kept, said=error), 409
    return redirect(url_for(".page", done="joined"), 303)


@at_clinic.post("/sees")
def choose() -> Response | tuple[str, int]:
    """Choose otherwise what the clinic sees, and what it calls them. Raises NothingHere."""
    kept, form = made_or_closed(), request.form
    sees, label = sees_from(form.getlist("sees")[:9]), form.get("label")
    try:
        choose_what_is_seen(actor(), once_key(), sees, occasion(kept), label)
    except Faults:
        return clinic_page(kept, ticked=chosen(sees), label=label, wrong={"label": _(A_LABEL)}), 400
    except UsedForAnother as error:
        return clinic_page(kept, ticked=chosen(sees), label=label, said=error), 409
    return redirect(url_for(".page", done="sees"), 303)


@at_clinic.post("/accept")
def accept() -> Response:
    """It was read that the clinic sees the plan; on to the first question only the patient can answer."""
    kept = made_or_closed()
    accept_clinic(actor(), once_key(), occasion(kept))
    question = next_question(kept.told)
    to = url_for("questions.question", number=question.number) if question else url_for("plan.plan")
    return redirect(to, 303)


@at_clinic.post("/leave")
def leave() -> Response:
    """Leave the clinic, at once. Raises NothingHere."""
    leave_clinic(actor(), once_key(), occasion(made_or_closed()))
    return redirect(url_for(".page", done="left"), 303)


@at_clinic.post("/notes")
def write() -> Response | tuple[str, int]:
    """Write to the clinic. Raises NothingHere."""
    kept, words = made_or_closed(), request.form.get("words", "")
    try:
        write_to_clinic(actor(), once_key(), words, occasion(kept))
    except CannotBe:
        return clinic_page(kept, words=words, wrong={"words": _(TOO_MANY, most=MOST)}), 400
    except Faults:
        return clinic_page(kept, words=words, wrong={"words": _(WORDS, most=LONGEST)}), 400
    except UsedForAnother:
        return clinic_page(kept, words=words, wrong={"words": _(SENT_BEFORE)}), 409
    return redirect(url_for(".page", done="written"), 303)


@at_clinic.get("/record")
def record() -> str:
    """Who of a clinic looked at the plan or changed it, and when; and whether that record is as it was written."""
    kept, before = made_or_closed(), number_in(request.args.get("before", ""))
    found = looks_of(kept.person, before, PAGE + 1)
    chain = verified(kept.person)
    zone, today = zone_of(kept), occasion(kept).today
    return render_template(
        "at_clinic_record.html",
        done=[done_in_words(one, zone, today, to_them=True) for one in found[:PAGE]],
        older=found[PAGE - 1].number if len(found) > PAGE else None,
        newest=before is None,
        chain=chain,
        faults=faults_in_words(chain),
    )
