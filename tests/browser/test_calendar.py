"""A calendar on a phone, with scripts and without: chosen, looked at, added, tried, moved with the date, and ended."""

import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.lives_kept import Cookies, cookies_of
from tests.browser.walking import Walk
from tests.feeds.calendars import Seen, seen_in


@pytest.fixture
def amira(walk: Walk, address: str) -> Walk:
    """Amira at her plan, 77 days before her first chemo, on a plan of her own."""
    cookies: Cookies = cookies_of(address, "amira")
    walk.page.context.add_cookies([{**cookie, "url": address} for cookie in cookies])
    return walk.opens("/plan").sees("Your plan")


def fetched(address: str) -> dict[str, Seen]:
    """What a program reads at an address."""
    with urllib.request.urlopen(address, timeout=20) as answer:
        return seen_in(answer.read())


def test_a_calendar_is_looked_at_added_tried_moved_and_ended(amira: Walk) -> None:
    amira.page.get_by_role("link", name="Put them in a calendar").click()
    amira.sees("Your days in a calendar")
    amira.page.get_by_role("link", name="Thunderbird").click()
    amira.sees("A calendar in Thunderbird").reads("It looks for news every 30 minutes while it is open.")
    amira.types("Ward laptop", "A name for it").chooses("Plain words").presses("See what others would see")
    amira.sees("This is what others would see")
    first = amira.page.locator(".glimpse--whole strong").first.inner_text()
    amira.presses("Change something").sees("A calendar in Thunderbird").chooses("Neutral words")
    expect(amira.page.get_by_label("A name for it")).to_have_value("Ward laptop")
    amira.presses("See what others would see").sees("This is what others would see")
    neutral = amira.page.locator(".glimpse--whole strong").first.inner_text()
    assert neutral != first
    amira.presses("Make this calendar").sees("The address of this calendar")
    address = amira.page.locator(".link-out__text").first.inner_text().strip()
    assert re.fullmatch(re.escape(amira.address) + r"/f/[\w-]{43}\.ics", address)
    before = fetched(address)
    assert neutral in {one.title for one in before.values()}

    amira.presses("I have added it").sees("Ward laptop").reads("Not tried yet")
    amira.presses("Put in a test entry")
    (number,) = [one.title.rpartition(" ")[2] for one in fetched(address).values() if "test" in one.title]
    amira.types("0000", "Which number do you see?").presses("I see it").reads("Look for it in your calendar")
    amira.types(number, "Which number do you see?").presses("I see it").reads("Seen to work today")
    amira.reads("Another program fetched it today")

    amira.opens("/plan/move").sees("Move the date")
    for part, text in (("day", "1"), ("month", "6"), ("year", "2026")):
        amira.page.locator(f"[name=treatment_date-{part}]").fill(text)
    amira.presses("See what it changes").presses("Use the new date").sees("Your plan")
    after = fetched(address)
    moved = [uid for uid in before.keys() & after.keys() if before[uid].day != after[uid].day]
    assert len(moved) > 20
    assert all(after[uid].sequence > before[uid].sequence for uid in moved)

    amira.opens("/calendar").reads("Seen to work today").unfolds("End them all").presses("End all calendars")
    amira.reads("Now take it out of your program too.")
    assert [one.title for one in fetched(address).values()] == ["This calendar has ended"]
    expect(amira.page.get_by_text("Ward laptop")).to_have_count(0)


def test_a_word_of_ones_own_is_what_others_read(amira: Walk) -> None:
    amira.opens("/calendar/names").sees("What each step is called there")
    amira.page.locator("a.row__head").first.click()
    amira.unfolds("Call it something else there").types("Aunt Rose", "Your own word for it").presses("Keep this word")
    amira.reads("this step is called “Aunt Rose”")
    amira.opens("/calendar/names").reads("You call it “Aunt Rose”")


def test_an_address_that_has_ended_says_nothing_at_all(amira: Walk) -> None:
    with pytest.raises(urllib.error.HTTPError, match="410"):
        fetched(f"{amira.address}/f/{'x' * 43}.ics")
