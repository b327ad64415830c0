"""The way out: it locks this device and leads to an everyday page of another site; and the way back in."""

import secrets

from flask import Blueprint, Flask, abort, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from planner.accounts.access import ACCESS, ANYONE
from planner.accounts.locks import IDLE, LEFT, WrongCode, lock, unlock
from planner.at_the_door import held_here, is_locked, now, touch
from planner.web.guarding.forged import OURS

# Open to anyone, but not while this device is locked: they would show that somebody has a plan here, or take its place.
LOCKED_TOO = ("start.start", "start.begin", "file.choose", "file.bring_in", "installed.waiting", "at_clinic.page")

locks = Blueprint("locks", __name__)


def lead_away(app: Flask) -> None:
    """Show nothing of a locked device, before the table of access is asked."""
    app.before_request(instead)


def instead() -> Response | None:
    """Where a page of a locked device leads instead: of one that was left to the page outside, as if there were nothing
    here; of one that locked by itself to where it is opened. The first page leads there too. What waits on the device
    itself is not shown either."""
    page = request.endpoint
    if page is None or request.path.startswith("/api/") or (ANYONE in ACCESS.get(page, ()) and page not in LOCKED_TOO):
        return None
    held = held_here()
    if held is None or not is_locked(held):
        return None
    if request.method not in ("GET", "HEAD"):
        abort(403)
    opens = page == "start.start" or g.held.locked == IDLE
    return redirect(url_for("locks.locked") if opens else current_app.config["EXIT_URL"], 303)


@locks.get("/leave")
def leave() -> Response:
    """Lock this device, if any, and leave. Only from here or by hand: another site cannot lock anybody out."""
    return _lock(LEFT, current_app.config["EXIT_URL"])


@locks.get("/leave/about")
def about() -> str:
    """What the way out does, and what it cannot hide."""
    return render_template("leave_about.html")


@locks.get("/idle")
def idle() -> Response:
    """Lock this device because nobody touched it for as long as its owner chose."""
    return _lock(IDLE, url_for(".locked"))


@locks.get("/locked")
def locked() -> str | Response:
    """One button, or one box for the code. It says nothing of what is behind it."""
    held = held_here()
    if held is None or not is_locked(held):
        return redirect(url_for("start.start"), 303)
    return render_template("locked.html", has_code=held.has_code)


@locks.post("/locked")
def unlock_here() -> Response | tuple[str, int]:
    """Open this device again."""
    held = held_here()
    if held is None:
        return redirect(url_for("start.start"), 303)
    try:
        unlock(held, request.form.get("code", ""), now())
    except WrongCode as error:
        return render_template("locked.html", has_code=True, left=error.left), 403
    touch()
    return redirect(url_for("start.start"), 303)


def _lock(how: str, to: str) -> Response:
    held = held_here()
    if held is not None and request.headers.get("Sec-Fetch-Site", "none") in OURS:
        is_locked(held)  # it may have locked by itself before
        lock(g.held, how)
    session["left"] = secrets.token_hex(4)  # a changed cookie makes browsers let go of pages they kept for going back
    return redirect(to, 303)
