"""Calendars of somebody with whom a plan is shared, after new keys and after a restore: no more is seen than before."""

from datetime import timedelta
from pathlib import Path

import pytest

from planner.backup import write_backup
from planner.db import db
from planner.errors import NothingHere
from planner.plans.shares import end_share
from planner.restore import restore
from planner.tokens import new_token
from tests.feeds.calendars import TODAY, Calendars, seen_in
from tests.feeds.partners import EVERYTHING, Partner
from tests.feeds.test_partner_feeds_ending import FIND_OUT, UNTIL, has_ended


def test_it_can_be_read_after_every_key_was_changed(amira: Calendars) -> None:
    partner = Partner(amira)
    _feed, token = partner.makes()
    before = amira.fetches(token).data
    assert amira.app.test_cli_runner().invoke(args=["keys", "rotate"]).exit_code == 0
    assert amira.fetches(token).data == before
    partner.may_see(FIND_OUT, proven=False)
    assert set(partner.reads(token)) < set(seen_in(before))


def test_a_restore_opens_nothing_that_was_ended_or_kept_back_since(amira: Calendars, tmp_path: Path) -> None:
    partner, ended = Partner(amira, EVERYTHING), Partner(amira)
    feed, token = partner.makes()
    _feed, gone = ended.makes()
    write_backup(db.engine, tmp_path / "it.db")
    amira.goes_to(TODAY, 13)
    partner.may_see(FIND_OUT, until=UNTIL, proven=False)
    ended.is_ended()
    before = partner.reads(token)
    db.session.rollback()
    restore(tmp_path / "it.db", Path(amira.app.config["INSTANCE"]), replace=True)
    amira.goes_to(TODAY, 14)
    assert amira.fetches(gone).status_code == 410
    after = partner.reads(token)
    assert {uid: one.visible for uid, one in after.items()} == {uid: one.visible for uid, one in before.items()}
    assert partner.feed(feed).version > 1
    amira.goes_to(UNTIL + timedelta(days=1))
    assert has_ended(amira, token)
    with pytest.raises(NothingHere):
        end_share(amira.actor, new_token(), ended.share, amira.occasion)


def test_how_far_counts_go_on_after_a_restore_tells_nothing_of_other_calendars(
    amira: Calendars, tmp_path: Path
) -> None:
    partner = Partner(amira, FIND_OUT)
    _mine, own = amira.makes(words="plain")
    _feed, token = partner.makes()
    write_backup(db.engine, tmp_path / "it.db")
    for turn in range(6):
        amira.goes_to(TODAY, 13 + turn)
        amira.says("B18", **({"done": "2026-03-02"} if turn % 2 else {}))
    db.session.rollback()
    restore(tmp_path / "it.db", Path(amira.app.config["INSTANCE"]), replace=True)
    amira.goes_to(TODAY, 20)
    # The place of the count without a change is 1000 further on, and this look is one more.
    assert {one.sequence for one in partner.reads(token).values()} == {1001}
    assert min(one.sequence for one in amira.reads(own).values()) > 1001
