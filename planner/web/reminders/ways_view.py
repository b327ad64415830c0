"""The ways by which somebody is reached, in words: how each stands, and what to do where one takes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from planner.accounts.access import PARTNER, PATIENT
from planner.at_the_door import device_kind
from planner.marked import N_
from planner.reminders.channels import EMAIL, leaves, way_for
from planner.reminders.kept_ways import SIGNED_OUT, Channel
from planner.reminders.rehearsals import TEST_HOLDS
from planner.web.days import day_as_said
from planner.web.reminders.here import Here

HERE = {"phone": N_("This phone"), "tablet": N_("This tablet"), "computer": N_("This computer")}
# Why a way takes nothing any more, and what to do: by the word that the sender noted.
GONE = N_(
    "That browser takes no more messages: they were switched off there, or its data was cleared. Add it again there, "
    "then end this one."
)
DEAD = {
    "gone": GONE,
    SIGNED_OUT: N_("That phone or browser was signed out. Add it again there, then end this one."),
    "not-a-subscription": GONE,
    "no-such-address": N_("The mail server says that there is no such address. End this one and add the right one."),
    "host-not-allowed": N_("That browser takes messages by a host that is not known here. Add e-mail instead."),
}
DEAD_OTHERWISE = N_("Send a test. If nothing comes, end this one and add it again.")
TRYING_OUT = N_("This service is for trying out: it sends no e-mail.")
FAILING = N_("We go on trying. Send a test to see if it comes through again, and add another way.")


class Way(NamedTuple):
    """One way in words. `state` in a few words, with a `tag` that names its shape, and `since` when. `wrong`: it takes
    nothing, now or any more, and `to_do` says what to do; `waits`: a number was sent there and was not typed yet, and
    `tried` says when. `here`: it is the browser that asks, and takes something. `out`: it was signed out, so perhaps it
    is the browser that asks."""

    id: str
    kind: str
    name: str
    state: str
    tag: str
    since: str
    wrong: bool
    to_do: str
    works: bool
    waits: bool
    tried: str
    daily: bool
    here: bool
    out: bool


class Standing(NamedTuple):
    """By how many ways somebody is reached, as the first thing the page says."""

    kind: str
    heading: str
    text: str


def way_of(one: Channel, here: Here) -> Way:
    """One way in words."""
    waits = _leaves(one) and _waits(one, here)
    return Way(
        one.id,
        one.kind,
        name_of(one),
        *_state(one, here),
        bool(one.proven_at) and not one.dead and not one.failing_since and _leaves(one),
        waits,
        _tried(one, here) if waits else "",
        one.daily,
        one.here and not one.dead,
        one.dead == SIGNED_OUT,
    )


def name_of(one: Channel) -> str:
    """What a way is called: its address with the middle left out, or which phone it is."""
    if one.kind == EMAIL:
        return _("E-mail to %(address)s", address=one.shown)
    return _(HERE[device_kind()]) if one.here else _("Another phone or browser")


def standing_of(ways: Sequence[Way], role: str, can_add: bool) -> Standing:
    """By how many ways somebody is reached. Two are best; one or none is said plainly, with what to do."""
    many = sum(one.works for one in ways)
    if role == PATIENT:
        none = _("A last safe day would reach you by no way yet")
        some = ngettext(
            "A last safe day would reach you by %(num)s way", "A last safe day would reach you by %(num)s ways", many
        )
    else:
        none = _("Reminders reach you by no way yet")
        some = ngettext("Reminders reach you by %(num)s way", "Reminders reach you by %(num)s ways", many)
    if many > 1:
        return Standing("info", some, _("If one of them fails, another still comes."))
    if not can_add:
        return Standing("amber", some if many else none, _("This service has no other way. Look here often."))
    if many:
        return Standing("amber", some, _("If it fails, nothing else reaches you. Add a second one below."))
    return Standing("amber", none, _("Add one below. Two are best: if one fails, the other still comes."))


def _state(one: Channel, here: Here) -> tuple[str, str, str, bool, str]:
    """How a way stands, the shape of that, since when, whether it takes nothing, and what to do then."""
    if not _leaves(one):
        away = way_for(one.kind, current_app.config) is None
        to_do = _("This service does not send that way now.") if away else _(TRYING_OUT)
        return _("nothing is sent"), "ask-team", _last(one, here), True, to_do
    if one.dead:
        since = _last(one, here)
        return _("takes nothing any more"), "ask-team", since, True, _(DEAD.get(one.dead, DEAD_OTHERWISE))
    if one.proven_at is None:
        run_out = "" if _waits(one, here) else _("The number we sent has run out. Send another one.")
        return _("waits for the number"), "waiting", run_out, False, ""
    if one.failing_since:
        since = _("Nothing arrives since %(day)s.", day=_moment(one.failing_since, here))
        return _("nothing arrives"), "overdue", since, True, _(FAILING)
    return _("arrives"), "fits", _last(one, here), False, ""


def _leaves(one: Channel) -> bool:
    """Whether the service sends that way at all."""
    return leaves(one.kind, current_app.config)


def _last(one: Channel, here: Here) -> str:
    """When it took something last; where it took no more than the first number, since when it is known to arrive."""
    if one.taken_at and (one.proven_at is None or one.taken_at > one.proven_at):
        return _("Last sent %(day)s.", day=_moment(one.taken_at, here))
    return _("You said %(day)s that it arrives.", day=_day(one.proven_at, here)) if one.proven_at else ""


def _waits(one: Channel, here: Here) -> bool:
    """Whether a number that was sent there can be typed still."""
    if one.tested_at is None or (one.proven_at and one.proven_at >= one.tested_at):
        return False
    return here.occasion.now - one.tested_at <= TEST_HOLDS


def _tried(one: Channel, here: Here) -> str:
    """What became of the number that was sent last."""
    if one.dead:
        return ""
    if one.taken_at and one.tested_at and one.taken_at >= one.tested_at:
        return _("We sent a number there %(day)s.", day=_moment(one.taken_at, here))
    if one.failing_since:
        return _("The number is not there yet. We go on trying for an hour.")
    return _("A number is on its way there. It may take a minute.")


def _day(moment: datetime, here: Here) -> str:
    return day_as_said(moment.astimezone(here.zone).date(), here.occasion.today)


def _moment(moment: datetime, here: Here) -> str:
    """A day as said, with its hour: but not to a partner, who would learn from it where the plan's owner lives."""
    day = _day(moment, here)
    if here.role == PARTNER:
        return day
    return _("%(day)s at %(hour)s", day=day, hour=hour_of(moment, here))


def hour_of(moment: datetime, here: Here) -> str:
    """An hour with its minutes, as everywhere here."""
    at = moment.astimezone(here.zone)
    return f"{at.hour}:{at:%M}"
