"""A roster read page by page: every plan once, in order, from any place as fast, and never a plan of another clinic."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text, update

from bench.roster_load import load
from planner.clinics.members import Member
from planner.db import db, transaction
from planner.guidance.loader import guidance
from planner.review import waking
from planner.review.models import RosterRecord
from planner.review.roster import BACK, ONWARD, RosterPage, Wanted, page_query, roster_now, roster_page, wanted_from
from tests.clinics.rosters import Ward
from tests.databases import Database
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import occasion
from tests.web.lives import TODAY

MANY = 130  # six pages


@pytest.fixture
def service(database: Database) -> Iterator[Flask]:
    """The service on both kinds of database, on a fixed day."""
    app = app_on(database, CLOCK=lambda zone: TODAY)
    yield app
    let_go(app)


@pytest.fixture
def ward(service: Flask) -> Iterator[Ward]:
    """A clinic with six pages of plans that need a look, beside another with as many."""
    found, other = Ward(service), Ward(service, "Oak ward")
    with service.app_context():
        load(db.engine, found.clinic.id, MANY, TODAY, seed=1)
        load(db.engine, other.clinic.id, MANY, TODAY, seed=2)
        yield found
        db.session.remove()


def by_risk(clinic: str) -> list[str]:
    """The plans of a clinic as they should stand, sorted here: the nearest last safe day first, then the most that
    nobody signed, then the most that nobody answered."""
    rows = [one for one in db.session.query(RosterRecord) if one.clinic_id == clinic]
    return [one.id for one in sorted(rows, key=lambda one: (one.urgency, one.unsigned, one.unanswered, one.id))]


def pages(member: Member, wanted: Wanted, way: str) -> Iterator[RosterPage]:
    """This page and all that follow it, or that stand before it."""
    while True:
        page = roster_page(member, wanted, TODAY)
        yield page
        place = getattr(page, way)
        if not place:
            return
        wanted = wanted._replace(place=place)


def test_from_page_to_page_each_plan_is_met_once_and_in_order_and_back_again(ward: Ward) -> None:
    right = by_risk(ward.clinic.id)
    onward = list(pages(ward.member, Wanted(), "after"))
    assert [len(one.rows) for one in onward] == [25, 25, 25, 25, 25, 5]
    assert [row.id for one in onward for row in one.rows] == right
    assert onward[0].before == ""
    back = list(pages(ward.member, Wanted(place=onward[-1].before), "before"))
    assert [row.id for one in reversed(back) for row in one.rows] == right[:125]
    assert back[-1].before == ""


def test_a_plan_that_comes_or_goes_meanwhile_moves_no_other_across_a_page(ward: Ward) -> None:
    right = by_risk(ward.clinic.id)
    first = roster_page(ward.member, Wanted(), TODAY)
    with transaction() as session:  # the first of the list is snoozed by somebody else meanwhile
        session.execute(update(RosterRecord).where(RosterRecord.id == right[0]).values(standing="snoozed"))
    second = roster_page(ward.member, Wanted(place=first.after), TODAY)
    assert [row.id for row in second.rows] == right[25:50]
    again = roster_page(ward.member, Wanted(place=second.before), TODAY)
    assert [row.id for row in again.rows] == right[1:26]  # fewer than a page stand before it: the head


@pytest.mark.parametrize("days", [7, 28])
def test_a_filter_by_days_shows_the_last_safe_days_that_are_near_and_no_others(ward: Ward, days: int) -> None:
    near = [row.id for one in pages(ward.member, Wanted(within=days), "after") for row in one.rows]
    last = {one.id: one.urgency for one in db.session.query(RosterRecord)}
    assert near == [one for one in by_risk(ward.clinic.id) if last[one] <= TODAY.toordinal() + days]
    assert 0 < len(near) < MANY


@pytest.mark.parametrize("place", ["x", "=", "A" * 80, "A" * 5000, "ñ", "\x00", "../../etc", "' OR 1=1 --"])
def test_a_cursor_that_is_none_begins_at_the_head(ward: Ward, place: str) -> None:
    assert roster_page(ward.member, Wanted(place=place), TODAY).rows == roster_page(ward.member, Wanted(), TODAY).rows


def test_a_cursor_is_good_for_its_own_list_alone_and_tells_nothing(ward: Ward, service: Flask) -> None:
    first = roster_page(ward.member, Wanted(), TODAY)
    other = Ward(service, "Ash ward")
    load(db.engine, other.clinic.id, 30, TODAY, seed=3)
    assert roster_page(other.member, Wanted(place=first.after), TODAY).before == ""
    assert roster_page(ward.member, Wanted("snoozed", place=first.after), TODAY).rows == ()
    assert len(first.after) < 400
    last, told = first.rows[-1], urlsafe_b64decode(first.after + "=" * (-len(first.after) % 4))
    plain = (last.id, ward.clinic.id, str(last.urgency), '"after"', ONWARD)
    assert [one for one in plain if one.encode() in told or one in first.after] == []
    assert len(told) >= len(str([ONWARD, last.urgency, last.unsigned, last.unanswered, last.id]))  # all of it is there


def test_what_was_asked_for_and_is_no_choice_is_as_if_nothing_was_chosen() -> None:
    assert wanted_from("everything", "9999", "") == Wanted()
    assert wanted_from("snoozed", "28", "abc") == Wanted("snoozed", 28, "abc")


@pytest.mark.parametrize("way", ["", ONWARD, BACK])
@pytest.mark.parametrize("within", [False, True])
def test_a_page_is_found_by_its_index_without_sorting_or_counting(
    ward: Ward, database: Database, way: str, within: bool
) -> None:
    load(db.engine, ward.clinic.id, 5000, TODAY, seed=4)  # enough that a database would not read all of it anyway
    row = db.session.query(RosterRecord).filter_by(clinic_id=ward.clinic.id).order_by(RosterRecord.id).first()
    assert row
    place = {name: getattr(row, name) for name in ("urgency", "unsigned", "unanswered", "id")} if way else {}
    latest = {"latest": TODAY.toordinal() + 28} if within else {}
    asked = {"clinic": ward.clinic.id, "standing": "look"} | place | latest
    plan = how_it_is_done(database, page_query(way, within), asked)
    assert "ix_roster_by_risk" in plan
    for slow in ("SORT", "TEMP B-TREE", "SCAN ROSTER", "SEQ SCAN", "BITMAP", "AGGREGATE"):
        assert slow not in plan.upper(), plan


def how_it_is_done(database: Database, query: Any, asked: dict[str, Any]) -> str:
    """What the database says that it would do."""
    explain = "EXPLAIN QUERY PLAN" if database.name == "sqlite" else "EXPLAIN"
    compiled = query.compile(db.engine, compile_kwargs={"render_postcompile": True})
    told = compiled.construct_params(asked)
    values: Any = tuple(told[name] for name in compiled.positiontup) if compiled.positiontup else told
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql(f"{explain} {compiled}", values)
        return "\n".join(str(row[-1]) for row in found)


def test_a_page_takes_the_same_few_statements_with_many_plans_as_with_few(ward: Ward) -> None:
    def asked_for() -> list[str]:
        asked: list[str] = []

        def note(*told: Any) -> None:
            asked.append(told[2])

        db.session.rollback()
        event.listen(db.engine, "before_cursor_execute", note)
        roster_now(ward.member, Wanted(), occasion(), lambda zone: occasion())
        event.remove(db.engine, "before_cursor_execute", note)
        return asked

    few = asked_for()
    load(db.engine, ward.clinic.id, 2000, TODAY, seed=5)
    assert asked_for() == few
    assert [one for one in few if "count(" in one.lower()] == []
    assert len([one for one in few if "roster" in one]) == 2  # what is due, and the page


def test_only_a_few_are_woken_at_once_and_all_in_time(ward: Ward) -> None:
    mine = RosterRecord.clinic_id == ward.clinic.id
    with transaction() as session:
        session.execute(update(RosterRecord).where(mine).values(standing="snoozed", until=TODAY))
    waking.wake_what_is_due(ward.clinic.id, occasion())
    assert standing_of(ward) == {"look": waking.MOST, "snoozed": MANY - waking.MOST}
    waking.wake_what_is_due(ward.clinic.id, occasion())
    assert standing_of(ward) == {"look": MANY}


def standing_of(ward: Ward) -> dict[str, int]:
    """How many plans of a clinic stand where."""
    query = text("SELECT standing, count(*) FROM roster WHERE clinic_id = :clinic GROUP BY standing")
    db.session.rollback()
    return {str(one): int(many) for one, many in db.session.execute(query, {"clinic": ward.clinic.id})}


def test_one_damaged_row_hides_no_other(ward: Ward) -> None:
    first = by_risk(ward.clinic.id)[0]
    with transaction() as session:
        session.execute(update(RosterRecord).where(RosterRecord.id == first).values(told=b"\x01garbled"))
    page = ward.page()
    assert "Cannot be read just now" in page
    assert page.count('class="roster__plan"') == 25


def test_the_rows_that_are_loaded_in_bulk_are_rows_that_the_service_shows(ward: Ward) -> None:
    codes = {item.code for item in guidance().editions["gb"]}
    told = [row.opened() for row in roster_page(ward.member, Wanted(), TODAY).rows]
    assert all(one is not None and one["item"][0] in codes for one in told)
    assert date.fromisoformat(told[0]["first"][0]) >= TODAY  # type: ignore[index]
