"""People to try things with: a few answers told, over the calm defaults of someone who can become pregnant."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from planner.engine.dates import ClosedDays
from planner.engine.plan import LeftOut, Plan, Planned, plan_for
from planner.guidance.closed_days import PublicHolidays
from planner.guidance.loader import guidance
from planner.plans.schemas import told_from
from planner.questions.told import Told

TODAY = date(2026, 3, 2)  # a Monday
# 77 days before a confirmed first chemo, and nothing unusual.
CALM: Mapping[str, Any] = {
    "place": "gb",
    "time_zone": "Europe/London",
    "therapy_kind": "ahsct",
    "age": 29,
    "has_ovaries": "yes",
    "has_uterus": "yes",
    "has_testes": "no",
    "menopause": "no",
    "periods": "regular",
    "hormones": [],
    "contraception": ["copper-coil"],
    "sex_that_could_lead_to_pregnancy": "yes",
    "partner": "yes",
    "partner_can_become_pregnant": "no",
    "breastfeeding": "no",
    "wants_children": "yes",
    "pregnant": "no",
    "chemo_already_started": "no",
    "treatment_date": "2026-05-18",
    "treatment_date_kind": "first-chemo",
    "treatment_date_certainty": "confirmed",
    "regimen": "cy-atg",
}


def answers(**told: Any) -> dict[str, Any]:
    """The answers as a file holds them: the calm ones, these laid over them. `None` takes an answer away."""
    return {key: value for key, value in (CALM | told).items() if value is not None}


@cache
def codes() -> frozenset[str]:
    """The codes of all items."""
    return frozenset(item.code for item in guidance().editions["elsewhere"])


def told(asked_on: date | str = TODAY, **only: Any) -> Told:
    """What a person told who gave these answers and no others."""
    return told_from(only, codes(), _day(asked_on))


def someone(asked_on: date | str = TODAY, **laid_over: Any) -> Told:
    """What a person told: the calm answers, with these laid over them. `None` takes an answer away."""
    return told(asked_on, **answers(**laid_over))


def planned(
    told: Told,
    asked_on: date | str = TODAY,
    today: date | str | None = None,
    closed: ClosedDays | None = None,
) -> Plan:
    """The plan of a person. `today` is `asked_on` unless given; clinics close as they do in the person's place."""
    asked = _day(asked_on)
    closed = ClosedDays(PublicHolidays(told.place)) if closed is None else closed
    return plan_for(told, guidance(), asked_on=asked, today=_day(today or asked), closed_days=closed)


def by_code(plan: Plan) -> dict[str, Planned]:
    """The items of a plan by their codes, such as B18."""
    return {planned.item.code: planned for planned in plan.items}


def left_out(plan: Plan) -> dict[str, LeftOut]:
    """What a plan leaves out, by code."""
    return {one.item.code: one for one in plan.left_out}


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
