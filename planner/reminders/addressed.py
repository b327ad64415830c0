"""One notice at the moment it is sent: whether it is still to be said, to whom, and in which words.

Everything is asked again here, from the facts as they are now: that the plan still wants it, that its reader still may
and wants to know, what their quiet hours are. What is not sent keeps its reason.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.accounts.access import REVIEWERS
from planner.accounts.models import PersonRecord
from planner.calendar.shown import zone_of
from planner.clinics.models import ClinicRecord, EnrolmentRecord, MembershipRecord
from planner.clinics.phones import team_phones
from planner.engine.plan import Plan
from planner.languages import speaking
from planner.logs import failed
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, kept_from, plan_from
from planner.plans.models import PlanRecord
from planner.plans.share_models import ShareRecord
from planner.plans.shared import is_live, rights_of, shared_from
from planner.reminders import words
from planner.reminders.choices import CLINIC, Choices, choices_of, zone_for
from planner.reminders.messages import Letter, letter_for
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.reminders.moments import is_quiet, last_moment_for, out_of_quiet
from planner.reminders.outbox import (
    OWNER,
    cannot_be_sent_now,
    channels_live,
    own_steps,
    watched_by_share,
    watched_in,
)
from planner.reminders.policy import DAILY, DAYS_BEFORE, LAST_SAFE, RISEN, TEST
from planner.reminders.rewriting import (
    LATER_ONE,
    NOT_ALLOWED,
    NOT_NEEDED,
    SEEN,
    STALE,
    STOPPED,
    TOLD_LATELY,
    mark_of,
)
from planner.reminders.rising import rises_from, told_lately
from planner.reminders.told_before import is_in_a_later_one, ringing, told_since
from planner.reminders.words import Said
from planner.sealed import CannotOpen

NO_CHANNEL, GONE = "no-channel", "gone"
LOOK_LATER = timedelta(minutes=15)  # while the settings have no way to send what somebody could take


class Addressed(NamedTuple):
    """What is to become of a notice: sent by these ways; or kept `until` a moment; or not sent, and `why`. What it says
    on day `on`: the marks of its last safe days are `said`."""

    letters: tuple[Letter, ...] = ()
    until: datetime | None = None
    why: str = ""
    said: frozenset[str] = frozenset()
    on: date | None = None


class _Told(NamedTuple):
    """To whom something is said, what they chose, by whose clocks, and in which words."""

    person: str
    choices: Choices
    zone: ZoneInfo
    words: str


class _Saying(NamedTuple):
    """Who is told, and of which last safe days, by their marks. `since`: from when on it could be told."""

    people: list[_Told]
    marks: frozenset[str]
    since: datetime


# Who is told; or until when it waits; or why it is not said.
_Found = _Saying | datetime | str


def address(session: Session, notice: NoticeRecord, occasion: Occasion) -> Addressed:
    """What is to become of a notice at this moment; `occasion` is on the day it is where the plan's owner lives."""
    if notice.stale_at <= occasion.now:
        return Addressed(why=STALE)
    if notice.kind == TEST:
        return _test(session, notice, occasion)
    plan = session.get(PlanRecord, notice.plan_id) if notice.plan_id else None
    if plan is None or plan.made_on is None:
        return Addressed(why=GONE)
    if is_in_a_later_one(session, notice, occasion):
        return Addressed(why=LATER_ONE)
    kept = kept_from(plan)
    told = _TO.get(notice.to, _to_share)(session, notice, kept, occasion)
    if isinstance(told, str):
        return Addressed(why=told)
    if isinstance(told, datetime):
        return Addressed(until=told)
    return _written(session, notice, told, occasion)


def _written(session: Session, notice: NoticeRecord, saying: _Saying, occasion: Occasion) -> Addressed:
    letters, waits, covered = list[Letter](), list[datetime](), False
    for one in saying.people:
        hours = one.choices.quiet_from, one.choices.quiet_to, one.zone
        if is_quiet(occasion.now, *hours):
            waits.append(out_of_quiet(occasion.now, *hours))
            continue
        channels = channels_live(session, one.person)
        if not channels and cannot_be_sent_now(session, one.person):
            waits.append(occasion.now + LOOK_LATER)
        if notice.kind == DAILY:
            channels = [way for way in channels if way.daily]
        if notice.to == CLINIC:
            lately = told_lately(session, channels, notice, saying.since, occasion.now)
            channels, covered = lately.free, covered or lately.covered
            waits += lately.until
        ends = last_moment_for(occasion.now, *hours)
        letters += [letter_for(notice, way, one.choices, one.words, occasion.now, ends) for way in channels]
    until = min(waits, default=None)
    why = "" if letters or until else TOLD_LATELY if covered else NO_CHANNEL
    return Addressed(tuple(letters), until, why, saying.marks, max(occasion.today, notice.day))


