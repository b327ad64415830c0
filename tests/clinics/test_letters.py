"""A referral letter: every line was seen in a box first, and nothing of it is kept."""

import re

import pytest
from flask import Flask

from planner.cli.plainly import occasion
from planner.clinics.enrolments import Sees
from planner.clinics.joining import choose_what_is_seen
from planner.clinics.recording import record_of_clinic
from planner.interop.letters import REFERRAL
from planner.tokens import new_token
from tests.calendar.telling_words import telling
from tests.clinics.letters import MINE, TESTES, Letters, boxes, enrolled, holder, says, writes_a_note
from tests.clinics.people import AClinic
from tests.web.phones import Phone
from tests.web.printed import needs_weasyprint


@pytest.fixture(scope="module")
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


@pytest.fixture
def patient(app: Flask, clinic: AClinic) -> tuple[str, Phone]:
    """Somebody who may want eggs frozen: the enrolment, and their phone."""
    return enrolled(app, clinic)


@pytest.fixture
def letters(clinic: AClinic, patient: tuple[str, Phone]) -> Letters:
    """The nurse, with their plan."""
    return Letters(clinic.nurse, patient[0])


def test_the_boxes_say_what_the_plan_says_with_days_worked_out_by_hand(letters: Letters) -> None:
    said = letters.boxes()
    assert said["first"] == "18 May 2026, confirmed."
    # 16 days before 18 May is Saturday 2 May, so the Friday before it; 5 days before: Wednesday 13 May; 7: 11 May.
    assert "To start by 1 May 2026." in said["oocyte-cryopreservation"]
    assert "To start by 13 May 2026." in said["ovarian-tissue-cryopreservation"]
    assert "To start by 11 May 2026." in said["ovarian-suppression"]
    assert said["regimen"] == "Conditioning: Cyclophosphamide and ATG."
    assert said["medicine"] == "MS medicine: Ocrelizumab (Ocrevus), last dose 1 December 2025."
    assert said["pace"] == "Days from this letter to the first chemotherapy: 77."
    assert said["moving"] == "Walks with an aid."
    assert said["clots"] == "Has had a blood clot."
    assert said["reply"] == "Please answer in time to start by 1 May 2026."
    assert said["about"] == "Fern 3"


def test_only_options_that_the_plan_has_are_asked_for(app: Flask, clinic: AClinic, letters: Letters) -> None:
    assert "sperm-cryopreservation" not in letters.boxes()
    other = Letters(clinic.nurse, enrolled(app, clinic, TESTES)[0]).boxes()
    assert "To start by 10 April 2026." in other["sperm-cryopreservation"]
    assert not other.keys() & {"oocyte-cryopreservation", "ovarian-tissue-cryopreservation", "ovarian-suppression"}


def test_a_day_that_is_not_confirmed_says_what_it_is_counted_from(app: Flask, clinic: AClinic) -> None:
    told = {**TESTES, "treatment_date": "2026-04-20", "treatment_date_kind": "day-zero"}
    said = Letters(clinic.nurse, enrolled(app, clinic, told)[0]).boxes()
    # Six weeks before 20 April; at the earliest tomorrow, since no chemo has begun; at the latest 11 days before.
    assert said["first"] == "About 9 March 2026, not confirmed. From 3 March 2026 to 9 April 2026."
    assert "What was told: new cells day (day zero), 20 April 2026, confirmed." in said["counted"]
    assert " you " not in said["counted"]
    assert "is not confirmed" in said["unknown"]


def test_every_line_of_the_letter_stood_in_a_box(letters: Letters) -> None:
    before = letters.boxes()
    text = letters.makes().text
    headings = {heading.upper() for heading, _keys in REFERRAL if heading}
    seen = " ".join(" ".join(before.values()).split())
    assert all(line in seen or line in headings for line in text.splitlines())
    assert all(" ".join(value.split()) in " ".join(text.split()) for value in before.values() if "\n" not in value)


def test_what_was_changed_stands_in_it_and_what_was_emptied_does_not(letters: Letters) -> None:
    answer = letters.makes(to="Ash Street\r\nLeeds", medicine="", moving="", reason="She asked for this letter.")
    assert answer.status_code == 200
    assert "Ash Street\nLeeds" in answer.text
    assert "She asked for this letter." in answer.text
    assert "Ocrelizumab" not in answer.text
    assert "sclerosis" not in answer.text
    assert "Walks" not in answer.text


def test_a_name_typed_for_it_stands_in_it_and_is_kept_nowhere(letters: Letters) -> None:
    assert "Ada Ash, 1 May 1993" in letters.makes(about="Ada Ash, 1 May 1993").text
    assert letters.boxes()["about"] == "Fern 3"


