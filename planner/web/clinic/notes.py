"""Notes between a clinic and one of its patients, on the nurse's side: read, answered, or marked as answered."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion
from planner.clinics.enrolments import Enrolled
from planner.clinics.notes import LONGEST, MOST, TOO_MANY, WORDS, needs_no_answer, notes_between, write_to_patient
from planner.clinics.recording import names_by_member
from planner.clock import zone_named
from planner.errors import CannotBe, Faults
from planner.marked import N_
from planner.once import UsedForAnother
from planner.web.clinic.here import enrolled_here
from planner.web.days import short_day
from planner.web.door import once_key

clinic_notes = Blueprint("clinic_notes", __name__, url_prefix="/clinic/plans/<enrolment>/notes")

SENT_BEFORE = N_("This page was sent before, with other words. Press the button once more")


@clinic_notes.get("")
def page(enrolment: str) -> str:
    """The notes, the newest first, and room for one more. Raises NothingHere."""
    return _page(enrolled_here(enrolment))


@clinic_notes.post("")
def write(enrolment: str) -> Response | tuple[str, int]:
    """Write to the patient, which answers what they wrote and the nurse has seen. Raises NothingHere."""
    seen, words = enrolled_here(enrolment), request.form.get("words", "")
    try:
        write_to_patient(actor(), once_key(), enrolment, words, _newest(), occasion(seen.kept))
    except CannotBe:
        return _page(seen, words, _(TOO_MANY, most=MOST)), 400
    except Faults:
        return _page(seen, words, _(WORDS, most=LONGEST)), 400
    except UsedForAnother:
        return _page(seen, words, _(SENT_BEFORE)), 409
    return redirect(url_for(".page", enrolment=enrolment), 303)


@clinic_notes.post("/answered")
def answered(enrolment: str) -> Response:
    """What the patient wrote is answered otherwise, or needs no answer. Raises NothingHere."""
    needs_no_answer(actor(), once_key(), enrolment, _newest(), occasion(enrolled_here(enrolment).kept))
    return redirect(url_for(".page", enrolment=enrolment), 303)


def _newest() -> str:
    """The newest note on the page that the form stood on."""
    return request.form.get("newest", "")


def _page(seen: Enrolled, words: str = "", wrong: str = "") -> str:
    notes, today = notes_between(seen.id), occasion(seen.kept).today
    names = names_by_member(one.member for one in notes if one.member)
    zone = zone_named(current_app.config["TIME_ZONE"])
    return render_template(
        "clinic/notes.html",
        enrolment=seen.id,
        label=seen.label,
        notes=[
            {
                "who": names.get(one.member, ""),
                "when": short_day(one.at.astimezone(zone).date(), today),
                "words": one.words,
                "waits": not one.member and not one.answered,
            }
            for one in notes
        ],
        newest=notes[0].id if notes else "",
        waits=any(not one.member and not one.answered for one in notes),
        words=words,
        wrong=wrong,
    )
