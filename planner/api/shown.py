"""What programs are shown, by name: the shape of every answer, exactly as `plans` writes it."""

from collections.abc import Mapping

from planner.accounts.access import SCOPES
from planner.api.shapes import CODE, ID, LANGUAGE, LARGEST, OPTION, STEP, Json, only
from planner.api.words import CODES
from planner.calendar.choices import AUDIENCES, PROGRAMS, WORDS
from planner.guidance.model import COURSE, PHASES, SEVERITIES
from planner.plans.passed import STOPPED

TEXT: Json = {"type": "string"}
TRUTH: Json = {"type": "boolean"}
NUMBER: Json = {"type": "integer", "minimum": 0, "maximum": LARGEST}
DAY: Json = {"type": "string", "format": "date"}  # a counted day may lie outside those that can be told
MOMENT: Json = {"type": "string", "format": "date-time"}
STATES = ("done", "paused", "past-last-safe", "do-now", "overdue", "due-soon", "open", "upcoming")
VERDICTS = ("fits", "tight", "unlikely", "closed", "ask-team", "not-needed", "not-yet-known")


def one_of(*allowed: str) -> Json:
    """One of a few words."""
    return {"type": "string", "enum": list(allowed)}


def many(shape: Json) -> Json:
    """A list."""
    return {"type": "array", "items": shape}


def or_none(shape: Json) -> Json:
    """Something, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def whole(**properties: Json) -> Json:
    """An object that has exactly these properties."""
    return only(properties, *properties)


def named(name: str) -> Json:
    """A shape that `COMPONENTS` holds."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(name: str, shape: Json) -> Json:
    """A list under its name."""
    return whole(**{name: many(shape)})


DAY_OR_NONE = or_none(DAY)
WINDOW = whole(opens=DAY_OR_NONE, due=DAY_OR_NONE, last_safe=DAY_OR_NONE)
STATUS: Json = {
    "id": ID,
    "version": NUMBER,
    "made_on": DAY_OR_NONE,
    "stopped": or_none(one_of(*STOPPED)),
    "resting_since": DAY_OR_NONE,
    "unseen": {**NUMBER, "description": "The number of the first change by days passing not put away yet, or 0."},
    "changed_at": MOMENT,
}
REASON = whole(text=TEXT, answers={"type": "object"})
SHOWN_STEP = named("StepTaken")
MADE: Json = {
    "asked_on": DAY,
    "today": DAY,
    "guidance_as_of": DAY,
    "guidance_digest": TEXT,
    "milestones": many(named("Milestone")),
    "feasibility": many(named("Feasibility")),
    "items": many(named("Item")),
    "left_out": many(named("LeftOut")),
    "warnings": many(named("Warning")),
    "questions": many(named("OpenQuestion")),
}

COMPONENTS: Mapping[str, Json] = {
    "Problem": whole(
        type={"const": "about:blank"},
        title=TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail={**TEXT, "description": "What happened."},
        code={**one_of(*CODES), "description": "What happened, in a word that does not change."},
        what_to_do=TEXT,
        faults=many(whole(key=TEXT, value={**TEXT, "description": "As JSON, cut at 60 characters."}, allowed=TEXT)),
    ),
    "StepTaken": STEP,
    "Reason": REASON,
    "Status": only(STATUS, *STATUS),
    "Milestone": whole(
        key=one_of(*COURSE),
        earliest=DAY_OR_NONE,
        likely=DAY_OR_NONE,
        latest=DAY_OR_NONE,
        confirmed=TRUTH,
        because=many(named("Reason")),
    ),
    "Feasibility": whole(
        option=OPTION, verdict=one_of(*VERDICTS), start_by=DAY_OR_NONE, estimate=TRUTH, because=many(named("Reason"))
    ),
    "Source": whole(key=TEXT, title=TEXT, where=TEXT, url=or_none(TEXT), last_checked=DAY, own_reading=TRUTH),
    "Item": whole(
        key=TEXT,
        code=CODE,
        title=TEXT,
        phase=one_of(*PHASES),
        who=many(one_of("patient", "partner", "nurse")),
        severity=one_of(*SEVERITIES),
        verdict=one_of("applies"),
        state=one_of(*STATES),
        opens=DAY_OR_NONE,
        due=DAY_OR_NONE,
        last_safe=DAY_OR_NONE,
        estimate=TRUTH,
        repeats=many(DAY),
        alarms=many(DAY),
        needs_clinic=TRUTH,
        reasons=many(named("Reason")),
        sources=many(named("Source")),
    ),
    "LeftOut": whole(
        key=TEXT,
        code=CODE,
        verdict=one_of("does-not-apply", "not-yet-known"),
        reason=TEXT,
        question=or_none(TEXT),
    ),
    "Warning": whole(key=TEXT, severity=one_of(*SEVERITIES), text=TEXT, because=many(named("Reason"))),
    "OpenQuestion": whole(key=TEXT, text=TEXT, settles=many(CODE)),
    "Made": only(
        {
            "language": {**TEXT, "description": "In which language the words are, where that is not English."},
            "translation_checked_by": {**or_none(TEXT), "description": "The clinician who checked the translation."},
            **MADE,
        },
        *MADE,
    ),
    "TeamQuestion": whole(id=ID, words=TEXT, code=or_none(CODE), asked_on=DAY_OR_NONE),
    "Token": whole(id=ID, label=TEXT, scopes=many(one_of(*SCOPES)), made_at=MOMENT, used_on=DAY_OR_NONE),
    "Note": whole(code=CODE, words=TEXT),
    "Nickname": whole(code=CODE, words=TEXT),
    "Choices": whole(
        label=TEXT,
        audience=one_of(*AUDIENCES),
        alarms=TRUTH,
        words=one_of(*WORDS),
        language=LANGUAGE,
        phases=many(one_of(*PHASES)),
        program=one_of(*PROGRAMS),
    ),
    "Feed": whole(
        id=ID,
        choices=named("Choices"),
        version={**NUMBER, "description": "It grows whenever anything that can be seen in it changes."},
        made_at=MOMENT,
        changed_at=MOMENT,
        tested_on={**DAY_OR_NONE, "description": "When an entry was put in that has not been seen yet."},
        proven_on={**DAY_OR_NONE, "description": "When the number of such an entry was told."},
        fetches={
            **or_none(many(whole(family=TEXT, at=MOMENT, version=NUMBER))),
            "description": "Which kind of program fetched it last, in which hour, and what it got; null: not noted.",
        },
    ),
    "Change": whole(
        number=NUMBER,
        at=MOMENT,
        day=DAY,
        action=TEXT,
        facts=many(whole(fact=TEXT, before={}, after={})),
        passed=or_none({"type": "object"}),
        can_be_undone=TRUTH,
    ),
}

