"""The questions for the team on the sheet: as many as it has room for, and how many more there are."""

from planner.web.printing.room import TICK, Room, high

MOST_ASKED = 6
ASKING = 0.11  # of the sheet: kept for questions until the steps have theirs


def rest_height(room: Room) -> float:
    """The height of a sentence on what is not here."""
    return 0.3 + high("99 more open now, 99 later: see your whole plan.", room.width)


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
    left, more = len(questions) - len(on_sheet), "more " if on_sheet else ""
    said = f"{left} {more}question{'s' if left > 1 else ''}{'' if on_sheet else ' for my team'}: see your whole plan."
    return on_sheet, said if left else ""
