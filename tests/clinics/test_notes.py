"""Notes on the nurse's side: read by reviewers of the clinic alone, answered, or marked as answered."""

import pytest
from flask import Flask

from planner.clinics.enrolling import can_link_again
from planner.clinics.members import member_of
from planner.clinics.notes import notes_between, waiting_notes
from tests.clinics.patients import Patient, box, joins
from tests.clinics.people import AClinic
from tests.web.living import text_of
from tests.web.phones import Phone


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


@pytest.fixture
def patient(app: Flask, clinic: AClinic) -> Patient:
    """Somebody who joined, and wrote to the clinic."""
    found = joins(app, clinic)
    found.phone.sends("/plan/team/notes", found.phone.keys("/plan/team"), words="Is Monday right?")
    return found


def waiting(app: Flask, patient: Patient) -> int:
    """How many notes wait for an answer."""
    with app.app_context():
        return waiting_notes(patient.enrolment)


def newest(clinic: AClinic, path: str) -> str:
    """The newest note on the page that the nurse has open."""
    return box(clinic.nurse.computer.gets(path).text, "newest")


def test_a_nurse_reads_and_answers(app: Flask, clinic: AClinic, patient: Patient) -> None:
    nurse, path = clinic.nurse.computer, f"/clinic/plans/{patient.enrolment}/notes"
    assert "Is Monday right?" in text_of(nurse.gets(path).text)
    assert waiting(app, patient) == 1
    seen = newest(clinic, path)
    assert nurse.sends(path, nurse.keys(path), words="Yes.", newest=seen).status_code == 303
    assert waiting(app, patient) == 0
    assert "Nora" in text_of(nurse.gets(path).text)
    assert "Yes." in text_of(patient.phone.gets("/plan/team").text)


def test_a_nurse_says_that_no_answer_is_needed(app: Flask, clinic: AClinic, patient: Patient) -> None:
    nurse, path = clinic.nurse.computer, f"/clinic/plans/{patient.enrolment}/notes"
    seen = newest(clinic, path)
    assert nurse.sends(f"{path}/answered", nurse.keys(path), newest=seen).status_code == 303
    assert waiting(app, patient) == 0
    assert "Mark all as answered" not in nurse.gets(path).text


@pytest.mark.parametrize("form", ["", "/answered"])
def test_a_note_that_comes_while_the_page_is_open_goes_on_waiting(
    app: Flask, clinic: AClinic, patient: Patient, form: str
) -> None:
    nurse, path = clinic.nurse.computer, f"/clinic/plans/{patient.enrolment}/notes"
    seen, keys = newest(clinic, path), nurse.keys(path)
    patient.phone.sends("/plan/team/notes", patient.phone.keys("/plan/team"), words="I bleed. Shall I come?")
    assert nurse.sends(f"{path}{form}", keys, words="Yes.", newest=seen).status_code == 303
    with app.app_context():
        answered = {one.words: one.answered for one in notes_between(patient.enrolment) if not one.member}
    assert answered == {"I bleed. Shall I come?": False, "Is Monday right?": True}
    assert nurse.sends(f"{path}/answered", nurse.keys(path), newest=newest(clinic, path)).status_code == 303
    assert waiting(app, patient) == 0


@pytest.mark.parametrize("told", ["", "x", "\x00", "0" * 32, "of somebody else"])
def test_who_saw_no_note_of_this_patient_answers_none(app: Flask, clinic: AClinic, patient: Patient, told: str) -> None:
    nurse, path = clinic.nurse.computer, f"/clinic/plans/{patient.enrolment}/notes"
    if told == "of somebody else":
        other = joins(app, clinic)
        other.phone.sends("/plan/team/notes", other.phone.keys("/plan/team"), words="And mine?")
        told = newest(clinic, f"/clinic/plans/{other.enrolment}/notes")
        assert len(told) == 32
    assert nurse.sends(f"{path}/answered", nurse.keys(path), newest=told).status_code == 303
    assert waiting(app, patient) == 1


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001, "a\x00b"])
def test_what_cannot_be_kept_stays_in_its_box(app: Flask, clinic: AClinic, patient: Patient, words: str) -> None:
    nurse, path = clinic.nurse.computer, f"/clinic/plans/{patient.enrolment}/notes"
    answer = nurse.sends(path, nurse.keys(path), words=words)
    assert answer.status_code == 400
    assert "Write your note" in text_of(answer.text)
    assert box(answer.text, "words").replace("\ufffd", "\x00") == words
    with app.app_context():
        assert len(notes_between(patient.enrolment)) == 1


def test_the_same_press_writes_once(app: Flask, clinic: AClinic, patient: Patient) -> None:
    nurse, path = clinic.nurse.computer, f"/clinic/plans/{patient.enrolment}/notes"
    keys = nurse.keys(path)
    assert [nurse.sends(path, keys, words="Yes.").status_code for _ in range(2)] == [303, 303]
    other = nurse.sends(path, keys, words="No.")
    assert other.status_code == 409
    assert box(other.text, "words") == "No."
    with app.app_context():
        assert [one.words for one in notes_between(patient.enrolment)] == ["Yes.", "Is Monday right?"]


def test_an_auditor_another_clinic_and_nobody_find_nothing(app: Flask, clinic: AClinic, patient: Patient) -> None:
    other = AClinic(app, "Oak ward")
    path = f"/clinic/plans/{patient.enrolment}/notes"
    for who in (clinic.auditor.computer, other.nurse.computer, patient.phone, Phone(app)):
        assert who.gets(path).status_code == 404
        assert who.sends(path, who.keys("/open"), words="Yes.").status_code == 404
        assert who.sends(f"{path}/answered", who.keys("/open")).status_code == 404


def test_another_link_is_offered_only_where_one_can_be_made(app: Flask, clinic: AClinic, patient: Patient) -> None:
    enrolment, link = clinic.enrols()
    with app.app_context():
        member = member_of(clinic.nurse.actor)
        assert can_link_again(member, enrolment)
        assert not can_link_again(member, patient.enrolment)
    Phone(app).takes(link)
    with app.app_context():
        assert not can_link_again(member, enrolment)
