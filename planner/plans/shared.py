"""A plan as it is kept for somebody with whom it is shared: found by who asks, and seen only through `sharing`."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from planner.accounts import audit
from planner.accounts.access import Actor
from planner.db import db, transaction
from planner.engine.situation import TWELVE_WEEKS
from planner.errors import NothingHere
from planner.guidance.model import Guidance, codes_of
from planner.plans.answer_fields import read_day
from planner.plans.changing import NOT_PATCHES, Occasion
from planner.plans.facts import COUNTED_FROM, TOLD, told_in, without
from planner.plans.kept import KeptPlan, facts_in, kept_from, plan_from
from planner.plans.models import ChangeRecord, PlanRecord
from planner.plans.schemas import told_from
from planner.plans.share_models import ShareLookRecord, ShareRecord
from planner.plans.sharing import Rights, SharedPlan, shared_plan
from planner.questions.told import StepTaken, Told
from planner.tokens import new_id

NEAR = timedelta(days=TWELVE_WEEKS)
OF_PERSON = select(ShareRecord).where(ShareRecord.person_id == bindparam("wanted"))


class SharedHere(NamedTuple):
    """What is shared with whoever asks. `until` is the last day on which it holds, or None. `kept` is for working it
    out only: nothing of it may be shown."""

    share: str
    rights: Rights
    counted_on: date
    until: date | None
    kept: KeptPlan


def is_live(share: ShareRecord, today: date) -> bool:
    """Whether a share holds on a day where its owner lives."""
    return share.ended_at is None and (share.until is None or today <= share.until)


def rights_of(share: ShareRecord) -> Rights:
    """What a share lets somebody see. Raises CannotOpen."""
    told = share.opened()
    lists = ("groups", "shown", "hidden", "theirs")
    return Rights(told["own_part"], **{name: tuple(told[name]) for name in lists})


def shared_from(kept: KeptPlan, rights: Rights, counted_on: date, guidance: Guidance, today: date) -> SharedPlan:
    """What these rights leave of a kept plan, its windows counted from `counted_on`.

    A plan counts from the day its owner last confirmed any answer. From there, an answer that somebody may not see
    would move the days of what they may. So the days here are those of the plan or earlier ones, never later.
    """
    told = _without_words(kept, guidance)
    plan = plan_from(kept._replace(asked_on=counted_on), guidance, today, told)
    # A first chemo that nobody has confirmed makes its steps "do now" once it is near: near where it can be seen, on
    # whatever day an answer was given.
    first = plan.situation.first_chemo
    near = first.earliest - NEAR if first and not first.confirmed and not plan.situation.near else None
    if near and counted_on < near <= today:
        plan = plan_from(kept._replace(asked_on=near), guidance, today, told)
    return shared_plan(plan, rights)


def _without_words(kept: KeptPlan, guidance: Guidance) -> Told:
    """What was told, without the words that stand beside steps: nobody else reads them, and how long it takes to read
    them would tell of them."""
    answers = {name: answer for name, answer in kept.told.items() if name != "steps"}
    steps = {code: _bare(how) for code, how in kept.told.get("steps", {}).items()}
    return replace(told_from(answers, codes_of(guidance), kept.asked_on), steps=steps)


def _bare(how: Mapping[str, str]) -> StepTaken:
    ((state, said),) = how.items()
    return StepTaken(state, read_day(said) if state in ("done", "booked") else None)


def seen_of(here: SharedHere, guidance: Guidance, today: date) -> SharedPlan:
    """All that somebody may see of the plan that is shared with them, on a day."""
    return shared_from(here.kept, here.rights, here.counted_on, guidance, today)


def here_in(session: Session, actor: Actor, *, for_update: bool = False) -> SharedHere:
    """What is shared with this person and has not been ended. Raises NothingHere.

    `for_update`: nobody ends or changes it until the transaction is over, nor the plan.
    """
    share = session.scalars(OF_PERSON, {"wanted": actor.person}, execution_options={"populate_existing": True}).first()
    plan = session.get(PlanRecord, share.plan_id, with_for_update=for_update) if share else None
    if for_update and share is not None:
        session.refresh(share)  # whoever holds the plan may have ended it meanwhile
    if share is None or plan is None or share.ended_at is not None:
        raise NothingHere
    return SharedHere(share.id, rights_of(share), share.counted_on, share.until, kept_from(plan))


def note_look(actor: Actor, now: datetime) -> None:
    """Note for the owner that somebody looked, at most once an hour."""
    with transaction() as session:
        share = _theirs(session, actor)
        if share is None:
            return
        _came_in(session, share, actor, now)
        hour = now.replace(minute=0, second=0, microsecond=0)
        if session.scalars(select(ShareLookRecord.id).where(*_in_hour(share.id, hour))).first() is None:
            session.add(ShareLookRecord(id=new_id(), share_id=share.id, at=hour))


def note_coming_in(actor: Actor, now: datetime) -> None:
    """Note for the owner that somebody took their invitation, or came in on another phone of theirs."""
    with transaction() as session:
        if share := _theirs(session, actor):
            _came_in(session, share, actor, now)


def _theirs(session: Session, actor: Actor) -> ShareRecord | None:
    """The share of this person, unless it has ended; nobody changes it or its plan until the transaction is over."""
    share = session.scalars(OF_PERSON, {"wanted": actor.person}).first()
    if share is None:
        return None
    session.get(PlanRecord, share.plan_id, with_for_update=True)  # first, as by everybody who changes a share
    session.refresh(share)
    return None if share.ended_at else share


def _came_in(session: Session, share: ShareRecord, actor: Actor, now: datetime) -> None:
    if share.accepted_at is None:
        share.accepted_at = now
        owner = session.get_one(PlanRecord, share.plan_id).person_id
        audit.note(session, actor, "share-accepted", now, chain=owner)


def looked_lately(share: str, now: datetime) -> bool:
    """Whether it was noted already in this hour that somebody looked."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return db.session.scalars(select(ShareLookRecord.id).where(*_in_hour(share, hour))).first() is not None


