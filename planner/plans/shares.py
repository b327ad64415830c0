"""What the owner of a plan can do about sharing it: invite somebody, choose what they see, end it at once.

Each is one transaction, happens once, and leaves an entry in the audit. Whoever is invited is somebody of their own,
with their own phones; nobody needs an e-mail address. Ending never needs a proof and gives no reason.
"""

import json
from datetime import date

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import PARTNER, Actor
from planner.accounts.devices import hold
from planner.accounts.invitations import KINDS, Invitation, invitation_of, invite
from planner.accounts.models import DeviceRecord, PersonRecord
from planner.accounts.ways_in import end_waiting
from planner.errors import AheadError, NothingHere
from planner.marked import N_
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, record_of
from planner.plans.share_choices import checked, counted_from, is_more
from planner.plans.share_list import MOST, Share, as_seen, live_in, record_in
from planner.plans.share_models import ShareRecord
from planner.plans.shared import is_live, rights_of
from planner.plans.sharing import Rights
from planner.tokens import new_id


class TooManyShares(AheadError):
    """A plan is shared with as many people as anybody can keep in view."""

    def __init__(self) -> None:
        super().__init__(
            N_("This plan is shared with as many people as it can be."),
            N_("End it for one of them, then share it with another."),
        )


class ProofNeeded(AheadError):
    """Somebody would see more, or see it for longer, and nobody proved that they own the plan."""

    def __init__(self) -> None:
        super().__init__(N_("This shows more than before, or for longer."), N_("Show that it is you."))


class InAlready(AheadError):
    """Somebody was to be invited again who has come in already."""

    def __init__(self) -> None:
        super().__init__(
            N_("They have come in already, so they need no other invitation."),
            N_("They can open it on another phone themselves. If it was somebody else who came in, end it."),
        )


def share_plan(
    actor: Actor, key: str, label: str, rights: Rights, until: date | None, occasion: Occasion
) -> tuple[Share, Invitation]:
    """Share a plan with one more person. Whoever calls this has proved just now that they own it.

    Sent again with the same key it is the same invitation. Raises Faults, NothingHere and TooManyShares, and shares
    nothing then.
    """
    label, rights = checked(label, rights, until, occasion)
    sent = json.dumps([label, rights, str(until)])
    with once.change(key, by=actor.person, action="share", sent=sent, now=occasion.now) as change:
        session = change.session
        hold(session, actor.person, actor.device)  # a device that was ended meanwhile invites nobody
        kept = kept_from(record_of(session, actor, for_update=True))
        if change.repeated:
            share = record_in(session, kept, change.outcome)
            return as_seen(session, share), invitation_of(share.person_id, key)
        if kept.made_on is None:
            raise NothingHere
        if len(live_in(session, kept, occasion.today)) >= MOST:
            raise TooManyShares
        share = put_share(session, kept, label, rights, until, occasion)
        invite(session, actor, share.person_id, key, occasion.now)
        audit.note(session, actor, "share-made", occasion.now)
        change.outcome = share.id
        return as_seen(session, share), invitation_of(share.person_id, key)


def put_share(
    session: Session, kept: KeptPlan, label: str, rights: Rights, until: date | None, occasion: Occasion
) -> ShareRecord:
    """Share a plan with somebody new, in the caller's transaction; nothing lets them in yet. All of it was checked."""
    person = PersonRecord(id=new_id(), role=PARTNER, made_at=occasion.now)
    session.add(person)
    session.flush()
    share = ShareRecord(
        id=new_id(),
        plan_id=kept.id,
        person_id=person.id,
        until=until,
        counted_on=kept.asked_on,
        made_at=occasion.now,
    )
    share.lock({"label": label, **rights._asdict(), "changed_on": occasion.today.isoformat()})
    session.add(share)
    session.flush()
    return share


