"""What pages need at the door: the cookie that lets a browser in and out, and the hidden keys of forms."""

import secrets

from flask import Flask, current_app, g, request, session
from werkzeug.wrappers import Response

from planner.at_the_door import ask_the_table
from planner.once import NoKey

OF_LOOKS = ("language", "calm")  # cookies that say how pages are shown, see looks.py
# Not "cookies": that would clear those of every service under the same domain. Ours are taken away by name.
CLEARED = '"cache", "storage"'
LASTS = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie longer


def guard_the_door(app: Flask) -> None:
    """Ask the table of access before every page, and give every form its hidden keys."""
    ask_the_table(app)
    app.after_request(renew)
    app.jinja_env.globals["once_key"] = new_once_key


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
    """Take the browser's cookies away, and whatever it has kept of us."""
    g.pop("renew", None)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    for name in (current_app.config["DEVICE_COOKIE"], *(one for one in OF_LOOKS if one in request.cookies)):
        response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="Lax")
    session.clear()
    response.headers["Clear-Site-Data"] = CLEARED
    return response
