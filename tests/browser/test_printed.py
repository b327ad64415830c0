"""Printing in a real Chromium: the sheet is one page for everybody, and nothing on screen gets onto the paper."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from planner import create_app
from planner.web.printing.wanted import Wanted
from tests.browser.lives_kept import LIVES, Cookies
from tests.browser.walking import Walk
from tests.web.lives import EVERYONE, TODAY, plan_of
from tests.web.printed import STYLE_SHEET, busy, printed
from tests.with_axe import assert_open_to_everyone

OUTSIDE = """() => {
  const paper = document.querySelector('.printed').getBoundingClientRect();
  return [...document.querySelectorAll('.printed > *, .printed li, .printed p')]
    .map(it => [it.textContent.slice(0, 40), it.getBoundingClientRect()])
    .filter(([, box]) => box.right > paper.right + 1 || box.left < paper.left - 1)
    .map(([text]) => text);
}"""
# How far what is to be read reaches below the sheet, and whether the room to write has room.
BELOW = """() => {
  const bottom = it => document.querySelector(it).getBoundingClientRect().bottom;
  return [bottom('.stamp') - bottom('.printed'), document.querySelector('.write').offsetHeight];
}"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The service, to draw pages without asking it."""
    return create_app({"CLOCK": lambda zone: TODAY, "INSTANCE": str(tmp_path_factory.mktemp("drawn"))})


@pytest.fixture(scope="module")
def paper(browser: Any) -> Any:
    """One window that shows pages as they are printed."""
    page = browser.new_page(viewport={"width": 688, "height": 1000})
    page.emulate_media(media="print")
    yield page
    page.close()


def pages_of(file: bytes) -> int:
    """How many pages a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b", file))


def with_style(html: str) -> str:
    """A page that needs nothing from anywhere."""
    return html.replace("</head>", f"<style>{STYLE_SHEET.read_text('utf-8-sig')}</style></head>")


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("name", [*EVERYONE, "after", "no-date", "no-answers", "no-chemo", "busy"])
def test_the_sheet_is_one_page_with_all_of_it_on_the_paper(app: Flask, paper: Any, name: str, large: bool) -> None:
    html = busy(app, large) if name == "busy" else printed(app, plan_of(LIVES[name]), Wanted(large=large))
    paper.set_content(with_style(html))
    assert paper.evaluate(OUTSIDE) == []
    below, writing = paper.evaluate(BELOW)
    assert below <= 1
    assert writing >= (40 if large else 100)  # pixels: a heading and a line, or four lines
    letters = "parseFloat(getComputedStyle(document.querySelector('.todo ul, .printed p')).fontSize)"
    assert round(paper.evaluate(letters) * 0.75, 1) == (16 if large else 11)  # points
    assert pages_of(paper.pdf(prefer_css_page_size=True)) == 1
    assert pages_of(paper.pdf(format="Letter" if "printed--letter" in html else "A4")) == 1


def test_what_is_chosen_on_the_page_is_printed_and_what_it_is_chosen_with_is_not(
    opened: Callable[..., Walk], kept: Callable[[str], Cookies]
) -> None:
    walk = opened(kept("ben"), java_script_enabled=False).opens("/plan/print").sees("Print your plan")
    walk.presses("Large").presses("The whole plan, on many pages").presses("Next steps, on one page")
    assert walk.path == "/plan/print?large=yes"
    assert walk.page.locator("a[aria-current]").all_inner_texts() == ["Next steps, on one page", "Large"]
    walk.reads("Your first chemo day is not confirmed").reads("Printed 2 March 2026. Version")
    walk.page.emulate_media(media="print")
    for gone in ("Print your plan", "Leave now", "Use your browser's Print.", "Large"):
        assert not walk.page.get_by_text(gone, exact=True).first.is_visible()
    assert walk.page.get_by_text("Your next steps").is_visible()
    assert pages_of(walk.page.pdf(prefer_css_page_size=True)) == 1


@pytest.mark.parametrize(
    ("query", "width", "scheme"), [("", 1280, "light"), ("?all=yes&large=yes", 320, "dark")], ids=["sheet", "whole"]
)
def test_the_page_is_open_to_everyone(
    opened: Callable[..., Walk], kept: Callable[[str], Cookies], query: str, width: int, scheme: str
) -> None:
    walk = opened(kept("ben"), width=width, color_scheme=scheme).opens(f"/plan/print{query}")
    assert_open_to_everyone(walk.page)
    assert walk.page.evaluate("document.documentElement.scrollWidth") <= width
    small = "[...document.querySelectorAll('.choosing a, .how a')].filter(it => it.offsetHeight < 44).length"
    assert walk.page.evaluate(small) == 0
