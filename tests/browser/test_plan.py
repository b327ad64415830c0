"""From answers to a plan and its calendar file, in a real browser, with scripts and without."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.filling import ask, fill, type_day
from tests.calendar.rfc5545 import faults
from tests.calendar.telling_words import telling
from tests.web.lives import AMIRA, BEN, FARAH

WIDTHS = pytest.mark.parametrize("width", [390, 1280])


@WIDTHS
def test_someone_fills_in_the_form_reads_the_plan_and_downloads_the_days(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    fill(page, address, AMIRA)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your plan")
    expect(page.get_by_role("heading", name="Talk about having a child later").first).to_be_visible()
    assert page.url == f"{address}/"
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the calendar file").click()
    assert downloading.value.suggested_filename == "calendar.ics"
    file = Path(downloading.value.path()).read_bytes()
    assert faults(file) == []
    assert telling(file.decode()) == []


@WIDTHS
def test_the_course_is_drawn_where_there_is_room_and_listed_where_there_is_not(
    page: Page, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    fill(page, address, AMIRA)
    drawing, listed = page.locator(".chart"), page.locator(".course")
    assert drawing.is_visible() == (width == 1280)
    expect(listed).to_contain_text("Start your egg-freezing injections")
    box = listed.locator("..").bounding_box()
    assert box
    assert (box["width"] > 200) == (width == 390)


def test_a_step_unfolds_to_why_what_to_do_and_who_says_so(page: Page, address: str) -> None:
    fill(page, address, AMIRA)
    step = page.locator(".row--fold", has_text="Ask for a new MRI").first
    expect(step.get_by_text("If it is late")).to_be_hidden()
    step.locator("summary").first.click()
    expect(step.get_by_text("If it is late")).to_be_visible()
    step.get_by_text("Why it is here, and how its day was counted").click()
    expect(step.get_by_text("12 weeks before your first chemo, 18 May 2026")).to_be_visible()
    step.get_by_text("Who says so").click()
    expect(step.get_by_text("Last checked 20 November 2026").first).to_be_visible()


def test_a_mistake_is_linked_to_its_box_and_what_was_typed_is_kept(page: Page, address: str) -> None:
    page.goto(address)
    type_day(page, "31 2 2027")
    page.locator('input[name="place"][value="gb"]').check()
    ask(page, "Make my plan now")
    mistake = page.get_by_role("link", name="Enter a day that exists, for example 27 3 2027")
    expect(mistake).to_be_in_viewport()
    mistake.click()
    expect(page.locator("#treatment_date-day")).to_be_focused()
    expect(page.locator("#treatment_date-day")).to_have_value("31")
    expect(page.locator('input[name="place"][value="gb"]')).to_be_checked()
    type_day(page, "27 3 2027")
    ask(page, "Make my plan now")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your plan")


def test_the_answers_can_be_changed_beneath_the_plan(page: Page, address: str) -> None:
    fill(page, address, AMIRA)
    page.get_by_text("Change your answers").first.click()
    expect(page.locator("#treatment_date-month")).to_have_value("5")
    page.locator("#treatment_date-month").fill("6")
    ask(page, "Make my plan")
    expect(page.get_by_text("108 days to your first chemo, 18 June 2026.")).to_be_visible()  # 77 and May's 31


def test_focus_is_on_the_heading_after_the_move(page: Page, address: str) -> None:
    fill(page, address, FARAH)
    expect(page.locator("h1")).to_be_focused()


@pytest.mark.parametrize("answers", [AMIRA, BEN, FARAH], ids=["amira", "ben", "farah"])
def test_nothing_scrolls_sideways_even_unfolded_on_the_narrowest_phone(
    browser: Any, address: str, answers: Mapping[str, str]
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    fill(page, address, answers)
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_no_other_host_is_asked_and_no_rule_of_the_page_is_broken(page: Page, address: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    fill(page, address, BEN)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith(f"{address}/")] == []
    assert [url for url in asked if "?" in url] == []
    assert said == []
    assert page.context.cookies() == []
