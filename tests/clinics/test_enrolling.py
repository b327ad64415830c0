"""A nurse enrols somebody in under a minute, and hands over what lets them in: once, and nobody else."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from planner.accounts.invitations import LASTS
from planner.accounts.models import AuditRecord, DeviceRecord, WayInRecord
from planner.cli.plainly import occasion
from planner.clinics.clinics import clinic_named
from planner.clinics.enrolling import CameInAlready, link_again
from planner.clinics.models import EnrolmentRecord
from planner.db import db
from planner.errors import NothingHere
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.tokens import new_token
from tests.clinics.patients import joins
from tests.clinics.people import AClinic
from tests.web.living import text_of
from tests.web.phones import Phone

LINK = re.compile(r"/open/([\w-]{43})")
CODE = re.compile(r'<p class="code">\s*([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})')
FORM = re.compile(r'<form[^>]*action="/clinic/enrol".*?</form>', re.DOTALL)
FERN = {
    "label": "Fern 3",
    "treatment_date-day": "27",
    "treatment_date-month": "3",
    "treatment_date-year": "2027",
    "treatment_date_kind": "collection",
    "treatment_date_certainty": "approximate",
    "mobilisation": "unknown",
}


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


def told_of(app: Flask, enrolment: str) -> dict[str, object]:
    """What is kept of a plan, by its enrolment."""
    with app.app_context():
        record = db.session.get_one(EnrolmentRecord, enrolment)
        return dict(kept_from(db.session.get_one(PlanRecord, record.plan_id)).told)


def enrolments(app: Flask, clinic: AClinic) -> list[str]:
    """The enrolments of a clinic."""
    with app.app_context():
        return [one.id for one in db.session.query(EnrolmentRecord).filter_by(clinic_id=clinic.clinic.id)]


def test_five_fields_make_a_plan_and_a_link_that_opens_it(app: Flask, clinic: AClinic) -> None:
    nurse = clinic.nurse.computer
    asked = set(re.findall(r'name="([\w-]+)"', FORM.findall(nurse.gets("/clinic/enrol").text)[0]))
    fields = {name.partition("-")[0] for name in asked - {"csrf_token", "once"}}  # a day has three boxes
    assert fields == {one.partition("-")[0] for one in FERN}
    assert len(fields) == 5
    page = nurse.sends("/clinic/enrol", nurse.keys("/clinic/enrol"), **FERN)
    assert page.status_code == 200
    (enrolment,) = enrolments(app, clinic)
    assert told_of(app, enrolment) == {
        "place": "gb",
        "treatment_date": "2027-03-27",
        "treatment_date_kind": "collection",
        "treatment_date_certainty": "approximate",
    }
    patient = Phone(app).takes(f"/open/{LINK.findall(page.text)[0]}")
    assert "Elm ward began this plan for you" in text_of(patient.gets("/plan").text)


def test_only_the_label_must_be_filled_in(app: Flask, clinic: AClinic) -> None:
    nurse = clinic.nurse.computer
    unknown = dict.fromkeys(("treatment_date_kind", "treatment_date_certainty", "mobilisation"), "unknown")
    assert nurse.sends("/clinic/enrol", nurse.keys("/clinic/enrol"), label="Blue scarf", **unknown).status_code == 200
    (enrolment,) = enrolments(app, clinic)
    assert told_of(app, enrolment) == {"place": "gb"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"label": " "}, "Write a label of at most 40 ordinary characters"),
        ({"label": "x" * 41}, "Write a label of at most 40 ordinary characters"),
        ({"label": "a\x00b"}, "Write a label of at most 40 ordinary characters"),
        ({"treatment_date-day": "31", "treatment_date-month": "2"}, "Enter a day that exists"),
        ({"treatment_date-day": "", "treatment_date-month": "", "treatment_date-year": ""}, "Enter the date too."),
        ({"treatment_date_kind": "party"}, "Choose one of these"),
        ({"treatment_date-year": "3027"}, "Enter a year from 2000 to 2100"),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_typed_stays(
    app: Flask, clinic: AClinic, wrong: dict[str, str], says: str
) -> None:
    nurse = clinic.nurse.computer
    answer = nurse.sends("/clinic/enrol", nurse.keys("/clinic/enrol"), **{**FERN, **wrong})
    assert answer.status_code == 400
    assert says in text_of(answer.text)
    assert 'value="27"' in answer.text or "treatment_date-day" in wrong
    assert 'value="Fern 3"' in answer.text or "label" in wrong
    assert not enrolments(app, clinic)


def test_the_same_form_sent_twice_is_the_same_plan_and_link(app: Flask, clinic: AClinic) -> None:
    nurse = clinic.nurse.computer
    keys = nurse.keys("/clinic/enrol")
    first, second = (nurse.sends("/clinic/enrol", keys, **FERN).text for _ in range(2))
    assert LINK.findall(first) == LINK.findall(second)
    assert CODE.findall(first) == CODE.findall(second)
    assert len(enrolments(app, clinic)) == 1


def test_the_same_form_with_another_label_makes_nothing_and_loses_nothing(app: Flask, clinic: AClinic) -> None:
    nurse = clinic.nurse.computer
    keys = nurse.keys("/clinic/enrol")
    nurse.sends("/clinic/enrol", keys, **FERN)
    answer = nurse.sends("/clinic/enrol", keys, **{**FERN, "label": "Fern 4"})
    assert answer.status_code == 409
    assert 'value="Fern 4"' in answer.text
    assert len(enrolments(app, clinic)) == 1


def test_a_form_sent_again_after_its_patient_deleted_everything_is_nothing_and_no_failure(
    app: Flask, clinic: AClinic
) -> None:
    nurse = clinic.nurse.computer
    keys = nurse.keys("/clinic/enrol")
    link = LINK.findall(nurse.sends("/clinic/enrol", keys, **FERN).text)[0]
    patient = Phone(app).takes(f"/open/{link}")
    gone = patient.sends("/delete", patient.keys("/delete"), sure="yes")
    assert (gone.status_code, gone.location) == (303, "/delete/done")
    assert not patient.is_in()
    assert nurse.sends("/clinic/enrol", keys, **FERN).status_code == 404


def test_once_used_neither_link_nor_code_is_shown_or_opens_again(app: Flask, clinic: AClinic) -> None:
    nurse = clinic.nurse.computer
    keys = nurse.keys("/clinic/enrol")
    page = nurse.sends("/clinic/enrol", keys, **FERN).text
    link, code = LINK.findall(page)[0], CODE.findall(page)[0]
    Phone(app).takes(f"/open/{link}")
    assert "There is no link to show" in nurse.sends("/clinic/enrol", keys, **FERN).text
    assert Phone(app).comes_in(code).status_code == 404  # the code of the same hand-over has ended with it


def test_the_page_to_hand_over_names_nobody_and_nothing_on_paper(app: Flask, clinic: AClinic) -> None:
    nurse = clinic.nurse.computer
    page = nurse.sends("/clinic/enrol", nurse.keys("/clinic/enrol"), **FERN).text
    whole = page.partition("<main")[2].partition("</main")[0]
    printed = re.sub(r"<(\w+)[^>]*\bno-print\b[^>]*>.*?</\1>", "", whole, flags=re.DOTALL)
    words = text_of(f"<main{printed}")
    for word in ("Elm ward", "Fern 3", "chemo", "transplant", "cells", "clinic", "plan"):
        assert word not in words, word
    assert CODE.findall(printed)


def test_the_link_outlives_the_computer_it_was_made_on(app: Flask, clinic: AClinic) -> None:
    _enrolment, link = clinic.enrols()
    with app.app_context():
        device = db.session.get_one(DeviceRecord, clinic.nurse.actor.device)
        device.ended_at = device.opened_at
        db.session.commit()
    Phone(app).takes(link)


def test_who_made_the_link_stands_in_the_record_of_the_plan(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols()
    with app.app_context():
        record = db.session.get_one(EnrolmentRecord, enrolment)
        holder = db.session.get_one(PlanRecord, record.plan_id).person_id
        entries = db.session.query(AuditRecord).filter_by(chain=holder).order_by(AuditRecord.number)
        noted = [(one.action, one.person, one.role) for one in entries]
    nurse = clinic.nurse.actor.person, "nurse"
    assert noted == [(action, *nurse) for action in ("enrolled", "plan-made", "link-made", "code-made")]


def test_another_link_is_made_while_nobody_has_come_in_and_ends_the_one_before(app: Flask, clinic: AClinic) -> None:
    enrolment, before = clinic.enrols()
    nurse = clinic.nurse.computer
    page = nurse.sends(f"/clinic/plans/{enrolment}/link", nurse.keys("/clinic/enrol")).text
    assert Phone(app).comes_in(before).status_code == 404
    Phone(app).takes(f"/open/{LINK.findall(page)[0]}")


def test_a_link_waits_for_seven_days(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols()
    with app.app_context():
        record = db.session.get_one(EnrolmentRecord, enrolment)
        holder = db.session.get_one(PlanRecord, record.plan_id).person_id
        lasts = {one.ends_at - one.made_at for one in db.session.query(WayInRecord).filter_by(person_id=holder)}
    assert lasts == {timedelta(days=7)} == {LASTS}


def test_no_nurse_makes_a_way_into_a_plan_that_its_patient_has_opened(app: Flask, clinic: AClinic) -> None:
    enrolment, link = clinic.enrols()
    Phone(app).takes(link)
    nurse = clinic.nurse.computer
    answer = nurse.sends(f"/clinic/plans/{enrolment}/link", nurse.keys("/clinic/enrol"))
    assert answer.status_code == 409
    assert not LINK.findall(answer.text)
    with app.app_context():
        with pytest.raises(CameInAlready):
            link_again(clinic.nurse.actor, new_token(), enrolment, occasion())
        record = db.session.get_one(EnrolmentRecord, enrolment)
        holder = db.session.get_one(PlanRecord, record.plan_id).person_id
        assert db.session.query(WayInRecord).filter_by(person_id=holder, ended_at=None).count() == 0


def test_no_nurse_makes_a_way_into_the_plan_of_somebody_who_joined(app: Flask, clinic: AClinic) -> None:
    joined = joins(app, clinic)
    with app.app_context(), pytest.raises(CameInAlready):
        link_again(clinic.nurse.actor, new_token(), joined.enrolment, occasion())


def test_neither_the_auditor_nor_another_clinic_makes_a_link(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols()
    other = AClinic(app, "Oak ward")
    with app.app_context():
        for staff in (clinic.auditor, other.nurse, other.lead):
            with pytest.raises(NothingHere):
                link_again(staff.actor, new_token(), enrolment, occasion())


def test_what_the_nurse_told_is_shown_as_the_clinics_until_it_is_changed(app: Flask, clinic: AClinic) -> None:
    _enrolment, link = clinic.enrols()
    patient = Phone(app).takes(link)
    assert text_of(patient.gets("/answers").text).count("Told by your clinic.") == 3  # place, date, chemo not begun
    patient.sends("/questions/1", patient.keys("/questions/1?from=answers"), place="us")
    assert text_of(patient.gets("/answers").text).count("Told by your clinic.") == 2


def test_reading_the_notice_leads_to_what_only_the_patient_can_tell(app: Flask, clinic: AClinic) -> None:
    _enrolment, link = clinic.enrols()
    patient = Phone(app).takes(link)
    answer = patient.sends("/plan/team/accept", patient.keys("/plan"))
    assert answer.headers["Location"] == "/questions/2"
    on = patient.sends("/questions/2", patient.keys("/questions/2"), therapy_kind="ahsct")
    assert on.headers["Location"] == "/questions/4"  # the date has a page of its own
    page = text_of(patient.gets("/plan").text)
    assert "began this plan for you" not in page
    assert "Some answers only you can give" in page


def test_the_calm_page_says_it_first_too(app: Flask, clinic: AClinic) -> None:
    _enrolment, link = clinic.enrols()
    patient = Phone(app).takes(link)
    patient.gets("/calm/yes?back=/plan")
    assert "Elm ward began this plan for you" in text_of(patient.gets("/plan").text)


def test_a_clinic_keeps_its_place(app: Flask) -> None:
    clinic = AClinic(app, "Denver ward", "us")
    enrolment, _link = clinic.enrols(told={})
    assert told_of(app, enrolment) == {"place": "us"}
    with app.app_context():
        assert clinic_named(clinic.clinic.id).place == "us"
