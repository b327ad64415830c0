"""The plan's own pages: the plan, one step of it, and its calendar file."""

import hmac

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.calendar.events import events_of
from planner.calendar.ical import calendar_file, placeholder, prodid_of
from planner.engine.plan import Plan, Planned
from planner.errors import NothingHere
from planner.plans.kept import KeptPlan, plan_from
from planner.web.door import kept_plan, occasion
from planner.web.present import plan_view
from planner.web.preview import preview_of
from planner.web.step_view import step_view

plan_pages = Blueprint("plan", __name__, url_prefix="/plan")


@plan_pages.get("")
def plan() -> str | Response:
    """The plan, its next step first. While it is not made yet, the answers so far."""
    kept = kept_plan()
    if kept.made_on is None:
        return redirect(url_for("questions.check"), 303)
    made = _made(kept)
    view = plan_view(made, step_path=lambda one: f"/plan/steps/{step_id(kept, one.item.key)}")
    return render_template("plan.html", plan=view, preview=preview_of(made), newer=False)


@plan_pages.get("/steps/<name>")
def step(name: str) -> str:
    """One step: why, what to do, when, and who says so. Raises NothingHere for a step that is not in the plan."""
    kept = kept_plan()
    made = _made(kept)
    one = _step_named(name, kept, made)
    return render_template("step.html", step=step_view(one, made))


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


def step_id(kept: KeptPlan, key: str) -> str:
    """The name of one step in an address: the same for ever for one plan, and telling nothing."""
    return hmac.digest(kept.secret, f"step/{key}".encode(), "sha256").hex()[:20]


def _made(kept: KeptPlan) -> Plan:
    return plan_from(kept, current_app.config["GUIDANCE"](), occasion(kept).today)


def _step_named(name: str, kept: KeptPlan, made: Plan) -> Planned:
    found = [one for one in made.items if hmac.compare_digest(step_id(kept, one.item.key), name)]
    if not found:
        raise NothingHere
    return found[0]
