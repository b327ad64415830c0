"""Whatever is sent, there is a plan or a list of faults: never a traceback, and never half an answer."""

import json
from datetime import date
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.errors import Faults
from planner.plans.as_text import plan_text
from planner.plans.plan_json import plan_json
from planner.plans.schemas import read_told
from planner.questions.catalogue import QUESTIONS
from planner.questions.told import Told
from tests.people import TODAY, codes, planned

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=6,
)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(date.isoformat)
NEAR = st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(date.isoformat)
# A few days only: each new day has its own editions of the guidance to be made ready.
ASKED_ON = st.sampled_from([TODAY, date(2026, 12, 24), date(2028, 2, 29), date(2027, 8, 31), date(2025, 1, 1)])
KINDS = ["first-chemo", "mobilisation", "collection", "admission", "conditioning", "day-zero", "discharge"]
MILESTONES = st.dictionaries(
    st.sampled_from(KINDS),
    st.fixed_dictionaries({"date": NEAR | DAYS}, optional={"confirmed": st.booleans()}),
    max_size=3,
)
STEPS = st.dictionaries(
    st.sampled_from(sorted(codes())),
    st.one_of(
        st.fixed_dictionaries({"done": NEAR}),
        st.fixed_dictionaries({"booked": NEAR}),
        st.fixed_dictionaries({"declined": st.text("abc ", min_size=1, max_size=9)}),
        st.fixed_dictionaries({"ask": st.just("why?")}),
    ),
    max_size=4,
)


def _sensible(question: Any) -> st.SearchStrategy[Any]:
    """Values that a question takes, so that most examples reach the engine."""
    if question.kind == "one":
        return st.sampled_from([*question.answers, "not-said"])
    if question.kind == "several":
        return st.lists(st.sampled_from([*question.answers]), max_size=3)
    of_kind: dict[str, st.SearchStrategy[Any]] = {
        "flag": st.booleans(),
        "age": st.integers(0, 120),
        "day": NEAR | DAYS,
        "moment": NEAR | NEAR.map(lambda day: f"{day}T21:30"),
        "day-or-month": NEAR | DAYS | NEAR.map(lambda day: day[:7]),
        "zone": st.just("Europe/London"),
        "codes": st.lists(st.sampled_from(sorted(codes())), max_size=3),
        "steps": STEPS,
        "milestones": MILESTONES,
    }
    return of_kind[question.kind]


SENSIBLE = st.fixed_dictionaries({}, optional={question.key: _sensible(question) for question in QUESTIONS})


def read_or_refused(raw: bytes, asked_on: date = TODAY) -> Told | None:
    """What a file tells; None when it was refused, in lines that can be printed."""
    lines = []
    try:
        return read_told(raw, codes(), asked_on)
    except Faults as faults:
        lines = str(faults).split("\n")
    assert all(line.isprintable() and 0 < len(line) < 1000 for line in lines)
    return None


def plan_or_faults(told: Any, asked_on: date = TODAY, today: date = TODAY) -> dict[str, Any] | None:
    """The plan of a file, through all its forms; None when it was refused."""
    read = read_or_refused(json.dumps(told).encode(), asked_on)
    if read is None:
        return None
    plan = planned(read, asked_on, today)
    assert plan_text(plan)
    return plan_json(plan)


@given(st.sampled_from([question.key for question in QUESTIONS]), JSON)
def test_any_value_for_any_key_gives_a_plan_or_faults(key: str, value: Any) -> None:
    plan = plan_or_faults({key: value})
    assert plan is None or len(plan["items"]) + len(plan["left_out"]) == 60


@given(JSON)
def test_any_json_at_all_gives_a_plan_or_faults(told: Any) -> None:
    plan = plan_or_faults(told)
    assert (plan is not None) == (told == {})


@given(st.binary(max_size=80))
def test_any_bytes_at_all_are_read_or_refused(raw: bytes) -> None:
    told = read_or_refused(raw)
    assert told is None or json.loads(raw) == {}


@settings(max_examples=200)
@given(SENSIBLE, ASKED_ON, st.integers(0, 800))
@example({"treatment_date": "2000-01-01", "treatment_date_kind": "day-zero"}, TODAY, 0)
@example({"treatment_date": "2100-12-31", "treatment_date_kind": "first-chemo"}, TODAY, 0)
@example({"milestones": {"discharge": {"date": "2026-06-01"}}}, TODAY, 0)
@example({"stored_on": "2100-12-31", "place": "gb"}, TODAY, 0)
@example({"treatment_date": "2026-05", "treatment_date_kind": "unknown", "pregnant": "unsure"}, TODAY, 90)
def test_any_believable_answers_on_any_days_give_a_whole_plan(told: dict[str, Any], asked_on: date, later: int) -> None:
    plan = plan_or_faults(told, asked_on, date.fromordinal(asked_on.toordinal() + later))
    if plan is not None:
        shown = [one["code"] for one in (*plan["items"], *plan["left_out"])]
        assert sorted(shown) == sorted(codes())
        assert all(day >= plan["asked_on"] for item in plan["items"] for day in item["alarms"])
