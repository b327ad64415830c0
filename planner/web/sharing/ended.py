"""What the owner of a plan is told at an old page of a share that has ended: that, and nothing general."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from planner.at_the_door import occasion
from planner.errors import NothingHere
from planner.plans.share_list import shared_with
from planner.tokens import is_id
from planner.web.guarding.error_pages import explained
from planner.web.plans.made import made_or_closed


def say_when_ended(pages: Blueprint) -> None:
    """Let the pages of sharing answer so where a share of this owner does not hold any more."""
    pages.register_error_handler(NothingHere, nothing_here)


def nothing_here(error: NothingHere) -> Response:
    """The page of a share that has ended. Whoever never came in is forgotten then, so whatever could be the name of a
    share and is of none that holds has ended: of the shares of somebody else it tells nothing."""
    name = (request.view_args or {}).get("share", "")
    try:
        kept = made_or_closed()
    except NothingHere:
        return explained(error)
    if not is_id(name) or name in [one.id for one in shared_with(kept, occasion(kept).today)]:
        return explained(error)
    return make_response(render_template("share_ended.html"), 404)
