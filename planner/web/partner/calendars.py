"""The calendars of somebody with whom a plan is shared: chosen, looked at, made, tried and ended by them alone.

What such a calendar shows is made from what is shared, and ends with it. A look is tied to what was seen in it and to
nothing else, so that no page tells whether anything has changed that is not shared.
"""

from typing import NamedTuple

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.accounts.access import Actor
from planner.at_the_door import actor, occasion, shared_here
from planner.calendar.addresses import https_of, webcal_of
from planner.calendar.choices import PARTNER, PROGRAMS, Choices, checked
from planner.calendar.feeds import (
    MOST,
    AddressUsed,
    Feed,
    TooManyFeeds,
    change_feed,
    end_all_feeds,
    end_feed,
    feed_named,
    feeds_of,
    make_feed,
    move_feed,
)
from planner.calendar.ical import Event
from planner.calendar.rehearsals import NotTheNumber, prove_feed, put_test_in
from planner.calendar.shown import names_to_share, shown_to
from planner.errors import Faults
from planner.languages import language
from planner.plans.changing import Occasion
from planner.plans.shared import SharedHere, seen_of
from planner.web.calendars.form import TOO_MANY, grace_sent, graces, sent_choices, wrong_in
from planner.web.calendars.guide import GUIDES, address_for, guide_of
from planner.web.calendars.view import glimpse_in
from planner.web.door import once_key
from planner.web.guarding.locked_forms import first_open_it
from planner.web.partner.calendars_view import choices_to_make, name_of_look, names_listed, own_feed
from planner.web.partner.ended import say_when_ended
from planner.web.partner.here import looked
from planner.web.ways.devices import qr_of

partner_calendars = Blueprint("partner_calendars", __name__, url_prefix="/part/calendar")
say_when_ended(partner_calendars)


class _Here(NamedTuple):
    """What is shared with whoever asks, how they act on it, and this moment."""

    shared: SharedHere
    actor: Actor
    now: Occasion


@partner_calendars.get("")
def listed() -> str:
    """Their calendars, and the programs one can be made for. Raises NothingHere, as all of these do."""
    return _listed(_here())


@partner_calendars.get("/new")
def new() -> str | Response:
    """The limits of one program, and what can be chosen for a calendar in it."""
    _here()
    program = request.args.get("program", "")
    if not program:  # whoever goes back from the address of a new one
        return redirect(url_for(".listed"), 303)
    if program not in PROGRAMS:
        abort(404)
    return _form(Choices("", language=language(), program=program))


@partner_calendars.post("/new")
def make() -> str | Response | tuple[str, int]:
    """Show exactly what it would show; go back to change it; or make the calendar and show its address, this once."""
    if locked := first_open_it(partner=True):
        return locked
    here, choices = _here(), _sent()
    try:
        choices = checked(choices)
    except Faults as faults:
        return _form(choices, wrong=_wrong(faults)), 400
    do, events = request.form.get("do", "look"), _events(here, choices)
    if do == "change":
        return _form(choices)
    if do != "make" or _moved_on(here, events):
        return _look(here, choices, events, moved_on=do == "make")
    try:
        feed, token = make_feed(here.actor, once_key(), choices, here.now)
    except TooManyFeeds:
        return _form(choices, wrong={"label": _(TOO_MANY, most=MOST)}), 409
    except AddressUsed as error:
        made = next((one.id for one in reversed(_feeds(here)) if one.choices == choices), "")
        return (_one(here, made, said=error) if made else _listed(here, error)), 409
    return _address(token, choices, feed.id)


@partner_calendars.get("/names")
def names() -> str:
    """What each step is called where others may look."""
    here = _here()
    seen = seen_of(here.shared, here.now.guidance, here.now.today)
    found = names_listed(here.shared, seen, here.now.guidance)
    return render_template("calendar_names.html", names=found, partner=True)


@partner_calendars.post("/end")
def end_all() -> Response:
    """End every calendar of theirs at one press."""
    here = _here()
    end_all_feeds(here.actor, once_key(), grace_sent(), here.now)
    return redirect(url_for(".listed", ended="yes"), 303)


@partner_calendars.get("/<feed>")
def one(feed: str) -> str:
    """One calendar: who fetches it, how to try it, what it shows, and how to change or end it."""
    return _one(_here(), feed)


@partner_calendars.get("/<feed>/choices")
def choices(feed: str) -> str:
    """What can be chosen otherwise for one calendar."""
    here = _here()
    found = feed_named(here.shared.kept, feed, here.shared.share)
    return _form(found.choices, feed=found.id, health=found.fetches is not None)


@partner_calendars.post("/<feed>/choices")
def change(feed: str) -> str | Response | tuple[str, int]:
    """Show what it would show then; go back; or keep it."""
    if locked := first_open_it(partner=True):
        return locked
    here = _here()
    feed_named(here.shared.kept, feed, here.shared.share)
    sent, health = _sent(), request.form.get("health") == "yes"
    try:
        sent = checked(sent)
    except Faults as faults:
        return _form(sent, feed=feed, health=health, wrong=_wrong(faults)), 400
    do, events = request.form.get("do", "look"), _events(here, sent)
    if do == "change":
        return _form(sent, feed=feed, health=health)
    if do != "make" or _moved_on(here, events):
        return _look(here, sent, events, feed=feed, health=health, moved_on=do == "make")
    change_feed(here.actor, once_key(), feed, sent, health, here.now)
    return redirect(url_for(".one", feed=feed), 303)


