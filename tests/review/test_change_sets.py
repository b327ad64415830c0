"""Newer guidance and newer protocols in plans of a clinic: found, put together, decided once, applied plan by plan."""

import os
import signal
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.accounts import audit
from planner.cli.plainly import occasion
from planner.clinics.joining import leave_clinic
from planner.clinics.protocols import sign_protocol
from planner.clinics.signing import sign_plan
from planner.db import db
from planner.errors import NothingHere
from planner.guidance.loader import guidance
from planner.plans.actions import accept_guidance, delete_plan, keep_answers, refuse_guidance
from planner.plans.days_passing import put_away
from planner.plans.facts import CLINIC
from planner.plans.history import still_stands, undo
from planner.plans.kept import KeptPlan
from planner.plans.signing import content_now, signed_state
from planner.plans.signoff import digest_of
from planner.plans.stopping import stop
from planner.review.change_sets_applied import CHANGED, LEFT, NOTHING_LEFT, DecidedAlready
from planner.review.change_sets_differ import Target, shift, way_of
from planner.review.change_sets_found import KEPT
from planner.tokens import new_id, new_token
from planner.web.clinic.changes_told import told_of_set
from tests.clinics.people import AClinic
from tests.databases import Database
from tests.newer_guidance import FOR_FEWER, MOVE, newer_guidance
from tests.people import answers
from tests.processes import PROCESSES
from tests.review.touched import LATER, NEWER, Ward, applies_in_another_process
from tests.web.living import text_of

JUNE = date(2026, 6, 1)


def test_sixty_plans_are_touched_in_five_ways_and_stand_in_five_sets(ward: Ward) -> None:
    admitted = ward.admits(12)
    ward.newer()
    for label, enrolment in admitted.items():
        if label.startswith("R"):
            with ward.app.app_context():
                refuse_guidance(ward.patient(enrolment), new_token(), LATER, occasion())
    assert ward.finds() == 60
    sets = ward.sets()
    assert [one.waiting for one in sets] == [12] * 5
    assert sorted("".join({label[0] for label in ward.labels(one)}) for one in sets) == ["N", "O", "R", "S", "U"]
    assert [one.refused for one in sets].count(True) == 1
    page = text_of(ward.lead.computer.gets("/clinic/changes").text)
    assert "5 ways this touches 60 plans" in page
    assert "These people saw it and kept their plan as it is." in page


def test_begun_again_it_comes_to_the_same(ward: Ward) -> None:
    ward.admits(3)
    ward.newer()
    ward.finds(batch=4)
    before = [(one.id, one.lines, ward.labels(one)) for one in ward.sets()]
    ward.finds(batch=5)
    assert [(one.id, one.lines, ward.labels(one)) for one in ward.sets()] == before


def test_nothing_newer_is_found_where_there_is_nothing_newer(ward: Ward) -> None:
    ward.admits(2)
    assert ward.finds() == 0
    assert ward.sets() == ()
    assert "Nothing newer waits for you" in text_of(ward.lead.computer.gets("/clinic/changes").text)


def test_finding_changes_nothing_in_any_plan(ward: Ward) -> None:
    enrolment = ward.admits(1, "S")["S0"]
    ward.newer()
    before = ward.kept(enrolment)
    ward.finds()
    assert ward.kept(enrolment) == before


def test_what_is_applied_is_applied_to_each_plan_once_and_to_no_other(ward: Ward) -> None:
    admitted = ward.admits(4, "SO")
    ward.newer()
    ward.finds()
    one = ward.with_label("S0")
    ward.decides(one)
    assert ward.applies(one) == (4, 0)
    assert ward.applies(one) == (0, 0)
    for label, enrolment in admitted.items():
        kept, changes = ward.kept(enrolment), ward.changes(enrolment)
        by_clinic = [change for change in changes if change.action == "guidance-by-clinic"]
        if label.startswith("S"):
            assert kept.as_of == JUNE
            assert [change.member for change in by_clinic] == [ward.lead.member]
        else:
            assert kept.as_of == date(2026, 3, 2)
            assert by_clinic == []
    assert ward.with_label("O0").waiting == 4


def test_whose_plan_it_is_is_told_until_they_put_it_away_and_cannot_undo_it(ward: Ward) -> None:
    enrolment = ward.admits(1, "S")["S0"]
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    ward.applies(one)
    kept, patient = ward.kept(enrolment), ward.patient(enrolment)
    change = next(change for change in ward.changes(enrolment) if change.action == "guidance-by-clinic")
    assert kept.unseen == change.number
    with ward.app.app_context():
        assert not still_stands(change, kept)
        with pytest.raises(NothingHere):
            undo(patient, new_token(), change.number, occasion())
        assert put_away(patient, new_token(), change.number, occasion()).unseen == 0


