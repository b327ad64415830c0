"""The roster as a list: every plan of the clinic once, nobody else's, and no cell that a spreadsheet would run."""

import csv
from io import StringIO

import pytest
from flask import Flask

from planner.cli.plainly import occasion
from planner.clinics.recording import record_of_clinic
from planner.clinics.signing import sign_plan
from planner.interop import whole_roster
from planner.plans.signing import content_now
from planner.plans.signoff import digest_of
from planner.review.snoozing import snooze
from planner.tokens import new_token
from tests.clinics.letters import MINE, OVARIES, TESTES, enrolled, writes_a_note
from tests.clinics.people import AClinic, Staff
from tests.web.living import kept_by
from tests.web.phones import Phone

CSV = "/clinic/roster.csv"


def listed(staff: Staff, path: str = CSV) -> list[dict[str, str]]:
    """The lines of the list."""
    return list(csv.DictReader(StringIO(staff.computer.gets(path).get_data().decode("utf-8-sig"), newline="")))


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with nobody on its roster yet."""
    return AClinic(app)


def test_a_line_says_what_the_roster_says_with_days_that_every_program_reads(app: Flask, clinic: AClinic) -> None:
    clinic.enrols("Fern 3", OVARIES)
    (line,) = listed(clinic.nurse)
    assert line == {
        "Label": "Fern 3",
        "First chemo": "2026-05-18",
        "Confirmed": "yes",
        "Nearest last safe day": "2026-05-01",
        "What it is for": "Start your egg-freezing injections",
        "On the roster": "Needs a look",
        "Why it is here": "not checked yet",
        "Last checked by": "",
        "Last checked on": "",
        "Snoozed until": "",
        "As of": "2026-03-02",
    }


def test_it_says_who_checked_a_plan_last_and_until_when_it_is_snoozed(app: Flask, clinic: AClinic) -> None:
    enrolment, phone = enrolled(app, clinic)
    kept = kept_by(phone)
    with app.app_context():
        when = occasion()
        digest = digest_of(content_now(kept, when.guidance))
        sign_plan(clinic.lead.actor, new_token(), enrolment, digest, when)
        snooze(clinic.nurse.actor, new_token(), enrolment, "She rings.", when.today.replace(day=9), when)
    (line,) = listed(clinic.nurse)
    assert (line["Last checked by"], line["Last checked on"]) == ("Lea", "2026-03-02")
    assert (line["On the roster"], line["Snoozed until"]) == ("Snoozed", "2026-03-09")


def test_every_plan_is_on_it_once_however_many_pages_it_was_read_in(
    clinic: AClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_roster, "PAGE", 2)
    labels = [f"Bed {number}" for number in range(7)]
    for number, label in enumerate(labels):
        clinic.enrols(label, OVARIES if number % 2 else TESTES)
    assert sorted(line["Label"] for line in listed(clinic.nurse)) == labels


def test_no_line_is_of_another_clinic(app: Flask, clinic: AClinic) -> None:
    other = AClinic(app, "Ash ward")
    other.enrols("Theirs")
    clinic.enrols("Ours")
    assert [line["Label"] for line in listed(clinic.nurse)] == ["Ours"]
    assert [line["Label"] for line in listed(other.lead)] == ["Theirs"]


@pytest.mark.parametrize("label", ['=HYPERLINK("http://x")', "+44 7700", "-1", "@SUM(A1)"])
def test_no_label_is_a_formula(clinic: AClinic, label: str) -> None:
    clinic.enrols(label)
    assert [line["Label"] for line in listed(clinic.nurse)] == [f"'{label}"]


def test_no_private_word_is_on_it(app: Flask, clinic: AClinic) -> None:
    writes_a_note(enrolled(app, clinic)[1], "B18")
    assert MINE not in clinic.nurse.computer.gets(CSV).text


def test_the_mark_for_spreadsheets_can_be_left_out(clinic: AClinic) -> None:
    assert clinic.nurse.computer.gets(CSV).data.startswith(b"\xef\xbb\xbfLabel,")
    assert clinic.nurse.computer.gets(f"{CSV}?for=programs").data.startswith(b"Label,")


def test_that_it_was_taken_is_noted_and_the_name_of_its_file_tells_nothing(app: Flask, clinic: AClinic) -> None:
    answer = clinic.nurse.computer.gets(CSV)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    with app.app_context():
        last = record_of_clinic(clinic.clinic.id)[0]
    assert (last.action, last.name) == ("roster-exported", "Nora")


@pytest.mark.parametrize("path", [CSV, "/clinic/weeks"])
def test_neither_the_auditor_nor_a_stranger_gets_it(app: Flask, clinic: AClinic, path: str) -> None:
    assert [one.gets(path).status_code for one in (clinic.auditor.computer, Phone(app))] == [404, 404]
    assert [one.computer.gets(path).status_code for one in (clinic.nurse, clinic.lead)] == [200, 200]
