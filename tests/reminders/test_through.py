"""One reminder from end to end: worked out, due at the hour, sent once, and marked."""

from datetime import date

from tests.reminders.reminded import Reminded, body_of


def test_a_reminder_arrives_at_nine_on_the_day_it_rings_and_once(amira: Reminded) -> None:
    first = amira.waiting()[0]
    assert (first.kind, first.to, first.version) == ("daily", "owner", amira.kept.version)
    # 9:00 in London is 9:00 UTC until 29 March.
    assert first.due_at.hour == 9
    amira.goes_to(first.day, 8, 59)
    assert amira.sweeps().sent == 0
    amira.goes_to(first.day, 9, 0)
    assert amira.sweeps().sent == 1
    (letter,) = amira.letters()
    assert letter["Subject"] == "Ahead"
    assert "thing" in body_of(letter)
    assert amira.sweeps().sent == 0
    (sent,) = [one for one in amira.notices() if one.id == first.id]
    assert (sent.outcome, sent.at) == ("sent", None)


def test_each_day_that_rings_is_told_once_and_no_other(amira: Reminded) -> None:
    rings = {date.fromisoformat(day) for one in amira.plan()["items"] for day in one["alarms"]}
    amira.lives_until(date(2026, 4, 1))
    told = [one.day for one in amira.notices(outcome="sent")]
    assert sorted(told) == sorted(set(told))
    assert len(amira.letters()) == len(told)
    assert set(told) - rings <= {one.day for one in amira.notices(kind="last-safe")}
    assert told
