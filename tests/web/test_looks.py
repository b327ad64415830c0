"""The component sheet in a real browser: open to everyone, never too wide, asking no other host."""

from typing import Any

import pytest

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="BROWSER TEST NOT RUN: no axe")

PAGES = ("sheet/plan", "sheet/form", "sheet/faults", "nowhere")


@pytest.fixture(params=[(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")], ids=str)
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
    found = axe.Axe().run(seen_as)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_page_never_scrolls_sideways(page: Any, address: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{address}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_only_its_own_host_and_breaks_no_rule_of_its_own(page: Any, address: str, path: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/{path}")
    page.wait_for_load_state("networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []
    assert [line for line in said if "Failed to load resource" not in line] == []


@pytest.mark.parametrize("path", PAGES)
def test_what_is_pressed_is_large_enough_for_a_thumb(page: Any, address: str, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{path}")
    sizes = page.eval_on_selector_all(
        ".button, .leave, .head__name, .nhsuk-input, .nhsuk-radios__input, .nhsuk-checkboxes__input",
        "all => all.map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect().height])",
    )
    assert [(what, height) for what, height in sizes if height < 44] == []


def test_the_first_stop_of_the_keyboard_is_the_way_past_the_header(page: Any, address: str) -> None:
    page.goto(f"{address}/sheet/plan")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_moves_for_who_asked_for_stillness(page: Any, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/sheet/plan")
    assert page.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration") == "0s"
