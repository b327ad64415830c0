"""Who asks for pages in the table of access, and how each page is asked for."""

import re
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import update

from planner.accounts.access import SCOPES, Actor
from planner.accounts.api_tokens import make_token
from planner.accounts.devices import held_by
from planner.calendar.choices import Choices
from planner.calendar.feeds import make_feed
from planner.cli.plainly import occasion
from planner.db import db, transaction
from planner.plans.kept import plan_from, plan_of
from planner.plans.share_models import ShareRecord
from planner.plans.shared import here_in
from planner.plans.shared_names import step_name
from planner.plans.shares import end_share, share_plan
from planner.plans.sharing import Rights
from planner.reminders.reachable import add_channel
from planner.tokens import new_token
from tests.accounts.clinic_world import Clinics
from tests.web.phones import Phone

TOLD = {"treatment_date-day": "27", "treatment_date-month": "3", "treatment_date-year": "2031"} | {
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
}
READ = "27 March 2031"  # what a page says of it
SAY_WHEN = (
    *("plan.plan", "steps.step", "questions.check", "printing.page"),
    *("calendars.one", "calendars.prove"),  # both show the days that others see in the calendar
    *("shares.make", "shares.one", "shares.change", "shares.invite"),  # as the partner sees it
)


class World:
    """Somebody with a plan and two phones, a third that was ended, somebody else with a plan, and nobody.

    With a partner of theirs (`live`), one with whom sharing was ended (`over`), one until yesterday (`past`), and one
    of the other plan (`afar`).
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.nobody, self.patient, self.ended, self.other = (Phone(app) for _ in range(4))
        for phone in (self.patient, self.other):
            phone.starts()
        self.patient.sends("/questions/3", **TOLD)
        for phone in (self.patient, self.other):
            assert phone.sends("/answers").status_code == 303
        self.ended.takes(self.patient.makes("code"))
        self.patient.sends("/devices/end", device=self.patient.devices()[1])
        Phone(app).takes(self.patient.makes("code"))
        self.step = re.findall(r"/plan/steps/[0-9a-f]{20}", self.patient.gets("/plan").text)[0]
        self.second = self.patient.devices()[1]
        self._share(app)

    def _share(self, app: Flask) -> None:
        self.live, self.over, self.past, self.afar = (Phone(app) for _ in range(4))
        with app.app_context():
            when = occasion()
            owner, other = (self._actor(phone) for phone in (self.patient, self.other))
            plan = plan_from(plan_of(owner), when.guidance, when.today)
            shown, hidden, beside = [one.item for one in plan.items if one.item.phase == "find-out"][:3]
            rights = Rights(groups=("find-out",), hidden=(hidden.code,), theirs=(shown.code,))
            of = (owner, owner, owner, other)
            shares = [share_plan(actor, new_token(), "Sam", rights, None, when) for actor in of]
        for phone, (_share, invited) in zip((self.live, self.over, self.past, self.afar), shares, strict=True):
            phone.comes_in(f"/open/{invited.link}")
        with app.app_context():
            end_share(owner, new_token(), shares[1][0].id, when)
            with transaction() as session:
                gone_by = update(ShareRecord).where(ShareRecord.id == shares[2][0].id)
                session.execute(gone_by.values(until=when.today - timedelta(1)))
            self.share, live = shares[0][0].id, self._actor(self.live)
            here = here_in(db.session(), live)
            self.shown, self.hidden, self.beside = (step_name(here, item) for item in (shown, hidden, beside))
            acting = live._replace(holder=owner.person)
            self.calendar, self.feed = make_feed(acting, new_token(), Choices("Mine"), when)
            email = {"email": "patient@example.org"}
            self.way = add_channel(owner, new_token(), "email", email, [], when).id
            self.tokens = {one: make_token(live, new_token(), one, (one,), when.now)[1] for one in SCOPES}

    @cached_property
    def at(self) -> Clinics:
        """A clinic that reviews the patient's plan, with those who work there, and another clinic."""
        return Clinics(self.app, self.patient)

    @cached_property
    def only_feed(self) -> Phone:
        """Somebody who has nothing but the address of a calendar, and puts its secret where a device has its own."""
        return Phone(self.app).holds(self.feed)

    def keep(self) -> None:
        """Keep everything in the database as it is now, with everybody in it, for `back`. On SQLite alone."""
        assert self.at.plan()
        self.kept = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._file)) as now:
            now.backup(self.kept)

    def back(self) -> None:
        """Put everything back as it was kept."""
        with self.app.app_context():
            db.session.remove()
        with closing(sqlite3.connect(self._file)) as now:
            now.execute("PRAGMA synchronous = OFF")
            self.kept.backup(now)

    @property
    def _file(self) -> Path:
        return Path(self.app.config["INSTANCE"]) / "ahead.db"

    @staticmethod
    def _actor(phone: Phone) -> Actor:
        found = held_by(phone.cookie)
        assert found
        return found[0]


class Row(NamedTuple):
    """One page, how it is asked for, and what nobody, the patient, an ended device and somebody else are answered.

    For partners see `PARTNERS`.
    """

    page: str
    method: str
    path: str | Callable[[World], str]
    nobody: int
    patient: int
    ended: int
    other: int
    spends: bool = False  # asking changes who is who, so it is tried on people of its own
    fields: Callable[[World], Mapping[str, str]] = lambda world: {}


def fresh(kind: str) -> Callable[[World], str]:
    """A link of the patient's, made just now."""
    return lambda world: world.patient.makes(kind)


def at_step(way: str) -> Callable[[World], str]:
    """The address at which something is said of a step of the patient's."""
    return lambda world: f"{world.step}/{way}"


def at_question(way: str) -> Callable[[World], str]:
    """The address of a question of the patient's, asked for just now."""

    def address(world: World) -> str:
        world.patient.sends("/plan/questions", words=f"Why {secrets.token_hex(4)}?")
        return (
            re.findall(r'action="(/plan/questions/[0-9a-f]{32})"', world.patient.gets("/plan/questions").text)[0] + way
        )

    return address


PHONE = {"who": "Ward", "number": "0123"}


def at_phone(way: str) -> Callable[[World], str]:
    """The address of a phone number of the patient's."""

    def address(world: World) -> str:
        world.patient.sends("/plan/phones", **PHONE)
        return re.findall(r'action="(/plan/phones/[0-9a-f]{32})"', world.patient.gets("/plan/phones").text)[0] + way

    return address


CHOSEN = {
    **{"label": "My phone", "audience": "patient", "words": "discreet", "language": "en", "program": "other"},
    **{"alarms": "yes", "phases": "find-out", "do": "make"},
}
ENDS = {"grace": "0"}


def at_feed(way: str) -> Callable[[World], str]:
    """The address of the page of a calendar of the patient's, made just now."""

    def address(world: World) -> str:
        world.patient.sends("/calendar/end", **ENDS)  # there are only so many at a time
        page = world.patient.sends("/calendar/new", **CHOSEN).text
        return re.findall(r'href="(/calendar/[0-9a-f]{32})#test"', page)[0] + way

    return address
