"""The plan's own pages: the plan, its calendar file, and what newer guidance would change."""

from contextlib import suppress
from datetime import date

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, now, occasion
from planner.calendar.downloads import snapshot_file
from planner.clinics.enrolments import AtClinic, clinic_gone, clinic_of
from planner.clinics.phones import team_phones
from planner.db import NotKept
from planner.engine.plan import Plan
from planner.errors import NothingHere
from planner.languages import language
from planner.plans.actions import accept_guidance, refuse_guidance
from planner.plans.days_passing import note_days_passed, put_away
from planner.plans.history import change_numbered
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.newer import corrections_of, newer_for
from planner.plans.passed import needs_a_look
from planner.plans.phones import TeamPhone
from planner.plans.share_list import shared_with
from planner.web.at_clinic.notice import begun_by_clinic
from planner.web.changing.history_view import ChangeView, change_view, unseen_changes
from planner.web.clinic.opening import opening_days
from planner.web.days import short_day
from planner.web.door import once_key
from planner.web.plans.calm import calm_view
from planner.web.plans.drawn import drawn
from planner.web.plans.made import made_today, step_path
from planner.web.plans.newer import newer_view
from planner.web.plans.present import plan_view
from planner.web.plans.preview import has_days
from planner.web.reminders.on_plan import Reminded, close_in, reach_in, reminded_of
from planner.web.sharing.beside import Beside, beside
from planner.web.ways.looks import is_calm

plan_pages = Blueprint("plan", __name__, url_prefix="/plan")


@plan_pages.get("")
def plan() -> str | Response:
    """The plan, its next step first. While it is not made yet, the answers so far."""
    kept = kept_plan()
    if kept.made_on is None:
        return redirect(url_for("questions.check"), 303)
    today, guidance = occasion(kept).today, current_app.config["GUIDANCE"]()
    if needs_a_look(kept, today):
        with suppress(NotKept):  # a full disk shall not keep anybody from reading their plan
            kept = note_days_passed(actor(), occasion(kept))
    shared = shared_with(kept, today)
    if kept.told.get("treatment_status") == "died":
        return render_template("closed.html", shared=bool(shared), clinic=clinic_of(kept) is not None)
    if is_calm():
        number = request.args.get("step", "")
        counted = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else 1
        return one_step_page(kept, today, counted)
    # All that a plan is drawn from: its facts, the guidance, the day, the phone numbers, with whom it is shared, how
    # its reminders stand, and the language it is said in. A version alone comes again after a restore.
    clinic = clinic_of(kept)
    phones, opening, sharing = team_phones(kept, clinic), _opening(clinic), beside(kept, shared, today)
    told = reminded_of(kept, occasion(kept))
    key = kept.id, kept.version, kept.changed_at, today, guidance.digest, language(), sharing, opening, told, *phones
    return render_template(
        "plan.html",
        drawn=drawn(key, lambda: _drawn(kept, plan_from(kept, guidance, today), phones, opening, sharing, told)),
        begun=begun_by_clinic(kept, clinic),
        gone="" if clinic else clinic_gone(kept),
        changed=_just_changed(kept, today),
        passed=unseen_changes(kept, guidance, today) if kept.unseen else [],
        version=kept.version,
        resting=short_day(kept.resting_since, today) if kept.resting_since else "",
    )


@plan_pages.post("/seen")
def seen() -> Response:
    """Put away what days passing changed, up to what was shown. It stays among the changes."""
    kept = kept_plan()
    if not (number := request.form.get("number", "")).isascii() or not number.isdecimal() or len(number) > 9:
        abort(400)
    put_away(actor(), once_key(), int(number), occasion(kept))
    return redirect(url_for(".plan"), 303)


@plan_pages.get("/calendar.ics")
def calendar() -> Response:
    """The days of the plan as a file: discreet, unless plain words are asked for."""
    kept = kept_plan()
    file = snapshot_file(kept, made_today(kept), plain=request.args.get("plain") == "yes", now=now())
    answer = Response(file, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return answer


@plan_pages.get("/changes")
def changes() -> str:
    """What newer guidance would change, before anything does."""
    kept = kept_plan()
    made = made_today(kept)
    newer = newer_for(kept, made)
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


def _opening(clinic: AtClinic | None) -> str:
    """On which days somebody answers at the clinic that reviews a plan; empty without numbers or without one."""
    return opening_days(clinic.clinic.open_on) if clinic and clinic.clinic.phones else ""


def _drawn(
    kept: KeptPlan, made: Plan, phones: list[TeamPhone], opening: str, sharing: Beside, reminded: Reminded
) -> str:
    view = plan_view(made, step_path=lambda item: step_path(kept, item.key), corrections=corrections_of(kept, made))
    newer = newer_for(kept, made)
    return render_template(
        "parts/plan_drawn.html",
        plan=view,
        has_days=has_days(made),
        newer=newer is not None,
        phones=phones,
        opening=opening,
        beside=sharing,
        close=close_in(kept, made, reminded),
        reach=reach_in(made, reminded),
    )


def one_step_page(kept: KeptPlan, today: date, number: int) -> str:
    """One step of the plan and nothing else, counted from 1, for whoever chose that."""
    guidance = current_app.config["GUIDANCE"]()
    made, shared, clinic = plan_from(kept, guidance, today), shared_with(kept, today), clinic_of(kept)
    reminded = reminded_of(kept, occasion(kept))
    return render_template(
        "calm.html",
        calm=calm_view(
            made,
            number,
            step_path=lambda item: step_path(kept, item.key),
            corrections=corrections_of(kept, made),
        ),
        changed=_just_changed(kept, today),
        passed=unseen_changes(kept, guidance, today) if kept.unseen else [],
        resting=short_day(kept.resting_since, today) if kept.resting_since else "",
        newer=newer_for(kept, made) is not None,
        phones=team_phones(kept, clinic),
        opening=_opening(clinic),
        begun=begun_by_clinic(kept, clinic),
        gone="" if clinic else clinic_gone(kept),
        beside=beside(kept, shared, today),
        close=close_in(kept, made, reminded),
        reach=reach_in(made, reminded),
    )


def _just_changed(kept: KeptPlan, today: date) -> ChangeView | None:
    """The change that led here, to say what was kept and to take it back; only the last one is shown so."""
    if request.args.get("changed") != str(kept.version):
        return None
    try:
        change = change_numbered(kept, kept.version)
    except NothingHere:
        return None
    return change_view(change, kept, current_app.config["GUIDANCE"](), today)