PLAN = whole(**STATUS, plan=named("Made"))
PLANS = listed("plans", named("Status"))
BEGUN = whole(plan=named("Status"), token={**TEXT, "description": "Shown now and never again."})
DELETED = whole(deleted=TRUTH, what_remains=many(TEXT))
ANSWERS = whole(version=NUMBER, answers=named("Answers"))
ITEMS = whole(items=many(named("Item")), left_out=many(named("LeftOut")))
ITEM = whole(item=or_none(named("Item")), left_out=or_none(named("LeftOut")), said=or_none(SHOWN_STEP))
STEPS = whole(version=NUMBER, steps=many(whole(code=CODE, said=SHOWN_STEP)))
STEP_SAID = only(
    {
        "version": NUMBER,
        "code": CODE,
        "said": {**or_none(SHOWN_STEP), "description": "As it stands now; only for a token that may read."},
    },
    "version",
    "code",
)
PREVIEW = whole(
    version=NUMBER,
    gone={**many(TEXT), "description": "Kinds of further days told with the old date, which would no longer hold."},
    moves=many(whole(code=CODE, title=TEXT, was=WINDOW, will_be=WINDOW)),
    clashes=many(whole(code=CODE, title=TEXT, booked=DAY, latest=DAY_OR_NONE, earliest=DAY_OR_NONE)),
    closed=many(CODE),
    comes=many(CODE),
    goes=many(CODE),
    options=many(whole(option=OPTION, was=one_of(*VERDICTS), will_be=one_of(*VERDICTS), closes=TRUTH, worse=TRUTH)),
)
COMPARISON = whole(
    asked_on=DAY,
    today=DAY,
    candidates=many(
        whole(
            kind=TEXT,
            date=DAY,
            feasibility=many(named("Feasibility")),
            moved=many(CODE),
            closed=many(CODE),
            warnings=many(named("Warning")),
        )
    ),
    earliest_with_room=or_none(whole(kind=TEXT, date=DAY)),
)
GUIDANCE = whole(
    version=NUMBER,
    as_of=DAY,
    newer=or_none(
        whole(
            since=DAY,
            as_of={**DAY, "description": "To be sent back with the decision."},
            changed=many(
                whole(
                    code=CODE,
                    title=TEXT,
                    was=or_none(WINDOW),
                    would_be=or_none(WINDOW),
                    left_out={**or_none(TEXT), "description": "Why it would leave the plan."},
                    said_otherwise={**many(TEXT), "description": "Which parts of it would be said otherwise."},
                )
            ),
            left_out=many(whole(code=CODE, was=TEXT, would_be=TEXT)),
        )
    ),
    corrections=many(whole(key=TEXT, text=TEXT, since=DAY)),
)
HISTORY = whole(
    changes=many(named("Change")),
    next=or_none({**TEXT, "description": "The cursor of what comes after, older still; null at the end."}),
)
NOTES = listed("notes", named("Note"))
NICKNAMES = listed("nicknames", named("Nickname"))
FEEDS = listed("feeds", named("Feed"))
ADDRESS: Json = {**TEXT, "description": "Shown now and never again. It shows the calendar to whoever has it."}
FEED_MADE = whole(feed=named("Feed"), https=ADDRESS, webcal=ADDRESS)
FEED_PREVIEW = whole(
    language={**TEXT, "description": "In which language its words are."},
    events=many(whole(uid=TEXT, day=DAY, last_day=DAY_OR_NONE, title=TEXT, text=TEXT, alarms=many(DAY))),
)
ENDED = whole(ended=TRUTH)
QUESTIONS = listed("questions", named("TeamQuestion"))
REMOVED = whole(removed=TRUTH)
TOKENS = listed("tokens", named("Token"))
TOKEN_MADE = whole(token=named("Token"), secret={**TEXT, "description": "Shown now and never again."})
EXPORT = named("Export")
ICS: Json = {"type": "string"}
