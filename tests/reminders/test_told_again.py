"""What somebody was told does not keep back what they were not: a last safe day that moves, a way that comes late."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.db import db, transaction
from planner.plans.actions import keep_answers
from planner.plans.stopping import stop
from planner.reminders import sending
from planner.reminders.messages import Letter
from planner.reminders.models import ChannelRecord, NoticeRecord
from planner.reminders.policy import LAST_SAFE, RISEN
from planner.reminders.reachable import add_channel, channels_of, end_channel
from planner.reminders.told import say_seen, to_be_seen
from planner.sender import occasion_in
from planner.tokens import new_id, new_token
from tests.reminders.reminded import Reminded
from tests.reminders.test_rising import SAM, shares_with_sam, told

# With first chemo on Monday 18 May 2026 egg injections begin by Friday 1 May (see `test_last_safe_days.py`). With it on
# Thursday 14 May, sixteen days before that are Tuesday 28 April; with it on Friday 15 May, Wednesday 29 April.
MOVED_TO, THEN_LAST = "2026-05-14", date(2026, 4, 28)
MOVED_ELSEWHERE, OTHER_LAST = "2026-05-15", date(2026, 4, 29)


def chemo_moves(owner: Reminded, day: str) -> None:
    """Their first chemo is on another day."""
    keep_answers(owner.actor, new_token(), {"treatment_date": day}, owner.now)


def test_a_last_safe_day_that_moves_onto_today_is_told_although_the_morning_had_a_message(amira: Reminded) -> None:
    amira.lives_until(THEN_LAST, 9)
    amira.letters()
    amira.goes_to(THEN_LAST, 12)
    chemo_moves(amira, MOVED_TO)
    days = [one.day for one in to_be_seen(amira.kept, amira.now.now)]
    assert days == [
        THEN_LAST,
        THEN_LAST,
        date(2026, 4, 24),
    ]  # a new one, that of the morning, and that of a week before
    amira.lives_until(THEN_LAST, 20)
    assert len(amira.letters()) == 1
    chemo_moves(amira, MOVED_TO)  # the same once more
    amira.answers(THEN_LAST, wants_children="unsure")
    amira.lives_until(THEN_LAST, 20)
    assert amira.letters() == []


def test_who_saw_what_was_told_has_not_seen_what_moved_since_and_it_rises(amira: Reminded) -> None:
    shares_with_sam(amira)
    amira.lives_until(THEN_LAST, 9)
    (morning,) = amira.notices(kind=LAST_SAFE, day=THEN_LAST)
    say_seen(amira.actor, new_token(), morning.id, amira.now)
    amira.letters()
    amira.goes_to(THEN_LAST, 10)
    chemo_moves(amira, MOVED_TO)
    amira.sweeps()
    assert len(amira.letters()) == 1
    amira.lives_until(THEN_LAST, 12)
    assert told(amira, SAM) == 0
    amira.lives_until(THEN_LAST, 13)  # three hours later
    assert told(amira, SAM) == 1


def test_who_saw_that_too_has_it_rise_to_nobody(amira: Reminded) -> None:
    shares_with_sam(amira)
    amira.lives_until(THEN_LAST, 10)
    chemo_moves(amira, MOVED_TO)
    amira.sweeps()
    say_seen(amira.actor, new_token(), to_be_seen(amira.kept, amira.now.now)[0].id, amira.now)
    amira.letters()
    amira.lives_until(date(2026, 4, 29), 12)
    assert told(amira, SAM) == 0


def test_one_that_becomes_today_in_the_afternoon_rises_three_hours_after_it_was_told(amira: Reminded) -> None:
    shares_with_sam(amira)
    amira.lives_until(OTHER_LAST, 13)
    amira.letters()
    chemo_moves(amira, MOVED_ELSEWHERE)
    amira.sweeps()
    assert len(amira.letters()) == 1
    amira.lives_until(OTHER_LAST, 15)
    assert told(amira, SAM) == 0
    amira.is_reached()  # all is worked out anew, and its hour stays
    amira.lives_until(OTHER_LAST, 16)
    assert told(amira, SAM) == 1


def test_after_a_pause_nobody_is_told_with_the_patient_but_three_hours_later(amira: Reminded) -> None:
    shares_with_sam(amira)
    amira.lives_until(date(2026, 4, 24), 7)
    amira.letters()
    amira.goes_to(date(2026, 4, 26), 9)  # nothing was sent for two days
    amira.sweeps()
    assert [one["To"] == SAM for one in amira.letters()] == [False]
    amira.lives_until(date(2026, 4, 26), 11)
    assert told(amira, SAM) == 0
    amira.lives_until(date(2026, 4, 26), 12)
    assert told(amira, SAM) == 1


def test_after_a_pause_over_a_last_safe_day_one_message_tells_of_it_and_of_what_rang(amira: Reminded) -> None:
    amira.lives_until(date(2026, 4, 24), 7)
    amira.letters()
    amira.goes_to(date(2026, 4, 27), 9)
    amira.sweeps()
    assert len(amira.letters()) == 1


def test_who_adds_a_way_on_the_last_safe_day_itself_is_told_still(amira: Reminded) -> None:
    day = date(2026, 5, 1)
    amira.lives_until(day, 7)
    for one in channels_of(amira.actor):
        end_channel(amira.actor, new_token(), one.id, amira.now)
    amira.letters()
    amira.lives_until(day, 9)
    assert [one.outcome for one in amira.notices(kind=LAST_SAFE, day=day)] == ["no-channel"]
    amira.is_reached()
    amira.lives_until(day, 20)
    assert len(amira.letters()) == 1
    assert [one.outcome for one in amira.notices(kind=LAST_SAFE, day=day)] == ["sent"]


def test_while_the_service_has_no_way_to_send_it_a_last_safe_day_waits(amira: Reminded) -> None:
    mail = amira.app.config["MAIL_URL"]
    amira.lives_until(date(2026, 4, 24), 7)
    amira.letters()
    amira.app.config["MAIL_URL"] = ""
    amira.lives_until(date(2026, 4, 24), 9)
    assert [one.outcome for one in amira.notices(kind=LAST_SAFE, day=date(2026, 4, 24))] == [""]
    amira.app.config["MAIL_URL"] = mail
    amira.lives_until(date(2026, 4, 24), 10)
    assert len(amira.letters()) == 1


def test_a_way_that_cannot_be_opened_keeps_no_other_back(amira: Reminded) -> None:
    amira.is_reached()
    torn = channels_of(amira.actor)[1].id
    with transaction() as session:
        session.get_one(ChannelRecord, torn).told = b"torn" * 20
    amira.lives_until(date(2026, 4, 24), 9)
    assert len(amira.letters()) > 0
    assert db.session.get_one(ChannelRecord, torn).failing_since


def test_a_way_that_works_again_brings_the_newest_alone(amira: Reminded, monkeypatch: pytest.MonkeyPatch) -> None:
    amira.is_reached()
    first, second = (one.id for one in channels_of(amira.actor))
    came: list[str] = []
    takes_nothing = [True]

    def takes(letter: Letter, _hosts: Counter[str]) -> tuple[str, str, float | None]:
        if letter.channel == second and takes_nothing:
            return "", "push-500", 0.0
        came.append(letter.channel)
        return sending.SENT, "", None

    amira.lives_until(date(2026, 4, 24), 7)
    monkeypatch.setattr(sending, "hand_over", takes)
    amira.lives_until(date(2026, 4, 30), 8)
    takes_nothing.clear()
    came.clear()
    with transaction() as session:  # waits are never alike: the newest may well be tried first
        tried = session.query(NoticeRecord).filter(NoticeRecord.attempts > 0, NoticeRecord.at.is_not(None))
        for number, one in enumerate(tried.order_by(NoticeRecord.day.desc()), 1):
            one.at = occasion_in(None).now + timedelta(minutes=number)
        assert number > 1
    amira.lives_until(date(2026, 4, 30), 14)
    assert came == [second]
    assert first != second


def test_a_stop_leaves_no_number_to_be_sent(somebody: Callable[..., Reminded]) -> None:
    who = somebody()
    add_channel(who.actor, new_token(), "email", {"email": f"{new_id()[:8]}@example.org"}, [], who.now)
    stop(who.actor, new_token(), "died", who.now)
    assert who.waiting() == []
    assert who.sweeps().sent == 0


@pytest.mark.parametrize("hidden", [False, True])
def test_what_is_not_shared_changes_nothing_that_comes_to_whom_it_is_shared_with(
    somebody: Callable[..., Reminded], hidden: bool
) -> None:
    """That a step waits for something is not shared; that it was not seen is what it rises for."""
    owner = somebody().is_reached()
    shares_with_sam(owner)
    owner.lives_until(date(2026, 4, 20))
    for one in owner.plan(date(2026, 4, 20))["items"] if hidden else ():
        if one["last_safe"] == "2026-05-01":
            owner.says(one["code"], date(2026, 4, 20), waiting="for the letter")
    owner.letters()
    owner.lives_until(date(2026, 4, 25), 7)
    assert told(owner, SAM) == 0
    owner.lives_until(date(2026, 4, 25), 8)  # a day after 9:00 in London
    assert told(owner, SAM) == 1
    (risen,) = owner.notices(kind=RISEN, outcome="sent")
    assert risen.done_at == datetime(2026, 4, 25, 8, tzinfo=UTC)
