"""Stopping: the treatment is put off or off, a break, a death, or deleting everything. One page, kind words."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.errors import NothingHere
from planner.plans.kept import KeptPlan
from planner.plans.stopping import HOW, stop
from planner.web.door import once_key
from planner.web.plans.made import back_to_plan

stop_pages = Blueprint("stop", __name__, url_prefix="/plan/stop")


@stop_pages.get("")
def ask() -> str:
    """The ways to stop, each with what it does; or to go on, where the plan is stopped."""
    kept = _made()
    return render_template(
        "stop.html", status=kept.told.get("treatment_status", "planned"), resting=kept.resting_since is not None
    )


@stop_pages.post("")
def do() -> Response:
    """Stop, or go on."""
    how = request.form.get("how", "")
    if how not in HOW:
        abort(400)
    return back_to_plan(stop(actor(), once_key(), how, occasion(_made())))


def _made() -> KeptPlan:
    """The plan of whoever asks, once it is made: before that there is nothing to stop. Raises NothingHere."""
    kept = kept_plan()
    if kept.made_on is None:
        raise NothingHere
    return kept
