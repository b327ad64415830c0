"""After a restore nothing is sent a second time, and nobody is told whom its owner does not want told any more."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from planner.backup import write_backup
from planner.db import db, transaction
from planner.reminders.choices import choices_of
from planner.reminders.models import ChannelRecord, WatchedPlanRecord
from planner.reminders.reachable import channels_of, choose_daily, end_channel
from planner.reminders.told import say_seen
from planner.restore import restore
from planner.tokens import new_token
from tests.reminders.reminded import Reminded
from tests.reminders.test_last_safe_days import TOLD_ON
from tests.reminders.test_rising_in_time import takes_nothing_at


def comes_back(who: Reminded, file: Path) -> None:
    """Put the backup in the place of everything."""
    db.session.rollback()
    restore(file, Path(who.app.config["INSTANCE"]), replace=True)
    db.session.remove()


def test_what_was_sent_meanwhile_is_not_sent_again_and_the_next_comes(amira: Reminded, tmp_path: Path) -> None:
    (first, day), (_second, next_day) = [(one.id, one.day) for one in amira.waiting()[:2]]
    write_backup(db.engine, tmp_path / "it.db")
    amira.goes_to(day, 9)
    assert amira.sweeps().sent == 1
    comes_back(amira, tmp_path / "it.db")
    assert amira.sweeps().sent == 0
    assert [(one.id, one.outcome) for one in amira.notices() if one.id == first] == [(first, "sent")]
    assert len(amira.letters()) == 1
    amira.lives_until(next_day)
    assert len(amira.letters()) == 1


def test_a_last_safe_day_that_was_seen_stays_so(amira: Reminded, tmp_path: Path) -> None:
    amira.lives_until(TOLD_ON[0], 8)  # 9:00 in London
    write_backup(db.engine, tmp_path / "it.db")
    (told,) = amira.notices(kind="last-safe", outcome="sent")
    say_seen(amira.actor, new_token(), told.id, amira.now)
    comes_back(amira, tmp_path / "it.db")
    assert [one.seen_at for one in amira.notices(kind="last-safe", outcome="sent")] == [amira.now.now]


def test_a_way_that_was_ended_or_quietened_and_consent_that_was_withdrawn_stay_so(
    amira: Reminded, tmp_path: Path
) -> None:
    ends, quiet = amira.adds_email(), amira.adds_email()
    amira.chooses(rises=("clinic",), words="plain")
    write_backup(db.engine, tmp_path / "it.db")
    amira.clock.shift(timedelta(minutes=5))
    end_channel(amira.actor, new_token(), ends.id, amira.now)
    choose_daily(amira.actor, new_token(), quiet.id, False, amira.now)
    amira.chooses(rises=(), words="discreet")
    comes_back(amira, tmp_path / "it.db")
    there = {one.id: one.daily for one in channels_of(amira.actor)}
    assert ends.id not in there
    assert db.session.get_one(ChannelRecord, ends.id).opened() == {}  # nor does its address come back
    assert there[quiet.id] is False
    assert choices_of(amira.actor.person).rises == ()


def test_what_somebody_chose_for_the_first_time_since_then_holds(amira: Reminded, tmp_path: Path) -> None:
    write_backup(db.engine, tmp_path / "it.db")
    amira.chooses(daily=False)
    comes_back(amira, tmp_path / "it.db")
    assert choices_of(amira.actor.person).daily is False


def test_who_alone_chose_who_is_told_is_reminded_still(somebody: Callable[..., Reminded], tmp_path: Path) -> None:
    who = somebody()
    who.clock.shift(timedelta(minutes=11))
    write_backup(db.engine, tmp_path / "it.db")
    who.chooses(rises=("clinic",))
    comes_back(who, tmp_path / "it.db")
    assert db.session.get(WatchedPlanRecord, who.kept.id)
    who.lives_until(TOLD_ON[0], 8)
    assert [one.outcome for one in who.notices(kind="last-safe", day=TOLD_ON[0])] == ["no-channel"]


def test_what_one_way_took_while_another_took_nothing_is_not_sent_by_it_again(
    amira: Reminded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    amira.is_reached()
    works, fails = (one.id for one in channels_of(amira.actor))
    came = takes_nothing_at(monkeypatch, fails)
    amira.lives_until(TOLD_ON[1], 7)
    write_backup(db.engine, tmp_path / "it.db")
    came.clear()
    amira.lives_until(TOLD_ON[1], 11)
    assert came == [works]
    comes_back(amira, tmp_path / "it.db")
    amira.lives_until(TOLD_ON[1], 12)
    assert came == [works]


def test_what_was_made_good_for_since_then_is_not_sent_again(amira: Reminded, tmp_path: Path) -> None:
    day = TOLD_ON[3]
    (way,) = channels_of(amira.actor)

    def takes(dead: str) -> None:
        with transaction() as session:
            session.get_one(ChannelRecord, way.id).dead = dead
        amira.chooses(words="plain" if dead else "discreet")  # all is worked out anew

    amira.lives_until(day, 7)
    takes("gone")
    amira.letters()
    amira.lives_until(day, 9)
    assert [one.outcome for one in amira.notices(kind="last-safe", day=day)] == ["no-channel"]
    write_backup(db.engine, tmp_path / "it.db")
    takes("")
    amira.lives_until(day, 10)
    assert len(amira.letters()) == 1
    comes_back(amira, tmp_path / "it.db")
    takes("")
    amira.lives_until(day, 11)
    assert amira.letters() == []
