"""A list that spreadsheets open: nothing in it is a formula, and every program reads back what was written."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.interop.spreadsheet import harmless, lines_of

STARTS = ("=", "+", "-", "@", "\t", "\r")


@pytest.mark.parametrize("cell", ['=HYPERLINK("http://x")', "+441134960000", "-1", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_take_for_a_formula_stands_behind_an_apostrophe(cell: str) -> None:
    assert harmless(cell)[0] == "'"
    assert cell.strip() in harmless(cell)


@pytest.mark.parametrize("cell", ["Fern 3", "2026-05-18", "", "a=b", "bed 7 - blue"])
def test_every_other_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=4))
def test_whatever_stands_in_a_cell_it_stays_one_cell_of_one_line_and_no_formula(rows: list[list[str]]) -> None:
    rows = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    lines = list(lines_of(rows, marked=False))
    assert all(line.endswith(b"\r\n") and line.count(b"\n") == 1 for line in lines)
    read = list(csv.reader(StringIO(b"".join(lines).decode(), newline="")))
    assert [len(row) for row in read] == [len(row) for row in rows]
    assert not any(cell.lstrip(" ").startswith(STARTS) for row in read for cell in row)


def test_the_mark_of_utf_8_comes_once_and_only_where_it_was_asked_for() -> None:
    marked = b"".join(lines_of([["é"], ["b"]], marked=True))
    assert marked == "\ufeffé\r\nb\r\n".encode()
    assert b"".join(lines_of([["é"]], marked=False)) == "é\r\n".encode()
