"""A plan on paper as the tests make it, and what stands on it."""

import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template

from planner.engine.plan import Plan
from planner.web.printing.on_paper import on_paper
from planner.web.printing.stamp import APART, WHERE, Stamp
from planner.web.printing.wanted import Wanted
from planner.web.ways.devices import qr_of
from tests.browser.lives_kept import LIVES
from tests.web.lives import EVERYONE, plan_of
from tests.web.living import text_of

try:
    from planner.web.printing import with_weasyprint
except (ImportError, OSError) as error:
    no_files = f"PDF TEST NOT RUN: {error}"
    with_weasyprint = None  # type: ignore[assignment]
else:
    no_files = ""
needs_weasyprint = pytest.mark.skipif(bool(no_files), reason=no_files)

STYLE_SHEET = Path(__file__).parents[2] / "static" / "build" / "ahead.css"
LINK = "http://localhost:8000/plan"
LONG_QUESTIONS = ["May my partner stay with me?", "W" * 500, "x" * 500, "Does it hurt? " * 35, "漢" * 500]
BUSY = {**LIVES["american"], "wants_children": "yes"}  # 21 steps at once, first chemo not confirmed, on Letter
DIED, POSTPONED, CANCELLED = (
    {**EVERYONE["amira"], "treatment_status": status} for status in ("died", "postponed", "cancelled")
)
SHEET, WHOLE = Wanted(), Wanted(whole=True)


def printed(app: Flask, plan: Plan, wanted: Wanted = SHEET, alone: bool = True, **given: Any) -> str:
    """What stands on paper, as a whole page without anything else."""
    advice = "Information, not a doctor's advice. No clinician has signed this guidance yet."
    printed = "Printed 2 March 2026. Version 3 of your plan, guidance 0a1b2c3d4e5f6a7b."
    stamp = Stamp(printed, APART, WHERE, advice, qr_of(LINK))
    with app.test_request_context(base_url="http://localhost:8000"):
        return render_template("printed_file.html", printed=on_paper(plan, wanted, stamp, alone=alone, **given))


def busy(app: Flask, large: bool = False) -> str:
    """The fullest sheet there is: every step with a note, many long questions."""
    plan = plan_of(BUSY)
    notes = {one.item.code: "Ring Anna first. " * (3 if number % 2 else 100) for number, one in enumerate(plan.items)}
    return printed(app, plan, Wanted(large=large, notes=True), asked=LONG_QUESTIONS, notes=notes)


def words(html: str) -> str:
    """The words of a page that was made by `printed`."""
    return text_of(html.replace("<body", "<main"))


def unpacked(file: bytes) -> bytes:
    """A PDF with everything in it that is packed laid open."""
    found = [file]
    for start in re.finditer(rb"stream\r?\n", file):
        try:
            found.append(zlib.decompressobj().decompress(file[start.end() :]))
        except zlib.error:
            continue
    return b"\n".join(found)


def cells_of(svg: str) -> set[tuple[int, int]]:
    """The dark squares of a QR code, as (row, column)."""
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"', svg)
    assert path
    row, column, dark = -0.5, 0, set()
    for move, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", path[1]):
        if move == "h":
            dark |= {(int(row), at) for at in range(column, column + int(first))}
            column += int(first)
        else:
            column = int(first) + (0 if move == "M" else column)
            row = float(second or 0) + (0 if move == "M" else row)
    return dark
