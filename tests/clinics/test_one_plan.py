"""One plan in a nurse's hands: read, corrected with a reason, signed, and what its owner sees of that."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from planner.accounts.devices import held_by
from planner.cli.plainly import occasion
from planner.clinics.about import end_clinic
from planner.clinics.enrolments import Sees
from planner.clinics.joining import choose_what_is_seen
from planner.plans.actions import keep_answers
from planner.tokens import new_token
from tests.clinics.patients import joins
from tests.clinics.people import AClinic, Staff
from tests.web.phones import Phone

REASON = "Our fertility clinic needs two weeks more."
# The first chemo is confirmed for 27 March 2031, and today is as in tests.web.lives.
EGGS, REFERRAL = "Start your egg-freezing injections", "Ask to see a fertility clinic, and say urgent"
BIRTH_CONTROL = "Choose very strong birth control"
TOLD: dict[str, Any] = {
    "treatment_date": "2031-03-27",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "chemo_already_started": "no",
    "age": 33,
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "wants_children": "yes",
    "pregnant": "no",
}


class Review:
    """One nurse with one plan open."""

    def __init__(self, staff: Staff, enrolment: str) -> None:
        self.computer, self.path = staff.computer, f"/clinic/plans/{enrolment}"

    def page(self, item: str = "") -> str:
        """The page as it is now."""
        answer = self.computer.gets(f"{self.path}?item={item}" if item else self.path)
        assert answer.status_code == 200
        return answer.text

    def item(self, title: str) -> str:
        """The name in addresses of the item with this title."""
        return re.findall(rf'item=([0-9a-f]{{20}})#item"[^>]*>(?:\s|<span[^>]*>)*{re.escape(title)}', self.page())[0]

    def code(self, title: str) -> str:
        """The code of the item with this title, as its forms carry it."""
        return re.findall(r'name="code" value="([A-Z]\d\d)"', self.page(self.item(title)))[0]

    def keys(self, seen: str = "", page: str = "") -> dict[str, str]:
        """The hidden keys of a form of a page (as it is now, unless told), with the version of the plan it shows."""
        page = page or self.page()
        names = ("csrf_token", "once", "seen")
        found = {name: re.findall(rf'name="{name}" value="([^"]+)"', page)[0] for name in names}
        return {**found, **({"seen": seen} if seen else {})}

    def adjusts(self, kind: str, about: str = "", seen: str = "", **fields: str) -> TestResponse:
        """Change one item, named by its title."""
        name, code = (self.item(about), self.code(about)) if about else ("", "")
        form = {"kind": kind, "code": code, "item": name, "reason": REASON, **fields}
        return self.computer.sends(f"{self.path}/adjust", self.keys(seen), **form)

    def says_without_chemo(self, said: str = "yes", reason: str = REASON) -> TestResponse:
        """Confirm that cells are collected without chemo, or take that back."""
        path = f"{self.path}/mobilisation"
        return self.computer.sends(path, self.keys(), without_chemo=said, **({"reason": reason} if reason else {}))

    def signs(self, page: str = "") -> TestResponse:
        """Sign what a page shows."""
        digest = re.findall(r'name="digest" value="([0-9a-f]{64})"', page or self.page())[0]
        return self.computer.sends(f"{self.path}/sign", self.keys(page=page), digest=digest)


def on(day: int, month: int, year: int = 2031, box: str = "day") -> dict[str, str]:
    """A day as it is typed."""
    return {f"{box}-day": str(day), f"{box}-month": str(month), f"{box}-year": str(year)}


@pytest.fixture(scope="module")
def clinic(app: Flask) -> AClinic:
    """A clinic with its staff."""
    return AClinic(app)


@pytest.fixture
def enrolled(clinic: AClinic) -> tuple[str, Phone]:
    """A plan that the clinic reviews, and its owner's phone."""
    enrolment, link = clinic.enrols("Fern 3", TOLD)
    return enrolment, Phone(clinic.app).takes(link)


@pytest.fixture
def review(clinic: AClinic, enrolled: tuple[str, Phone]) -> Review:
    """The nurse with that plan open."""
    return Review(clinic.nurse, enrolled[0])


