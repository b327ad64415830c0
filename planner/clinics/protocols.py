"""What a clinic does differently: its protocol, signed by a lead, number by number, and never edited.

Every plan holds its own copy of it among its facts, so that nothing moves in a plan because somebody signed something.
A new plan takes up the protocol in force at once; what others hold is changed by a change set alone (planner/review).
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner import once
from planner.accounts import audit
from planner.accounts.access import Actor
from planner.clinics.clinics import clinic_row
from planner.clinics.members import Member, lead_of
from planner.clinics.models import ProtocolRecord
from planner.db import db
from planner.errors import AheadError, NothingHere
from planner.guidance.model import Guidance
from planner.guidance.protocol import Protocol, kept_protocol, protocol_json
from planner.guidance.told_protocol import protocol_from
from planner.marked import N_
from planner.plans.by_clinic import PROTOCOL
from planner.plans.changing import LAID_OVER, Occasion, changed, note_passed
from planner.plans.facts import CLINIC
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.plans.passed import needs_a_look
from planner.tokens import new_id

FACT = f"{CLINIC}{PROTOCOL}"
SHOWN = 20  # protocols of a clinic that a page lists
NEWEST = (
    select(ProtocolRecord)
    .where(ProtocolRecord.clinic_id == bindparam("clinic"), ProtocolRecord.begins <= bindparam("today"))
    .order_by(ProtocolRecord.number.desc())
    .limit(1)
)


class SignedProtocol(NamedTuple):
    """One protocol of a clinic: its number, the day from which it holds, what it says, and who signed it (the id of the
    membership) and when."""

    number: int
    begins: date
    protocol: Protocol
    member: str
    at: datetime


class SignedMeanwhile(AheadError):
    """A protocol was to be signed that was written over one that is not in force any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody signed another protocol while you had this page open. Nothing was signed."),
            N_("Look at the one in force now, and at what you typed. Then preview it again."),
        )


def protocol_in_force(clinic: str, today: date, session: Session | None = None) -> SignedProtocol | None:
    """The protocol of a clinic that holds on a day; None where it has signed none."""
    record = (session or db.session()).scalars(NEWEST, {"clinic": clinic, "today": today}).first()
    return _signed(record) if record else None


def protocols_of(clinic: str, count: int = SHOWN) -> list[SignedProtocol]:
    """The protocols of a clinic, the last one first."""
    query = select(ProtocolRecord).where(ProtocolRecord.clinic_id == clinic)
    return [_signed(one) for one in db.session.scalars(query.order_by(ProtocolRecord.number.desc()).limit(count))]


def protocol_numbered(clinic: str, number: int, session: Session | None = None) -> SignedProtocol:
    """One protocol of a clinic. Raises NothingHere."""
    query = select(ProtocolRecord).where(ProtocolRecord.clinic_id == clinic, ProtocolRecord.number == number)
    record = (session or db.session()).scalars(query).first()
    if record is None:
        raise NothingHere
    return _signed(record)


def key_of(clinic: str, number: int) -> str:
    """The key of a protocol, by which a plan tells which one it holds."""
    return f"{clinic}-{number}"


def number_held(clinic: str, decided: Mapping[str, Any]) -> int:
    """The number of this clinic's protocol that a plan holds, among what a clinic decided for it; 0 where it holds
    none, or that of another clinic."""
    key = str((decided.get(PROTOCOL) or {}).get("key", ""))
    number = key.removeprefix(f"{clinic}-")
    return int(number) if number != key and number.isdecimal() else 0


def read_protocol(told: Mapping[str, object], member: Member, number: int, guidance: Guidance, today: date) -> Protocol:
    """What a lead typed, as the protocol with this number, signed by them today. Raises Faults, as `protocol_from`."""
    signed = {"key": key_of(member.clinic, number), "begins": today, "signed_by": member.name}
    return protocol_from({**told, **signed}, guidance)


def sign_protocol(actor: Actor, key: str, told: Mapping[str, object], seen: int, occasion: Occasion) -> SignedProtocol:
    """A lead signs a protocol: it holds from today, under the next number. `seen`: the number of the last one there was
    when they wrote it, 0 for none.

    Raises Faults, SignedMeanwhile and NothingHere; nothing is signed then.
    """
    sent = json.dumps([told, seen], sort_keys=True, default=str)
    with once.change(key, by=actor.person, action="sign-protocol", sent=sent, now=occasion.now) as change:
        session = change.session
        lead = lead_of(actor, session)
        if change.repeated:
            return protocol_numbered(lead.clinic, int(change.outcome), session)
        clinic_row(session, lead.clinic, for_update=True)  # one after the other
        if seen != last_number(lead.clinic, session):
            raise SignedMeanwhile
        protocol = read_protocol(told, lead, seen + 1, occasion.guidance, occasion.today)
        record = ProtocolRecord(
            id=new_id(),
            clinic_id=lead.clinic,
            number=seen + 1,
            begins=occasion.today,
            member=lead.id,
            at=occasion.now,
        )
        record.lock(protocol_json(protocol))
        session.add(record)
        session.flush()
        audit.note(session, actor, "protocol-signed", occasion.now, chain=lead.clinic)
        change.outcome = str(record.number)
        return SignedProtocol(record.number, record.begins, protocol, lead.id, occasion.now)


def last_number(clinic: str, session: Session | None = None) -> int:
    """The number of the last protocol a clinic signed; 0 where there is none."""
    query = select(ProtocolRecord.number).where(ProtocolRecord.clinic_id == clinic)
    return (session or db.session()).scalar(query.order_by(ProtocolRecord.number.desc()).limit(1)) or 0


def take_up_protocol(session: Session, plan: PlanRecord, clinic: str, actor: Actor, occasion: Occasion) -> None:
    """Let a plan that a clinic reviews from now on follow its protocol in force, in the caller's transaction, which
    holds the plan. That of a clinic before goes; where neither has one, nothing happens.

    A plan already made has one version more by it, as the clinic's, which its owner sees until they put it away.
    """
    signed = protocol_in_force(clinic, occasion.today, session)
    kept = kept_from(plan)
    was, now = kept.clinic.get(PROTOCOL), protocol_json(signed.protocol) if signed else None
    if was == now:
        return
    if needs_a_look(kept, occasion.today):  # first what changed by itself, seen with the facts as they were
        kept = note_passed(session, plan, actor, kept, occasion)
    decided = {name: one for name, one in kept.clinic.items() if name != PROTOCOL}
    plan.lock("adjusted", json.dumps({**decided, **({PROTOCOL: now} if now else {})}))
    if plan.made_on is None:
        session.flush()
        return
    plan.unseen = plan.unseen or plan.version + 1
    by = signed.member if signed else None
    changed(session, plan, actor, LAID_OVER, {FACT: (was, now)}, occasion, member=by)


def usually_without_chemo(clinic: str, today: date, session: Session | None = None) -> bool:
    """Whether a clinic usually collects cells without chemo. It moves nothing: a nurse confirms it for each plan."""
    signed = protocol_in_force(clinic, today, session)
    return signed is not None and signed.protocol.gcsf_only == "yes"


def _signed(record: ProtocolRecord) -> SignedProtocol:
    """A protocol from its row. Raises CannotOpen."""
    return SignedProtocol(record.number, record.begins, kept_protocol(record.opened()), record.member, record.at)
