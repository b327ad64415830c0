"""Last safe days: told on more days, by every way, whatever is muted; seen; and rising only where that was allowed."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from planner.errors import NothingHere
from planner.plans.phones import add_phone
from planner.plans.shares import end_share
from planner.plans.sharing import Rights
from planner.reminders.policy import LAST_SAFE, RISEN
from planner.reminders.told import say_seen
from planner.tokens import new_id, new_token
from tests.keeping.people_kept import occasion, shared_with
from tests.reminders.reminded import Reminded, body_of

# Amira's first chemo is on Monday 18 May 2026. Egg injections have to begin 16 days before it at the latest, on
# Saturday 2 May; the clinic is closed then, so on Friday 1 May. Of all her steps this last safe day comes first.
LAST_DAY = date(2026, 5, 1)
TOLD_ON = [date(2026, 4, 24), date(2026, 4, 28), date(2026, 4, 30), date(2026, 5, 1)]  # 7, 3, 1 and 0 days before
EGGS = "Start your egg-freezing injections"


def told_of(reminded: Reminded, until: date = LAST_DAY) -> list[date]:
    """On which days a last safe day is told, up to one."""
    return [one.day for one in reminded.notices(kind=LAST_SAFE, to="owner") if one.day <= until]


def test_it_is_told_a_week_three_days_and_a_day_before_and_on_the_day(amira: Reminded) -> None:
    amira.lives_until(date(2026, 4, 1))
    assert told_of(amira) == TOLD_ON


def test_who_muted_ordinary_reminders_is_told_all_the_same_and_by_every_way(amira: Reminded) -> None:
    amira.is_reached()
    amira.chooses(daily=False)
    amira.lives_until(date(2026, 4, 24), 8)  # 9:00 in London is 8:00 in UTC by then
    letters = amira.letters()
    assert len({one["To"] for one in letters}) == 2
    assert [one.outcome for one in amira.notices(kind="daily")] == []
    assert {one.day for one in amira.notices(outcome="sent")} == {date(2026, 4, 24)}


def test_what_was_answered_for_is_not_told(amira: Reminded) -> None:
    amira.lives_until(date(2026, 4, 1))
    amira.letters()
    safe = {one["last_safe"] for one in amira.plan(date(2026, 4, 1))["items"] if one["last_safe"]}
    assert "2026-05-01" in safe
    for one in amira.plan(date(2026, 4, 1))["items"]:
        if one["last_safe"] == "2026-05-01":
            amira.says(one["code"], date(2026, 4, 1), booked="2026-04-20")
    assert told_of(amira) == []


def test_neutral_words_tell_nothing_and_plain_ones_the_step_its_day_and_whom_to_ring(amira: Reminded) -> None:
    amira.lives_until(date(2026, 4, 24), 8)
    neutral = body_of(amira.letters()[-1])
    assert "Something in your list should not wait." in neutral
    assert "ring your team" in " ".join(neutral.split())
    amira.chooses(words="plain")
    amira.lives_until(date(2026, 4, 28), 8)
    plain = body_of(amira.letters()[-1])
    assert f"{EGGS}: last safe day 1 May 2026." in " ".join(plain.split())
    assert "ring your team" in " ".join(plain.split())
    assert "In an emergency ring the local emergency number." in " ".join(plain.split())
    add_phone(amira.actor, new_token(), "Ward nurse", "020 7946 0018", amira.now)
    amira.lives_until(date(2026, 4, 30), 8)
    plain = " ".join(body_of(amira.letters()[-1]).split())
    assert "Ask or ring: Ward nurse, 020 7946 0018. Your team decides." in plain
    assert "In an emergency ring the local emergency number." in plain


def test_what_was_seen_does_not_rise_and_what_was_not_rises_to_whom_it_may(amira: Reminded) -> None:
    share, partner, _cookie = shared_with(amira.actor, new_id(), Rights(groups=("freeze",)))
    amira.is_reached("sam@example.org", partner)
    assert amira.notices(kind=RISEN) == []  # nobody has allowed it
    amira.chooses(rises=(share,))
    amira.lives_until(date(2026, 4, 1))
    first = next(one for one in amira.notices(kind=RISEN))
    # A day after 9:00 on 24 April by London's clocks.
    assert (first.to, first.due_at) == (share, datetime(2026, 4, 25, 8, tzinfo=UTC))
    amira.lives_until(date(2026, 4, 25), 9)
    to_sam = [one for one in amira.letters() if one["To"] == "sam@example.org"]
    assert len(to_sam) == 1
    assert "Something in the list you share should not wait." in body_of(to_sam[0])
    amira.lives_until(date(2026, 4, 28), 9)
    told = next(one for one in amira.notices(kind=LAST_SAFE) if one.day == date(2026, 4, 28))
    say_seen(amira.actor, new_token(), told.id, amira.now)
    amira.letters()
    amira.lives_until(date(2026, 4, 29), 12)
    assert [one["To"] for one in amira.letters() if one["To"] == "sam@example.org"] == []
    assert next(one for one in amira.notices(kind=RISEN) if one.day == date(2026, 4, 28)).outcome == "seen"


def test_it_rises_within_hours_when_the_last_day_has_come(amira: Reminded) -> None:
    share, partner, _cookie = shared_with(amira.actor, new_id(), Rights(groups=("freeze",)))
    amira.is_reached("sam@example.org", partner)
    amira.chooses(rises=(share,))
    amira.lives_until(date(2026, 4, 1))
    last = next(one for one in amira.notices(kind=RISEN) if one.day == LAST_DAY)
    assert last.due_at == datetime(2026, 5, 1, 11, tzinfo=UTC)  # three hours after 9:00 in London


def test_it_rises_to_nobody_who_does_not_see_the_step(amira: Reminded) -> None:
    share, partner, _cookie = shared_with(amira.actor, new_id(), Rights(groups=("after",)))
    amira.is_reached("sam@example.org", partner)
    amira.chooses(rises=(share,))
    amira.lives_until(date(2026, 4, 1))
    assert amira.notices(kind=RISEN) == []


@pytest.mark.parametrize("ends", ["consent", "share"])
def test_what_was_allowed_once_is_asked_again_when_it_is_sent(amira: Reminded, ends: str) -> None:
    share, partner, _cookie = shared_with(amira.actor, new_id(), Rights(groups=("freeze",)))
    amira.is_reached("sam@example.org", partner)
    amira.chooses(rises=(share,))
    amira.lives_until(date(2026, 4, 25), 7)
    assert [one for one in amira.notices(kind=RISEN) if one.at]
    if ends == "consent":
        amira.chooses()
    else:
        end_share(amira.actor, new_token(), share, occasion(date(2026, 4, 25)))
    amira.lives_until(date(2026, 4, 25), 12)
    assert [one["To"] for one in amira.letters() if one["To"] == "sam@example.org"] == []
    assert [one for one in amira.notices(kind=RISEN) if one.at] == []


def test_nobody_says_for_another_that_they_saw_it(amira: Reminded, somebody: Callable[..., Reminded]) -> None:
    amira.lives_until(date(2026, 4, 24), 9)
    other, told = somebody(), amira.notices(kind=LAST_SAFE)[0]
    with pytest.raises(NothingHere):
        say_seen(other.actor, new_token(), told.id, other.now)
