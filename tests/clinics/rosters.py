"""What tests of a roster begin with: a clinic on a day that can be moved, and what its roster holds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from planner.accounts.access import PATIENT, Actor
from planner.clinics.enrolments import enrolled
from planner.clinics.members import Member, member_of
from planner.clinics.signing import sign_plan
from planner.db import db
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan
from planner.plans.signing import content_now
from planner.plans.signoff import digest_of
from planner.review.models import RosterRecord
from planner.review.roster import Wanted, roster_page
from tests.clinics.patients import box
from tests.clinics.people import AClinic
from tests.keeping.people_kept import occasion
from tests.web.lives import EVERYONE, TODAY, told_json
from tests.web.phones import Phone

# Monday 2 March 2026. The nearest last safe day of each, worked out by hand in tests/keeping/test_summary.py.
NEAREST = {
    "amira": date(2026, 5, 1),
    "ben": date(2026, 3, 6),
    "chloe": date(2026, 3, 4),
    "grace": date(2026, 3, 20),
    "hugo": date(2026, 4, 10),
}


def key(*words: object) -> str:
    """The key of a form, another for other words."""
    return "-".join(map(str, words)).ljust(20, ".")


def move_day(app: Flask, day: date) -> None:
    """From here on it is this day, wherever somebody lives."""
    app.config["CLOCK"] = lambda zone: day


class Ward(AClinic):
    """A clinic whose nurse enrols people by the names of `EVERYONE`."""

    def __init__(self, app: Flask, name: str = "Elm ward") -> None:
        super().__init__(app, name)
        self.ids: dict[str, str] = {}

    @property
    def member(self) -> Member:
        """The membership of the nurse, asked afresh."""
        db.session.rollback()
        return member_of(self.nurse.actor)

    def takes(self, *names: str, **others: str) -> list[str]:
        """Enrol these people, each under their own name as the label."""
        for name in names:
            self.ids[name] = self.enrols(name, told_json(EVERYONE[name], **others))[0]
        return [self.ids[name] for name in names]

    def kept(self, name: str) -> KeptPlan:
        """The plan of somebody, as its nurse sees it."""
        return enrolled(self.member, self.ids[name]).kept

    def owner(self, name: str) -> Actor:
        """Whose plan it is."""
        return Actor(self.kept(name).person, PATIENT, "")

    def signs(self, name: str, when: Occasion | None = None) -> None:
        """The nurse signs a plan as it is."""
        when = when or occasion()
        digest = digest_of(content_now(self.kept(name), when.guidance))
        sign_plan(self.nurse.actor, key("sign", name, digest[:8]), self.ids[name], digest, when)

    def row(self, name: str) -> "Seen | None":
        """The row of somebody, asked afresh."""
        db.session.rollback()
        record = db.session.get(RosterRecord, self.ids[name], populate_existing=True)
        return Seen(record) if record else None

    def labels(self, standing: str = "look", within: int | None = None, today: date = TODAY) -> list[str]:
        """Who is on the first page, in order."""
        db.session.rollback()
        page = roster_page(self.member, Wanted(standing, within), today)
        return [row.opened()["label"] for row in page.rows]  # type: ignore[index]

    def page(self, path: str = "/clinic") -> str:
        """A page, as the nurse reads it."""
        return self.nurse.computer.gets(path).text

    def seen(self, path: str) -> dict[str, str]:
        """What a form to snooze a plan says that its nurse has seen."""
        page = self.page(path)
        return {name: box(page, name) for name in ("version", "unanswered")}

    def phone(self) -> Phone:
        """The computer of the nurse."""
        return self.nurse.computer


class Seen:
    """One row of a roster, opened."""

    def __init__(self, record: RosterRecord) -> None:
        self.standing, self.until, self.counted_on = record.standing, record.until, record.counted_on
        self.unsigned, self.unanswered = -record.unsigned, -record.unanswered
        self.day = date.fromordinal(record.urgency) if record.urgency < date.max.toordinal() else None
        self.told: Mapping[str, Any] = record.opened()
        self.why = [code for code, _ in self.told["why"]]


def rows_kept() -> dict[str, tuple[object, ...]]:
    """Every row of every roster, opened: two that say the same are the same, however they are sealed."""
    db.session.rollback()
    found = {}
    for record in db.session.scalars(select(RosterRecord).execution_options(populate_existing=True)):
        numbers = record.urgency, record.unsigned, record.unanswered
        stands = record.clinic_id, record.standing, record.until, record.counted_on
        found[record.id] = (*stands, *numbers, record.opened())
    return found
