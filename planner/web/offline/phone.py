"""This phone: whether it is one's own, how it locks, and how pages are shown on it."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.accounts.locks import IDLE_MINUTES, NotACode, call_own, choose_code, choose_idle
from planner.accounts.ways_in import is_only_way
from planner.accounts.ways_out import OnlyWay
from planner.at_the_door import actor, device_kind, held_here, now, touch

phone = Blueprint("phone", __name__, url_prefix="/phone")


@phone.get("")
def about() -> str:
    """How this phone is kept, and what can be chosen."""
    return _page()


@phone.get("/touched")
def touched() -> tuple[str, int]:
    """A page says that somebody is using it; being asked this is what counts."""
    return "", 204


@phone.post("")
def say() -> Response | tuple[str, int]:
    """Keep one choice: `own`, `code` or `idle`."""
    form = request.form
    try:
        match form.get("what"):
            case "own":
                call_own(actor(), form.get("own") == "yes")
            case "code":
                choose_code(actor(), form.get("code", ""), now())
            case "idle":
                choose_idle(actor(), int(form["idle"]) if form.get("idle") else None)
                touch()
            case _:
                abort(400)
    except NotACode:
        return _page(wrong=True), 400
    except OnlyWay:
        return _page(), 409
    except ValueError:
        abort(400)
    return redirect(url_for(".about", kept=form["what"]), 303)


def _page(*, wrong: bool = False) -> str:
    return render_template(
        "phone.html",
        held=held_here(),
        kind=device_kind(),
        only=is_only_way(actor()),
        minutes=IDLE_MINUTES,
        wrong=wrong,
        kept=request.args.get("kept"),
    )
