"""The pages: questions, the plan made from them, and its calendar file. Nothing that is told is kept.

No cookie is set and nothing is stored, so another site could change nothing by sending a form here, and learn
nothing from the answer: no page needs a token against forged forms until one keeps something.
"""

from datetime import date

from flask import Blueprint, Response, abort, current_app, render_template, request

from planner.calendar.events import PREVIEW_SECRET, events_of
from planner.calendar.ical import calendar_file, placeholder, prodid_of
from planner.engine.plan import Plan, plan_for
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.plans.closed_days import closed_days_of
from planner.questions.told import Told
from planner.web.form_view import form_view, link_to
from planner.web.forms import Mistake, Typed, told_by, typed_from
from planner.web.present import plan_view
from planner.web.preview import preview_of

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

pages = Blueprint("pages", __name__)


@pages.get("/")
def start() -> str:
    """What this is, and the questions."""
    return render_template("start.html", form=form_view(Typed({}, {})), mistakes=[])


@pages.post("/")
def plan() -> str | tuple[str, int]:
    """The plan made from the answers, beneath them; or the questions again, with what to put right."""
    typed, today = _typed(), _today()
    told = told_by(typed, codes_of(guidance()), today)
    if isinstance(told, list):
        return _asked_again(typed, told)
    made = _plan(told, today)
    view = plan_view(made)
    return render_template("plan.html", form=form_view(typed), plan=view, preview=preview_of(made), fields=typed.fields)


@pages.post("/calendar.ics")
def calendar() -> Response | tuple[str, int]:
    """The calendar file of the same answers: discreet, unless plain words were asked for."""
    typed, today = _typed(), _today()
    told = told_by(typed, codes_of(guidance()), today)
    if isinstance(told, list):
        return _asked_again(typed, told)
    made = _plan(told, today)
    events = events_of(made, secret=PREVIEW_SECRET, plain=request.form.get("plain") == "yes")
    prodid = prodid_of(current_app.config["SERVICE_NAME"])
    answer = Response(calendar_file(events, prodid=prodid, if_empty=placeholder(today)), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return answer


def _asked_again(typed: Typed, mistakes: list[Mistake]) -> tuple[str, int]:
    """The questions with what was typed, and what to put right at the top."""
    links = [{"text": mistake.text, "href": link_to(mistake)} for mistake in mistakes]
    return render_template("start.html", form=form_view(typed, mistakes), mistakes=links), 400


def _typed() -> Typed:
    """What was sent, as a form. A form always sends its text boxes, so an empty one did not reach us whole."""
    if request.mimetype not in FORMS or not request.form:
        abort(400)
    return typed_from(request.form)


def _today() -> date:
    day: date = current_app.config["CLOCK"](current_app.config["TIME_ZONE"])
    return day


def _plan(told: Told, today: date) -> Plan:
    return plan_for(told, guidance(), asked_on=today, today=today, closed_days=closed_days_of(told.place))
