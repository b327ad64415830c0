"""The record of a clinic: who did what and when, for its lead and its auditor, and whether anybody changed it."""

import ast
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from planner.accounts import audit
from planner.accounts.access import NURSE, Actor
from planner.accounts.chains import VerifiedChain, entries_of, verify_chain
from planner.accounts.models import AuditRecord
from planner.cli.plainly import occasion
from planner.clinics.notes import write_to_patient
from planner.clinics.recording import LOOK, labels_of, note_look, record_of_clinic, verified
from planner.db import db, transaction
from planner.review.change_sets_found import APPLIED, KEPT
from planner.tokens import new_token
from planner.web.clinic.record_words import ACTIONS
from tests.clinics.patients import joins
from tests.clinics.people import AClinic
from tests.web.living import kept_by, text_of

PLANNER = Path(__file__).parents[2] / "planner"
NOTING = ("note", "note_in_both", "note_at_clinic", "_done", "_changing")  # each is given what was done as its third


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


def done_at(app: Flask, clinic: AClinic) -> list[str]:
    """What was done at a clinic, the first first."""
    with app.app_context():
        return [one.action for one in reversed(record_of_clinic(clinic.clinic.id))]


def fill(app: Flask, chain: str, count: int, action: str = LOOK) -> None:
    """So many entries more in a chain."""
    with app.app_context(), transaction() as session:
        for number in range(count):
            at = occasion().now + timedelta(seconds=number)
            audit.note(session, Actor("somebody", NURSE, "device"), action, at, chain=chain)


def test_a_look_is_noted_in_the_record_of_the_plan_and_of_the_clinic_once_an_hour(app: Flask, clinic: AClinic) -> None:
    patient = joins(app, clinic)
    holder, start = kept_by(patient.phone).person, occasion_now(app)
    for minutes, entries in ((0, 1), (59, 1), (61, 2)):
        with app.app_context():
            note_look(clinic.nurse.actor, patient.enrolment, start + timedelta(minutes=minutes))
            in_plan = [one for one in entries_of(db.session(), holder) if one.action == LOOK]
        assert len(in_plan) == entries, minutes
        assert done_at(app, clinic).count(LOOK) == entries, minutes


def occasion_now(app: Flask) -> datetime:
    """This moment."""
    with app.app_context():
        return occasion().now


def test_who_joins_anew_is_looked_at_anew(app: Flask, clinic: AClinic) -> None:
    phone, enrolment = joins(app, clinic)
    with app.app_context():
        note_look(clinic.nurse.actor, enrolment, occasion().now)
    phone.sends("/plan/team/leave", phone.keys("/plan/team"))
    again = joins(app, clinic, phone)
    with app.app_context():
        note_look(clinic.nurse.actor, again.enrolment, occasion().now)
    assert done_at(app, clinic).count(LOOK) == 2


