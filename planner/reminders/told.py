"""What was sent to somebody, what will be and why; and that they saw a last safe day."""

from datetime import date, datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select

from planner import once
from planner.accounts import audit
from planner.accounts.access import PARTNER, PATIENT, Actor
from planner.db import db
from planner.engine.plan import Plan
from planner.errors import NothingHere
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, plan_from, record_of
from planner.plans.shared import here_in
from planner.reminders.addressed import near_in
from planner.reminders.channels import leaves
from planner.reminders.choices import Choices, checked
from planner.reminders.kept_ways import keep_for
from planner.reminders.models import ChannelRecord, MessageRecord, NoticeRecord, RemindedRecord
from planner.reminders.outbox import OWNER, channels_live, watch
from planner.reminders.policy import LAST_SAFE, RISEN, TEST
from planner.reminders.rewriting import SENT, mark_of
from planner.tokens import is_id

LISTED = 40  # notices of each half of the page


class ByWay(NamedTuple):
    """What became of a notice on one way: its kind, when, and in a word what."""

    kind: str
    at: datetime
    outcome: str


class Notice(NamedTuple):
    """One notice as its reader sees it, or as whoever holds the plan does, where it rose `to` somebody else. `at` is
    when it is looked at next, None once it is done with."""

    id: str
    kind: str
    day: date
    due_at: datetime
    at: datetime | None
    outcome: str
    done_at: datetime | None
    seen_at: datetime | None
    ways: tuple[ByWay, ...]
    to: str


class Reachable(NamedTuple):
    """By how many ways somebody is reached now with a last safe day, and whether any of theirs takes nothing."""

    ways: int
    failing: bool


def choose(actor: Actor, key: str, choices: Choices, occasion: Occasion) -> None:
    """Keep what somebody chose for all that is sent to them. Raises Faults and NothingHere."""
    choices = checked(choices)
    told = choices._asdict()
    with once.change(key, by=actor.person, action="reminders", sent=str(told), now=occasion.now) as change:
        if change.repeated:
            return
        session = change.session
        record = session.get(RemindedRecord, actor.person)
        if record is None:
            record = RemindedRecord(id=actor.person)
            session.add(record)
        record.lock(told)
        session.flush()
        if actor.role == PATIENT and choices.rises:
            watch(session, kept_from(record_of(session, actor)).id)
        audit.note(session, actor, "reminders-chosen", occasion.now)
        keep_for(session, actor, occasion)


def notices_of(actor: Actor) -> tuple[list[Notice], list[Notice]]:
    """What will be sent to whoever asks, the next first; and what became of what was due, the last first."""
    mine = _mine(actor)
    if mine is None:
        return [], []
    session = db.session()
    waits = select(NoticeRecord).where(*mine, NoticeRecord.at.is_not(None))
    done = select(NoticeRecord).where(*mine, NoticeRecord.at.is_(None), NoticeRecord.outcome != "")
    coming = session.scalars(waits.order_by(NoticeRecord.due_at, NoticeRecord.id).limit(LISTED)).all()
    gone = session.scalars(done.order_by(NoticeRecord.due_at.desc(), NoticeRecord.id).limit(LISTED)).all()
    ids = [one.id for one in (*coming, *gone)]
    query = select(MessageRecord, ChannelRecord.kind).join(ChannelRecord, ChannelRecord.id == MessageRecord.channel_id)
    ways: dict[str, list[ByWay]] = {}
    theirs = MessageRecord.notice_id.in_(ids), ChannelRecord.person_id == actor.person
    for one, kind in session.execute(query.where(*theirs)).all():
        ways.setdefault(one.notice_id, []).append(ByWay(kind, one.at, one.outcome or one.receipt))
    return [_notice(one, ways) for one in coming], [_notice(one, ways) for one in gone]


