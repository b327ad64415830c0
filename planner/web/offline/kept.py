"""What a phone of somebody's own keeps for when there is no signal: the plan and its steps, all of one moment."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import gettext as _

from planner.at_the_door import actor, held_here, is_locked, kept_plan, occasion, visitor
from planner.engine.plan import Plan, Planned
from planner.errors import NothingHere
from planner.guidance.model import codes_of
from planner.languages import language, spoken, tag
from planner.plans.history import changes_of_plan
from planner.plans.kept import KeptPlan
from planner.plans.notes import notes_of
from planner.plans.phones import phones_of
from planner.plans.team_questions import questions_of
from planner.sealed import keyed_hash
from planner.web.changing.history_view import lines_about
from planner.web.changing.phones import listed as phones_page
from planner.web.changing.team_questions import listed as questions_page
from planner.web.guarding.forged import token_for_form
from planner.web.guarding.headers import csp_nonce
from planner.web.plans.made import made_today, step_id
from planner.web.plans.next_step import in_turn
from planner.web.plans.plan import one_step_page
from planner.web.plans.plan import plan as plan_page
from planner.web.plans.said import kept_as
from planner.web.plans.steps import LOOKED_BACK, step_page
from planner.web.ways.looks import is_calm

WHOSE = "whose phone it is"
MOST_IN_TURN = 12  # steps that can be gone through one at a time without a signal
FORGOTTEN = '"storage"'
AT_A_TIME = 12  # pages drawn for one request; whoever has more to fetch asks again

kept_pages = Blueprint("kept_pages", __name__, url_prefix="/offline")


class KeptPage(NamedTuple):
    """One page that is kept: a mark of what it shows, and how it is drawn; of a step also its title, and what its forms
    say was `shown` of it."""

    mark: str
    draw: Callable[[], Any]
    title: str = ""
    shown: str = ""


@kept_pages.get("/state")
def state() -> Response:
    """How this phone stands: known, its owner's own and whose, locked, when it locks by itself, with a code; which
    pages are newest; where to leave to.

    With a fresh word for sending what waits, however old the pages are that it was said on: also from a phone that was
    somebody's own until now. A phone that is nobody's own is told to `forget` when it asks for that: a database that is
    deleted by a script stays in the browser's files, sealed, and its key beside it.
    """
    held = held_here()
    told: dict[str, Any] = {"known": held is not None, "own": bool(held and held.own), "locked": "", "coded": False}
    if held is not None:
        locked = held.locked or "idle" if is_locked(held) else ""
        told |= {"locked": locked, "coded": held.has_code, "idle": held.idle_minutes}
        told |= {"exit": current_app.config["EXIT_URL"], "whose": keyed_hash(held.actor.person, WHOSE)[:20]}
        if not locked and visitor():
            told |= {"csrf": token_for_form()}
            if held.own:
                looks = _mark(language(), is_calm(), held.idle_minutes)
                told |= {"version": version_of(kept_plan()), "looks": looks}
    answer = jsonify(told)
    if "forget" in request.args and not told["own"] and request.headers.get("Sec-Fetch-Site") == "same-origin":
        answer.headers["Clear-Site-Data"] = FORGOTTEN
    return answer


@kept_pages.post("/pages")
def pages() -> Response:
    """The kept pages that are not what `have` (path -> mark, as JSON) says they are, some at a time, with their marks.

    `marks` holds every page that is kept: what it does not name goes. Raises NothingHere where the phone is not one's
    own, or no plan is made.
    """
    held, kept = held_here(), kept_plan()
    if held is None or not held.own or kept.made_on is None:
        raise NothingHere
    told = request.get_json()
    have = told.get("have") if isinstance(told, dict) else None
    have = have if isinstance(have, dict) else {}
    found = _pages_of(kept)
    marks = {path: page.mark for path, page in found.items()}
    wanted = [path for path, mark in marks.items() if have.get(path) != mark]
    about = {"language": tag(), "nonce": csp_nonce(), "words": _words()}
    fresh = {}
    for path in wanted[:AT_A_TIME]:
        page = found[path]
        fresh[path] = {"mark": page.mark, "title": page.title, "shown": page.shown, "html": page.draw(), **about}
    return jsonify(version=version_of(kept), marks=marks, pages=fresh, more=len(wanted) > AT_A_TIME)


def version_of(kept: KeptPlan) -> str:
    """A mark of all that the kept pages show: another as soon as any of it changes."""
    guidance = current_app.config["GUIDANCE"]()
    return _mark(_of_all(kept), kept.version, kept.unseen, notes_of(kept, codes_of(guidance)), *_beside(kept))


def _pages_of(kept: KeptPlan) -> Mapping[str, KeptPage]:
    """Each kept page by its path."""
    guidance, shared = current_app.config["GUIDANCE"](), _of_all(kept)
    notes, asked = notes_of(kept, codes_of(guidance)), questions_of(kept)
    whole = _mark(shared, kept.version, kept.unseen, *_beside(kept))
    found = {
        "/plan": KeptPage(whole, plan_page),
        "/plan/questions": KeptPage(whole, questions_page),
        "/plan/phones": KeptPage(whole, phones_page),
    }
    if kept.told.get("treatment_status") == "died":
        return found
    made, changes = made_today(kept), changes_of_plan(kept, count=LOOKED_BACK)
    if is_calm():
        for number in range(2, min(sum(map(len, in_turn(made))), MOST_IN_TURN) + 1):
            found[f"/plan?step={number}"] = KeptPage(whole, _in_turn(kept, number))
    for one in made.items:
        code, name = one.item.code, step_id(kept, one.item.key)
        own = [note for note in notes if note.code == code], lines_about(code, changes, made)
        mark = _mark(shared, _of_step(one, made), own, [mine for mine in asked if mine.code == code])
        shown = kept_as(kept.told.get("steps", {}).get(code))
        found[f"/plan/steps/{name}"] = KeptPage(mark, _drawing(name, kept, made), spoken(one.item.words).title, shown)
    return found


def _drawing(name: str, kept: KeptPlan, made: Plan) -> Callable[[], str]:
    return lambda: step_page(name, kept, made=made)


def _in_turn(kept: KeptPlan, number: int) -> Callable[[], str]:
    return lambda: one_step_page(kept, occasion(kept).today, number)


def _of_all(kept: KeptPlan) -> tuple[Any, ...]:
    """What every page shows something of."""
    today, guidance = occasion(kept).today, current_app.config["GUIDANCE"]()
    place, resting = kept.told.get("place"), kept.resting_since
    held = held_here()
    idle = held and held.idle_minutes
    return actor().person, today, guidance.digest, language(), is_calm(), idle, kept.as_of, place, resting


def _beside(kept: KeptPlan) -> tuple[Any, ...]:
    """What stands beside the plan: questions for the team, and its phone numbers."""
    return questions_of(kept), phones_of(kept)


def _of_step(one: Planned, made: Plan) -> tuple[Any, ...]:
    """What the page of one step shows of the plan."""
    course = [
        (stop.key, stop.earliest, stop.likely, stop.latest, stop.confirmed) for stop in made.situation.course.values()
    ]
    return one.item.key, one.window, one.due, one.state, one.severity, one.step, one.grounds, one.alarms, course


def _mark(*shown: Any) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]


def _words() -> dict[str, str]:
    return {
        "seen": _("As last seen on {day}. There is no signal now, so “today” means that day."),
        "waiting": _("{count} waiting to be sent"),
    }
