"""Who works at a clinic: listed for all of them; invited, given another role and ended by a lead."""

from datetime import datetime

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.access import AUDITOR, LEAD, NURSE, STAFF
from planner.accounts.invitations import Invitation, waits_until
from planner.accounts.ways_in import opened_by
from planner.at_the_door import actor, now, occasion
from planner.clinics.clinics import clinic_named
from planner.clinics.members import (
    A_NAME,
    A_ROLE,
    Member,
    members_of,
)
from planner.clinics.staffing import (
    OneLeadAtLeast,
    SignedInAlready,
    change_role,
    end_member,
    invite_member,
    invite_member_again,
)
from planner.clock import zone_named
from planner.errors import AheadError, Faults
from planner.marked import N_
from planner.once import UsedForAnother
from planner.web.clinic.here import member_here
from planner.web.days import short_day
from planner.web.door import once_key
from planner.web.links import link_out
from planner.web.ways.devices import qr_of

clinic_staff = Blueprint("clinic_staff", __name__, url_prefix="/clinic/staff")

ROLE_WORDS = {NURSE: N_("Nurse"), LEAD: N_("Lead"), AUDITOR: N_("Auditor")}
ROLE_HINTS = {
    NURSE: N_("Enrols people, reviews, changes and signs plans."),
    LEAD: N_("All that, and decides for the clinic: its protocol, its staff, its record."),
    AUDITOR: N_("Reads who did what and when, and this list. No plan, no label."),
}
SENT_BEFORE = N_("This page was sent before, with other words. Press the button once more")


@clinic_staff.get("")
def listed() -> str:
    """Who works or worked here. Raises NothingHere."""
    return _page()


@clinic_staff.post("")
def invite() -> str | tuple[str, int]:
    """Invite somebody, and show the link and the code, this once. Raises NothingHere."""
    name, role = request.form.get("name", ""), request.form.get("role", "")
    try:
        return _invited(*invite_member(actor(), once_key(), name, role, occasion()))
    except Faults as faults:
        words = {"name": A_NAME, "role": A_ROLE}
        return _page(name, role, {one.key: _(words[one.key]) for one in faults.faults}), 400
    except UsedForAnother:
        return _page(name, role, {"name": _(SENT_BEFORE)}), 409


@clinic_staff.post("/<member>/invite")
def again(member: str) -> str | tuple[str, int]:
    """Another invitation for somebody who never signed in. Raises NothingHere."""
    try:
        return _invited(*invite_member_again(actor(), once_key(), member, occasion()))
    except (SignedInAlready, UsedForAnother) as error:
        return _page(said=error), 409


@clinic_staff.post("/<member>/role")
def role(member: str) -> Response | tuple[str, int]:
    """Give somebody another role. Raises NothingHere."""
    try:
        change_role(actor(), once_key(), member, request.form.get("role", ""), occasion())
    except (OneLeadAtLeast, UsedForAnother) as error:
        return _page(said=error), 409
    except Faults:
        return _page(wrong={f"role-{member}": _(A_ROLE)}), 400
    return redirect(url_for(".listed"), 303)


@clinic_staff.post("/<member>/end")
def end(member: str) -> Response | tuple[str, int]:
    """End somebody's membership, at once. Raises NothingHere."""
    try:
        end_member(actor(), once_key(), member, occasion())
    except OneLeadAtLeast as error:
        return _page(said=error), 409
    return redirect(url_for(".listed"), 303)


def _invited(member: Member, invitation: Invitation) -> str:
    ended = opened_by(invitation.link, now()) is None
    link = link_out(url_for("coming_in.link", token=invitation.link))
    return render_template(
        "clinic/invited.html",
        member=member,
        link="" if ended else link,
        qr="" if ended else qr_of(link),
        code="" if ended else invitation.code,
        where=link_out(url_for("coming_in.code")),
    )


def _page(
    name: str = "", chosen: str = NURSE, wrong: dict[str, str] | None = None, said: AheadError | None = None
) -> str:
    here = member_here()
    return render_template(
        "clinic/staff.html",
        clinic=clinic_named(here.clinic),
        members=[_in_words(one, here) for one in members_of(here.clinic)],
        lead=here.role == LEAD,
        auditor=here.role == AUDITOR,
        roles=[{"value": one, "text": _(ROLE_WORDS[one]), "hint": _(ROLE_HINTS[one])} for one in STAFF],
        name=name[:200],
        chosen=chosen,
        wrong=wrong or {},
        said=said,
    )


def _in_words(one: Member, here: Member) -> dict[str, object]:
    """A member as the list shows them. `waits`: until when an invitation waits; empty where none does."""
    zone, today = zone_named(current_app.config["TIME_ZONE"]), occasion().today

    def day(at: datetime | None) -> str:
        return short_day(at.astimezone(zone).date(), today) if at else ""

    return {
        "id": one.id,
        "name": one.name,
        "role": one.role,
        "role_words": _(ROLE_WORDS[one.role]),
        "since": day(one.made_at),
        "ended": day(one.ended_at),
        "came_in": one.came_in,
        "waits": "" if one.came_in else day(waits_until(one.person, now())),
        "you": one.id == here.id,
    }