@pytest.fixture
def owner(enrolled: tuple[str, Phone]) -> Phone:
    """The phone of whoever holds it."""
    return enrolled[1]


def patients_page(owner: Phone, title: str) -> str:
    """The owner's page of a step, by its title."""
    path = re.findall(
        rf'href="(/plan/steps/[0-9a-f]{{20}})"[^>]*>(?:\s|<span[^>]*>)*{re.escape(title)}', owner.gets("/plan").text
    )[0]
    return owner.gets(path).text


# --- changing one item ---


def test_a_day_the_nurse_moves_stands_in_the_plan_as_the_clinics_with_its_reason(review: Review, owner: Phone) -> None:
    assert review.adjusts("move", REFERRAL, **on(14, 2)).status_code == 303
    page = patients_page(owner, REFERRAL)
    assert "By 14 February 2031" in page
    assert "Your clinic moved this to 14 February 2031." in page
    assert REASON in page
    assert "Your clinic changed your plan" in owner.gets("/plan/history").text
    assert "moved to 14 February" in review.page()


def test_a_day_past_the_last_safe_day_is_kept_with_its_reason_and_marked_on_both_sides(
    review: Review, owner: Phone
) -> None:
    # Strong birth control has until the day before the first chemo: 26 March.
    assert review.adjusts("move", BIRTH_CONTROL, **on(28, 3)).status_code == 303
    page = patients_page(owner, BIRTH_CONTROL)
    assert "after the last safe day that the guidance counts, 26 March 2031. Your clinic decided so." in page
    assert "the clinic moved it past its last safe day, 26 March 2031" in review.page()


@pytest.mark.parametrize("reason", [" ", "x" * 301, "\x00"], ids=["none", "long", "odd"])
def test_without_a_reason_nothing_changes_and_what_was_typed_stays(review: Review, reason: str) -> None:
    answer = review.adjusts("move", REFERRAL, **{**on(14, 2), "reason": reason})
    assert answer.status_code == 400
    assert "Write the reason" in answer.text
    assert 'value="14"' in answer.text
    assert "moved to 14 February" not in review.page()


def test_a_day_that_is_none_says_what_to_enter_and_keeps_the_reason(review: Review) -> None:
    answer = review.adjusts("move", REFERRAL, **on(31, 2))
    assert answer.status_code == 400
    assert REASON in answer.text


def test_egg_injections_are_not_moved_to_where_no_time_is_left(review: Review) -> None:
    # 16 days before 27 March is 11 March: nobody starts after that (guidance-facts 3.1, 1).
    answer = review.adjusts("move", EGGS, **on(20, 3))
    assert answer.status_code == 400
    assert "Egg injections cannot start after the last safe day" in answer.text
    assert review.adjusts("move", EGGS, **on(10, 3)).status_code == 303


def test_not_applicable_leaves_it_out_with_the_clinics_reason_and_can_be_taken_back(
    review: Review, owner: Phone
) -> None:
    assert review.adjusts("not-applicable", EGGS).status_code == 303
    page = owner.gets("/plan").text
    assert f"your clinic says that it does not apply: {REASON}" in page
    name = re.findall(r'name="name" value="([0-9a-f]{32})"', review.page())[0]
    assert review.computer.sends(f"{review.path}/take-back", review.keys(), name=name).status_code == 303
    assert "says that it does not apply" not in owner.gets("/plan").text
    assert "Your clinic took back a change" in owner.gets("/plan/history").text


def test_what_the_clinic_changed_the_owner_cannot_undo(review: Review, owner: Phone) -> None:
    review.adjusts("not-applicable", EGGS)
    history = owner.gets("/plan/history").text
    number = max(int(one) for one in re.findall(r"/plan/history/(\d+)/undo", history) or ["0"])
    changed = int(re.findall(r'name="seen" value="(\d+)"', review.page())[0])
    assert number != changed
    assert owner.sends(f"/plan/history/{changed}/undo").status_code == 404
    assert "says that it does not apply" in owner.gets("/plan").text


