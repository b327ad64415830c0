"""What programs are shown of sharing, by name: to an owner with whom and what, to others only what is shared."""

from collections.abc import Mapping

from planner.api.shapes import CODE, ID, Json, only
from planner.api.shown import DAY, DAY_OR_NONE, MOMENT, STATES, TEXT, TRUTH, listed, many, named, one_of, or_none, whole
from planner.guidance.model import PHASES
from planner.plans.shared_names import NAME_LENGTH

STEP_ID: Json = {"type": "string", "pattern": f"^[0-9a-f]{{{NAME_LENGTH}}}$"}
LANGUAGE: Mapping[str, Json] = {
    "language": {**TEXT, "description": "In which language the words are, where that is not English."},
    "translation_checked_by": {**or_none(TEXT), "description": "The clinician who checked the translation."},
}
STEP: Mapping[str, Json] = {
    "id": {**STEP_ID, "description": "Its name in paths, for as long as it is shared; another for each person."},
    "code": CODE,
    "title": TEXT,
    "why": TEXT,
    "to_do": many(TEXT),
    "ask": {**TEXT, "description": "A question to ask the team."},
    "phase": one_of(*PHASES),
    "state": one_of(*(state for state in STATES if state != "paused")),
    "opens": DAY_OR_NONE,
    "due": DAY_OR_NONE,
    "last_safe": DAY_OR_NONE,
    "estimate": TRUTH,
    "repeats": many(DAY),
    "alarms": many(DAY),
    "sources": many(named("Source")),
    "yours": {**TRUTH, "description": "It stands in one's own part, in words of its own."},
    "theirs": {**TRUTH, "description": "It was given to one: done, it is done in the plan."},
    "said": {
        **or_none({"anyOf": [only({"done": DAY}, "done"), only({"booked": DAY}, "booked")]}),
        "description": "How it stands in the plan.",
    },
    "done": {
        **DAY_OR_NONE,
        "description": "The day it was done: of one's own half as one said, of a step given to one as the plan says.",
    },
    "words": {**TEXT, "description": "One's own note."},
    "tell": {**TRUTH, "description": "Whether the owner of the plan may read the note and the day it was done."},
}

SHARE_COMPONENTS: Mapping[str, Json] = {
    "SharedStep": only({**LANGUAGE, **STEP}, *STEP),
    "Rights": whole(
        own_part={**TRUTH, "description": "What the guidance gives a partner to do."},
        groups=many(one_of(*PHASES)),
        shown={**many(CODE), "description": "Steps that are seen, whatever else is said."},
        hidden={**many(CODE), "description": "Steps that are not seen, whatever else is said."},
        theirs={**many(CODE), "description": "Steps that were given to them: they may say that one is done."},
    ),
    "Share": whole(
        id=ID,
        label=TEXT,
        rights=named("Rights"),
        until={**DAY_OR_NONE, "description": "The last day on which it holds; null: until it is ended."},
        made_at=MOMENT,
        accepted_at={**or_none(MOMENT), "description": "When they came in; null while the invitation waits."},
        looks={**many(MOMENT), "description": "When they looked, by the hour, the last first."},
    ),
}
SHARES = listed("shares", named("Share"))
SHARED = only({**LANGUAGE, "today": DAY, "steps": many(named("SharedStep"))}, "today", "steps")
SHARED_STEP = named("SharedStep")
SAID: Json = {
    "anyOf": [SHARED_STEP, whole(id=STEP_ID)],
    "description": "The step as it stands now; only its id for a token that may not read.",
}
