"""The clinic of the demo: a lead and a nurse, three of the four plans on its roster, one of them checked."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import LEAD, NURSE, Actor
from planner.accounts.models import PersonRecord
from planner.accounts.ways_in import LINK, keep_way_in
from planner.clinics.clinics import Clinic, make_clinic
from planner.clinics.enrolments import Sees, put_enrolment
from planner.clinics.members import put_member
from planner.clinics.models import ClinicRecord, MembershipRecord
from planner.plans.changing import Occasion
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.plans.signing import content_now, put_sign_off
from planner.tokens import new_token

STORY = "elm-ward"
LINKS_LAST = timedelta(days=30)
NAME = "Elm ward"
STAFF = (
    ("Lea", LEAD, "Lea leads the nurses of Elm ward. She invites them, and decides what the ward does differently."),
    ("Nora", NURSE, "Nora, a nurse of Elm ward. She checks plans between other work."),
)
# By story: what the nurses call the plan. Nobody reviews the fourth.
LABELS = {"nadia": "Fern 3", "tom": "Blue 14", "ines": "Oak 22"}
CHECKED = "nadia"


class DemoNurse(NamedTuple):
    """Somebody of the demo clinic: their story, and the path of a fresh link that lets them in once."""

    story: str
    open: str


class DemoClinic(NamedTuple):
    """The clinic of the demo: the code by which a patient joins it, and who works there."""

    join_code: str
    nurses: list[DemoNurse]


def real_clinics(session: Session) -> int:
    """How many clinics are here that are none of a demo."""
    return session.scalar(select(func.count()).select_from(ClinicRecord).where(ClinicRecord.story == "")) or 0


def forget_demo_clinic(session: Session) -> None:
    """Take away the clinic of an earlier demo, with those who worked there."""
    of_demo = select(ClinicRecord.id).where(ClinicRecord.story != "")
    people = select(MembershipRecord.person_id).where(MembershipRecord.clinic_id.in_(of_demo))
    session.execute(delete(PersonRecord).where(PersonRecord.id.in_(people)))
    session.execute(delete(ClinicRecord).where(ClinicRecord.story != ""))


def make_demo_clinic(session: Session, plans: dict[str, PlanRecord], occasion: Occasion) -> DemoClinic:
    """Make the clinic anew, in the caller's transaction. `plans` by story."""
    clinic = make_clinic(session, NAME, "gb", occasion.now, STORY)
    nurses, members = [], {}
    for name, role, story in STAFF:
        member, token = put_member(session, clinic.id, name, role, occasion.now), new_token()
        keep_way_in(session, Actor(member.person_id, role, ""), LINK, token, occasion.now, LINKS_LAST)
        nurses.append(DemoNurse(story, f"/open/{token}"))
        members[role] = member.id
    for story, label in LABELS.items():
        _enrol(session, clinic, plans[story], label, members[NURSE], occasion)
    return DemoClinic(clinic.join_code, nurses)


def _enrol(session: Session, clinic: Clinic, plan: PlanRecord, label: str, member: str, occasion: Occasion) -> None:
    put_enrolment(session, clinic.id, plan, label, Sees(), occasion)
    kept = kept_from(plan)
    audit.note(session, Actor(plan.person_id, "patient", ""), "joined-clinic", occasion.now)
    if plan.story == CHECKED:
        put_sign_off(session, kept, member, content_now(kept, occasion.guidance), occasion)
    occasion.after(session, kept, occasion)
