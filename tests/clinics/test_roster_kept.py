"""The rows of a roster follow the plans: with each change, as days pass, and when a plan leaves."""

from collections.abc import Iterator
from datetime import date

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import event, update

from planner.clinics.joining import leave_clinic
from planner.clinics.notes import write_to_clinic
from planner.db import db, transaction
from planner.plans.actions import delete_plan, keep_answers
from planner.plans.models import PlanRecord
from planner.plans.steps import take_step
from planner.plans.stopping import stop
from planner.plans.team_questions import add_question
from planner.review.models import RosterRecord
from tests.clinics.rosters import Ward, key, move_day, rows_kept
from tests.databases import Database
from tests.keeping.databases import app_on, let_go
from tests.keeping.people_kept import occasion, plan_made
from tests.web.lives import EVERYONE, TODAY, told_json


@pytest.fixture
def service(database: Database) -> Iterator[Flask]:
    """The service on both kinds of database, on a fixed day."""
    app = app_on(database, CLOCK=lambda zone: TODAY)
    yield app
    let_go(app)


@pytest.fixture
def ward(service: Flask) -> Iterator[Ward]:
    """A clinic, with the service at work."""
    found = Ward(service)
    with service.app_context():
        yield found
        db.session.remove()


def recounted(service: Flask, today: date) -> Result:
    """`roster recount`, said on a day."""
    move_day(service, today)
    return service.test_cli_runner().invoke(args=["roster", "recount"])


def test_whoever_is_enrolled_is_on_the_roster_at_once_and_a_plan_without_a_clinic_is_on_none(ward: Ward) -> None:
    ward.takes("chloe")
    plan_made("somebody else", **told_json(EVERYONE["ben"]))
    assert len(rows_kept()) == 1
    row = ward.row("chloe")
    assert row
    assert (row.standing, row.day, row.unsigned, row.unanswered) == ("look", date(2026, 3, 4), 1, 0)
    assert row.told["first"] == ["2026-03-11", True]
    assert row.why == ["never-signed"]


def test_a_plan_without_a_clinic_asks_nothing_of_the_database_for_a_roster(ward: Ward) -> None:
    actor, _ = plan_made("somebody else", **told_json(EVERYONE["ben"]))
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    take_step(actor, key("step"), "B04", {"waiting": "for the letter"}, occasion())
    assert asked
    assert [one for one in asked if "roster" in one or "enrolment" in one.split("WHERE")[-1]] == []


def test_a_tick_moves_the_row_on_to_the_next_last_safe_day(ward: Ward) -> None:
    ward.takes("amira")
    ward.signs("amira")
    row = ward.row("amira")
    assert row
    assert (row.standing, row.day, row.told["item"][0]) == ("on-course", date(2026, 5, 1), "B18")
    take_step(ward.owner("amira"), key("done"), "B18", {"booked": "2026-04-20"}, occasion())
    row = ward.row("amira")
    assert row
    # Now an injection to rest the ovaries, 7 days before Monday 18 May.
    assert (row.day, row.told["item"][0]) == (date(2026, 5, 11), "B21")


def test_a_change_of_the_date_flips_a_checked_plan_and_says_how_many_things_changed(ward: Ward) -> None:
    ward.takes("amira")
    ward.signs("amira")
    keep_answers(ward.owner("amira"), key("later"), {"treatment_date": "2026-06-08"}, occasion())
    row = ward.row("amira")
    assert row
    assert (row.standing, row.why, row.day) == ("look", ["changed"], date(2026, 5, 22))
    assert row.unsigned > 1


def test_whoever_leaves_is_gone_from_the_roster_at_once(ward: Ward) -> None:
    ward.takes("chloe", "ben")
    leave_clinic(ward.owner("chloe"), key("leave"), occasion())
    assert ward.row("chloe") is None
    assert ward.labels() == ["ben"]


def test_whoever_deletes_everything_is_gone_from_the_roster(ward: Ward) -> None:
    ward.takes("chloe", "ben")
    delete_plan(ward.owner("chloe"), key("delete"), occasion())
    assert ward.labels() == ["ben"]


@pytest.mark.parametrize("how", ["break", "postponed", "cancelled", "died"])
def test_whatever_stops_is_quiet_and_neither_urgent_nor_on_course(ward: Ward, how: str) -> None:
    ward.takes("chloe", "ben")
    stop(ward.owner("chloe"), key("stop"), how, occasion())
    assert ward.labels() == ["ben"]
    assert ward.labels("on-course") == []
    assert ward.labels("quiet") == ["chloe"]


