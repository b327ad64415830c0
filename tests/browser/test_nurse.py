"""A nurse in a real browser: a passkey, enrolling, a review with a correction, a signature; what the patient sees."""

import datetime
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_passkeys import Laptop, Place, laptop, place
from tests.browser.walking import Walk
from tests.web.staff import invited
from tests.with_axe import assert_open_to_everyone

__all__ = ["laptop", "place"]
REFERRAL = "Ask to see a fertility clinic, and say urgent"
REASON = "Their clinic has a place that week."


@pytest.fixture
def patients(browser: Browser) -> Iterator[Page]:
    """A patient's phone where nobody has been."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def signs_in_with_a_passkey(place: Place, laptop: Laptop, name: str = "Nora Early") -> Walk:
    """A nurse comes in by the lead's invitation, makes a passkey, signs out and in again with it."""
    page = laptop.page
    page.goto(place.address + invited(place.app))
    page.locator("main form button[type=submit]").first.click()
    page.get_by_label("Name to sign in with").fill(name)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("button", name="Sign out here").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/clinic")
    return Walk(page, place.address)


def day_ahead(days: int) -> list[str]:
    """A day so many days from today, as it is typed: day, month, year."""
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days)
    return [str(day.day), str(day.month), str(day.year)]


def test_a_nurse_enrols_reviews_corrects_and_signs_and_the_patient_sees_it(
    place: Place, laptop: Laptop, patients: Page
) -> None:
    nurse = signs_in_with_a_passkey(place, laptop)
    assert_open_to_everyone(nurse.page)

    # Enrol: a label, a day, what happens on it, how sure it is.
    nurse.opens("/clinic/enrol").types("Fern 3", "Label").types_day(*day_ahead(100))
    nurse.chooses("First chemo").chooses("Confirmed").presses("Enrol, and show the link")
    link = nurse.page.locator(".link-out__text").inner_text().strip()
    assert_open_to_everyone(nurse.page)

    # The patient opens it on their own phone, and reads who can see it.
    patients.goto(link)
    patients.locator("main form button[type=submit]").first.click()
    patient = Walk(patients, place.address).opens("/plan")
    assert_open_to_everyone(patients)

    # Review: open the plan from the roster, move one item with a reason, sign at the end.
    nurse.opens("/clinic").page.get_by_role("link", name="Fern 3").first.click()
    expect(nurse.page.get_by_role("heading", level=1)).to_have_text("Fern 3")
    assert_open_to_everyone(nurse.page)
    nurse.page.evaluate("document.querySelectorAll('.two__side details.fold').forEach(one => one.open = true)")
    nurse.page.get_by_role("link", name=REFERRAL).last.click()
    nurse.page.get_by_text("Move its day", exact=True).click()
    move = nurse.page.locator("details.way[open] form")
    for box, value in zip(("Day", "Month", "Year"), day_ahead(40), strict=True):
        move.get_by_label(box, exact=True).fill(value)
    move.get_by_label("Why? The patient reads this.").fill(REASON)
    move.get_by_role("button", name="Keep this").click()
    nurse.reads("By your clinic").reads(REASON)
    assert_open_to_everyone(nurse.page)
    nurse.presses("I have checked this plan").reads("Checked by Ada on")

    # The patient sees both.
    patient.opens("/plan").reads("Your clinic changed your plan").reads(REASON)
    patient.opens("/plan/team").reads("Checked by Ada on")
    assert_open_to_everyone(patients)

    # A change of the date flips it, on both sides.
    patient.opens("/plan/move")
    for part, value in zip(("day", "month", "year"), day_ahead(120), strict=True):
        patients.locator(f"input[name=treatment_date-{part}]").fill(value)
    patients.get_by_role("button", name="See what it changes").click()
    patients.get_by_role("button", name="Use the new date").click()
    patient.opens("/plan/team").reads("Changed since it was checked")
    nurse.page.reload()
    nurse.reads("It has changed since.").reads("Since it was checked")
    assert nurse.page.locator(".differs li").count() > 0
    assert_open_to_everyone(nurse.page)


def test_a_page_of_one_plan_fits_a_narrow_phone_and_needs_no_scripts(
    place: Place, laptop: Laptop, browser: Browser
) -> None:
    nurse = signs_in_with_a_passkey(place, laptop, "Nora Late")
    nurse.opens("/clinic/enrol").types("Oak 22", "Label").presses("Enrol, and show the link")
    nurse.page.get_by_role("link", name="Open the plan of Oak 22").click()
    expect(nurse.page.get_by_role("heading", level=1)).to_have_text("Oak 22")
    path = nurse.path
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    plain.add_cookies([{**one} for one in nurse.page.context.cookies()])  # type: ignore[list-item]
    page = plain.new_page()
    page.goto(f"{place.address}{path}")
    page.get_by_role("button", name="I have checked this plan").click()
    assert "Checked by Ada on" in page.content()
    plain.close()
    nurse.page.set_viewport_size({"width": 320, "height": 700})
    nurse.opens(path)
    assert nurse.page.evaluate("document.documentElement.scrollWidth") <= 320