def test_the_lead_reads_labels_and_the_auditor_numbers(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols("Fern 3")
    lead, auditor = (text_of(who.computer.gets("/clinic/record").text) for who in (clinic.lead, clinic.auditor))
    assert "Nora enrolled somebody: Fern 3" in lead
    assert f"Nora enrolled somebody: number {enrolment[:8]}" in auditor
    assert "Fern 3" not in auditor
    assert clinic.nurse.computer.gets("/clinic/record").status_code == 404


def test_once_a_patient_has_left_nobody_reads_their_label(app: Flask, clinic: AClinic) -> None:
    phone, _enrolment = joins(app, clinic, label="Ida")
    assert "Ida" in text_of(clinic.lead.computer.gets("/clinic/record").text)
    phone.sends("/plan/team/leave", phone.keys("/plan/team"))
    page = text_of(clinic.lead.computer.gets("/clinic/record").text)
    assert "The patient left the clinic" in page
    assert "Ida" not in page


def test_a_clinic_reads_no_label_of_another(app: Flask, clinic: AClinic) -> None:
    enrolment, _link = clinic.enrols()
    other = AClinic(app, "Oak ward")
    with app.app_context():
        assert labels_of(other.clinic.id, [enrolment[:8]]) == {}
        assert labels_of(clinic.clinic.id, [enrolment[:8]]) == {enrolment[:8]: (enrolment, "Fern 3")}


def test_no_word_of_anybody_stands_in_the_record(app: Flask, clinic: AClinic) -> None:
    patient = joins(app, clinic, label="Ida")
    with app.app_context():
        write_to_patient(clinic.nurse.actor, new_token(), patient.enrolment, "secret words", "", occasion())
        rows = [" ".join(map(str, entry)) for entry in entries_of(db.session(), clinic.clinic.id)]
    assert rows
    for word in ("secret", "Ida", "Nora", patient.enrolment):
        assert not [row for row in rows if word in row], word


def test_the_record_is_read_page_by_page_and_each_page_verified(app: Flask, clinic: AClinic) -> None:
    fill(app, clinic.clinic.id, 120)
    page, numbers = clinic.auditor.computer.gets("/clinic/record").text, 0
    while True:
        numbers += page.count("looked at the plan")
        assert "Those on this page are as they were written." in text_of(page)
        older = re.findall(r'href="(/clinic/record\?before=\d+)"', page)
        if not older:
            break
        page = clinic.auditor.computer.gets(older[0]).text
    assert numbers == 120


@pytest.mark.parametrize("written", ["0", "-1", "x", "9999999999999", "٣", "1 OR 1"])
def test_any_place_in_the_record_is_a_page(clinic: AClinic, written: str) -> None:
    assert clinic.auditor.computer.gets(f"/clinic/record?before={written}").status_code == 200


def test_a_change_is_said_plainly_on_its_page_and_when_the_whole_is_verified(app: Flask, clinic: AClinic) -> None:
    fill(app, clinic.clinic.id, 80)
    with app.app_context():
        entry = db.session.query(AuditRecord).filter_by(chain=clinic.clinic.id, number=5).one()
        entry.person = "another"
        db.session.commit()
    auditor = clinic.auditor.computer
    assert "Those on this page are as they were written." in text_of(auditor.gets("/clinic/record").text)
    for way in ("before=20", "check=whole"):
        page = text_of(auditor.gets(f"/clinic/record?{way}").text)
        assert "This record is not as it was written: entry 5 was changed." in page, way


def test_what_is_missing_is_said_by_number(app: Flask, clinic: AClinic) -> None:
    fill(app, clinic.clinic.id, 10)
    with app.app_context():
        db.session.execute(delete(AuditRecord).where(AuditRecord.chain == clinic.clinic.id, AuditRecord.number == 4))
        db.session.commit()
    page = text_of(clinic.auditor.computer.gets("/clinic/record?check=whole").text)
    assert "entry 4 is missing" in page


def test_entries_cut_off_at_the_end_show_by_the_head_that_was_written_down(app: Flask, clinic: AClinic) -> None:
    fill(app, clinic.clinic.id, 10)
    with app.app_context():
        chain = clinic.clinic.id
        head = verified(chain).head
        assert verify_chain(db.session(), chain, head).faults == ()
        fill_on(chain)
        assert verify_chain(db.session(), chain, head).faults == ()  # what came later changes nothing
        db.session.execute(delete(AuditRecord).where(AuditRecord.chain == chain, AuditRecord.number >= 9))
        db.session.commit()
        assert verified(chain).faults == ()
        assert verify_chain(db.session(), chain, head).faults == (audit.Fault(11, "missing"),)
        for wrong in ("11", "x-1", f"-{'a' * 64}", f"11-{'a' * 63}"):
            with pytest.raises(ValueError, match="head of a record"):
                verify_chain(db.session(), chain, wrong)


def fill_on(chain: str) -> None:
    """One entry more."""
    with transaction() as session:
        audit.note(session, Actor("somebody", NURSE, "device"), LOOK, occasion().now, chain=chain)


def test_a_record_nobody_wrote_to_has_no_head(app: Flask) -> None:
    with app.app_context():
        assert verified("nobody") == VerifiedChain(0, (), "")


def test_the_command_looks_through_the_chains_of_clinics_too(app: Flask, clinic: AClinic) -> None:
    runner = app.test_cli_runner()
    assert clinic.clinic.id not in runner.invoke(args=["audit", "verify"]).output
    with app.app_context():
        entry = db.session.query(AuditRecord).filter_by(chain=clinic.clinic.id, number=1).one()
        entry.role = "nurse"
        db.session.commit()
    found = runner.invoke(args=["audit", "verify"])
    assert found.exit_code == 1
    assert f"{clinic.clinic.id}: entry 1 was changed" in found.output


def test_every_thing_done_with_a_plan_or_at_a_clinic_has_words() -> None:
    noted = {
        action
        for room in ("clinics", "review")
        for source in (PLANNER / room).glob("*.py")
        for action in noted_in(f"planner.{room}.{source.stem}", source.read_text("utf-8"))
    }
    assert {"member-invited", "adjusted", "without-chemo", "guidance-by-clinic", "change-set-kept"} <= noted
    assert noted - ACTIONS.keys() == set()


def noted_in(module: str, source: str) -> set[str]:
    """What the functions of a module note as done: written there, or a constant of the module."""
    known = vars(import_module(module))
    noted: set[str] = set()
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and called(call) in NOTING and len(call.args) > 2:
            noted |= actions_of(call.args[2], known)
    return noted


def called(call: ast.Call) -> str:
    """The name of the function that is called, without its module."""
    return ast.unparse(call.func).rpartition(".")[2]


def actions_of(written: ast.expr, known: Mapping[str, object]) -> set[str]:
    """Every action that an argument can stand for; none where it is what the function was given."""
    match written:
        case ast.Constant(value=str(action)):
            return {action}
        case ast.Name(id=name) if isinstance(known.get(name), str):
            return {str(known[name])}
        case ast.IfExp(body=one, orelse=other):
            return actions_of(one, known) | actions_of(other, known)
        case ast.JoinedStr(values=[ast.Constant(value="change-set-"), *_]):
            return {f"change-set-{choice}" for choice in (APPLIED, KEPT)}
        case _:
            return set()
