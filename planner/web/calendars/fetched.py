"""Which program fetched a calendar last, to the hour, and whether it has the newest version: in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from planner.calendar.feeds import Feed, Fetch
from planner.marked import N_
from planner.web.days import day_as_said

FAMILY_WORDS = {
    "apple": N_("Apple"),
    "google": N_("Google"),
    "outlook": N_("Microsoft"),
    "thunderbird": N_("Thunderbird"),
    "android": N_("An Android app"),
    "nextcloud": N_("Nextcloud"),
    "evolution": N_("Evolution"),
    "other": N_("Another program"),
}


def last_fetch(fetch: Fetch, feed: Feed, zone: ZoneInfo, today: date) -> str:
    """When a family of programs fetched a calendar last, to the hour in a zone, and whether that was the newest."""
    at: datetime = fetch.at.astimezone(zone)
    told = {"program": _(FAMILY_WORDS[fetch.family]), "day": day_as_said(at.date(), today), "hour": f"{at:%H}"}
    if fetch.version == feed.version:
        return _("%(program)s fetched it %(day)s between %(hour)s:00 and %(hour)s:59 and is up to date.", **told)
    behind = feed.version - fetch.version
    return ngettext(
        "%(program)s fetched it %(day)s between %(hour)s:00 and %(hour)s:59. It is %(num)s change behind.",
        "%(program)s fetched it %(day)s between %(hour)s:00 and %(hour)s:59. It is %(num)s changes behind.",
        behind,
        **told,
    )
