"""Whether a calendar arrives: which program fetched it when, and a test entry that only its reader can have seen."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from planner.calendar.models import FeedAddressRecord
from planner.calendar.polls import OTHER, family_of
from planner.calendar.rehearsals import NotTheNumber
from planner.db import db
from planner.tokens import hash_of
from tests.feeds.calendars import TODAY, Calendars, live
from tests.plans.living import first_chemo

GOOGLE = "Google-Calendar-Importer"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.1.0"


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("iOS/18.1 (22B83) dataaccessd/1.0", "apple"),
        ("macOS/15.1 (24B83) CalendarAgent/1240", "apple"),
        (GOOGLE, "google"),
        ("Microsoft Office/16.0 (Microsoft Outlook 16.0.17928; Pro)", "outlook"),
        ("Microsoft.Exchange/15.20", "outlook"),
        (THUNDERBIRD, "thunderbird"),
        ("ICSx5/2.2.3 (Android)", "android"),
        ("Nextcloud-CalDAV/1.0", "nextcloud"),
        ("Evolution/3.46.4", "evolution"),
        ("khal/0.11", OTHER),
        ("", OTHER),
    ],
)
def test_a_program_is_known_by_its_family_only(agent: str, family: str) -> None:
    assert family_of(agent) == family


def test_its_owner_sees_which_program_has_which_version(amira: Calendars) -> None:
    feed, token = amira.makes()
    assert feed.fetches == ()
    amira.fetches(token, agent=GOOGLE)
    amira.goes_to(TODAY, 15)
    amira.fetches(token, agent=THUNDERBIRD)
    amira.moves(first_chemo("2026-06-01"))
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    stands = amira.feed(feed)
    assert stands.version == 2
    assert stands.fetches == (
        ("thunderbird", at + timedelta(hours=3), 1),
        ("google", at, 1),
    )
    amira.fetches(token, agent=GOOGLE)
    assert amira.feed(feed).fetches[0] == ("google", at + timedelta(hours=3), 2)  # type: ignore[index]


def test_a_poll_that_tells_nothing_new_writes_nothing(amira: Calendars) -> None:
    _feed, token = amira.makes()
    etag = amira.fetches(token, agent=GOOGLE).headers["ETag"]
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        written.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        for _ in range(3):
            assert amira.fetches(token, agent=GOOGLE, If_None_Match=etag).status_code == 304
        assert amira.fetches(token, "HEAD", agent="another").status_code == 200
        assert written == []
        amira.goes_to(TODAY, 13)
        amira.fetches(token, agent=GOOGLE, If_None_Match=etag)
        assert any(statement.startswith("UPDATE feed_address") for statement in written)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_nothing_is_noted_but_family_hour_and_version(amira: Calendars) -> None:
    _feed, token = amira.makes()
    amira.fetches(token, agent=f"{THUNDERBIRD} of Rose at 192.0.2.7", X_Forwarded_For="192.0.2.7")
    db.session.rollback()
    noted = db.session.get_one(FeedAddressRecord, hash_of(token)).fetches or ""
    assert json.loads(noted) == {"thunderbird": [int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()) // 3600, 1]}


def test_it_can_be_switched_off_and_forgets_at_once(amira: Calendars) -> None:
    feed, token = amira.makes()
    amira.fetches(token, agent=GOOGLE)
    assert amira.chooses(feed, health=False).fetches is None
    amira.fetches(token, agent=GOOGLE)
    assert amira.feed(feed).fetches is None
    assert amira.chooses(feed, health=True).fetches == ()


def test_a_test_entry_arrives_with_a_number_that_only_its_reader_knows(amira: Calendars) -> None:
    feed, token = amira.makes(language="es")
    assert (feed.tested_on, feed.proven_on) == (None, None)
    before = set(amira.reads(token))
    assert amira.tests(feed).tested_on == TODAY
    ((uid, entry),) = [(uid, one) for uid, one in amira.reads(token).items() if uid not in before]
    name, _, number = entry.title.rpartition(" ")
    assert name.startswith("Ahead")
    assert len(number) == 4
    assert entry.day == TODAY + timedelta(days=1)
    with pytest.raises(NotTheNumber):
        amira.proves(feed, "0000")
    assert amira.feed(feed).proven_on is None
    proven = amira.proves(feed, f" {number[:2]} {number[2:]} ")
    assert (proven.tested_on, proven.proven_on) == (None, TODAY)
    assert uid not in live(amira.reads(token))
    assert before <= set(live(amira.reads(token)))


def test_without_a_test_entry_no_number_proves_anything(amira: Calendars) -> None:
    feed, _token = amira.makes()
    for number in ("", "0000", "1234"):
        with pytest.raises(NotTheNumber):
            amira.proves(feed, number)


def test_another_address_has_not_been_seen_yet(amira: Calendars) -> None:
    feed, token = amira.makes()
    amira.tests(feed)
    (entry,) = [one for one in amira.reads(token).values() if "test" in one.title]
    amira.proves(feed, entry.title.rpartition(" ")[2])
    amira.gives_another_address(feed)
    assert amira.feed(feed).proven_on is None
