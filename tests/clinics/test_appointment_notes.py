"""A note about an appointment may lie on a table: it says nothing of what it is about."""

import pytest
from flask import Flask

from tests.calendar.telling_words import telling
from tests.clinics.letters import Letters, boxes, enrolled, says
from tests.clinics.people import AClinic
from tests.web.phones import Phone


@pytest.fixture(scope="module")
def clinic(app: Flask) -> AClinic:
    """A clinic whose name tells, and whose number is somebody's."""
    clinic = AClinic(app, "Elm ward transplant team")
    lead = clinic.lead.computer
    sent = lead.sends(
        "/clinic/about",
        lead.keys("/clinic/about"),
        name="Elm ward transplant team",
        open_on="mon",
        **{"who-0": "Transplant nurses", "number-0": "0113 496 0000"},
    )
    assert sent.status_code == 303, sent.text
    return clinic


@pytest.fixture
def patient(app: Flask, clinic: AClinic) -> tuple[str, Phone]:
    """Somebody with a booked day: the enrolment, and their phone."""
    enrolment, phone = enrolled(app, clinic)
    says(phone, "B18", booked="2026-04-20")
    return enrolment, phone


@pytest.fixture
def notes(clinic: AClinic, patient: tuple[str, Phone]) -> Letters:
    """The nurse, with their plan."""
    return Letters(clinic.nurse, patient[0])


def test_it_begins_with_the_booked_day_and_a_number_without_whose_it_is(notes: Letters) -> None:
    said = notes.boxes("appointment")
    assert said["when"] == "Monday 20 April"
    assert said["phone"] == "0113 496 0000"


def test_as_it_is_offered_no_word_of_it_tells_what_it_is_about(notes: Letters) -> None:
    made = notes.makes("appointment", place="Elm House, floor 3")
    assert made.status_code == 200
    assert "Elm House, floor 3" in made.text
    assert "Monday 20 April" in made.text
    assert telling(made.text) == []
    assert telling(made.headers["Content-Disposition"]) == []


def test_words_that_tell_are_named_and_it_is_not_made_until_they_are_gone_or_wanted(notes: Letters) -> None:
    asked = notes.makes("appointment", place="Fertility clinic, floor 3")
    assert asked.status_code == 400
    assert "fertility, clinic" in asked.text
    assert boxes(asked.text)["place"] == "Fertility clinic, floor 3"
    wanted = notes.makes("appointment", place="Fertility clinic, floor 3", sure="yes")
    assert wanted.status_code == 200
    assert "Fertility clinic, floor 3" in wanted.text


def test_the_page_of_it_goes_on_to_its_file_without_asking_again(notes: Letters) -> None:
    page = notes.makes("appointment", place="Fertility clinic", sure="yes", **{"as": "page"}).text
    assert 'name="sure" value="yes"' in page
    assert "Fertility clinic" in page.split('<article class="printed', 1)[1]
    assert "Fertility clinic" in notes.makes("appointment", place="Fertility clinic", sure="yes").text
