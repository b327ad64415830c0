"""A clinic as the service keeps it, with one of everything that it keeps of a plan that it reviews."""

from datetime import timedelta
from typing import NamedTuple

from planner.accounts.access import LEAD, NURSE, Actor
from planner.accounts.devices import open_device
from planner.clinics.adjusting import Wanted, adjust
from planner.clinics.clinics import Clinic, make_clinic
from planner.clinics.enrolments import Sees
from planner.clinics.joining import join_clinic
from planner.clinics.members import put_member
from planner.clinics.notes import write_to_clinic
from planner.clinics.protocols import last_number, sign_protocol
from planner.clinics.signing import sign_plan
from planner.db import transaction
from planner.plans.changing import Occasion
from planner.plans.kept import plan_of
from planner.plans.signing import content_now
from planner.plans.signoff import digest_of
from planner.review.change_sets_found import find_some
from planner.review.snoozing import snooze
from planner.tokens import new_token
from planner.web.clinic.protocol_form import told_by, written

# Days from the start of mobilisation to new cells day.
DAYS = {"usual-1-earliest": "35", "usual-1-likely": "42", "usual-1-latest": "56", "usual-1-reason": "Beds."}


class KeptClinic(NamedTuple):
    """A clinic, and two who work there."""

    clinic: Clinic
    nurse: Actor
    lead: Actor


def a_clinic(name: str, when: Occasion) -> KeptClinic:
    """A clinic with a nurse and a lead."""
    with transaction() as session:
        made = make_clinic(session, f"clinic of {name}", "gb", when.now)
        staff = []
        for who, role in (("Nora", NURSE), ("Lea", LEAD)):
            member = put_member(session, made.id, f"{who} of {name}", role, when.now)
            staff.append(open_device(session, member.person_id, new_token(), "computer", when.now, when.today))
    return KeptClinic(made, *staff)


def is_reviewed(clinic: KeptClinic, owner: Actor, name: str, when: Occasion) -> str:
    """Somebody joins a clinic and writes to it; it adds to the plan, signs it, lets it rest, and decides otherwise
    about days. The enrolment."""
    acts = ("joins", "writes", "adjusts", "signs", "snoozes", "protocol")
    joins, writes, adjusts, signs, snoozes, protocol = (f"{what} of {name}".ljust(20, ".") for what in acts)
    join_clinic(owner, joins, clinic.clinic.join_code, f"label of {name}", Sees(), when)
    write_to_clinic(owner, writes, f"note to the clinic by {name}", when)
    enrolment = plan_of(owner).enrolment or ""
    soon = when.today + timedelta(days=7)
    wanted = Wanted("own", "", f"reason of {name}", soon.isoformat(), ("patient",), f"item of {name}")
    kept = adjust(clinic.nurse, adjusts, enrolment, wanted, when, None)
    sign_plan(clinic.nurse, signs, enrolment, digest_of(content_now(kept, when.guidance)), when)
    snooze(clinic.nurse, snoozes, enrolment, f"reason of {name}", soon, when)
    number = last_number(clinic.clinic.id)
    days = {**DAYS, "usual-1-likely": str(42 + number)}  # another in each, so that it always is something new
    typed = written(None, when.guidance) | days
    sign_protocol(clinic.lead, protocol, told_by(typed, when.guidance), number, when)
    find_some(when, lambda zone: when, "", 25, clinic.clinic.id)
    return enrolment
