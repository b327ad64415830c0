"""What one person tells us, checked and turned into `Told`. The same rules serve files, forms and the API."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from planner.errors import CannotBe, Fault, Faults
from planner.plans import answer_fields as answers
from planner.plans import nested_fields as nested
from planner.plans.json_text import read_json_object
from planner.questions.catalogue import QUESTION
from planner.questions.model import NOT_SAID, Question
from planner.questions.told import Told

# In every treatment the first of each pair comes before the second.
ORDER = (
    ("mobilisation", "collection"),
    ("collection", "conditioning"),
    ("collection", "day-zero"),
    ("first-chemo", "day-zero"),
    ("mobilisation", "day-zero"),
    ("first-chemo", "conditioning"),
    ("mobilisation", "conditioning"),
    ("conditioning", "day-zero"),
    ("mobilisation", "discharge"),
    ("first-chemo", "discharge"),
    ("collection", "discharge"),
    ("conditioning", "discharge"),
    ("admission", "day-zero"),
    ("admission", "discharge"),
    ("day-zero", "discharge"),
)
SAME_DAY_MAY_BE = {("collection", "conditioning"), ("collection", "day-zero"), ("first-chemo", "conditioning")}
OF_THE_WHOLE = "_schema"  # the key of marshmallow's messages that are of no key
# What marshmallow says, and what to do instead.
SAID_INSTEAD = {
    "Unknown field.": "There is no such key. Remove it, or mend its spelling.",
    "Field may not be null.": "Leave the key out when nothing is known.",
    "Missing data for required field.": "This key is needed. Add it.",
    "Invalid input type.": "Use an object, in braces.",
    "Not a valid list.": "Use a list, in square brackets.",
}
Ends = tuple[date, date]


def read_told(raw: bytes, codes: frozenset[str], asked_on: date) -> Told:
    """Read one person's answers from a JSON file. Raises Faults: one line per fault, nothing half read."""
    return told_from(read_json_object(raw), codes, asked_on)


def told_from(values: Mapping[str, Any], codes: frozenset[str], asked_on: date) -> Told:
    """Check answers already parsed. `codes` are those of all items; `asked_on` decides what is still to come."""
    told = _told(_loaded(values, codes))
    refuse_impossible(told, asked_on)
    return told


def _loaded(values: Mapping[str, Any], codes: frozenset[str]) -> Mapping[str, Any]:
    """The answers as values, each read by its field alone; where one is at fault the schema names all that are."""
    schema = answers_schema(codes)
    try:
        return {key: schema.fields[key].deserialize(value, key, values) for key, value in values.items()}
    except (ValidationError, KeyError):
        pass
    try:
        loaded: Mapping[str, Any] = schema.load(values)
    except ValidationError as error:
        raise Faults(faults_in(error.messages_dict, values)) from error
    return loaded


def refuse_impossible(told: Told, asked_on: date) -> None:
    """Raise Faults when the days of a person's answers contradict each other."""
    faults = list(_impossible(told, asked_on))
    if faults:
        raise CannotBe(faults)


@lru_cache(maxsize=16)
def answers_schema(codes: frozenset[str], name: str = "Told", keys: tuple[str, ...] = tuple(QUESTION)) -> Schema:
    """The schema of answers to all questions, or to those with these keys. `codes` are those of all items."""
    made: dict[str, Any] = {key: _field(QUESTION[key], codes) for key in keys}
    return Schema.from_dict(made | {"Meta": type("Meta", (), {"unknown": RAISE})}, name=name)()


def _field(question: Question, codes: frozenset[str]) -> fields.Field:
    if question.kind in ("codes", "steps"):
        return (answers.Codes if question.kind == "codes" else nested.Steps)(codes)
    if question.kind in ("one", "several"):
        return (answers.OneAnswer if question.kind == "one" else answers.SeveralAnswers)(question)
    kinds: dict[str, type[fields.Field]] = {
        "flag": answers.Flag,
        "age": answers.Age,
        "day": answers.Day,
        "day-or-month": answers.DayOrMonth,
        "moment": answers.Moment,
        "zone": answers.Zone,
        "milestones": nested.Milestones,
    }
    return kinds[question.kind]()


