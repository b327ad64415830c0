"""Text of every kind that has ever broken a calendar file, to be put wherever a person may write."""

from collections.abc import Iterator

from planner.plans.nicknames import LONGEST

ODD = {
    "carriage return": "\r",
    "line feed": "\n",
    "both": "\r\n",
    "tab": "\t",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "NUL": "\x00",
    "bell": "\x07",
    "escape": "\x1b",
    "delete": "\x7f",
    "C1 control": "\x9b",
    "right to left": "\u202e",
    "isolated": "\u2066x\u2069",
    "mark of direction": "\u200f",
    "byte order mark": "\ufeff",
    "joined family": "\U0001f469\u200d\U0001f467",
    "high surrogate": "\ud800",
    "low surrogate": "\udc00",
    "no character": "\uffff",
    "no character, far away": "\U0010ffff",
    "semicolon": ";",
    "comma": ",",
    "backslash": "\\",
    "quote": '"',
    "written new line": "\\n",
    "written escape": "\\,",
    "other escape": "^n",
    "colon": ":",
    "equals": "=",
    "blank that is none": "\u00a0",
    "accents in a heap": "e" + "\u0301" * 8,
    "end of an event": "\r\nEND:VEVENT\r\n",
    "written end": "END:VEVENT",
    "markup": "<b>&amp;",
}
WIDE = ("a", "é", "€", "\U0001f600")  # of one, two, three and four octets
ESCAPED = (";", ",", "\\", '"', "^")
TOO_LONG = "Ring the ward about the form and the letter"


def texts() -> Iterator[str]:
    """Each odd text alone, before, within and after ordinary words; then those that end where a line is folded."""
    for odd in ODD.values():
        yield from (odd, f"{odd}Ring them", f"Ring{odd}them", f"Ring {odd} them", f"Ring them{odd}")
    yield from at_the_edges()
    yield from (TOO_LONG, "", "   ")


def at_the_edges() -> Iterator[str]:
    """Words in letters of one to four octets, with something to be escaped around the 75th octet of the line.

    A title begins after 'SUMMARY:', an alarm's words after 'DESCRIPTION:'.
    """
    for wide in WIDE:
        octets = len(wide.encode())
        yield from (("a" * before + wide * LONGEST)[:LONGEST] for before in range(octets))
        for name in ("SUMMARY:", "DESCRIPTION:"):
            edge = (75 - len(name)) // octets
            for at in range(edge - 2, edge + 2):
                if 0 < at < LONGEST:
                    yield from ((wide * at + escaped + wide * LONGEST)[:LONGEST] for escaped in ESCAPED)
