"""The plan's own pages: the plan, one step of it, its calendar file, and what newer guidance would change."""

import hmac
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.calendar.events import events_of
from planner.calendar.ical import calendar_file, placeholder, prodid_of
from planner.engine.plan import Plan, Planned
from planner.errors import NothingHere
from planner.plans.actions import accept_guidance, refuse_guidance
from planner.plans.changes import Correction, GuidanceChanges, changes_of, urgent_corrections
from planner.plans.closed_days import closed_days_of
from planner.plans.kept import KeptPlan, plan_from
from planner.web.door import actor, kept_plan, occasion, once_key
from planner.web.plans.drawn import drawn
from planner.web.plans.newer import newer_view
from planner.web.plans.present import plan_view
from planner.web.plans.preview import preview_of
from planner.web.plans.step_view import step_view

plan_pages = Blueprint("plan", __name__, url_prefix="/plan")


@plan_pages.get("")
def plan() -> str | Response:
    """The plan, its next step first. While it is not made yet, the answers so far."""
    kept = kept_plan()
    if kept.made_on is None:
        return redirect(url_for("questions.check"), 303)
    # All that a plan is drawn from: its facts, the guidance, and the day. A version alone comes again after a restore.
    today, guidance = occasion(kept).today, current_app.config["GUIDANCE"]()
    key = kept.id, kept.version, kept.changed_at, today, guidance.digest
    return render_template("plan.html", drawn=drawn(key, lambda: _drawn(kept, plan_from(kept, guidance, today))))


@plan_pages.get("/steps/<name>")
def step(name: str) -> str:
    """One step: why, what to do, when, and who says so. Raises NothingHere for a step that is not in the plan."""
    kept = kept_plan()
    made = _made(kept)
    one = _step_named(name, kept, made)
    return render_template("step.html", step=step_view(one, made, _corrections(kept, made).get(one.item.key)))


@plan_pages.get("/calendar.ics")
def calendar() -> Response:
    """The days of the plan as a file: discreet, unless plain words are asked for."""
    kept = kept_plan()
    made = _made(kept)
    events = events_of(made, secret=kept.secret, plain=request.args.get("plain") == "yes")
    prodid = prodid_of(current_app.config["SERVICE_NAME"])
    answer = Response(
        calendar_file(events, prodid=prodid, if_empty=placeholder(kept.asked_on)), mimetype="text/calendar"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return answer


@plan_pages.get("/changes")
def changes() -> str:
    """What newer guidance would change, before anything does."""
    kept = kept_plan()
    made = _made(kept)
    newer = _newer(kept, made)
    return render_template("changes.html", newer=newer and newer_view(newer, made.situation.today))


@plan_pages.post("/changes")
def decide() -> Response:
    """Follow the newer guidance as it was shown, or keep the plan as it is."""
    kept = kept_plan()
    choices = {"accept": accept_guidance, "keep": refuse_guidance}
    try:
        choice, as_of = choices[request.form.get("choice", "")], date.fromisoformat(request.form.get("as_of", ""))
    except (KeyError, ValueError):
        abort(400)
    choice(actor(), once_key(), as_of, occasion(kept))
    return redirect(url_for(".plan"), 303)


def step_id(kept: KeptPlan, key: str) -> str:
    """The name of one step in an address: the same for ever for one plan, and telling nothing."""
    return hmac.digest(kept.secret, f"step/{key}".encode(), "sha256").hex()[:20]


def _drawn(kept: KeptPlan, made: Plan) -> str:
    view = plan_view(
        made,
        step_path=lambda one: f"/plan/steps/{step_id(kept, one.item.key)}",
        corrections=_corrections(kept, made),
    )
    newer = _newer(kept, made)
    return render_template("parts/plan_drawn.html", plan=view, preview=preview_of(made), newer=newer is not None)


def _made(kept: KeptPlan) -> Plan:
    return plan_from(kept, current_app.config["GUIDANCE"](), occasion(kept).today)


def _corrections(kept: KeptPlan, made: Plan) -> Mapping[str, Correction]:
    situation = made.situation
    return urgent_corrections(made.guidance, situation.told.place, kept.as_of, situation.today)


def _newer(kept: KeptPlan, made: Plan) -> GuidanceChanges | None:
    """What newer guidance would change; None when nothing would, and when its owner has seen it and kept the plan."""
    told, today = made.situation.told, made.situation.today
    found = changes_of(
        told,
        made.guidance,
        asked_on=kept.asked_on,
        as_of=kept.as_of,
        today=today,
        closed_days=closed_days_of(told.place),
    )
    seen = kept.refused_as_of
    return None if found is None or (seen and found.since <= seen) else found


def _step_named(name: str, kept: KeptPlan, made: Plan) -> Planned:
    found = [
        one
        for one in made.items
        if hmac.compare_digest(step_id(kept, one.item.key).encode(), name.encode("utf-8", "surrogatepass"))
    ]
    if not found:
        raise NothingHere
    return found[0]
