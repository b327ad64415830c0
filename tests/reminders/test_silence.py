"""When nothing is to be said: a stop, a break, a death, a pregnancy that may be, quiet hours, and after a pause."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.plans.phones import add_phone
from planner.plans.stopping import stop
from planner.reminders.rehearsals import test_channel as try_channel
from planner.tokens import new_token
from tests.reminders.reminded import Reminded, body_of

ENDS = ["", "http://localhost:8000"]  # what an e-mail ends with


@pytest.mark.parametrize("how", ["postponed", "cancelled", "died", "break"])
def test_a_stop_leaves_no_notice_to_come_and_nothing_that_waits(amira: Reminded, how: str) -> None:
    amira.goes_to(date(2026, 3, 9), 7)
    assert amira.waiting()
    stop(amira.actor, new_token(), how, amira.now)
    assert amira.waiting() == []
    amira.lives_until(date(2026, 6, 1))
    assert amira.letters() == []


def test_what_was_due_when_it_was_stopped_says_why_it_was_not_sent(amira: Reminded) -> None:
    due = amira.waiting()[0]
    amira.goes_to(due.day, 9)
    stop(amira.actor, new_token(), "break", amira.now)
    (kept,) = [one for one in amira.notices() if one.id == due.id]
    assert (kept.at, kept.outcome) == (None, "stopped")
    assert amira.sweeps().sent == 0


def test_a_number_on_its_way_is_stopped_too(amira: Reminded) -> None:
    channel = amira.adds_email()
    amira.letters()
    try_channel(amira.actor, new_token(), channel.id, amira.now)
    stop(amira.actor, new_token(), "break", amira.now)
    assert amira.sweeps().sent == 0
    assert amira.letters() == []


def test_going_on_brings_them_back(amira: Reminded) -> None:
    before = [(one.id, one.due_at) for one in amira.waiting()]
    stop(amira.actor, new_token(), "break", amira.now)
    stop(amira.actor, new_token(), "go-on", amira.now)
    assert [(one.id, one.due_at) for one in amira.waiting()] == before


def test_who_may_be_pregnant_is_pressed_for_nothing_that_pauses_and_told_whom_to_ring(amira: Reminded) -> None:
    amira.answers(pregnant="unsure")
    amira.chooses(words="plain")
    amira.lives_until(date(2026, 3, 3))
    (first,) = amira.letters()
    step = "You are or may be pregnant: call your team now"
    assert body_of(first).splitlines() == [step, "Ask or ring your team: it decides.", *ENDS]
    add_phone(amira.actor, new_token(), "Elm nurses", "020 7946 0000", amira.now)
    amira.lives_until(date(2026, 3, 4))
    (second,) = amira.letters()
    assert body_of(second).splitlines() == [step, "Ask or ring: Elm nurses, 020 7946 0000. Your team decides.", *ENDS]
    # Days on which it rings: each of the first two weeks, then each week; and nothing else is said until it is settled.
    amira.lives_until(date(2026, 5, 1))
    days = [date(2026, 3, 3) + timedelta(days=number) for number in range(14)]
    days += [date(2026, 3, 23) + timedelta(weeks=number) for number in range(6)]
    assert [(one.kind, one.day) for one in amira.notices(outcome="sent")] == [("daily", day) for day in days]
    assert {body_of(one) for one in amira.letters()} == {body_of(second)}
    assert amira.notices(kind="last-safe") == []


@pytest.mark.parametrize(("quiet_from", "quiet_to", "hour"), [(8, 11, 11), (22, 10, 10), (9, 10, 10), (9, 9, 9)])
def test_nothing_is_sent_in_quiet_hours(amira: Reminded, quiet_from: int, quiet_to: int, hour: int) -> None:
    amira.chooses(quiet_from=quiet_from, quiet_to=quiet_to)
    first = amira.waiting()[0]
    assert first.due_at == datetime(first.day.year, first.day.month, first.day.day, hour, tzinfo=UTC)


def test_quiet_hours_that_are_chosen_later_hold_for_what_is_due_already(amira: Reminded) -> None:
    first = amira.waiting()[0]
    amira.goes_to(first.day, 9)
    amira.chooses(hour=9, quiet_from=8, quiet_to=12)
    assert amira.sweeps().sent == 0
    amira.goes_to(first.day, 12)
    assert amira.sweeps().sent == 1


def test_after_a_pause_one_message_comes_and_tells_of_all_that_still_stands(amira: Reminded) -> None:
    amira.lives_until(date(2026, 3, 5))
    amira.letters()
    waits = [one for one in amira.waiting() if one.kind == "daily"][:6]
    back = waits[-1].day
    amira.goes_to(back, 9, 30)  # nothing ran for all these days
    amira.sweeps()
    letters = amira.letters()
    assert len(letters) == 1
    outcomes = {one.day: one.outcome for one in amira.notices() if waits[0].day <= one.day <= back}
    assert outcomes.pop(back) == "sent"
    assert set(outcomes.values()) <= {"in-a-later-one", "stale"}


def test_what_is_past_its_day_is_not_sent(amira: Reminded) -> None:
    last = max(one.day for one in amira.waiting() if one.kind == "daily" and one.day < date(2026, 3, 20))
    amira.goes_to(last + timedelta(days=1), 0, 30)
    waits = [one for one in amira.waiting() if one.due_at <= amira.now.now]
    amira.sweeps()
    assert waits
    assert amira.letters() == []
    assert {one.outcome for one in amira.notices() if one.day <= last} == {"stale"}


def test_whoever_has_no_way_has_no_notices(somebody: Callable[..., Reminded]) -> None:
    nobody = somebody()
    nobody.lives_until(date(2026, 3, 10))
    assert nobody.notices() == []
