"""What if: up to three dates side by side, what each leaves room for, and the earliest one with room for all."""

from flask import Blueprint, render_template, request

from planner.at_the_door import occasion
from planner.plans.moving import earliest_date, preview_move
from planner.web.changing.what_if_view import read_form, shown_form, what_if_view
from planner.web.plans.made import made_plan

what_if_pages = Blueprint("what_if", __name__, url_prefix="/plan/what-if")


@what_if_pages.get("")
def what_if() -> str:
    """The dates to be typed, and which options shall have room."""
    kept = made_plan()
    return render_template("what_if.html", form=shown_form(kept, occasion(kept)), view=None)


@what_if_pages.post("")
def compare() -> str | tuple[str, int]:
    """The dates side by side. Nothing is kept."""
    kept = made_plan()
    now = occasion(kept)
    asked = read_form(request.form, kept.told)
    if not asked.mistakes:
        asked = asked.with_other_days(kept, now)
    form = shown_form(kept, now, request.form, asked.mistakes)
    if asked.mistakes:
        return render_template("what_if.html", form=form, view=None), 400
    previews = [preview_move(kept, move, now.guidance, now.today) for move in asked.moves]
    earliest = None
    if asked.chosen:
        others = kept.told.get("milestones", {})
        earliest = earliest_date(kept, asked.moves[0].kind, now.guidance, now.today, others, asked.chosen)
    return render_template("what_if.html", form=form, view=what_if_view(previews, earliest, kept, asked))
