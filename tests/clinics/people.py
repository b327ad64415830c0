"""A clinic and those who work there, with one plan that it reviews: built as the service builds them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask

from planner.accounts.access import AUDITOR, LEAD, NURSE, Actor
from planner.accounts.devices import open_device
from planner.accounts.models import DeviceRecord
from planner.cli.plainly import occasion
from planner.clinics.clinics import Clinic, make_clinic
from planner.clinics.enrolling import enrol
from planner.clinics.members import put_member
from planner.db import transaction
from planner.tokens import new_token
from tests.web.phones import Phone

FIRST_CHEMO = {
    "treatment_date": "2031-03-27",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
}


class Staff:
    """Somebody who works at a clinic, with a computer on which they have signed in."""

    def __init__(self, app: Flask, clinic: str, name: str, role: str) -> None:
        self.app, self.name, self.role = app, name, role
        with app.app_context():
            when = occasion()
            token = new_token()
            with transaction() as session:
                record = put_member(session, clinic, name, role, when.now)
                self.member = record.id
                self.actor = open_device(session, record.person_id, token, "computer", when.now, when.today)
                device = session.get_one(DeviceRecord, self.actor.device)
                device.proved, device.used_at, device.until = "passkey", when.now, when.now + timedelta(hours=12)
        self.computer = Phone(app).holds(token)


class AClinic:
    """A clinic with a lead, a nurse and an auditor."""

    def __init__(
        self, app: Flask, name: str = "Elm ward", place: str = "gb", staff: Sequence[str] = ("Lea", "Nora", "Aude")
    ) -> None:
        self.app = app
        with app.app_context(), transaction() as session:
            self.clinic: Clinic = make_clinic(session, name, place, occasion().now)
        self.lead, self.nurse, self.auditor = (
            Staff(app, self.clinic.id, called, role) for called, role in zip(staff, (LEAD, NURSE, AUDITOR), strict=True)
        )

    def enrols(self, label: str = "Fern 3", told: Mapping[str, Any] = FIRST_CHEMO) -> tuple[str, str]:
        """The nurse enrols somebody: the id of the enrolment, and the path of the link to hand over."""
        with self.app.app_context():
            handed = enrol(self.nurse.actor, new_token(), label, told, occasion())
        return handed.enrolment, f"/open/{handed.invitation.link}"


def acting(staff: Staff, holder: str) -> Actor:
    """Somebody who works at a clinic, as they act on the plan of somebody."""
    return staff.actor._replace(holder=holder)
