"""People who are reminded while clocks change, while they travel, and while the service's own clock jumps.

The sender looks every hour and around the minute at which something is due; each message that arrives is read from a
folder. On which days a plan rings is read from the plan as that day shows it.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple
from zoneinfo import ZoneInfo

import time_machine
from flask import Flask
from sqlalchemy import delete

from faults.clocks import DAY, HOUR, MINUTE, Change, first_moments, shown_around
from planner.db import db, transaction
from planner.plans.actions import keep_answers
from planner.reminders.models import NoticeRecord, WatchedPlanRecord
from planner.tokens import new_token
from tests.reminders.reminded import Reminded

BEFORE = timedelta(days=40)  # how long before that day the plan is made
CHEMO_AFTER = timedelta(days=5)  # so near, a plan rings on most days
SAID = ("sent", "in-a-later-one")  # what may have become of a reminder of a day that rang
JUMPS = (HOUR, DAY)


class Trip(NamedTuple):
    """A journey: from where, to where, and at which moment the other time zone is told."""

    leaves: str
    comes_to: str
    at: datetime


def lived_through(app: Flask, change: Change, hour: int) -> Iterator[str]:
    """What went wrong around one change of the clocks, for somebody who is told at an hour of the day."""
    shown, day = shown_around(change, 5 * DAY), change.at.astimezone(ZoneInfo(change.zone)).date()
    moments, there = first_moments(shown), {one.day for one in shown}
    lived = [day + timedelta(number) for number in range(-2, 2)]
    with _clock_at(day - BEFORE) as clock:
        who = _somebody(app, clock, day, change.zone, hour)
        _read(who, moments[lived[0], 0] - DAY / 2)
        _read(who, moments[lived[0], 0])
        due = {one: moments[one, hour] for one in lived}
        looks = _every_hour(moments[lived[0], 0], moments[lived[-1] + DAY, 0])
        looks = sorted({*looks, *(moment - MINUTE for moment in due.values()), *due.values()})
        arrived = Counter(moment for moment in looks for _letter in _read(who, moment))
        rang = {one for one in lived if one in there and one in _rings(who, one)}
        safe = {one.day for one in who.notices(kind="last-safe", to="owner")}
        for one in sorted(rang):
            if not arrived[due[one]]:
                yield f"{change.zone}: nothing arrived on {one} at {hour}:00"
        told = {due[one] for one in lived if one in rang | safe}
        for moment, letters in arrived.items():
            if moment not in told or letters > 1:
                yield f"{change.zone}: {letters} arrived at {moment:%Y-%m-%d %H:%M} UTC, for {hour}:00"


def travelled(app: Flask, trip: Trip) -> Iterator[str]:
    """What went wrong on one journey: each day that rang is told once, at the latest with the next one."""
    day = trip.at.date()
    with _clock_at(day - BEFORE) as clock:
        who, ids, rang = _somebody(app, clock, day, trip.leaves, 9), Counter[str](), set()
        begins = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * DAY
        _read(who, begins)
        for moment in _every_hour(begins + HOUR, begins + 4 * DAY):
            if moment == trip.at:
                clock.move_to(moment)
                who.zone = trip.comes_to
                _answers(who, time_zone=trip.comes_to)
            ids.update(str(one["Message-ID"]) for one in _read(who, moment))
            if (today := who.now.today) not in rang and moment > begins + DAY and today in _rings(who, today):
                rang.add(today)
        yield from _once(who, ids, f"{trip.leaves} to {trip.comes_to} at {trip.at:%H:%M}")
        became = {one.day: one for one in who.notices(to="owner")}
        for one in sorted(rang):
            # The last day of all may not have come to its hour.
            if one < who.now.today and (one not in became or became[one].outcome not in SAID):
                what = became[one].outcome or "waits" if one in became else "gone"
                yield f"{trip.leaves} to {trip.comes_to} at {trip.at:%H:%M}: the reminder of {one} is {what}"


def jumped(app: Flask, day: date, jump: timedelta) -> Iterator[str]:
    """What went wrong while the service's clock jumped and came back again: nothing that was sent is sent once more."""
    with _clock_at(day - BEFORE) as clock:
        who, ids = _somebody(app, clock, day, "Europe/London", 9), Counter[str]()
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        _read(who, noon - 2 * DAY)
        for moment in (noon - DAY, noon, noon + jump, noon + MINUTE, noon + jump, noon + HOUR):
            arrived = _read(who, moment)
            ids.update(str(one["Message-ID"]) for one in arrived)
            if len(arrived) > 1:
                yield f"{len(arrived)} came at once when the clock went by {jump} on {day}"
        for moment in _every_hour(noon + HOUR, noon + 3 * DAY):
            ids.update(str(one["Message-ID"]) for one in _read(who, moment))
        yield from _once(who, ids, f"The clock goes by {jump} on {day}")
        became = {one.day: one.outcome for one in who.notices(to="owner")}
        for one in (day + timedelta(number) for number in range(-1, 3)):
            if one in _rings(who, one) and became.get(one) not in SAID:
                yield f"The clock goes by {jump} on {day}: the reminder of {one} is {became.get(one, 'gone')}"


def _clock_at(day: date) -> "time_machine.travel":
    return time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False)


def _somebody(app: Flask, clock: time_machine.Traveller, day: date, zone: str, hour: int) -> Reminded:
    """Somebody whose first chemo is some days after this day. Nobody else is reminded."""
    with transaction() as session:
        session.execute(delete(NoticeRecord))
        session.execute(delete(WatchedPlanRecord))
    db.session.remove()
    told = {"time_zone": zone, "treatment_date": (day + CHEMO_AFTER).isoformat()}
    who = Reminded(app, clock, today=day - BEFORE, **told).is_reached()
    quiet = {} if hour == 9 else {"quiet_from": 0, "quiet_to": 0}
    who.chooses(hour=hour, **quiet)
    return who


def _answers(who: Reminded, **told: str) -> None:
    keep_answers(who.actor, new_token(), told, who.now)


def _read(who: Reminded, moment: datetime) -> list[EmailMessage]:
    who.clock.move_to(moment)
    who.sweeps()
    return who.letters()


def _rings(who: Reminded, day: date) -> set[date]:
    return {date.fromisoformat(one) for item in who.plan(day)["items"] for one in item["alarms"]}


def _once(who: Reminded, ids: Counter[str], where: str) -> Iterator[str]:
    for name, times in ids.items():
        if times > 1:
            yield f"{where}: {name} arrived {times} times"
    days = Counter(one.day for one in who.notices(to="owner", outcome="sent"))
    yield from (f"{where}: {day} was told {times} times" for day, times in days.items() if times > 1)


def _every_hour(begins: datetime, ends: datetime) -> list[datetime]:
    return [begins + number * HOUR for number in range((ends - begins) // HOUR + 1)]
