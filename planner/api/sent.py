"""What programs send, by name: every body has a schema, and answers have the one files and forms are read by."""

from typing import Any

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields
from marshmallow.validate import Length

from planner.accounts.access import SCOPES
from planner.accounts.api_tokens import LABEL, LONGEST_LABEL
from planner.api.shapes import CODE, LARGEST, NUMBER, OPTION, Json, words
from planner.plans import notes, team_questions
from planner.plans.answer_fields import Day, DayOrMonth, Flag, read_text
from planner.plans.nested_fields import Milestones
from planner.plans.schemas import answers_schema
from planner.plans.stopping import HOW
from planner.questions.catalogue import QUESTION

ANSWERS = tuple(key for key in QUESTION if key != "steps")  # steps have a place of their own
MOST_DATES = 3


class Sent(Schema):
    """A body. What it does not name is refused."""

    class Meta:
        unknown = RAISE


class Words(fields.Field):
    """A person's own words."""

    def __init__(self, least: int, most: int, **more: Any) -> None:
        super().__init__(**more)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        read_text("" if isinstance(value, str) and len(value) <= self.most else value, 0, self.most)
        return read_text(value.replace("\r\n", "\n"), self.least, self.most)

    def shape(self) -> Json:
        """As JSON Schema."""
        return words(self.least, self.most, r"\r\n")


class Choice(fields.Field):
    """One of a few words."""

    def __init__(self, *allowed: str, **more: Any) -> None:
        super().__init__(**more)
        self.allowed = allowed

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and value in self.allowed:
            return value
        raise ValidationError(f"Use one of: {', '.join(self.allowed)}.")

    def shape(self) -> Json:
        """As JSON Schema."""
        return {"type": "string", "enum": list(self.allowed)}


class Number(fields.Field):
    """The number of a change."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST:
            return value
        raise ValidationError(f"Use a whole number from 1 to {LARGEST}.")

    def shape(self) -> Json:
        """As JSON Schema."""
        return NUMBER


class Code(fields.Field):
    """The code of a step. Whether there is one of that name is looked at by what is done with it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str):
            return value
        raise ValidationError("Use the code of an item, such as 'B04'.")

    def shape(self) -> Json:
        """As JSON Schema."""
        return CODE


class Label(fields.Field):
    """What a person calls a token."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and value.strip() and len(value) <= LONGEST_LABEL and LABEL.fullmatch(value):
            return value
        raise ValidationError(f"Write a name of at most {LONGEST_LABEL} ordinary characters.")

    def shape(self) -> Json:
        """As JSON Schema."""
        ordinary = r"\u0000-\u001f\u007f-\u009f"
        return words(1, LONGEST_LABEL) | {"pattern": rf"^ *[^{ordinary}\s][^{ordinary}]*$"}


class AsRead(Schema):
    """A body that the action itself reads, as strictly as a file. It is described by `shape`."""

    def __init__(self, shape: Json) -> None:
        super().__init__(unknown=INCLUDE)
        self.shape = shape


class Stop(Sent):
    """How a plan is silenced, or goes on."""

    how = Choice(*HOW, required=True)


class Decision(Sent):
    """Whether a plan follows newer guidance, as it stood on the day it was shown for."""

    choice = Choice("follow", "keep", required=True)
    as_of = Day(required=True)


class Seen(Sent):
    """Up to which change its owner has seen what days passing changed."""

    number = Number(required=True)


class NoteToWrite(Sent):
    """The words beside a step; empty takes them away. `before`: what stood there when its writer began."""

    words = Words(0, notes.LONGEST, required=True)
    before = Words(0, notes.LONGEST)


class SharedDone(Sent):
    """The day on which a step that is shared was done."""

    done = Day(required=True)


class SharedWords(Sent):
    """Somebody's own words beside a step that is shared with them, and whether its owner may read them."""

    words = Words(0, notes.LONGEST, required=True)
    tell = Flag(required=True)


class TeamQuestionToAdd(Sent):
    """A question for the team, and the code of the step it is about."""

    words = Words(1, team_questions.LONGEST, required=True)
    code = Code()


class TeamQuestionToChange(Sent):
    """A question in other words, and whether it was asked."""

    words = Words(1, team_questions.LONGEST, required=True)
    asked = Flag(required=True)


class TokenToMake(Sent):
    """What a person calls a token, and what it may do."""

    label = Label(required=True)
    scopes = fields.List(Choice(*SCOPES), required=True, validate=Length(1, len(SCOPES)))


class Option(Code):
    """The key of one way to keep the chance of a child."""

    def shape(self) -> Json:
        """As JSON Schema."""
        return OPTION


def answers_to_change(codes: frozenset[str]) -> Schema:
    """Answers to lay over those told before; null takes one away."""
    schema = answers_schema(codes, "AnswersToChange", ANSWERS)
    for field in schema.fields.values():
        field.allow_none = True
    return schema


class Move(Sent):
    """A new treatment date, in the names of the answers. `milestones` told with it hold, and others go."""

    treatment_date = DayOrMonth(required=True)
    treatment_date_kind = Choice(*QUESTION["treatment_date_kind"].answers, required=True)
    treatment_date_certainty = Choice(*QUESTION["treatment_date_certainty"].answers)
    milestones = Milestones()


class Comparison(Sent):
    """Candidate dates, and perhaps the options that there should be room for (all that are wanted, unless named)."""

    dates = fields.List(fields.Nested(Move), required=True, validate=Length(1, MOST_DATES))
    chosen = fields.List(Option())
