"""Coming back as people do, on the real server: a second phone, a lost phone, the paper, and leaving for good."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coming_back import is_owners, owner_at, read_code, read_link, types_code
from tests.browser.walking import Walk

DEVICES = "Come back, or use another phone"
NOTHING_HERE = "This page is not here"
ON_THE_NARROW_ONE = pytest.mark.parametrize("browser_context_args", [(320, "dark", False)], ids=["320"], indirect=True)


@pytest.fixture(scope="module")
def phones() -> Iterator[dict[str, list[Page]]]:
    """The phones that were taken in hand so far, by their kind. They stay: a new one is slow to start."""
    taken: dict[str, list[Page]] = {}
    yield taken
    for page in (page for pages in taken.values() for page in pages):
        page.context.close()


@pytest.fixture
def phone(
    browser: Browser, browser_context_args: dict[str, Any], phones: dict[str, list[Page]], address: str
) -> Callable[[], Walk]:
    """Takes one more phone in hand, of the kind this test is about, with nothing open on it."""
    mine = phones.setdefault(repr(browser_context_args), [])
    waiting = list(mine)

    def take() -> Walk:
        if not waiting:
            waiting.append(browser.new_context(**browser_context_args).new_page())
            mine.append(waiting[0])
            waiting[0].set_default_timeout(10_000)
        page = waiting.pop(0)
        page.context.clear_cookies()
        return Walk(page, address)

    return take


@pytest.fixture
def first(phone: Callable[[], Walk], address: str) -> Walk:
    """The phone of somebody who has a plan."""
    return is_owners(phone(), owner_at(address)).opens("/devices").sees(DEVICES)


def forgets_everything(walk: Walk) -> Walk:
    """The phone has lost its cookies, or is a new one."""
    walk.page.context.clear_cookies()
    return walk.opens("/plan").sees(NOTHING_HERE)


def test_a_second_phone_comes_in_by_a_link_and_is_ended_again(first: Walk, phone: Callable[[], Walk]) -> None:
    first.opens("/plan").page.get_by_role("link", name=DEVICES).click()
    link = read_link(first.sees(DEVICES).presses("Make a link").sees("Your link"))
    second, third = phone(), phone()
    for walk in (third, second):  # looking takes nothing
        walk.opens(link).sees("Open the plan on this computer?")
    second.presses("Open the plan").sees("Your plan")
    third.presses("Open the plan").sees(NOTHING_HERE)

    first.presses("Done").sees(DEVICES)
    listed = first.page.locator(".device")
    expect(listed).to_have_count(2)
    with first.page.expect_navigation():
        listed.nth(1).get_by_role("button").click()
    expect(listed).to_have_count(1)
    second.opens("/plan").sees(NOTHING_HERE)


def test_a_second_phone_comes_in_by_a_code_typed_as_people_type(first: Walk, phone: Callable[[], Walk]) -> None:
    code = read_code(first.presses("Make a short code").sees("Your short code"))
    second, third = phone(), phone()
    second.opens().presses("I have a link or code").types("not a code", "Type your code").presses("Open my plan")
    second.reads("That did not open anything")
    expect(second.page.get_by_label("Type your code", exact=True)).to_have_value("not a code")
    second.types(f" {code.lower().replace('-', ' ')} ", "Type your code").presses("Open my plan").sees("Your plan")
    types_code(third, code).reads("That did not open anything")
    first.opens("/plan").sees("Your plan")


def test_the_paper_opens_the_plan_when_every_phone_is_lost(first: Walk, phone: Callable[[], Walk]) -> None:
    paper = read_code(first.presses("Make a code on paper").sees("Your code on paper"))
    first.presses("I have written it down").reads("Your code on paper")
    forgets_everything(first).opens().presses("I have a link or code")
    first.types(paper.lower(), "Type your code").presses("Open my plan").sees("Here is your new code on paper")
    new = read_code(first)
    assert new != paper
    first.presses("I have written it down").sees("Your plan")
    types_code(phone(), paper).reads("That did not open anything")
    types_code(phone(), new).sees("Here is your new code on paper")


@ON_THE_NARROW_ONE
def test_this_phone_is_ended_once_there_is_paper_however_often_it_is_pressed(first: Walk) -> None:
    end = first.page.get_by_role("button", name="End it on this computer")
    first.reads("To end it here, make a code on paper first.")
    expect(end).to_have_count(0)
    paper = read_code(first.presses("Make a code on paper"))
    first.presses("I have written it down")
    end.dblclick()
    first.sees("What to do, and by when")
    expect(first.page.get_by_role("button", name="Start my plan")).to_be_visible()
    first.opens("/plan").sees(NOTHING_HERE)
    types_code(first, paper).sees("Here is your new code on paper")


@ON_THE_NARROW_ONE
def test_another_plan_on_this_phone_is_only_closed_after_a_tick(first: Walk, phone: Callable[[], Walk]) -> None:
    link = read_link(first.presses("Make a link"))
    other = is_owners(phone(), owner_at(first.address)).opens(link).sees("Open the plan on this computer?")
    other.reads("nobody can open it again").presses("Open the plan")
    mistake = other.page.get_by_role("link", name="Tick the box if that is what you want")
    expect(mistake).to_be_in_viewport()
    mistake.click()
    expect(other.page.get_by_role("checkbox")).to_be_focused()
    other.chooses("Close it on this computer and open the other plan").presses("Open the plan").sees("Your plan")
    expect(other.opens("/devices").page.locator(".device")).to_have_count(2)


@ON_THE_NARROW_ONE
def test_everything_is_deleted_with_a_press_or_two(first: Walk, phone: Callable[[], Walk]) -> None:
    link = read_link(first.presses("Make a link"))
    first.opens("/plan").page.get_by_role("link", name="Stop, or take a break").click()
    first.sees("Stop, or take a break").presses("See what is deleted")
    first.sees("Delete everything").presses("Keep my plan").sees("Your plan").opens("/delete")
    sent: list[str] = []
    first.page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    first.page.get_by_role("button", name="Delete everything").dblclick()
    first.sees("Everything is deleted")
    assert sent == [f"{first.address}/delete"]  # hands that tremble press twice: within a moment that is one press
    first.opens("/plan").sees(NOTHING_HERE)
    phone().opens(link).sees(NOTHING_HERE)
    first.opens().sees("What to do, and by when")
    expect(first.page.get_by_role("button", name="Start my plan")).to_be_visible()
