"""A referral letter and an appointment note: every field is seen first, then it is made. Nothing of it is kept."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from planner.at_the_door import actor, now, occasion
from planner.clinics.clinics import clinic_named
from planner.clinics.enrolments import Enrolled
from planner.engine.plan import Plan
from planner.interop.formats import LETTER_PAPER, LETTER_TEXT, NOTE_PAPER, NOTE_TEXT, Format
from planner.interop.letters import APPOINTMENT, ASKS, REFERRAL, Layout, Letter, as_text, letter_from
from planner.interop.made import LETTER, NOTE, note_made
from planner.marked import N_
from planner.plans.kept import plan_from
from planner.web.asking.boxes import box_id
from planner.web.clinic.here import enrolled_here, member_here
from planner.web.clinic.letter_fields import referral_of
from planner.web.clinic.letter_form import groups_of, read_letter_form
from planner.web.clinic.letter_note import appointment_of, telling_in
from planner.web.door import once_key
from planner.web.printing.pdf import can_make_files, pdf_of
from planner.web.printing.room import paper_of

letters = Blueprint("letters", __name__, url_prefix="/clinic/plans/<enrolment>")

NOTHING_LEFT = N_("Write something in at least one box of the letter.")
TELLS = N_("This tells what it is about: %(words)s. Take it out, or tick the box at the end")


class Kind(NamedTuple):
    """A letter or a note: its name in the record, its layout, the boxes round it by heading, and its two files."""

    name: str
    layout: Layout
    heads: Mapping[str, tuple[str, ...]]
    text: Format
    paper: Format


REFERRED = Kind(
    LETTER,
    REFERRAL,
    {N_("Who writes to whom"): ("to", "sender", "day", "about", "greeting", "closing")},
    LETTER_TEXT,
    LETTER_PAPER,
)
NOTED = Kind(NOTE, APPOINTMENT, {}, NOTE_TEXT, NOTE_PAPER)


@letters.get("/letter")
def letter(enrolment: str) -> str:
    """What will stand in the letter, box by box. Raises NothingHere."""
    return _first(enrolment, REFERRED)


@letters.post("/letter")
def make_letter(enrolment: str) -> str | Response | tuple[str, int]:
    """The letter, as a page or a file; or its boxes once more. Raises NothingHere."""
    return _made(enrolment, REFERRED)


@letters.get("/appointment")
def appointment(enrolment: str) -> str:
    """What will stand in the note, box by box. Raises NothingHere."""
    return _first(enrolment, NOTED)


@letters.post("/appointment")
def make_appointment(enrolment: str) -> str | Response | tuple[str, int]:
    """The note, as a page or a file; or its boxes once more. Raises NothingHere."""
    return _made(enrolment, NOTED)


def _first(enrolment: str, kind: Kind) -> str:
    seen = enrolled_here(enrolment)
    plan, clinic = _plan(seen), clinic_named(seen.clinic)
    known = referral_of(seen, plan, clinic, member_here()) if kind is REFERRED else appointment_of(plan, clinic)
    return _form(seen, plan, kind, known)


def _made(enrolment: str, kind: Kind) -> str | Response | tuple[str, int]:
    seen = enrolled_here(enrolment)
    plan = _plan(seen)
    fields, wrong = read_letter_form(request.form, kind.layout)
    wanted, kept_words = request.form.get("as", ""), request.form.get("sure") == "yes"
    if wanted == "boxes":
        return _form(seen, plan, kind, fields)
    made = letter_from(fields, kind.layout)
    tells = telling_in(fields) if kind is NOTED and not kept_words else []
    if wrong or made.is_empty or tells:
        return _form(seen, plan, kind, fields, wrong, tells, empty=made.is_empty), 400
    if wanted == "paper" and not can_make_files():
        raise NotFound
    note_made(actor(), once_key(), enrolment, kind.name, now())
    place = str(seen.kept.told.get("place", ""))
    if wanted == "text":
        return _file(kind.text, as_text(made))
    if wanted == "paper":
        printed = _on_paper(made, place, alone=True)
        return _file(kind.paper, pdf_of(render_template("printed_file.html", printed=printed)))
    return render_template(
        "clinic/letter_page.html",
        kind=kind.name,
        printed=_on_paper(made, place),
        fields={**fields, "once": once_key(), **({"sure": "yes"} if kept_words else {})},
        files=[one for one in (kind.text, kind.paper) if one is kind.text or can_make_files()],
        label=seen.label,
        plan_path=url_for("one_plan.plan", enrolment=seen.id),
        path=_path(seen, kind),
    )


def _form(
    seen: Enrolled,
    plan: Plan,
    kind: Kind,
    fields: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    tells: list[str] | None = None,
    empty: bool = False,
) -> str:
    asked = tuple(one.option.key for one in plan.feasibility if one.verdict != "not-needed" and not plan.stopped)
    groups = groups_of(fields, kind.layout, kind.heads, tuple(key for key in ASKS if key in asked), wrong)
    mistakes = [{"text": text, "href": f"#{box_id(key)}"} for key, text in (wrong or {}).items()]
    mistakes += [{"text": _(NOTHING_LEFT), "href": f"#{box_id(groups[-1].fields[-1].key)}"}] if empty else []
    mistakes += [{"text": _(TELLS, words=", ".join(tells)), "href": f"#{box_id('sure')}"}] if tells else []
    return render_template(
        "clinic/letter.html",
        kind=kind.name,
        groups=groups,
        mistakes=mistakes,
        tells=tells or [],
        quiet=bool(plan.stopped or plan.paused or plan.resting),
        answers=seen.sees.answers,
        label=seen.label,
        plan_path=url_for("one_plan.plan", enrolment=seen.id),
        path=_path(seen, kind),
    )


def _path(seen: Enrolled, kind: Kind) -> str:
    return url_for(".letter" if kind is REFERRED else ".appointment", enrolment=seen.id)


def _plan(seen: Enrolled) -> Plan:
    return plan_from(seen.kept, current_app.config["GUIDANCE"](), occasion(seen.kept).today)


def _on_paper(made: Letter, place: str, alone: bool = False) -> Markup:
    given = {"letter": made, "paper": paper_of(place).name, "level": 1 if alone else 2}
    return Markup(render_template("clinic/letter_paper.html", **given))


def _file(form: Format, body: str | bytes) -> Response:
    answer = Response(body, content_type=form.media)
    answer.headers["Content-Disposition"] = form.disposition
    return answer