def test_an_item_of_the_clinics_own_stands_in_the_plan_with_its_day(review: Review, owner: Phone) -> None:
    fields = {"title": "Bring your scan letters", "text": "Both of them.", **on(20, 1, box="own")}
    assert review.adjusts("own", **fields).status_code == 303
    page = owner.gets("/plan").text
    assert "Bring your scan letters" in page
    own = patients_page(owner, "Bring your scan letters")
    assert "This is a step of your clinic&#39;s own" in own
    assert "20 January" in own
    assert "Bring your scan letters" not in owner.gets("/plan/calendar.ics").text


# --- without chemo ---


def test_confirming_collection_without_chemo_moves_what_everything_is_counted_from_and_says_so(
    clinic: AClinic,
) -> None:
    told = {**TOLD, "treatment_date_kind": "day-zero", "regimen": "cy-atg"}
    enrolment, link = clinic.enrols("Oak 22", told)
    owner, review = Phone(clinic.app).takes(link), Review(clinic.nurse, enrolment)
    # Six weeks before 27 March is 13 February; with Cy-ATG conditioning starts five days before: 22 March.
    assert "13 February" in owner.gets("/plan").text
    assert review.says_without_chemo(reason="").status_code == 400
    assert review.computer.sends(f"{review.path}/mobilisation", review.keys(), reason=REASON).status_code == 400
    done = review.says_without_chemo()
    assert done.status_code == 303
    said = review.computer.gets(done.location).text
    assert "The first chemo moved from 13 February 2031 to 22 March 2031" in said
    page = owner.gets("/plan").text
    assert "22 March" in page
    assert REASON in page  # among what changed, until they put it away
    history = owner.gets("/plan/history").text
    assert "Your clinic confirmed: collection without chemo" in history
    assert REASON in history
    assert "Confirmed: cells are collected without chemo." in review.page()
    assert review.says_without_chemo("no").status_code == 303
    assert "13 February" in owner.gets("/plan").text  # what was told before stands again
    assert review.says_without_chemo("no").status_code == 404


def test_what_the_patient_says_of_collection_later_outweighs_what_the_nurse_confirmed_until_it_is_undone(
    app: Flask, review: Review, owner: Phone
) -> None:
    confirmed = "Confirmed: cells are collected without chemo."
    review.says_without_chemo()
    assert confirmed in review.page()
    with app.app_context():
        keep_answers(held_by(owner.cookie).actor, new_token(), {"mobilisation": "chemo-and-gcsf"}, occasion())  # type: ignore[union-attr]
    assert confirmed not in review.page()
    assert review.says_without_chemo("no").status_code == 404
    undo = re.findall(r"/plan/history/\d+/undo", owner.gets("/plan/history").text)[0]
    assert owner.sends(undo, owner.keys("/plan/history")).status_code == 303
    assert confirmed in review.page()


def test_what_a_patient_says_of_a_nurse_is_no_nurses_word(clinic: AClinic) -> None:
    told = {**TOLD, "mobilisation": "gcsf-only", "mobilisation_confirmed_by_nurse": True}
    enrolment, _link = clinic.enrols("Ivy 4", told)
    review = Review(clinic.nurse, enrolment)
    page = review.page()
    assert "Confirmed: cells are collected without chemo." not in page
    assert "Collection without chemo was told, and no nurse has confirmed it." in page
    assert review.says_without_chemo().status_code == 303  # now one has
    assert "Confirmed: cells are collected without chemo." in review.page()


# --- signing ---


def test_what_was_signed_is_said_on_both_sides_until_its_content_changes(review: Review, owner: Phone) -> None:
    assert review.signs().status_code == 303
    assert "Checked by Nora on" in review.page()
    assert "and as it was then." in review.page()
    assert "Checked" in owner.gets("/plan/calendar.ics").text
    step = re.findall(r"/plan/steps/[0-9a-f]{20}", owner.gets("/plan").text)[0]
    owner.sends(f"{step}/say", owner.keys(step), state="done")
    assert "and as it was then." in review.page()  # a tick is no content
    review.adjusts("move", REFERRAL, **on(14, 2))
    page = review.page()
    assert "It has changed since." in page
    assert "other days" in page
    calendar = owner.gets("/plan/calendar.ics").text.replace("\r\n ", "")
    assert "when it was checked" in calendar
    assert len(re.findall(r"Checked \d", calendar)) > len(re.findall("when it was checked", calendar)) > 0