def test_what_was_changed_for_many_is_told_step_by_step_with_both_days(ward: Ward) -> None:
    # 10 days before 27 March 2031 is Monday 17 March; 14 days before it is Thursday 13 March.
    facts = answers(has_testes="yes", has_ovaries="no", has_uterus="no", treatment_date="2031-03-27", place=None)
    enrolment = ward.enrols("Fern 3", facts)[0]
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    ward.applies(one)
    change = next(one for one in ward.changes(enrolment) if one.action == "guidance-by-clinic")
    with ward.app.test_request_context():
        lines = told_of_set(change, ward.kept(enrolment), newer_guidance(*NEWER), LATER)
    assert "“Freeze sperm: go to your first visit”: Go four days earlier. Call today." in lines
    moved = next(line for line in lines if "it was" in line and "go to your first visit" in line)
    assert "it was due 17 March 2031" in moved
    assert "now it is due 13 March 2031" in moved
    assert "“Eat well and move gently” says something else than before." in lines


def test_killed_in_the_middle_it_goes_on_where_it_was(ward: Ward) -> None:
    admitted = ward.admits(20, "S")
    ward.newer()
    ward.finds()
    one = ward.sets()[0]
    ward.decides(one)
    folder = ward.app.config["INSTANCE"]
    stands = PROCESSES.Event()
    process = PROCESSES.Process(target=applies_in_another_process, args=(folder, one.id, 5, stands))
    process.start()
    assert stands.wait(60)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert ward.past()[0].done == 5  # the sixth was written, and never committed
    assert ward.applies(one) == (15, 0)
    for enrolment in admitted.values():
        actions = [change.action for change in ward.changes(enrolment)]
        assert actions.count("guidance-by-clinic") == 1
    with ward.app.app_context():
        assert audit.verify(db.session()).faults == ()


def test_both_databases_find_decide_and_apply_alike(database: Database) -> None:
    ward = Ward.opened(database.folder, database.url, tables=False)
    admitted = ward.admits(2, "SO")
    ward.newer()
    assert ward.finds() == 4
    ward.decides(one := ward.with_label("S0"))
    ward.decides(ward.with_label("O0"), KEPT)
    with ward.app.app_context():
        accept_guidance(ward.patient(admitted["S1"]), new_token(), LATER, occasion())
    assert ward.applies(one) == (1, 1)
    assert ward.finds() == 2
    assert ward.sets() == ()


def test_a_plan_deleted_in_between_is_gone_and_the_others_are_applied(ward: Ward) -> None:
    admitted = ward.admits(3, "S")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    with ward.app.app_context():
        delete_plan(ward.patient(admitted["S1"]), new_token(), occasion())
    assert ward.applies(one) == (2, 0)


def test_a_plan_deleted_while_it_is_looked_through_keeps_nobody_from_going_on(ward: Ward) -> None:
    admitted = ward.admits(3, "S")
    ward.newer()
    ward.finds()
    with ward.app.app_context():
        delete_plan(ward.patient(admitted["S1"]), new_token(), occasion())
    assert ward.finds() == 2
    assert ward.labels(ward.sets()[0]) == ["S0", "S2"]


def test_a_plan_that_left_the_clinic_is_not_touched(ward: Ward) -> None:
    admitted = ward.admits(2, "S")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    with ward.app.app_context():
        leave_clinic(ward.patient(admitted["S0"]), new_token(), occasion())
    assert ward.applies(one) == (1, 1)
    assert ward.kept(admitted["S0"]).as_of == date(2026, 3, 2)
    assert ward.past()[0].why_not == {LEFT: 1}


def test_a_patient_who_took_up_the_guidance_themselves_is_passed_over(ward: Ward) -> None:
    admitted = ward.admits(2, "S")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    with ward.app.app_context():
        accept_guidance(ward.patient(admitted["S0"]), new_token(), LATER, occasion())
    version = ward.kept(admitted["S0"]).version
    assert ward.applies(one) == (1, 1)
    assert ward.kept(admitted["S0"]).version == version
    assert ward.past()[0].why_not == {NOTHING_LEFT: 1}


def test_a_patient_who_chose_to_keep_their_plan_meanwhile_is_shown_to_the_lead_again(ward: Ward) -> None:
    admitted = ward.admits(2, "S")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    with ward.app.app_context():
        refuse_guidance(ward.patient(admitted["S0"]), new_token(), LATER, occasion())
    assert ward.applies(one) == (1, 1)
    again = ward.with_label("S0")
    assert again.refused
    assert ward.labels(again) == ["S0"]
    page = text_of(ward.lead.computer.gets(f"/clinic/changes/{again.id}").text)
    assert "Talk with them before you apply it." in page


