"""A snooze: with a reason and a day, over by itself or when something graver comes, taken back by one press."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from planner.accounts.models import AuditRecord
from planner.clinics.models import EnrolmentRecord, SnoozeRecord
from planner.clinics.notes import needs_no_answer, notes_between, write_to_clinic
from planner.db import db, transaction
from planner.errors import Faults, NothingHere
from planner.plans.actions import keep_answers
from planner.plans.steps import take_step
from planner.plans.stopping import stop
from planner.review.snoozing import AtRest, MovedMeanwhile, Seen, snooze, take_back
from planner.review.waking import wake_what_is_due
from planner.sealed import CannotOpen
from tests.clinics.rosters import Ward, key, move_day, rows_kept
from tests.databases import Database
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import occasion
from tests.web.lives import TODAY

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def service(database: Database) -> Iterator[Flask]:
    """The service on both kinds of database, on a fixed day."""
    app = app_on(database, CLOCK=lambda zone: TODAY)
    yield app
    let_go(app)


@pytest.fixture
def ward(service: Flask) -> Iterator[Ward]:
    """A clinic that reviews one plan with plenty of time, with the service at work."""
    found = Ward(service)
    with service.app_context():
        found.takes("amira")
        yield found
        db.session.remove()


def snoozes(ward: Ward, until: date = FRIDAY, reason: str = "waits for the letter", again: int = 0) -> None:
    """The nurse snoozes the plan."""
    snooze(ward.nurse.actor, key("snooze", until, again), ward.ids["amira"], reason, until, occasion())


def test_a_snoozed_plan_is_out_of_sight_with_its_reason_until_its_day(ward: Ward, service: Flask) -> None:
    snoozes(ward)
    row = ward.row("amira")
    assert row
    assert (row.standing, row.until, row.told["reason"]) == ("snoozed", FRIDAY, "waits for the letter")
    assert (ward.labels(), ward.labels("snoozed")) == ([], ["amira"])
    move_day(service, date(2026, 3, 5))
    assert "amira" not in ward.page()
    move_day(service, FRIDAY)
    assert "amira" in ward.page()
    row = ward.row("amira")
    assert row
    assert (row.standing, row.until) == ("look", None)


def test_a_snooze_is_taken_back_by_one_press(ward: Ward) -> None:
    before = rows_kept()
    snoozes(ward)
    take_back(ward.nurse.actor, key("back"), ward.ids["amira"], occasion())
    assert rows_kept() == before


def test_a_snooze_of_a_plan_that_cannot_be_worked_out_is_not_taken_back_by_halves(ward: Ward) -> None:
    snoozes(ward)
    before, plan = rows_kept(), ward.kept("amira").id
    with transaction() as session:
        session.execute(update(EnrolmentRecord).values(told=b"\x01garbled").where(EnrolmentRecord.plan_id == plan))
    with pytest.raises(CannotOpen):
        take_back(ward.nurse.actor, key("back"), ward.ids["amira"], occasion())
    assert rows_kept() == before
    assert list(db.session.scalars(select(SnoozeRecord.ended_at))) == [None]


def test_what_was_seen_is_compared_once_more_while_nobody_else_changes_the_plan(ward: Ward) -> None:
    seen = Seen(ward.kept("amira").version, 0)
    write_to_clinic(ward.owner("amira"), key("note"), "Please ring me.", occasion())
    before = rows_kept()
    told = ward.ids["amira"], "waits for the letter", FRIDAY, occasion()
    with pytest.raises(MovedMeanwhile):
        snooze(ward.nurse.actor, key("snooze"), *told, seen)
    assert rows_kept() == before
    snooze(ward.nurse.actor, key("again"), *told, seen._replace(unanswered=1))
    assert ward.labels("snoozed") == ["amira"]


def test_a_tick_does_not_wake_it_and_changes_the_numbers_alone(ward: Ward) -> None:
    snoozes(ward)
    take_step(ward.owner("amira"), key("booked"), "B18", {"booked": "2026-04-20"}, occasion())
    row = ward.row("amira")
    assert row
    assert (row.standing, row.until, row.day) == ("snoozed", FRIDAY, date(2026, 5, 11))


def test_a_nearer_last_safe_day_wakes_it_at_once(ward: Ward) -> None:
    take_step(ward.owner("amira"), key("booked"), "B18", {"booked": "2026-04-20"}, occasion())
    snoozes(ward)
    take_step(ward.owner("amira"), key("asks"), "B18", {"ask": "I could not come"}, occasion())
    row = ward.row("amira")
    assert row
    assert (row.standing, row.until, row.day) == ("look", None, date(2026, 5, 1))


def test_another_treatment_date_wakes_it_also_a_later_one_and_it_stays_awake(ward: Ward) -> None:
    snoozes(ward)
    keep_answers(ward.owner("amira"), key("later"), {"treatment_date": "2026-06-08"}, occasion())
    keep_answers(ward.owner("amira"), key("back"), {"treatment_date": "2026-05-18"}, occasion())
    row = ward.row("amira")
    assert row
    assert (row.standing, row.until) == ("look", None)


def test_words_of_the_patient_wake_it(ward: Ward) -> None:
    snoozes(ward)
    write_to_clinic(ward.owner("amira"), key("note"), "Please ring me.", occasion())
    assert ward.labels() == ["amira"]


def test_once_a_note_is_answered_the_next_one_wakes_it(ward: Ward) -> None:
    write_to_clinic(ward.owner("amira"), key("note"), "When do I come?", occasion())
    snoozes(ward)
    (asked,) = notes_between(ward.ids["amira"])
    needs_no_answer(ward.nurse.actor, key("answered"), ward.ids["amira"], asked.id, occasion())
    assert (ward.labels(), ward.labels("snoozed")) == ([], ["amira"])
    write_to_clinic(ward.owner("amira"), key("next"), "I have a fever.", occasion())
    assert ward.labels() == ["amira"]


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=91)])
def test_a_day_that_is_not_from_tomorrow_on_and_within_90_days_is_refused(ward: Ward, day: date) -> None:
    before = rows_kept()
    with pytest.raises(Faults) as refused:
        snoozes(ward, day)
    assert [one.key for one in refused.value.faults] == ["until"]
    assert rows_kept() == before


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301, "\x00"])
def test_a_reason_is_needed(ward: Ward, reason: str) -> None:
    with pytest.raises(Faults) as refused:
        snoozes(ward, reason=reason)
    assert [one.key for one in refused.value.faults] == ["reason"]
    snoozes(ward, TODAY + timedelta(days=90), "x" * 300)
    assert ward.labels("snoozed") == ["amira"]


def test_what_rests_cannot_be_snoozed(ward: Ward) -> None:
    stop(ward.owner("amira"), key("stop"), "postponed", occasion())
    with pytest.raises(AtRest):
        snoozes(ward)
    assert ward.labels("quiet") == ["amira"]


def test_what_rests_while_it_is_snoozed_is_quiet(ward: Ward) -> None:
    snoozes(ward)
    stop(ward.owner("amira"), key("stop"), "break", occasion())
    assert (ward.labels("snoozed"), ward.labels("quiet")) == ([], ["amira"])


def test_only_nurses_and_leads_of_the_clinic_snooze(ward: Ward, service: Flask) -> None:
    other = Ward(service, "Oak ward")
    for who in (other.nurse.actor, other.lead.actor, ward.auditor.actor):
        with pytest.raises(NothingHere):
            snooze(who, key("snooze"), ward.ids["amira"], "waits", FRIDAY, occasion())
        with pytest.raises(NothingHere):
            take_back(who, key("back"), ward.ids["amira"], occasion())
    snooze(ward.lead.actor, key("snooze"), ward.ids["amira"], "waits", FRIDAY, occasion())
    assert ward.labels("snoozed") == ["amira"]


def test_it_stands_in_the_record_of_the_clinic_and_without_its_words(ward: Ward) -> None:
    snoozes(ward)
    take_back(ward.nurse.actor, key("back"), ward.ids["amira"], occasion())
    query = select(AuditRecord.action).where(AuditRecord.chain == ward.clinic.id).order_by(AuditRecord.number)
    about = ward.ids["amira"][:8]
    assert list(db.session.scalars(query))[-2:] == [f"snoozed {about}", f"snooze-ended {about}"]


def test_the_same_press_twice_is_one_snooze_and_a_new_one_ends_the_one_before(ward: Ward) -> None:
    snoozes(ward)
    snoozes(ward)
    snoozes(ward, TODAY + timedelta(days=30), "waits for the results")
    held = list(db.session.scalars(select(SnoozeRecord).order_by(SnoozeRecord.until)))
    assert [(one.until, one.ended_at is None) for one in held] == [(FRIDAY, False), (date(2026, 4, 1), True)]


def test_ten_thousand_snoozes_of_one_plan_are_in_nobodys_way(ward: Ward) -> None:
    row = {"enrolment_id": ward.ids["amira"], "member": ward.nurse.member, "told": b"", "until": FRIDAY}
    many = [
        {**row, "id": f"{number:032x}", "at": occasion().now, "ended_at": occasion().now} for number in range(10_000)
    ]
    with transaction() as session:
        session.execute(insert(SnoozeRecord), many)
    snoozes(ward)
    assert (ward.labels(), ward.labels("snoozed")) == ([], ["amira"])
    take_back(ward.nurse.actor, key("back"), ward.ids["amira"], occasion())
    assert ward.labels() == ["amira"]


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_a_snooze_that_somebody_holds_at_this_moment_keeps_nobody_from_their_roster(ward: Ward, service: Flask) -> None:
    snoozes(ward)

    def wakes() -> None:
        with service.app_context():
            wake_what_is_due(ward.clinic.id, occasion(FRIDAY))

    with ThreadPoolExecutor() as others, db.engine.connect() as held:
        held.execute(select(SnoozeRecord.id).with_for_update())
        woken = others.submit(wakes)
        wait([woken], timeout=10)
        in_time = woken.done()
        held.rollback()
        woken.result(timeout=30)
    assert in_time
