"""How much room words take on paper, counted with broad letters, so that a sheet of one page stays one page.

Nobody knows beforehand which letters a browser has. So all are counted as wide as those of the widest usual family;
where they are narrower, more room is left to write. All heights and widths are in em, the height of the letters.
"""

import unicodedata
from typing import NamedTuple

MM = 72 / 25.4  # points in a millimetre
LINE = 1.35  # the height of a line; `line-height` in _printed.scss
USUAL, LARGE = 11, 16  # points
TICK = 1.8  # em: a box to tick, and the air beside it
BOLD = 1.13
# How wide letters are, in em, in the broadest of the usual families (DejaVu and Verdana); what is not listed is 0.64.
WIDE = {
    letter: width
    for width, letters in (
        (0.34, " ,.'ijlIJ:;/|-f"),
        (0.42, "rt()[]!"),
        (0.57, "szckvxyL?"),
        (0.80, "ABCDGHKNOQRUVXZ&"),
        (0.86, "wM#+<=>~^"),
        (1.0, "mW%@"),
    )
    for letter in letters
}


class Paper(NamedTuple):
    """A sheet between its margins, in millimetres; a little less than there is, as printers are not exact."""

    name: str
    width: float
    height: float


A4, LETTER = Paper("a4", 182, 266), Paper("letter", 187, 248)


def paper_of(place: str) -> Paper:
    """The paper people have in a place."""
    return LETTER if place == "us" else A4


class Room:
    """What is left of a sheet. All of it was given when it was made."""

    def __init__(self, paper: Paper, large: bool = False) -> None:
        points = LARGE if large else USUAL
        self.large = large
        self.em = points / MM  # in millimetres
        self.width, self.height = paper.width / self.em, paper.height / self.em
        self.left = self.height

    def take(self, height: float) -> bool:
        """Take this much, if it is there."""
        if height > self.left:
            return False
        self.left -= height
        return True


def lines(text: str, width: float, bold: bool = False) -> int:
    """How many lines a text fills, at most. Words go whole onto a line where they can."""
    width = width / BOLD if bold else width
    count, used = 1, 0.0
    for word in text.split():
        wide = sum(map(_wide, word))
        if used and used + _wide(" ") + wide > width:
            count, used = count + 1, 0.0
        used += wide + (_wide(" ") if used else 0.0)
        while used > width:  # a word longer than a line is broken
            count, used = count + 1, used - width + 1
    return count


def high(text: str, width: float, bold: bool = False) -> float:
    """How high a text is; nothing for none."""
    return lines(text, width, bold) * LINE if text else 0.0


def _wide(letter: str) -> float:
    plain = unicodedata.normalize("NFD", letter)[0]  # an accent stands over its letter
    if plain.isascii():
        return WIDE.get(plain, 0.64)
    return 1.3 if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0x2FFF else 0.9