def test_answers_that_somebody_keeps_to_themselves_do_not_stand_in_it(
    letters: Letters, patient: tuple[str, Phone]
) -> None:
    who = holder(patient[1])
    with patient[1].app.app_context():
        choose_what_is_seen(who, new_token(), Sees(answers=False), occasion())
    said = letters.boxes()
    assert not any(said[key] for key in ("regimen", "medicine", "moving", "clots", "counted"))
    assert "keeps their answers to themselves" in said["unknown"]
    assert said["first"] == "18 May 2026, confirmed."


@pytest.mark.parametrize("path", ["letter", "appointment", "record-sheet"])
def test_nothing_that_the_patient_wrote_for_themselves_comes_into_any_of_them(
    letters: Letters, patient: tuple[str, Phone], path: str
) -> None:
    writes_a_note(patient[1], "B18")
    says(patient[1], "B04", waiting=MINE)
    says(patient[1], "B21", declined=MINE)
    page = letters.computer.gets(f"{letters.base}/{path}")
    assert page.status_code == 200
    assert MINE not in page.text
    assert MINE not in letters.makes().text


def test_its_address_after_that_of_the_plan_title_and_file_name_tell_nothing(letters: Letters) -> None:
    made = letters.makes()
    assert made.headers["Content-Disposition"] == 'attachment; filename="letter.txt"'
    assert made.headers["Content-Type"] == "text/plain; charset=utf-8"
    boxes_of_it, page = letters.computer.gets(f"{letters.base}/letter"), letters.makes(**{"as": "page"})
    links = re.findall(rf'href="({letters.base}/[^"]*)"', letters.computer.gets(letters.base).text)
    assert f"{letters.base}/letter" in links
    titles = re.findall("<title>(.*?)</title>", boxes_of_it.text + page.text)
    assert len(titles) == 2
    asked = [answer.request.full_path for answer in (made, page, boxes_of_it)]
    own = [one.removeprefix(letters.base) for one in (*links, *asked)]  # all of a clinic stands under /clinic
    named = re.findall('filename="(.*?)"', made.headers["Content-Disposition"])
    assert [one for one in (*own, *titles, *named) if telling(one)] == []


def test_a_field_that_is_too_long_is_shown_again_with_what_to_do_and_nothing_is_made(letters: Letters) -> None:
    answer = letters.makes(reply="y" * 601, reason="Kept as typed.")
    assert answer.status_code == 400
    assert "Write at most 600 ordinary characters" in answer.text
    assert boxes(answer.text)["reply"] == "y" * 601
    assert boxes(answer.text)["reason"] == "Kept as typed."


def test_a_letter_of_which_nothing_is_left_is_not_made(letters: Letters) -> None:
    answer = letters.makes(**dict.fromkeys(letters.boxes(), ""))
    assert answer.status_code == 400
    assert "Write something in at least one box" in answer.text


def test_its_boxes_come_back_as_they_were_typed_and_a_made_letter_is_noted_once(
    app: Flask, clinic: AClinic, letters: Letters
) -> None:
    def noted() -> int:
        with app.app_context():
            return [one.action for one in record_of_clinic(clinic.clinic.id)].count("letter-made")

    before, keys = noted(), letters.computer.keys(f"{letters.base}/letter")
    assert boxes(letters.makes(keys=keys, reason="Mine.", **{"as": "boxes"}).text)["reason"] == "Mine."
    assert noted() == before
    for wanted in ("page", "text", "text"):
        assert letters.makes(keys=keys, **{"as": wanted}).status_code == 200
    assert noted() == before + 1


@needs_weasyprint
def test_the_same_letter_is_a_pdf(letters: Letters) -> None:
    answer = letters.makes(**{"as": "paper"})
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'


def test_script_in_a_field_is_text_on_the_page(letters: Letters) -> None:
    page = letters.makes(reason="<script>alert(1)</script>", **{"as": "page"}).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


# --- who may ---


@pytest.mark.parametrize("path", ["letter", "appointment", "record-sheet", "record-sheet.pdf"])
def test_a_nurse_of_another_clinic_the_auditor_and_a_stranger_get_the_same_as_for_no_plan(
    app: Flask, clinic: AClinic, letters: Letters, path: str
) -> None:
    elsewhere = AClinic(app, "Ash ward")
    others = (elsewhere.nurse.computer, clinic.auditor.computer, Phone(app))
    assert [one.gets(f"{letters.base}/{path}").status_code for one in others] == [404, 404, 404]
    assert letters.computer.gets(f"/clinic/plans/{'0' * 32}/{path}").status_code == 404
    assert letters.computer.gets(f"{letters.base}/{path}").status_code == 200
    refused = elsewhere.nurse.computer.sends(f"{letters.base}/letter", elsewhere.nurse.computer.keys("/clinic/enrol"))
    assert refused.status_code == 404
