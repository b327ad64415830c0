"""One try of the engine: what a person told, on which day, looked at from which day, and the plan that follows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from planner.engine import plan as engine
from planner.engine.dates import ALWAYS_OPEN, ClosedDays
from planner.engine.milestones import Milestone
from planner.engine.plan import LeftOut, Plan, Planned
from planner.guidance import loader
from planner.guidance.closed_days import PublicHolidays
from planner.guidance.model import FIRST_CHEMO, Guidance, Item
from planner.plans.schemas import told_from
from planner.questions.told import Told

CODES = frozenset(item.code for item in loader.guidance().editions["elsewhere"])
Values = Mapping[str, Any]
_in_use: list[Guidance] = []
# Nothing was said that would stand against a treatment still to come.
AHEAD = {"chemo_already_started": "no", "treatment_happened": None, "chemo_started_on": None}


def guidance_in_use() -> Guidance:
    """The guidance that tests look at: the one we ship, or one with a bug planted in it."""
    return _in_use[-1] if _in_use else loader.guidance()


@contextmanager
def using(guidance: Guidance) -> Iterator[None]:
    """Let every test in the block look at another guidance."""
    _in_use.append(guidance)
    try:
        yield
    finally:
        _in_use.pop()


@dataclass(frozen=True)
class Case:
    """Answers as a file holds them, the day they were confirmed, and the day of looking."""

    values: Values
    asked_on: date
    today: date

    def told(self) -> Told:
        """The answers, checked like anyone's."""
        return told_from(self.values, CODES, self.asked_on)

    def plan(self, closed_days: ClosedDays = ALWAYS_OPEN) -> Plan:
        """The plan, by default with no day closed."""
        return engine.plan_for(
            self.told(), guidance_in_use(), asked_on=self.asked_on, today=self.today, closed_days=closed_days
        )

    def but(self, **changes: Any) -> "Case":
        """The same person with some answers changed; None takes an answer back."""
        values = {key: value for key, value in {**self.values, **changes}.items() if value is not None}
        return replace(self, values=values)

    def without(self, *keys: str) -> "Case":
        """The same person who skipped some questions."""
        return replace(self, values={key: value for key, value in self.values.items() if key not in keys})

    def holidays(self) -> ClosedDays:
        """The days on which clinics of this person's place are closed."""
        return ClosedDays(PublicHolidays(self.told().place))


def in_plan(plan: Plan) -> dict[str, Planned]:
    """The items of a plan by code."""
    return {planned.item.code: planned for planned in plan.items}


def left_out(plan: Plan) -> dict[str, LeftOut]:
    """What a plan leaves out, by code."""
    return {one.item.code: one for one in plan.left_out}


def kept_by_hand(planned: Planned) -> bool:
    """Whether the person's own word (done, or booked for a day) stands in the place of our window."""
    return planned.step is not None and planned.step.state in ("done", "booked")


def days_of(planned: Planned) -> dict[str, date]:
    """Every day of an item by the name of what it is."""
    window = planned.window
    days = {"opens": window.opens, "due": planned.due, "last-safe": window.last_safe}
    days |= {f"then {day.name}": day.day for day in window.then}
    days |= {f"again {day.name}": day.day for day in window.repeats}
    return {name: day for name, day in days.items() if day is not None}


def first_chemo(plan: Plan) -> Milestone | None:
    """The first gonadotoxic dose of a plan, or None when nobody can date it."""
    return plan.situation.course.get(FIRST_CHEMO)


def day_zero(plan: Plan) -> Milestone | None:
    """The transplant day of a plan, or None when nobody can date it."""
    return plan.situation.course.get("day-zero")


def items_in_force() -> list[Item]:
    """Every edition of every item, in every place."""
    return [item for editions in guidance_in_use().editions.values() for item in editions]


def words_of(item: Item) -> list[str]:
    """Everything a person reads of an item, in English; what is said in Spanish is held by tests/guidance."""
    words = item.words["en"]
    return [words.title, words.discreet, words.why, *words.steps, words.late, words.ask]


def told_day(case: Case, kind: str) -> date | None:
    """The day of a milestone exactly as it was told, to the day, or None."""
    values = case.values
    if kind in values.get("milestones", {}):
        return date.fromisoformat(values["milestones"][kind]["date"])
    whole_day = len(values.get("treatment_date", "")) == 10
    if whole_day and values.get("treatment_date_kind") == kind:
        return date.fromisoformat(values["treatment_date"])
    return None


def only(day: date, kind: str, certainty: str = "confirmed", **others: object) -> dict[str, object]:
    """A single told treatment day and nothing that contradicts it."""
    told = {"treatment_date": day.isoformat(), "treatment_date_kind": kind, "treatment_date_certainty": certainty}
    return {**AHEAD, "milestones": None, **told, **others}
