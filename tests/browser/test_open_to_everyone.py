"""The pages a person meets, looked over by axe in light and dark, narrow and wide, every part unfolded."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.filling import ask, fill, type_day
from tests.web.lives import BEN, FARAH

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="BROWSER TEST NOT RUN: no axe")


# Every part, and two steps with all that is in them: the others are made of the same.
UNFOLD = """() => {
  document.querySelectorAll('.fold').forEach(it => it.open = true);
  for (const step of [...document.querySelectorAll('.step')].slice(-2)) {
    step.open = true;
    step.querySelectorAll('details').forEach(it => it.open = true);
  }
}"""


def first_page(page: Any, address: str) -> None:
    """The questions, before anything was answered."""
    page.goto(address)


def mistakes(page: Any, address: str) -> None:
    """The questions again, with two things to put right."""
    page.goto(address)
    type_day(page, "31 2 2027")
    page.locator("#age").fill("old")
    ask(page, "Make my plan now")


def plan(page: Any, address: str) -> None:
    """A plan with a first chemo that nobody confirmed."""
    fill(page, address, BEN)


def paused_plan(page: Any, address: str) -> None:
    """A plan at rest, because of a pregnancy."""
    fill(page, address, FARAH)


@pytest.fixture(params=[(390, "dark"), (1280, "light")], ids=str)
def seen_as(request: pytest.FixtureRequest, browser: Any) -> Any:
    """A page of that width in that colour scheme."""
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    yield page
    page.close()


@pytest.mark.parametrize("reach", [first_page, mistakes, plan, paused_plan])
def test_axe_finds_no_fault(seen_as: Any, address: str, reach: Callable[[Any, str], None]) -> None:
    reach(seen_as, address)
    seen_as.evaluate(UNFOLD)
    found = axe.Axe().run(seen_as)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("reach", [first_page, plan])
def test_what_is_pressed_is_large_enough_for_a_thumb(
    browser: Any, address: str, reach: Callable[[Any, str], None]
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    reach(page, address)
    sizes = page.eval_on_selector_all(
        ".button, .leave, .nhsuk-input, .nhsuk-radios__input, .nhsuk-checkboxes__input, summary",
        "all => all.map(it => [it.outerHTML.slice(0, 80), it.getBoundingClientRect().height])",
    )
    assert [(what, height) for what, height in sizes if 0 < height < 44] == []
    page.close()
