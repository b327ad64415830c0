"""The notices of a plan that wait to be sent: worked out from it, and rewritten in the transaction that changes it."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.accounts.models import DeviceRecord
from planner.calendar.shown import zone_of
from planner.clinics.models import EnrolmentRecord
from planner.engine.answered import not_answered_for
from planner.engine.plan import Plan
from planner.errors import AheadError
from planner.logs import failed
from planner.plans.changing import Occasion
from planner.plans.kept import KeptPlan, plan_from
from planner.plans.share_models import ShareRecord
from planner.plans.shared import is_live, rights_of, shared_from
from planner.plans.sharing import SharedPlan, SharedStep
from planner.reminders.channels import way_for
from planner.reminders.choices import CLINIC, Choices, choices_of, zone_for
from planner.reminders.models import ChannelRecord, WatchedPlanRecord
from planner.reminders.moments import day_at, midnight_after, moment_of, out_of_quiet
from planner.reminders.policy import (
    RISEN,
    Due,
    last_safe_days,
    ordinary,
    rises_after,
)
from planner.reminders.rewriting import NOT_NEEDED, STOPPED, Wanted, mark_of, notice_id, rewrite

OWNER = "owner"
AHEAD = timedelta(days=40)  # how far notices are written ahead; each day brings one more, see `looking.py`
BEHIND = timedelta(days=3)  # what belongs to a day gone by may be due still: it rises later, or quiet hours held it up
AGAIN = timedelta(hours=1)  # when a plan is looked at again whose notices could not be worked out
# A phone or browser that lets nobody in any more is told nothing either.
OPEN_STILL = or_(
    ChannelRecord.device.is_(None),
    select(DeviceRecord.id).where(DeviceRecord.id == ChannelRecord.device, DeviceRecord.ended_at.is_(None)).exists(),
)
LIVE = (ChannelRecord.ended_at.is_(None), ChannelRecord.dead == "", ChannelRecord.proven_at.is_not(None), OPEN_STILL)


def keep_notices(session: Session, kept: KeptPlan, occasion: Occasion) -> None:
    """Bring the notices of a plan up to date, in the caller's transaction. Nearly free where nobody is reminded of it.

    What cannot be worked out keeps nobody from changing their plan: that is logged, and tried again within the hour.
    """
    watched = session.get(WatchedPlanRecord, kept.id)
    if watched is None or kept.made_on is None:
        return
    session.flush()
    plan = None
    try:
        plan = plan_from(kept, occasion.guidance, occasion.today)
        wanted = wanted_for(session, kept, plan, occasion)
    except (AheadError, ValueError, LookupError) as error:
        failed(error)
        watched.look_at = occasion.now + AGAIN
        return
    silent = bool(plan.stopped) or plan.resting
    rewrite(session, kept, wanted, occasion, STOPPED if silent else NOT_NEEDED)
    # While everything is silenced no day that passes changes anything; going on is a change of the plan.
    watched.look_at = None if silent else midnight_after(occasion.today, zone_of(kept))
    session.flush()


def wanted_for(session: Session, kept: KeptPlan, plan: Plan, occasion: Occasion) -> list[Wanted]:
    """Every notice that a plan wants, of the last days too, in the order in which they are due."""
    found = list(_to_owner(session, kept, plan, occasion))
    for share in session.scalars(select(ShareRecord).where(ShareRecord.plan_id == kept.id)):
        if is_live(share, occasion.today) and share.accepted_at:
            found += _to_share(session, kept, share, occasion)
    found += _to_clinic(session, kept, plan, occasion)
    return sorted(found, key=lambda one: (one.due_at, one.id))


def channels_live(session: Session, person: str) -> list[ChannelRecord]:
    """The ways by which somebody can be reached now, in the order in which they were made: none that the service cannot
    send by any more."""
    return [one for one in _live(session, person) if way_for(one.kind, current_app.config)]


def cannot_be_sent_now(session: Session, person: str) -> bool:
    """Whether somebody could be reached, and it is the settings that have no way to send what they would take."""
    return any(way_for(one.kind, current_app.config) is None for one in _live(session, person))


def _live(session: Session, person: str) -> list[ChannelRecord]:
    query = select(ChannelRecord).where(ChannelRecord.person_id == person, *LIVE)
    return list(session.scalars(query.order_by(ChannelRecord.made_at, ChannelRecord.id)))


def owner_dues(plan: Plan, choices: Choices, first: date, last: date) -> list[Due]:
    """What there is to say to whoever holds a plan on each day from `first` to `last`. On a day on which a last safe
    day is told, ordinary reminders go with it."""
    if plan.stopped or plan.resting:
        return []
    days = last_safe_days(watched_in(plan), first, last)
    taken = {one.day for one in days}
    if choices.daily:
        days += [one for one in ordinary(plan.items, first, last) if one.day not in taken]
    return sorted(days, key=lambda one: one.day)


def watched_in(plan: Plan) -> dict[str, date]:
    """The last safe days still to come that nobody has answered for, by the code of the step.

    None while somebody may be pregnant: what pauses then is not pressed for, and the step that asks them to ring says
    which days run on.
    """
    if plan.paused:
        return {}
    found = {}
    for one in not_answered_for(plan):
        if one.window.last_safe and one.window.last_safe >= plan.situation.today and not one.quiet:
            found[one.item.code] = one.window.last_safe
    return found


def watched_by_share(shared: SharedPlan) -> dict[str, date]:
    """The same of what is shared with somebody, by what they can see of it."""
    return {
        one.item.code: one.window.last_safe
        for one in shared.steps
        if one.window.last_safe and one.window.last_safe >= shared.today and one.step is None and not one.quiet
    }


def own_steps(shared: SharedPlan) -> list[SharedStep]:
    """What somebody with whom a plan is shared does themselves."""
    return [one for one in shared.steps if one.yours]


def _to_owner(session: Session, kept: KeptPlan, plan: Plan, occasion: Occasion) -> Iterator[Wanted]:
    """Last safe days are written down also where nothing reaches them: a plan shows them, and they may rise."""
    channels = channels_live(session, kept.person)
    choices, zone = choices_of(kept.person), zone_of(kept)
    choices = choices._replace(daily=choices.daily and any(one.daily for one in channels))
    for due in owner_dues(plan, choices, occasion.today - BEHIND, occasion.today + AHEAD):
        yield _wanted(kept, OWNER, None, due, choices, zone)._replace(reached=bool(channels))


def _to_share(session: Session, kept: KeptPlan, share: ShareRecord, occasion: Occasion) -> Iterator[Wanted]:
    channels = channels_live(session, share.person_id)
    if not channels:
        return
    choices, today = choices_of(share.person_id), occasion.today
    zone = zone_for(choices)
    shared = shared_from(kept, rights_of(share), share.counted_on, occasion.guidance, today)
    if choices.daily and any(one.daily for one in channels):
        for due in ordinary(own_steps(shared), today - BEHIND, today + AHEAD):
            yield _wanted(kept, share.id, share.id, due, choices, zone)
    if share.id in choices_of(kept.person).rises:
        for due in last_safe_days(watched_by_share(shared), today - BEHIND, today + AHEAD):
            yield from _risen(kept, share.id, share.id, due, choices, zone)


def _to_clinic(session: Session, kept: KeptPlan, plan: Plan, occasion: Occasion) -> Iterator[Wanted]:
    if kept.enrolment is None or kept.enrolment not in choices_of(kept.person).rises:
        return
    enrolment = session.get(EnrolmentRecord, kept.enrolment)
    if enrolment is None or enrolment.ended_at or not enrolment.accepted_at or plan.stopped or plan.resting:
        return
    for due in last_safe_days(watched_in(plan), occasion.today - BEHIND, occasion.today + AHEAD):
        yield from _risen(kept, CLINIC, None, due, Choices(), zone_of(kept))


def _wanted(kept: KeptPlan, to: str, share: str | None, due: Due, choices: Choices, zone: ZoneInfo) -> Wanted:
    at = out_of_quiet(moment_of(due.day, choices.hour, zone), choices.quiet_from, choices.quiet_to, zone)
    last = max((safe for _code, safe in due.steps if safe), default=None)
    stale = midnight_after(last, zone) if last else midnight_after(day_at(at, zone), zone)
    name = notice_id(kept.secret, to, due.kind, due.day)
    return Wanted(name, to, share, due.kind, due.day, at, stale, _marks(kept, due))


def _risen(kept: KeptPlan, to: str, share: str | None, due: Due, choices: Choices, zone: ZoneInfo) -> Iterator[Wanted]:
    """A last safe day as it rises to somebody else; none where it would come too late to be of use."""
    waits = rises_after(due, "share" if share else CLINIC)
    first = out_of_quiet(moment_of(due.day, choices.hour, zone), choices.quiet_from, choices.quiet_to, zone)
    at = out_of_quiet(first + waits, choices.quiet_from, choices.quiet_to, zone)
    stale = midnight_after(max(safe for _code, safe in due.steps if safe), zone_of(kept))
    if at < stale:
        name = notice_id(kept.secret, to, RISEN, due.day)
        yield Wanted(name, to, share, RISEN, due.day, at, stale, _marks(kept, due), waits, reached=share is not None)


def _marks(kept: KeptPlan, due: Due) -> frozenset[str]:
    """What stands for the last safe days that a notice tells of."""
    return frozenset(mark_of(kept.secret, code, safe) for code, safe in due.steps if safe)


def watch(session: Session, plan: str) -> None:
    """Let somebody be reminded of a plan from now on, in the caller's transaction; see `keep_notices`."""
    if session.get(WatchedPlanRecord, plan) is None:
        session.add(WatchedPlanRecord(plan_id=plan))
        session.flush()
