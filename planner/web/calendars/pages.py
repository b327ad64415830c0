"""Calendars that programs keep up to date: chosen, looked at before anybody else can, made, tried, changed, ended."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, now, occasion
from planner.calendar.addresses import https_of, webcal_of
from planner.calendar.choices import DISCREET, PARTNER, PROGRAMS, Choices, checked
from planner.calendar.downloads import file_note, remove_file
from planner.calendar.feeds import (
    MOST,
    AddressUsed,
    TooManyFeeds,
    change_feed,
    end_all_feeds,
    end_feed,
    feed_named,
    feeds_of,
    make_feed,
    move_feed,
)
from planner.calendar.rehearsals import NotTheNumber, prove_feed, put_test_in
from planner.calendar.shown import names_for, zone_of
from planner.errors import Faults
from planner.languages import language
from planner.plans.kept import KeptPlan
from planner.plans.young import is_young
from planner.web.calendars.form import TOO_MANY, grace_sent, graces, sent_choices, service, wrong_in
from planner.web.calendars.guide import GUIDES, address_for, guide_of
from planner.web.calendars.names import names_listed
from planner.web.calendars.view import choices_to_make, glimpse_of, listed_feed
from planner.web.door import once_key
from planner.web.guarding.locked_forms import first_open_it
from planner.web.plans.made import made_plan, made_today
from planner.web.plans.preview import preview_of
from planner.web.sharing.proving import not_proven, proof_here
from planner.web.ways.devices import qr_of

calendars = Blueprint("calendars", __name__, url_prefix="/calendar")


@calendars.get("")
def listed() -> str:
    """The calendars of the plan, how each is fetched, and the days as a file."""
    return _listed(made_plan())


@calendars.get("/new")
def new() -> str | Response:
    """The limits of one program, and what can be chosen for a calendar in it."""
    made_plan()
    program = request.args.get("program", "")
    if not program:  # whoever goes back from the address of a new one
        return redirect(url_for(".listed"), 303)
    if program not in PROGRAMS:
        abort(404)
    return _form(Choices("", language=language(), program=program))


@calendars.post("/new")
def make() -> str | Response | tuple[str, int]:
    """Show what the other side will see; go back to change it; or make the calendar and show its address, this once."""
    if locked := first_open_it():
        return locked
    kept = made_plan()
    choices = sent_choices()
    try:
        choices = checked(choices)
    except Faults as faults:
        return _form(choices, wrong=wrong_in(faults)), 400
    do = request.form.get("do", "look")
    if do == "change":
        return _form(choices)
    if do != "make" or _moved_on(kept):
        return _look(kept, choices, moved_on=do == "make")
    if _asks_proof(kept, choices) and (unproven := not_proven()):
        return _look(kept, choices, wrong=unproven), 403
    try:
        feed, token = make_feed(actor(), once_key(), choices, occasion(kept))
    except TooManyFeeds:
        return _form(choices, wrong={"label": _(TOO_MANY, most=MOST)}), 409
    except AddressUsed as error:
        return _made_before(kept, choices, error), 409
    return _address(token, choices, feed.id)


@calendars.get("/names")
def names() -> str:
    """What each step is called where others may look."""
    kept = made_plan()
    return render_template("calendar_names.html", names=names_listed(kept, made_today(kept)))


@calendars.get("/remove.ics")
def remove() -> Response:
    """A file that takes back what the calendar file put in."""
    kept = made_plan()
    answer = Response(remove_file(kept, made_today(kept), now=now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="remove.ics"'
    return answer


@calendars.post("/end")
def end_all() -> Response:
    """End every calendar at one press."""
    kept = made_plan()
    end_all_feeds(actor(), once_key(), grace_sent(), occasion(kept))
    return redirect(url_for(".listed", ended="yes"), 303)


@calendars.get("/<feed>")
def one(feed: str) -> str:
    """One calendar: who fetches it, how to try it, what it shows, and how to change or end it. Raises NothingHere."""
    return _one(feed, made_plan())


@calendars.get("/<feed>/choices")
def choices(feed: str) -> str:
    """What can be chosen otherwise for one calendar. Raises NothingHere."""
    found = feed_named(made_plan(), feed)
    return _form(found.choices, feed=found.id, health=found.fetches is not None)


@calendars.post("/<feed>/choices")
def change(feed: str) -> str | Response | tuple[str, int]:
    """Show what the other side will see then; go back; or keep it. Raises NothingHere."""
    if locked := first_open_it():
        return locked
    kept = made_plan()
    feed_named(kept, feed)
    sent, health = sent_choices(), request.form.get("health") == "yes"
    try:
        sent = checked(sent)
    except Faults as faults:
        return _form(sent, feed=feed, health=health, wrong=wrong_in(faults)), 400
    do = request.form.get("do", "look")
    if do == "change":
        return _form(sent, feed=feed, health=health)
    if do != "make" or _moved_on(kept):
        return _look(kept, sent, feed=feed, health=health, moved_on=do == "make")
    if _asks_proof(kept, sent) and (unproven := not_proven()):
        return _look(kept, sent, feed=feed, health=health, wrong=unproven), 403
    change_feed(actor(), once_key(), feed, sent, health, occasion(kept))
    return redirect(url_for(".one", feed=feed), 303)


@calendars.post("/<feed>/test")
def test(feed: str) -> Response:
    """Put a test entry in. Raises NothingHere."""
    kept = made_plan()
    put_test_in(actor(), once_key(), feed, occasion(kept))
    return redirect(f"{url_for('.one', feed=feed)}#test", 303)


@calendars.post("/<feed>/prove")
def prove(feed: str) -> str | Response | tuple[str, int]:
    """Its owner says the number of the test entry. Raises NothingHere."""
    kept = made_plan()
    number = request.form.get("number", "")[:40]
    try:
        prove_feed(actor(), once_key(), feed, number, occasion(kept))
    except NotTheNumber as error:
        return _one(feed, kept, number=number, number_wrong=f"{_(error.what_happened)} {_(error.what_to_do)}"), 400
    return redirect(f"{url_for('.one', feed=feed)}#test", 303)


@calendars.post("/<feed>/address")
def address(feed: str) -> str | tuple[str, int]:
    """Give it another address and show that, this once. Raises NothingHere."""
    kept = made_plan()
    if _asks_proof(kept, feed_named(kept, feed).choices) and (unproven := not_proven()):
        return _one(feed, kept, wrong=unproven), 403
    try:
        found, token = move_feed(actor(), once_key(), feed, grace_sent(), occasion(kept))
    except AddressUsed as error:
        return _one(feed, kept, said=error), 409
    return _address(token, found.choices, found.id)


@calendars.post("/<feed>/end")
def end(feed: str) -> Response:
    """End one calendar, at once. Raises NothingHere."""
    kept = made_plan()
    end_feed(actor(), once_key(), feed, grace_sent(), occasion(kept))
    return redirect(url_for(".listed", ended="yes"), 303)


def _listed(kept: KeptPlan, said: AddressUsed | None = None) -> str:
    made = made_today(kept)
    today = made.situation.today
    return render_template(
        "calendars.html",
        feeds=[listed_feed(one, zone_of(kept), today) for one in feeds_of(kept)],
        programs=choices_to_make(service())["program"],
        preview=preview_of(made, names_for(kept, made, DISCREET), file_note(kept)),
        said=said,
        ended=request.args.get("ended") == "yes",
        graces=graces(),
    )


def _form(choices: Choices, *, feed: str = "", health: bool = True, wrong: dict[str, str] | None = None) -> str:
    return render_template(
        "calendar_choices.html",
        choices=choices,
        options=choices_to_make(service()),
        guide=guide_of(choices.program),
        feed=feed,
        health=health,
        wrong=wrong or {},
    )


def _moved_on(kept: KeptPlan) -> bool:
    """Whether the plan is another by now than the one that was looked at, so that something else would be seen."""
    return request.form.get("seen", str(kept.version)) != str(kept.version)


def _asks_proof(kept: KeptPlan, choices: Choices) -> bool:
    """Whether it has to be proved that it is the owner who gives this out: under 18, what goes to somebody else."""
    return choices.audience == PARTNER and is_young(kept)


def _look(
    kept: KeptPlan,
    choices: Choices,
    *,
    feed: str = "",
    health: bool = True,
    moved_on: bool = False,
    wrong: str = "",
) -> str:
    return render_template(
        "calendar_look.html",
        version=kept.version,
        moved_on=moved_on,
        seen=glimpse_of(kept, made_today(kept), choices),
        choices=choices,
        feed=feed,
        health=health,
        proof=proof_here(wrong) if _asks_proof(kept, choices) else None,
    )


def _address(token: str, choices: Choices, feed: str) -> str:
    https = https_of(token)
    webcal = webcal_of(https)
    return render_template(
        "calendar_address.html",
        https=https,
        webcal=webcal,
        opens=address_for(choices.program, https),
        qr=qr_of(webcal if GUIDES[choices.program].by == "webcal" else https),
        guide=guide_of(choices.program),
        feed=feed,
    )


def _one(
    feed: str,
    kept: KeptPlan,
    *,
    number: str = "",
    number_wrong: str = "",
    wrong: str = "",
    said: AddressUsed | None = None,
) -> str:
    found, made = feed_named(kept, feed), made_today(kept)
    return render_template(
        "calendar.html",
        feed=listed_feed(found, zone_of(kept), made.situation.today),
        seen=glimpse_of(kept, made, found.choices),
        number=number,
        number_wrong=number_wrong,
        said=said,
        graces=graces(),
        proof=proof_here(wrong) if _asks_proof(kept, found.choices) else None,
    )


def _made_before(kept: KeptPlan, choices: Choices, said: AddressUsed) -> str:
    """The calendar that the same form made before, if it is still as it was; else all that there are."""
    found = next((one.id for one in reversed(feeds_of(kept)) if one.choices == choices), "")
    return _one(found, kept, said=said) if found else _listed(kept, said)
