"""Somebody who keeps calendars: makes them, changes things, and fetches what programs fetch."""

from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

import icalendar
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from planner.calendar import feeds
from planner.calendar.choices import Choices
from planner.calendar.feeds import Feed
from planner.calendar.rehearsals import prove_feed, put_test_in
from planner.plans.changing import Occasion
from planner.plans.nicknames import write_nickname
from planner.tokens import new_token
from tests.calendar.rfc5545 import faults
from tests.keeping.people_kept import TODAY
from tests.keeping.people_kept import occasion as noon_of
from tests.plans.living import Somebody


class Seen(NamedTuple):
    """One event as a program stores it."""

    title: str
    text: str
    day: date
    ends: date
    sequence: int
    modified: datetime
    status: str
    alarms: int

    @property
    def visible(self) -> tuple[Any, ...]:
        """All of it that a person can see."""
        return self.title, self.text, self.day, self.ends, self.status, self.alarms


class Calendars(Somebody):
    """Somebody with a plan and calendars. Whatever they do, they do now, by the clock."""

    def __init__(self, app: Flask, clock: time_machine.Traveller, **laid_over: Any) -> None:
        super().__init__(**laid_over)
        self.app, self.clock = app, clock
        self.tokens: list[str] = []
        app.config["CLOCK"] = lambda zone: self.today  # noon in UTC is the same day in every zone tried here

    @property
    def today(self) -> date:
        """The day it is."""
        return datetime.now(UTC).date()

    @property
    def occasion(self) -> Occasion:
        """This moment."""
        return noon_of(self.today, now=datetime.now(UTC))

    def goes_to(self, day: date, hour: int = 12) -> None:
        """Let it be another day."""
        self.clock.move_to(datetime.combine(day, time(hour), UTC))

    def makes(self, label: str = "My phone", **chosen: Any) -> tuple[Feed, str]:
        """Make a calendar; with the token of its address."""
        made = feeds.make_feed(self.actor, new_token(), Choices(label, **chosen), self.occasion)
        self.tokens.append(made[1])
        return made

    def chooses(self, feed: Feed, health: bool = True, **chosen: Any) -> Feed:
        """Choose otherwise."""
        choices = feed.choices._replace(**chosen)
        return feeds.change_feed(self.actor, new_token(), feed.id, choices, health, self.occasion)

    def gives_another_address(self, feed: Feed, grace: int = 7) -> str:
        """Let a calendar have another address; its token."""
        return feeds.move_feed(self.actor, new_token(), feed.id, grace, self.occasion)[1]

    def ends(self, feed: Feed, grace: int = 7) -> None:
        """End one."""
        feeds.end_feed(self.actor, new_token(), feed.id, grace, self.occasion)

    def ends_all(self, grace: int = 0) -> None:
        """End all."""
        feeds.end_all_feeds(self.actor, new_token(), grace, self.occasion)

    def tests(self, feed: Feed) -> Feed:
        """Put a test entry in."""
        return put_test_in(self.actor, new_token(), feed.id, self.occasion)

    def proves(self, feed: Feed, number: str) -> Feed:
        """Say the number of the test entry."""
        return prove_feed(self.actor, new_token(), feed.id, number, self.occasion)

    def calls(self, code: str, words: str) -> None:
        """Call a step so."""
        write_nickname(self.actor, new_token(), code, words, self.occasion)

    def feed(self, feed: Feed) -> Feed:
        """A calendar as it stands now."""
        return feeds.feed_named(self.kept, feed.id)

    def fetches(self, token: str, method: str = "GET", agent: str = "", **headers: str) -> TestResponse:
        """What a program gets at an address."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.app.test_client().open(
            f"/f/{token}.ics", method=method, headers={"User-Agent": agent, **told}, base_url="http://localhost:8000"
        )

    def reads(self, token: str) -> dict[str, Seen]:
        """The events a program reads, by their names. The file is right in every respect."""
        answer = self.fetches(token)
        assert answer.status_code == 200
        assert faults(answer.data) == []
        return seen_in(answer.data)


def seen_in(content: bytes) -> dict[str, Seen]:
    """The events in a calendar, by their names; no name stands twice."""
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    found = {
        str(event["UID"]): Seen(
            str(event["SUMMARY"]),
            str(event.get("DESCRIPTION", "")),
            event["DTSTART"].dt,
            event["DTEND"].dt,
            int(event["SEQUENCE"]),
            event["LAST-MODIFIED"].dt,
            str(event["STATUS"]),
            len(event.subcomponents),
        )
        for event in events
    }
    assert len(found) == len(events)
    return found


def live(events: dict[str, Seen]) -> dict[str, Seen]:
    """Those that are not cancelled."""
    return {uid: one for uid, one in events.items() if one.status != "CANCELLED"}


__all__ = ["TODAY", "Calendars", "Seen", "live", "seen_in"]