@partner_calendars.post("/<feed>/test")
def test(feed: str) -> Response:
    """Put a test entry in."""
    here = _here()
    put_test_in(here.actor, once_key(), feed, here.now)
    return redirect(f"{url_for('.one', feed=feed)}#test", 303)


@partner_calendars.post("/<feed>/prove")
def prove(feed: str) -> str | Response | tuple[str, int]:
    """They say the number of the test entry."""
    here, number = _here(), request.form.get("number", "")[:40]
    try:
        prove_feed(here.actor, once_key(), feed, number, here.now)
    except NotTheNumber as error:
        wrong = f"{_(error.what_happened)} {_(error.what_to_do)}"
        return _one(here, feed, number=number, number_wrong=wrong), 400
    return redirect(f"{url_for('.one', feed=feed)}#test", 303)


@partner_calendars.post("/<feed>/address")
def address(feed: str) -> str | tuple[str, int]:
    """Give it another address and show that, this once."""
    here = _here()
    try:
        found, token = move_feed(here.actor, once_key(), feed, grace_sent(), here.now)
    except AddressUsed as error:
        return _one(here, feed, said=error), 409
    return _address(token, found.choices, found.id)


@partner_calendars.post("/<feed>/end")
def end(feed: str) -> Response:
    """End one calendar, at once."""
    here = _here()
    end_feed(here.actor, once_key(), feed, grace_sent(), here.now)
    return redirect(url_for(".listed", ended="yes"), 303)


def _here() -> _Here:
    """Raises NothingHere once nothing is shared with whoever asks any more."""
    shared = shared_here()
    looked(shared)
    return _Here(shared, actor()._replace(holder=shared.kept.person), occasion(shared.kept))


def _feeds(here: _Here) -> list[Feed]:
    return feeds_of(here.shared.kept, here.shared.share)


def _sent() -> Choices:
    return sent_choices()._replace(audience=PARTNER)


def _wrong(faults: Faults) -> dict[str, str]:
    wrong = wrong_in(faults)
    return {**wrong, "phases": _("Choose at least one part")} if "phases" in wrong else wrong


def _events(here: _Here, choices: Choices) -> list[Event]:
    """The events that follow from these choices, of what is shared today."""
    seen = seen_of(here.shared, here.now.guidance, here.now.today)
    names = names_to_share(here.shared.kept, here.now.guidance, choices.words)
    return shown_to(here.shared.kept, seen, here.shared.counted_on, choices, names)


def _moved_on(here: _Here, events: list[Event]) -> bool:
    """Whether something else would be seen by now than what was looked at."""
    return request.form.get("seen", "") not in ("", name_of_look(here.shared, events))


def _listed(here: _Here, said: AddressUsed | None = None) -> str:
    return render_template(
        "part_calendars.html",
        feeds=[own_feed(one, here.now.today) for one in _feeds(here)],
        programs=choices_to_make()["program"],
        said=said,
        ended=request.args.get("ended") == "yes",
        graces=graces(),
    )


def _form(choices: Choices, *, feed: str = "", health: bool = True, wrong: dict[str, str] | None = None) -> str:
    return render_template(
        "calendar_choices.html",
        partner=True,
        choices=choices,
        options=choices_to_make(),
        guide=guide_of(choices.program),
        feed=feed,
        health=health,
        wrong=wrong or {},
    )


def _look(
    here: _Here,
    choices: Choices,
    events: list[Event],
    *,
    feed: str = "",
    health: bool = True,
    moved_on: bool = False,
) -> str:
    return render_template(
        "calendar_look.html",
        partner=True,
        version=name_of_look(here.shared, events),
        moved_on=moved_on,
        seen=glimpse_in(events, choices, here.now.today)._replace(at_once=True),
        choices=choices,
        feed=feed,
        health=health,
    )


def _address(token: str, choices: Choices, feed: str) -> str:
    https = https_of(token)
    webcal = webcal_of(https)
    return render_template(
        "calendar_address.html",
        partner=True,
        https=https,
        webcal=webcal,
        opens=address_for(choices.program, https),
        qr=qr_of(webcal if GUIDES[choices.program].by == "webcal" else https),
        guide=guide_of(choices.program),
        feed=feed,
    )


def _one(here: _Here, feed: str, *, number: str = "", number_wrong: str = "", said: AddressUsed | None = None) -> str:
    found = feed_named(here.shared.kept, feed, here.shared.share)
    seen = glimpse_in(_events(here, found.choices), found.choices, here.now.today)
    return render_template(
        "calendar.html",
        partner=True,
        feed=own_feed(found, here.now.today),
        seen=seen._replace(at_once=True),
        number=number,
        number_wrong=number_wrong,
        said=said,
        graces=graces(),
    )
