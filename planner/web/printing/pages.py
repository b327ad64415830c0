"""The pages that print a plan: the sheet or the whole plan as it will look on paper, and the same as a file."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from planner.at_the_door import kept_plan
from planner.plans.by_clinic import codes_in
from planner.plans.kept import KeptPlan
from planner.plans.newer import corrections_of
from planner.plans.notes import notes_of
from planner.plans.team_questions import questions_of
from planner.web.plans.made import made_today
from planner.web.printing.on_paper import on_paper
from planner.web.printing.pdf import can_make_files, pdf_of
from planner.web.printing.stamp import stamp_of
from planner.web.printing.wanted import FILE, Wanted, choices_from, wanted_from

printing = Blueprint("printing", __name__, url_prefix="/plan")


@printing.get("/print")
def page() -> str | Response:
    """What will be printed, as it will look, and what can be chosen. While there is no plan yet, the answers so far."""
    kept, wanted = kept_plan(), wanted_from(request.args)
    if kept.made_on is None:
        return redirect(url_for("questions.check"), 303)
    notes = _notes(kept)
    return render_template(
        "printing.html",
        printed=_printed(kept, wanted, notes if wanted.notes else {}),
        choices=choices_from(wanted, bool(notes)),
        file=wanted.path(FILE) if can_make_files() else "",
        wanted=wanted,
    )


@printing.get("/print.pdf")
def file() -> Response:
    """The same as a file, whose name tells nothing. Raises NotFound where none can be made, or no plan is there yet."""
    kept, wanted = kept_plan(), wanted_from(request.args)
    if kept.made_on is None or not can_make_files():
        raise NotFound
    printed = _printed(kept, wanted, _notes(kept) if wanted.notes else {}, alone=True)
    answer = Response(pdf_of(render_template("printed_file.html", printed=printed)), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="print.pdf"'
    return answer


def _printed(kept: KeptPlan, wanted: Wanted, notes: dict[str, str], alone: bool = False) -> Markup:
    plan = made_today(kept)
    mine = questions_of(kept)
    return on_paper(
        plan,
        wanted,
        stamp_of(kept, plan),
        asked=[one.words for one in mine if one.asked_on is None],
        answered={one.words for one in mine if one.asked_on},
        notes=notes,
        corrections=corrections_of(kept, plan),
        alone=alone,
    )


def _notes(kept: KeptPlan) -> dict[str, str]:
    """The notes of the plan, by the code of their step."""
    return {one.code: one.words for one in notes_of(kept, codes_in(current_app.config["GUIDANCE"](), kept.clinic))}
