"""What was done, booked or declined stands above what was worked out, and never breaks the plan or the calendar."""

from datetime import date
from typing import Any

import pytest

from planner.calendar.events import PREVIEW_SECRET, events_of
from tests.engine.cases import CODES, Case, in_plan, left_out
from tests.engine.promises import for_anyone
from tests.engine.strategies import cases

DAY = date(2026, 1, 1)
ADMISSION: dict[str, Any] = {"place": "gb", "treatment_date": "2026-01-29", "treatment_date_kind": "admission"}


def plan_with(step: dict[str, str], code: str, **told: Any) -> Any:
    return Case({**ADMISSION, **told, "steps": {code: step}}, DAY, DAY).plan()


@pytest.mark.parametrize("code", ["D01", "D02", "D04", "A10"])
@pytest.mark.parametrize("state", ["done", "booked"])
def test_a_card_spoken_of_before_it_opens_can_still_be_written_to_a_calendar(code: str, state: str) -> None:
    events = events_of(plan_with({state: "2025-12-31"}, code), secret=PREVIEW_SECRET)
    assert all(event.last_day is None or event.day <= event.last_day for event in events)


@pytest.mark.parametrize("status", ["postponed", "cancelled", "died"])
@pytest.mark.parametrize("code", ["A01", "A02", "A09", "A08", "D04", "B25"])
def test_a_treatment_that_is_off_is_silent_about_what_was_done_as_well(status: str, code: str) -> None:
    plan = plan_with({"done": "2026-01-01"}, code, treatment_status=status, stored_on="2025-12-01")
    assert events_of(plan, secret=PREVIEW_SECRET) == []
    assert [one.item.code for one in plan.items if one.alarms] == []


def test_what_was_declined_is_left_out_by_the_persons_own_word() -> None:
    plan = plan_with({"declined": "not for me"}, "B26")
    assert "B26" not in in_plan(plan)
    assert left_out(plan)["B26"].note == "declined"


@pytest.mark.parametrize("state", ["waiting", "ask"])
def test_waiting_or_asking_moves_no_day(state: str) -> None:
    without = in_plan(Case(ADMISSION, DAY, DAY).plan())["B26"]
    assert in_plan(plan_with({state: "the ward"}, "B26"))["B26"].window == without.window


def test_a_step_that_no_longer_applies_stays_when_it_is_done() -> None:
    plan = plan_with({"done": "2025-12-20"}, "B22", has_testes="no")
    assert in_plan(plan)["B22"].state == "done"


@for_anyone(cases(steps=True, told={"therapy_kind": "ahsct", "treatment_status": None}), examples=150)
def test_every_plan_with_steps_can_be_written_to_a_calendar(case: Case) -> None:
    plan = case.plan()
    assert len(plan.items) + len(plan.left_out) == len(CODES)
    for event in events_of(plan, secret=PREVIEW_SECRET):
        assert event.last_day is None or event.day <= event.last_day
