"""Every change of a plan, newest first, and undoing one."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.plans.facts import ChangedSince
from planner.plans.history import PAGE, changes_of_plan, undo
from planner.plans.kept import KeptPlan
from planner.web.changing.history_view import change_view
from planner.web.door import once_key

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
        return _page(kept, stands_in_the_way=True), 409
    return redirect(url_for("plan.plan", changed=kept.version), 303)


def _page(kept: KeptPlan, *, stands_in_the_way: bool = False) -> str:
    written = request.args.get("before", "")
    before = int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None
    found = changes_of_plan(kept, before, PAGE + 1)
    today = occasion(kept).today
    return render_template(
        "history.html",
        changes=[change_view(one, kept, current_app.config["GUIDANCE"](), today) for one in found[:PAGE]],
        older=found[PAGE - 1].number if len(found) > PAGE else None,
        stands_in_the_way=stands_in_the_way,
    )
