"""The first journey as a person walks it on a phone, with scripts and without: questions, a plan, a step, changes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.lives_kept import Cookies
from tests.browser.walking import Walk
from tests.calendar.rfc5545 import faults
from tests.calendar.telling_words import telling


def begins(walk: Walk) -> Walk:
    """From the first page to the question of the date."""
    walk.opens().sees("What to do, and by when").presses("Start my plan")
    walk.sees("Where will you be treated?").chooses("United Kingdom").presses("Continue")
    walk.sees("Which stem cell treatment is planned?")
    return walk.chooses("A transplant of my own cells, with chemo").presses("Continue")


def tells_the_date(walk: Walk) -> Walk:
    """A first chemo on 18 May 2026, which the team confirmed."""
    walk.sees("Which date did your team give you?").chooses("First chemo").types_day("18", "5", "2026")
    return walk.chooses("Yes, my team confirmed it").presses("Continue")


def test_someone_answers_reads_the_plan_and_keeps_its_days(walk: Walk) -> None:
    tells_the_date(begins(walk))
    walk.sees("Have you had any chemo for this treatment yet?").chooses("No").presses("Continue")
    walk.sees("How old are you?").types("29", "How old are you?").presses("Continue")
    walk.sees("Which of these do you have?").chooses("Yes", "Ovaries").chooses("Yes", "A womb")
    walk.chooses("No", "Testicles").presses("Continue")
    walk.sees("Might you want a child, or another child, one day?").chooses("Yes").presses("Continue")
    walk.sees("Could you be pregnant, or are you breastfeeding?").chooses("No", "Could you be pregnant now?")
    walk.chooses("No", "Are you breastfeeding or chestfeeding?").presses("Continue")
    walk.sees("Have you been through the menopause?").chooses("No").presses("Continue")
    walk.sees("What are your periods like now?").presses("Skip")
    walk.sees("Do you have sex that could lead to a pregnancy?").chooses("Yes").presses("Continue")
    walk.sees("Which birth control do you use?").chooses("Progestogen-only pill").presses("Continue")
    walk.sees("Do you take any of these hormones?").chooses("None of these").presses("Continue")
    walk.sees("Do you have a partner?").presses("Skip")
    walk.sees("Which MS medicine did you take last?").presses("Skip")

    walk.sees("Check your answers").reads("18 May 2026").reads("Progestogen-only pill").presses("Make my plan")
    walk.sees("Your plan").reads("77 days to your first chemo, 18 May 2026.")
    assert walk.path == "/plan"
    what_comes_first = walk.page.locator(".next").bounding_box()
    time_left = walk.page.get_by_role("heading", name="Is there still time?").bounding_box()
    assert what_comes_first
    assert time_left
    assert what_comes_first["y"] < time_left["y"]

    walk.presses("Put them in a calendar").sees("Your days in a calendar")
    with walk.page.expect_download() as downloading:
        walk.page.get_by_role("link", name="Download the calendar file").click()
    assert downloading.value.suggested_filename == "calendar.ics"
    file = Path(downloading.value.path()).read_bytes()
    assert faults(file) == []
    assert telling(file.decode()) == []

    walk.presses("Your plan").sees("Your plan").presses("What to do, and who says so")
    for heading in ("When", "Why", "What to do", "Who says so", "Why it is in your plan"):
        expect(walk.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    walk.reads("Last checked").presses("Your plan").sees("Your plan")


def test_a_new_date_moves_the_plan_and_leads_back_to_it(walk: Walk) -> None:
    tells_the_date(begins(walk)).presses("Stop here and check your answers").sees("Check your answers")
    walk.presses("Make my plan").sees("Your plan").reads("77 days to your first chemo, 18 May 2026.")
    walk.page.get_by_role("link", name="Change your answers").first.click()
    walk.sees("Check your answers").presses("Change Date from your team").sees("Move the date")
    month = walk.page.get_by_role("group", name="The date your team gave you").get_by_label("Month", exact=True)
    expect(month).to_have_value("5")
    month.fill("6")
    walk.presses("See what it changes").sees("What the new date changes").reads("18 June 2026")
    walk.presses("Use the new date").reads("108 days to your first chemo, 18 June 2026.")  # 77 and May's 31


def test_an_answer_given_later_changes_what_the_plan_asks_about(walk: Walk) -> None:
    tells_the_date(begins(walk)).presses("Stop here and check your answers").presses("Make my plan")
    choices = walk.page.locator("section", has=walk.page.get_by_role("heading", name="Is there still time?"))
    expect(choices).to_contain_text("sperm")
    walk.page.get_by_role("link", name="Change your answers").first.click()
    walk.sees("Check your answers").presses("Go on with the questions")
    walk.sees("Have you had any chemo for this treatment yet?").presses("Skip")
    walk.sees("Have you had the transplant?").presses("Skip")
    walk.sees("How old are you?").presses("Skip").sees("Which of these do you have?")
    walk.chooses("Yes", "Ovaries").chooses("No", "Testicles").presses("Continue")
    walk.presses("Stop here and check your answers").sees("Check your answers")
    walk.presses("Back to your plan").sees("Your plan")
    expect(choices).to_contain_text("eggs")
    expect(choices.get_by_role("listitem").filter(has_text="sperm")).to_have_count(0)


def test_a_mistake_is_linked_to_its_box_and_what_was_typed_is_kept(walk: Walk) -> None:
    begins(walk).chooses("First chemo").types_day("31", "2", "2027").chooses("Yes, my team confirmed it")
    walk.presses("Continue").sees("Which date did your team give you?")
    mistake = walk.page.get_by_role("link", name="Enter a day that exists, for example 27 3 2027")
    expect(mistake).to_be_in_viewport()
    mistake.click()
    expect(walk.page.get_by_label("Day", exact=True)).to_be_focused()
    expect(walk.page.get_by_label("Day", exact=True)).to_have_value("31")
    expect(walk.page.get_by_label("First chemo", exact=True)).to_be_checked()
    walk.types_day("27", "3", "2027").presses("Continue").sees("Have you had any chemo for this treatment yet?")


@pytest.mark.parametrize(
    ("place", "order", "meant"),
    [
        ("United Kingdom", ["Day", "Month", "Year"], "5 June 2026"),
        ("United States", ["Month", "Day", "Year"], "6 May 2026"),
    ],
)
def test_a_day_is_typed_in_the_order_of_the_place(walk: Walk, place: str, order: list[str], meant: str) -> None:
    walk.opens().presses("Start my plan").chooses(place).presses("Continue").presses("Skip")
    boxes = walk.page.get_by_role("group", name="The date").get_by_role("textbox")
    seen = [(it.bounding_box() or {"x": 0})["x"] for it in boxes.all()]
    assert seen == sorted(seen)
    assert walk.page.get_by_role("group", name="The date").locator("label").all_inner_texts() == order
    for box, text in zip(boxes.all(), ("5", "6", "2026"), strict=True):
        box.fill(text)
    walk.chooses("First chemo").chooses("Yes, my team confirmed it").presses("Continue").opens("/answers").reads(meant)


def test_back_and_forward_lose_nothing_and_double_nothing(walk: Walk) -> None:
    tells_the_date(begins(walk)).sees("Have you had any chemo for this treatment yet?")
    walk.page.go_back()
    walk.sees("Which date did your team give you?")
    expect(walk.page.get_by_label("Day", exact=True)).to_have_value("18")
    walk.types("19", "Day").presses("Continue").sees("Have you had any chemo for this treatment yet?")
    walk.page.go_back()
    walk.page.reload()
    expect(walk.page.get_by_label("Day", exact=True)).to_have_value("19")
    walk.page.go_forward()
    walk.sees("Have you had any chemo for this treatment yet?").presses("Stop here and check your answers")
    walk.presses("Make my plan").reads("78 days to your first chemo, 19 May 2026.")
    walk.page.go_back()
    walk.sees("Check your answers").presses("Back to your plan").reads("78 days to your first chemo, 19 May 2026.")


def test_pressed_twice_it_is_kept_once(walk: Walk) -> None:
    tells_the_date(begins(walk)).presses("Stop here and check your answers")
    walk.page.get_by_role("button", name="Make my plan").dblclick()
    walk.sees("Your plan").opens().reads("Your plan is here")


def test_a_form_that_stood_open_over_night_is_sent_in_the_morning(
    walk: Walk, the_day_is: Callable[[str], object]
) -> None:
    begins(walk).chooses("First chemo").types_day("18", "5", "2026").chooses("Yes, my team confirmed it")
    the_day_is("2026-03-03")
    walk.presses("Continue").sees("Have you had any chemo for this treatment yet?")
    walk.opens("/answers").presses("Make my plan").reads("76 days to your first chemo, 18 May 2026.")


def test_cells_without_chemo_make_no_plan_of_days(opened: Callable[..., Walk], kept: Callable[[str], Cookies]) -> None:
    walk = opened(kept("no-chemo")).opens("/plan").sees("Your plan")
    walk.finds_none_of("Is there still time?", "your calendar", "in a calendar")
    walk.opens("/calendar").reads("No day of this plan can go into a calendar yet.")
    walk.finds_none_of("Download the calendar file")
