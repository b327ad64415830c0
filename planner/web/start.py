"""The first page, and the press of a button that starts a plan."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from planner.accounts.access import PARTNER, STAFF
from planner.accounts.ways_in import is_only_way
from planner.at_the_door import device_kind, is_shared_still, occasion, visitor
from planner.errors import NothingHere
from planner.plans.actions import start_plan
from planner.plans.kept import KeptPlan, plan_of
from planner.questions.journey import page_to_go_on
from planner.web.door import let_in, own_once_key
from planner.web.guarding.limits import count_a_start
from planner.web.partner.ended import has_words, is_over
from planner.web.partner.letting_go import leave_what_is_over

start_pages = Blueprint("start", __name__)


@start_pages.get("/")
def start() -> str:
    """What this is, and the ways in. Whoever has a plan here, or something shared, finds the way on first. Of what is
    shared no more it says nothing; only that there are words of their own."""
    known, made = visitor(), None
    if known and known.role == PARTNER:
        if is_shared_still(known):
            return render_template("start.html", has_part=True)
        return render_template("start.html", has_words=has_words(known), only=is_only_way(known))
    if known and known.role in STAFF:
        return render_template("start.html", has_clinic=True)
    if known:
        try:
            made = plan_of(known).made_on
        except NothingHere:
            known = None
    return render_template("start.html", has_plan=bool(known and made), has_draft=bool(known and not made))


@start_pages.post("/start")
def begin() -> Response:
    """A new, empty plan on this device, and its first question. Sent again, it leads to the plan that is open here, or
    to what is shared with whoever is. Where that has ended, its place is taken."""
    known = visitor()
    over = known if known and is_over(known) else None
    if known and not over:
        if known.role == PARTNER:
            return redirect(url_for("partner.plan"), 303)
        if known.role in STAFF:  # they have no plan of their own
            return redirect(url_for("account.home"), 303)
        return redirect(_where_it_goes_on(plan_of(known)), 303)
    count_a_start()
    key = own_once_key()
    _, token = start_plan(key, device_kind(), occasion())
    if over:
        leave_what_is_over(over, key)
    return let_in(redirect(url_for("questions.question", number=1), 303), token)


def _where_it_goes_on(kept: KeptPlan) -> str:
    """The plan, or the first question that was not asked yet."""
    page = None if kept.made_on else page_to_go_on(kept.told)
    return url_for("questions.question", number=page.number) if page else url_for("plan.plan")
