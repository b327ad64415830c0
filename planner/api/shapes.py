"""How each kind of answer is described to programs: exactly what is read, so that what fits is taken."""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import fields

from planner.languages import languages
from planner.plans import answer_fields as answers
from planner.plans import nested_fields as nested
from planner.plans.answer_fields import LONGEST_TEXT, OLDEST, zones

Json = dict[str, Any]

YEAR = "(20[0-9][0-9]|2100)"
LEAP = "(20(0[048]|[2468][048]|[13579][26]))"
REAL_DAY = (
    f"({YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{LEAP}-02-29)"
)
TIME = "T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
CONTROL = r"\u0000-\u0008\u000b-\u001f\u007f-\u009f"  # all but the tab and the end of a line
BLANK = r"[ \t\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
CODE: Json = {"$ref": "#/components/schemas/Code"}
OPTION: Json = {"$ref": "#/components/schemas/Option"}
LANGUAGE: Json = {"$ref": "#/components/schemas/Language"}
ZONE: Json = {"$ref": "#/components/schemas/TimeZone"}
LARGEST = 2**31 - 1  # the largest number either database keeps
ID: Json = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
NUMBER: Json = {"type": "integer", "minimum": 1, "maximum": LARGEST}  # of a change
DAY: Json = {"type": "string", "pattern": f"^{REAL_DAY}$"}
DAY_OR_MONTH: Json = {"type": "string", "pattern": f"^({REAL_DAY}|{YEAR}-(0[1-9]|1[0-2]))$"}
MOMENT: Json = {"type": "string", "pattern": f"^{REAL_DAY}({TIME})?$"}


def words(least: int, most: int, line: str = r"\n") -> Json:
    """A person's own words, of `least` (0 or 1) to `most` characters, as `answer_fields.read_text` reads them.

    `line`: how a line may end.
    """
    any_of_them = rf"([^{CONTROL}]|{line})*"
    begins = rf"{BLANK}*[^{CONTROL}\s]" if least else ""
    return {"type": "string", "minLength": least, "maxLength": most, "pattern": f"^{begins}{any_of_them}$"}


def only(properties: Mapping[str, Any], *needed: str) -> Json:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(needed),
        "additionalProperties": False,
    }


STEP: Json = {
    "oneOf": [
        only({"done": DAY}, "done"),
        only({"booked": DAY}, "booked"),
        only({"waiting": words(0, LONGEST_TEXT)}, "waiting"),
        only({"declined": words(1, LONGEST_TEXT)}, "declined"),
        only({"ask": words(0, LONGEST_TEXT)}, "ask"),
    ]
}
MILESTONE: Json = only({"date": DAY, "confirmed": {"type": "boolean"}}, "date")

SHAPES: Mapping[type[fields.Field], Callable[[Any], Json]] = {
    answers.OneAnswer: lambda field: {"type": "string", "enum": list(field.allowed)},
    answers.SeveralAnswers: lambda field: {
        "type": "array",
        "items": {"type": "string", "enum": list(field.allowed[:-1])},
    },
    answers.Flag: lambda _: {"type": "boolean"},
    answers.Age: lambda _: {"type": "integer", "minimum": 0, "maximum": OLDEST},
    answers.Day: lambda _: DAY,
    answers.DayOrMonth: lambda _: DAY_OR_MONTH,
    answers.Moment: lambda _: MOMENT,
    answers.Zone: lambda _: ZONE,
    answers.Codes: lambda _: {"type": "array", "items": CODE},
    nested.Milestones: lambda _: only(dict.fromkeys(nested.MILESTONE_KINDS, MILESTONE)),
    nested.Steps: lambda _: {"type": "object", "propertyNames": CODE, "additionalProperties": STEP},
}


def shape_of(_converter: Any, field: fields.Field, **_: Any) -> Json:
    """What apispec is told of a field of ours; nothing of others. One that may be null says so."""
    found = SHAPES.get(type(field)) or getattr(type(field), "shape", None)
    if found is None:
        return {}
    shape = found(field)
    return {"anyOf": [shape, {"type": "null"}]} if field.allow_none else dict(shape)


def components(codes: frozenset[str], options: tuple[str, ...]) -> Mapping[str, Json]:
    """What many descriptions point to."""
    return {
        "Code": {
            "type": "string",
            "enum": sorted(codes),
            "description": "The code of a step in the guidance. It never changes.",
        },
        "Option": {
            "type": "string",
            "enum": list(options),
            "description": "One way to keep the chance of a child.",
        },
        "Language": {"type": "string", "enum": list(languages()), "description": "A language the service speaks."},
        "TimeZone": {"type": "string", "enum": sorted(zones()), "description": "The usual name of a time zone."},
    }
