"""The plan as a PDF: its sheet is one page, its pages are counted, and nothing is fetched for it."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from planner.web.printing.wanted import Wanted
from tests.browser.lives_kept import LIVES
from tests.web.lives import EVERYONE, plan_of
from tests.web.printed import (
    STYLE_SHEET,
    WHOLE,
    busy,
    needs_weasyprint,
    printed,
    unpacked,
    with_weasyprint,
)


def bottom_of(page: Any, name: str) -> float:
    """Where a box of this class ends on a page that WeasyPrint laid out, in pixels."""
    return max(
        box.position_y + box.margin_height()
        for box in page._page_box.descendants()
        if box.element is not None and name in (box.element.get("class") or "").split()
    )


@needs_weasyprint
@pytest.mark.parametrize("name", [*EVERYONE, "busy", "busy, large", "farah, large", "no date, large"])
def test_the_sheet_is_one_page_of_the_file_with_all_of_its_foot_on_it(app: Flask, name: str) -> None:
    who, large = name.split(",")[0].replace(" ", "-"), name.endswith("large")
    page = busy(app, large) if who == "busy" else printed(app, plan_of(LIVES[who]), Wanted(large=large))
    laid_out = with_weasyprint.laid_out(page, STYLE_SHEET)
    assert len(laid_out.pages) == 1
    only = laid_out.pages[0]
    assert bottom_of(only, "stamp") <= only.height - 14 / 25.4 * 96 + 1
    measures = round(only.width / 96 * 25.4), round(only.height / 96 * 25.4)
    assert measures == ((216, 279) if who in ("busy", "no-date") else (210, 297))


@needs_weasyprint
def test_the_whole_plan_counts_its_pages_and_stamps_each(app: Flask) -> None:
    laid_out = with_weasyprint.laid_out(printed(app, plan_of(LIVES["dev"]), WHOLE), STYLE_SHEET)
    many = len(laid_out.pages)
    assert many > 3
    for number, page in enumerate(laid_out.pages, 1):
        text = " ".join(box.text for box in page._page_box.descendants() if hasattr(box, "text"))
        assert f"{number} of {many}" in " ".join(text.split())
        assert "Printed 2 March 2026. Version 3 of your plan" in " ".join(text.split())


@pytest.fixture
def quiet() -> Iterator[None]:
    """Whatever WeasyPrint would say is heard here."""
    logger = logging.getLogger("weasyprint")
    before = logger.level
    logger.setLevel(logging.DEBUG)
    yield
    logger.setLevel(before)


@needs_weasyprint
def test_nothing_is_fetched_for_a_file(
    quiet: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listening: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "urllib.request.OpenerDirector.open", lambda self, request, *_, **__: asked.append(str(request))
    )
    leak = tmp_path / "leak.css"
    leak.write_text("body::before { content: 'LEAKED' }")
    page = f"""<html><head><link rel="stylesheet" href="{leak.as_uri()}">
      <link rel="stylesheet" href="{listening}/static/x.css">
      <style>@import url({leak.as_uri()}); body {{ background: url({listening}/a.png) }}</style>
      <link rel="attachment" href="{leak.as_uri()}"><base href="{listening}/"></head>
      <body>Here<img src="{listening}/b.png">
      <img src="data:image/svg+xml,<svg/>"><svg><image href="{leak.as_uri()}"/></svg>
      <object data="/etc/hostname"></object></body></html>"""
    file = with_weasyprint.file_of(page, STYLE_SHEET)
    laid_out = with_weasyprint.laid_out(page, STYLE_SHEET)
    text = " ".join(box.text for box in laid_out.pages[0]._page_box.descendants() if hasattr(box, "text"))
    assert "Here" in text
    assert "LEAKED" not in text
    assert b"LEAKED" not in unpacked(file)
    assert asked == []
    with pytest.raises(ValueError, match="Nothing is fetched"):
        with_weasyprint.HandedOver().fetch(STYLE_SHEET.as_uri())


@needs_weasyprint
def test_making_a_file_says_nothing_in_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with_weasyprint.file_of(printed(app, plan_of(LIVES["no-chemo"])), STYLE_SHEET)
    assert [one for one in caplog.records if one.name in ("weasyprint", "fontTools")] == []
