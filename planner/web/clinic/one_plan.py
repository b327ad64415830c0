"""One plan for a nurse: read it, correct what this centre does otherwise, and sign at the end."""

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion
from planner.clinics.adjusting import Wanted, adjust, confirm_without_chemo, take_back, take_back_without_chemo
from planner.clinics.enrolling import can_link_again
from planner.clinics.enrolments import Enrolled
from planner.clinics.signing import MovedUnderYou, sign_plan
from planner.errors import AheadError, Faults
from planner.plans.changing import PlanMovedOn
from planner.plans.history import changes_of_plan
from planner.plans.kept import plan_from
from planner.plans.signing import to_sign
from planner.review.roster_rows import around_seen
from planner.web.asking.typed_days import Unread, order_of, read_day
from planner.web.changing.history_view import ChangeView, change_view
from planner.web.clinic.anchor import anchor_moved
from planner.web.clinic.here import enrolled_here, member_here
from planner.web.clinic.one_plan_view import one_plan
from planner.web.door import once_key

one_plan_pages = Blueprint("one_plan", __name__, url_prefix="/clinic/plans/<enrolment>")
PARTS = ("day", "month", "year")


@one_plan_pages.get("")
def plan(enrolment: str) -> str:
    """What needs a look, the plan as its owner sees it, and at the end the place to sign. Raises NothingHere."""
    return _page(enrolled_here(enrolment))


@one_plan_pages.post("/adjust")
def change(enrolment: str) -> Response | tuple[str, int]:
    """Change one item, with a reason that the patient reads. Raises NothingHere."""
    seen = enrolled_here(enrolment)
    form, order = request.form, order_of(seen.kept.told.get("place"))
    kind, code, name = form.get("kind", ""), form.get("code", ""), form.get("item", "")
    box = "own" if kind == "own" else "day"
    typed = {part: form.get(f"{box}-{part}", "").strip() for part in PARTS}
    read = read_day(typed, order, month_alone=False) if kind == "move" or any(typed.values()) else ""
    if isinstance(read, Unread):
        return _page(seen, name, wrong={"day": read.text, "kind": kind}), 400
    reason, title, text = (form.get(field, "") for field in ("reason", "title", "text"))
    wanted = Wanted(kind, code, reason, read, tuple(form.getlist("who")), title, text)
    try:
        adjust(actor(), once_key(), enrolment, wanted, occasion(seen.kept), _seen())
    except Faults as faults:
        return _page(seen, name, wrong={"kind": kind, **{one.key: _(one.allowed) for one in faults.faults}}), 400
    except PlanMovedOn:
        return _page(enrolled_here(enrolment), name, said=MovedUnderYou(), wrong={"kind": kind}), 409
    return _back(seen, name)


@one_plan_pages.post("/take-back")
def undo(enrolment: str) -> Response | tuple[str, int]:
    """Take back one change by the clinic. Raises NothingHere."""
    seen = enrolled_here(enrolment)
    try:
        take_back(actor(), once_key(), enrolment, request.form.get("name", ""), occasion(seen.kept), _seen())
    except PlanMovedOn:
        return _page(enrolled_here(enrolment), said=MovedUnderYou()), 409
    return _back(seen, request.form.get("item", ""))


@one_plan_pages.post("/mobilisation")
def mobilisation(enrolment: str) -> Response | tuple[str, int]:
    """Confirm that cells are collected without chemo, or take that back. Raises NothingHere."""
    seen = enrolled_here(enrolment)
    if (said := request.form.get("without_chemo")) not in ("yes", "no"):
        abort(400)
    when = occasion(seen.kept), _seen()
    try:
        if said == "yes":
            reason = request.form.get("reason", "")
            kept = confirm_without_chemo(actor(), once_key(), enrolment, reason, *when)
        else:
            kept = take_back_without_chemo(actor(), once_key(), enrolment, *when)
    except Faults as faults:
        return _page(seen, wrong={one.key: _(one.allowed) for one in faults.faults}), 400
    except PlanMovedOn:
        return _page(enrolled_here(enrolment), said=MovedUnderYou()), 409
    return redirect(url_for(".plan", enrolment=enrolment, moved=kept.change), 303)


@one_plan_pages.post("/sign")
def sign(enrolment: str) -> Response | tuple[str, int]:
    """Sign the plan as it was shown. Raises NothingHere."""
    seen = enrolled_here(enrolment)
    try:
        sign_plan(actor(), once_key(), enrolment, request.form.get("digest", ""), occasion(seen.kept))
    except MovedUnderYou as error:
        return _page(enrolled_here(enrolment), said=error), 409
    return redirect(url_for(".plan", enrolment=enrolment), 303)


def _page(seen: Enrolled, name: str = "", said: AheadError | None = None, wrong: dict[str, str] | None = None) -> str:
    guidance = current_app.config["GUIDANCE"]()
    today, path = occasion(seen.kept).today, url_for(".plan", enrolment=seen.id)
    made = plan_from(seen.kept, guidance, today)
    digest, state = to_sign(seen.kept, guidance)
    around = around_seen(seen, state, today)
    return render_template(
        "clinic/one_plan.html",
        one=one_plan(seen, made, around, state, path, name or request.args.get("item", "")),
        path=path,
        enrolment=seen.id,
        version=seen.kept.version,
        digest=digest,
        can_link=can_link_again(member_here(), seen.id),
        waiting=around.notes,
        stands=state is not None and state.stands,
        order=order_of(seen.kept.told.get("place")),
        said=said,
        moved=_moved_meanwhile(seen) if said else [],
        anchor=anchor_moved(seen.kept, made, request.args.get("moved", "")),
        wrong=wrong or {},
        typed=request.form,
    )


def _moved_meanwhile(seen: Enrolled) -> list[ChangeView]:
    """What changed in the plan after the version this nurse had open."""
    guidance, today = current_app.config["GUIDANCE"](), occasion(seen.kept).today
    found = [one for one in changes_of_plan(seen.kept) if one.number > (_seen() or 0)]
    return [change_view(one, seen.kept, guidance, today) for one in found]


def _seen() -> int | None:
    """The version of the plan that the form was made for."""
    told = request.form.get("seen", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1


def _back(seen: Enrolled, name: str) -> Response:
    where = url_for(".plan", enrolment=seen.id, item=name or None)
    return redirect(f"{where}#item" if name else where, 303)
