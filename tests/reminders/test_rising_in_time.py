"""When a last safe day rises: after its first reader had some hours, also after a pause, and never too late for want of
a way, an hour or a clock."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from planner.db import db
from planner.plans.sharing import Rights
from planner.reminders import sending
from planner.reminders.channels import Dead
from planner.reminders.messages import Letter
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.reminders.policy import LAST_SAFE, RISEN
from planner.reminders.reachable import channels_of
from planner.reminders.rehearsals import prove_channel
from planner.reminders.rehearsals import test_channel as try_channel
from planner.reminders.told import say_seen
from planner.tokens import new_id, new_token
from tests.keeping.clinic_kept import a_clinic
from tests.keeping.people_kept import occasion, shared_with
from tests.reminders.reminded import Reminded
from tests.reminders.test_last_safe_days import LAST_DAY
from tests.reminders.test_rising import NURSES, SAM, is_at, shares_with_sam, told
from tests.reminders.test_told_again import MOVED_TO, THEN_LAST, chemo_moves

DAY_BEFORE = date(2026, 4, 30)
NO_QUIET = {"quiet_from": 0, "quiet_to": 0}
Handed = tuple[str, str, float | None]


def takes_nothing_at(monkeypatch: pytest.MonkeyPatch, channel: str) -> list[str]:
    """One way takes nothing, all others do; the ways by which something went, in order."""
    came: list[str] = []
    really = sending.hand_over

    def hand_over(letter: Letter, hosts: Counter[str]) -> Handed:
        if letter.channel == channel:
            return "", "push-500", 0.0
        came.append(letter.channel)
        return really(letter, hosts)

    monkeypatch.setattr(sending, "hand_over", hand_over)
    return came


def test_what_moves_onto_today_rises_today_although_another_was_to_rise_tomorrow(amira: Reminded) -> None:
    shares_with_sam(amira)
    amira.lives_until(THEN_LAST, 14)  # told at 8:00 UTC as three days before; it would rise a day later
    amira.letters()
    chemo_moves(amira, MOVED_TO)
    amira.sweeps()
    assert len(amira.letters()) == 1
    amira.lives_until(THEN_LAST, 16)
    assert told(amira, SAM) == 0
    amira.lives_until(THEN_LAST, 17)  # three hours after 14:00
    assert told(amira, SAM) == 1


def test_what_moves_while_another_way_takes_nothing_is_told_again_by_the_one_that_does(
    amira: Reminded, monkeypatch: pytest.MonkeyPatch
) -> None:
    amira.is_reached()
    works, fails = (one.id for one in channels_of(amira.actor))
    amira.lives_until(THEN_LAST, 7)
    came = takes_nothing_at(monkeypatch, fails)
    amira.lives_until(THEN_LAST, 12)
    assert came == [works]
    chemo_moves(amira, MOVED_TO)
    amira.lives_until(THEN_LAST, 20)
    assert came == [works, works]


def test_what_moves_while_the_morning_message_is_under_way_is_told_again(
    amira: Reminded, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, moved = sending.hand_over, list[bool]()

    def moves_meanwhile(letter: Letter, hosts: Counter[str]) -> Handed:
        found = really(letter, hosts)
        if not moved:
            moved.append(True)
            db.session.rollback()
            chemo_moves(amira, MOVED_TO)
        return found

    amira.lives_until(THEN_LAST, 7)
    amira.letters()
    monkeypatch.setattr(sending, "hand_over", moves_meanwhile)
    amira.lives_until(THEN_LAST, 20)
    assert len(amira.letters()) == 2


def test_who_changes_something_else_while_the_morning_message_is_under_way_is_told_once(
    amira: Reminded, monkeypatch: pytest.MonkeyPatch
) -> None:
    really, changed = sending._held, list[bool]()

    def changes_before(notice: str, sender: str) -> NoticeRecord | None:
        if not changed:
            changed.append(True)
            amira.chooses(words="plain")
        return really(notice, sender)

    amira.lives_until(THEN_LAST, 7)
    amira.letters()
    monkeypatch.setattr(sending, "_held", changes_before)
    amira.lives_until(THEN_LAST, 20)
    assert changed
    assert len(amira.letters()) == 1


def test_a_way_that_was_dead_and_is_proved_again_on_the_day_tells_of_it(
    amira: Reminded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def knows_nobody(_message: object, _address: object, _settings: object) -> str:
        raise Dead("no-such-address")

    amira.lives_until(LAST_DAY, 7)
    with monkeypatch.context() as patched:
        patched.setattr(sending, "way_for", lambda _kind, _settings: knows_nobody)
        amira.lives_until(LAST_DAY, 9)
    amira.letters()
    (way,) = channels_of(amira.actor)
    assert way.dead == "no-such-address"
    try_channel(amira.actor, new_token(), way.id, amira.now)
    amira.sweeps()
    number = db.session.get_one(ChannelRecord, way.id).opened("test")["number"]
    prove_channel(amira.actor, new_token(), way.id, number, amira.now)
    assert len(amira.letters()) == 1  # the number
    amira.lives_until(LAST_DAY, 20)
    assert len(amira.letters()) == 1


@pytest.mark.parametrize("hidden", [False, True])
def test_when_it_comes_does_not_tell_that_the_owner_waits_for_something(amira: Reminded, hidden: bool) -> None:
    shares_with_sam(amira, hour=15)
    day = date(2026, 4, 29)
    amira.lives_until(day)
    for one in amira.plan(day)["items"] if hidden else ():
        if one["last_safe"] == "2026-05-01":
            amira.says(one["code"], day, waiting="for the letter")
    amira.lives_until(DAY_BEFORE, 20)
    # At 15:00 in London, which is 14:00 UTC, and three hours on.
    (risen,) = amira.notices(kind=RISEN, outcome="sent", day=DAY_BEFORE)
    assert risen.done_at == datetime(2026, 4, 30, 17, tzinfo=UTC)


def test_after_a_pause_that_ends_in_their_quiet_hours_nobody_is_told_before_the_patient(amira: Reminded) -> None:
    _share, sam = shares_with_sam(amira)
    amira.chooses(sam, zone="Europe/London", **NO_QUIET)
    amira.lives_until(date(2026, 4, 29), 12)
    amira.letters()
    amira.goes_to(DAY_BEFORE, 20, 30)  # 21:30 in London
    for _look in range(3):
        amira.sweeps()
    assert amira.letters() == []


def test_after_a_pause_one_way_that_takes_it_begins_the_hours(amira: Reminded, monkeypatch: pytest.MonkeyPatch) -> None:
    amira.is_reached()
    shares_with_sam(amira)
    fails = channels_of(amira.actor)[1].id
    amira.lives_until(date(2026, 4, 29), 12)
    amira.letters()
    takes_nothing_at(monkeypatch, fails)
    amira.goes_to(DAY_BEFORE, 14)
    amira.sweeps()
    assert [one["To"] == SAM for one in amira.letters()] == [False]
    amira.lives_until(DAY_BEFORE, 16)
    assert told(amira, SAM) == 0
    amira.lives_until(DAY_BEFORE, 17)
    assert told(amira, SAM) == 1


def test_staff_are_told_of_what_may_rise_only_after_they_were_told_of_another(
    amira: Reminded, somebody: Callable[..., Reminded]
) -> None:
    clinic = a_clinic(new_id()[:8], occasion())
    amira.is_reached(NURSES, clinic.nurse)
    amira.chooses(clinic.nurse, **NO_QUIET)
    enrolment = is_at(amira, clinic)
    amira.chooses(rises=(enrolment,), hour=11)  # told at 10:00 UTC, so it may rise at 16:00
    other = somebody().is_reached()  # told at 8:00 UTC, so at 14:00
    is_at(other, clinic)
    amira.lives_until(DAY_BEFORE, 13)
    amira.letters()
    amira.lives_until(DAY_BEFORE, 14)
    assert told(amira, NURSES) == 1
    amira.lives_until(DAY_BEFORE, 22)
    assert told(amira, NURSES) == 1


def test_what_was_seen_three_days_before_rises_to_no_clinic_when_the_next_is_told(amira: Reminded) -> None:
    clinic = a_clinic(new_id()[:8], occasion())
    amira.is_reached(NURSES, clinic.nurse)
    is_at(amira, clinic)
    amira.lives_until(date(2026, 4, 28), 11)
    (first,) = amira.notices(kind=LAST_SAFE, day=date(2026, 4, 28))
    say_seen(amira.actor, new_token(), first.id, amira.now)
    amira.letters()
    amira.lives_until(DAY_BEFORE, 13)  # two days after that, and when the one of the day before is told
    assert told(amira, NURSES) == 0
    assert [one.outcome for one in amira.notices(kind=RISEN, day=date(2026, 4, 28))] == ["seen"]
    amira.lives_until(DAY_BEFORE, 14)  # six hours after 8:00 UTC
    assert told(amira, NURSES) == 1


def test_the_last_day_is_that_of_the_patient_wherever_the_other_lives(amira: Reminded) -> None:
    _share, sam = shares_with_sam(amira, hour=12)
    amira.chooses(sam, zone="Pacific/Auckland", **NO_QUIET)
    amira.lives_until(LAST_DAY, 23)
    assert [one.outcome for one in amira.notices(kind=RISEN, day=LAST_DAY)] == ["sent"]


def test_somebody_who_can_be_reached_only_in_the_evening_of_the_last_day_is_told_then(amira: Reminded) -> None:
    share, sam, _cookie = shared_with(amira.actor, new_id(), Rights(groups=("freeze",)))
    amira.chooses(rises=(share,))
    amira.lives_until(LAST_DAY, 17)  # told at 8:00 UTC, and not seen
    amira.is_reached(SAM, sam)
    amira.lives_until(LAST_DAY, 19)
    assert told(amira, SAM) == 1
