"""Signing a plan: a nurse's name and the day under its content, and what has changed in it since."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner.db import db
from planner.guidance.model import Guidance
from planner.plans.by_clinic import adjustments_in, guidance_for, told_in_plan
from planner.plans.changing import Occasion
from planner.plans.closed_days import closed_days_of
from planner.plans.kept import KeptPlan
from planner.plans.sign_off_models import SignOffRecord
from planner.plans.signed_changes import GUIDANCE, PLAN, Difference, changed_codes, differences
from planner.plans.signoff import Content, as_json, content_from, content_of, digest_of
from planner.tokens import new_id

LAST = (
    select(SignOffRecord)
    .where(SignOffRecord.enrolment_id == bindparam("wanted"))
    .order_by(SignOffRecord.at.desc(), SignOffRecord.id.desc())
    .limit(1)
)


# What is said where the signed content cannot be read: that the rules are others.
UNREADABLE = Difference(PLAN, GUIDANCE, GUIDANCE, None, None)


class SignedState(NamedTuple):
    """How a plan stands to its last signature. `by` is the membership that signed, by its id; `found` what differs
    since, nothing where the plan is as it was checked. `changed` are the codes of items of which
    something else is said now."""

    by: str
    day: date
    found: tuple[Difference, ...]
    changed: frozenset[str]

    @property
    def stands(self) -> bool:
        """Whether the plan is as it was checked."""
        return not self.found


def content_now(kept: KeptPlan, guidance: Guidance) -> Content:
    """What a signature under the plan would bind to now."""
    told = told_in_plan(kept.told, guidance, kept.clinic, kept.asked_on)
    return content_of(
        told,
        guidance_for(guidance, kept.clinic),
        asked_on=kept.asked_on,
        as_of=kept.as_of,
        noted_on=kept.noted_on,
        closed_days=closed_days_of(told.place),
        adjustments=adjustments_in(kept.clinic),
    )


def signed_state(kept: KeptPlan, guidance: Guidance, session: Session | None = None) -> SignedState | None:
    """How a plan stands to the last signature of the clinic that reviews it; None where nobody there has signed it.
    Free where no clinic does."""
    record = _last(session or db.session(), kept)
    return _beside(record, content_now(kept, guidance)) if record else None


def to_sign(kept: KeptPlan, guidance: Guidance) -> tuple[str, SignedState | None]:
    """The digest of what a signature would bind to now, and how the plan stands to the last one, as above."""
    now, record = content_now(kept, guidance), _last(db.session(), kept)
    return digest_of(now), _beside(record, now) if record else None


def _beside(record: SignOffRecord, now: Content) -> SignedState:
    if digest_of(now) == record.digest:
        return _state(record, (), frozenset())
    try:
        signed = content_from(record.opened())
    except ValueError:  # a later version of the service kept it: it is not as it was checked, as far as we can tell
        return _state(record, (UNREADABLE,), frozenset(now.items))
    return _state(record, differences(signed, now), changed_codes(signed, now))


def put_sign_off(session: Session, kept: KeptPlan, member: str, content: Content, occasion: Occasion) -> bool:
    """Keep a signature under the content of a plan that a clinic reviews, in the caller's transaction, which holds the
    plan. Signed there already as it is, it stays as it was signed. Whether it was kept."""
    digest, last = digest_of(content), _last(session, kept)
    if kept.enrolment is None or (last is not None and last.digest == digest):
        return False
    record = SignOffRecord(
        id=new_id(),
        plan_id=kept.id,
        enrolment_id=kept.enrolment,
        member=member,
        number=kept.version,
        digest=digest,
        day=occasion.today,
        at=occasion.now,
    )
    record.lock(as_json(content))
    session.add(record)
    session.flush()
    return True


def _last(session: Session, kept: KeptPlan) -> SignOffRecord | None:
    return session.scalars(LAST, {"wanted": kept.enrolment}).first() if kept.enrolment else None


def _state(record: SignOffRecord, found: tuple[Difference, ...], changed: frozenset[str]) -> SignedState:
    return SignedState(record.member, record.day, found, changed)