def keep_shares(session: Session, kept: KeptPlan, occasion: Occasion) -> None:
    """After every change of a plan, in the caller's transaction: count anew from today where an answer has changed what
    somebody may see today, and nowhere else.

    From today also where an answer is taken back and the plan counts from an earlier day again: that one tells when
    another answer was given.
    """
    before = _before(session, kept)
    if before is None:
        return
    query = select(ShareRecord).where(ShareRecord.plan_id == kept.id, ShareRecord.ended_at.is_(None))
    for share in session.scalars(query):
        if not is_live(share, occasion.today):
            continue
        rights, when = rights_of(share), (share.counted_on, occasion.guidance, occasion.today)
        if shared_from(before, rights, *when) != shared_from(kept, rights, *when):
            share.counted_on = occasion.today


def _before(session: Session, kept: KeptPlan) -> KeptPlan | None:
    """The plan with the answers there were before a change that was made just now; None where it changed none."""
    if kept.made_on is None or kept.change is None:
        return None
    session.flush()
    made = ChangeRecord.plan_id == kept.id, ChangeRecord.number == kept.change
    change = session.scalars(select(ChangeRecord).where(*made)).first()
    if change is None or change.action in NOT_PATCHES:
        return None
    answers = {name: pair for name, pair in change.opened().items() if name == COUNTED_FROM or name.startswith(TOLD)}
    facts = without(facts_in(kept), answers)
    return kept._replace(told=told_in(facts), asked_on=date.fromisoformat(facts[COUNTED_FROM])) if answers else None


def _in_hour(share: str, hour: datetime) -> tuple[ColumnElement[bool], ...]:
    return ShareLookRecord.share_id == share, ShareLookRecord.at == hour
