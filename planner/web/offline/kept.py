"""What a phone of somebody's own keeps for when there is no signal, all of one moment; and how the phone stands."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import gettext as _

from planner.accounts.access import PARTNER
from planner.accounts.devices import was_of_staff
from planner.at_the_door import actor, held_here, is_locked, is_own_here, kept_plan, secret_here, shared_here, visitor
from planner.errors import NothingHere
from planner.languages import language, tag
from planner.sealed import keyed_hash
from planner.web.guarding.forged import token_for_form
from planner.web.guarding.headers import csp_nonce
from planner.web.offline.kept_page import KeptPage, mark_of
from planner.web.offline.kept_plan import pages_of_plan, version_of_plan
from planner.web.offline.kept_shared import pages_of_shared, version_of_shared
from planner.web.reminders.by_push import key_for_here
from planner.web.ways.looks import is_calm

WHOSE = "whose phone it is"
FORGOTTEN = '"storage"'
AT_A_TIME = 12  # pages drawn for one request; whoever has more to fetch asks again
HOMES = {PARTNER: "/part"}  # where the first page leads without a signal; everybody else: to the plan

kept_pages = Blueprint("kept_pages", __name__, url_prefix="/offline")


@kept_pages.get("/state")
def state() -> Response:
    """How this phone stands: known, its owner's own and whose, locked, when it locks by itself, with a code; which
    pages are newest, and which of them is the first; where to leave to.

    With a fresh word for sending what waits, however old the pages are that it was said on: also from a phone that was
    somebody's own until now. A phone that is nobody's own, or of somebody with whom nothing is shared any more, is told
    to `forget` when it asks for that: a database that is deleted by a script stays in the browser's files, sealed, and
    its key beside it. When it asks for `push`, it is told for which key it takes messages, if it is to be reached so;
    one on which staff were signed in until now `stays` as it is, so that it is reached again once they are.
    """
    held = held_here()
    told: dict[str, Any] = {"known": held is not None, "own": is_own_here(), "locked": "", "coded": False}
    if held is not None:
        locked = held.locked or "idle" if is_locked(held) else ""
        told |= {"locked": locked, "coded": held.has_code, "idle": held.idle_minutes}
        told |= {"exit": current_app.config["EXIT_URL"], "whose": keyed_hash(held.actor.person, WHOSE)[:20]}
        told |= {"home": HOMES.get(held.actor.role, "/plan")}
        if not locked and visitor():
            told |= {"csrf": token_for_form()}
            if "push" in request.args:
                told |= key_for_here()
            if told["own"]:
                looks = mark_of(language(), is_calm(), held.idle_minutes)
                told |= {"version": _version(), "looks": looks}
    elif "push" in request.args:
        told |= {"stays": was_of_staff(secret_here())}
    answer = jsonify(told)
    if "forget" in request.args and not told["own"] and request.headers.get("Sec-Fetch-Site") == "same-origin":
        answer.headers["Clear-Site-Data"] = FORGOTTEN
    return answer


@kept_pages.post("/pages")
def pages() -> Response:
    """The kept pages that are not what `have` (path -> mark, as JSON) says they are, some at a time, with their marks.

    `marks` holds every page that is kept: what it does not name goes. Raises NothingHere where the phone is not one's
    own, or no plan is made, or nothing is shared.
    """
    held = held_here()
    if held is None or not held.own:
        raise NothingHere
    found, version = _pages(), _version()
    told = request.get_json()
    have = told.get("have") if isinstance(told, dict) else None
    have = have if isinstance(have, dict) else {}
    marks = {path: page.mark for path, page in found.items()}
    wanted = [path for path, mark in marks.items() if have.get(path) != mark]
    about = {"language": tag(), "nonce": csp_nonce(), "words": _words()}
    fresh = {}
    for path in wanted[:AT_A_TIME]:
        page = found[path]
        fresh[path] = {"mark": page.mark, "title": page.title, "shown": page.shown, "html": page.draw(), **about}
    return jsonify(version=version, marks=marks, pages=fresh, more=len(wanted) > AT_A_TIME)


def _version() -> str:
    return version_of_shared(shared_here()) if actor().role == PARTNER else version_of_plan(kept_plan())


def _pages() -> Mapping[str, KeptPage]:
    """Each kept page by its path. Raises NothingHere."""
    if actor().role == PARTNER:
        return pages_of_shared(shared_here())
    kept = kept_plan()
    if kept.made_on is None:
        raise NothingHere
    return pages_of_plan(kept)


def _words() -> dict[str, str]:
    return {
        "seen": _("As last seen on {day}. There is no signal now, so “today” means that day."),
        "waiting": _("{count} waiting to be sent"),
    }
