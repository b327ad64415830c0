"""A list as a file that spreadsheets open (CSV, RFC 4180), of which no cell is ever taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

MARK = "\ufeff"  # by which some spreadsheets know UTF-8; other programs would take it for a letter of the first cell
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
SPACES = str.maketrans(dict.fromkeys("\t\r\n\v\f\x85\u2028\u2029\0", " "))


def lines_of(rows: Iterable[Sequence[str]], marked: bool) -> Iterator[bytes]:
    """The rows as lines of the file, one at a time. `marked`: it begins with the mark of UTF-8."""
    paper = StringIO()
    writer = csv.writer(paper, lineterminator="\r\n")
    paper.write(MARK if marked else "")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield paper.getvalue().encode()
        paper.seek(0)
        paper.truncate()


def harmless(cell: str) -> str:
    """A cell on one line; what a spreadsheet would take for a formula stands behind an apostrophe."""
    told = cell.translate(SPACES)
    return f"'{told}" if told.lstrip().startswith(FORMULA) else told