def test_a_plan_that_differs_otherwise_by_now_is_put_into_the_set_it_belongs_to(ward: Ward) -> None:
    admitted = ward.admits(2, "SU")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.with_label("S0"))
    with ward.app.app_context():
        facts = {"has_testes": "unsure", "has_ovaries": "yes", "has_uterus": "yes"}
        keep_answers(ward.patient(admitted["S0"]), new_token(), facts, occasion())
    assert ward.applies(one) == (1, 1)
    assert ward.past()[0].why_not == {CHANGED: 1}
    assert ward.kept(admitted["S0"]).as_of == date(2026, 3, 2)
    assert ward.labels(ward.with_label("U0")) == ["S0", "U0", "U1"]


def test_what_is_kept_as_it_is_comes_back_only_when_something_else_is_newer(ward: Ward) -> None:
    admitted = ward.admits(2, "O")
    ward.newer()
    ward.finds()
    ward.decides(ward.sets()[0], KEPT)
    ward.finds()
    assert ward.sets() == ()
    assert ward.kept(admitted["O0"]).as_of == date(2026, 3, 2)
    ward.newer(*NEWER, (MOVE, FOR_FEWER))
    ward.finds()
    assert [ward.labels(one) for one in ward.sets()] == [["O0", "O1"]]


def test_a_plan_enrolled_after_the_decision_is_asked_about_anew(ward: Ward) -> None:
    ward.admits(1, "O")
    ward.newer()
    ward.finds()
    ward.decides(one := ward.sets()[0])
    ward.applies(one)
    ward.day[0] = date(2026, 3, 2)
    ward.admits(2, "O")
    ward.day[0] = LATER
    ward.finds()
    assert [each.waiting for each in ward.sets()] == [2]


def test_a_signed_plan_has_changed_since_it_was_checked(ward: Ward) -> None:
    enrolment = ward.admits(1, "S")["S0"]
    with ward.app.app_context():
        digest = digest_of(content_now(ward.kept(enrolment), guidance()))
        sign_plan(ward.nurse.actor, new_token(), enrolment, digest, occasion())
    ward.newer()
    ward.finds()
    with ward.app.app_context():
        before = signed_state(ward.kept(enrolment), newer_guidance(*NEWER))
    assert before
    assert before.stands
    ward.decides(one := ward.sets()[0])
    ward.applies(one)
    with ward.app.app_context():
        after = signed_state(ward.kept(enrolment), newer_guidance(*NEWER))
    assert after
    assert "B22" in after.changed


def test_a_newer_protocol_is_laid_over_the_plans_it_touches(ward: Ward) -> None:
    admitted = ward.admits(2, "SN")
    gap = {"regimen": "usual", "milestone": "day-zero", "from": "mobilisation", "reason": "Beds."}
    days = {"earliest": "63", "likely": "70", "latest": "77"}
    with ward.app.app_context():
        sign_protocol(ward.lead.actor, new_token(), {"gaps": [{**gap, **days}]}, 0, occasion())
    assert ward.finds() == 2
    one = ward.sets()[0]
    assert (one.as_of, one.number, ward.labels(one)) == (None, 1, ["S0", "S1"])
    ward.decides(one)
    assert ward.applies(one) == (2, 0)
    kept = ward.kept(admitted["S0"])
    assert kept.clinic["protocol"]["key"] == f"{ward.clinic.id}-1"
    last = ward.changes(admitted["S0"])[0]
    assert (last.action, list(last.patch)) == ("protocol-laid-over", [f"{CLINIC}protocol"])
    assert "protocol" not in ward.kept(admitted["N0"]).clinic
    assert ward.finds() == 0


def test_newer_guidance_and_a_newer_protocol_are_one_set_and_one_change(ward: Ward) -> None:
    enrolment = ward.admits(1, "S")["S0"]
    gap = {"regimen": "usual", "milestone": "day-zero", "from": "mobilisation", "reason": "Beds."}
    ward.newer()
    with ward.app.app_context():
        days = {"earliest": "63", "likely": "70", "latest": "77"}
        sign_protocol(ward.lead.actor, new_token(), {"gaps": [{**gap, **days}]}, 0, occasion())
    ward.finds()
    one = ward.sets()[0]
    assert (one.as_of, one.number) == (JUNE, 1)
    ward.decides(one)
    ward.applies(one)
    kept = ward.kept(enrolment)
    assert (kept.as_of, kept.clinic["protocol"]["key"]) == (JUNE, f"{ward.clinic.id}-1")


def test_what_is_stopped_is_left_in_peace(ward: Ward) -> None:
    enrolment = ward.admits(1, "S")["S0"]
    with ward.app.app_context():
        stop(ward.patient(enrolment), new_token(), "postponed", occasion())
    ward.newer()
    assert ward.finds() == 0