def test_questions_count_where_the_clinic_may_see_them_and_notes_to_the_clinic_always(ward: Ward) -> None:
    ward.takes("amira")
    add_question(ward.owner("amira"), key("question"), "May I fly?", occasion())
    write_to_clinic(ward.owner("amira"), key("note"), "Please ring me.", occasion())
    row = ward.row("amira")
    assert row
    assert (row.unanswered, "questions" in row.why) == (2, True)


def test_rows_worked_out_anew_are_the_rows_that_were_kept(ward: Ward, service: Flask) -> None:
    ward.takes(*EVERYONE)
    ward.signs("amira")
    take_step(ward.owner("hugo"), key("step"), "B03", {"done": "2026-03-02"}, occasion())
    stop(ward.owner("grace"), key("stop"), "break", occasion())
    keep_answers(ward.owner("ewa"), key("date"), {"treatment_date": "2026-07-06"}, occasion())
    leave_clinic(ward.owner("ben"), key("leave"), occasion())
    kept = rows_kept()
    assert len(kept) == len(EVERYONE) - 1
    with transaction() as session:
        session.execute(update(RosterRecord).values(urgency=1, unsigned=-9, unanswered=-9, standing="snoozed"))
    done = recounted(service, TODAY)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == f"Done: {len(EVERYONE)} plans."
    assert rows_kept() == kept


def test_recounted_on_a_later_day_a_plan_that_was_on_course_needs_a_look(ward: Ward, service: Flask) -> None:
    ward.takes("amira")
    ward.signs("amira")
    assert recounted(service, date(2026, 4, 2)).exit_code == 0
    assert ward.labels("on-course", today=date(2026, 4, 2)) == ["amira"]
    assert recounted(service, date(2026, 4, 3)).exit_code == 0
    assert ward.labels(today=date(2026, 4, 3)) == ["amira"]


def test_a_plan_that_does_not_open_keeps_its_row_and_is_named_and_the_others_get_theirs(
    ward: Ward, service: Flask
) -> None:
    ward.takes("amira", "chloe")
    broken = ward.kept("amira").id
    with transaction() as session:
        session.execute(update(PlanRecord).where(PlanRecord.id == broken).values(answers=b"\x01garbled"))
    done = recounted(service, date(2026, 3, 3))
    assert done.exit_code == 1
    assert done.stderr.startswith(f"enrolment {ward.ids['amira']}: Something that was kept cannot be opened")
    amira, chloe = ward.row("amira"), ward.row("chloe")
    assert amira
    assert chloe
    assert (amira.counted_on, chloe.counted_on) == (TODAY, date(2026, 3, 3))


@pytest.mark.parametrize("told", ["no object", '{"place": "atlantis"}'])
def test_a_plan_kept_in_a_way_that_nobody_reads_any_more_is_named_and_the_others_get_their_rows(
    ward: Ward, service: Flask, told: str
) -> None:
    ward.takes("amira", "chloe")
    with transaction() as session:
        session.get_one(PlanRecord, ward.kept("amira").id).lock("answers", told)
    done = recounted(service, date(2026, 3, 3))
    assert done.exit_code == 1
    assert done.stderr.startswith(f"enrolment {ward.ids['amira']}: ")
    amira, chloe = ward.row("amira"), ward.row("chloe")
    assert amira
    assert chloe
    assert (amira.counted_on, chloe.counted_on) == (TODAY, date(2026, 3, 3))


def test_where_the_next_day_has_begun_a_row_of_today_is_worked_out_anew(ward: Ward, service: Flask) -> None:
    ward.takes("amira", time_zone="Pacific/Auckland")
    ward.takes("chloe")
    tomorrow = date(2026, 3, 3)
    service.config["CLOCK"] = lambda zone: tomorrow if zone == "Pacific/Auckland" else TODAY
    ward.page()
    amira, chloe = ward.row("amira"), ward.row("chloe")
    assert amira
    assert chloe
    assert (amira.counted_on, chloe.counted_on) == (tomorrow, TODAY)


def test_a_roster_that_is_opened_on_a_later_day_works_out_what_it_shows(ward: Ward, service: Flask) -> None:
    ward.takes("chloe", "amira")
    ward.signs("amira")
    move_day(service, date(2026, 4, 3))
    page = ward.page()
    chloe, amira = ward.row("chloe"), ward.row("amira")
    assert chloe
    assert amira
    # Chloe's first chemo day, 11 March, is gone: nobody said whether it happened. Amira came near by herself.
    assert "a treatment day has gone by" in page
    assert (chloe.counted_on, amira.counted_on, amira.standing) == (date(2026, 4, 3), date(2026, 4, 3), "look")
