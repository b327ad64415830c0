"""How each kind of answer is read. Every refusal says what is allowed."""

import re
import unicodedata
import zoneinfo
from datetime import date
from functools import lru_cache
from typing import Any

from marshmallow import ValidationError, fields

from planner.questions.model import NOT_SAID, Question

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
OLDEST = 120
LONGEST_TEXT = 500
A_DAY = "Write a day from 2000-01-01 to 2100-12-31, as '2027-03-27'."
A_MONTH = "Write a day as '2027-03-27', or a month as '2027-03', from 2000 to 2100."

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)


def read_day(value: object, allowed: str = A_DAY) -> date:
    """A calendar day written as text."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ValidationError(f"There is no such day. {allowed}") from None
        if FIRST_DAY <= day <= LAST_DAY:
            return day
    raise ValidationError(allowed)


class OneAnswer(fields.Field):
    """One of the declared answers of a question."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.allowed = (*question.answers, NOT_SAID)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and value in self.allowed:
            return value
        raise ValidationError(f"Use one of: {', '.join(self.allowed)}.")


class SeveralAnswers(OneAnswer):
    """Any of the declared answers; an empty list means none of these."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        known = self.allowed[:-1]
        if isinstance(value, list) and all(isinstance(one, str) and one in known for one in value):
            return tuple(dict.fromkeys(value))
        raise ValidationError(f"Use a list of any of: {', '.join(known)}.")


class Flag(fields.Field):
    """True or false, and nothing that only looks like it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        raise ValidationError("Use true or false.")


class Age(fields.Field):
    """A whole number of years."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= OLDEST:
            return value
        raise ValidationError(f"Use a whole number of years from 0 to {OLDEST}.")


class Day(fields.Field):
    """A calendar day."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        return read_day(value)


class DayOrMonth(fields.Field):
    """A calendar day, or a whole month: (the day or the first of the month, whether only the month is known)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[date, bool]:
        if isinstance(value, str) and _MONTH.fullmatch(value):
            return read_day(f"{value}-01", A_MONTH), True
        return read_day(value, A_MONTH), False


class Moment(fields.Field):
    """A day, or a day and a time of the person's own clock. Only the day is kept: a plan is made of days."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
        return read_day(found[1] if found else value, f"{A_DAY[:-1]}, or with a time as '2027-03-27T21:30'.")


class Zone(fields.Field):
    """A time zone by its usual name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and value in zones():
            return value
        raise ValidationError("Use the name of a time zone, such as 'Europe/London'.")


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(zoneinfo.available_timezones())


class Codes(fields.Field):
    """Codes of items, such as B20."""

    def __init__(self, codes: frozenset[str]) -> None:
        super().__init__()
        self.codes = codes

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(one, str) and one in self.codes for one in value):
            return tuple(dict.fromkeys(value))
        raise ValidationError("Use a list of codes of items, such as ['B20'].")


def read_text(value: object, least: int = 0, most: int = LONGEST_TEXT) -> str:
    """A person's own words: no control characters, no broken characters, at most `most` characters."""
    if not isinstance(value, str) or not least <= len(value.strip()) or len(value) > most:
        raise ValidationError(f"Write {'a reason' if least else 'words'} of at most {most} characters.")
    if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in value):
        raise ValidationError("Use ordinary characters only, no control characters.")
    return value.strip()
