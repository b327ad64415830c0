"""Where one person stands: their answers, the days that count, and the few numbers that rules look at."""

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from planner.engine.dates import add, add_days, days_between
from planner.engine.milestones import ABOUT, TOLD_DAYS, Course, Milestone, course_of, has_begun
from planner.guidance.clauses import Span
from planner.guidance.model import FIRST_CHEMO, Guidance
from planner.questions.model import NOT_SAID
from planner.questions.told import Told

# What is taken as so until somebody says otherwise; none of it removes an item.
USUALLY = {
    "positive_test_on": NOT_SAID,
    "no_sex_items": "no",
    "mobilisation_confirmed_by_nurse": "no",
    "treatment_status": "planned",
}
TWELVE_WEEKS = 84  # guidance-facts 0.1: an unconfirmed first chemo this near makes its items "do now"


class Situation(NamedTuple):
    """What windows and verdicts are worked out from. Days nobody can know are None."""

    told: Told
    asked_on: date
    today: date
    course: Course
    known: dict[str, object]
    begun: bool
    happened: bool
    told_day_has_passed: bool
    near: bool

    @property
    def first_chemo(self) -> Milestone | None:
        """The first gonadotoxic dose, or None when no date is known."""
        return self.course.get(FIRST_CHEMO)

    @property
    def days_left(self) -> int | None:
        """Days from today to the likely first chemo; None when no date is known."""
        first = self.course.get(FIRST_CHEMO)
        return None if first is None else days_between(self.today, first.likely)


def situation_of(told: Told, guidance: Guidance, asked_on: date, today: date) -> Situation:
    """Bring together what was told and what follows from it on two days: when it was told, and today."""
    course = course_of(told, guidance, asked_on)
    begun = has_begun(told)
    happened = told.said("treatment_happened", "yes")
    first, day_zero = course.get(FIRST_CHEMO), course.get("day-zero")
    passed = _told_day_has_passed(told, begun, happened, today)
    known: dict[str, object] = dict(told.answers)
    known["place"] = told.place
    for question in told.days:
        known[question] = "told"
    for question, answer in USUALLY.items():
        if known.get(question) is None:
            known[question] = answer
    if begun:
        known["chemo_already_started"] = "yes"
    elif told.said("chemo_already_started", "no"):
        # No transplant without chemo: one answer settles both.
        known.setdefault("treatment_happened", "no")
    elif first is not None and first.because[0] in TOLD_DAYS and first.earliest > today:
        # A first chemo still to come cannot have begun.
        known["chemo_already_started"] = known["treatment_happened"] = "no"
    if known.get("treatment_happened") is None and day_zero is not None and day_zero.earliest > today:
        known["treatment_happened"] = "no"
    measured: dict[str, int | str | None] = {
        "age": told.age,
        "days-to-first-chemo": None if first is None else days_between(today, first.likely),
        "days-to-latest-day-zero": None if day_zero is None else days_between(today, day_zero.latest),
        "days-to-four-months-after-day-zero": _days_to(day_zero and day_zero.likely, 4, today),
        "days-to-twelve-months-after-day-zero": _days_to(day_zero and day_zero.latest, 12, today),
        "first-chemo-is-unconfirmed": "no" if first is not None and first.confirmed else "yes",
        "no-date-at-all": "yes" if first is None else "no",
        "told-day-has-passed": "yes" if passed else "no",
    }
    for key, of, under, *_ in guidance.measures.values():
        value = measured[of]
        if isinstance(value, int):
            known[key] = "yes" if value < under else "no"
        else:
            known[key] = value
    near = first is not None and not first.confirmed and days_between(asked_on, first.earliest) <= TWELVE_WEEKS
    return Situation(told, asked_on, today, course, known, begun, happened, passed, near)


def _days_to(day_zero: date | None, months: int, today: date) -> int | None:
    return None if day_zero is None else days_between(today, add(day_zero, Span(months, 0), waiting=True))


def _told_day_has_passed(told: Told, begun: bool, happened: bool, today: date) -> bool:
    """Whether a day that was told lies before today and nobody has said whether it happened.

    Once chemo has begun only new cells day and going home are still asked about.
    """
    if happened:
        return False
    kinds: list[object] = [told.answers.get("treatment_date_kind")] if "treatment_date" in told.days else []
    kinds += told.milestones
    if begun:
        kinds = [kind for kind in kinds if kind in ("day-zero", "discharge")]
    return any(_last_told_day(told, kind) < today for kind in kinds)


def _last_told_day(told: Told, kind: object) -> date:
    """The last day on which a told milestone may fall, as wide as the person's own words."""
    if isinstance(kind, str) and kind in told.milestones:
        return told.milestones[kind].day
    day = told.days["treatment_date"]
    if told.whole_month:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return add_days(day, ABOUT) if told.said("treatment_date_certainty", "approximate") else day
