"""The protocol of a clinic on its page: typed, previewed, signed, never edited; and what sources differ on."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from planner.cli.plainly import occasion
from planner.clinics.protocols import protocol_in_force, protocols_of, usually_without_chemo
from planner.db import transaction
from planner.errors import Faults
from planner.guidance.loader import guidance
from planner.guidance.protocol import protocol_json
from planner.guidance.told_protocol import protocol_from
from planner.plans.history import changes_of_plan, still_stands
from planner.plans.kept import kept_from
from planner.plans.models import PlanRecord
from planner.web.clinic.protocol_disagreements import disagreements_for
from planner.web.clinic.protocol_form import ROWS, box_of, boxes, told_by, written, wrong_in
from tests.clinics.patients import box, joins
from tests.clinics.people import AClinic
from tests.web.living import kept_by, lives_with_a_plan, text_of
from tests.web.phones import Phone

PAGE = "/clinic/protocol"
# New cells day 35 to 56 days after mobilisation, likely 42; the hospital stay 8 to 6 days before it, likely 7.
DAY_ZERO = {"usual-1-earliest": "35", "usual-1-likely": "42", "usual-1-latest": "56", "usual-1-reason": "Beds."}
ADMISSION = {"usual-2-earliest": "8", "usual-2-likely": "7", "usual-2-latest": "6", "usual-2-reason": "Our ward."}
TWO_YEARS = {"figure-0": "24-months", "choice-0": "Our unit asks for two years."}


@pytest.fixture
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff and no protocol."""
    return AClinic(app)


def previews(phone: Phone, **typed: str) -> TestResponse:
    """Send what was typed, to see it before it is signed."""
    return phone.sends(PAGE, phone.keys(PAGE), do="preview", **typed)


def signs(clinic: AClinic, typed: Mapping[str, str]) -> TestResponse:
    """Preview what was typed and sign it, as a lead does."""
    phone = clinic.lead.computer
    page = previews(phone, **typed)
    assert page.status_code == 200, text_of(page.text)
    return phone.sends(f"{PAGE}/sign", sent_by(page.text, f"{PAGE}/sign"))


