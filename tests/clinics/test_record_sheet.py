"""One plan on one page: every last safe day and how it is answered, who checked what, and never a second page."""

import re
from typing import Any

import pytest
from flask import Flask, render_template

from planner.cli.plainly import occasion
from planner.clinics.adjusting import Wanted, adjust
from planner.clinics.enrolments import enrolled as enrolled_by
from planner.clinics.members import member_of
from planner.clinics.signing import sign_plan
from planner.plans.kept import plan_from
from planner.plans.signing import content_now
from planner.plans.signoff import digest_of
from planner.tokens import new_token
from planner.web.clinic.record_sheet import sheet_on_paper
from tests.clinics.letters import OVARIES, enrolled, says
from tests.clinics.people import AClinic
from tests.web.living import kept_by
from tests.web.phones import Phone
from tests.web.printed import STYLE_SHEET, needs_weasyprint, with_weasyprint

LONG = "Our fertility clinic is closed in that week, and the team agreed on another day with them. " * 3


@pytest.fixture(scope="module")
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


@pytest.fixture
def patient(app: Flask, clinic: AClinic) -> tuple[str, Phone]:
    """Somebody who was enrolled: the enrolment, and their phone."""
    return enrolled(app, clinic)


def sheet(clinic: AClinic, enrolment: str) -> str:
    """What stands on the sheet, as text."""
    page = clinic.nurse.computer.gets(f"/clinic/plans/{enrolment}/record-sheet").text
    return " ".join(re.sub("<[^>]+>", " ", page.split('<article class="printed', 1)[1]).split())


def signs(clinic: AClinic, enrolment: str, phone: Phone) -> str:
    """The nurse signs; the digest they signed."""
    kept = kept_by(phone)
    with clinic.app.app_context():
        when = occasion()
        digest = digest_of(content_now(kept, when.guidance))
        sign_plan(clinic.nurse.actor, new_token(), enrolment, digest, when)
    return digest


def changes(clinic: AClinic, enrolment: str, kind: str, code: str, reason: str, **more: Any) -> None:
    """The nurse changes one item."""
    with clinic.app.app_context():
        wanted = Wanted(kind, code, reason, more.get("day", ""), more.get("who", ()), more.get("title", ""), "")
        adjust(clinic.nurse.actor, new_token(), enrolment, wanted, occasion(), None)


def test_every_last_safe_day_stands_on_it_with_how_it_is_answered(clinic: AClinic, patient: tuple[str, Phone]) -> None:
    enrolment, phone = patient
    says(phone, "B03", done="2026-03-01")
    says(phone, "B04", booked="2026-03-20")
    says(phone, "B26", waiting="the doctor")
    said = sheet(clinic, enrolment)
    assert "Start your egg-freezing injections 1 May 2026 not answered for" in said
    assert "Talk about having a child later" in said
    assert "done 1 March" in said
    assert "booked for 20 March" in said
    assert "Choose very strong birth control 15 May 2026 waiting" in said
    assert "the doctor" not in said
    assert "see the plan" not in said


def test_it_says_who_checked_what_and_flips_when_the_content_changes(
    clinic: AClinic, patient: tuple[str, Phone]
) -> None:
    enrolment, phone = patient
    assert "Not checked yet. Content " in sheet(clinic, enrolment)
    digest = signs(clinic, enrolment, phone)
    assert f"Checked by Nora on 2 March 2026, content {digest[:12]}." in sheet(clinic, enrolment)
    changes(clinic, enrolment, "move", "B04", "They have no room before.", day="2026-04-14")
    said = sheet(clinic, enrolment)
    assert "Changed since checked. Nora checked it on 2 March 2026; the content is now " in said
    assert digest[:12] not in said
    assert "They have no room before." in said
    assert "moved to 14 April" in said


def test_a_tick_alone_leaves_it_as_it_was_checked(clinic: AClinic, patient: tuple[str, Phone]) -> None:
    signs(clinic, *patient)
    says(patient[1], "B03", done="2026-03-01")
    assert "Checked by Nora on 2 March 2026, content " in sheet(clinic, patient[0])


@needs_weasyprint
@pytest.mark.parametrize("place", ["gb", "us"])
def test_however_much_was_changed_it_is_one_page_and_says_what_has_no_room(app: Flask, place: str) -> None:
    clinic = AClinic(app, "Elm ward", place)
    enrolment, phone = enrolled(app, clinic, OVARIES, "W" * 40)
    with app.test_request_context():
        plan = plan_from(kept_by(phone), app.config["GUIDANCE"](), occasion().today)
    for one in plan.items[:14]:
        changes(clinic, enrolment, "assign", one.item.code, LONG, who=("nurse", "patient"))
    with app.test_request_context():
        seen = enrolled_by(member_of(clinic.nurse.actor), enrolment)
        laid_out = with_weasyprint.laid_out(
            render_template("printed_file.html", printed=sheet_on_paper(seen, alone=True)), STYLE_SHEET
        )
    assert len(laid_out.pages) == 1
    only = laid_out.pages[0]
    boxes = [one for one in only._page_box.descendants() if one.element is not None]
    stamp = next(one for one in boxes if "stamp" in (one.element.get("class") or "").split())
    assert stamp.position_y + stamp.margin_height() <= only.height - 14 / 25.4 * 96 + 1
    assert (round(only.width / 96 * 25.4), round(only.height / 96 * 25.4)) == (
        (216, 279) if place == "us" else (210, 297)
    )
    said = " ".join(one.text for one in only._page_box.descendants() if hasattr(one, "text"))
    assert "more: see the plan." in " ".join(said.split())
    assert "Signature and day" in " ".join(said.split())


@needs_weasyprint
def test_it_is_a_file_whose_name_tells_nothing(clinic: AClinic, patient: tuple[str, Phone]) -> None:
    answer = clinic.nurse.computer.gets(f"/clinic/plans/{patient[0]}/record-sheet.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
