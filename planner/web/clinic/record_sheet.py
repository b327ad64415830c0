"""One plan on one page, for the record: to print, or as a file."""

from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from planner.at_the_door import occasion
from planner.clinics.enrolments import Enrolled
from planner.clinics.members import names_of
from planner.interop.formats import RECORD_PAPER
from planner.plans.kept import plan_from
from planner.plans.signing import to_sign
from planner.web.clinic.here import enrolled_here
from planner.web.clinic.one_plan_view import adjusted_lines, lead_of
from planner.web.clinic.record_sheet_view import checked_words, record_sheet
from planner.web.printing.pdf import can_make_files, pdf_of
from planner.web.printing.room import Room, paper_of

record_sheets = Blueprint("record_sheets", __name__, url_prefix="/clinic/plans/<enrolment>")


@record_sheets.get("/record-sheet")
def page(enrolment: str) -> str:
    """The sheet as it will look on paper. Raises NothingHere."""
    seen = enrolled_here(enrolment)
    return render_template(
        "clinic/record_sheet.html",
        printed=sheet_on_paper(seen),
        label=seen.label,
        plan_path=url_for("one_plan.plan", enrolment=seen.id),
        file=url_for(".file", enrolment=seen.id) if can_make_files() else "",
    )


@record_sheets.get("/record-sheet.pdf")
def file(enrolment: str) -> Response:
    """The same as a file. Raises NothingHere, and NotFound where none can be made."""
    seen = enrolled_here(enrolment)
    if not can_make_files():
        raise NotFound
    printed = sheet_on_paper(seen, alone=True)
    made = pdf_of(render_template("printed_file.html", printed=printed))
    answer = Response(made, content_type=RECORD_PAPER.media)
    answer.headers["Content-Disposition"] = RECORD_PAPER.disposition
    return answer


def sheet_on_paper(seen: Enrolled, alone: bool = False) -> Markup:
    """The sheet. `alone`: nothing else is on the page, so its title is the title of the page."""
    guidance = current_app.config["GUIDANCE"]()
    plan = plan_from(seen.kept, guidance, occasion(seen.kept).today)
    digest, state = to_sign(seen.kept, guidance)
    names = names_of(seen.clinic)
    checked = checked_words(state, names.get(state.by, "") if state else "", digest)
    paper = paper_of(plan.situation.told.place)
    sheet = record_sheet(seen, plan, lead_of(plan), adjusted_lines(seen.kept, plan, names), checked, Room(paper))
    given: dict[str, Any] = {"sheet": sheet, "paper": paper.name, "level": 1 if alone else 2}
    return Markup(render_template("clinic/record_sheet_paper.html", **given))
