"""The component sheet and the plan in a real browser: open to everyone, never too wide, asking no other host."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from planner.web.plans.rows import Correction
from tests.people import by_code
from tests.web.lives import AMIRA, BEN, FARAH, plan_of
from tests.web.rendered import plan_page, step_page
from tests.with_axe import assert_open_to_everyone

SHOWN = ("shown/plan", "shown/tight", "shown/paused", "shown/undated", "shown/step", "shown/later")
# What the pages of tests/browser/states.py do not show: every component, and a correction beside newer guidance.
PAGES = ("sheet/plan", "sheet/form", "sheet/faults", "shown/plan", "shown/step")


@pytest.fixture(scope="module")
def shown(app: Flask) -> dict[str, str]:
    """Pages of plans, as they would be answered to whoever holds the plan."""
    amira, ben, farah = (plan_of(answers) for answers in (AMIRA, BEN, FARAH))
    items = by_code(amira)
    correction = Correction("The figure was wrong. Call the clinic today.", date(2026, 2, 27))
    return {
        "shown/plan": plan_page(app, amira, True, {items["B03"].item.key: correction}),
        "shown/tight": plan_page(app, ben),
        "shown/paused": plan_page(app, farah),
        "shown/undated": plan_page(app, plan_of({"place": "gb"})),
        "shown/step": step_page(app, items["B18"], amira, correction),
        "shown/later": step_page(app, items["A02"], amira),
    }


@pytest.fixture(autouse=True)
def _answered(page: Any, address: str, shown: dict[str, str]) -> None:
    """The browser gets those pages at an address of their own, everything else from the service."""

    def answer(route: Any) -> None:
        route.fulfill(body=shown[route.request.url.removeprefix(f"{address}/")], content_type="text/html")

    page.route(f"{address}/shown/*", answer)


@pytest.fixture(params=[(390, "dark"), pytest.param((1280, "light"), marks=pytest.mark.thorough)], ids=str)
def seen_as(request: pytest.FixtureRequest, page: Any) -> Any:
    """A page of that width in that colour scheme."""
    width, scheme = request.param
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_fault(seen_as: Any, address: str, path: str) -> None:
    seen_as.goto(f"{address}/{path}")
    for details in seen_as.locator("details").all():
        details.evaluate("it => it.open = true")
    assert_open_to_everyone(seen_as)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_never_scrolls_sideways(page: Any, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")
    for unfolded in (False, True):
        page.evaluate("open => document.querySelectorAll('details').forEach(it => it.open = open)", unfolded)
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", SHOWN)
def test_twice_as_large_letters_never_make_a_page_too_wide(page: Any, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")
    page.add_style_tag(content="html { font-size: 200% !important }")
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "way"), [(390, "down"), (768, "down"), (1024, "across"), (1280, "across")])
def test_the_course_is_drawn_down_a_phone_and_across_a_wide_screen(
    page: Any, address: str, width: int, way: str
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{address}/shown/plan")
    for each in ("down", "across"):
        assert page.locator(f".chart--{each}").is_visible() == (each == way)
    page.get_by_text("The same days as a list").click()
    assert page.get_by_text("last safe day 1 May").last.is_visible()


def test_a_printed_plan_holds_the_drawing_and_every_word(page: Any, address: str) -> None:
    page.goto(f"{address}/shown/plan")
    page.emulate_media(media="print")
    assert page.locator(".chart--across").is_visible()
    assert not page.locator(".ways").is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_only_its_own_host_and_breaks_no_rule_of_its_own(page: Any, address: str, path: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/{path}")
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []
    assert [line for line in said if "Failed to load resource" not in line] == []


@pytest.mark.parametrize("path", PAGES)
def test_what_is_pressed_is_large_enough_for_a_thumb(page: Any, address: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{path}")
    sizes = page.eval_on_selector_all(
        ".button, .leave, .head__name, a.row__head, .then a, .ways a, .way-back a, "
        ".nhsuk-input, .nhsuk-radios__input, .nhsuk-checkboxes__input",
        "all => all.map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect().height])",
    )
    assert [(what, height) for what, height in sizes if height < 44] == []


def test_the_keyboard_stops_first_at_the_way_out_and_then_at_the_way_past_the_header(page: Any, address: str) -> None:
    page.goto(f"{address}/sheet/plan")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/leave"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_moves_for_who_asked_for_stillness(page: Any, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/sheet/plan")
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s"
