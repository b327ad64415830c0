"""Deleting everything: what goes, what stays, and one press."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.errors import NothingHere
from planner.languages import COOKIE, language, languages, speaking
from planner.once import was_used
from planner.plans.actions import DELETE, delete_plan
from planner.plans.share_list import shared_with
from planner.web.door import let_out, once_key
from planner.web.plans.drawn import forget

leaving = Blueprint("leaving", __name__, url_prefix="/delete")


@leaving.get("")
def ask() -> str:
    """What would be deleted and what would stay."""
    kept = kept_plan()
    shared = bool(shared_with(kept, occasion(kept).today))
    return render_template("delete.html", made=kept.made_on is not None, shared=shared)


@leaving.post("")
def delete() -> Response:
    """Delete the plan with all that opens it, and let this browser out. Raises NothingHere, but not at the same form
    sent again."""
    key = once_key()
    try:
        kept = kept_plan()
        delete_plan(actor(), key, occasion(kept))
        forget(kept.id)
    except NothingHere:
        if not was_used(key, by=None, action=DELETE):
            raise
    # The language that was chosen goes with all the rest, so the last page is told it.
    chosen = language() if COOKIE in request.cookies else None
    return let_out(redirect(url_for(".deleted", language=chosen), 303))


@leaving.get("/done")
def deleted() -> str:
    """What is gone and what stays. It says so to whoever opens it, and knows of nobody."""
    told = request.args.get("language", "")
    with speaking(told if told in languages() else language()):
        return render_template("deleted.html")
