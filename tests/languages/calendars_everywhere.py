"""The calendars' part of the walk through the whole service: each made, tried, changed and ended, and what it holds."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from planner.calendar.choices import PROGRAMS, WORDS
from planner.calendar.feeds import MOST
from planner.guidance.model import PHASES
from tests.web.phones import Phone

ADDRESS = re.compile(r"/f/[A-Za-z0-9_-]{43}\.ics")
FEED = re.compile(r'href="(/calendar/[0-9a-f]{32})')
NUMBER = re.compile(r"SUMMARY:\D*(\d{4})\r")
# One program of each family, by what it says of itself.
AGENTS = (
    "Google-Calendar-Importer",
    "Thunderbird/140.0",
    "ICSx5/2.3",
    "Microsoft.Exchange",
    "Nextcloud/31",
    "Evolution/3.56",
    "iOS/18.1 dataaccessd/1.0",
    "something/1.0",
)
STOPS = {"grace": "30"}


class Calendars:
    """Somebody's calendars on one phone. `typed` is what they type, `language` what they choose."""

    def __init__(self, phone: Phone, language: str, typed: str) -> None:
        self.phone, self.typed = phone, typed
        self.chosen: Mapping[str, Any] = {
            **{"label": typed, "audience": "patient", "words": "discreet", "program": "other", "alarms": "yes"},
            **{"language": language, "phases": list(PHASES), "health": "yes"},
        }

    def sends(self, path: str, keys: Mapping[str, str] | None = None, **fields: Any) -> TestResponse:
        """Send a form in which one name may have several values."""
        data = {**(keys or self.phone.keys()), **fields}
        return self.phone.client.post(path, data=data, base_url=self.phone.url)

    def looks(self, path: str = "/calendar/new", **otherwise: Any) -> str:
        """See what others would see of a calendar with other choices."""
        answer = self.sends(path, **{**self.chosen, "do": "look", **otherwise})
        assert answer.status_code == 200
        return answer.text

    def makes(self, keys: Mapping[str, str] | None = None, **otherwise: Any) -> tuple[str, str]:
        """Make a calendar: its page, and its address."""
        page = self.sends("/calendar/new", keys, **{**self.chosen, "do": "make", **otherwise}).text
        return FEED.findall(page)[-1], ADDRESS.findall(unescape(page))[0]


def fetched(app: Flask, address: str, agent: str = AGENTS[0]) -> str:
    """What a program gets at an address."""
    answer = app.test_client().get(address, base_url="http://localhost:8000", headers={"User-Agent": agent})
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return answer.text


def test_number(calendar: str) -> str:
    """The number of the entry that tries a calendar; not that of one that was taken back."""
    (number,) = (
        NUMBER.findall(event)[0]
        for event in calendar.split("BEGIN:VEVENT")
        if NUMBER.search(event) and "STATUS:CANCELLED" not in event
    )
    return number


def before_any(mine: Calendars) -> list[str]:
    """Look at everything, and choose wrongly, before there is a calendar; `mine` makes two then. What they hold."""
    phone, other = mine.phone, "en" if mine.chosen["language"] != "en" else "es"
    for path in ("/calendar", "/calendar/names", "/calendar/remove.ics", "/calendar/new", f"/calendar/{'0' * 32}"):
        phone.gets(path)
    phone.gets("/plan/calendar.ics")
    phone.gets("/calendar/remove.ics")
    for program in PROGRAMS:
        phone.gets(f"/calendar/new?program={program}")
    for wrong in (
        dict.fromkeys(("label", "audience", "words", "language", "program"), "") | {"phases": []},
        {"label": "x" * 200},
        {"phases": ["nothing"]},
    ):
        assert mine.sends("/calendar/new", **{**mine.chosen, **wrong}).status_code == 400
    for words in WORDS:
        for audience in ("patient", "partner"):
            mine.looks(words=words, audience=audience)
        mine.looks(words=words, language=other, alarms="no")
    mine.looks(phases=["protect", "after"], alarms="no")
    mine.looks(phases=["fallback"], audience="partner")
    mine.looks(do="change")
    _, plain = mine.makes(words="plain", program="apple")
    _, numbered = mine.makes(words="numbers", program="google", audience="partner", alarms="no", phases=["protect"])
    phone.gets("/calendar")
    return [fetched(phone.app, plain), fetched(phone.app, numbered)]