def change_share(
    actor: Actor,
    key: str,
    name: str,
    label: str,
    rights: Rights,
    until: date | None,
    occasion: Occasion,
    proven: bool = False,
) -> Share:
    """Choose otherwise what somebody sees, and until when. Raises Faults and NothingHere; nothing is changed then.

    `proven`: whoever calls this has proved just now that they own the plan. Raises ProofNeeded where they have not and
    somebody would see more, or for longer. Days they see already stay as they are counted, unless more is shown.
    """
    label, rights = checked(label, rights, until, occasion)
    sent = json.dumps([name, label, rights, str(until)])
    with once.change(key, by=actor.person, action="change-share", sent=sent, now=occasion.now) as change:
        hold(change.session, actor.person, actor.device)
        share, kept = _held(change, actor, name, occasion)
        if not change.repeated:
            before, session = rights_of(share), change.session
            if not proven and is_more(rights, until, before, share.until, occasion):
                raise ProofNeeded
            day = occasion.today.isoformat()
            wider = is_more(rights, share.until, before, share.until, occasion)
            more_on = day if wider else share.opened().get("more_on")
            share.lock({"label": label, **rights._asdict(), "changed_on": day, "more_on": more_on})
            share.until = until
            share.counted_on = counted_from(share.counted_on, rights, before, kept, occasion)
            audit.note(session, actor, "share-changed", occasion.now)
            session.flush()
            occasion.after(session, kept, occasion)
        return as_seen(change.session, share)


def invite_again(actor: Actor, key: str, name: str, occasion: Occasion) -> tuple[Share, Invitation]:
    """Another invitation in the place of the one that waits, or waited too long. Raises InAlready and NothingHere.

    Whoever calls this has proved just now that they own the plan.
    """
    with once.change(key, by=actor.person, action="invite-again", sent=name, now=occasion.now) as change:
        hold(change.session, actor.person, actor.device)
        share, _kept = _held(change, actor, name, occasion)
        if share.accepted_at:
            raise InAlready
        if not change.repeated:
            invite(change.session, actor, share.person_id, key, occasion.now)
        return as_seen(change.session, share), invitation_of(share.person_id, key)


def end_share(actor: Actor, key: str, name: str, occasion: Occasion) -> None:
    """Let somebody see nothing of a plan any more, at once and everywhere. Raises NothingHere."""
    with once.change(key, by=actor.person, action="end-share", sent=name, now=occasion.now) as change:
        if not change.repeated:
            share, kept = _held(change, actor, name, occasion)
            end_in(change.session, actor, share, kept, occasion)


def end_in(session: Session, actor: Actor, share: ShareRecord, kept: KeptPlan, occasion: Occasion) -> None:
    """End a share in the caller's transaction, which holds the plan, with its calendars. Who never came in is
    forgotten."""
    hold(session, share.person_id)  # they may be coming in at this moment
    share.ended_at = occasion.now
    end_waiting(session, share.person_id, KINDS, occasion.now)
    session.flush()
    occasion.after(session, kept, occasion)
    audit.note(session, actor, "share-ended", occasion.now, chain=kept.person)
    if share.accepted_at is None:
        audit.note(session, actor, "uninvited", occasion.now, chain=share.person_id)
        _forget(session, ShareRecord.id == share.id)


def forget_invited(session: Session, plan: str) -> None:
    """Before a plan is deleted, in the caller's transaction: whoever was invited and never came in goes with it."""
    _forget(session, ShareRecord.plan_id == plan)


def _forget(session: Session, of: ColumnElement[bool]) -> None:
    """Delete whoever was invited by these shares and never came in."""
    came_in = select(DeviceRecord.id).where(DeviceRecord.person_id == ShareRecord.person_id).exists()
    invited = select(ShareRecord.person_id).where(of, ShareRecord.accepted_at.is_(None), ~came_in)
    session.execute(delete(PersonRecord).where(PersonRecord.id.in_(invited)))


def _held(change: once.Change, actor: Actor, name: str, occasion: Occasion) -> tuple[ShareRecord, KeptPlan]:
    """One share of the plan this person holds, and the plan; unless it was changed so before, one that holds."""
    kept = kept_from(record_of(change.session, actor, for_update=True))
    share = record_in(change.session, kept, name)
    hold(change.session, share.person_id)
    if not change.repeated and not is_live(share, occasion.today):
        raise NothingHere
    return share, kept
