"""A clinic whose plans newer guidance touches in a few ways, and what its leads and patients do about it."""

import itertools
import time
from collections.abc import Mapping
from datetime import date
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from flask import Flask

from planner import create_app
from planner.accounts.access import PATIENT, Actor
from planner.cli.plainly import occasion, occasion_in
from planner.clinics.members import member_of
from planner.clinics.models import EnrolmentRecord
from planner.db import db
from planner.plans.history import Change, changes_of_plan
from planner.plans.kept import KeptPlan, kept_from
from planner.plans.models import PlanRecord
from planner.review import change_sets_applied
from planner.review.change_sets import ChangeSet, decided_sets, open_sets, plans_in
from planner.review.change_sets_applied import apply_some, decide
from planner.review.change_sets_found import APPLIED, find_some
from planner.tokens import new_token
from tests.clinics.people import AClinic
from tests.newer_guidance import FOUR_DAYS_EARLIER, MOVE, OTHER_WORDS, SPERM, newer_guidance
from tests.people import answers
from tests.web.conftest import OFTEN
from tests.web.lives import TODAY

LATER = date(2026, 6, 20)  # after what is newer began, on 1 June
NEWER = ((SPERM, FOUR_DAYS_EARLIER), (MOVE, OTHER_WORDS))
MAKES_SPERM = {"has_testes": "yes", "has_ovaries": "no", "has_uterus": "no"}
FAR = {"treatment_date": "2031-03-27"}
# By the letter their label begins with: who is touched in which way. Their dates differ from one to the next.
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "S": MAKES_SPERM,  # four steps come four days earlier
    "O": {},  # one step is said otherwise
    "U": {"has_testes": "unsure"},  # three steps come four days earlier
    "N": MAKES_SPERM | {"treatment_date": None},  # without a date nothing moves, and two steps are said otherwise
    "R": MAKES_SPERM,  # as the first, and they chose to keep their plan as it is
}


class Ward(AClinic):
    """A clinic on a day that a test moves."""

    day: list[date]

    @classmethod
    def opened(cls, folder: Path, url: str = "", tables: bool = True) -> "Ward":
        """A clinic in a new service, on 2 March 2026. `tables`: they are to be made."""
        day = [TODAY]
        app = service(folder, day, url)
        if tables:
            with app.app_context():
                db.create_all()
        ward = cls(app)
        ward.day = day
        return ward

    def newer(self, *changes: tuple[str, str], day: date = LATER) -> None:
        """Days pass, and newer guidance is in force."""
        self.app.config["GUIDANCE"] = lambda: newer_guidance(*(changes or NEWER))
        self.day[0] = day

    def admits(self, each: int, letters: str = "SOUNR") -> dict[str, str]:
        """So many of each kind are enrolled: the ids of their enrolments by their labels."""
        found = {}
        for letter in letters:
            for number in range(each):
                day = {"treatment_date": f"2031-03-{number % 28 + 1:02}"}
                told = answers(**{**day, **PEOPLE[letter]})
                del told["place"]
                found[f"{letter}{number}"] = self.enrols(f"{letter}{number}", told)[0]
        return found

    def finds(self, batch: int = 7) -> int:
        """Look through all plans, a few at a time: how many are touched."""
        with self.app.app_context():
            after, touched = "", 0
            while (found := find_some(occasion(), occasion_in, after, batch)).plans:
                after, touched = found.last, touched + found.touched
        return touched

    def sets(self) -> tuple[ChangeSet, ...]:
        """The sets nobody decided."""
        with self.app.app_context():
            return open_sets(self.clinic.id).sets

    def past(self) -> list[ChangeSet]:
        """The sets that were decided."""
        with self.app.app_context():
            return decided_sets(self.clinic.id)

    def labels(self, one: ChangeSet) -> list[str]:
        """The labels of the plans of a set."""
        with self.app.app_context():
            return sorted(each.label for each in plans_in(member_of(self.lead.actor), one.id))

    def with_label(self, label: str) -> ChangeSet:
        """The set nobody decided that the plan with this label is in."""
        return next(one for one in self.sets() if label in self.labels(one))

    def decides(self, one: ChangeSet, choice: str = APPLIED) -> None:
        """The lead decides about a set."""
        with self.app.app_context():
            decide(self.lead.actor, new_token(), one.id, choice, occasion())

    def applies(self, one: ChangeSet, most: int = 1000) -> tuple[int, int]:
        """Apply a decided set: how many plans were changed, and how many were passed over."""
        with self.app.app_context():
            return apply_some(one.id, most, occasion_in)

    def kept(self, enrolment: str) -> KeptPlan:
        """What is kept of one plan."""
        with self.app.app_context():
            record = db.session.get_one(EnrolmentRecord, enrolment, populate_existing=True)
            return kept_from(db.session.get_one(PlanRecord, record.plan_id, populate_existing=True))

    def changes(self, enrolment: str) -> list[Change]:
        """The changes of one plan, the newest first."""
        kept = self.kept(enrolment)
        with self.app.app_context():
            return changes_of_plan(kept)

    def patient(self, enrolment: str) -> Actor:
        """Whoever holds one plan."""
        return Actor(self.kept(enrolment).person, PATIENT, "")


def service(folder: Path, day: list[date], url: str = "") -> Flask:
    """A service in a folder, on the day that stands in a list."""
    return create_app({"CLOCK": lambda zone: day[0], "INSTANCE": str(folder), "DATABASE_URL": url, **OFTEN})


def applies_in_another_process(folder: Path, name: str, whole: int, stands: Event) -> None:
    """Apply a set plan by plan in a service of its own; after so many, stand in the midst of the next, which is written
    and not committed, until somebody kills it."""
    applies, begun = change_sets_applied._apply_in, itertools.count()

    def stops(*told: Any) -> bool:
        changed = applies(*told)
        if next(begun) == whole:
            stands.set()
            time.sleep(600)
        return changed

    change_sets_applied._apply_in = stops
    app = service(folder, [LATER])
    app.config["GUIDANCE"] = lambda: newer_guidance(*NEWER)
    with app.app_context():
        while apply_some(name, 1, occasion_in) != (0, 0):
            pass
