"""Two clinics for the table of access: who works there, who did, and whose plan one of them reviews."""

import secrets
from contextlib import suppress
from datetime import timedelta

from flask import Flask

from planner.accounts.access import NURSE
from planner.accounts.beginning import begin_account
from planner.accounts.credentials import NewPasskey, add_passkey
from planner.accounts.models import DeviceRecord
from planner.accounts.staff_sessions import limits_in
from planner.cli.plainly import occasion
from planner.clinics.adjusting import Wanted, adjust
from planner.clinics.members import put_member
from planner.clinics.protocols import sign_protocol
from planner.clinics.staffing import end_member
from planner.db import transaction
from planner.review.change_sets import open_sets
from planner.review.change_sets_applied import DecidedAlready, decide
from planner.review.change_sets_found import APPLIED, find_some
from planner.tokens import new_token
from planner.web.clinic.protocol_form import told_by, written
from tests.clinics.patients import joins
from tests.clinics.people import AClinic, Staff
from tests.web.phones import Phone

MINUTE = timedelta(minutes=1)

# Days from mobilisation to new cells day that a centre may have, so that days of the plan move.
LONGER = {"usual-1-earliest": "35", "usual-1-likely": "42", "usual-1-latest": "56", "usual-1-reason": "Beds."}


class Clinics:
    """A clinic that reviews the plan open on a phone, and a clinic that does not.

    `nurse`, `lead` and `auditor` work at the first, `elsewhere` is a nurse of the second. Three were nurses of the
    first: one who has not touched the computer for too long (`idle`), one whose shift is over (`spent`), and one whose
    membership was ended (`left`).
    """

    def __init__(self, app: Flask, patient: Phone) -> None:
        self.app, self.here = app, AClinic(app)
        other = AClinic(app, "Oak ward")
        far, self.lead_elsewhere = other.nurse, other.lead.computer
        self.elsewhere = far.computer
        self.nurse, self.lead, self.auditor = (
            one.computer for one in (self.here.nurse, self.here.lead, self.here.auditor)
        )
        self.enrolment = joins(app, self.here, patient).enrolment
        self.waits, _link = self.here.enrols("Oak 7")
        idle, spent, left = (Staff(app, self.here.clinic.id, name, NURSE) for name in ("Ida", "Sue", "Lena"))
        self.idle, self.spent, self.left = (one.computer for one in (idle, spent, left))
        with app.app_context():
            when = occasion()
            for staff in (self.here.nurse, self.here.lead, self.here.auditor, far, idle, spent, left):
                begin_account(staff.actor, new_token(), f"{staff.name} {secrets.token_hex(4)}", when.now)
                passkey = NewPasskey(secrets.token_bytes(16), b"public", 0, ("internal",), "multi_device", True)
                add_passkey(staff.actor, passkey, "This computer", when.now)
            with transaction() as session:
                untouched = session.get_one(DeviceRecord, idle.actor.device)
                untouched.used_at = when.now - limits_in(app.config).idle - MINUTE
                session.get_one(DeviceRecord, spent.actor.device).until = when.now - MINUTE
                self.invited = put_member(session, self.here.clinic.id, "Ines", NURSE, when.now).id
            self.soon = when.today + timedelta(days=7)
            wanted = Wanted("own", "", "We ask everybody.", self.soon.isoformat(), ("patient",), "Bring your list")
            adjust(self.here.nurse.actor, new_token(), self.enrolment, wanted, when, None)
            guidance = when.guidance
            typed = written(None, guidance) | LONGER
            sign_protocol(self.here.lead.actor, new_token(), told_by(typed, guidance), 0, when)
            find_some(when, lambda zone: when, "", 25, self.here.clinic.id)
            self.change_set = open_sets(self.here.clinic.id).sets[0].id
            end_member(self.here.lead.actor, new_token(), left.member, when)
        self.colleague = idle.member

    def decided_set(self) -> str:
        """The way in which the protocol touches plans, once a lead has decided to apply it."""
        with self.app.app_context(), suppress(DecidedAlready):
            decide(self.here.lead.actor, new_token(), self.change_set, APPLIED, occasion())
        return self.change_set

    def plan(self, way: str = "") -> str:
        """An address of the plan that is reviewed, as its nurses have it."""
        return f"/clinic/plans/{self.enrolment}{way}"
