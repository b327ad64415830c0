"""Days that no treatment can have: the same thing on two days, an impossible order, begun and still to come."""

from datetime import date
from typing import Any

import pytest

from planner.errors import Faults
from planner.plans.schemas import told_from
from tests.people import TODAY, codes, planned, someone

# In every treatment the first comes before the second.
IN_ORDER = [
    ("first-chemo", "day-zero"),
    ("first-chemo", "conditioning"),
    ("mobilisation", "collection"),
    ("mobilisation", "conditioning"),
    ("mobilisation", "day-zero"),
    ("mobilisation", "discharge"),
    ("first-chemo", "discharge"),
    ("collection", "day-zero"),
    ("collection", "conditioning"),
    ("collection", "discharge"),
    ("admission", "day-zero"),
    ("admission", "discharge"),
    ("conditioning", "day-zero"),
    ("conditioning", "discharge"),
    ("day-zero", "discharge"),
]
KINDS_OF_A_DATE = ("first-chemo", "collection", "admission", "day-zero")


def refused(**told: Any) -> list[str]:
    """The faults of some answers, as lines; none when they are taken."""
    try:
        told_from(told, codes(), TODAY)
    except Faults as faults:
        return str(faults).splitlines()
    return []


def days(**of: str) -> dict[str, dict[str, object]]:
    """Milestones told and confirmed."""
    return {kind.replace("_", "-"): {"date": day, "confirmed": True} for kind, day in of.items()}


@pytest.mark.parametrize(("first", "second"), IN_ORDER)
def test_an_order_no_treatment_can_have_is_refused(first: str, second: str) -> None:
    wrong = {first: {"date": "2026-06-02"}, second: {"date": "2026-05-01"}}
    lines = refused(milestones=wrong)
    assert lines != []
    assert any(first in line or second in line for line in lines)
    right = {first: {"date": "2026-05-01"}, second: {"date": "2026-06-02"}}
    assert refused(milestones=right) == []


@pytest.mark.parametrize(("first", "second"), [pair for pair in IN_ORDER if pair[0] in KINDS_OF_A_DATE])
def test_the_treatment_date_counts_as_one_of_the_days(first: str, second: str) -> None:
    milestones = {second: {"date": "2026-05-01"}}
    assert refused(treatment_date="2026-06-02", treatment_date_kind=first, milestones=milestones) != []


def test_day_zero_before_the_first_chemo_is_refused_with_both_days() -> None:
    milestones = days(first_chemo="2026-05-18", day_zero="2026-05-01")
    (line,) = refused(milestones=milestones)
    assert "2026-05-18" in line
    assert "2026-05-01" in line


def test_the_same_kind_on_two_days_is_refused() -> None:
    told = {"treatment_date": "2026-05-18", "treatment_date_kind": "first-chemo"}
    assert refused(**told, milestones=days(first_chemo="2026-05-19")) != []
    assert refused(**told, milestones=days(first_chemo="2026-05-18")) == []


def test_a_day_within_a_told_month_is_the_same_thing_said_twice_or_refused_but_never_two_days() -> None:
    told = {"treatment_date": "2026-05", "treatment_date_kind": "first-chemo"}
    assert refused(**told, milestones=days(first_chemo="2026-06-19")) != []


def test_chemo_begun_with_its_first_dose_still_to_come_is_refused() -> None:
    ahead = {"treatment_date": "2026-05-18", "treatment_date_kind": "first-chemo"}
    assert refused(chemo_already_started="yes", **ahead) != []
    assert refused(chemo_started_on="2026-02-23", **ahead) != []
    assert refused(treatment_happened="yes", **ahead) != []
    assert refused(chemo_already_started="yes", milestones=days(first_chemo="2026-05-18")) != []
    assert refused(chemo_already_started="no", **ahead) == []


def test_chemo_cannot_have_started_on_a_day_that_is_still_to_come() -> None:
    (line,) = refused(chemo_started_on="2026-03-03")
    assert line.startswith('chemo_started_on: "2026-03-03"')
    assert refused(chemo_started_on="2026-03-02") == []


def test_a_start_day_and_no_start_cannot_both_be() -> None:
    assert refused(chemo_already_started="no", chemo_started_on="2026-02-23") != []


def test_a_transplant_that_happened_cannot_be_still_to_come() -> None:
    ahead = {"treatment_date": "2026-06-22", "treatment_date_kind": "day-zero"}
    assert refused(treatment_happened="yes", **ahead) != []
    assert refused(treatment_happened="no", **ahead) == []


def test_the_day_chemo_started_wins_over_the_day_it_was_planned_for() -> None:
    told = {"chemo_already_started": "yes", "chemo_started_on": "2026-02-23"}
    plan = planned(someone(**told, treatment_date="2026-02-20", treatment_date_kind="first-chemo"))
    first = plan.situation.first_chemo
    assert first is not None
    assert first.confirmed
    assert first.earliest == first.latest == date(2026, 2, 23)


def test_chemo_cannot_have_started_after_new_cells_day() -> None:
    told = {"chemo_already_started": "yes", "chemo_started_on": "2026-02-23"}
    assert refused(**told, treatment_date="2026-02-20", treatment_date_kind="day-zero") != []
    assert refused(**told, treatment_date="2026-03-20", treatment_date_kind="day-zero") == []
