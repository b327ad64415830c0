"""The calendars of somebody with whom a plan is shared, in words: from what is shared and what they chose alone."""

import hmac
import json
from datetime import date

from flask import current_app
from flask_babel import gettext as _
from markupsafe import Markup

from planner.calendar.choices import NUMBERS
from planner.calendar.events import published_days
from planner.calendar.feeds import Feed
from planner.calendar.ical import Event
from planner.calendar.shown import names_to_share
from planner.clock import zone_named
from planner.guidance.model import Guidance
from planner.languages import spoken
from planner.plans.shared import SharedHere
from planner.plans.sharing import SharedPlan
from planner.web.calendars import view
from planner.web.calendars.form import service
from planner.web.calendars.names import Named
from planner.web.partner.here import path_of
from planner.web.partner.view import title_of


def choices_to_make() -> dict[str, list[dict[str, str]]]:
    """The options of the form, by the name of the question. For whom it is, nobody asks; every part can be chosen,
    whatever is shared of it."""
    options = view.choices_to_make(service())
    del options["audience"]
    for one in options["words"]:
        if one["value"] == NUMBERS:
            one["hint"] = _("Such as “%(service)s 4”. A list here says which step it is.", service=service())
    return options


def own_feed(feed: Feed, today: date) -> view.Listed:
    """One calendar as the list and its own page show it. Its hours are those of the service: where its owner lives is
    theirs to tell."""
    listed = view.listed_feed(feed, zone_named(current_app.config["TIME_ZONE"]), today)
    return listed._replace(what=Markup(" · ").join(view.what_it_shows(feed.choices)))


def name_of_look(here: SharedHere, events: list[Event]) -> str:
    """A name for exactly what was looked at: another as soon as anything else would be seen."""
    told = sorted([one.uid, one.day, one.last_day, one.title, one.description, one.alarms] for one in events)
    whole = json.dumps(told, default=str).encode("utf-8", "surrogatepass")
    return hmac.digest(here.kept.secret, b"look " + whole, "sha256").hex()[:32]


def names_listed(here: SharedHere, seen: SharedPlan, guidance: Guidance) -> list[Named]:
    """The steps that have days in calendars, in the order of what is shared."""
    numbered = names_to_share(here.kept, guidance, NUMBERS)
    return [
        Named(
            title_of(one),
            path_of(here, one.item),
            spoken(one.item.words).discreet,
            numbered._replace(own={}).title(one.item),
            "",
        )
        for one in seen.steps
        if published_days(one)
    ]