def test_a_plan_that_moved_under_the_nurse_is_not_signed(review: Review, clinic: AClinic) -> None:
    stood_open = review.page()
    assert Review(clinic.lead, review.path.rpartition("/")[2]).adjusts("not-applicable", EGGS).status_code == 303
    answer = review.signs(stood_open)
    assert answer.status_code == 409
    assert "Nothing was signed." in answer.text
    assert "Your clinic changed your plan" in answer.text  # what moved meanwhile
    assert REASON in answer.text
    assert "Checked by" not in answer.text
    assert review.signs(answer.text).status_code == 303
    assert "Checked by Nora" in review.page()


def test_a_change_made_for_an_older_version_is_refused_and_its_words_stay(review: Review, clinic: AClinic) -> None:
    old = review.keys()["seen"]
    Review(clinic.lead, review.path.rpartition("/")[2]).adjusts("not-applicable", EGGS)
    answer = review.adjusts("move", REFERRAL, seen=old, **on(14, 2))
    assert answer.status_code == 409
    assert REASON in answer.text
    assert "moved to 14 February" not in review.page()


def test_a_plan_deleted_meanwhile_is_not_there_for_anybody(review: Review, owner: Phone) -> None:
    page, keys = review.page(), review.keys()
    owner.sends("/delete", owner.keys("/delete"))
    digest = re.findall(r'name="digest" value="([0-9a-f]{64})"', page)[0]
    assert review.computer.sends(f"{review.path}/sign", keys, digest=digest).status_code == 404
    assert review.computer.gets(review.path).status_code == 404


def test_another_clinic_an_auditor_and_nobody_meet_the_same_nothing(
    app: Flask, clinic: AClinic, review: Review
) -> None:
    other = AClinic(app, "Oak ward")
    answers = [who.gets(review.path) for who in (other.nurse.computer, other.lead.computer, clinic.auditor.computer)]
    answers.append(clinic.nurse.computer.gets("/clinic/plans/" + "0" * 32))
    assert {one.status_code for one in answers} == {404}
    for way in ("adjust", "take-back", "mobilisation", "sign"):
        assert other.nurse.computer.sends(f"{review.path}/{way}").status_code == 404


def test_an_item_of_the_clinics_own_can_be_done_noted_and_asked_about_like_any_other(
    review: Review, owner: Phone
) -> None:
    review.adjusts("own", **{"title": "Bring your scan letters", **on(20, 1, box="own")})
    path = re.findall(
        r'href="(/plan/steps/[0-9a-f]{20})"[^>]*>(?:\s|<span[^>]*>)*Bring your scan letters', owner.gets("/plan").text
    )[0]
    assert owner.sends(f"{path}/say", owner.keys(path), state="done").status_code == 303
    assert "You said this is done." in owner.gets(path).text
    assert owner.sends(f"{path}/note", owner.keys(path), note="in the blue folder", before="").status_code == 303
    assert "in the blue folder" in owner.gets(path).text
    assert "in the blue folder" not in review.page()
    name = re.findall(r'name="name" value="([0-9a-f]{32})"', review.page())[0]
    assert review.computer.sends(f"{review.path}/take-back", review.keys(), name=name).status_code == 303
    assert "Bring your scan letters" not in re.findall(r'row__title">([^<]*)<', owner.gets("/plan").text)
    assert owner.gets("/plan/file.json").status_code == 200


def test_its_owner_is_told_what_the_clinic_changed_until_they_put_it_away(review: Review, owner: Phone) -> None:
    review.adjusts("move", REFERRAL, **on(14, 2))
    page = owner.gets("/plan").text
    assert "Your clinic changed your plan" in page
    assert "Your clinic moved this to 14 February 2031." in page
    assert REASON in page
    assert "Something changed that they have not put away." in review.page()
    number = re.findall(r'name="number" value="(\d+)"', page)[0]
    assert owner.sends("/plan/seen", owner.keys("/plan"), number=number).status_code == 303
    assert REASON not in owner.gets("/plan").text
    assert "Something changed that they have not put away." not in review.page()


