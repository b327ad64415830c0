"""What days passing change reaches calendars by itself: at the next fetch, as a change that is noted and told."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from planner.db import NotKept, db
from planner.plans.changing import DAYS_PASSED
from tests.feeds.calendars import TODAY, Calendars, live


def test_the_first_fetch_after_a_day_that_counts_notes_it_as_a_visit_would(amira: Calendars) -> None:
    feed, token = amira.makes()
    visited = Calendars(amira.app, amira.clock)
    before, version = amira.reads(token), amira.feed(feed).version
    amira.goes_to(TODAY + timedelta(days=70))  # seven days before the first chemo: last safe days have gone by
    after = amira.reads(token)
    assert after != before
    assert amira.history[0].action == DAYS_PASSED
    assert amira.kept.unseen == amira.history[0].number
    assert amira.feed(feed).version > version
    assert visited.history[0].action != DAYS_PASSED
    assert amira.reads(token) == after


def test_a_day_that_changes_nothing_leaves_no_trace(amira: Calendars) -> None:
    feed, token = amira.makes()
    before, version = amira.fetches(token).data, amira.kept.version
    amira.goes_to(TODAY + timedelta(days=1))
    assert amira.fetches(token).data == before
    assert (amira.kept.version, amira.feed(feed).version) == (version, 1)
    assert DAYS_PASSED not in {change.action for change in amira.history}
    assert amira.kept.looked_on == amira.today


def test_all_calendars_of_a_plan_are_looked_at_together(amira: Calendars) -> None:
    tokens = [amira.makes(f"Number {number}")[1] for number in range(3)]
    amira.goes_to(TODAY + timedelta(days=70))
    first, *others = [live(amira.reads(token)) for token in tokens]
    assert all(one.keys() == first.keys() for one in others)
    assert [change.action for change in amira.history].count(DAYS_PASSED) == 1


def test_when_nothing_can_be_kept_a_program_still_gets_what_stood_there(
    amira: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    _feed, token = amira.makes()
    before = amira.fetches(token).data

    def full(*_arguments: object) -> None:
        raise NotKept

    monkeypatch.setattr("planner.web.calendars.polled.look_again", full)
    monkeypatch.setattr("planner.web.calendars.polled.note_fetch", full)
    amira.goes_to(TODAY + timedelta(days=70))
    assert amira.fetches(token, agent="another").data == before


def test_without_a_database_programs_are_told_to_ask_again_and_keep_what_they_have(
    amira: Calendars, caplog: pytest.LogCaptureFixture
) -> None:
    _feed, token = amira.makes()
    db.session.execute(text("ALTER TABLE feed_address RENAME TO elsewhere"))
    db.session.commit()
    try:
        answer = amira.fetches(token)
    finally:
        db.session.rollback()
        db.session.execute(text("ALTER TABLE elsewhere RENAME TO feed_address"))
        db.session.commit()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert token not in caplog.text
    assert live(amira.reads(token))
