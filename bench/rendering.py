"""How long it takes to write a calendar for the first time, beside django-ical with the very same events."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

import django
from django.conf import settings
from django.test import RequestFactory
from django_ical.views import ICalFeed
from icalendar import Alarm

from bench.rows import Row, in_rounds
from planner.calendar.answered import REFRESH
from planner.calendar.ical import ALARM_AT, Event, event_bytes, feed_file, prodid_of
from planner.tokens import key_from, lock_with, new_token, tag_of

ROUNDS, TIMES = 7, 20  # writings of each in each round
ALARMS = (timedelta(7), timedelta(1))  # how long before its day each event rings
NAME = "Ahead"


def row(events: list[Event]) -> Row:
    """How many times as quick we are, in processor time, with two alarms for each event.

    Ours goes on until the bytes are locked and have their name, as they are kept; the peer's until the answer stands.
    Neither looks anything up in a database.
    """
    ringing = [replace(one, alarms=tuple(one.day - before for before in ALARMS)) for one in events]
    view, asked = _django(ringing), RequestFactory().get("/")
    theirs = view(asked).content
    if (theirs.count(b"BEGIN:VEVENT"), theirs.count(b"BEGIN:VALARM")) != (len(events), 2 * len(events)):
        raise RuntimeError("django-ical left something out.")
    took: dict[str, list[float]] = {"django-ical": [], NAME: []}

    def ratio() -> float:
        took["django-ical"].append(_seconds(lambda: view(asked).content))
        took[NAME].append(_seconds(lambda: rendered(ringing)))
        return took["django-ical"][-1] / took[NAME][-1]

    found, spread = in_rounds(ratio, ROUNDS)
    for name, seconds in took.items():
        print(f"  {f'{len(events)} events rendered by {name}':<42}{min(seconds) * 1e3:>8.2f} ms at best")
    return Row("feed/render-vs-django-ical", found, "times as quick", "at-least", 5, 10, ROUNDS, spread)


def rendered(events: list[Event]) -> tuple[bytes, str]:
    """A calendar of these events as it is kept at its address: locked, and its name."""
    key = key_from(new_token())
    content = feed_file(map(event_bytes, events), prodid=prodid_of(NAME), name=NAME, refresh=REFRESH)
    return lock_with(key, content), tag_of(key, content)


def _seconds(do: Callable[[], object]) -> float:
    """The processor time of doing something once, in the mean of several times."""
    began = time.process_time()
    for _ in range(TIMES):
        do()
    return (time.process_time() - began) / TIMES


def _django(events: list[Event]) -> Any:
    """The view of django-ical with what we write of an event, all that it has a name for."""
    if not settings.configured:
        settings.configure(ALLOWED_HOSTS=["*"], USE_TZ=True, SECRET_KEY=os.urandom(20).hex())
        django.setup()

    class Calendar(ICalFeed):
        """The same events."""

        product_id, title, description, method = prodid_of(NAME), NAME, "", ""

        def items(self) -> list[Event]:
            return events

        def item_guid(self, event: Event) -> str:
            return event.uid

        def item_title(self, event: Event) -> str:
            return event.title

        def item_description(self, event: Event) -> str:
            return event.description

        def item_link(self, event: Event) -> str:
            return ""

        def item_class(self, event: Event) -> str:
            return "PRIVATE"

        def item_status(self, event: Event) -> str:
            return "CONFIRMED"

        def item_transparency(self, event: Event) -> str:
            return "TRANSPARENT"

        def item_timestamp(self, event: Event) -> datetime:
            return event.modified

        def item_updateddate(self, event: Event) -> datetime:
            return event.modified

        def item_start_datetime(self, event: Event) -> Any:
            return event.day

        def item_end_datetime(self, event: Event) -> Any:
            return (event.last_day or event.day) + timedelta(1)

        def item_valarm(self, event: Event) -> list[Alarm]:
            return [_alarm(event, day) for day in event.alarms]

    return Calendar()


def _alarm(event: Event, day: Any) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.title)
    alarm.add("trigger", datetime.combine(day, ALARM_AT) - datetime.combine(event.day, clock()))
    return alarm
