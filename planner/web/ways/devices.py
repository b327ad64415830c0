"""Where a plan is open, and how it comes to be open elsewhere: a link, a code to type, a code on paper."""

from datetime import date
from typing import NamedTuple

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from segno import make
from werkzeug.wrappers import Response

from planner.accounts.access import PARTNER, Actor
from planner.accounts.devices import Device, devices_of
from planner.accounts.ways_in import CODE, LINK, PAPER, has_paper, is_only_way, make_way_in, opened_by
from planner.accounts.ways_out import OnlyWay, end_device, was_ended
from planner.at_the_door import actor, kept_plan, now, occasion_in, secret_here, visitor
from planner.clock import zone_named
from planner.errors import NothingHere
from planner.tokens import is_id
from planner.web.days import day_as_said
from planner.web.door import let_out, once_key
from planner.web.links import link_out
from planner.web.partner.ended import forget_when_over

devices_pages = Blueprint("devices", __name__, url_prefix="/devices")
forget_when_over(devices_pages)


class Listed(NamedTuple):
    """One device in words: 'phone', the day it came in, the day it was last used."""

    id: str
    kind: str
    since: str
    seen: str
    here: bool


@devices_pages.get("")
def devices() -> str:
    """Where the plan is open, and the ways to open it elsewhere."""
    return _page()


@devices_pages.post("/way-in")
def way_in() -> str:
    """Make a link or a code and show it, this once. The same form sent again shows the same one."""
    kind = request.form.get("kind", "")
    if kind not in (LINK, CODE, PAPER):
        abort(400)
    secret = make_way_in(actor(), once_key(), kind, now())
    ended = opened_by(secret, now()) is None
    link = link_out(url_for("coming_in.link", token=secret)) if kind == LINK else ""
    return render_template(
        "way_in.html",
        kind=kind,
        secret="" if ended else secret,
        link=link,
        qr=qr_of(link) if link and not ended else "",
        where=link_out(url_for("coming_in.code")),
    )


@devices_pages.post("/end")
def end() -> Response | tuple[str, int]:
    """End one device, at once. This one too, unless nobody could open the plan again.

    The form that ended this one, sent again from here, has the same answer. Raises NoKey and NothingHere.
    """
    who, key, device = visitor(), once_key(), request.form.get("device", "")
    if not is_id(device):
        raise NothingHere
    if who:
        try:
            end_device(who, key, device, now())
        except OnlyWay:
            return _page(kept_open=True), 409
        if device != who.device:
            return redirect(url_for(".devices"), 303)
    elif not was_ended(secret_here(), device):
        raise NothingHere
    return let_out(redirect(url_for("start.start"), 303))


def qr_of(link: str) -> Markup:
    """A link as squares that a camera reads: black on white, whatever the colours of the page."""
    return Markup(make(link, error="m", micro=False).svg_inline(omitsize=True, border=4, dark="#000", light="#fff"))


def _page(*, kept_open: bool = False) -> str:
    who = actor()
    zone = _zone(who)
    today = occasion_in(zone).today
    return render_template(
        "devices.html",
        devices=[_listed(one, zone, today) for one in devices_of(who)],
        paper=has_paper(who),
        only=is_only_way(who),
        kept_open=kept_open,
    )


def _zone(who: Actor) -> str:
    """The time zone in which days are told here: of somebody's own plan, else of the service."""
    told = None if who.role == PARTNER else kept_plan().told.get("time_zone")
    return str(told or current_app.config["TIME_ZONE"])


def _listed(device: Device, zone: str, today: date) -> Listed:
    since = device.opened_at.astimezone(zone_named(zone)).date()
    return Listed(device.id, device.kind, day_as_said(since, today), day_as_said(device.seen_on, today), device.here)