def _told(loaded: Mapping[str, Any]) -> Told:
    of_kind = {key: QUESTION[key].kind for key in loaded}
    days = {key: value for key, value in loaded.items() if of_kind[key] in ("day", "moment")}
    whole_month = False
    if "treatment_date" in loaded:
        days["treatment_date"], whole_month = loaded["treatment_date"]
    said = {
        key: value
        for key, value in loaded.items()
        if of_kind[key] in ("one", "several", "flag", "codes") and value != NOT_SAID
    }
    return Told(
        answers=said,
        days=days,
        age=loaded.get("age"),
        whole_month=whole_month,
        milestones=loaded.get("milestones", {}),
        steps=loaded.get("steps", {}),
        time_zone=loaded.get("time_zone", ""),
        centre_time_zone=loaded.get("centre_time_zone", ""),
    )


def faults_in(messages: Mapping[str, Any], values: Any, path: str = "") -> Iterator[Fault]:
    """One fault for each message of marshmallow, with the value that was told at that very place."""
    for key, message in messages.items():
        value, name = _told_at(key, values), path.removesuffix(".") if key == OF_THE_WHOLE else f"{path}{key}"
        if isinstance(message, Mapping):
            yield from faults_in(message, value, f"{name}.")
            continue
        for text in message:
            yield Fault(name, value, SAID_INSTEAD.get(text, text))


def _told_at(key: object, values: Any) -> Any:
    """What stands under a key of an object, or at a place in a list; the whole where the whole is at fault."""
    if key == OF_THE_WHOLE:
        return values
    if isinstance(values, list) and isinstance(key, int):
        return values[key] if key < len(values) else None
    return values.get(key) if isinstance(values, Mapping) else values


def _impossible(told: Told, asked_on: date) -> Iterator[Fault]:
    """Days that contradict each other: one kind on two days, an order no treatment has, chemo begun and to come."""
    days = {kind: (milestone.day, milestone.day) for kind, milestone in told.milestones.items()}
    kind = told.answers.get("treatment_date_kind")
    if "treatment_date" in told.days and isinstance(kind, str):
        ends = _treatment_days(told)
        if kind in days and days[kind] != ends:
            told_day = told.days["treatment_date"].isoformat()
            yield Fault(
                f"milestones.{kind}",
                days[kind][0].isoformat(),
                f"treatment_date says {told_day} for the same thing. Keep one of the two.",
            )
        days[kind] = ends
    yield from _begun_and_to_come(told, days, asked_on)
    started = told.days.get("chemo_started_on")
    if started and started <= asked_on:
        # What happened wins over what was planned; the days after it must still come after it.
        days["first-chemo"] = (started, started)
    for before, after in ORDER:
        if before in days and after in days:
            wrong = days[before][0] > days[after][1]
            same = days[before][0] == days[after][1] and (before, after) not in SAME_DAY_MAY_BE
            if wrong or same:
                yield Fault(
                    before,
                    days[before][0].isoformat(),
                    f"It should come before {after} ({days[after][1].isoformat()}). Mend one of the two days.",
                )


def _begun_and_to_come(told: Told, days: Mapping[str, Ends], asked_on: date) -> Iterator[Fault]:
    started = told.days.get("chemo_started_on")
    if started and started > asked_on:
        yield Fault(
            "chemo_started_on",
            started.isoformat(),
            f"Use a day up to {asked_on.isoformat()}, or leave it out.",
        )
    if started and told.said("chemo_already_started", "no"):
        yield Fault("chemo_already_started", "no", "Say yes, or leave out chemo_started_on.")
    happened = told.said("treatment_happened", "yes")
    begun = happened or started or told.said("chemo_already_started", "yes")
    first = next((kind for kind in ("first-chemo", "mobilisation") if kind in days), None)
    if begun and first and days[first][0] > asked_on and not _collected_without_chemo(told, first):
        yield Fault(
            first,
            days[first][0].isoformat(),
            "Chemo is said to have started, so its first day cannot be still to come. Mend one of the two.",
        )
    if happened and "day-zero" in days and days["day-zero"][0] > asked_on:
        yield Fault(
            "day-zero",
            days["day-zero"][0].isoformat(),
            "The transplant is said to have happened, so its day cannot be still to come. Mend one of the two.",
        )


def _collected_without_chemo(told: Told, first: str) -> bool:
    return first == "mobilisation" and told.said("mobilisation_confirmed_by_nurse", "yes")


def _treatment_days(told: Told) -> Ends:
    day = told.days["treatment_date"]
    last = day.replace(day=monthrange(day.year, day.month)[1]) if told.whole_month else day
    return day, last
