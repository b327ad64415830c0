"""Every page in every state: what axe finds, whether a thumb can hit it, and what large letters do to it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.clinic_states import CLINIC_STATES
from tests.browser.lives_kept import Cookies
from tests.browser.states import STATES, State
from tests.browser.walking import Walk
from tests.with_axe import assert_open_to_everyone

UNFOLD = "document.querySelectorAll('details').forEach(it => it.open = true)"

# What a thumb presses. A link within a sentence is as high as its line, and may be (WCAG 2.5.8); the name over a box
# is no target, the box is.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input, select, textarea, label')]
  .filter(it => it.checkVisibility({visibilityProperty: true}) && it.type !== 'hidden')
  .filter(it => it.tagName !== 'LABEL' || ['radio', 'checkbox'].includes(it.control?.type))
  .filter(it => !it.closest('p:not(.way-back):not(.stop-here):not(.buttons):not(.start__way), .sources, .skip'))
  .map(it => [it.outerHTML.slice(0, 90), Math.round(it.getBoundingClientRect().height)])
  .filter(([html, height]) => height < 44)"""

# Text that is cut off: its box hides what does not fit, or it stands outside the page. A box to write in scrolls.
CUT_OFF = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter(it => it.checkVisibility() && [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(it => !it.closest('.nhsuk-u-visually-hidden, .skip, svg, textarea'))
  .filter(it => {
    const style = getComputedStyle(it), box = it.getBoundingClientRect();
    const hides = style.overflowX !== 'visible' || style.overflowY !== 'visible';
    return hides && (it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)
      || box.right > innerWidth + 1 || box.left < -1;
  })
  .map(it => it.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window that stays open from test to test."""
    page = browser.new_context(has_touch=True, reduced_motion="reduce").new_page()
    yield page
    page.context.close()


@pytest.fixture
def shown(window: Page, address: str, kept: Callable[[str], Cookies]) -> Callable[[State], Page]:
    """Shows a page in a state on a phone by night, to the person whose it is, with everything unfolded."""

    def show(state: State) -> Page:
        window.set_viewport_size({"width": 390, "height": 844})
        window.emulate_media(color_scheme="dark")
        window.context.clear_cookies()
        if state.who:
            window.context.add_cookies([{**cookie, "url": address} for cookie in kept(state.who)])
        state.shown(Walk(window, address))
        window.evaluate(UNFOLD)
        return window

    return show


def by_night_on_a_phone(page: Page) -> None:
    """As it is shown."""
    assert_open_to_everyone(page)
    assert page.evaluate(TOO_SMALL) == []


def on_the_narrowest_phone(page: Page) -> None:
    """Nothing stands outside or is cut off."""
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(CUT_OFF) == []


def by_day_at_a_desk(page: Page) -> None:
    """In light colours and wide."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 844})
    assert_open_to_everyone(page)


WAYS = (by_night_on_a_phone, on_the_narrowest_phone, by_day_at_a_desk)
# The short form looks at each state in one of the three ways, in turn; the long form in all.
EACH_STATE_IN_TURN = pytest.mark.parametrize(
    ("state", "is_open"),
    [
        pytest.param(
            state,
            way,
            id=f"{state.name}-{way.__name__}",
            marks=[] if number % len(WAYS) == turn else [pytest.mark.thorough],
        )
        for number, state in enumerate(STATES)
        for turn, way in enumerate(WAYS)
    ],
)


@EACH_STATE_IN_TURN
def test_everyone_can_use_it(shown: Callable[[State], Page], state: State, is_open: Callable[[Page], None]) -> None:
    is_open(shown(state))


def test_every_page_of_a_clinic_is_known_by_its_heading() -> None:
    assert [state.name for state in CLINIC_STATES if not state.heading] == []
