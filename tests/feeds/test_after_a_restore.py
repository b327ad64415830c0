"""After a restore no address comes back that had ended, no count goes back, and calendars show what was put back."""

from pathlib import Path

import pytest
from flask import Flask

from planner.backup import write_backup
from planner.calendar.feeds import feeds_of
from planner.db import db
from planner.guidance.model import PHASES
from planner.restore import restore
from tests.feeds.calendars import TODAY, Calendars, live
from tests.plans.living import first_chemo


@pytest.fixture
def folder(app: Flask) -> Path:
    """The folder of the service."""
    return Path(app.config["INSTANCE"])


def test_what_ended_after_the_backup_stays_ended_and_counts_go_on(
    amira: Calendars, folder: Path, tmp_path: Path
) -> None:
    feed, token = amira.makes(phases=("find-out", "freeze"))
    ended, gone = amira.makes("Lost phone")
    moved, old = amira.makes("Kitchen tablet")
    write_backup(db.engine, tmp_path / "it.db")
    amira.moves(first_chemo("2026-06-01"))
    amira.moves(first_chemo("2026-06-08"))
    everything = amira.chooses(feed, phases=PHASES)  # events that the backup knows nothing of
    amira.moves(first_chemo("2026-06-15"))
    amira.ends(ended, grace=7)
    amira.gives_another_address(moved)
    before, said = amira.reads(token), amira.fetches(token).headers["Last-Modified"]
    db.session.rollback()
    restore(tmp_path / "it.db", folder, replace=True)
    amira.goes_to(TODAY, 14)
    for shut in (gone, old):
        assert amira.fetches(shut).status_code == 410
    amira.chooses(everything, phases=PHASES)
    after = amira.reads(token)
    assert live(after).keys() >= live(before).keys()
    assert all(after[uid].sequence > before[uid].sequence for uid in before.keys() & live(after).keys())
    assert all(after[uid].modified > before[uid].modified for uid in before.keys() & live(after).keys())
    assert any(after[uid].day != before[uid].day for uid in before.keys() & after.keys())
    assert amira.fetches(token).headers["Last-Modified"] > said
    # The calendar whose newer address is lost with the restore has ended; its owner makes another.
    assert [one.id for one in feeds_of(amira.kept)] == [feed.id]


def test_calendars_written_afresh_by_a_command_are_as_they_were(amira: Calendars) -> None:
    feed, token = amira.makes()
    before = amira.fetches(token)
    amira.goes_to(TODAY, 15)
    done = amira.app.test_cli_runner().invoke(args=["feeds", "rebuild"])
    assert (done.exit_code, done.stdout.endswith(" plans are written afresh.\n")) == (0, True)
    after = amira.fetches(token)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert amira.feed(feed).version == 1


def test_what_we_write_otherwise_since_then_reaches_programs_by_that_command(
    amira: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed, token = amira.makes()
    before = amira.fetches(token)
    monkeypatch.setitem(amira.app.config, "SERVICE_NAME", "Before")
    assert amira.fetches(token).data == before.data
    amira.goes_to(TODAY, 15)
    assert amira.app.test_cli_runner().invoke(args=["feeds", "rebuild"]).exit_code == 0
    after = amira.fetches(token)
    assert b"X-WR-CALNAME:Before" in after.data
    assert after.headers["Last-Modified"] > before.headers["Last-Modified"]
    assert amira.feed(feed).version == 2
