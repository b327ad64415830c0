"""The shape of a plan taken elsewhere as a file, for programs that make one or read one."""

from planner.api.shapes import CODE, DAY, Json, only, words
from planner.plans import nicknames, notes, phones, team_questions
from planner.plans.export import DAYS, FORM, NEEDED, VERSION

PHONE: Json = {
    "type": "string",
    "maxLength": phones.LONGEST,
    "pattern": rf"^[ (]*\+?([ ()/.-]*[0-9]){{{phones.FEWEST_DIGITS}}}[0-9 ()/.-]*$",
}
DAY_OR_NONE: Json = {"anyOf": [DAY, {"type": "null"}]}
EXPORT: Json = only(
    {
        "form": {"const": FORM},
        "version": {"const": VERSION},
        "told": {"$ref": "#/components/schemas/Told"},
        "days": only({name: DAY if name in NEEDED else DAY_OR_NONE for name in DAYS}, *DAYS),
        "names": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "notes": {"type": "object", "propertyNames": CODE, "additionalProperties": words(0, notes.LONGEST)},
        "questions": {
            "type": "array",
            "maxItems": team_questions.MOST,
            "items": only(
                {
                    "words": words(1, team_questions.LONGEST),
                    "code": {"anyOf": [CODE, {"const": ""}]},
                    "asked_on": DAY_OR_NONE,
                },
                *("words", "code", "asked_on"),
            ),
        },
        "phones": {
            "type": "array",
            "maxItems": phones.MOST,
            "items": only({"who": words(1, phones.LONGEST_WHO), "number": PHONE}, "who", "number"),
        },
        "nicknames": {
            "type": "object",
            "description": "The person's own words for steps in calendars, by the code of the step.",
            "propertyNames": CODE,
            "additionalProperties": words(0, nicknames.LONGEST),
        },
        "history": {"type": "array", "description": "What was changed; it is not brought in, and may be left empty."},
    },
    *("form", "version", "told", "days", "names", "notes", "questions", "history"),
)
