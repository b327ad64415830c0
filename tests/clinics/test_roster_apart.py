"""Two clinics, and people who come, go, tick and are snoozed at random: each roster holds exactly its own, as it is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner import create_app
from planner.clinics.enrolments import Sees
from planner.clinics.joining import join_clinic, leave_clinic
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.plans.kept import record_of
from planner.plans.steps import take_step
from planner.review.exceptions import STANDINGS
from planner.review.roster import Wanted, roster_page
from planner.review.roster_rows import recount_some
from planner.review.snoozing import snooze, take_back
from tests.clinics.rosters import Ward, rows_kept
from tests.how_long import THOROUGH
from tests.keeping.people_kept import occasion, plan_made
from tests.web.conftest import OFTEN
from tests.web.lives import EVERYONE, TODAY, told_json

PEOPLE = ("amira", "ben", "chloe", "hugo")
DID = ("joins the first", "joins the second", "leaves", "ticks", "is snoozed", "is woken")
NEVER = "0" * 32
STEPS = {"amira": "B18", "ben": "B03", "chloe": "B21", "hugo": "B03"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The service at work, with nobody else in it."""
    settings = {"CLOCK": lambda zone: TODAY, "INSTANCE": str(tmp_path_factory.mktemp("apart")), **OFTEN}
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()


class Two:
    """Two clinics and four people with plans, in none of them at first."""

    made = 0

    def __init__(self, app: Flask) -> None:
        Two.made += 1
        self.wards = Ward(app, f"Elm {Two.made}"), Ward(app, f"Oak {Two.made}")
        self.people = {name: plan_made(f"{name}{Two.made}", **told_json(EVERYONE[name]))[0] for name in PEOPLE}
        self.at: dict[str, Ward] = {}
        self.asleep: set[str] = set()
        self.said = 0

    def key(self) -> str:
        """A key that was never used."""
        self.said += 1
        return f"{Two.made}-{self.said}".ljust(20, ".")

    def enrolment(self, name: str) -> str:
        """The enrolment of somebody, by its id."""
        db.session.rollback()
        return record_of(db.session(), self.people[name]).enrolment_id or ""

    def does(self, name: str, what: str) -> None:
        """Somebody, or their nurse, does one thing, where it can be done."""
        actor, when, ward = self.people[name], occasion(), self.at.get(name)
        if what.startswith("joins") and ward is None:
            self.at[name] = self.wards["second" in what]
            join_clinic(actor, self.key(), self.at[name].clinic.join_code, name, Sees(), when)
        elif what == "leaves" and ward:
            leave_clinic(actor, self.key(), when)
            del self.at[name]
            self.asleep.discard(name)
        elif what == "ticks":
            take_step(actor, self.key(), STEPS[name], {"waiting": f"word {self.said}"}, when)
        elif what == "is snoozed" and ward:
            until = TODAY + timedelta(days=3)
            self.nurses(ward, lambda nurse: snooze(nurse, self.key(), self.enrolment(name), "waits", until, when))
            self.asleep.add(name)
        elif what == "is woken" and ward:
            self.nurses(ward, lambda nurse: take_back(nurse, self.key(), self.enrolment(name), when))
            self.asleep.discard(name)

    def nurses(self, ward: Ward, act: Callable[..., None]) -> None:
        """A nurse of the other clinic tries the same first, and meets nothing."""
        other = next(one for one in self.wards if one is not ward)
        with pytest.raises(NothingHere):
            act(other.nurse.actor)
        act(ward.nurse.actor)

    def seen_by(self, ward: Ward) -> dict[str, str]:
        """Whom a clinic sees on its roster, and where they stand."""
        db.session.rollback()
        pages = {one: roster_page(ward.member, Wanted(one), TODAY).rows for one in STANDINGS}
        return {row.opened()["label"]: one for one, rows in pages.items() for row in rows}  # type: ignore[index]


@settings(max_examples=60 if THOROUGH else 12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings=st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(DID)), max_size=14))
def test_each_clinic_sees_exactly_its_own(service: Flask, doings: list[tuple[str, str]]) -> None:
    two = Two(service)
    for name, what in doings:
        two.does(name, what)
    for ward in two.wards:
        own = {name for name, at in two.at.items() if at is ward}
        seen = two.seen_by(ward)
        assert seen.keys() == own
        assert {name for name, stands in seen.items() if stands == "snoozed"} == own & two.asleep
    kept = rows_kept()
    with transaction() as session:
        after, left_out = "", []
        while (batch := recount_some(session, lambda zone: occasion(), after, 100)).plans:
            after, left_out = batch.last, [*left_out, *batch.left_out]
    assert left_out == []
    assert rows_kept() == kept
    assert all(row[3] == date(2026, 3, 2) for row in kept.values())


def test_no_page_of_a_clinic_shows_anything_of_another(app: Flask) -> None:
    ours, theirs = Ward(app, "Birch ward"), Ward(app, "Rowan ward")
    ours.takes("amira", "ben")
    theirs.takes("chloe", "hugo")
    given = {"enrolment": theirs.ids["chloe"], "name": NEVER, "number": "1"}
    telling = ("Rowan ward", "chloe", "hugo", theirs.clinic.join_code, *theirs.ids.values(), theirs.lead.member)
    paths = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/clinic") and "GET" in (rule.methods or set()):
            values = {one: given[one] for one in rule.arguments}
            paths[rule.endpoint] = app.url_map.bind("localhost").build(rule.endpoint, values, "GET")
    assert len(paths) >= 17
    for endpoint, path in paths.items():
        own = path.replace(theirs.ids["chloe"], ours.ids["amira"])
        for staff in (ours.nurse, ours.lead, ours.auditor):
            answer = staff.computer.gets(path)
            assert answer.status_code == 404 or own == path, (endpoint, staff.name)
            text = answer.data.decode(errors="replace").replace(path, "")
            assert [word for word in telling if word in text] == [], (endpoint, staff.name)
    shown = "".join(theirs.nurse.computer.gets(path).text for path in ("/clinic", "/clinic/about"))
    assert [word for word in telling if word not in shown and word != theirs.lead.member] == []  # to its own it is
    for path in paths.values():
        if theirs.ids["chloe"] in path and not path.endswith(".pdf"):
            assert theirs.nurse.computer.gets(path).status_code == 200, path
