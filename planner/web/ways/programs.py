"""Keys for programs of a person's own: made here, shown once, ended at one press."""

from typing import NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.accounts.access import READ, SCOPES, STEPS, WRITE
from planner.accounts.api_tokens import LONGEST_LABEL, OpenedBefore, TooManyTokens, end_token, make_token, tokens_of
from planner.at_the_door import actor, kept_plan, now, occasion
from planner.clock import zone_named
from planner.errors import Faults
from planner.web.days import day_as_said
from planner.web.door import once_key
from planner.web.links import link_out

programs = Blueprint("programs", __name__, url_prefix="/programs")

MAY = {
    READ: ("See everything", "Your plan, answers, notes and questions."),
    STEPS: ("Say how steps stand", "Mark a step as done or booked, and undo it."),
    WRITE: ("Change everything", "Answers, the date, notes, questions; delete it all."),
}
NAME = f"Enter a name for it, at most {LONGEST_LABEL} characters, for example Laptop"
WHAT = "Choose at least one thing it may do"
SHOWN_BEFORE = "This key was made and shown before. If you lost it, end it below and make another one"


class Listed(NamedTuple):
    """One key in words: its name, what it may do, the day it was made, and the day it was last used."""

    id: str
    label: str
    may: list[str]
    made: str
    used: str


@programs.get("")
def listed() -> str:
    """The keys that were made, and a form for one more."""
    return _page()


@programs.post("")
def make() -> str | tuple[str, int]:
    """Make a key and show it, this once. The same form sent again shows the same one until it was used."""
    label, scopes = request.form.get("label", ""), tuple(request.form.getlist("scopes")[: len(SCOPES)])
    try:
        _, secret = make_token(actor(), once_key(), label, scopes, now())
    except Faults as faults:
        wrong = {fault.key: NAME if fault.key == "label" else WHAT for fault in faults.faults}
        return _page(label, scopes, wrong), 400
    except TooManyTokens as error:
        return _page(label, scopes, {"label": f"{error.what_happened} {error.what_to_do}".removesuffix(".")}), 409
    except OpenedBefore:
        return _page(label, scopes, {"label": SHOWN_BEFORE}), 409
    return render_template("new_token.html", secret=secret, where=link_out("/api/v1"))


@programs.post("/<token>/end")
def end(token: str) -> Response:
    """End one key, at once. Raises NothingHere."""
    end_token(actor(), once_key(), token, now())
    return redirect(url_for(".listed"), 303)


def _page(label: str = "", scopes: tuple[str, ...] = (), wrong: dict[str, str] | None = None) -> str:
    kept = kept_plan()
    today = occasion(kept).today
    zone = zone_named(kept.told.get("time_zone") or current_app.config["TIME_ZONE"])
    return render_template(
        "programs.html",
        tokens=[
            Listed(
                one.id,
                one.label,
                [MAY[scope][0].lower() for scope in one.scopes],
                day_as_said(one.made_at.astimezone(zone).date(), today),
                day_as_said(one.used_on, today) if one.used_on else "",
            )
            for one in tokens_of(actor())
        ],
        may=[{"value": scope, "text": text, "hint": hint} for scope, (text, hint) in MAY.items()],
        label=label[:LONGEST_LABEL],
        scopes=scopes,
        wrong=wrong or {},
    )
