"""The calendars of somebody with whom a plan is shared end with the sharing, whatever else goes wrong."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from planner.accounts.models import PersonRecord
from planner.calendar import looking, rendered
from planner.calendar.feeds import AddressUsed, change_feed, end_feed, feeds_of, make_feed, move_feed
from planner.calendar.models import FeedRecord
from planner.calendar.rehearsals import put_test_in
from planner.db import NotKept, db, transaction
from planner.errors import AheadError, NothingHere
from planner.plans.actions import delete_plan
from planner.plans.sharing import Rights
from planner.plans.stopping import stop
from planner.tokens import new_token
from tests.feeds.calendars import TODAY, Calendars, seen_in
from tests.feeds.partners import Partner

FIND_OUT = Rights(groups=("find-out",))
UNTIL = date(2026, 3, 5)


def has_ended(owner: Calendars, token: str) -> bool:
    """Whether an address says that it has ended and nothing else."""
    answer = owner.fetches(token)
    return answer.status_code == 200 and [one.title for one in seen_in(answer.data).values()] == [
        "This calendar has ended"
    ]


def test_it_ends_at_once_says_so_for_thirty_days_and_then_nothing(amira: Calendars) -> None:
    partner = Partner(amira)
    _feed, token = partner.makes()
    first = amira.fetches(token)
    partner.is_ended()
    assert has_ended(amira, token)
    assert amira.fetches(token, If_None_Match=first.headers["ETag"]).status_code == 200
    assert amira.fetches(token, If_Modified_Since=first.headers["Last-Modified"]).status_code == 200
    amira.goes_to(TODAY + timedelta(days=30), 11)
    assert has_ended(amira, token)
    amira.goes_to(TODAY + timedelta(days=30), 13)
    assert amira.fetches(token).status_code == 410


def test_nothing_can_be_done_to_it_afterwards_not_even_what_was_done_before(amira: Calendars) -> None:
    partner = Partner(amira)
    feed, _token = partner.makes()
    key, when = new_token(), amira.occasion
    put_test_in(partner.actor, key, feed.id, when)
    made = new_token()
    make_feed(partner.actor, made, feed.choices, when)
    partner.is_ended()
    for act in (
        lambda: put_test_in(partner.actor, key, feed.id, when),
        lambda: make_feed(partner.actor, made, feed.choices, when),
        lambda: make_feed(partner.actor, new_token(), feed.choices, when),
        lambda: move_feed(partner.actor, new_token(), feed.id, 30, when),
        lambda: change_feed(partner.actor, new_token(), feed.id, feed.choices, True, when),
        lambda: end_feed(partner.actor, new_token(), feed.id, 0, when),
    ):
        with pytest.raises((NothingHere, AddressUsed)) as raised:
            act()
        assert raised.type is NothingHere
    assert feeds_of(amira.kept, partner.share) == []


def test_those_of_others_go_on(amira: Calendars) -> None:
    partner, other = Partner(amira), Partner(amira)
    _mine, mine = amira.makes()
    _feed, token = partner.makes()
    _feed, theirs = other.makes()
    before = amira.fetches(theirs).data, amira.fetches(mine).data
    partner.is_ended()
    assert has_ended(amira, token)
    assert (amira.fetches(theirs).data, amira.fetches(mine).data) == before


@pytest.mark.parametrize("how", ["", "cancelled", "break"])
@pytest.mark.parametrize(("zone", "midnight"), [("Europe/London", 0), ("America/New_York", 5)])
def test_it_ends_with_the_first_fetch_of_the_day_after_the_last_one_where_its_owner_lives(
    amira_again: Callable[[], Calendars], how: str, zone: str, midnight: int
) -> None:
    owner = amira_again()
    owner.answers(time_zone=zone)
    partner = Partner(owner, FIND_OUT, UNTIL)
    _feed, token = partner.makes()
    if how:
        stop(owner.actor, new_token(), how, owner.occasion)
    night = datetime(2026, 3, 6, midnight, tzinfo=UTC)
    owner.clock.move_to(night - timedelta(seconds=1))
    owner.app.config["CLOCK"] = lambda zone: UNTIL
    assert not has_ended(owner, token)
    owner.clock.move_to(night + timedelta(hours=7))
    owner.app.config["CLOCK"] = lambda zone: UNTIL + timedelta(days=1)
    assert has_ended(owner, token)
    # What it says of when it ended is the night itself, whoever noticed it first.
    assert owner.fetches(token).headers["Last-Modified"] == f"Fri, 06 Mar 2026 0{midnight}:00:00 GMT"


def test_a_change_of_the_plan_ends_it_too_and_leaves_no_trace_of_when_that_was(
    amira_again: Callable[[], Calendars],
) -> None:
    told = []
    for is_there in (True, False):
        owner = amira_again()
        partner = Partner(owner, FIND_OUT, UNTIL)
        _feed, token = partner.makes()
        owner.goes_to(UNTIL + timedelta(days=1), 8)
        if is_there:
            owner.answers(owner.today, mobility="aid")
        owner.goes_to(UNTIL + timedelta(days=1), 15)
        assert has_ended(owner, token)
        answer = owner.fetches(token)
        told.append(
            (answer.headers["Last-Modified"], [line for line in answer.text.split("\r\n") if "UID" not in line])
        )
        owner.goes_to(TODAY)
    assert told[0] == told[1]


@pytest.mark.parametrize("error", [NotKept(), ValueError("a plan nobody can work out")])
def test_where_it_cannot_be_looked_at_it_is_not_served_past_its_end(
    amira: Calendars, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    partner = Partner(amira, FIND_OUT, UNTIL)
    _feed, token = partner.makes()
    _mine, mine = amira.makes()

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(looking, "keep_feeds", fails)
    amira.goes_to(UNTIL)
    assert partner.reads(token)
    amira.goes_to(UNTIL + timedelta(days=1))
    assert amira.fetches(token).status_code == 503
    assert amira.fetches(token, If_None_Match="*").status_code == 503
    assert amira.fetches(mine).status_code == 200
    monkeypatch.undo()
    amira.app.config["CLOCK"] = lambda zone: amira.today
    assert has_ended(amira, token)


def test_where_it_cannot_be_written_nothing_is_served_that_may_be_hidden_by_now(
    amira: Calendars, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = Partner(amira, FIND_OUT)
    _feed, token = partner.makes()
    etag = amira.fetches(token).headers["ETag"]

    def fails(*_: object, **__: object) -> None:
        raise ValueError("an event nobody can write")

    monkeypatch.setattr(rendered, "write_ledger", fails)
    amira.goes_to(TODAY, 13)
    partner.may_see(Rights(groups=("find-out",), hidden=("B04",)), proven=False)
    assert amira.fetches(token).status_code == 503
    assert amira.fetches(token, If_None_Match=etag).status_code == 503
    monkeypatch.undo()
    amira.app.config["CLOCK"] = lambda zone: amira.today
    assert "fertility clinic" not in " ".join(partner.titles(token))


def test_it_ends_even_where_the_plan_cannot_be_worked_out(amira: Calendars, monkeypatch: pytest.MonkeyPatch) -> None:
    partner = Partner(amira)
    _feed, token = partner.makes()

    def fails(*_: object, **__: object) -> None:
        raise AheadError("It cannot", "be worked out.")

    monkeypatch.setattr(rendered, "plan_from", fails)
    partner.is_ended()
    assert has_ended(amira, token)


def test_it_goes_with_the_plan_and_with_the_person(amira_again: Callable[[], Calendars]) -> None:
    owner = amira_again()
    partner, leaving = Partner(owner), Partner(owner)
    _feed, token = partner.makes()
    _feed, left = leaving.makes()
    with transaction() as session:
        session.delete(session.get_one(PersonRecord, leaving.person))
    assert owner.fetches(left).status_code == 410
    assert owner.fetches(token).status_code == 200
    delete_plan(owner.actor, new_token(), owner.occasion)
    assert owner.fetches(token).status_code == 410
    assert db.session.scalars(select(FeedRecord.id).where(FeedRecord.share_id == partner.share)).all() == []


def test_written_afresh_by_a_command_it_is_as_it_was_and_ends_where_it_is_over(amira: Calendars) -> None:
    partner, over = Partner(amira, FIND_OUT), Partner(amira, FIND_OUT, UNTIL)
    feed, token = partner.makes()
    _feed, old = over.makes()
    before = amira.fetches(token)
    amira.goes_to(UNTIL + timedelta(days=1))
    assert amira.app.test_cli_runner().invoke(args=["feeds", "rebuild"]).exit_code == 0
    after = amira.fetches(token)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert partner.feed(feed).version == 1
    assert has_ended(amira, old)