def _to_owner(session: Session, notice: NoticeRecord, kept: KeptPlan, occasion: Occasion) -> _Found:
    plan, choices = plan_from(kept, occasion.guidance, occasion.today), choices_of(kept.person)
    if plan.stopped or plan.resting:
        return STOPPED
    if notice.seen_at:
        return SEEN
    by_code = {one.item.code: one for one in plan.items}
    said = ringing(session, notice, plan.items, occasion.today) if choices.daily else []
    watched = near_in(plan) if notice.kind == LAST_SAFE else {}
    if told_since(session, notice, marks := _marks(kept, watched)):
        return LATER_ONE
    if watched:
        pressing = [Said(by_code[code], safe) for code, safe in sorted(watched.items(), key=lambda one: one[1])]
        said = [*pressing, *[one for one in said if one.step.item.code not in watched]]
    if not said:
        return NOT_NEEDED
    kind = LAST_SAFE if any(one.last_safe for one in said) else DAILY
    phones = [(one.who, one.number) for one in team_phones(kept)]
    with speaking(choices.language):
        told = words.for_owner(kind, said, choices.words, phones)
    return _Saying([_Told(kept.person, choices, zone_of(kept), told)], marks, notice.due_at)


def _to_share(session: Session, notice: NoticeRecord, kept: KeptPlan, occasion: Occasion) -> _Found:
    share = session.get(ShareRecord, notice.to)
    if share is None or not is_live(share, occasion.today) or not share.accepted_at:
        return NOT_ALLOWED
    rises = rises_from(session, notice, kept, share.id, occasion.now) if notice.kind == RISEN else notice.due_at
    if isinstance(rises, str) or rises > occasion.now:
        return rises
    choices = choices_of(share.person_id)
    shared = shared_from(kept, rights_of(share), share.counted_on, occasion.guidance, occasion.today)
    by_code = {one.item.code: one for one in shared.steps}
    watched = _near(watched_by_share(shared), occasion.today) if notice.kind == RISEN else {}
    if told_since(session, notice, marks := _marks(kept, watched)):
        return LATER_ONE
    if notice.kind == RISEN:
        said = [Said(by_code[code], safe, by_code[code].yours) for code, safe in sorted(watched.items())]
    else:
        # Where they are the day may have begun already.
        today = max(occasion.today, notice.day)
        said = [one._replace(to_them=True) for one in ringing(session, notice, own_steps(shared), today)]
    if not said or (notice.kind == DAILY and not choices.daily):
        return NOT_NEEDED
    with speaking(choices.language):
        told = words.for_partner(notice.kind, said, choices.words)
    return _Saying([_Told(share.person_id, choices, zone_for(choices), told)], marks, notice.due_at)


def _to_clinic(session: Session, notice: NoticeRecord, kept: KeptPlan, occasion: Occasion) -> _Found:
    rises = rises_from(session, notice, kept, kept.enrolment or "", occasion.now)
    if isinstance(rises, str) or rises > occasion.now:
        return rises
    enrolment = session.get(EnrolmentRecord, kept.enrolment) if kept.enrolment else None
    clinic = session.get(ClinicRecord, enrolment.clinic_id) if enrolment else None
    if enrolment is None or enrolment.ended_at or not enrolment.accepted_at or clinic is None or clinic.ended_at:
        return NOT_ALLOWED
    plan = plan_from(kept, occasion.guidance, occasion.today)
    if plan.stopped or plan.resting:
        return STOPPED
    marks = _marks(kept, near_in(plan))
    if not marks:
        return NOT_NEEDED
    staff = (
        select(MembershipRecord.person_id)
        .join(PersonRecord, PersonRecord.id == MembershipRecord.person_id)
        .where(MembershipRecord.clinic_id == clinic.id, MembershipRecord.ended_at.is_(None))
        .where(PersonRecord.role.in_(REVIEWERS))
    )
    found = []
    for person in session.scalars(staff.order_by(MembershipRecord.id)):
        try:
            choices = choices_of(person)
        except CannotOpen as error:  # of one of them: it keeps the others from nothing
            failed(error)
            choices = Choices()
        with speaking(choices.language):
            found.append(_Told(person, choices, zone_for(choices), words.for_clinic()))
    return _Saying(found, marks, max(notice.due_at, rises))


_TO = {OWNER: _to_owner, CLINIC: _to_clinic}


def _test(session: Session, notice: NoticeRecord, occasion: Occasion) -> Addressed:
    channel = session.get(ChannelRecord, notice.channel_id) if notice.channel_id else None
    if channel is None or channel.ended_at or channel.dead or not channel.test:
        return Addressed(why=GONE)
    choices = choices_of(channel.person_id)
    with speaking(choices.language):
        told = words.for_test(channel.opened("test")["number"])
    return Addressed((letter_for(notice, channel, choices, told, occasion.now, notice.stale_at),))


def near_in(plan: Plan) -> dict[str, date]:
    """The last safe days of a plan that are near enough to be told of, by the code of the step."""
    return _near(watched_in(plan), plan.situation.today)


def _marks(kept: KeptPlan, watched: Mapping[str, date]) -> frozenset[str]:
    return frozenset(mark_of(kept.secret, code, safe) for code, safe in watched.items())


def _near(watched: Mapping[str, date], today: date) -> dict[str, date]:
    """Of last safe days to come those that are near enough to be told of."""
    return {code: safe for code, safe in watched.items() if (safe - today).days <= max(DAYS_BEFORE)}
