"""Deleting everything: what goes, what stays, and one press."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from planner.accounts.ways_out import was_deleted
from planner.errors import NothingHere
from planner.plans.actions import delete_plan
from planner.web.door import actor, kept_plan, let_out, occasion, once_key

# Not "cookies": that would clear those of every service under the same domain. Ours are taken away by name.
CLEARED = '"cache", "storage"'

leaving = Blueprint("leaving", __name__, url_prefix="/delete")


@leaving.get("")
def ask() -> str:
    """What would be deleted and what would stay."""
    return render_template("delete.html", made=kept_plan().made_on is not None)


@leaving.post("")
def delete() -> Response:
    """Delete the plan with all that opens it, and let this browser out. Raises NothingHere, but not at the same form
    sent again."""
    key = once_key()
    try:
        delete_plan(actor(), key, occasion(kept_plan()))
    except NothingHere:
        if not was_deleted(key):
            raise
    answer = let_out(make_response(render_template("deleted.html")))
    answer.headers["Clear-Site-Data"] = CLEARED
    return answer
