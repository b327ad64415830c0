"""Anybody, on any day: every answer a file can hold, on days of every kind, and only what a person could tell."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from planner.questions.catalogue import QUESTIONS
from planner.questions.model import NOT_SAID
from tests.engine.cases import CODES, Case

Draw = Callable[[st.SearchStrategy[Any]], Any]

FIRST_TOLD, LAST_TOLD = date(2000, 1, 1), date(2100, 12, 31)
# 29 February, ends of months and years, Easter and Christmas weeks, the first day of the guidance, and the far end.
# Most lie before the guidance begins: those use its first editions, so they share one set of rules.
_IN_FORCE = "2026-01-01 2026-03-02 2026-04-02 2028-02-29 2031-10-31 2095-12-31"
_BEFORE = (
    "2020-02-29 2021-12-31 2022-04-14 2023-06-30 2024-02-29 2024-03-28 2024-12-24 2025-01-31 2025-02-28 2025-08-31"
)
AWKWARD_DAYS = tuple(date.fromisoformat(day) for day in f"{_IN_FORCE} {_BEFORE} 2025-12-24 2025-12-31".split())
_AWKWARD = st.sampled_from(AWKWARD_DAYS)
ASKED_ON = st.one_of(_AWKWARD, _AWKWARD, _AWKWARD, st.dates(date(2020, 1, 1), date(2025, 12, 31)))
LATER = st.one_of(st.just(0), st.just(0), st.integers(0, 40), st.integers(0, 1300))
AGES = st.one_of(st.none(), st.integers(13, 58), st.sampled_from([0, 17, 18, 44, 45, 50, 51, 54, 55, 120]))
ABOUT_DATES = {"treatment_date_kind", "treatment_date_certainty", "chemo_already_started", "treatment_happened"}
# Answers that pause or end a plan come up less often, or nothing else would be tried.
RARE = {("therapy_kind", "no-chemo-cells"), ("treatment_status", "died"), ("pregnant", "yes"), ("pregnant", "unsure")}
# In this order they come; collection may fall on the day of conditioning or of new cells.
COURSE = ("mobilisation", "collection", "admission", "conditioning", "day-zero", "discharge")
TELLABLE = {"first-chemo", "collection", "admission", "day-zero"}


def answers() -> list[tuple[str, Any]]:
    """Each question with each of its answers, `not-said` among them."""
    pairs: list[tuple[str, Any]] = []
    for question in QUESTIONS:
        if question.key in ABOUT_DATES:
            continue
        answers: list[Any] = list(question.answers)
        if question.kind == "one":
            answers += [answer for answer in answers if (question.key, answer) not in RARE]
            pairs += [(question.key, answer) for answer in [*answers, NOT_SAID]]
        elif question.kind == "several":
            pairs += [(question.key, chosen) for chosen in [[], *([answer] for answer in answers)]]
            pairs += [(question.key, answers[:2]), (question.key, answers[-3:])]
    pairs += [("no_sex_items", True), ("no_sex_items", False), ("time_zone", "Pacific/Kiritimati")]
    pairs += [("mobilisation_confirmed_by_nurse", flag) for flag in (True, True, False)]
    pairs += [("centre_time_zone", "America/Los_Angeles"), ("wanted", ["A13", "F04"]), ("wanted", ["B20"])]
    return pairs


# Few answers or many; what is not among them was skipped.
_BODIES = st.lists(st.sampled_from(answers()), min_size=2, max_size=22).map(dict)
# Days between one milestone and the next: short, usual and long courses.
GAPS = st.sampled_from(
    [(0, 10, 18, 2, 5, 21), (0, 9, 1, 0, 1, 7), (0, 12, 60, 3, 8, 40), (0, 10, 28, 0, 7, 24), (0, 15, 14, 1, 5, 18)]
)
TO_FIRST_CHEMO = st.one_of(
    st.integers(-3, 100), st.integers(0, 30), st.integers(-500, 700), st.sampled_from([0, 1, 2, 3, 4, 5, 9, 10, 15, 16])
)


def _shown(day: date) -> str:
    return min(max(day, FIRST_TOLD), LAST_TOLD).isoformat()


def _course_days(draw: Draw, first: date, without_chemo: bool) -> dict[str, date]:
    """The days of one possible treatment, in an order that treatments have."""
    day, days = first, {}
    gaps = draw(GAPS)
    for kind, gap in zip(COURSE, gaps, strict=True):
        day += timedelta(gap)
        days[kind] = day
    days["first-chemo"] = days["conditioning" if without_chemo else "mobilisation"]
    return days


def _dates(draw: Draw, asked_on: date, values: dict[str, Any]) -> None:
    """Tell none, one or several days of a treatment that is ahead, under way or behind."""
    status = draw(st.sampled_from(["ahead"] * 5 + ["begun", "begun", "happened", "happened"]))
    far = draw(TO_FIRST_CHEMO)
    without_chemo = values.get("mobilisation") == "gcsf-only" and values.get("mobilisation_confirmed_by_nurse") is True
    days = _course_days(draw, asked_on + timedelta(far), without_chemo)
    if status == "begun":
        # Chemo that has begun was not told for a day still to come.
        late = max(0, (days["mobilisation"] - asked_on).days) + max(0, far)
        days = {kind: day - timedelta(late) for kind, day in days.items()}
        if without_chemo:
            values["mobilisation_confirmed_by_nurse"] = False
            days["first-chemo"] = days["mobilisation"]
    if status == "happened":
        back = max(0, (days["day-zero"] - asked_on).days)
        days = {kind: day - timedelta(back) for kind, day in days.items()}
    days = {kind: day for kind, day in days.items() if FIRST_TOLD <= day <= LAST_TOLD}
    told = draw(st.sampled_from(["one", "one", "month", "several", "both", "unknown", "none"]))
    _tell(draw, told, days, values)
    if status == "begun":
        values["chemo_already_started"] = draw(st.sampled_from(["yes", "yes", None]))
        if (values["chemo_already_started"] is None or draw(st.booleans())) and "first-chemo" in days:
            values["chemo_started_on"] = _shown(min(days["first-chemo"], asked_on))
        values["treatment_happened"] = draw(st.sampled_from([None, "no", NOT_SAID]))
    elif status == "happened":
        values["treatment_happened"] = "yes"
        values["chemo_already_started"] = draw(st.sampled_from([None, "yes", NOT_SAID]))
    else:
        values["chemo_already_started"] = draw(st.sampled_from([None, "no", "no", NOT_SAID]))
        values["treatment_happened"] = draw(st.sampled_from([None, "no", NOT_SAID]))


def _tell(draw: Draw, told: str, days: dict[str, date], values: dict[str, Any]) -> None:
    kinds = [kind for kind in sorted(TELLABLE) if kind in days]
    if told == "none" or not kinds:
        return
    certainty = draw(st.sampled_from([None, NOT_SAID, "confirmed", "confirmed", "approximate"]))
    kind = draw(st.sampled_from(kinds))
    if told in ("one", "both"):
        values |= {"treatment_date": _shown(days[kind]), "treatment_date_kind": kind}
    elif told == "unknown":
        values |= {
            "treatment_date": _shown(days[kind]),
            "treatment_date_kind": draw(st.sampled_from([None, "unknown"])),
        }
    elif told == "month":
        values |= {"treatment_date": _shown(days[kind])[:7], "treatment_date_kind": kind}
    if told != "several":
        values["treatment_date_certainty"] = certainty
    if told in ("several", "both"):
        others = [one for one in sorted(days) if told == "several" or one != kind]
        chosen = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))
        values["milestones"] = {one: {"date": _shown(days[one]), "confirmed": draw(st.booleans())} for one in chosen}


def _near(draw: Draw, day: date, before: int, after: int = 0) -> str:
    return _shown(day + timedelta(draw(st.integers(-before, after))))


def _happenings(draw: Draw, asked_on: date, values: dict[str, Any]) -> None:
    """Days on which something happened: a last dose, a storage, a positive test, a finding, a failure."""
    for key, before in (
        ("dmt_last", 900),
        ("stored_on", 4000),
        ("positive_test_on", 30),
        ("early_menopause_found_on", 300),
        ("contraception_failed_at", 40),
    ):
        if draw(st.integers(0, 5)) == 0:
            values[key] = _near(draw, asked_on, before)


def _steps(draw: Draw, asked_on: date, values: dict[str, Any]) -> None:
    taken: dict[str, dict[str, str]] = {}
    for code in draw(st.lists(st.sampled_from(sorted(CODES)), max_size=3, unique=True)):
        state = draw(st.sampled_from(["done", "booked", "waiting", "declined", "ask"]))
        words = "a private note" if state == "declined" or draw(st.booleans()) else ""
        around = {"done": (60, 0), "booked": (5, 60)}.get(state)
        taken[code] = {state: _near(draw, asked_on, *around) if around else words}
    if taken:
        values["steps"] = taken


@st.composite
def cases(
    draw: Draw,
    *,
    told: dict[str, Any] | None = None,
    steps: bool = False,
    happenings: bool = True,
    new: bool = False,
) -> Case:
    """Anybody, any day. `told` fixes answers (None: skipped); `new` looks from the day the facts were confirmed."""
    asked_on = draw(ASKED_ON)
    today = asked_on if new else min(asked_on + timedelta(draw(LATER)), LAST_TOLD)
    values: dict[str, Any] = dict(draw(_BODIES))
    values["age"] = draw(AGES)
    _dates(draw, asked_on, values)
    if happenings:
        _happenings(draw, asked_on, values)
    if steps:
        _steps(draw, asked_on, values)
    values |= told or {}
    return Case({key: value for key, value in values.items() if value is not None}, asked_on, today)