def test_a_lead_looks_through_and_decides_on_pages_and_a_nurse_only_reads(ward: Ward) -> None:
    ward.admits(2, "S")
    ward.newer()
    lead, nurse = ward.lead.computer, ward.nurse.computer
    assert lead.sends("/clinic/changes/find", lead.keys("/clinic/changes")).status_code == 303
    path = f"/clinic/changes/{ward.sets()[0].id}"
    page = nurse.gets(path)
    assert "it is due: 4 days earlier" in text_of(page.text).lower()
    assert "Go four days earlier. Call today." in text_of(page.text)
    assert "Apply it to all" not in page.text
    keys = nurse.keys("/clinic/enrol")
    for form in ("/clinic/changes/find", path, f"{path}/go-on"):
        assert nurse.sends(form, keys, choice="applied").status_code == 404
    assert ward.sets()[0].decided == ""
    assert lead.sends(path, lead.keys(path), choice="applied").status_code == 303
    assert "Applied by Lea" in text_of(lead.gets(path).text)
    assert ward.past()[0].done == 2


def test_what_was_decided_is_not_decided_again(ward: Ward) -> None:
    ward.admits(1, "S")
    ward.newer()
    ward.finds()
    one, lead = ward.sets()[0], ward.lead.computer
    keys = lead.keys(path := f"/clinic/changes/{one.id}")
    ward.decides(one, KEPT)
    with pytest.raises(DecidedAlready):
        ward.decides(one)
    answer = lead.sends(path, keys, choice="applied")
    assert answer.status_code == 409
    assert "This was decided already" in text_of(answer.text)
    assert ward.past()[0].decided == KEPT


def test_another_clinic_sees_none_of_its_sets(ward: Ward) -> None:
    ward.admits(1, "S")
    ward.newer()
    ward.finds()
    other, one = AClinic(ward.app, "Oak ward"), ward.sets()[0]
    path = f"/clinic/changes/{one.id}"
    assert "Nobody has looked for anything newer yet" in text_of(other.lead.computer.gets("/clinic/changes").text)
    assert other.lead.computer.gets(path).status_code == 404
    keys = other.lead.computer.keys("/clinic/changes")
    never_was = f"/clinic/changes/{new_id()}"
    answers_to = [other.lead.computer.sends(where, keys, choice="applied") for where in (path, never_was)]
    assert [one.status_code for one in answers_to] == [409, 409]
    assert text_of(answers_to[0].text) == text_of(answers_to[1].text)
    assert other.lead.computer.sends(f"{path}/go-on", keys).status_code == 404
    assert ward.sets()[0].decided == ""


def test_both_commands_tell_how_far_they_are_and_can_be_begun_again(ward: Ward) -> None:
    ward.admits(2, "SO")
    ward.newer()
    run = ward.app.test_cli_runner()
    found = run.invoke(args=["changes", "find"])
    assert found.exit_code == 0
    assert "4 plans so far, 4 touched; go on with --after " in found.output
    assert "Done: 4 plans, 4 touched by something newer." in found.output
    for one in ward.sets():
        ward.decides(one)
    assert "Done: 4 plans changed, 0 passed over." in run.invoke(args=["changes", "apply"]).output
    assert "Done: 0 plans changed, 0 passed over." in run.invoke(args=["changes", "apply"]).output


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (date(2026, 3, 10), date(2026, 3, 6), (-4, "days")),
        (date(2026, 3, 10), date(2027, 3, 10), (12, "months")),
        (date(2028, 2, 29), date(2029, 2, 28), (12, "months")),
        (None, date(2026, 3, 6), (0, "new")),
        (date(2026, 3, 6), None, (0, "gone")),
        (None, None, (0, "days")),
    ],
)
def test_a_shift_is_told_in_days_and_what_is_far_in_months(
    before: date | None, after: date | None, expected: tuple[int, str]
) -> None:
    assert shift(before, after) == expected


@settings(max_examples=40)
@given(st.integers(min_value=200, max_value=3000))
def test_plans_touched_alike_are_told_alike_whatever_their_own_dates_are(days: int) -> None:
    first = _somebody(date(2026, 3, 2) + timedelta(days=200))
    other = _somebody(date(2026, 3, 2) + timedelta(days=days))
    newer = newer_guidance(*NEWER)
    ways = [way_of(kept, newer, Target(JUNE)) for kept in (first, other)]
    assert ways[0]
    assert ways[1]
    assert ways[0].digest == ways[1].digest


def _somebody(first_chemo: date) -> KeptPlan:
    """A plan of somebody who makes sperm, kept since 2 March 2026."""
    facts = answers(has_testes="yes", has_ovaries="no", has_uterus="no", treatment_date=first_chemo.isoformat())
    day, moment = date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC)
    return KeptPlan("", "", facts, day, day, None, day, day, None, 0, 1, moment, b"")
