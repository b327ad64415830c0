"""Every page in every state in English and in Spanish, whose words are longer: open to everyone, nothing cut off."""

from collections.abc import Callable, Iterator

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, Page

from planner.languages import COOKIE, FOLDER
from tests.browser.lives_kept import Cookies
from tests.browser.states import STATES, State
from tests.browser.test_open_to_everyone import CUT_OFF, UNFOLD
from tests.browser.walking import Walk
from tests.how_long import THOROUGH
from tests.with_axe import assert_open_to_everyone

SPANISH = "es"
# Words of a drawing that stand outside it, or over one another.
OUTSIDE = """() => [...document.querySelectorAll('svg text')]
  .filter(it => it.checkVisibility())
  .filter(it => {
    const drawing = it.ownerSVGElement.getBoundingClientRect(), box = it.getBoundingClientRect();
    return box.left < drawing.left - 1 || box.right > drawing.right + 1
      || box.top < drawing.top - 1 || box.bottom > drawing.bottom + 1;
  })
  .map(it => it.outerHTML.slice(0, 160))"""
OVER_ANOTHER = """() => [...document.querySelectorAll('svg')].filter(it => it.checkVisibility()).flatMap(drawing => {
  const texts = [...drawing.querySelectorAll('text')].filter(it => it.checkVisibility() && it.textContent.trim());
  const boxes = texts.map(it => it.getBoundingClientRect());
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4;
  return texts.flatMap((it, one) => texts.slice(one + 1)
    .filter((_other, more) => meet(boxes[one], boxes[one + 1 + more]))
    .map(other => `${it.textContent} / ${other.textContent}`));
})"""
# Whose plan rests or is closed: that is said in English first, and only looked at in Spanish.
SAID_BEFORE = ("rests", "mourned")


class InSpanish(Walk):
    """Somebody who reads Spanish, told in English what to do."""

    catalogue: Catalog

    def says(self, words: str) -> str:
        """What stands on the page where English says these words. Raises KeyError when nobody translated them."""
        found = self.catalogue.get(words)
        if found is None or not isinstance(found.string, str):
            raise KeyError(words)
        return found.string

    def presses(self, words: str) -> Walk:
        return super().presses(self.says(words))

    def unfolds(self, words: str) -> Walk:
        return super().unfolds(self.says(words))

    def chooses(self, answer: str, under: str = "") -> Walk:
        return super().chooses(self.says(answer), under and self.says(under))

    def types(self, text: str, box: str) -> Walk:
        return super().types(text, self.says(box))

    def sees(self, heading: str, spanish: str = "") -> Walk:
        return super().sees(spanish or self.says(heading))

    def reads(self, words: str) -> Walk:
        return super().reads(self.says(words))


@pytest.fixture(scope="module")
def in_spanish() -> type[InSpanish]:
    """Walks in the words of the catalogue."""
    with (FOLDER / SPANISH / "LC_MESSAGES/messages.po").open("rb") as file:
        InSpanish.catalogue = read_po(file, locale=SPANISH)
    return InSpanish


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window that stays open from test to test."""
    page = browser.new_context(has_touch=True, reduced_motion="reduce", locale="en-GB").new_page()
    page.set_default_timeout(10_000)
    yield page
    page.context.close()


@pytest.fixture
def shown(
    window: Page, address: str, kept: Callable[[str], Cookies], in_spanish: type[InSpanish]
) -> Callable[[State, str, int], Page]:
    """Shows a page in a state, in a language, in a window of a width, with everything unfolded."""

    def show(state: State, language: str, width: int) -> Page:
        window.set_viewport_size({"width": width, "height": 844})
        window.context.clear_cookies()
        if state.who:
            window.context.add_cookies([{**cookie, "url": address} for cookie in kept(state.who)])
        if language == SPANISH:
            if state.who in SAID_BEFORE:
                state.act(Walk(window, address).opens(state.path))
            window.context.add_cookies([{"name": COOKIE, "value": SPANISH, "url": address}])
        state.shown((in_spanish if language == SPANISH else Walk)(window, address))
        assert window.evaluate("document.documentElement.lang") == language
        window.evaluate(UNFOLD)
        return window

    return show


def nothing_is_lost(page: Page, width: int) -> None:
    """Claim that a page stands within its window and shows each of its words whole."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVER_ANOTHER) == []


# The short form is the longest words on the narrowest phone, every fourth state with axe: what axe finds is mostly
# the same in every language, and tests/browser/test_open_to_everyone.py asks it of each state in English.
WITH_AXE = STATES if THOROUGH else STATES[::4]
EACH = pytest.mark.parametrize(
    ("state", "language", "width"),
    [
        pytest.param(
            state,
            language,
            width,
            id=f"{state.name}-{language}-{width}",
            marks=[] if (language, width) == (SPANISH, 320) else [pytest.mark.thorough],
        )
        for language in (SPANISH, "en")
        for width in (320, 390, 1280)
        for state in STATES
    ],
)


@EACH
def test_nothing_is_lost_in_either_language(
    shown: Callable[[State, str, int], Page], state: State, language: str, width: int
) -> None:
    page = shown(state, language, width)
    nothing_is_lost(page, width)
    if state in WITH_AXE:
        assert_open_to_everyone(page)


@pytest.mark.parametrize(
    ("html", "script"),
    [
        ('<svg viewBox="0 0 90 20" width="90" height="20"><text x="60" y="15">Acondicionamiento</text></svg>', OUTSIDE),
        (
            '<svg viewBox="0 0 90 20" width="90" height="20"><text x="0" y="15">Quimio</text>'
            '<text x="20" y="15">Ingreso</text></svg>',
            OVER_ANOTHER,
        ),
        ('<main><p style="width:60px;overflow:hidden;white-space:nowrap">Acondicionamiento</p></main>', CUT_OFF),
    ],
)
def test_what_is_lost_would_be_found(window: Page, html: str, script: str) -> None:
    window.goto("about:blank")
    window.set_content(html)
    assert len(window.evaluate(script)) == 1
