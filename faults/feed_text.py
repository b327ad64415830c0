"""Text of every kind, written wherever it may reach a calendar: programs still read the same, and nothing is lost.

What is taken has to be read alike by three parsers that share no code; what is refused is offered again as it was
typed, and the calendar stays as it was.
"""

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

from sqlalchemy import select

from faults.looking import app_at
from faults.owners import CHOSEN, Owner
from faults.rows import Row
from faults.serving import Served
from faults.texts import ODD, texts
from planner.accounts.access import PATIENT, Actor
from planner.calendar.choices import Choices
from planner.calendar.feeds import make_feed
from planner.calendar.ical import title_text
from planner.cli.plainly import occasion
from planner.db import db
from planner.guidance.loader import guidance
from planner.guidance.model import codes_of
from planner.plans.models import PlanRecord
from planner.tokens import new_token
from tests.calendar.reading import shape_by_ical_js, shape_by_icalendar, shape_by_vobject
from tests.calendar.rfc5545 import faults as faults_of_file

PHASE = "find-out"
STEP = "/plan/steps/"


def write_texts(folder: Path, name: str, database: str, tell: Callable[[str], None]) -> Row:
    """Write every text into every field whose words can reach a calendar, by its form or the API."""
    with Served(folder, database) as served:
        tried, faults = 0, []
        for kind in (InForm, InLabel, InFile):
            field = kind(served)
            for words in field.texts():
                tried += 1
                faults += [f"{field.name}, {words!r}: {fault}" for fault in field.faults(words)]
            tell(f"{field.name}: {tried} texts so far, {len(faults)} faults")
    for fault in faults[:20]:
        tell(fault)
    note = "; ".join(faults[:3]) or "read alike by icalendar, vobject and ical.js; what is refused loses nothing"
    return Row("feed-text", name, tried, len(faults), note)


class InForm:
    """A person's own words for a step, on the page of the step."""

    name = "words for a step"

    def __init__(self, served: Served) -> None:
        self.owner = Owner(served)
        self.token = self.owner.makes(PHASE)[1]
        page = self.owner.browser.get("/calendar/names").page
        self.step = STEP + page.split(f'href="{STEP}', 1)[1].split("#")[0].removeprefix(STEP)

    def texts(self) -> Iterator[str]:
        """All."""
        return texts()

    def faults(self, words: str) -> list[str]:
        """What is wrong after these words were sent."""
        before = read(self.owner, self.token)
        answer = self.owner.sends(f"{self.step}/called", called=words.encode("utf-8", "surrogatepass"))
        after = read(self.owner, self.token)
        if answer.status == 400:
            return [*refused_badly(answer.page, words), *(["the calendar changed"] if after != before else [])]
        if answer.status != 303:
            return [f"it was met with {answer.status}"]
        # Octets of a form that are no UTF-8 are left by Werkzeug as they were sent: '%ED%A0%80'.
        arrived = words.encode("utf-8", "surrogatepass").decode("utf-8", "werkzeug.url_quote")
        return [*faults_in(after), *title_missing(after, arrived)]


class InLabel:
    """What its owner calls a calendar: it stands on pages alone, never in what programs fetch."""

    name = "name of a calendar"

    def __init__(self, served: Served) -> None:
        self.owner = Owner(served)
        self.feed, self.token = self.owner.makes(PHASE)

    def texts(self) -> Iterator[str]:
        """All."""
        return texts()

    def faults(self, words: str) -> list[str]:
        """What is wrong after the calendar was called so."""
        before = read(self.owner, self.token)
        label = words.encode("utf-8", "surrogatepass")
        choices = {**CHOSEN, "phases": [PHASE], "health": "yes"}
        answer = self.owner.sends(f"/calendar/{self.feed}/choices", do="make", label=label, **choices)
        changed = ["the calendar changed"] if read(self.owner, self.token) != before else []
        if answer.status == 400:
            return [*refused_badly(answer.page, words), *changed]
        return changed if answer.status == 303 else [f"it was met with {answer.status}"]


class InFile:
    """Words for every step in a file that was saved, sent by a program."""

    name = "words in a file"

    def __init__(self, served: Served) -> None:
        self.served, self.owner = served, Owner(served)
        self.codes = codes_of(guidance())
        self.saved: dict[str, Any] = json.loads(self.owner.browser.get("/plan/file.json").page)

    def texts(self) -> Iterator[str]:
        """Each odd text once: every file makes a plan of its own."""
        return (f"Ring {odd} them" for odd in ODD.values())

    def faults(self, words: str) -> list[str]:
        """What is wrong after the file was brought in; one that is refused makes no plan."""
        before = self._plans()
        status = self._send(json.dumps({**self.saved, "nicknames": dict.fromkeys(self.codes, words)}).encode())
        made = self._plans() - before
        if status != 201:
            taken = ["a refused file made a plan"] if made else []
            return [*taken, *([f"it was met with {status}"] if status not in (400, 422) else [])]
        with app_at(self.served.folder, self.served.database).app_context():
            person = db.session.scalars(select(PlanRecord.person_id).where(PlanRecord.id == made.pop())).one()
            actor = Actor(person, PATIENT, "")
            token = make_feed(actor, new_token(), Choices("Brought in", phases=(PHASE,)), occasion())[1]
        content = read(self.owner, token)
        return [*faults_in(content), *title_missing(content, words)]

    def _plans(self) -> set[str]:
        with app_at(self.served.folder, self.served.database).app_context():
            return set(db.session.scalars(select(PlanRecord.id)))

    def _send(self, file: bytes) -> int:
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_hex(24)}
        asked = urllib.request.Request(f"{self.served.address}/api/v1/imports", file, headers, method="POST")
        try:
            with urllib.request.urlopen(asked) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code


def read(owner: Owner, token: str) -> bytes:
    """What a program fetches. Raises RuntimeError when it gets nothing."""
    answer = owner.browser.get(f"/f/{token}.ics")
    if answer.status != 200:
        raise RuntimeError(f"A calendar was answered with {answer.status}.")
    return answer.page.encode()


def faults_in(content: bytes) -> list[str]:
    """What is wrong with a file, and where three parsers do not find the same number of things in it."""
    found = [str(fault) for fault in faults_of_file(content)]
    shapes = {shape(content)[:2] for shape in (shape_by_icalendar, shape_by_vobject, shape_by_ical_js)}
    return [*found, *([f"read as {sorted(shapes)}"] if len(shapes) > 1 else [])]


def title_missing(content: bytes, words: str) -> list[str]:
    """Whether the words that were taken stand as a title, as far as a title may hold them."""
    title = title_text(words)
    told = shape_by_icalendar(content).texts
    return [] if not title or any(one.endswith(title) for one in told) else ["they are no title"]


def refused_badly(page: str, words: str) -> list[str]:
    """Whether a page that refuses words has lost any that can stand on a page."""
    shown = unescape(page)
    parts = "".join(letter if letter.isprintable() else "\n" for letter in words).split("\n")
    return [] if all(part in shown for part in parts) else ["what was typed is not offered again"]
