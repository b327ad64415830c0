"""The roster in a real browser: by the keyboard alone, on a phone, without scripts, and open to everyone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from planner import create_app
from tests.browser.keyboard import Keyboard
from tests.browser.walking import Walk
from tests.clinics.rosters import Ward
from tests.web.lives import TODAY
from tests.with_axe import assert_open_to_everyone

NAMES = ("amira", "ben", "chloe", "farah")
CUT_OFF = """() => [...document.querySelectorAll('main *')]
  .filter(it => it.getBoundingClientRect().right > innerWidth + 1).map(it => it.outerHTML.slice(0, 90))"""
TOO_SMALL = """() => [...document.querySelectorAll('main a, main button')]
  .filter(it => it.getBoundingClientRect().height < 44).map(it => it.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def service(address: str, folder: Path) -> Flask:
    """The service on the same database as the one that is served."""
    return create_app({"INSTANCE": str(folder), "CLOCK": lambda zone: TODAY, "PUBLIC_URL": address})


@pytest.fixture
def ward(service: Flask) -> Ward:
    """A clinic that reviews four plans."""
    found = Ward(service)
    with service.app_context():
        found.takes(*NAMES)
    return found


@pytest.fixture
def nurse(ward: Ward, opened: Callable[..., Walk], service: Flask) -> Callable[..., Walk]:
    """Opens the nurse's browser."""
    cookie = {"name": service.config["DEVICE_COOKIE"], "value": ward.nurse.computer.cookie}
    return lambda **more: opened([cookie], **more)


def focused(page: Page) -> str:
    """The words of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_by_the_keyboard_alone_a_plan_is_found_opened_snoozed_and_woken(nurse: Callable[..., Walk], ward: Ward) -> None:
    walk = nurse(width=1280).opens("/clinic")
    keyboard = Keyboard(walk.page)
    keyboard.is_on("Needs a look: 4")
    seen = [focused(keyboard.presses(pressed).page) for pressed in ("j", "j", "k", "j", "j", "j", "j")]
    assert seen == ["chloe", "ben", "chloe", "ben", "farah", "amira", "amira"]
    keyboard.presses("k")
    with walk.page.expect_navigation():
        walk.page.keyboard.press("Enter")
    expect(walk.page).to_have_url(f"{walk.address}/clinic/plans/{ward.ids['farah']}")
    walk.opens("/clinic")
    keyboard.presses("j").presses("j")
    with walk.page.expect_navigation():
        walk.page.keyboard.press("s")
    keyboard.is_on("Snooze ben")
    keyboard.goes_to("Why can it wait?")
    walk.page.keyboard.type("just asked them, j and k and s are letters here")
    keyboard.follows("Snooze it")
    expect(walk.page.get_by_role("status")).to_contain_text("Snoozed until 4 March: ben")
    keyboard.is_on("Needs a look: 3")
    keyboard.follows("Take it back")
    keyboard.is_on("Needs a look: 4")


def test_the_keys_do_nothing_where_somebody_types_or_the_focus_is_elsewhere(nurse: Callable[..., Walk]) -> None:
    walk = nurse(width=1280).opens("/clinic")
    link = walk.page.get_by_role("link", name="Within 7 days")
    link.focus()
    for pressed in ("j", "s", "k", "?"):
        walk.page.keyboard.press(pressed)
        expect(link).to_be_focused()
    walk.page.locator("h1").focus()
    walk.page.keyboard.press("Control+j")
    expect(walk.page.locator("h1")).to_be_focused()


def test_the_whole_row_leads_to_its_plan_and_the_button_on_it_to_the_snooze(
    nurse: Callable[..., Walk], ward: Ward
) -> None:
    walk = nurse(width=1280).opens("/clinic")
    row = walk.page.get_by_role("row", name="chloe")
    with walk.page.expect_navigation():
        row.get_by_text("not checked yet").click(force=True)
    expect(walk.page).to_have_url(f"{walk.address}/clinic/plans/{ward.ids['chloe']}")
    walk.opens("/clinic")
    with walk.page.expect_navigation():
        walk.page.get_by_role("row", name="chloe").get_by_role("link", name="Snooze").click()
    expect(walk.page).to_have_url(f"{walk.address}/clinic/plans/{ward.ids['chloe']}/snooze")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (390, "light"), (1280, "light"), (1280, "dark")])
def test_every_page_is_open_to_everyone_at_each_width(
    nurse: Callable[..., Walk], ward: Ward, width: int, scheme: str
) -> None:
    walk = nurse(width=width, color_scheme=scheme, reduced_motion="reduce")
    for path in ("/clinic", "/clinic?standing=quiet", f"/clinic/plans/{ward.ids['ben']}/snooze"):
        walk.opens(path)
        assert_open_to_everyone(walk.page)
        assert walk.page.evaluate("document.documentElement.scrollWidth") <= width
        assert walk.page.evaluate(CUT_OFF) == []
        assert walk.page.evaluate(TOO_SMALL) == []


def test_on_a_phone_without_scripts_a_plan_is_snoozed_and_taken_back(nurse: Callable[..., Walk]) -> None:
    walk = nurse(width=390, java_script_enabled=False).opens("/clinic")
    expect(walk.page.get_by_role("row", name="chloe")).to_contain_text("4 March")
    walk.page.get_by_role("link", name="Snooze chloe").click()
    walk.types("waits for the letter", "Why can it wait?").presses("Snooze it")
    walk.sees("Needs a look: 3").opens("/clinic?standing=snoozed").sees("Snoozed: 1")
    walk.page.get_by_role("button", name="Take back chloe").click()
    walk.sees("Needs a look: 4")


def test_a_snoozed_plan_comes_back_on_its_day(nurse: Callable[..., Walk], the_day_is: Callable[[str], object]) -> None:
    walk = nurse(width=1280).opens("/clinic")
    walk.page.get_by_role("link", name="Snooze amira").click()
    walk.types("waits", "Why can it wait?").presses("Snooze it").sees("Needs a look: 3")
    the_day_is(date(2026, 3, 8).isoformat())
    expect(walk.opens("/clinic").page.get_by_role("row", name="amira")).to_have_count(0)
    the_day_is(date(2026, 3, 9).isoformat())
    expect(walk.opens("/clinic").page.get_by_role("row", name="amira")).to_have_count(1)
