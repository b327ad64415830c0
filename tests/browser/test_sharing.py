"""Two people with a browser each: invited, in, a step ticked, another kept back, ended; with scripts and without."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.coming_back import read_code, read_link
from tests.browser.sharing import Shares, comes_in, reads_step
from tests.browser.walking import Walk
from tests.with_axe import assert_open_to_everyone

# What two steps are called to a partner, and to the owner.
HOME, OWN_CARE = "Take them home after egg collection", "Ask about birth control for yourself"
COLLECT, CARE = "Have your eggs collected", "If you make sperm, ask about birth control"


@pytest.fixture
def guest(opened: Callable[..., Walk], browser_context_args: dict[str, Any]) -> Walk:
    """Somebody else, with a phone of their own of the same kind."""
    scripts = browser_context_args["java_script_enabled"]
    return opened(java_script_enabled=scripts, color_scheme=browser_context_args["color_scheme"])


@pytest.fixture
def looked_at(browser_context_args: dict[str, Any]) -> Callable[[Page], None]:
    """Claims that no rule of axe is broken on a page. Axe is a script, so it looks only where scripts run."""
    return assert_open_to_everyone if browser_context_args["java_script_enabled"] else lambda page: None


@pytest.fixture
def owner(walk: Walk) -> Shares:
    """Somebody with a plan, and a code on paper."""
    return Shares(walk)


def titles(walk: Walk) -> list[str]:
    """The steps that stand on the page."""
    return walk.page.locator(".row__title").all_inner_texts()


def test_invite_come_in_tick_keep_back_another_and_end(
    owner: Shares, guest: Walk, looked_at: Callable[[Page], None]
) -> None:
    owner.invites()
    looked_at(owner.walk.page)
    comes_in(guest, read_link(owner.walk))
    looked_at(guest.page)
    steps = titles(guest)
    assert {HOME, OWN_CARE} <= set(steps)

    # One of them is given to them: what they tick there is ticked in the plan.
    owner.walk.opens("/share").presses("Sam").presses("Change what they see")
    looked_at(owner.walk.page)
    owner.chooses_for(COLLECT, "They do it").presses("See it as they see it")
    owner.walk.types(owner.paper, "Show that it is you").presses("Keep it so").sees("Sam")
    reads_step(guest.opens("/part"), HOME).sees(HOME)
    looked_at(guest.page)
    guest.presses("Done today")
    expect(guest.page.get_by_role("button", name="Undo")).to_be_visible()
    owner.walk.opens("/plan")
    expect(owner.walk.page.locator(".row--done", has_text=COLLECT)).to_have_count(1)

    # Another is kept back, for which no proof is asked: it is gone, and its page is as if it had never been.
    address = guest.opens("/part").page.locator("a.row__head", has_text=OWN_CARE).get_attribute("href") or ""
    owner.walk.opens("/share").presses("Sam").presses("Change what they see")
    owner.chooses_for(CARE, "Keep it back").presses("See it as they see it").presses("Keep it so").sees("Sam")
    assert OWN_CARE not in titles(guest.opens("/part"))
    for path in (address, "/part/steps/" + "0" * 20):
        assert guest.page.goto(guest.address + path).status == 404  # type: ignore[union-attr]


def test_an_end_is_at_once(owner: Shares, guest: Walk, looked_at: Callable[[Page], None]) -> None:
    owner.invites()
    comes_in(guest, read_link(owner.walk))
    reads_step(guest, HOME).sees(HOME)
    address = guest.path
    owner.walk.opens("/share").page.locator("main form button").first.click()
    owner.walk.sees("Share your plan").reads("Nobody but you sees your plan")
    for path in ("/part", address):
        guest.opens(path).sees("Nothing is shared with you here now")
    looked_at(guest.page)


def test_a_code_that_is_read_aloud_lets_in_once(owner: Shares, guest: Walk, looked_at: Callable[[Page], None]) -> None:
    owner.invites()
    link, code = read_link(owner.walk), read_code(owner.walk)
    guest.opens("/open").types(code, "Type your code").presses("Open my plan").sees("What is shared with you")
    guest.page.context.clear_cookies()
    assert guest.page.goto(guest.address + link).status == 404  # type: ignore[union-attr]


def test_a_wrong_proof_shares_nothing_and_loses_nothing(owner: Shares, looked_at: Callable[[Page], None]) -> None:
    owner.looks().types("0000", "Show that it is you").presses("Make the invitation").sees("As Sam sees it")
    looked_at(owner.walk.page)
    owner.walk.types(owner.paper, "Show that it is you").presses("Make the invitation").sees("The invitation for Sam")