def sent_by(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form with this address."""
    form = re.findall(rf'<form method="post" action="{action}"[^>]*>(.*?)</form>', html, re.DOTALL)[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def in_force(clinic: AClinic) -> Any:
    """The protocol of a clinic that holds now."""
    with clinic.app.app_context():
        return protocol_in_force(clinic.clinic.id, occasion().today)


def test_what_a_lead_typed_is_previewed_and_then_signed_with_name_and_day(clinic: AClinic) -> None:
    page = text_of(previews(clinic.lead.computer, **DAY_ZERO, **ADMISSION).text)
    assert "New cells day : 35 to 56, likely 42 days after mobilisation starts." in page
    assert "Hospital stay starts : 6 to 8, likely 7 days before new cells day." in page
    assert "Your name, Lea, and today, 2 March 2026, go under it." in page
    assert in_force(clinic) is None
    assert signs(clinic, DAY_ZERO | ADMISSION).status_code == 303
    signed = in_force(clinic)
    assert (signed.number, signed.begins, signed.protocol.signed_by) == (1, date(2026, 3, 2), "Lea")
    days = [(gap.earliest.days, gap.likely.days, gap.latest.days) for gap in signed.protocol.gaps]
    assert days == [(35, 42, 56), (-8, -7, -6)]
    assert "Number 1, signed by Lea on 2 March 2026." in text_of(clinic.lead.computer.gets(PAGE).text)


def test_the_next_one_has_the_next_number_and_the_one_before_stays_as_it_was(clinic: AClinic) -> None:
    signs(clinic, DAY_ZERO)
    signs(clinic, DAY_ZERO | TWO_YEARS)
    with clinic.app.app_context():
        last, first = protocols_of(clinic.clinic.id)
    assert (last.number, first.number) == (2, 1)
    assert not first.protocol.choices
    assert last.protocol.choices[0].figure == "24-months"
    old = text_of(clinic.nurse.computer.gets(f"{PAGE}?number=1").text)
    assert "Another one has taken its place." in old
    assert "24 months" not in old


def test_gaps_out_of_order_are_said_beside_their_box_and_all_that_was_typed_stays(clinic: AClinic) -> None:
    typed = DAY_ZERO | {"usual-1-earliest": "60"} | ADMISSION | {"gcsf_only": "yes", "gcsf_reason": "<b>We do</b>"}
    answer = previews(clinic.lead.computer, **typed)
    assert answer.status_code == 400
    assert 'id="usual-1-earliest-error"' in answer.text
    says = "With any chemo, New cells day: Put these in order: earliest, likely, latest. For example 9, 10 and 12"
    assert says in text_of(answer.text)
    for name, value in typed.items():
        if name != "gcsf_only":
            assert box(answer.text, name) == value, name
    assert re.search(r'name="gcsf_only"[^>]*value="yes"[^>]*checked', answer.text)
    assert in_force(clinic) is None


def test_days_before_another_are_said_in_their_own_order(clinic: AClinic) -> None:
    typed = ADMISSION | {"usual-2-earliest": "6", "usual-2-latest": "8"}
    answer = previews(clinic.lead.computer, **typed)
    assert answer.status_code == 400
    assert "the earliest day lies the most days before. For example 8, 7 and 6" in text_of(answer.text)


@pytest.mark.parametrize(
    ("typed", "beside", "says"),
    [
        ({"usual-1-earliest": "5 weeks or so"}, "usual-1-earliest", "Write a whole number of days, at most 366"),
        ({"usual-1-earliest": "4000"}, "usual-1-earliest", "Write a whole number of days, at most 366"),
        ({"usual-1-latest": ""}, "usual-1-latest", "Write a whole number of days, at most 366"),
        ({"usual-1-reason": ""}, "usual-1-reason", "Write why, in at most 300 ordinary characters"),
        ({"usual-1-reason": "x" * 301}, "usual-1-reason", "Write why, in at most 300 ordinary characters"),
        ({"usual-1-earliest": "3"}, "usual-1-earliest", "write 11 days or more"),
        ({"usual-1-earliest": "42", "usual-1-latest": "42"}, "usual-1-earliest", "would confirm the first chemo"),
        ({"figure-0": "6-months", "choice-0": "Shorter."}, "figure-0", "Choose a figure, or empty the reason"),
        ({"choice-0": "No figure."}, "figure-0", "Choose a figure, or empty the reason"),
        ({"figure-0": "24-months"}, "choice-0", "Write why, in at most 300 ordinary characters"),
        ({"gcsf_only": "yes"}, "gcsf_reason", "Write why, in at most 300 ordinary characters"),
        ({"gcsf_only": "perhaps"}, "gcsf_only", "Choose yes, no or not said"),
    ],
)
def test_what_cannot_be_signed_says_what_to_do_beside_its_box(
    clinic: AClinic, typed: dict[str, str], beside: str, says: str
) -> None:
    answer = previews(clinic.lead.computer, **DAY_ZERO | typed)
    assert answer.status_code == 400
    assert f'id="{beside}-error"' in answer.text, re.findall(r'id="[^"]+-error"', answer.text)
    assert f'href="#{beside}"' in answer.text
    assert says in text_of(answer.text)
    assert in_force(clinic) is None


def test_what_the_protocol_in_force_says_already_is_not_signed_again(clinic: AClinic) -> None:
    signs(clinic, DAY_ZERO)
    answer = previews(clinic.lead.computer, **DAY_ZERO)
    assert answer.status_code == 400
    assert "there is nothing to sign" in text_of(answer.text)


def test_two_leads_do_not_sign_over_each_other(clinic: AClinic) -> None:
    phone = clinic.lead.computer
    stale = sent_by(previews(phone, **DAY_ZERO).text, f"{PAGE}/sign")
    signs(clinic, ADMISSION)
    answer = phone.sends(f"{PAGE}/sign", stale)
    assert answer.status_code == 409
    assert "Nothing was signed." in text_of(answer.text)
    assert box(answer.text, "usual-1-likely") == "42"
    assert in_force(clinic).number == 1


def test_signing_twice_by_the_same_press_is_signing_once(clinic: AClinic) -> None:
    phone = clinic.lead.computer
    form = sent_by(previews(phone, **DAY_ZERO).text, f"{PAGE}/sign")
    assert [phone.sends(f"{PAGE}/sign", form).status_code for _ in range(2)] == [303, 303]
    assert in_force(clinic).number == 1


def test_nurses_read_it_and_only_a_lead_writes_it(clinic: AClinic) -> None:
    signs(clinic, DAY_ZERO | TWO_YEARS)
    page = clinic.nurse.computer.gets(PAGE)
    assert "Your clinic chose: 24 months." in text_of(page.text)
    assert "usual-1-likely" not in page.text
    other = {**sent_by(previews(clinic.lead.computer, **ADMISSION).text, f"{PAGE}/sign"), "do": "sign"}
    for who in (clinic.nurse.computer, clinic.auditor.computer):
        for path in (PAGE, f"{PAGE}/sign"):
            assert who.sends(path, {**other, **who.keys()}).status_code == 404, path
    assert in_force(clinic).number == 1
    assert clinic.auditor.computer.gets(PAGE).status_code == 404
    lead = clinic.lead.computer
    assert lead.sends(f"{PAGE}/sign", {**other, **lead.keys()}).status_code == 303  # so it was a good one
    assert in_force(clinic).number == 2


def test_another_clinic_sees_nothing_of_it(app: Flask, clinic: AClinic) -> None:
    signs(clinic, DAY_ZERO)
    other = AClinic(app, "Oak ward")
    assert "No protocol was signed yet" in text_of(other.nurse.computer.gets(PAGE).text)
    assert other.nurse.computer.gets(f"{PAGE}?number=1").status_code == 404


def test_the_preview_says_how_many_plans_it_would_change(clinic: AClinic) -> None:
    # Of one new cells day is told: its first chemo is counted 70 days back by the clinic, and not 42 as by the
    # guidance. Of the other the first chemo is told: its new cells day comes 28 days later.
    clinic.enrols("Blue 14", {"treatment_date": "2031-03-27", "treatment_date_kind": "day-zero"})
    clinic.enrols("Fern 3")
    typed = DAY_ZERO | {"usual-1-earliest": "63", "usual-1-likely": "70", "usual-1-latest": "77"}
    page = text_of(previews(clinic.lead.computer, **typed).text)
    assert "It would change 2 plans, in 2 ways." in page
    assert "First chemo: at the earliest: " in page
    assert "likely: 28 days earlier" in page
    assert "New cells day: at the earliest: " in page
    assert "likely: 28 days later" in page


def test_a_plan_keeps_what_it_holds_until_somebody_decides(clinic: AClinic) -> None:
    enrolment, _ = clinic.enrols()
    signs(clinic, DAY_ZERO)
    with clinic.app.app_context():
        plan = clinic_plan(enrolment)
        assert "protocol" not in plan.clinic


def test_a_plan_that_joins_takes_it_up_at_once_as_the_clinics_and_its_owner_is_told(
    app: Flask, clinic: AClinic
) -> None:
    signs(clinic, DAY_ZERO)
    phone = lives_with_a_plan(app)
    joins(app, clinic, phone)
    kept = kept_by(phone)
    assert kept.clinic["protocol"]["key"] == f"{clinic.clinic.id}-1"
    with app.app_context():
        change = changes_of_plan(kept)[0]
        assert (change.action, change.member) == ("protocol-laid-over", clinic.lead.member)
        assert not still_stands(change, kept)
    assert kept.unseen == change.number


def test_collecting_without_chemo_is_asked_for_and_moves_nothing(clinic: AClinic) -> None:
    with clinic.app.app_context():
        assert not usually_without_chemo(clinic.clinic.id, occasion().today)
    enrolment, _ = clinic.enrols("Blue 14", {"treatment_date": "2031-03-27", "treatment_date_kind": "day-zero"})
    typed = {"gcsf_only": "yes", "gcsf_reason": "G-CSF alone is usual here."}
    assert "It would change no plan as they stand now." in text_of(previews(clinic.lead.computer, **typed).text)
    signs(clinic, typed)
    with clinic.app.app_context():
        assert usually_without_chemo(clinic.clinic.id, occasion().today)
        assert clinic_plan(enrolment).told.get("mobilisation_confirmed_by_nurse") is None


def clinic_plan(enrolment: str) -> Any:
    """What is kept of an enrolled plan."""
    with transaction() as session:
        return kept_from(session.query(PlanRecord).filter_by(enrolment_id=enrolment).one())


def test_both_figures_and_the_choice_with_its_reason_are_shown_for_an_item(app: Flask, clinic: AClinic) -> None:
    signs(clinic, TWO_YEARS)
    enrolment, _ = clinic.enrols()
    with app.test_request_context():
        kept = clinic_plan(enrolment)
        with_choice = kept._replace(clinic={"protocol": protocol_told(clinic)})
        chosen = disagreements_for("A02", with_choice, guidance())[0]
        alone = disagreements_for("A02", kept._replace(clinic={}), guidance())[0]
        nothing = disagreements_for("B22", kept, guidance())
    assert (chosen.says, chosen.reason) == ("Your clinic chose: 24 months.", "Our unit asks for two years.")
    assert "12 months" in chosen.others
    assert alone.says == "The plan counts with: 12 months. Your team decides."
    assert "24 months" in alone.others
    assert all(figure.sources for figure in chosen.figures)
    assert nothing == []


def test_what_sources_differ_on_stands_on_a_page_with_every_source(app: Flask, clinic: AClinic) -> None:
    enrolment, _ = clinic.enrols()
    macro = "{% from 'components/disagreement.html' import disagreements %}<main>{{ disagreements(found) }}</main>"
    with app.test_request_context():
        found = disagreements_for("B21", clinic_plan(enrolment), guidance())
        words = text_of(render_template_string(macro, found=found))
        nothing = render_template_string(macro, found=[])
    assert "The plan counts with: 10 to 14 days. Your team decides." in words
    assert "Other sources say: 2 to 4 weeks, 30 days and 2 months." in words
    assert "two to four weeks before" in words
    assert text_of(nothing).strip(" >") == ""


def protocol_told(clinic: AClinic) -> Any:
    """The protocol in force as a plan holds it."""
    return protocol_json(in_force(clinic).protocol)


NAMES = tuple(boxes(guidance()))
SIGNED = {"key": "a-1", "begins": date(2026, 3, 2), "signed_by": "Lea"}
OF_A_ROW = st.fixed_dictionaries(
    {part: st.integers(-400, 400).map(str) | st.text(max_size=8) for part in ("earliest", "likely", "latest")}
    | {"reason": st.text(max_size=20)}
)


@given(st.dictionaries(st.sampled_from(ROWS), OF_A_ROW, max_size=4), st.dictionaries(st.sampled_from(NAMES), st.text()))
def test_whatever_is_typed_comes_back_as_it_was_or_with_what_to_do_beside_a_box(
    rows: dict[Any, dict[str, str]], others: dict[str, str]
) -> None:
    typed = {box_of(*row, part): words for row, parts in rows.items() for part, words in parts.items()}
    told = told_by(dict.fromkeys(NAMES, "") | typed | others, guidance())
    try:
        protocol = protocol_from(told | SIGNED, guidance())
    except Faults as faults:
        wrong = wrong_in(faults.faults)
        assert wrong
        assert wrong.keys() <= set(NAMES)
        return
    again = told_by(written(protocol, guidance()), guidance())
    assert protocol_from(again | SIGNED, guidance()) == protocol
