"""Several senders, and senders that die: nothing is missed, and what comes twice has the same name."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from faults.databases import postgresql
from faults.sender_kills import sender_kills
from faults.two_senders import two_senders
from planner.db import db
from planner.reminders import sending
from planner.reminders.sending import LEASE, SENT, Letter, sweep
from planner.sender import occasion_in, wake
from tests.databases import away
from tests.keeping.test_killed import assert_kept, quiet
from tests.reminders.reminded import Reminded

MANY = 8


def test_a_slow_sender_holds_on_to_what_it_sends_and_another_takes_only_what_waits(
    somebody: Callable[..., Reminded], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [somebody().is_reached() for _ in range(MANY)]
    first = people[0].waiting()[0]
    people[0].goes_to(first.day, 9)
    names: list[str] = []

    def slowly(letter: Letter, _hosts: Counter[str]) -> tuple[str, str, float | None]:
        names.append(letter.message.id)
        if is_slow:
            people[0].clock.shift(LEASE / 6)
            is_slow.clear()
            sweep(occasion_in, "another")
            is_slow.append(True)
        return SENT, "", None

    is_slow = [True]
    monkeypatch.setattr(sending, "hand_over", slowly)
    sweep(occasion_in, "slow")
    db.session.rollback()
    assert len(names) == len(set(names)) == MANY
    assert {one.outcome for who in people for one in who.notices(day=first.day)} == {SENT}


def test_a_sender_outlives_a_database_that_is_away(tmp_path: Path) -> None:
    wake(away(tmp_path).app())


KILLS = pytest.mark.parametrize("kills", [6, pytest.param(30, marks=pytest.mark.thorough)])
NOTICES = pytest.mark.parametrize("notices", [60, pytest.param(400, marks=pytest.mark.thorough)])


@KILLS
def test_who_kills_senders_on_sqlite_keeps_nobody_from_being_told(tmp_path: Path, kills: int) -> None:
    row = sender_kills(tmp_path, "sqlite", "", kills, 1, quiet)
    assert_kept(row)
    assert row.tried == kills


@KILLS
@pytest.mark.postgresql
def test_who_kills_senders_on_postgresql_keeps_nobody_from_being_told(tmp_path: Path, kills: int) -> None:
    with postgresql(tmp_path) as server:
        row = sender_kills(tmp_path, "postgresql", server.address, kills, 2, quiet)
    assert_kept(row)
    assert row.tried == kills


@NOTICES
def test_senders_at_once_on_sqlite_tell_everybody_and_nobody_twice(tmp_path: Path, notices: int) -> None:
    assert_kept(two_senders(tmp_path, "sqlite", "", None, notices, 2, 0, quiet))


@NOTICES
@pytest.mark.postgresql
def test_senders_at_once_tell_everybody_although_postgresql_is_killed(tmp_path: Path, notices: int) -> None:
    with postgresql(tmp_path) as server:
        assert_kept(two_senders(tmp_path, "postgresql", server.address, server, notices, 2, 1, quiet))
