"""By keyboard alone, with text twice as large, and without motion: everything still works and nothing is lost."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_back import is_owners, made, owner_at, read_code
from tests.browser.keyboard import Keyboard
from tests.browser.lives_kept import Cookies
from tests.browser.test_open_to_everyone import CUT_OFF, UNFOLD
from tests.browser.walking import Walk

TWICE = "document.documentElement.style.fontSize = '200%'"
LETTERS = """() => [...document.querySelectorAll('h1, main p, main a, main label')]
  .map(it => parseFloat(getComputedStyle(it).fontSize))"""
# What moves, or takes its time: every element, and what is drawn before and after it.
MOVING = """() => [...document.querySelectorAll('*')]
  .flatMap(it => [null, '::before', '::after'].map(part => [it, part]))
  .map(([it, part]) => [it.tagName + (part || ''), getComputedStyle(it, part)])
  .filter(([name, style]) => [style.transitionDuration, style.animationDuration, style.animationDelay]
    .some(told => told.split(', ').some(time => parseFloat(time) > 0)) || style.scrollBehavior === 'smooth')
  .map(([name]) => name)"""
PAGES = ("/plan", "/questions/3", "/answers", "/devices")


@pytest.fixture(scope="module")
def amira(browser: Browser, address: str, kept: Callable[[str], Cookies]) -> Iterator[Page]:
    """A phone of the usual width on which a whole plan is open; the same one from test to test."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    context.add_cookies([{**cookie, "url": address} for cookie in kept("amira")])
    yield context.new_page()
    context.close()


def test_the_whole_journey_is_made_by_keyboard_alone(opened: Callable[..., Walk]) -> None:
    # With motion, what loses the focus looks for a moment as if it had it, and the two looks cannot be told apart.
    walk = opened(reduced_motion="reduce").opens().sees("What to do, and by when")
    hand = Keyboard(walk.page)
    assert hand.presses("Tab").is_at("Leave now")
    assert hand.presses("Tab").is_at("Skip to the page")
    walk.page.keyboard.press("Enter")
    expect(walk.page.get_by_role("main")).to_be_focused()
    assert hand.presses("Tab").is_at("Start my plan")
    with walk.page.expect_navigation():
        walk.page.keyboard.press("Enter")

    hand.is_on("Where will you be treated?").follows("Continue")
    expect(walk.page.get_by_role("alert")).to_be_focused()
    hand.goes_to("Choose an answer").presses("Enter")
    expect(walk.page.get_by_label("United Kingdom", exact=True)).to_be_focused()
    hand.presses("Space").follows("Continue")
    hand.is_on("Which stem cell treatment is planned?").follows("Skip")
    hand.is_on("Which date did your team give you?").chooses("First chemo")
    hand.types("27", "3", "2031").chooses("Yes, my team confirmed it").follows("Continue")
    hand.is_on("Have you had any chemo for this treatment yet?").follows("Stop here and check your answers")
    hand.is_on("Check your answers").follows("Make my plan")

    hand.is_on("Your plan").follows("What to do, and who says so")
    expect(walk.page.get_by_role("heading", level=1)).to_be_focused()
    hand.goes_to("How this was counted").presses("Enter")
    expect(walk.page.locator("details", has_text="How this was counted")).to_have_attribute("open", "")
    walk.page.go_back()
    hand.is_on("Your plan").follows("Come back, or use another phone")

    hand.is_on("Come back, or use another phone").follows("Make a short code").is_on("Your short code")
    code = read_code(walk)
    walk.opens().presses("I have a link or code")
    hand.is_on("Type your code").types(code).follows("Open my plan").is_on("Your plan is open here already")
    walk.opens("/delete")
    hand.is_on("Delete everything").follows("Delete everything").is_on("Everything is deleted")


def test_on_another_phone_a_code_is_typed_and_paper_is_read_by_keyboard_alone(opened: Callable[..., Walk]) -> None:
    walk = opened()
    owner = owner_at(walk.address)
    hand = Keyboard(walk.opens("/open").page)
    hand.is_on("Type your code").types("0000-0000-0000").follows("Open my plan")
    expect(walk.page.get_by_role("alert")).to_be_focused()
    hand.goes_to("That did not open anything").presses("Enter")
    expect(walk.page.get_by_label("Type your code", exact=True)).to_be_focused()
    walk.page.keyboard.press("Control+a")
    walk.page.keyboard.type(made(owner, "paper"))
    hand.follows("Open my plan").is_on("Here is your new code on paper").follows("I have written it down")
    hand.is_on("Your plan")


@pytest.mark.parametrize("path", ["/", *PAGES, "a step", "/open", "/delete"])
def test_text_twice_as_large_fits_and_nothing_is_cut_off(amira: Page, address: str, path: str) -> None:
    walk = Walk(amira, address)
    if path == "a step":
        walk.opens("/plan").presses("What to do, and who says so")
    else:
        walk.opens(path)
    fits_twice_as_large(amira)


@pytest.mark.parametrize("button", ["Make a link", "Make a short code", "Make a code on paper"])
def test_a_way_in_twice_as_large_is_read_whole(opened: Callable[..., Walk], button: str) -> None:
    walk = opened()
    is_owners(walk, owner_at(walk.address)).opens("/devices").presses(button)
    fits_twice_as_large(walk.page)


def fits_twice_as_large(page: Page) -> None:
    """Claim that all letters of a page grow to twice their size, and that it still stands within the window."""
    page.evaluate(UNFOLD)
    before = page.evaluate(LETTERS)
    page.evaluate(TWICE)
    assert page.evaluate(LETTERS) == pytest.approx([2 * size for size in before])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("path", ["/", *PAGES])
def test_nothing_moves_for_who_asked_for_less_motion(amira: Page, address: str, path: str) -> None:
    Walk(amira, address).opens(path)
    assert amira.evaluate(MOVING) == []
    assert amira.evaluate("document.getAnimations().length") == 0


def test_what_moves_would_be_found(opened: Callable[..., Walk]) -> None:
    assert "A" in opened(reduced_motion="no-preference").opens().page.evaluate(MOVING)
