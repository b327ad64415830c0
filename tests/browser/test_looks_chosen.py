"""Pages as somebody chose them: one step at a time in large letters, more contrast, the system's own colours, still."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lives_kept import Cookies
from tests.with_axe import assert_open_to_everyone, axe

ENHANCED = {"runOnly": {"type": "rule", "values": ["color-contrast-enhanced"]}, "resultTypes": ["violations"]}
PAGES = ("/", "/plan", "/answers", "/plan/move", "/plan/what-if", "/plan/questions", "/devices", "/plan/stop", "/open")
SCHEMES = ("light", "dark")
A_STEP = "document.querySelector('a.row__head').getAttribute('href')"
UNFOLD = "document.querySelectorAll('details').forEach(it => { it.removeAttribute('name'); it.open = true })"
# What a thumb presses on the page of one step, and how high it is.
TARGETS = """() => [...document.querySelectorAll('main a, main button, main summary')]
  .map(it => [it.textContent.trim(), it.getBoundingClientRect().height]).filter(([words, height]) => height < 44)"""
# What has the colour of the ground behind it: `as` says whether it is text ("color") or a drawing ("stroke"). Where the
# system colours text it also puts a plate behind it, in the colour of its pages.
HIDDEN = """(all, as) => all.filter(it => it.checkVisibility())
  .filter(it => as !== 'color' || [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(it => {
    let ground = it;
    while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    const style = getComputedStyle(it), plate = as === 'color' && style.forcedColorAdjust === 'auto';
    const grounds = [ground, plate && document.body.parentElement].filter(Boolean);
    return grounds.some(one => getComputedStyle(one).backgroundColor === style[as]);
  }).map(it => it.outerHTML.slice(0, 90))"""
# What a drawing is drawn with.
DRAWN = """all => all.filter(it => it.checkVisibility()).map(it => {
    const {fill, stroke, opacity} = getComputedStyle(it);
    return [it.getAttribute('class') || it.parentElement.getAttribute('class'), fill, stroke, opacity];
  })"""
NO_LINE = """all => all.filter(it => it.checkVisibility() && !it.matches('.button, .leave, .skip'))
  .filter(it => ![it, ...it.querySelectorAll('*')].some(part => /under/.test(getComputedStyle(part).textDecoration)))
  .map(it => it.outerHTML.slice(0, 90))"""
OUTLINE = """it => {
    const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(it);
    return [outlineStyle, outlineWidth, outlineColor];
  }"""
MOVES = """() => [...document.querySelectorAll('*')]
  .flatMap(it => ['', '::before', '::after'].map(part => [it, part]))
  .filter(([it, part]) => {
    const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(it, part || null);
    return /[1-9]/.test(transitionDuration) || animationName !== 'none' || scrollBehavior !== 'auto';
  }).map(([it, part]) => it.outerHTML.slice(0, 60) + part)"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One window that stays open from test to test, with scripts to look at pages with."""
    page = browser.new_context(reduced_motion="reduce").new_page()
    yield page
    page.context.close()


@pytest.fixture
def opened_by(window: Page, address: str, kept: Callable[[str], Cookies]) -> Callable[..., Page]:
    """Opens a page as somebody of `LIVES`, in a language, one step at a time or not."""

    def open_as(who: str, path: str = "/plan", language: str = "en", *, calm: bool = False) -> Page:
        window.context.clear_cookies()
        chosen = [{"name": "language", "value": language}, *([{"name": "calm", "value": "yes"}] if calm else [])]
        window.context.add_cookies([{**cookie, "url": address} for cookie in (*kept(who), *chosen)])
        window.goto(f"{address}{path}")
        return window

    return open_as


@pytest.fixture(autouse=True)
def as_it_was(window: Page) -> Iterator[None]:
    """After each test the window is wide, by day, and asks for nothing."""
    yield
    window.emulate_media(color_scheme="light", contrast="no-preference", forced_colors="none")
    window.set_viewport_size({"width": 1280, "height": 844})


def assert_all_text_is_far_from_its_ground(page: Page) -> None:
    """7:1, or 4.5:1 where letters are large."""
    found = axe.Axe().run(page, options=ENHANCED)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("who", ["ben", pytest.param("farah", marks=pytest.mark.thorough)])
def test_one_step_is_open_to_everyone_at_every_width(opened_by: Callable[..., Page], who: str, language: str) -> None:
    for path in ("/plan", "/plan?step=2"):
        page = opened_by(who, path, language, calm=True)
        page.evaluate(UNFOLD)
        for width, scheme in ((320, "dark"), (390, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert_open_to_everyone(page)
            assert page.evaluate(TARGETS) == []


@pytest.mark.parametrize("path", [*PAGES[:4], *(pytest.param(path, marks=pytest.mark.thorough) for path in PAGES[4:])])
def test_larger_letters_make_no_page_too_wide_for_the_narrowest_phone(
    opened_by: Callable[..., Page], path: str
) -> None:
    letters = "parseFloat(getComputedStyle(document.documentElement).fontSize)"  # all else is measured by them
    usual = opened_by("amira", path).evaluate(letters)
    page = opened_by("amira", path, calm=True)
    page.evaluate(UNFOLD)
    assert page.evaluate(letters) == usual * 1.25
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        outside = page.eval_on_selector_all(
            "main .button",
            "all => all.filter(it => it.getBoundingClientRect().right > innerWidth).map(it => it.outerHTML)",
        )
        assert outside == []


def test_the_buttons_are_as_wide_as_the_card_and_the_first_ones_of_a_phone(opened_by: Callable[..., Page]) -> None:
    page = opened_by("amira", calm=True)
    page.set_viewport_size({"width": 390, "height": 844})
    widths = page.eval_on_selector_all(".next .button", "all => all.map(it => it.getBoundingClientRect().width)")
    assert len(widths) == 3
    assert min(widths) == max(widths) > 300
    assert page.locator(".next .button--main").bounding_box()["y"] < 844 - 44


def test_it_works_without_scripts(browser: Browser, address: str, kept: Callable[[str], Cookies]) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    context.add_cookies([{**cookie, "url": address} for cookie in kept("lived")])
    page = context.new_page()
    page.goto(f"{address}/plan")
    page.get_by_role("link", name="Show one step at a time").click()
    step = page.locator("#step-title").inner_text()
    page.get_by_role("link", name="Another step").click()
    assert page.locator("#step-title").inner_text() != step
    page.get_by_role("link", name="Back to the step before").click()
    page.get_by_role("button", name="Done today").click()
    assert page.get_by_text("Kept.").is_visible()
    assert page.locator("#step-title").inner_text() != step
    page.get_by_role("button", name="Undo").click()
    page.goto(f"{address}/plan")
    assert page.locator("#step-title").inner_text() == step
    page.get_by_role("link", name="Show everything").click()
    assert page.get_by_role("heading", name="All your steps").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_who_asks_for_more_contrast_gets_seven_to_one(opened_by: Callable[..., Page], scheme: Any) -> None:
    page = opened_by("ben")
    page.emulate_media(color_scheme=scheme, contrast="more")
    step = page.evaluate(A_STEP)
    for path, calm in (("/plan", False), ("/plan", True), (step, False)):
        page = opened_by("ben", path, calm=calm)
        page.evaluate(UNFOLD)
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            assert_all_text_is_far_from_its_ground(page)
        assert_open_to_everyone(page)


@pytest.mark.parametrize("scheme", [*SCHEMES[1:], pytest.param("light", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("path", [pytest.param(path, marks=pytest.mark.thorough) for path in PAGES if path != "/plan"])
def test_so_does_every_other_page(opened_by: Callable[..., Page], path: str, scheme: Any) -> None:
    page = opened_by("amira", path)
    page.emulate_media(color_scheme=scheme, contrast="more")
    page.evaluate(UNFOLD)
    assert_all_text_is_far_from_its_ground(page)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_with_more_contrast_edges_are_firm_and_links_are_underlined(
    opened_by: Callable[..., Page], scheme: Any
) -> None:
    page = opened_by("ben")
    page.emulate_media(color_scheme=scheme, contrast="more")
    borders = page.eval_on_selector_all(".button", "all => all.map(it => getComputedStyle(it).borderTopWidth)")
    assert set(borders) == {"2px"}
    assert page.eval_on_selector_all("a", NO_LINE) == []
    assert page.evaluate("getComputedStyle(document.body).color") == (
        "rgb(0, 0, 0)" if scheme == "light" else "rgb(255, 255, 255)"
    )


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("calm", [False, True])
def test_in_the_systems_colours_all_words_stay_in_sight(
    opened_by: Callable[..., Page], scheme: Any, calm: bool
) -> None:
    page = opened_by("ben", calm=calm)
    page.emulate_media(color_scheme=scheme, forced_colors="active")
    page.evaluate(UNFOLD)
    assert (
        page.eval_on_selector_all("a, button, p, li, dt, dd, h1, h2, h3, span, strong, summary", HIDDEN, "color") == []
    )
    assert page.eval_on_selector_all("main .icon, .head svg, main .tag__shape", HIDDEN, "stroke") == []
    tags = page.eval_on_selector_all(".tag", "all => all.map(it => getComputedStyle(it).borderTopStyle)")
    assert set(tags) <= {"solid"}
    assert tags or calm


@pytest.mark.parametrize("scheme", SCHEMES)
def test_in_the_systems_colours_drawings_and_focus_stay_in_sight(opened_by: Callable[..., Page], scheme: Any) -> None:
    page = opened_by("ben")
    page.emulate_media(color_scheme=scheme, forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
    assert ground == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(0, 0, 0)")
    for kind, fill, stroke, opacity in page.eval_on_selector_all(
        ".chart path, .chart rect, .chart circle, .chart text", DRAWN
    ):
        if "chart__after" in kind or fill == stroke == "none":  # the ground behind what is drawn, and what is not
            continue
        seen = [colour for colour in (fill, stroke) if colour not in ("none", ground, "rgba(0, 0, 0, 0)")]
        assert seen, kind
        assert float(opacity) >= 0.2, kind
    for selector in ("#leave", ".skip", ".next .button", ".next .button--main", "main summary", "a.row__head"):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Tab")  # from now on focus is shown
        page.locator(selector).first.focus()
        line, width, colour = page.locator(selector).first.evaluate(OUTLINE)
        assert (line, width) == ("solid", "3px"), selector
        assert colour != ground, selector


@pytest.mark.parametrize("path", [*PAGES[:3], *(pytest.param(path, marks=pytest.mark.thorough) for path in PAGES[3:])])
def test_nothing_at_all_moves_for_who_asked_for_stillness(opened_by: Callable[..., Page], path: str) -> None:
    page = opened_by("amira", path)  # in a window that asks for it
    assert page.evaluate(MOVES) == []
    page.hover("#leave")
    assert page.evaluate("document.getAnimations().length") == 0