def test_another_clinic_inherits_no_signature_and_signs_for_itself(
    app: Flask, clinic: AClinic, review: Review, owner: Phone
) -> None:
    review.signs()
    assert "Checked by Nora" in owner.gets("/plan/team").text
    assert owner.sends("/plan/team/leave", owner.keys("/plan/team")).status_code == 303
    assert "Checked" not in owner.gets("/plan/calendar.ics").text
    other = AClinic(app, "Oak ward")
    theirs = Review(other.nurse, joins(app, other, owner, label="Ash 9").enrolment)
    page = theirs.page()
    assert "Nobody has checked this plan yet." in page
    assert "Nora on" not in page
    assert theirs.signs(page).status_code == 303
    assert "Checked by Nora on" in theirs.page()  # her colleague there has the same name


def test_a_clinic_that_may_not_see_answers_reads_none_on_any_item(app: Flask, clinic: AClinic) -> None:
    enrolment, link = clinic.enrols("Yew 5", {**TOLD, "contraception": ["copper-coil"], "breastfeeding": "yes"})
    owner, review = Phone(clinic.app).takes(link), Review(clinic.nurse, enrolment)
    with app.app_context():
        choose_what_is_seen(held_by(owner.cookie).actor, new_token(), Sees(False, False, False), occasion())  # type: ignore[union-attr]
    page = review.page()
    assert "keeps their answers to themselves" in page
    names = set(re.findall(r"item=([0-9a-f]{20})#item", page))
    assert len(names) > 40
    for name in names:
        shown = review.page(name)
        for told in ("copper coil", "You have ovaries", "You want a child", "you have no testicles", "You breastfeed"):
            assert told.lower() not in shown.lower(), (name, told)


def test_staff_do_not_open_a_patients_link_where_they_work(clinic: AClinic) -> None:
    _enrolment, link = clinic.enrols("Elm 6", TOLD)
    computer = clinic.nurse.computer
    assert "This opens somebody" in computer.gets(link).text
    computer.sends(link, computer.keys("/clinic/enrol"))
    assert computer.gets("/plan").status_code == 404
    Phone(clinic.app).takes(link)  # it was not used up


def test_a_clinic_that_ended_is_said_to_its_patients_and_takes_no_more_notes(app: Flask) -> None:
    clinic = AClinic(app, "Fir ward")
    _enrolment, link = clinic.enrols("Fern 3", TOLD)
    owner = Phone(app).takes(link)
    stood_open = owner.keys("/plan/team")
    with app.app_context():
        end_clinic(clinic.lead.actor, new_token(), occasion())
    page = owner.gets("/plan").text
    assert "Fir ward takes part no more" in page
    answer = owner.sends("/plan/team/notes", stood_open, words="Please call me.")
    assert answer.status_code == 404
    assert "Please call me." not in owner.gets("/plan/team").text
    assert owner.sends("/plan/team/leave", owner.keys("/plan/team")).status_code == 303
    assert "Fir ward" not in owner.gets("/plan").text


def test_whoever_says_that_chemo_has_begun_comes_first_with_that_as_the_reason(app: Flask) -> None:
    clinic = AClinic(app, "Pine ward")
    _later, _link = clinic.enrols("Later", {**TOLD, "treatment_date": "2026-03-30"})
    enrolment, link = clinic.enrols("Begun", TOLD)
    owner = Phone(app).takes(link)
    with app.app_context():
        begun = {"chemo_already_started": "yes", "treatment_date": None, "treatment_date_kind": None}
        begun["treatment_date_certainty"] = None
        keep_answers(held_by(owner.cookie).actor, new_token(), begun, occasion())  # type: ignore[union-attr]
    roster = clinic.nurse.computer.gets("/clinic").text
    assert roster.index("Begun") < roster.index("Later")
    assert "chemo has begun: call now" in roster
    assert "call now" in Review(clinic.nurse, enrolment).page()
