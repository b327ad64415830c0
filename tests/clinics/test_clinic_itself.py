"""What a lead decides for the clinic: what patients read of it, its code, its staff; and who may not."""

import re

import pytest
from flask import Flask

from planner.accounts.access import AUDITOR, LEAD, NURSE
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.clinics.clinics import Clinic, clinic_named, joined_by
from planner.clinics.members import members_of
from planner.db import db
from planner.errors import NothingHere
from tests.clinics.people import AClinic
from tests.web.living import text_of
from tests.web.phones import Phone

LINK = re.compile(r"/open/([\w-]{43})")
ABOUT = {"name": "Elm ward", "who-0": "Nurses", "number-0": "020 7946 0000", "open_on": ["mon", "tue", "sat"]}


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


def now(app: Flask, clinic: AClinic) -> Clinic:
    """The clinic as it is kept now."""
    with app.app_context():
        return clinic_named(clinic.clinic.id)


def role_of(app: Flask, person: str) -> str:
    """The role of somebody."""
    with app.app_context():
        return db.session.get_one(PersonRecord, person).role


def test_a_lead_says_what_patients_read(app: Flask, clinic: AClinic) -> None:
    lead = clinic.lead.computer
    assert lead.sends("/clinic/about", lead.keys("/clinic/about"), **ABOUT).status_code == 303
    found = now(app, clinic)
    assert found.phones == (("Nurses", "020 7946 0000"),)
    assert found.open_on == ("mon", "tue", "sat")
    assert "Opening days: Monday, Tuesday and Saturday." in text_of(clinic.nurse.computer.gets("/clinic/about").text)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Write the name of the clinic"),
        ({"name": "x" * 81}, "Write the name of the clinic"),
        ({"number-0": "none"}, "Write the number in digits"),
        ({"number-0": "1"}, "Write the whole number."),
        ({"who-0": ""}, "Write whose number it is"),
        ({"who-1": "Desk"}, "Write the whole number."),
    ],
)
def test_what_cannot_be_used_is_said_and_what_was_typed_stays(
    app: Flask, clinic: AClinic, wrong: dict[str, str], says: str
) -> None:
    lead = clinic.lead.computer
    answer = lead.sends("/clinic/about", lead.keys("/clinic/about"), **{**ABOUT, **wrong})
    assert answer.status_code == 400
    assert says in text_of(answer.text)
    ticked = re.findall(r'<input[^>]*name="open_on"[^>]*value="(\w+)"[^>]*checked', answer.text)
    assert ticked == ["mon", "tue", "sat"]
    assert now(app, clinic).phones == ()


def test_a_nurse_shows_the_code_and_changes_nothing(app: Flask, clinic: AClinic) -> None:
    nurse = clinic.nurse.computer
    page = nurse.gets("/clinic/about").text
    assert clinic.clinic.join_code in page
    assert "<svg" in page
    keys = nurse.keys("/clinic/enrol")
    for path in ("/clinic/about", "/clinic/about/code", "/clinic/about/end", "/clinic/staff"):
        assert nurse.sends(path, keys, **ABOUT).status_code == 404, path
    assert clinic.auditor.computer.gets("/clinic/about").status_code == 404


def test_a_new_code_is_made_once_for_one_press(app: Flask, clinic: AClinic) -> None:
    lead = clinic.lead.computer
    keys = lead.keys("/clinic/about")
    codes = [clinic.clinic.join_code]
    for _ in range(2):
        assert lead.sends("/clinic/about/code", keys).status_code == 303
        codes.append(now(app, clinic).join_code)
    before, first, pressed_again = codes
    assert before != first == pressed_again
    assert lead.sends("/clinic/about/code", lead.keys("/clinic/about")).status_code == 303
    assert now(app, clinic).join_code not in codes
    with app.app_context():
        assert joined_by(db.session(), clinic.clinic.join_code) is None


def test_a_clinic_ends_only_once_its_box_is_ticked_and_then_for_all(app: Flask, clinic: AClinic) -> None:
    lead = clinic.lead.computer
    keys = lead.keys("/clinic/about")
    answer = lead.sends("/clinic/about/end", keys)
    assert answer.status_code == 400
    assert "Tick the box" in text_of(answer.text)
    assert "The clinic has ended" in text_of(lead.sends("/clinic/about/end", keys, sure="yes").text)
    assert lead.sends("/clinic/about/end", keys, sure="yes").status_code == 200  # pressed twice
    for staff in (clinic.lead, clinic.nurse, clinic.auditor):
        for path in ("/clinic", "/clinic/about", "/clinic/staff", "/clinic/record", "/clinic/enrol"):
            assert staff.computer.gets(path).status_code == 404, path


def test_somebody_is_invited_by_a_link_that_is_shown_once_and_works_once(app: Flask, clinic: AClinic) -> None:
    lead = clinic.lead.computer
    keys = lead.keys("/clinic/staff")
    first, second = (lead.sends("/clinic/staff", keys, name="Nell", role=NURSE).text for _ in range(2))
    (link,) = set(LINK.findall(first))
    assert LINK.findall(second) == LINK.findall(first)
    with app.app_context():
        assert [one.name for one in members_of(clinic.clinic.id)] == ["Lea", "Nora", "Aude", "Nell"]
    assert Phone(app).comes_in(f"/open/{link}").status_code == 303
    assert "This invitation has ended" in lead.sends("/clinic/staff", keys, name="Nell", role=NURSE).text
    assert Phone(app).comes_in(f"/open/{link}").status_code == 404


