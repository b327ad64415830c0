"""Calendars that are fetched, for programs: looked at first, made, tried, chosen otherwise, moved and ended.

An address comes once, in the answer to what made it. It shows the calendar to whoever has it, and is in nothing else.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, url_for

from planner.api import choices as bodies
from planner.api import shown
from planner.api.etags import name_it
from planner.api.rooms import Json, Room, Shown, plan_called
from planner.at_the_door import actor, occasion
from planner.calendar.addresses import https_of, webcal_of
from planner.calendar.choices import PARTNER, Choices, checked
from planner.calendar.feeds import (
    Feed,
    change_feed,
    end_all_feeds,
    end_feed,
    feed_named,
    feeds_of,
    make_feed,
    move_feed,
)
from planner.calendar.ical import Event, clean, title_text
from planner.calendar.rehearsals import prove_feed, put_test_in
from planner.calendar.shown import shown as events_in
from planner.errors import CannotBe, Fault
from planner.guidance.model import PHASES
from planner.languages import language, languages
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.young import is_young

feeds = Room("feeds", "Calendars that other programs fetch, and that follow the plan.")


@feeds.reads("/plans/<plan>/feeds", shown.FEEDS)
def listed(plan: str) -> Shown:
    """The calendars of the plan that have not ended, without their addresses."""
    return Shown({"feeds": [_shown(one) for one in feeds_of(plan_called(plan))]})


@feeds.reads("/plans/<plan>/feeds/<feed>", shown.named("Feed"))
def one(plan: str, feed: str) -> Shown:
    """One calendar, without its address."""
    return Shown(_shown(feed_named(plan_called(plan), feed)))


@feeds.writes("POST", "/plans/<plan>/feeds/preview", shown.FEED_PREVIEW, sends=bodies.FeedToMake(), keeps=False)
def preview(plan: str, sent: Mapping[str, Any]) -> Response:
    """Exactly what a calendar with these choices would show to whoever has its address. Nothing is kept."""
    kept = plan_called(plan)
    now, choices = occasion(kept), checked(_choices(sent))
    events = events_in(kept, plan_from(kept, now.guidance, now.today), choices)
    spoken = languages()[choices.language].tag
    told = [_event(one) for one in sorted(events, key=lambda one: (one.day, one.uid))]
    answer = name_it(jsonify({"language": spoken, "events": told}), kept)
    answer.content_language.add(spoken)
    return answer


@feeds.writes("POST", "/plans/<plan>/feeds", shown.FEED_MADE, sends=bodies.FeedToMake(), status=201, etag_of=listed)
def make(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Make a calendar. Its address is shown now and never again, so the token has to be one that may read. `webcal`
    is the same address, as programs for calendars open it."""
    kept, choices = _made(plan), _choices(sent)
    _is_proven(kept, choices)
    return _with_address(*make_feed(actor(), key, choices, occasion(kept)))


