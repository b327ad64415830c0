"""How pages are shown on this browser: in which language, and one step at a time or the whole plan.

Both are cookies of their own that say nothing else. They are kept before there is a plan, and go when this browser is
let out.
"""

import re

from flask import Blueprint, Flask, abort, current_app, g, redirect, request
from werkzeug.wrappers import Response

from planner.languages import COOKIE, languages
from planner.web.door import LASTS

CALM = "calm"
HERE = re.compile(r"/(?![/\\])[\w/.-]*", re.ASCII)  # a path of this service

SECRET = ("coming_in.link",)  # pages whose address opens something

looks = Blueprint("looks", __name__)


def show_as_chosen(app: Flask) -> None:
    """Let templates know how this browser likes its pages."""
    app.jinja_env.globals.update(is_calm=is_calm, page_here=page_here)


def is_calm() -> bool:
    """Whether this browser shows one step at a time, in large letters."""
    return bool(request) and request.cookies.get(CALM) == "yes"


@looks.get("/language/<code>")
def choose_language(code: str) -> Response:
    """Speak this language on this browser from now on, and go back to the page."""
    if code not in languages():
        abort(404)
    return _kept(COOKIE, code)


@looks.get("/calm/<choice>")
def choose_calm(choice: str) -> Response:
    """Show one step at a time, or everything, from now on."""
    if choice not in ("yes", "no"):
        abort(404)
    return _kept(CALM, choice)


def page_here() -> str:
    """The page somebody is on, to come back to; the first page where it cannot be asked for again, where it failed, or
    where its address is a secret."""
    here = request and request.method == "GET" and request.endpoint not in (None, *SECRET) and "failed" not in g
    return request.path if here and HERE.fullmatch(request.path) else "/"


def _kept(name: str, value: str) -> Response:
    back = request.args.get("back", "/")
    answer = redirect(back if HERE.fullmatch(back) else "/", 303)
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(name, value, max_age=LASTS, path="/", secure=secure, httponly=True, samesite="Lax")
    return answer