def test_another_invitation_ends_the_one_before_and_is_made_for_nobody_who_has_come_in(
    app: Flask, clinic: AClinic
) -> None:
    lead = clinic.lead.computer
    before = LINK.findall(lead.sends("/clinic/staff", lead.keys("/clinic/staff"), name="Nell", role=NURSE).text)[0]
    with app.app_context():
        nell = next(one.id for one in members_of(clinic.clinic.id) if one.name == "Nell")
    after = LINK.findall(lead.sends(f"/clinic/staff/{nell}/invite", lead.keys("/clinic/staff")).text)[0]
    assert Phone(app).comes_in(f"/open/{before}").status_code == 404
    assert Phone(app).comes_in(f"/open/{after}").status_code == 303
    again = lead.sends(f"/clinic/staff/{nell}/invite", lead.keys("/clinic/staff"))
    assert again.status_code == 409
    assert not LINK.findall(again.text)


@pytest.mark.parametrize(("name", "role", "says"), [("", NURSE, "Write the name"), ("Nell", "boss", "Choose nurse")])
def test_an_invitation_without_name_or_role_is_none(
    app: Flask, clinic: AClinic, name: str, role: str, says: str
) -> None:
    lead = clinic.lead.computer
    answer = lead.sends("/clinic/staff", lead.keys("/clinic/staff"), name=name, role=role)
    assert answer.status_code == 400
    assert says in text_of(answer.text)
    with app.app_context():
        assert len(members_of(clinic.clinic.id)) == 3


def test_whose_membership_is_ended_sees_nothing_at_once(app: Flask, clinic: AClinic) -> None:
    lead, nurse = clinic.lead.computer, clinic.nurse.computer
    assert nurse.gets("/clinic/enrol").status_code == 200
    assert lead.sends(f"/clinic/staff/{clinic.nurse.member}/end", lead.keys("/clinic/staff")).status_code == 303
    assert nurse.gets("/clinic/enrol").status_code == 404
    with app.app_context():
        assert db.session.get_one(DeviceRecord, clinic.nurse.actor.device).ended_at is not None
    assert "until" in text_of(lead.gets("/clinic/staff").text)


def test_another_role_holds_from_the_next_page_on(app: Flask, clinic: AClinic) -> None:
    lead, nurse = clinic.lead.computer, clinic.nurse.computer
    lead.sends(f"/clinic/staff/{clinic.nurse.member}/role", lead.keys("/clinic/staff"), role=AUDITOR)
    assert role_of(app, clinic.nurse.actor.person) == AUDITOR
    assert nurse.gets("/clinic/enrol").status_code == 404
    assert nurse.gets("/clinic/record").status_code == 200


def test_a_clinic_keeps_one_lead_at_least(app: Flask, clinic: AClinic) -> None:
    lead = clinic.lead.computer
    for way, fields in (("end", {}), ("role", {"role": NURSE})):
        answer = lead.sends(f"/clinic/staff/{clinic.lead.member}/{way}", lead.keys("/clinic/staff"), **fields)
        assert answer.status_code == 409, way
        assert "This is the only lead of the clinic." in text_of(answer.text)
    assert role_of(app, clinic.lead.actor.person) == LEAD


def test_a_lead_who_was_invited_and_never_came_in_does_not_count_as_the_other_lead(app: Flask, clinic: AClinic) -> None:
    lead = clinic.lead.computer
    link = LINK.findall(lead.sends("/clinic/staff", lead.keys("/clinic/staff"), name="Nell", role=LEAD).text)[0]
    own = f"/clinic/staff/{clinic.lead.member}"
    for way, fields in (("end", {}), ("role", {"role": NURSE})):
        assert lead.sends(f"{own}/{way}", lead.keys("/clinic/staff"), **fields).status_code == 409, way
    assert lead.gets("/clinic/staff").status_code == 200
    assert Phone(app).comes_in(f"/open/{link}").status_code == 303
    assert lead.sends(f"{own}/role", lead.keys("/clinic/staff"), role=NURSE).status_code == 303
    assert role_of(app, clinic.lead.actor.person) == NURSE


def test_nobody_touches_the_staff_of_another_clinic(app: Flask, clinic: AClinic) -> None:
    other = AClinic(app, "Oak ward")
    lead = other.lead.computer
    for way, fields in (("end", {}), ("role", {"role": LEAD}), ("invite", {})):
        answer = lead.sends(f"/clinic/staff/{clinic.nurse.member}/{way}", lead.keys("/clinic/staff"), **fields)
        assert answer.status_code == 404, way
    assert role_of(app, clinic.nurse.actor.person) == NURSE


def test_an_auditor_reads_the_staff_and_the_record_and_nothing_else(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols()
    auditor = clinic.auditor.computer
    for path, status in (
        ("/clinic/staff", 200),
        ("/clinic/record", 200),
        ("/clinic", 404),
        ("/clinic/enrol", 404),
        (f"/clinic/plans/{enrolment}", 404),
    ):
        assert auditor.gets(path).status_code == status, path
    with app.app_context(), pytest.raises(NothingHere):
        clinic_named("0" * 32)
