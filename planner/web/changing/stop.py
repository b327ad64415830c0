"""Stopping: the treatment is put off or off, a break, a death, or deleting everything. One page, kind words."""

from contextlib import suppress

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion
from planner.plans.share_list import shared_with
from planner.plans.stopping import HOW, Closed, stop
from planner.web.door import once_key
from planner.web.plans.made import back_to_plan, made_or_closed

stop_pages = Blueprint("stop", __name__, url_prefix="/plan/stop")


@stop_pages.get("")
def ask() -> str:
    """The ways to stop, each with what it does; or to go on, where the plan is stopped."""
    kept = made_or_closed()
    return render_template(
        "stop.html",
        status=kept.told.get("treatment_status", "planned"),
        resting=kept.resting_since is not None,
        shared=bool(shared_with(kept, occasion(kept).today)),
    )


@stop_pages.post("")
def do() -> Response:
    """Stop, or go on. A plan that was closed meanwhile is shown as it is, and stays closed."""
    how = request.form.get("how", "")
    if how not in HOW:
        abort(400)
    kept = made_or_closed()
    with suppress(Closed):
        kept = stop(actor(), once_key(), how, occasion(kept))
    return back_to_plan(kept)
