"""kill -9 of every worker, and of PostgreSQL, while eight people write: what was acknowledged is there, once."""

from pathlib import Path

import pytest

from faults.canaries import canaries
from faults.databases import postgresql
from faults.kill_postgresql import kill_postgresql
from faults.kill_workers import kill_workers
from faults.rows import Row
from faults.tampering import tamper

KILLS = pytest.mark.parametrize("kills", [4, pytest.param(20, marks=pytest.mark.thorough)])
STOPS = pytest.mark.parametrize("stops", [1, pytest.param(3, marks=pytest.mark.thorough)])


def quiet(words: str) -> None:
    """Nobody watches."""


def assert_kept(row: Row) -> None:
    """No promise was broken, and something was tried."""
    assert row.failed == 0, row.note
    assert row.tried > 0


@KILLS
def test_kills_lose_nothing_in_sqlite(tmp_path: Path, kills: int) -> None:
    row = kill_workers(tmp_path, "sqlite", "", kills, 1, quiet)
    assert_kept(row)
    assert row.tried == kills


@KILLS
@pytest.mark.postgresql
def test_kills_lose_nothing_in_postgresql(tmp_path: Path, kills: int) -> None:
    with postgresql(tmp_path) as server:
        row = kill_workers(tmp_path, "postgresql", server.address, kills, 2, quiet)
    assert_kept(row)
    assert row.tried == kills


@STOPS
@pytest.mark.postgresql
def test_the_service_comes_back_by_itself_when_postgresql_is_killed(tmp_path: Path, stops: int) -> None:
    with postgresql(tmp_path) as server:
        assert_kept(kill_postgresql(tmp_path, server, stops, quiet))


def test_what_is_told_stands_in_no_file_of_sqlite_no_log_and_no_backup(tmp_path: Path) -> None:
    assert_kept(canaries(tmp_path, "sqlite", "", tmp_path, quiet))
    assert_kept(tamper(tmp_path, "sqlite", "", quiet, 120, 3))


@pytest.mark.thorough
@pytest.mark.postgresql
def test_what_is_told_stands_in_no_file_of_postgresql_no_log_and_no_backup(tmp_path: Path) -> None:
    with postgresql(tmp_path) as server:
        assert_kept(canaries(tmp_path, "postgresql", server.address, tmp_path, quiet))
        assert_kept(tamper(tmp_path, "postgresql", server.address, quiet, 120, 4))
