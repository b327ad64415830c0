"""The days of a plan as a file to put into a calendar once, and another file that takes back what the first put in.

What files were told is counted as it is for feeds: whoever downloads again after a change gets higher numbers, and days
that are no more in the plan come as cancelled.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.calendar.answered import FILE
from planner.calendar.checked import checked_in
from planner.calendar.choices import DISCREET, PLAIN
from planner.calendar.events import events_of
from planner.calendar.ical import Event, calendar_file, prodid_of
from planner.calendar.ledger import Written, ever_told, write_ledger
from planner.calendar.models import FeedRecord
from planner.calendar.shown import names_for, nothing_in_it, taken_out, zone_of
from planner.db import NotKept, db, transaction
from planner.engine.plan import Plan
from planner.errors import NothingHere
from planner.languages import day_in_words
from planner.plans.kept import KeptPlan
from planner.plans.models import PlanRecord
from planner.tokens import new_id


def snapshot_file(kept: KeptPlan, plan: Plan, *, plain: bool, now: datetime) -> bytes:
    """The days of a plan as they are, in the language that is spoken. Each says of which day it is a snapshot.

    A full disk keeps nobody from it: then it counts from where the count stands, and nothing is kept. Raises
    NothingHere when the plan is gone.
    """
    events = _events(kept, plan, plain)
    try:
        with transaction() as session:
            written = _counted(session, _file_of(session, kept, now), events, kept, plan)
    except NotKept:
        session = db.session()
        with session.no_autoflush:
            file = _file_there(session, kept) or FeedRecord(id="", floor=0)
            written = _counted(session, file, events, kept, plan)
            session.rollback()
    return _as_file([event for event in written.events.values() if event])


def remove_file(kept: KeptPlan, plan: Plan, *, now: datetime) -> bytes:
    """Every day that a file ever held, and those it would hold now, cancelled and without its words.

    Raises NotKept, and NothingHere when the plan is gone.
    """
    with transaction() as session:
        file = _file_of(session, kept, now)
        known = {event.uid for event in ever_told(session, file, taken_out())}
        never_told = [event for event in _events(kept, plan, plain=False) if event.uid not in known]
        for events in (never_told, []):
            _counted(session, file, events, kept, plan)
            session.flush()
        return _as_file(ever_told(session, file, taken_out()))


def file_note(kept: KeptPlan) -> str:
    """What stands last in the text of each day of a file."""
    day = day_in_words(version_day(kept))
    return _("Snapshot of %(day)s. It does not change when the plan does.", day=day)


def version_day(kept: KeptPlan) -> date:
    """The day on which the plan became what it is, where the person lives."""
    return kept.changed_at.astimezone(zone_of(kept)).date()


def _events(kept: KeptPlan, plan: Plan, plain: bool) -> list[Event]:
    names = names_for(kept, plan, PLAIN if plain else DISCREET)
    note, checked = file_note(kept), checked_in(kept)
    events = events_of(plan, secret=kept.secret, plain=plain, names=names, note=note, checked=checked)
    return events or [nothing_in_it(kept, kept.asked_on)]


def _counted(session: Session, file: FeedRecord, events: Sequence[Event], kept: KeptPlan, plan: Plan) -> Written:
    """What a file holds, stamped with the day of the facts: so a plan brought in elsewhere gives the same file."""
    stamp = datetime.combine(kept.asked_on, time(), UTC)
    today = plan.situation.today
    return write_ledger(session, file, events, secret=kept.secret, now=stamp, today=today, gone=taken_out())


def _as_file(events: Sequence[Event]) -> bytes:
    return calendar_file(events, prodid=prodid_of(current_app.config["SERVICE_NAME"]), if_empty=events[0])


def _file_there(session: Session, kept: KeptPlan) -> FeedRecord | None:
    return session.scalars(select(FeedRecord).where(FeedRecord.plan_id == kept.id, FeedRecord.kind == FILE)).first()


def _file_of(session: Session, kept: KeptPlan, now: datetime) -> FeedRecord:
    """The row under which it is counted what files of a plan were told. The plan is held, so that there is one."""
    if session.get(PlanRecord, kept.id, with_for_update=True) is None:
        raise NothingHere
    if file := _file_there(session, kept):
        return file
    file = FeedRecord(id=new_id(), plan_id=kept.id, kind=FILE, version=0, floor=0, health=False, made_at=now)
    file.lock("choices", "{}")
    file.lock("key", "")
    session.add(file)
    session.flush()
    return file
