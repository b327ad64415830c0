"""What if: up to three dates side by side, what each leaves room for, and the earliest one with room for all."""

from flask import Blueprint, render_template, request

from planner.at_the_door import kept_plan, occasion
from planner.errors import Faults, NothingHere
from planner.plans.kept import KeptPlan
from planner.plans.moving import comparison_of
from planner.web.changing.what_if_view import read_form, shown_form, what_if_view

what_if_pages = Blueprint("what_if", __name__, url_prefix="/plan/what-if")


@what_if_pages.get("")
def what_if() -> str:
    """The dates to be typed, and which options shall have room."""
    kept = _made()
    return render_template("what_if.html", form=shown_form(kept, occasion(kept)), view=None)


@what_if_pages.post("")
def compare() -> str | tuple[str, int]:
    """The dates side by side. Nothing is kept."""
    kept = _made()
    now = occasion(kept)
    asked = read_form(request.form, kept.told)
    form = shown_form(kept, now, request.form, asked.mistakes)
    if asked.mistakes:
        return render_template("what_if.html", form=form, view=None), 400
    try:
        found = comparison_of(kept, asked.moves, now.guidance, now.today, asked.chosen or None)
    except Faults as faults:
        form = shown_form(kept, now, request.form, asked.as_mistakes(faults))
        return render_template("what_if.html", form=form, view=None), 400
    return render_template("what_if.html", form=form, view=what_if_view(found, kept, asked, now))


def _made() -> KeptPlan:
    """The plan of whoever asks, once it is made. Raises NothingHere."""
    kept = kept_plan()
    if kept.made_on is None:
        raise NothingHere
    return kept
