"""Sets of plans whose lead has left, whose clinic has ended, or in which a plan cannot be read: all else goes on."""

from collections.abc import Iterator
from datetime import date

import pytest

from planner.accounts.access import LEAD
from planner.cli.plainly import occasion, occasion_in
from planner.clinics.about import end_clinic
from planner.clinics.members import member_of
from planner.clinics.protocols import SignedProtocol, protocol_in_force, sign_protocol
from planner.clinics.staffing import end_member
from planner.db import db, transaction
from planner.plans.models import PlanRecord
from planner.review.change_sets import OPEN, example_of, open_sets, would_touch
from planner.review.change_sets_applied import UNREADABLE, sets_under_way
from planner.review.models import ChangeSetRecord, TouchedRecord
from planner.tokens import new_id, new_token
from planner.web.days import short_day
from tests.clinics.people import Staff
from tests.databases import Database
from tests.keeping.databases import let_go
from tests.review.touched import Ward
from tests.web.living import text_of

PAGE = "/clinic/changes"
GAP = {"regimen": "usual", "milestone": "day-zero", "from": "mobilisation", "reason": "Beds."}


@pytest.fixture
def ward(database: Database) -> Iterator[Ward]:
    """A clinic in a service of its own, on 2 March 2026, on both kinds of database."""
    found = Ward.opened(database.folder, database.url, tables=False)
    yield found
    let_go(found.app)


def damages(ward: Ward, enrolment: str) -> None:
    """What one plan holds is no JSON any more."""
    plan = ward.kept(enrolment).id
    with ward.app.app_context(), transaction() as session:
        session.get_one(PlanRecord, plan).lock("answers", "no object")


def reads(ward: Ward, path: str = PAGE) -> str:
    """What the lead reads on a page."""
    return text_of(ward.lead.computer.gets(path).text)


def this_day(ward: Ward) -> str:
    """The day of this moment, as pages say it."""
    with ward.app.test_request_context():
        return short_day(occasion().now.date(), occasion().today)


def test_what_a_lead_decided_is_applied_also_after_they_have_left(ward: Ward) -> None:
    enrolment = ward.admits(2, "S")["S0"]
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    other = Staff(ward.app, ward.clinic.id, "Lena", LEAD)
    with ward.app.app_context():
        end_member(other.actor, new_token(), ward.lead.member, occasion())
    assert ward.applies(one) == (2, 0)
    assert ward.kept(enrolment).as_of == date(2026, 6, 1)
    assert ward.changes(enrolment)[0].member == ward.lead.member


def test_nothing_of_a_clinic_that_has_ended_is_under_way(ward: Ward) -> None:
    enrolment = ward.admits(1, "S")["S0"]
    ward.newer()
    ward.finds()
    ward.decides(ward.sets()[0])
    with ward.app.app_context():
        assert len(sets_under_way()) == 1
        end_clinic(ward.lead.actor, new_token(), occasion())
        assert sets_under_way() == []
    done = ward.app.test_cli_runner().invoke(args=["changes", "apply"])
    assert (done.exit_code, done.stdout) == (0, "Done: 0 plans changed, 0 passed over.\n")
    assert ward.kept(enrolment).as_of == date(2026, 3, 2)


def test_a_set_that_cannot_be_applied_keeps_no_other_from_it(ward: Ward) -> None:
    admitted = ward.admits(1, "SO")
    ward.newer()
    ward.finds()
    ward.decides(gone := ward.with_label("S0"))
    ward.decides(ward.with_label("O0"))
    with ward.app.app_context(), transaction() as session:
        record = session.get_one(ChangeSetRecord, gone.id)
        record.lock({**record.opened(), "number": 7})  # a protocol that is not there
    done = ward.app.test_cli_runner().invoke(args=["changes", "apply"])
    assert done.exit_code == 1
    assert f"set {gone.id}: what was decided is not there any more" in done.stderr
    assert "1 of the sets could not be applied to the end. 1 plans changed, 0 passed over." in done.stderr
    assert ward.kept(admitted["S0"]).as_of == date(2026, 3, 2)
    assert ward.kept(admitted["O0"]).as_of == date(2026, 6, 1)


