"""Moving the date: type it, look at what it would change, and only then use it."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion
from planner.errors import Faults
from planner.plans.changing import PlanMovedOn
from planner.plans.kept import KeptPlan
from planner.plans.moving import Move, move_date, preview_move
from planner.web.asking.question_form import Mistake
from planner.web.changing.move_form import as_mistakes, fields_of, form_for, move_from
from planner.web.changing.move_view import move_view
from planner.web.door import once_key
from planner.web.plans.made import back_to_plan, made_plan

move_pages = Blueprint("move", __name__, url_prefix="/plan/move")


@move_pages.get("")
def move() -> str:
    """The date as it is, to be typed anew."""
    return render_template("move.html", form=form_for(made_plan().told))


@move_pages.post("")
def preview() -> str | tuple[str, int]:
    """What the new date would change. Nothing is kept."""
    kept = made_plan()
    typed = move_from(request.form, kept.told)
    return _again(kept, typed) if isinstance(typed, list) else _preview(kept, typed)


@move_pages.post("/use")
def use() -> Response | str | tuple[str, int]:
    """Use the new date as it was shown. Where the plan changed meanwhile, it is shown anew, and nothing is kept."""
    kept = made_plan()
    typed = move_from(request.form, kept.told)
    if isinstance(typed, list):
        return _again(kept, typed)
    try:
        seen = _version(request.form.get("seen", ""))
        kept = move_date(actor(), once_key(), typed, seen, occasion(kept))
    except PlanMovedOn:
        shown = _preview(made_plan(), typed, stale=True)
        return (shown, 409) if isinstance(shown, str) else shown
    except Faults as faults:
        return _again(kept, as_mistakes(faults, kept.told))
    return back_to_plan(kept)


def _preview(kept: KeptPlan, move: Move, stale: bool = False) -> str | tuple[str, int]:
    now = occasion(kept)
    try:
        shown = preview_move(kept, move, now.guidance, now.today)
    except Faults as faults:
        return _again(kept, as_mistakes(faults, move.laid_over(kept.told)))
    return render_template("move_preview.html", view=move_view(shown, kept), fields=fields_of(move), stale=stale)


def _again(kept: KeptPlan, mistakes: list[Mistake]) -> tuple[str, int]:
    return render_template("move.html", form=form_for(kept.told, request.form, mistakes)), 400


def _version(written: str) -> int:
    """The version a page was made for; one that nobody has where it cannot be read."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1
