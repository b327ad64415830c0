"""A backup that is put back lets nobody in again who was shut out since it was made."""

from pathlib import Path

from planner.accounts.devices import held_by
from planner.accounts.ways_in import LINK, PAPER, make_way_in, opened_by
from planner.accounts.ways_out import end_device
from planner.backup import write_backup
from planner.db import db
from planner.migrated import bring_up
from planner.plans.actions import start_plan
from planner.restore import restore
from tests.accounts.holders import another_device
from tests.databases import Database
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import key, occasion


def test_who_was_shut_out_since_the_backup_stays_out(database: Database, tmp_path: Path) -> None:
    app, now = app_on(database), occasion().now
    with app.app_context():
        bring_up()
        owner, token = start_plan(key("somebody"), "phone", occasion())
        lost = another_device(owner)
        ways_in = [make_way_in(lost.actor, key(kind), kind, now) for kind in (LINK, PAPER)]
        write_backup(db.engine, tmp_path / "before-the-loss.db")
        end_device(owner, key("end"), lost.actor.device, now)

        restore(tmp_path / "before-the-loss.db", database.folder, replace=True)
        db.session.remove()
        assert held_by(lost.token) is None
        assert [opened_by(way_in, now) for way_in in ways_in] == [None, None]
        assert held_by(token) is not None
    let_go(app)


def test_a_link_of_the_backup_opens_nothing_and_the_paper_still_does(database: Database, tmp_path: Path) -> None:
    app, now = app_on(database), occasion().now
    with app.app_context():
        bring_up()
        owner, _ = start_plan(key("somebody"), "phone", occasion())
        link, paper = (make_way_in(owner, key(kind), kind, now) for kind in (LINK, PAPER))
        write_backup(db.engine, tmp_path / "monday.db")

        restore(tmp_path / "monday.db", database.folder, replace=True)
        db.session.remove()
        assert opened_by(link, now) is None
        assert opened_by(paper, now) is not None
    let_go(app)
