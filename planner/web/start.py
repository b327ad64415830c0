"""The first page, and the press of a button that starts a plan."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from planner.at_the_door import device_kind, occasion, visitor
from planner.errors import NothingHere
from planner.plans.actions import start_plan
from planner.plans.kept import KeptPlan, plan_of
from planner.questions.journey import page_to_go_on
from planner.web.door import let_in, own_once_key
from planner.web.guarding.limits import count_a_start

start_pages = Blueprint("start", __name__)


@start_pages.get("/")
def start() -> str:
    """What this is, and the ways in. Whoever has a plan here finds the way on first."""
    known, made = visitor(), None
    if known:
        try:
            made = plan_of(known).made_on
        except NothingHere:
            known = None
    return render_template("start.html", has_plan=bool(known and made), has_draft=bool(known and not made))


@start_pages.post("/start")
def begin() -> Response:
    """A new, empty plan on this device, and its first question. Sent again, it leads to the plan that is open here."""
    known = visitor()
    if known:
        return redirect(_where_it_goes_on(plan_of(known)), 303)
    count_a_start()
    _, token = start_plan(own_once_key(), device_kind(), occasion())
    return let_in(redirect(url_for("questions.question", number=1), 303), token)


def _where_it_goes_on(kept: KeptPlan) -> str:
    """The plan, or the first question that was not asked yet."""
    page = None if kept.made_on else page_to_go_on(kept.told)
    return url_for("questions.question", number=page.number) if page else url_for("plan.plan")
