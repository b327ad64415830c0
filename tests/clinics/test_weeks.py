"""The dry run of capacity: every last safe day nobody has answered for, in its week, and nobody else's."""

import re
from datetime import date

import pytest
from flask import Flask

from planner.clinics.members import member_of
from planner.db import transaction
from planner.interop.weeks import EGGS, OTHER, SPERM, SUPPRESSION, WEEKS, Capacity, capacity
from planner.review.models import RosterRecord
from planner.web.clinic.weeks_view import weeks_view
from tests.clinics.letters import OVARIES, TESTES, enrolled, says
from tests.clinics.people import AClinic
from tests.web.lives import TODAY


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with nobody on its roster yet."""
    return AClinic(app)


def weeks_of(clinic: AClinic, most: int = 2000) -> Capacity:
    """The coming weeks of a clinic."""
    with clinic.app.app_context():
        return capacity(member_of(clinic.nurse.actor), TODAY, most)


def counted(found: Capacity) -> dict[date, dict[str, int]]:
    """The numbers of the weeks that have any."""
    return {
        week.monday: {kind: number for kind, number in week.counts.items() if number}
        for week in found.weeks
        if week.total
    }


def test_every_last_safe_day_counts_in_its_week_by_its_kind(clinic: AClinic) -> None:
    clinic.enrols("Fern 3", OVARIES)  # B18 by Friday 1 May; B21 by 11 May; B19, B03, B04, B26, B29 by 15 May
    clinic.enrols("Blue 14", TESTES)  # B22, B23, B03, B04, B28 by Friday 10 April
    assert counted(weeks_of(clinic)) == {
        date(2026, 4, 6): {SPERM: 2, OTHER: 3},
        date(2026, 4, 27): {EGGS: 1},
        date(2026, 5, 11): {EGGS: 1, SUPPRESSION: 1, OTHER: 4},
    }


def test_what_was_answered_for_is_not_counted(app: Flask, clinic: AClinic) -> None:
    _enrolment, phone = enrolled(app, clinic, TESTES)
    for code in ("B03", "B04"):
        says(phone, code, done="2026-03-02")
    assert counted(weeks_of(clinic)) == {date(2026, 4, 6): {SPERM: 2, OTHER: 1}}


def test_weeks_begin_on_monday_and_there_are_twelve(clinic: AClinic) -> None:
    found = weeks_of(clinic).weeks
    assert len(found) == WEEKS == 12
    assert (found[0].monday, found[-1].monday) == (date(2026, 3, 2), date(2026, 5, 18))


def test_a_day_after_the_last_week_and_one_gone_by_are_not_counted(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols("Fern 3", OVARIES)
    for day, found in ((date(2026, 5, 24), 1), (date(2026, 5, 25), 0), (date(2026, 3, 2), 1), (date(2026, 3, 1), 0)):
        with app.app_context(), transaction() as session:
            row = session.get_one(RosterRecord, enrolment)
            row.lock({**row.opened(), "days": [[day.toordinal(), "B18"]]})
        assert sum(week.total for week in weeks_of(clinic).weeks) == found, day


def test_no_plan_of_another_clinic_is_counted(app: Flask, clinic: AClinic) -> None:
    AClinic(app, "Ash ward").enrols("Theirs", OVARIES)
    assert counted(weeks_of(clinic)) == {}


def test_where_there_are_more_plans_than_are_counted_it_says_so_and_leaves_out_the_latest(clinic: AClinic) -> None:
    clinic.enrols("Fern 3", OVARIES)
    clinic.enrols("Blue 14", TESTES)
    whole, cut = weeks_of(clinic, 2), weeks_of(clinic, 1)
    assert (whole.more, cut.more) == (False, True)
    assert list(counted(cut)) == [date(2026, 4, 6)]
    with clinic.app.test_request_context():
        assert "There are more than 2000 plans." in weeks_view(cut, TODAY).said[0]


def test_a_row_that_does_not_open_is_counted_and_said(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols("Fern 3", OVARIES)
    with app.app_context(), transaction() as session:
        session.get_one(RosterRecord, enrolment).told = b"damaged"
    found = weeks_of(clinic)
    assert (found.unread, counted(found)) == (1, {date(2026, 4, 27): {OTHER: 1}})
    assert "1 plan could not be read" in clinic.nurse.computer.gets("/clinic/weeks").text


def test_bars_are_as_long_as_their_numbers_on_one_scale_from_nothing(clinic: AClinic) -> None:
    for number in range(3):
        clinic.enrols(f"Bed {number}", OVARIES)
    clinic.enrols("Blue 14", TESTES)
    with clinic.app.test_request_context():
        view = weeks_view(weeks_of(clinic), TODAY)
    lengths = {row.total: sum(piece.width for piece in row.pieces) for row in view.rows}
    assert lengths == {0: 0, 3: 40, 5: 66.67, 18: 240}
    assert [row.name for row in view.rows if row.fullest] == ["week of 11 May"]
    assert view.lead == "The most in one week is 18: week of 11 May."


def test_the_table_says_the_same_as_the_bars(clinic: AClinic) -> None:
    clinic.enrols("Fern 3", OVARIES)
    page = clinic.nurse.computer.gets("/clinic/weeks").text
    row = re.findall(r"<tr>.*?Week of 27 April.*?</tr>", page.split("Week of 20 April")[1], re.DOTALL)[0]
    assert re.findall(r"<td[^>]*data-label=\"([^\"]+)\">(?:<strong>)?(\d+)", row) == [
        ("All", "1"),
        ("Eggs or embryos", "1"),
    ]


def test_a_clinic_without_any_says_so(clinic: AClinic) -> None:
    assert "No last safe day that nobody has answered for" in clinic.nurse.computer.gets("/clinic/weeks").text
