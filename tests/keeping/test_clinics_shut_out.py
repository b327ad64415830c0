"""A backup that is put back gives no clinic back what it lost since: a patient who left, a code, a colleague."""

from pathlib import Path

import pytest
from flask import Flask

from planner.accounts.access import LEAD, NURSE, Actor
from planner.accounts.devices import open_device
from planner.accounts.models import PersonRecord
from planner.backup import write_backup
from planner.clinics.about import end_clinic, renew_join_code
from planner.clinics.clinics import Clinic, joined_by, make_clinic
from planner.clinics.enrolments import Sees, clinic_of, enrolled
from planner.clinics.joining import choose_what_is_seen, join_clinic, leave_clinic
from planner.clinics.members import member_of, put_member
from planner.clinics.staffing import change_role, end_member
from planner.db import db, transaction
from planner.errors import NothingHere
from planner.plans.kept import plan_of
from planner.restore import restore
from planner.review.models import RosterRecord
from planner.tokens import new_token
from tests.databases import Database
from tests.keeping.people_kept import TODAY, key, occasion, plan_made


def staff(clinic: str, name: str, role: str) -> tuple[Actor, str]:
    """Somebody who works at a clinic, and the id of their membership."""
    with transaction() as session:
        record = put_member(session, clinic, name, role, occasion().now)
        return open_device(session, record.person_id, new_token(), "computer", occasion().now, TODAY), record.id


class Elm:
    """A clinic with a lead, a nurse and one patient, and a backup of that."""

    def __init__(self, file: Path) -> None:
        with transaction() as session:
            self.clinic: Clinic = make_clinic(session, "Elm ward", "gb", occasion().now)
        self.lead, _ = staff(self.clinic.id, "Lea", LEAD)
        self.nurse, self.membership = staff(self.clinic.id, "Nora", NURSE)
        self.patient, _cookie = plan_made("patient")
        self.enrolment = join_clinic(
            self.patient, key("join"), self.clinic.join_code, "Ida", Sees(), occasion()
        ).enrolment
        self.file = file
        write_backup(db.engine, file)

    def comes_back(self, folder: Path) -> None:
        """Put the backup in the place of everything."""
        restore(self.file, folder, replace=True)
        db.session.remove()


@pytest.fixture
def elm(app: Flask, tmp_path: Path) -> Elm:
    """Such a clinic."""
    return Elm(tmp_path / "elm.db")


def test_with_nothing_ended_since_the_backup_all_goes_on(elm: Elm, database: Database) -> None:
    elm.comes_back(database.folder)
    assert enrolled(member_of(elm.nurse), elm.enrolment).label == "Ida"
    assert clinic_of(plan_of(elm.patient)) is not None
    assert joined_by(db.session(), elm.clinic.join_code) is not None


def test_a_patient_who_left_since_the_backup_has_left(elm: Elm, database: Database) -> None:
    leave_clinic(elm.patient, key("leave"), occasion())
    elm.comes_back(database.folder)
    assert plan_of(elm.patient).enrolment is None
    assert db.session.get(RosterRecord, elm.enrolment) is None
    with pytest.raises(NothingHere):
        enrolled(member_of(elm.nurse), elm.enrolment)
    join_clinic(elm.patient, key("join again"), elm.clinic.join_code, "Ida", Sees(), occasion())


def test_what_was_kept_back_since_the_backup_stays_kept_back(elm: Elm, database: Database) -> None:
    less = Sees(answers=False, questions=False, words=False)
    choose_what_is_seen(elm.patient, key("less"), less, occasion())
    elm.comes_back(database.folder)
    assert enrolled(member_of(elm.nurse), elm.enrolment).sees == less


def test_a_code_that_was_renewed_since_the_backup_opens_nothing(elm: Elm, database: Database) -> None:
    renewed = renew_join_code(elm.lead, key("code"), occasion()).join_code
    elm.comes_back(database.folder)
    assert joined_by(db.session(), elm.clinic.join_code) is None
    assert joined_by(db.session(), renewed) is not None


def test_who_was_ended_or_lost_a_role_since_the_backup_has_not_got_it_back(elm: Elm, database: Database) -> None:
    other, _ = staff(elm.clinic.id, "Lou", LEAD)
    write_backup(db.engine, elm.file.with_name("later.db"))
    end_member(elm.lead, key("end"), elm.membership, occasion())
    change_role(elm.lead, key("role"), member_of(other).id, NURSE, occasion())
    restore(elm.file.with_name("later.db"), database.folder, replace=True)
    db.session.remove()
    with pytest.raises(NothingHere):
        member_of(elm.nurse)
    assert db.session.get_one(PersonRecord, other.person).role == NURSE


def test_a_clinic_that_ended_since_the_backup_has_ended(elm: Elm, database: Database) -> None:
    end_clinic(elm.lead, key("end"), occasion())
    elm.comes_back(database.folder)
    assert clinic_of(plan_of(elm.patient)) is None
    assert joined_by(db.session(), elm.clinic.join_code) is None
    with pytest.raises(NothingHere):
        member_of(elm.lead)