def of_one(mine: Calendars) -> list[str]:
    """All that can be done with one calendar, and what it holds each time it is fetched."""
    phone = mine.phone
    keys = phone.keys()
    one, address = mine.makes(keys)
    assert mine.makes(keys) == (one, address)
    phone.gets(one)
    held = [fetched(phone.app, address, agent) for agent in AGENTS]
    # Its address was used: it is shown no more.
    again = {**mine.chosen, "do": "make"}
    assert mine.sends("/calendar/new", keys, **again).status_code == 409
    phone.sends(f"{one}/prove", number="")
    for _again in range(2):
        phone.sends(f"{one}/test")
        phone.gets(one)
    phone.sends(f"{one}/prove", number="1")
    held.append(fetched(phone.app, address))
    number = test_number(held[-1])
    assert phone.sends(f"{one}/prove", number=f"{number} ").status_code == 303
    for path in (one, "/calendar", f"{one}/choices"):
        phone.gets(path)
    _changes(mine, one)
    held.append(fetched(phone.app, address))
    moving = phone.keys()
    moved = ADDRESS.findall(phone.sends(f"{one}/address", moving, **STOPS).text)[0]
    held += [fetched(phone.app, address), fetched(phone.app, moved)]
    phone.sends(f"{one}/address", moving, **STOPS)  # used as well
    phone.sends(f"{one}/address", grace="9")
    phone.gets(one)
    phone.sends(f"{one}/end", **STOPS)
    # What made it is sent once more: now there is no such calendar.
    assert mine.sends("/calendar/new", keys, **again).status_code == 409
    phone.gets(one)
    return [*held, fetched(phone.app, moved)]


def _changes(mine: Calendars, one: str) -> None:
    """Choose otherwise for one calendar: wrongly, back again, and to all that its page and the list can say."""
    path = f"{one}/choices"
    assert mine.sends(path, **{**mine.chosen, "label": "", "program": ""}).status_code == 400
    mine.looks(path, audience="partner", words="plain")
    mine.looks(path, do="change")
    for other in (
        {"phases": ["find-out", "freeze"]},
        {"words": "numbers", "alarms": "no"},
        {"health": "no"},
        {},
    ):
        assert mine.sends(path, **{**mine.chosen, "do": "make", **other}).status_code == 303
        mine.phone.gets(one)
        mine.phone.gets("/calendar")


def of_too_many(mine: Calendars) -> str:
    """Make as many as there can be and one more, and end them all at one press. What one holds then."""
    address = mine.makes()[1]
    for program in (PROGRAMS * MOST)[: MOST + 1]:
        answer = mine.sends("/calendar/new", **{**mine.chosen, "do": "make", "program": program})
        if answer.status_code != 200:
            break
    assert answer.status_code == 409
    mine.phone.gets("/calendar")
    mine.phone.sends("/calendar/end", grace="")
    assert mine.phone.sends("/calendar/end", **STOPS).status_code == 303
    mine.phone.gets("/calendar")
    return fetched(mine.phone.app, address)


def called(mine: Calendars, step: str) -> None:
    """Call a step by a word of one's own: too long, well, sent again with another, and back."""
    phone = mine.phone
    keys = phone.keys(step)
    assert phone.sends(f"{step}/called", called="x" * 200).status_code == 400
    assert phone.sends(f"{step}/called", keys, called=mine.typed).status_code == 303
    assert phone.sends(f"{step}/called", keys, called=f"{mine.typed}2").status_code == 400
    for path in (step, "/calendar/names", "/calendar"):
        phone.gets(path)
    mine.looks()
    phone.sends(f"{step}/called", called="")
