"""What programs send to choose a calendar that is fetched, to try it and to end it, by name."""

from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length

from planner.api.sent import Choice, Sent
from planner.api.shapes import LANGUAGE, Json, words
from planner.calendar.choices import AUDIENCES, LONGEST_LABEL, PROGRAMS, WORDS
from planner.calendar.feeds import GRACES
from planner.calendar.rehearsals import TEST_DIGITS
from planner.guidance.model import PHASES
from planner.languages import languages
from planner.plans import nicknames
from planner.plans.answer_fields import Flag, read_text


class Line(fields.Field):
    """A person's own words in one line: the end of a line in them is kept as a blank."""

    def __init__(self, least: int, most: int, **more: Any) -> None:
        super().__init__(**more)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return read_text(value, self.least, self.most)
        except ValidationError as error:
            raise ValidationError(f"Write one line of at most {self.most} ordinary characters.") from error

    def shape(self) -> Json:
        """As JSON Schema."""
        return words(self.least, self.most)


class Spoken(fields.Field):
    """A language that the service speaks."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and value in languages():
            return value
        raise ValidationError(f"Use one of: {', '.join(languages())}.")

    def shape(self) -> Json:
        """As JSON Schema."""
        return LANGUAGE


class Days(fields.Field):
    """For how many days an address goes on to say that it has ended."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and value in GRACES:
            return value
        raise ValidationError(f"Use one of: {', '.join(map(str, GRACES))}.")

    def shape(self) -> Json:
        """As JSON Schema."""
        return {"type": "integer", "enum": list(GRACES)}


class Digits(fields.Field):
    """The number of a test entry."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and len(value) == TEST_DIGITS and value.isascii() and value.isdecimal():
            return value
        raise ValidationError(f"Write the {TEST_DIGITS} digits of the number as text, such as '4071'.")

    def shape(self) -> Json:
        """As JSON Schema."""
        return {"type": "string", "pattern": f"^[0-9]{{{TEST_DIGITS}}}$"}


class FeedToMake(Sent):
    """What is chosen for a calendar. What is not said is as for a person's own: discreet, with alarms, every part of
    the plan, in the language of the answer."""

    label = Line(1, LONGEST_LABEL, required=True)
    audience = Choice(*AUDIENCES)
    alarms = Flag()
    words = Choice(*WORDS)
    language = Spoken()
    phases = fields.List(Choice(*PHASES), validate=Length(1, len(PHASES)))
    program = Choice(*PROGRAMS)


class FeedToChange(FeedToMake):
    """All that is chosen for a calendar, and whether it is noted which programs fetch it."""

    health = Flag()

    def __init__(self) -> None:
        super().__init__()
        for field in self.fields.values():
            field.required = True


class Grace(Sent):
    """For how many days the address that ends goes on to say so."""

    grace = Days(required=True)


class NumberSeen(Sent):
    """The number that stood in the test entry."""

    number = Digits(required=True)


class NicknameToWrite(Sent):
    """What a step is called in calendars; empty goes back to the usual words."""

    words = Line(0, nicknames.LONGEST, required=True)
