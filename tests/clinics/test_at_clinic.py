"""A patient and their clinic: joining, what it sees, notes, who looked, and leaving at one press."""

import re
from typing import Any

import pytest
from flask import Flask

from planner.accounts.models import AuditRecord
from planner.cli.plainly import occasion
from planner.clinics.about import change_clinic, end_clinic, renew_join_code
from planner.clinics.enrolments import Sees, enrolled
from planner.clinics.members import member_of
from planner.clinics.models import ClinicNoteRecord, EnrolmentRecord
from planner.clinics.notes import MOST, notes_between, write_to_patient
from planner.clinics.recording import note_look
from planner.db import db
from planner.errors import NothingHere
from planner.tokens import new_token
from tests.clinics.patients import Patient, box, comes_in, joins, sends_join
from tests.clinics.people import AClinic, Staff
from tests.web.living import kept_by, lives_with_a_plan, text_of
from tests.web.phones import Phone
from tests.web.sharing import shared

PHONES = (("Transplant nurses", "020 7946 0000"), ("Ward, at night", "020 7946 0001"))


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff, two telephone numbers, open on Monday to Thursday."""
    found = AClinic(app)
    with app.app_context():
        change_clinic(found.lead.actor, new_token(), "Elm ward", PHONES, ("mon", "tue", "wed", "thu"), occasion())
    return found


def seen_by(app: Flask, staff: Staff, enrolment: str) -> Any:
    """What staff have in front of them of one plan. Raises NothingHere."""
    with app.app_context():
        return enrolled(member_of(staff.actor), enrolment)


def looks_for(phone: Phone, code: str) -> Any:
    """Ask whose clinic has this code."""
    return phone.sends("/plan/team", phone.keys("/plan/team"), code=code)


def test_whose_clinic_it_is_stands_there_before_anybody_joins(app: Flask, clinic: AClinic) -> None:
    phone = lives_with_a_plan(app)
    page = looks_for(phone, clinic.clinic.join_code.lower().replace("-", " "))
    words = text_of(page.text)
    for word in ("Elm ward", "020 7946 0000", "020 7946 0001", "Monday to Thursday", "never see your own notes"):
        assert word in words, word
    assert kept_by(phone).enrolment is None


def test_an_address_with_a_code_only_fills_in_the_box(app: Flask, clinic: AClinic) -> None:
    phone, code = lives_with_a_plan(app), clinic.clinic.join_code
    page = phone.gets(f"/plan/team?code={code}")
    assert box(page.text, "code") == code
    assert "Elm ward" not in page.text
    assert kept_by(phone).enrolment is None


def test_who_joins_chooses_what_the_clinic_sees(app: Flask, clinic: AClinic) -> None:
    patient = joins(app, clinic, sees=["questions"], label="Ida")
    found = seen_by(app, clinic.nurse, patient.enrolment)
    assert (found.label, found.sees) == ("Ida", Sees(answers=False, questions=True, words=False))
    words = text_of(patient.phone.gets("/plan/team").text)
    assert "It also sees the questions you collect for your team." in words


def test_the_choice_can_be_changed_on_any_day_and_so_can_ones_own_label(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    answer = phone.sends("/plan/team/sees", phone.keys("/plan/team"), label="Mo", sees="words")
    assert answer.status_code == 303
    found = seen_by(app, clinic.nurse, enrolment)
    assert (found.label, found.sees) == ("Mo", Sees(answers=False, questions=False, words=True))


def test_a_label_a_nurse_gave_is_shown_and_stays(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = comes_in(app, clinic)
    assert "They know you as Fern 3." in text_of(phone.gets("/plan/team").text)
    phone.sends("/plan/team/sees", phone.keys("/plan/team"), label="Other", sees="words")
    assert seen_by(app, clinic.nurse, enrolment).label == "Fern 3"


def test_leaving_acts_at_once_and_nobody_asks_why(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    page = phone.sends("/plan/team/leave", phone.keys("/plan/team"))
    assert page.status_code == 303
    with pytest.raises(NothingHere):
        seen_by(app, clinic.nurse, enrolment)
    assert "You have left." in text_of(phone.gets("/plan/team?done=left").text)
    assert "020 7946 0000" not in phone.gets("/plan").text
    assert phone.gets("/plan").status_code == 200


def test_leaving_twice_by_the_same_press_is_leaving_once(app: Flask, clinic: AClinic) -> None:
    phone, _enrolment = joins(app, clinic)
    keys = phone.keys("/plan/team")
    assert [phone.sends("/plan/team/leave", keys).status_code for _ in range(2)] == [303, 303]


def test_who_has_left_can_join_again(app: Flask, clinic: AClinic) -> None:
    phone, before = joins(app, clinic)
    phone.sends("/plan/team/leave", phone.keys("/plan/team"))
    again = joins(app, clinic, phone)
    assert again.enrolment != before
    assert seen_by(app, clinic.nurse, again.enrolment).label == "Fern 3"


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("7KQ2-M9XD-40PV", 404, "No clinic that takes part has this code."),
        ("hello", 400, "Type the code of your clinic."),
        ("", 400, "Type the code of your clinic."),
        ("7KQ2-M9XD-40PV-7KQ2-M9XD-40PV", 404, "No clinic that takes part has this code."),
    ],
)
def test_a_wrong_code_stays_in_its_box_and_shows_nothing(app: Flask, code: str, status: int, says: str) -> None:
    phone = lives_with_a_plan(app)
    answer = looks_for(phone, code)
    assert answer.status_code == status
    assert says in text_of(answer.text)
    assert box(answer.text, "code") == code
    joined = sends_join(phone, code)
    assert joined.status_code == status
    assert kept_by(phone).enrolment is None


def test_guessing_codes_ends_after_a_while_and_the_right_one_still_opens(
    app: Flask, clinic: AClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "GUESS_LIMIT", "3 per 10 minutes")
    phone = lives_with_a_plan(app)
    phone.address = "192.0.2.77"
    answers = [looks_for(phone, f"7KQ2-M9XD-40P{letter}").status_code for letter in "ABCDE"]
    assert answers == [404, 404, 404, 429, 429]
    last = looks_for(phone, "7KQ2-M9XD-40PF")
    assert box(last.text, "code") == "7KQ2-M9XD-40PF"
    assert "Wait ten minutes" in text_of(last.text)
    assert looks_for(phone, clinic.clinic.join_code).status_code == 200


def test_a_renewed_code_opens_and_the_one_before_does_not(app: Flask, clinic: AClinic) -> None:
    before = clinic.clinic.join_code
    with app.app_context():
        after = renew_join_code(clinic.lead.actor, new_token(), occasion()).join_code
    phone = lives_with_a_plan(app)
    assert looks_for(phone, before).status_code == 404
    assert looks_for(phone, after).status_code == 200


def test_nobody_joins_a_clinic_that_ended_also_not_between_two_pages(app: Flask, clinic: AClinic) -> None:
    phone = lives_with_a_plan(app)
    keys = phone.keys("/plan/team")
    assert looks_for(phone, clinic.clinic.join_code).status_code == 200
    with app.app_context():
        end_clinic(clinic.lead.actor, new_token(), occasion())
    form = {"code": clinic.clinic.join_code, "label": "Ida", "sees": "words"}
    answer = phone.sends("/plan/team/join", keys, **form)
    assert answer.status_code == 404
    assert [box(answer.text, name) for name in ("code", "label", "sees")] == [clinic.clinic.join_code, "Ida", "words"]
    assert kept_by(phone).enrolment is None
    # With the code of another clinic, all else is still there.
    other = AClinic(app, "Oak ward").clinic.join_code
    page = phone.sends("/plan/team", phone.keys("/plan/team"), code=other, label="Ida", sees="words").text
    assert box(page, "label") == "Ida"
    assert re.findall(r'<input[^>]*name="sees"[^>]*value="(\w+)"[^>]*checked', page) == ["words"]


def test_a_clinic_that_ended_is_gone_from_its_patients_plans_and_they_may_join_another(
    app: Flask, clinic: AClinic
) -> None:
    phone, enrolment = joins(app, clinic)
    with app.app_context():
        end_clinic(clinic.lead.actor, new_token(), occasion())
    assert "020 7946 0000" not in phone.gets("/plan").text
    assert "Elm ward" not in phone.gets("/plan/team").text
    with pytest.raises(NothingHere):
        seen_by(app, clinic.nurse, enrolment)
    other = AClinic(app, "Oak ward")
    assert seen_by(app, other.nurse, joins(app, other, phone).enrolment).label == "Fern 3"


def test_a_plan_at_one_clinic_is_joined_to_no_other(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    other = AClinic(app, "Oak ward")
    answer = sends_join(phone, other.clinic.join_code)
    assert answer.status_code == 409
    assert "Leave that clinic first." in text_of(answer.text)
    assert kept_by(phone).enrolment == enrolment


def test_a_bad_label_keeps_what_was_chosen(app: Flask, clinic: AClinic) -> None:
    phone = lives_with_a_plan(app)
    answer = sends_join(phone, clinic.clinic.join_code, label="", sees=["words"])
    assert answer.status_code == 400
    assert "Write a label of at most 40" in text_of(answer.text)
    ticked = re.findall(r'<input[^>]*name="sees"[^>]*value="(\w+)"[^>]*checked', answer.text)
    assert ticked == ["words"]


def test_who_has_no_plan_here_is_told_what_comes_first(app: Flask, clinic: AClinic) -> None:
    address = f"/plan/team?code={clinic.clinic.join_code}"
    stranger = Phone(app).gets(address)
    assert stranger.status_code == 200
    assert "you need a plan on this phone" in text_of(stranger.text)
    assert clinic.clinic.join_code in stranger.text
    assert "Elm ward" not in stranger.text
    assert "First make your plan." in text_of(Phone(app).starts().gets(address).text)
    _owner, guest = shared(app)
    assert "Only whoever holds a plan" in text_of(guest.phone.gets(address).text)
    assert "This is for patients" in text_of(clinic.nurse.computer.gets(address).text)


def test_a_closed_plan_joins_no_clinic_and_can_leave_one(app: Flask, clinic: AClinic) -> None:
    closed = lives_with_a_plan(app, treatment_status="died")
    page = closed.gets("/plan/team")
    assert "This plan is closed" in text_of(page.text)
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
    phone, enrolment = joins(app, clinic)
    phone.sends("/plan/stop", phone.keys("/plan/stop"), how="died")
    assert kept_by(phone).told.get("treatment_status") == "died"
    assert "Leave the clinic that looks at it" in text_of(phone.gets("/plan").text)
    phone.sends("/plan/team/leave", phone.keys("/plan/team"))
    with pytest.raises(NothingHere):
        seen_by(app, clinic.nurse, enrolment)


def test_a_left_or_locked_phone_shows_nothing_of_a_clinic(app: Flask, clinic: AClinic) -> None:
    phone, _enrolment = joins(app, clinic)
    phone.gets("/leave")
    answer = phone.gets("/plan/team")
    assert answer.status_code == 303
    assert answer.headers["Location"] == app.config["EXIT_URL"]


def test_the_clinics_numbers_stand_beside_ones_own_wherever_those_do(app: Flask, clinic: AClinic) -> None:
    phone, _enrolment = joins(app, clinic)
    phone.sends("/plan/phones", phone.keys("/plan/phones"), who="My neurologist", number="020 7946 0100")
    phone.sends("/plan/phones", phone.keys("/plan/phones"), who="The same nurses", number="(020) 7946-0000")
    for path in ("/plan", "/plan/phones"):
        words = text_of(phone.gets(path).text)
        for word in ("My neurologist", "Elm ward: Ward, at night", "Monday to Thursday"):
            assert word in words, f"{word} on {path}"
    assert "Elm ward: Transplant nurses" not in text_of(phone.gets("/plan").text)  # put down by oneself already


def test_another_number_of_the_clinic_is_on_the_plan_at_once(app: Flask, clinic: AClinic) -> None:
    phone, _enrolment = joins(app, clinic)
    assert "020 7946 0000" in phone.gets("/plan").text
    with app.app_context():
        change_clinic(clinic.lead.actor, new_token(), "Elm ward", (("Desk", "020 7946 0002"),), (), occasion())
    page = phone.gets("/plan").text
    assert "020 7946 0002" in page
    assert "020 7946 0000" not in page


def test_what_a_phone_keeps_for_no_signal_has_the_clinics_numbers_and_a_mark_of_them(
    app: Flask, clinic: AClinic
) -> None:
    phone, _enrolment = joins(app, clinic)
    assert phone.sends("/phone", phone.keys("/phone"), what="own", own="yes").status_code == 303
    before = phone.gets("/offline/state").json or {}
    with app.app_context():
        change_clinic(clinic.lead.actor, new_token(), "Elm ward", (("Desk", "020 7946 0003"),), (), occasion())
    after = phone.gets("/offline/state").json or {}
    assert before["own"]
    assert before["version"] != after["version"]
    kept = phone.client.post(
        "/offline/pages", json={"have": {}}, headers={"X-CSRFToken": after["csrf"]}, base_url=phone.url
    ).json
    assert kept
    for path in ("/plan", "/plan/phones"):
        assert "020 7946 0003" in kept["pages"][path]["html"], path


def test_notes_go_between_patient_and_nurse_and_stand_apart_from_private_ones(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    words = "Can I have the letter?\r\nBy Friday."
    assert phone.sends("/plan/team/notes", phone.keys("/plan/team"), words=words).status_code == 303
    with app.app_context():
        (asked,) = notes_between(enrolment)
        assert (asked.words, asked.member, asked.answered) == ("Can I have the letter?\nBy Friday.", "", False)
        write_to_patient(clinic.nurse.actor, new_token(), enrolment, "It is at the desk.", asked.id, occasion())
        assert [one.answered for one in notes_between(enrolment)] == [False, True]  # the newest first
    page = text_of(phone.gets("/plan/team").text)
    assert page.index("Nora") < page.index("It is at the desk.") < page.index("Can I have the letter?")


def test_a_note_too_long_or_one_too_many_is_refused_and_stays_in_its_box(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    long = phone.sends("/plan/team/notes", phone.keys("/plan/team"), words="x" * 1001)
    assert long.status_code == 400
    assert box(long.text, "words") == "x" * 1001
    with app.app_context():
        for number in range(MOST):
            note = ClinicNoteRecord(id=new_token()[:32], enrolment_id=enrolment, at=occasion().now)
            note.lock({"words": str(number), "code": ""})
            db.session.add(note)
        db.session.commit()
    full = phone.sends("/plan/team/notes", phone.keys("/plan/team"), words="One more")
    assert full.status_code == 400
    assert "Ring the clinic instead" in text_of(full.text)
    assert box(full.text, "words") == "One more"


def test_what_was_written_stays_readable_after_leaving_for_the_patient_alone(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    phone.sends("/plan/team/notes", phone.keys("/plan/team"), words="Thank you")
    phone.sends("/plan/team/leave", phone.keys("/plan/team"))
    assert "Thank you" in text_of(phone.gets("/plan/team").text)
    with app.app_context(), pytest.raises(NothingHere):
        write_to_patient(clinic.nurse.actor, new_token(), enrolment, "Wait", "", occasion())


def test_who_looked_stands_on_the_patients_page_by_name(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    with app.app_context():
        note_look(clinic.nurse.actor, enrolment, occasion().now)
        note_look(clinic.nurse.actor, enrolment, occasion().now)  # within the hour: noted once
        note_look(clinic.lead.actor, enrolment, occasion().now)
    page = text_of(phone.gets("/plan/team/record").text)
    assert page.count("Nora looked at your plan") == 1
    assert page.count("Lea looked at your plan") == 1
    assert "all of them are as they were written" in page


def test_the_record_of_looks_is_read_page_by_page(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    with app.app_context():
        for number in range(60):
            write_to_patient(clinic.nurse.actor, new_token(), enrolment, str(number), "", occasion())
    first = phone.gets("/plan/team/record").text
    assert first.count("wrote to you") == 50
    (older,) = re.findall(r'href="(/plan/team/record\?before=\d+)"', first)
    assert phone.gets(older).text.count("wrote to you") == 10


def test_a_patient_is_told_when_the_record_was_changed(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    with app.app_context():
        note_look(clinic.nurse.actor, enrolment, occasion().now)
        look = db.session.query(AuditRecord).filter_by(chain=kept_by(phone).person, action="plan-read").one()
        look.person = clinic.lead.actor.person
        db.session.commit()
    page = text_of(phone.gets("/plan/team/record").text)
    assert "The record was changed" in page
    assert "was changed." in page


def test_nobody_looks_once_the_patient_has_left(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    phone.sends("/plan/team/leave", phone.keys("/plan/team"))
    with app.app_context(), pytest.raises(NothingHere):
        note_look(clinic.nurse.actor, enrolment, occasion().now)


def test_deleting_everything_takes_the_enrolment_and_its_notes(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    phone.sends("/plan/team/notes", phone.keys("/plan/team"), words="Thank you")
    phone.sends("/delete", phone.keys("/delete"), sure="yes")
    with app.app_context():
        assert db.session.get(EnrolmentRecord, enrolment) is None
        assert db.session.query(ClinicNoteRecord).filter_by(enrolment_id=enrolment).count() == 0


def test_nobody_else_has_a_clinics_pages_of_a_plan(app: Flask, clinic: AClinic) -> None:
    patient: Patient = joins(app, clinic)
    _owner, guest = shared(app)
    for other in (guest.phone, clinic.nurse.computer, Phone(app)):
        assert other.gets("/plan/team/record").status_code == 404
        for way in ("join", "sees", "accept", "leave", "notes"):
            assert other.sends(f"/plan/team/{way}", other.keys("/open")).status_code == 404, way
    assert kept_by(patient.phone).enrolment == patient.enrolment
