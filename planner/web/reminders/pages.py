"""How somebody is reminded: the ways to reach them, what they chose, what will be sent and what was."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.errors import AheadError, Fault, Faults, NothingHere
from planner.languages import language
from planner.marked import N_
from planner.once import UsedForAnother
from planner.plans.kept import plan_from
from planner.reminders.channels import EMAIL, PUSH, leaves, way_for
from planner.reminders.choices import Choices, checked, choices_of
from planner.reminders.moments import in_quiet
from planner.reminders.reachable import (
    TooManyWays,
    add_channel,
    channels_of,
    choose_daily,
    end_channel,
    new_key,
    renew_channel,
)
from planner.reminders.rehearsals import NotANumber, NotTheNumber, TriedOften, WrongOften, prove_channel, test_channel
from planner.reminders.told import choose, say_seen
from planner.sender import wake_the_sender
from planner.web.door import once_key
from planner.web.partner.ended import say_when_ended
from planner.web.reminders.by_push import key_of
from planner.web.reminders.form import options, sent_choices, wrong_in
from planner.web.reminders.here import Here, is_silent, whose
from planner.web.reminders.notices_view import notices_in_words
from planner.web.reminders.on_plan import Close, close_in, reminded_of
from planner.web.reminders.ways_view import TRYING_OUT, standing_of, way_of

reminders = Blueprint("reminders", __name__, url_prefix="/reminders")
say_when_ended(reminders)

OF_A_BROWSER = ("endpoint", "p256dh", "auth")
Answer = str | Response | tuple[str, int]


@reminders.get("")
def page() -> str:
    """By how many ways reminders arrive, each of them, what can be chosen, and what was sent."""
    return _page(whose())


@reminders.post("/email")
def email() -> Answer:
    """Add an e-mail address, and send a number there."""
    here, typed = whose(), request.form.get("email", "")[:300]
    if way_for(EMAIL, current_app.config) is None:
        return _page(here, typed=typed, wrong={"email": _("This service sends no e-mail.")}), 400
    return _added(here, EMAIL, {"email": typed}, "email", typed)


@reminders.post("/push")
def push() -> Answer:
    """Add the browser that asks: its script has asked it where messages reach it."""
    here = whose()
    if not key_of():
        return _page(here, wrong={"phone": _("This service sends no messages to phones.")}), 400
    return _added(here, PUSH, _of_browser(), "phone")


@reminders.post("/choices")
def choices() -> Answer:
    """Keep what was chosen for all that is sent."""
    here = whose()
    sent = sent_choices(here, choices_of(here.actor.person))
    try:
        if here.role != "staff" and in_quiet(sent.hour, sent.quiet_from, sent.quiet_to):
            raise Faults([Fault("hour", sent.hour, N_("Choose an hour outside your quiet hours"))])
        choose(here.actor, once_key(), checked(sent), here.occasion)
    except Faults as faults:
        return _page(here, chosen=sent, wrong=wrong_in(faults)), 400
    return _back("kept")


@reminders.post("/renew")
def renew() -> tuple[str, int]:
    """A browser says again where it is reached, whenever it starts. Raises NothingHere where it is no way we know; of a
    host that the settings do not name it is refused otherwise, so that the browser lets go of nothing."""
    here = whose(looks=False)
    try:
        known = renew_channel(here.actor, _of_browser(), current_app.config["PUSH_HOSTS"], here.occasion)
    except Faults:
        return "", 400
    if not known:
        raise NothingHere
    return "", 204


@reminders.post("/seen/<notice>")
def seen(notice: str) -> Response:
    """Whoever holds the plan has seen a last safe day. Raises NothingHere."""
    kept = kept_plan()
    say_seen(actor(), once_key(), notice, occasion(kept))
    return redirect(url_for("plan.plan"), 303)


@reminders.post("/<channel>/test")
def test(channel: str) -> Answer:
    """Send another number there. Raises NothingHere."""
    here = whose()
    try:
        test_channel(here.actor, once_key(), channel, here.occasion)
    except TriedOften as error:
        return _page(here, wrong={f"number-{channel}": in_words(error)}), 429
    wake_the_sender()
    return _back()


@reminders.post("/<channel>/prove")
def prove(channel: str) -> Answer:
    """Its owner types the number that arrived. Raises NothingHere."""
    here, number = whose(), request.form.get("number", "")[:40]
    try:
        prove_channel(here.actor, once_key(), channel, number, here.occasion)
    except (NotANumber, NotTheNumber, WrongOften) as error:
        return _page(here, number=number, wrong={f"number-{channel}": in_words(error)}), 400
    return _back("proved")


@reminders.post("/<channel>/daily")
def daily(channel: str) -> Response:
    """Whether it takes ordinary reminders too. Raises NothingHere."""
    here = whose()
    choose_daily(here.actor, once_key(), channel, request.form.get("daily") == "yes", here.occasion)
    return _back()


@reminders.post("/<channel>/end")
def end(channel: str) -> Response:
    """Send nothing there any more. Raises NothingHere."""
    here = whose()
    end_channel(here.actor, once_key(), channel, here.occasion)
    return _back("ended")


def _added(here: Here, kind: str, told: dict[str, str], box: str, typed: str = "") -> Answer:
    """Add a way and let its number be sent; where that cannot be, say why at `box`."""
    first = not channels_of(here.actor) and choices_of(here.actor.person) == Choices()
    try:
        if first and language() != Choices().language:  # what is sent first is in the language of the page it is from
            choose(here.actor, new_key(), Choices(language=language()), here.occasion)
        add_channel(here.actor, once_key(), kind, told, current_app.config["PUSH_HOSTS"], here.occasion)
    except Faults as faults:
        return _page(here, typed=typed, wrong={box: _(faults.faults[0].allowed)}), 400
    except (TooManyWays, TriedOften, UsedForAnother) as error:
        return _page(here, typed=typed, wrong={box: in_words(error)}), 409
    wake_the_sender()
    return _back()


def _of_browser() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in OF_A_BROWSER}


def in_words(error: AheadError) -> str:
    """What happened, and what to do."""
    return f"{_(error.what_happened)} {_(error.what_to_do)}"


def _back(said: str = "") -> Response:
    """To the page: its top where something is `said` there, else the ways."""
    return redirect(url_for(".page", said=said or None, _anchor=None if said else "ways"), 303)


def _close(here: Here) -> Close | None:
    """The last safe days that whoever holds the plan was told of and has not seen."""
    if here.kept is None or here.kept.made_on is None:
        return None
    plan = plan_from(here.kept, here.occasion.guidance, here.occasion.today)
    return close_in(here.kept, plan, reminded_of(here.kept, here.occasion))


def _page(
    here: Here,
    *,
    typed: str = "",
    number: str = "",
    chosen: Choices | None = None,
    wrong: dict[str, str] | None = None,
) -> str:
    ways = sorted((way_of(one, here) for one in channels_of(here.actor)), key=lambda one: not one.wrong)
    by_email, key = way_for(EMAIL, current_app.config) is not None, key_of()
    sends_email = leaves(EMAIL, current_app.config)
    said = request.args.get("said", "")
    return render_template(
        "reminders.html",
        role=here.role,
        standing=standing_of(ways, here.role, sends_email or bool(key)),
        ways=ways,
        by_email=by_email,
        trying_out=_(TRYING_OUT) if by_email and not sends_email else "",
        by_phone=bool(key),
        key=key,
        typed=typed,
        number=number,
        chosen=chosen or choices_of(here.actor.person),
        zone=here.zone.key,
        silent=is_silent(here),
        close=_close(here),
        options=options(here),
        notices=notices_in_words(here),
        wrong=wrong or {},
        said=said if said in ("kept", "proved", "ended") else "",
    )
