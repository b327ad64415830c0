"""Who is at the door: the device's cookie says who asks, and the table of access says what they may ask for."""

import secrets
from contextlib import suppress
from datetime import date, datetime

from flask import Flask, current_app, g, request, session
from werkzeug.wrappers import Response

from planner import clock
from planner.accounts.access import ACCESS, ANYONE, Actor, may
from planner.accounts.devices import actor_with, seen
from planner.after import after_change
from planner.db import NotKept
from planner.errors import NothingHere
from planner.once import NoKey
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_of

LASTS = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie longer


def guard_the_door(app: Flask) -> None:
    """Ask the table of access before every page, and give every form its hidden keys."""
    app.before_request(check)
    app.after_request(renew)
    app.jinja_env.globals["once_key"] = new_once_key


def check() -> None:
    """Raises NothingHere when whoever asks may not ask for this page; a page outside the table is served to nobody."""
    page = request.endpoint
    if page is None:  # there is no such page, and the answer will say so
        return
    known = None if ANYONE in ACCESS.get(page, ()) else visitor()
    if not may(known.role if known else None, page):
        raise NothingHere


def visitor() -> Actor | None:
    """Who holds this browser's cookie; None when it opens nothing."""
    if "visitor" not in g:
        token = secret_here()
        found = actor_with(token) if token else None
        g.visitor = found[0] if found else None
        if found and found[1] < _today(current_app.config["TIME_ZONE"]):
            with suppress(NotKept):  # a full disk shall not keep anybody from reading their plan
                seen(found[0], _today(current_app.config["TIME_ZONE"]))
            g.renew = token
    known: Actor | None = g.visitor
    return known


def secret_here() -> str:
    """What this browser's cookie holds: a secret of ours, or anything at all. Empty without a cookie."""
    return request.cookies.get(current_app.config["DEVICE_COOKIE"], "")


def actor() -> Actor:
    """Who is asking. Raises NothingHere when nobody we know is."""
    known = visitor()
    if known is None:
        raise NothingHere
    return known


def kept_plan() -> KeptPlan:
    """The plan of whoever is asking. Raises NothingHere."""
    return plan_of(actor())


def occasion(kept: KeptPlan | None = None) -> Occasion:
    """This moment, and the day it is where the person lives; without a plan, the day where the service is."""
    zone = (kept.told.get("time_zone") if kept else None) or current_app.config["TIME_ZONE"]
    return Occasion(clock.now("UTC"), _today(zone), current_app.config["GUIDANCE"](), after_change)


def now() -> datetime:
    """This moment."""
    return clock.now("UTC")


def once_key() -> str:
    """The key of the form that was sent. Raises NoKey."""
    key = request.form.get("once", "")
    if not key:
        raise NoKey
    return key


def own_once_key() -> str:
    """The key of the form that was sent, made this browser's own: another browser that sends the same means another."""
    if "browser" not in session:
        raise NoKey
    return f"{session['browser']}.{once_key()}"


def new_once_key() -> str:
    """A fresh key for a form."""
    session.permanent = True
    session.setdefault("browser", secrets.token_hex(16))
    return secrets.token_urlsafe(24)


def device_kind() -> str:
    """Which kind of device is asking, as far as it says."""
    told = request.user_agent.string
    if "iPad" in told or "Tablet" in told or ("Android" in told and "Mobile" not in told):
        return "tablet"
    return "phone" if "Mobi" in told else "computer"


def let_in(response: Response, token: str) -> Response:
    """Give the browser its cookie."""
    g.pop("renew", None)
    response.set_cookie(
        current_app.config["DEVICE_COOKIE"],
        token,
        max_age=LASTS,
        path="/",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def renew(response: Response) -> Response:
    """On the first page of a day, give the browser its cookie for as long again: who comes back is never let go."""
    return let_in(response, g.renew) if "renew" in g else response


def let_out(response: Response) -> Response:
    """Take the browser's cookies away."""
    g.pop("renew", None)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.delete_cookie(current_app.config["DEVICE_COOKIE"], path="/", secure=secure, httponly=True, samesite="Lax")
    session.clear()
    return response


def _today(zone: str) -> date:
    day: date = current_app.config["CLOCK"](zone)
    return day
