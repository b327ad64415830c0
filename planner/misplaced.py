"""Tokens and the addresses of calendars where they do not belong: they open nothing there, and that is said."""

import re

from flask import request

from planner.accounts.api_tokens import BEGINS
from planner.errors import AheadError

CALENDAR = re.compile(r"/f/[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{43}\.ics", re.ASCII)  # the address of one that is fetched
PLACE = "Send a token in the header 'Authorization: Bearer TOKEN' and nowhere else."


class TokenInTheWrongPlace(AheadError):
    """Something that looks like a token stands where others can read it. It opens nothing there, good or not."""

    def __init__(self) -> None:
        super().__init__(
            "A token stands where it opens nothing and others may read it.",
            f"{PLACE} If it was a real one, end it and make another.",
        )


class AddressInTheWrongPlace(AheadError):
    """The address of a calendar, which shows it to whoever has it, stands where it does not belong."""

    def __init__(self) -> None:
        super().__init__(
            "The address of a calendar stands where it does not belong and others may read it.",
            "Put it into calendar programs and nowhere else. If it was a real one, give the calendar another address.",
        )


def refuse_tokens_elsewhere() -> None:
    """Raises what `misplaced` finds in the address, a cookie or a form, and says no more.

    JSON is looked at where it is read: there it stands in the wrong place only where something is wrong, since what a
    person writes in a note is theirs.
    """
    places = [request.path, *request.args, *request.cookies.values()]
    places += [value for values in request.args.listvalues() for value in values]
    if not request.is_json:
        places += [*request.form, *(value for values in request.form.listvalues() for value in values)]
    if found := misplaced(places):
        raise found


def misplaced(told: object) -> TokenInTheWrongPlace | AddressInTheWrongPlace | None:
    """What is to be said of something like a token, or like the address of a calendar, anywhere in this, which is as
    JSON holds it; None where there is none."""
    if isinstance(told, dict):
        return misplaced([*told, *told.values()])
    if isinstance(told, list | tuple):
        return next((found for one in told if (found := misplaced(one))), None)
    if not isinstance(told, str):
        return None
    if BEGINS in told:
        return TokenInTheWrongPlace()
    return AddressInTheWrongPlace() if CALENDAR.search(told) else None