@feeds.writes("PUT", "/plans/<plan>/feeds/<feed>", shown.named("Feed"), sends=bodies.FeedToChange(), etag_of=one)
def change(plan: str, feed: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Choose otherwise for a calendar; its address stays. `health` says whether it is noted which kind of program
    fetches it and when; false forgets what was noted."""
    kept = plan_called(plan)
    choices = _choices({name: told for name, told in sent.items() if name != "health"})
    _is_proven(kept, choices)
    return Shown(_shown(change_feed(actor(), key, feed, choices, sent["health"], occasion(kept))))


@feeds.writes(
    "POST", "/plans/<plan>/feeds/<feed>/address", shown.FEED_MADE, sends=bodies.Grace(), status=201, etag_of=one
)
def address(plan: str, feed: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Give a calendar another address, which is shown now and never again. The old one shows nothing any more at once;
    for `grace` days it says that it has ended."""
    kept = plan_called(plan)
    if is_young(kept):
        _is_proven(kept, feed_named(kept, feed).choices)
    return _with_address(*move_feed(actor(), key, feed, sent["grace"], occasion(kept)))


@feeds.writes("POST", "/plans/<plan>/feeds/<feed>/test", shown.named("Feed"), etag_of=one)
def test(plan: str, feed: str, key: str) -> Shown:
    """Put an entry with a number into a calendar, to see whether it arrives where the calendar is fetched."""
    kept = plan_called(plan)
    return _standing(plan, put_test_in(actor(), key, feed, occasion(kept)))


@feeds.writes("POST", "/plans/<plan>/feeds/<feed>/prove", shown.named("Feed"), sends=bodies.NumberSeen(), etag_of=one)
def prove(plan: str, feed: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """Tell the number that arrived with the test entry: the calendar works, and the entry goes again."""
    kept = plan_called(plan)
    return _standing(plan, prove_feed(actor(), key, feed, sent["number"], occasion(kept)))


@feeds.writes("POST", "/plans/<plan>/feeds/<feed>/end", shown.ENDED, sends=bodies.Grace(), etag_of=one)
def end(plan: str, feed: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """End a calendar at once. For `grace` days its address says that it has ended, then there is nothing."""
    kept = plan_called(plan)
    end_feed(actor(), key, feed, sent["grace"], occasion(kept))
    return Shown({"ended": True})


@feeds.writes("POST", "/plans/<plan>/feeds/end", shown.ENDED, sends=bodies.Grace(), etag_of=listed)
def end_all(plan: str, key: str, sent: Mapping[str, Any]) -> Shown:
    """End every calendar of the plan that is fetched, at once."""
    kept = plan_called(plan)
    end_all_feeds(actor(), key, sent["grace"], occasion(kept))
    return Shown({"ended": True})


def _made(plan: str) -> KeptPlan:
    """The plan, once it is made. Raises NothingHere, and CannotBe while it is not."""
    kept = plan_called(plan)
    if kept.made_on is None:
        raise CannotBe([Fault("made_on", None, f"Make the plan first: POST {url_for('api_plans.make', plan=plan)}.")])
    return kept


def _is_proven(kept: KeptPlan, choices: Choices) -> None:
    """Raises CannotBe at a calendar for a partner of whoever is under 18: that needs a proof, and a token is none."""
    if choices.audience == PARTNER and is_young(kept):
        raise CannotBe([Fault("audience", PARTNER, "Under 18, do this on the page of calendars, with a code.")])


def _choices(sent: Mapping[str, Any]) -> Choices:
    return Choices(**{"language": language(), **sent, "phases": tuple(sent.get("phases", PHASES))})


def _with_address(feed: Feed, token: str) -> Shown:
    https = https_of(token)
    return Shown({"feed": _shown(feed), "https": https, "webcal": webcal_of(https)})


def _standing(plan: str, feed: Feed) -> Shown:
    return Shown(_shown(feed), stands=url_for("api_feeds.one", plan=plan, feed=feed.id))


def _shown(feed: Feed) -> Json:
    fetches = feed.fetches
    return {
        "id": feed.id,
        "choices": {**feed.choices._asdict(), "phases": list(feed.choices.phases)},
        "version": feed.version,
        "made_at": feed.made_at.isoformat(),
        "changed_at": feed.changed_at.isoformat(),
        "tested_on": feed.tested_on.isoformat() if feed.tested_on else None,
        "proven_on": feed.proven_on.isoformat() if feed.proven_on else None,
        "fetches": None
        if fetches is None
        else [{"family": one.family, "at": one.at.isoformat(), "version": one.version} for one in fetches],
    }


def _event(event: Event) -> Json:
    return {
        "uid": event.uid,
        "day": event.day.isoformat(),
        "last_day": event.last_day.isoformat() if event.last_day else None,
        "title": title_text(event.title),
        "text": clean(event.description),
        "alarms": [day.isoformat() for day in sorted(set(event.alarms))],
    }
