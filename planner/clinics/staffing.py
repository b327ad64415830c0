"""What a lead does with the staff of a clinic: inviting somebody, another role, and ending a membership at once."""

import json

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import LEAD, STAFF, Actor
from planner.accounts.devices import hold
from planner.accounts.invitations import KINDS, Invitation, invitation_of, invite
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.accounts.ways_in import end_waiting
from planner.clinics.members import A_ROLE, Member, as_member, lead_of, members_of, put_member
from planner.clinics.models import MembershipRecord
from planner.errors import AheadError, Fault, Faults, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.tokens import is_id


class OneLeadAtLeast(AheadError):
    """The last lead of a clinic was to be ended, and nobody could invite anyone any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("This is the only lead of the clinic."), N_("Invite another lead first. Then this one can be changed.")
        )


class SignedInAlready(AheadError):
    """Another invitation was asked for somebody who has signed in."""

    def __init__(self) -> None:
        super().__init__(
            N_("They have signed in already."),
            N_("If they cannot any more, end this membership and invite them anew."),
        )


def invite_member(actor: Actor, key: str, name: str, role: str, occasion: Occasion) -> tuple[Member, Invitation]:
    """A lead invites somebody to their clinic: a link and a code, of which one lets them in once.

    Sent again with the same key it is the same invitation. Raises Faults and NothingHere.
    """
    with once.change(
        key, by=actor.person, action="invite-member", sent=json.dumps([name, role]), now=occasion.now
    ) as change:
        session = change.session
        lead = lead_of(actor, session, alone=True)  # before the person, as whoever ends a membership
        hold(session, actor.person, actor.device)
        if change.repeated:
            record = session.get_one(MembershipRecord, change.outcome)
            return as_member(record, role, False), invitation_of(record.person_id, key)
        record = put_member(session, lead.clinic, name, role, occasion.now)
        invite(session, actor, record.person_id, key, occasion.now)
        audit.note(session, actor, "member-invited", occasion.now, chain=lead.clinic)
        change.outcome = record.id
        return as_member(record, role, False), invitation_of(record.person_id, key)


def invite_member_again(actor: Actor, key: str, name: str, occasion: Occasion) -> tuple[Member, Invitation]:
    """Another invitation for the member with this id, who has never signed in; the one before ends.

    Raises SignedInAlready and NothingHere.
    """
    with once.change(key, by=actor.person, action="invite-member-again", sent=name, now=occasion.now) as change:
        session = change.session
        lead = lead_of(actor, session)
        record, role = _theirs(session, lead, name)
        if record.ended_at:
            raise NothingHere
        if not change.repeated:
            hold(session, record.person_id)
            if session.scalars(select(DeviceRecord.id).where(DeviceRecord.person_id == record.person_id)).first():
                raise SignedInAlready
            invite(session, actor, record.person_id, key, occasion.now)
            audit.note(session, actor, "member-invited", occasion.now, chain=lead.clinic)
        return as_member(record, role, False), invitation_of(record.person_id, key)


def change_role(actor: Actor, key: str, name: str, role: str, occasion: Occasion) -> None:
    """A lead gives the member with this id another role, from their next page on. Raises Faults, OneLeadAtLeast and
    NothingHere."""
    if role not in STAFF:
        raise Faults([Fault("role", role, A_ROLE)])
    with once.change(
        key, by=actor.person, action="member-role", sent=json.dumps([name, role]), now=occasion.now
    ) as change:
        session = change.session
        lead = lead_of(actor, session, alone=True)
        record, before = _theirs(session, lead, name)
        if record.ended_at:
            raise NothingHere
        if change.repeated or before == role:
            return
        _leave_a_lead(lead, name)
        session.get_one(PersonRecord, record.person_id).role = role
        audit.note(session, actor, "member-role", occasion.now, chain=lead.clinic)


def end_member(actor: Actor, key: str, name: str, occasion: Occasion) -> None:
    """A lead ends the membership with this id: whoever it was sees nothing of the clinic any more, on any device.

    Raises NothingHere and OneLeadAtLeast.
    """
    with once.change(key, by=actor.person, action="end-member", sent=name, now=occasion.now) as change:
        session = change.session
        lead = lead_of(actor, session, alone=True)
        record, _role = _theirs(session, lead, name)
        if change.repeated or record.ended_at:
            return
        _leave_a_lead(lead, name)
        hold(session, record.person_id)
        record.ended_at = occasion.now
        end_waiting(session, record.person_id, KINDS, occasion.now)
        open_still = (DeviceRecord.person_id == record.person_id, DeviceRecord.ended_at.is_(None))
        session.execute(update(DeviceRecord).where(*open_still).values(ended_at=occasion.now))
        audit.note(session, actor, "member-ended", occasion.now, chain=lead.clinic)


def _theirs(session: Session, lead: Member, name: str) -> tuple[MembershipRecord, str]:
    """The row of a member of this lead's clinic, and their role. Raises NothingHere."""
    record = session.get(MembershipRecord, name, with_for_update=True) if is_id(name) else None
    if record is None or record.clinic_id != lead.clinic:
        raise NothingHere
    return record, session.get_one(PersonRecord, record.person_id).role


def _leave_a_lead(lead: Member, name: str) -> None:
    """Raises OneLeadAtLeast where nobody but this member decides for the clinic. Who was invited may never come in."""
    leads = [one for one in members_of(lead.clinic) if one.role == LEAD and one.ended_at is None and one.came_in]
    if [one.id for one in leads] == [name]:
        raise OneLeadAtLeast
