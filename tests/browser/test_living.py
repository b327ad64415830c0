"""Living with a plan on a phone, with scripts and without: ticks, bookings, a moved date, what happened, stopping."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.lives_kept import Cookies, cookies_of
from tests.browser.walking import Walk
from tests.web.lives import AMIRA


@pytest.fixture
def amira(walk: Walk, address: str) -> Walk:
    """Amira at her plan, 77 days before her first chemo, on a plan of her own."""
    cookies: Cookies = cookies_of(address, "amira")
    walk.page.context.add_cookies([{**cookie, "url": address} for cookie in cookies])
    assert AMIRA["treatment_date"] == "18 5 2026"
    return walk.opens("/plan").sees("Your plan")


def opens_step(walk: Walk, title: str) -> Walk:
    """Go from the plan to the page of a step, wherever it is folded away."""
    link = walk.page.locator("a.row__head", has_text=title).first
    walk.page.goto(walk.address + str(link.get_attribute("href")))
    return walk.sees(title)


def books(walk: Walk, day: str, month: str, year: str) -> Walk:
    """Say on the page of a step that it is booked."""
    walk.unfolds("Booked for a day")
    for part, text in (("day", day), ("month", month), ("year", year)):
        walk.page.locator(f"#booked-{part}").fill(text)
    with walk.page.expect_navigation():
        walk.page.locator("#booked").get_by_role("button", name="Keep this").click()
    return walk


def types_date(walk: Walk, day: str, month: str, year: str) -> Walk:
    """Type the date of the treatment where it is moved."""
    for part, text in (("day", day), ("month", month), ("year", year)):
        walk.page.locator(f"[name=treatment_date-{part}]").fill(text)
    return walk


def test_a_date_that_clashes_with_a_booking_is_seen_first_used_and_undone(amira: Walk) -> None:
    books(opens_step(amira, "Start your egg-freezing injections"), "10", "4", "2026").sees("Your plan")
    amira.reads("Kept. You booked a step: Start your egg-freezing injections, booked for 10 April.")
    amira.page.get_by_role("link", name="Move the date").click()
    types_date(amira.sees("Move the date"), "6", "4", "2026").presses("See what it changes")
    amira.sees("What the new date changes").reads("Clashes with a booking (1)")
    amira.reads(
        "Booked for 10 April 2026. With this date its last safe day is 20 March. Call today to move the booking."
    )
    keep, use = (
        amira.page.get_by_text(words, exact=True).bounding_box() for words in ("Keep the old date", "Use the new date")
    )
    assert keep
    assert use
    assert (round(keep["width"]), round(keep["height"])) == (round(use["width"]), round(use["height"]))

    amira.presses("Use the new date").sees("Your plan").reads("35 days to your first chemo, 6 April 2026.")
    amira.reads(
        "You booked 'Start your egg-freezing injections' for 10 April 2026. Its last safe day is 20 March 2026."
    )
    amira.presses("Undo").sees("Your plan").reads("77 days to your first chemo, 18 May 2026.")
    expect(amira.page.locator("a.row__head", has_text="Start your egg-freezing injections").first).to_contain_text(
        "booked for 10 April"
    )


def test_three_dates_side_by_side_lead_to_one_that_is_chosen(amira: Walk) -> None:
    amira.page.get_by_role("link", name="What if?").click()
    amira.sees("What if?")
    for slot, day, month in (("second", "14", "3"), ("third", "6", "7")):
        for part, text in (("day", day), ("month", month), ("year", "2026")):
            amira.page.locator(f"#{slot}-{part}").fill(text)
    amira.presses("Put them side by side").sees("What if?").reads("Nothing was kept. What differs stands out.")
    columns = amira.page.locator(".candidate")
    expect(columns).to_have_count(3)
    expect(columns.nth(0)).to_contain_text("The date your plan has now")
    expect(columns.nth(1)).to_contain_text("There may not be enough time for this. Only the clinic can say.")
    amira.reads("Room for everything you chose")
    with amira.page.expect_navigation():
        columns.nth(2).get_by_role("button", name="See what this date changes").click()
    amira.sees("What the new date changes").presses("Use the new date").reads(
        "126 days to your first chemo, 6 July 2026."
    )


def test_a_tick_comes_late_and_is_kept_and_days_that_passed_are_told(
    amira: Walk, the_day_is: Callable[[str], object]
) -> None:
    the_day_is("2026-05-04")
    amira.opens("/plan").reads("Days have passed, and something changed")
    amira.reads("Freeze eggs or embryos: it was “There is time”, now it is “Call today”.")
    amira.presses("I have seen this").sees("Your plan")
    expect(amira.page.get_by_text("Days have passed, and something changed")).to_have_count(0)
    opens_step(amira, "Talk about having a child later").unfolds("Done on another day")
    for part, text in (("day", "3"), ("month", "4"), ("year", "2026")):
        amira.page.locator(f"#done-{part}").fill(text)
    with amira.page.expect_navigation():
        amira.page.locator("#done").get_by_role("button", name="Keep this").click()
    amira.reads("Kept. You marked a step as done: Talk about having a child later, done 3 April.")


@pytest.mark.parametrize(
    ("event", "day", "then"),
    [
        ("I had a positive pregnancy test", "1", "You are or may be pregnant: call your team now"),
        ("My birth control failed", "1", "Birth control failed: call today"),
        ("My team found an early menopause", "1", ""),
        ("Eggs, embryos, sperm or tissue were frozen", "1", ""),
    ],
)
def test_what_happened_is_said_and_starts_its_steps(amira: Walk, event: str, day: str, then: str) -> None:
    amira.page.get_by_role("link", name="Something happened").click()
    with amira.sees("Something happened").page.expect_navigation():
        amira.page.locator("a.row__head", has_text=event).click()
    if "frozen" in event:
        amira.chooses("Eggs")
    amira.types_day(day, "3", "2026").presses("Continue").sees("Your plan").reads("Kept. You changed your answers")
    if then:
        expect(amira.page.locator("#next-title")).to_have_text(re.compile(then.split(":")[0]))
    amira.presses("Undo").sees("Your plan").reads("77 days to your first chemo")


def test_a_treatment_that_was_done_begins_what_comes_after(amira: Walk, the_day_is: Callable[[str], object]) -> None:
    the_day_is("2026-07-20")
    amira.opens("/plan").reads("Did it happen?").presses("Yes, or tell me more")
    amira.sees("Have you had any chemo for this treatment yet?").chooses("Yes").presses("Continue").sees("Your plan")
    amira.page.get_by_role("link", name="Something happened").click()
    with amira.sees("Something happened").page.expect_navigation():
        amira.page.locator("a.row__head", has_text="I had the transplant").click()
    amira.chooses("Yes").presses("Continue").sees("Your plan").reads("The steps after your transplant.")


def test_somebody_stops_and_comes_back(amira: Walk) -> None:
    amira.page.get_by_role("link", name="Stop, or take a break").click()
    amira.sees("Stop, or take a break").presses("Take a break").sees("Your plan").reads(
        "You are taking a break since 2 March"
    )
    amira.presses("End the break").sees("Your plan")
    amira.opens("/plan/stop").presses("It is put off").reads("Your plan is quiet. Nothing in it runs on.")
    amira.opens("/plan/stop").presses("Go on with the plan").reads("77 days to your first chemo")
    amira.opens("/plan/stop").presses("Close the plan").sees("This plan is closed")
    amira.opens("/plan").sees("This plan is closed").finds_none_of("chemo", "next", "eggs")


def test_a_note_and_a_question_are_found_again(amira: Walk) -> None:
    opens_step(amira, "Talk about having a child later")
    amira.page.locator("#note-text").fill("Ring Ann at nine")
    amira.presses("Keep the note")
    expect(amira.page.locator("#note-text")).to_have_value("Ring Ann at nine")
    amira.presses("Add to my questions").reads("It is on your list.").presses("See your questions")
    amira.sees("Questions for my team").reads("What could this chemo do to my chance of having a child?")
    with amira.page.expect_navigation():
        amira.page.get_by_role("button", name=re.compile("I have asked it.*my chance of having a child")).click()
    amira.reads("asked 2 March")


def test_a_page_that_is_stale_says_so_and_loses_nothing(amira: Walk) -> None:
    amira.opens("/plan/move")
    types_date(amira, "1", "6", "2026").presses("See what it changes")
    other = Walk(amira.page.context.new_page(), amira.address)
    other.opens("/plan").presses("Done").reads("Kept.")
    amira.presses("Use the new date").reads("Your plan changed meanwhile").reads("1 June 2026: first chemo")
    amira.presses("Use the new date").sees("Your plan").reads("91 days to your first chemo, 1 June 2026.")
