"""Every page in every state: what axe finds, whether a thumb can hit it, and what large letters do to it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lives_kept import Cookies
from tests.browser.states import STATES, State
from tests.browser.walking import Walk

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="BROWSER TEST NOT RUN: no axe")

EVERY_STATE = pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)

UNFOLD = "document.querySelectorAll('details').forEach(it => it.open = true)"

# What a thumb presses. A link within a sentence is as high as its line, and may be (WCAG 2.5.8); the name over a box
# is no target, the box is.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input, select, textarea, label')]
  .filter(it => it.checkVisibility({visibilityProperty: true}) && it.type !== 'hidden')
  .filter(it => it.tagName !== 'LABEL' || ['radio', 'checkbox'].includes(it.control?.type))
  .filter(it => !it.closest('p:not(.way-back):not(.stop-here):not(.buttons):not(.start__way), .sources, .skip'))
  .map(it => [it.outerHTML.slice(0, 90), Math.round(it.getBoundingClientRect().height)])
  .filter(([html, height]) => height < 44)"""

# Text that is cut off: its box hides what does not fit, or it stands outside the page.
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(it => it.checkVisibility() && [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(it => !it.closest('.nhsuk-u-visually-hidden, .skip, svg'))
  .filter(it => {
    const style = getComputedStyle(it), box = it.getBoundingClientRect();
    const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    return hides && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)
      || box.right > innerWidth + 1 || box.left < -1;
  })
  .map(it => it.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Mapping[str, Page]]:
    """Four windows that stay open from test to test: a phone by night, a desk by day, the narrowest phone."""
    looks: dict[str, dict[str, Any]] = {
        "390-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "has_touch": True},
        "1280-light": {"viewport": {"width": 1280, "height": 844}, "color_scheme": "light"},
        "320": {"viewport": {"width": 320, "height": 640}},
    }
    pages = {look: browser.new_context(**how).new_page() for look, how in looks.items()}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def shown(windows: Mapping[str, Page], address: str, kept: Callable[[str], Cookies]) -> Callable[[State, str], Page]:
    """Shows a page in a state in one of the windows, to the person whose it is, with everything unfolded."""

    def show(state: State, look: str) -> Page:
        page = windows[look]
        page.context.clear_cookies()
        if state.who:
            page.context.add_cookies([{**cookie, "url": address} for cookie in kept(state.who)])
        state.shown(Walk(page, address))
        page.evaluate(UNFOLD)
        return page

    return show


@EVERY_STATE
@pytest.mark.parametrize("look", ["390-dark", "1280-light"])
def test_axe_finds_no_fault(shown: Callable[[State, str], Page], state: State, look: str) -> None:
    found = axe.Axe().run(shown(state, look))
    assert found.violations_count == 0, found.generate_report()


@EVERY_STATE
def test_what_is_pressed_is_large_enough_for_a_thumb(shown: Callable[[State, str], Page], state: State) -> None:
    assert shown(state, "390-dark").evaluate(TOO_SMALL) == []


@EVERY_STATE
def test_the_narrowest_phone_shows_all_of_it(shown: Callable[[State, str], Page], state: State) -> None:
    page = shown(state, "320")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CUT_OFF) == []
