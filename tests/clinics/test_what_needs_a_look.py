"""What stands on a nurse's page of one plan under "Needs a look", and what the patient wants to ask, where it may."""

import re
from datetime import date

import pytest
from flask import Flask

from tests.clinics.patients import EVERYTHING, Patient, box, joins
from tests.clinics.people import AClinic
from tests.web.living import day_fields, lives_with_a_plan, says, text_of

ASKS = "Does the injection hurt?"
NOTE = "1 note waits for an answer."
QUESTION = "1 question for the team"


@pytest.fixture(scope="module")
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


def read_by_nurse(clinic: AClinic, patient: Patient) -> str:
    """The nurse's page of a plan."""
    answer = clinic.nurse.computer.gets(f"/clinic/plans/{patient.enrolment}")
    assert answer.status_code == 200
    return answer.text


def looks(clinic: AClinic, patient: Patient) -> str:
    """The words under "Needs a look"."""
    (section,) = re.findall(
        r'<section[^>]*aria-labelledby="looks-title".*?</section>', read_by_nurse(clinic, patient), re.S
    )
    return text_of(f"<main{section}")


def asks(patient: Patient, words: str = ASKS) -> None:
    """Put a question for the team on the patient's own list."""
    phone = patient.phone
    assert phone.sends("/plan/questions", phone.keys("/plan/questions"), words=words).status_code == 303


@pytest.mark.parametrize("sees", [EVERYTHING, ("questions",)])
def test_the_questions_of_a_patient_who_shows_them_are_read_and_counted(
    app: Flask, clinic: AClinic, sees: tuple[str, ...]
) -> None:
    patient = joins(app, clinic, sees=list(sees))
    asks(patient)
    page = text_of(read_by_nurse(clinic, patient))
    assert "What they want to ask the team" in page
    assert ASKS in page
    assert QUESTION in looks(clinic, patient)


@pytest.mark.parametrize("sees", [(), ("answers", "words")])
def test_the_questions_of_a_patient_who_keeps_them_are_neither_read_nor_counted(
    app: Flask, clinic: AClinic, sees: tuple[str, ...]
) -> None:
    patient = joins(app, clinic, sees=list(sees))
    asks(patient)
    page = text_of(read_by_nurse(clinic, patient))
    assert "What they want to ask the team" not in page
    assert ASKS not in page
    assert "question for the team" not in page
    assert "asked" not in looks(clinic, patient)


def test_a_question_that_was_asked_is_read_no_more(app: Flask, clinic: AClinic) -> None:
    patient = joins(app, clinic)
    asks(patient)
    own = re.findall(r'action="(/plan/questions/[0-9a-f]{32})"', patient.phone.gets("/plan/questions").text)[0]
    assert patient.phone.sends(own, patient.phone.keys("/plan/questions"), asked="yes").status_code == 303
    assert ASKS not in read_by_nurse(clinic, patient)
    assert QUESTION not in looks(clinic, patient)


def test_a_note_that_waits_needs_a_look_until_it_is_answered(app: Flask, clinic: AClinic) -> None:
    patient = joins(app, clinic)
    assert NOTE not in looks(clinic, patient)
    patient.phone.sends("/plan/team/notes", patient.phone.keys("/plan/team"), words="Is Monday right?")
    assert NOTE in looks(clinic, patient)
    nurse, path = clinic.nurse.computer, f"/clinic/plans/{patient.enrolment}/notes"
    newest = box(nurse.gets(path).text, "newest")
    nurse.sends(path, nurse.keys(path), words="Yes.", newest=newest)
    assert NOTE not in looks(clinic, patient)


def test_a_booking_that_no_longer_fits_needs_a_look_and_says_which(app: Flask, clinic: AClinic) -> None:
    # The first chemo is on Monday 18 May. Egg injections cannot start later than 16 days before: Friday 1 May.
    patient = joins(app, clinic, lives_with_a_plan(app))
    fits = "Start your egg-freezing injections: the booking no longer fits"
    says(patient.phone, "B18", "booked", **day_fields("booked", date(2026, 5, 1)))
    assert fits not in looks(clinic, patient)
    says(patient.phone, "B18", "booked", **day_fields("booked", date(2026, 5, 12)))
    assert fits in looks(clinic, patient)
