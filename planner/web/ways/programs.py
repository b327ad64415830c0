"""Keys for programs of a person's own: made here, shown once, ended at one press.

Somebody with whom a plan is shared has such keys too: they open what is shared, for as long as it is.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.access import PARTNER, READ, SCOPES, STEPS, WRITE
from planner.accounts.api_tokens import (
    LONGEST_LABEL,
    MOST,
    OpenedBefore,
    TooManyTokens,
    end_token,
    make_token,
    tokens_of,
)
from planner.accounts.openings import FIRST_LABEL
from planner.at_the_door import actor, kept_plan, now, occasion, shared_here
from planner.clock import zone_named
from planner.errors import Faults
from planner.marked import N_
from planner.web.days import day_as_said
from planner.web.door import once_key
from planner.web.links import link_out
from planner.web.partner.ended import say_when_ended
from planner.web.partner.here import looked

programs = Blueprint("programs", __name__, url_prefix="/programs")
say_when_ended(programs)

# What a key may do: as an answer to tick, what that means, and as it stands after "May ".
MAY = {
    READ: (N_("See everything"), N_("Your plan, answers, notes and questions."), N_("see everything")),
    STEPS: (N_("Say how steps stand"), N_("Mark a step as done or booked, and undo it."), N_("say how steps stand")),
    WRITE: (
        N_("Change everything"),
        N_("Answers, the date, notes, questions; delete it all."),
        N_("change everything"),
    ),
}
THEY_MAY = {
    READ: (
        N_("See what is shared"),
        N_("The steps that are shared with you, and your own notes."),
        N_("see what is shared"),
    ),
    STEPS: (
        N_("Say how steps stand"),
        N_("Mark a step of yours as done, undo it, and write your own notes."),
        N_("say how steps stand"),
    ),
}
NAME = N_("Enter a name for it, at most %(most)s characters, for example Laptop")
WHAT = N_("Choose at least one thing it may do")
TOO_MANY = N_("There are %(most)s tokens already. End one that is not needed any more, then make another")
SHOWN_BEFORE = N_("This key was made and shown before. If you lost it, end it below and make another one")


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
    _day_and_zone()
    label, scopes = request.form.get("label", ""), tuple(request.form.getlist("scopes")[: len(SCOPES)])
    if not set(scopes) <= set(_may()):
        return _page(label, scopes, {"scopes": _(WHAT)}), 400
    try:
        _token, secret = make_token(actor(), once_key(), label, scopes, now())
    except Faults as faults:
        name, what = _(NAME, most=LONGEST_LABEL), _(WHAT)
        wrong = {fault.key: name if fault.key == "label" else what for fault in faults.faults}
        return _page(label, scopes, wrong), 400
    except TooManyTokens:
        return _page(label, scopes, {"label": _(TOO_MANY, most=MOST)}), 409
    except OpenedBefore:
        return _page(label, scopes, {"label": _(SHOWN_BEFORE)}), 409
    return render_template("new_token.html", secret=secret, where=link_out("/api/v1"))


@programs.post("/<token>/end")
def end(token: str) -> Response:
    """End one key, at once. Raises NothingHere."""
    _day_and_zone()
    end_token(actor(), once_key(), token, now())
    return redirect(url_for(".listed"), 303)


def _page(label: str = "", scopes: tuple[str, ...] = (), wrong: dict[str, str] | None = None) -> str:
    today, zone = _day_and_zone()
    may = _may()
    return render_template(
        "programs.html",
        tokens=[
            Listed(
                one.id,
                _(FIRST_LABEL) if one.label == FIRST_LABEL else one.label,
                [_(may[scope][2]) for scope in one.scopes if scope in may],
                day_as_said(one.made_at.astimezone(zone).date(), today),
                day_as_said(one.used_on, today) if one.used_on else "",
            )
            for one in tokens_of(actor())
        ],
        may=[{"value": scope, "text": _(text), "hint": _(hint)} for scope, (text, hint, _after) in may.items()],
        label=label[:LONGEST_LABEL],
        scopes=scopes,
        wrong=wrong or {},
        partner=_is_partner(),
    )


def _is_partner() -> bool:
    return actor().role == PARTNER


def _may() -> Mapping[str, tuple[str, str, str]]:
    return THEY_MAY if _is_partner() else MAY


def _day_and_zone() -> tuple[date, ZoneInfo]:
    """The day it is for whoever asks, and where. Raises NothingHere where nothing is shared with them any more."""
    zone = current_app.config["TIME_ZONE"]
    if _is_partner():  # where its owner lives is theirs to tell
        here = shared_here()
        looked(here)
        return occasion(here.kept).today, zone_named(zone)
    kept = kept_plan()
    return occasion(kept).today, zone_named(kept.told.get("time_zone") or zone)
