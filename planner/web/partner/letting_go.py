"""Not wanting to see it any more: somebody with whom a plan is shared deletes themselves from here, at one press."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.accounts.access import Actor
from planner.accounts.ways_in import is_only_way
from planner.accounts.ways_out import end_device
from planner.at_the_door import actor, forget_who, now, occasion, shared_here, shared_with
from planner.errors import NothingHere
from planner.languages import COOKIE, language, languages, speaking
from planner.once import was_used
from planner.plans.changing import Occasion
from planner.plans.let_go import LET_GO, let_go
from planner.tokens import hash_of
from planner.web.door import let_out, once_key
from planner.web.partner.ended import say_when_ended

partner_leaving = Blueprint("partner_leaving", __name__, url_prefix="/part")
say_when_ended(partner_leaving)


@partner_leaving.get("/leave")
def ask() -> str:
    """What would go, and what would stay. Raises NothingHere."""
    shared_here()
    return render_template("part_leave.html")


@partner_leaving.post("/leave")
def leave() -> Response:
    """Delete whoever asks, with all they keep here, and let this browser out. Raises NothingHere, but not at the same
    form sent again."""
    key = once_key()
    try:
        let_go(actor(), key, _occasion(actor()))
    except NothingHere:
        if not was_used(key, by=None, action=LET_GO):
            raise
    # The language that was chosen goes with all the rest, so the last page is told it.
    chosen = language() if COOKIE in request.cookies else None
    return let_out(redirect(url_for(".left", language=chosen), 303))


def let_go_instead(leaves: Actor, key: str) -> None:
    """Let go of somebody in whose browser something else is open from now on, and who could never open what is theirs
    again: with all they keep, as `leave`. `key`: of the form that opened the other."""
    let_go(leaves, hash_of(f"{LET_GO} {key}"), _occasion(leaves))
    forget_who()


def leave_what_is_over(leaves: Actor, key: str) -> None:
    """Let this browser go of somebody with whom nothing is shared any more: with all they keep where they could never
    open that again, and else this device alone. `key`: of the form that opened something else here."""
    if is_only_way(leaves):
        let_go_instead(leaves, key)
        return
    end_device(leaves, hash_of(f"leave {key}"), leaves.device, now())
    forget_who()


def _occasion(who: Actor) -> Occasion:
    """This moment, and the day it is where the person lives whose plan is shared, while it is."""
    try:
        return occasion(shared_with(who).kept)
    except NothingHere:
        return occasion()


@partner_leaving.get("/left")
def left() -> str:
    """What is gone and what stays. It says so to whoever opens it, and knows of nobody."""
    told = request.args.get("language", "")
    with speaking(told if told in languages() else language()):
        return render_template("part_left.html")
