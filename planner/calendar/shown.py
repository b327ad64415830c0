"""What a calendar shows: the events of a plan as its owner chose, with the person's own words for steps.

The same function makes what a feed holds and what the page shows before its address is given away.
"""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _

from planner.calendar.checked import checked_in
from planner.calendar.choices import NUMBERS, PARTNER, PLAIN, Choices
from planner.calendar.events import NEUTRAL, Names, events_of, events_shared, numbers_of, uid_of
from planner.calendar.ical import Event, placeholder
from planner.calendar.models import FeedRecord
from planner.clock import zone_named
from planner.engine.plan import Plan
from planner.guidance.model import Guidance, codes_of
from planner.languages import speaking
from planner.plans.kept import KeptPlan
from planner.plans.nicknames import nicknames_of
from planner.plans.sharing import OWN_PART, SharedPlan, shared_plan


def shown(kept: KeptPlan, plan: Plan, choices: Choices) -> list[Event]:
    """The events that follow from the choices, in no order; one that says so when there is none. Of a calendar that the
    owner of a plan made for a partner: what the guidance gives a partner to do."""
    if choices.audience == PARTNER:
        names = names_for(kept, plan, choices.words)
        return shown_to(kept, shared_plan(plan, OWN_PART), kept.asked_on, choices, names)
    with speaking(choices.language):
        events = events_of(
            plan,
            secret=kept.secret,
            plain=choices.words == PLAIN,
            names=names_for(kept, plan, choices.words),
            phases=choices.phases,
            checked=checked_in(kept),
        )
        return _as_chosen(events, kept, kept.asked_on, choices)


def shown_to(kept: KeptPlan, shared: SharedPlan, counted_on: date, choices: Choices, names: Names) -> list[Event]:
    """The events of what is shared of a plan, as `shown`."""
    with speaking(choices.language):
        events = events_shared(
            shared,
            secret=kept.secret,
            counted_on=counted_on,
            plain=choices.words == PLAIN,
            names=names,
            phases=choices.phases,
        )
        return _as_chosen(events, kept, counted_on, choices)


def _as_chosen(events: list[Event], kept: KeptPlan, counted_on: date, choices: Choices) -> list[Event]:
    events = events or [nothing_in_it(kept, counted_on)]
    return events if choices.alarms else [replace(one, alarms=()) for one in events]


def names_for(kept: KeptPlan, plan: Plan, words: str) -> Names:
    """What the steps of a plan are called in a calendar of its owner's with these words."""
    if words == PLAIN:
        return NEUTRAL
    return Names(nicknames_of(kept), *_numbered(kept, plan.guidance, words))


def names_to_share(kept: KeptPlan, guidance: Guidance, words: str) -> Names:
    """What they are called in a calendar of somebody else's: the owner's own words for steps stay with the owner."""
    return NEUTRAL if words == PLAIN else Names({}, *_numbered(kept, guidance, words))


def _numbered(kept: KeptPlan, guidance: Guidance, words: str) -> tuple[Mapping[str, int], str]:
    numbers = numbers_of(kept.secret, codes_of(guidance)) if words == NUMBERS else {}
    return numbers, current_app.config["SERVICE_NAME"]


def nothing_in_it(kept: KeptPlan, counted_on: date) -> Event:
    """The one entry of a calendar without days, so that it is never empty: whatever the reason, it says no more."""
    uid = uid_of(kept.secret, "placeholder", "nothing")
    return replace(placeholder(counted_on, _("No days in this calendar now")), uid=uid)


def taken_out() -> str:
    """What stands in the place of the title of a day that is not in the plan any more."""
    return _("Taken out")


def test_entry(kept: KeptPlan, feed: str, number: str, put_in_on: date, language: str) -> Event:
    """An entry that says a number, for the day after it was put in: whoever can tell the number has seen it."""
    day, stamp = put_in_on + timedelta(days=1), datetime.combine(put_in_on, time(), UTC)
    with speaking(language):
        title = _("%(service)s test %(number)s", service=current_app.config["SERVICE_NAME"], number=number)
        text = _("This is only a test. Type the number where you made this calendar.")
    return Event(uid_of(kept.secret, f"test/{feed}", "entry"), day, title, text, (), None, stamp)


def test_in(feed: FeedRecord, kept: KeptPlan, choices: Choices) -> list[Event]:
    """The entry that was put into a calendar to try it, if any."""
    if not feed.test or not feed.tested_on:
        return []
    return [test_entry(kept, feed.id, feed.opened("test"), feed.tested_on, choices.language)]


def ended_entry(key: bytes, now: datetime, language: str) -> Event:
    """The one entry of a calendar that has ended: in the past, and about nothing."""
    day = now.astimezone(UTC).date() - timedelta(days=2)  # past, wherever somebody looks
    with speaking(language):
        title, text = _("This calendar has ended"), _("It can be taken out of this program.")
    uid = hmac.digest(key, b"ended", "sha256").hex()[:40]
    return Event(uid, day, title, text, (), None, now.replace(microsecond=0))


def next_midnight(kept: KeptPlan, now: datetime) -> datetime:
    """When the day after this one begins where the person lives."""
    zone = zone_of(kept)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)


def zone_of(kept: KeptPlan) -> ZoneInfo:
    """The time zone the person lives in; where none was told, that of the service."""
    return zone_named(kept.told.get("time_zone") or current_app.config["TIME_ZONE"])