def to_be_seen(kept: KeptPlan, now: datetime) -> list[Notice]:
    """The last safe days that whoever holds a plan was told of, or is about to be, and has not said that they saw: the
    newest first. Who has seen one has seen those before it."""
    query = select(NoticeRecord).where(
        NoticeRecord.plan_id == kept.id,
        NoticeRecord.to == OWNER,
        NoticeRecord.kind == LAST_SAFE,
        NoticeRecord.due_at <= now,
    )
    found = []
    for one in db.session.scalars(query.order_by(NoticeRecord.day.desc(), NoticeRecord.due_at.desc())):
        if one.seen_at:
            break
        if one.stale_at > now:
            found.append(_notice(one, {}))
    return found


def say_seen(actor: Actor, key: str, name: str, occasion: Occasion) -> None:
    """Whoever holds the plan has seen a last safe day: it and those before it rise to nobody. Raises NothingHere."""
    with once.change(key, by=actor.person, action="notice-seen", sent=name, now=occasion.now) as change:
        if change.repeated:
            return
        session = change.session
        kept = kept_from(record_of(session, actor, for_update=True))
        notice = session.get(NoticeRecord, name, with_for_update=True) if is_id(name) else None
        if notice is None or (notice.plan_id, notice.to, notice.kind) != (kept.id, OWNER, LAST_SAFE):
            raise NothingHere
        near = near_in(plan_from(kept, occasion.guidance, occasion.today))
        marks = {mark_of(kept.secret, code, safe) for code, safe in near.items()}
        notice.seen_at = notice.seen_at or occasion.now
        notice.said = " ".join(sorted(marks | set(notice.said.split())))
        audit.note(session, actor, "notice-seen", occasion.now)


def reachable(kept: KeptPlan) -> Reachable:
    """By how many ways whoever holds a plan is reached with its last safe days."""
    session = db.session()
    query = select(ChannelRecord).where(ChannelRecord.person_id == kept.person, ChannelRecord.ended_at.is_(None))
    proven = [one for one in session.scalars(query) if one.proven_at]
    live = _that_leave(kept.person) if proven else []
    return Reachable(len(live), len(live) < len(proven) or any(one.failing_since for one in live))


def has_a_way(actor: Actor) -> bool:
    """Whether anything reaches whoever asks now."""
    return bool(_that_leave(actor.person))


def has_last_safe_days(plan: Plan) -> bool:
    """Whether there is anything that should not be missed, so that it matters by how many ways somebody is reached."""
    if plan.stopped or plan.resting:
        return False
    return any(one.window.last_safe and one.state not in ("done", "paused") for one in plan.items)


def _that_leave(person: str) -> list[ChannelRecord]:
    """The ways by which somebody is reached now, without those by which nothing leaves: they are for trying out."""
    return [one for one in channels_live(db.session(), person) if leaves(one.kind, current_app.config)]


def _mine(actor: Actor) -> tuple[ColumnElement[bool], ...] | None:
    """What names the notices of whoever asks; None where there can be none."""
    session = db.session()
    try:
        if actor.role == PATIENT:
            plan = record_of(session, actor).id
            told_others = and_(NoticeRecord.kind == RISEN, NoticeRecord.outcome == SENT)
            return NoticeRecord.plan_id == plan, or_(NoticeRecord.to == OWNER, told_others)
        if actor.role == PARTNER:
            return (NoticeRecord.share_id == here_in(session, actor).share,)
    except NothingHere:
        return None
    # Of a clinic's own, only what arrived by one's own ways is shown: whose plan it was about is not.
    arrived = select(MessageRecord.notice_id).join(ChannelRecord, ChannelRecord.id == MessageRecord.channel_id)
    return NoticeRecord.id.in_(arrived.where(ChannelRecord.person_id == actor.person)), NoticeRecord.kind != TEST


def _notice(one: NoticeRecord, ways: dict[str, list[ByWay]]) -> Notice:
    told = tuple(sorted(ways.get(one.id, []), key=lambda way: way.at))
    return Notice(one.id, one.kind, one.day, one.due_at, one.at, one.outcome, one.done_at, one.seen_at, told, one.to)
