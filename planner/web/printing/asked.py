"""The questions for the team on the sheet: as many as it has room for, and how many more there are."""

from flask_babel import ngettext

from planner.web.printing.rest import rest_height
from planner.web.printing.room import TICK, Room, high

MOST_ASKED = 6
ASKING = 0.11  # of the sheet: kept for questions until the steps have theirs


def _asking(words: str, room: Room) -> float:
    return 0.3 + high(words, room.width - TICK)


def kept_for(questions: list[str], room: Room) -> float:
    """What is kept for questions until the steps have theirs: a share, or what they need; with large letters a line."""
    if not questions or room.large:
        return rest_height(room) if questions else 0.0
    needed = 2.2 + rest_height(room) + sum(_asking(words, room) for words in questions[:MOST_ASKED])
    return min(ASKING * room.height, needed)


def questions_that_fit(questions: list[str], room: Room) -> tuple[list[str], str]:
    """The questions that fit, and what is said of the rest."""
    on_sheet: list[str] = []
    below = 2.2 + rest_height(room)  # their heading, and what is said of the rest
    for words in questions[:MOST_ASKED]:
        if not room.take(_asking(words, room) + (0 if on_sheet else below)):
            break
        on_sheet.append(words)
    left = len(questions) - len(on_sheet)
    if not left:
        return on_sheet, ""
    if on_sheet:
        return on_sheet, ngettext(
            "%(num)s more question: see your whole plan.", "%(num)s more questions: see your whole plan.", left
        )
    return on_sheet, ngettext(
        "%(num)s question for my team: see your whole plan.",
        "%(num)s questions for my team: see your whole plan.",
        left,
    )
