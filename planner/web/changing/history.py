"""Every change of a plan, newest first, and undoing one."""

from flask import Blueprint, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.errors import Faults
from planner.marked import N_
from planner.plans.facts import ChangedSince
from planner.plans.history import PAGE, changes_of_plan, undo
from planner.plans.kept import KeptPlan
from planner.web.changing.history_view import change_view
from planner.web.door import once_key
from planner.web.plans.made import back_to_plan

LATER = N_("A later change is about the same thing. Undo that one first.")
NOT_TOGETHER = N_("What stood there before cannot be true beside what you told since. Change or undo that first.")

history_pages = Blueprint("history", __name__, url_prefix="/plan/history")


@history_pages.get("")
def history() -> str:
    """The changes of the plan, a page at a time."""
    return _page(kept_plan())


@history_pages.post("/<int(max=999999999):number>/undo")
def undo_one(number: int) -> Response | tuple[str, int]:
    """Take one change back. Where a later one stands in the way, say so; nothing is changed then."""
    kept = kept_plan()
    try:
        kept = undo(actor(), once_key(), number, occasion(kept))
    except ChangedSince:
        return _page(kept, wrong=_(LATER)), 409
    except Faults:
        return _page(kept, wrong=_(NOT_TOGETHER)), 409
    return back_to_plan(kept)


def _page(kept: KeptPlan, *, wrong: str = "") -> str:
    written = request.args.get("before", "")
    before = int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None
    found = changes_of_plan(kept, before, PAGE + 1)
    today = occasion(kept).today
    return render_template(
        "history.html",
        changes=[change_view(one, kept, current_app.config["GUIDANCE"](), today) for one in found[:PAGE]],
        older=found[PAGE - 1].number if len(found) > PAGE else None,
        wrong=wrong,
    )