def test_a_plan_that_cannot_be_read_is_passed_over_and_the_others_are_applied(ward: Ward) -> None:
    admitted = ward.admits(2, "S")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    damages(ward, admitted["S0"])
    assert ward.applies(one) == (1, 1)
    assert ward.past()[0].why_not == {UNREADABLE: 1}
    assert ward.kept(admitted["S1"]).as_of == date(2026, 6, 1)


def test_a_plan_that_cannot_be_read_keeps_no_protocol_from_its_preview(ward: Ward) -> None:
    admitted = ward.admits(2, "S")
    with ward.app.app_context():
        days = {"earliest": "63", "likely": "70", "latest": "77"}
        sign_protocol(ward.lead.actor, new_token(), {"gaps": [{**GAP, **days}]}, 0, occasion())
        signed = protocol_in_force(ward.clinic.id, occasion().today)
    assert isinstance(signed, SignedProtocol)
    damages(ward, admitted["S0"])
    with ward.app.app_context():
        found = would_touch(ward.clinic.id, signed, occasion_in)
    assert (found.looked_at, found.plans) == (2, 1)


def test_the_page_says_how_many_plans_could_not_be_read(ward: Ward) -> None:
    admitted = ward.admits(2, "S")
    ward.newer()
    damages(ward, admitted["S0"])
    lead = ward.lead.computer
    answer = lead.sends(f"{PAGE}/find", lead.keys(PAGE))
    page = reads(ward, answer.headers["Location"])
    assert "2 plans were looked at: all there are. 1 of them could not be read" in page
    assert "1 way this touches 1 plan" in page
    assert "could not be read" not in reads(ward)
    go_on = lead.sends(f"{PAGE}/find", lead.keys(PAGE), after=max(admitted.values()), looked_at="25", left_out="3")
    assert "25 plans were looked at: all there are. 3 of them could not be read" in reads(
        ward, go_on.headers["Location"]
    )


def test_the_example_of_a_set_is_a_plan_that_waits(ward: Ward) -> None:
    ward.admits(2, "S")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    for waits in (True, False):
        ward.applies(one, 1)
        with ward.app.app_context():
            example = example_of(member_of(ward.lead.actor), ward.past()[0])
            row = db.session.get(TouchedRecord, (one.id, example.id)) if example else None
        assert (row is not None and row.done_at is None) == waits


def test_of_very_many_sets_the_largest_are_shown_and_that_there_are_more(ward: Ward) -> None:
    enrolment = ward.admits(2, "SO")["S0"]
    ward.newer()
    ward.finds()
    with ward.app.app_context(), transaction() as session:
        first = session.get_one(ChangeSetRecord, ward.with_label("S0").id)
        told = first.opened()
        for number in range(OPEN - 1):
            others = {"as_of": first.as_of, "digest": f"{number:064}", "found_at": first.found_at}
            record = ChangeSetRecord(id=new_id(), clinic_id=ward.clinic.id, **others)
            record.lock(told)
            session.add(record)
            session.flush()
            session.add(TouchedRecord(change_set_id=record.id, enrolment_id=enrolment, version=1))
    with ward.app.app_context():
        found = open_sets(ward.clinic.id)
        assert (len(found.sets), found.more) == (OPEN, True)
        assert [one.waiting for one in found.sets[:3]] == [2, 2, 1]
    page = reads(ward)
    assert f"The {OPEN} ways that touch most plans" in page
    assert "There are more. They stand here once some of these are decided." in page


def test_before_anybody_looked_nobody_is_told_that_nothing_newer_waits(ward: Ward) -> None:
    ward.admits(1, "S")
    page = reads(ward)
    assert "Nobody has looked for anything newer yet" in page
    assert "Look through the plans now" in page
    assert "Nothing newer" not in page
    lead = ward.lead.computer
    lead.sends(f"{PAGE}/find", lead.keys(PAGE))
    page = reads(ward)
    assert "Nothing newer waits for you" in page
    assert f"All plans were last looked through on {this_day(ward)}." in page
