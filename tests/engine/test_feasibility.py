"""Is there still time? The bands of guidance-facts 0.3, each edge on its own day."""

from datetime import date, timedelta
from typing import Any

import pytest

from planner.engine.feasibility import Feasibility
from planner.plans.plan_json import plan_json
from tests.engine.cases import Case

TODAY = date(2026, 3, 2)
EGGS, TISSUE = "oocyte-cryopreservation", "ovarian-tissue-cryopreservation"
SPERM, RESTING = "sperm-cryopreservation", "ovarian-suppression"


def options(days_left: int | None = None, **told: Any) -> dict[str, Feasibility]:
    """Each option for someone whose confirmed first chemo is so many days off."""
    values: dict[str, Any] = {"place": "gb", "pregnant": "no", "chemo_already_started": "no"}
    if days_left is not None:
        values |= {
            "treatment_date": (TODAY + timedelta(days_left)).isoformat(),
            "treatment_date_kind": "first-chemo",
            "treatment_date_certainty": "confirmed",
        }
    case = Case({**values, **told}, TODAY, TODAY)
    return {one.option.key: one for one in case.plan(case.holidays()).feasibility}


@pytest.mark.parametrize(
    ("option", "comfort", "least"), [(EGGS, 28, 16), (TISSUE, 14, 5), (SPERM, 10, 1), (RESTING, 10, 7)]
)
def test_each_band_begins_on_its_day(option: str, comfort: int, least: int) -> None:
    assert options(comfort)[option].verdict == "fits"
    assert options(comfort - 1)[option].verdict == "tight"
    assert options(least)[option].verdict == "tight"
    # On the day itself: whoever says that chemo has not begun is taken to have until tomorrow.
    assert options(least - 1, chemo_already_started="not-said")[option].verdict == "unlikely"


def test_start_by_is_the_last_open_day_that_leaves_enough() -> None:
    # First chemo 18 May 2026. Eggs: - 16 is Saturday 2 May, so Friday 1 May. Tissue: - 5 is Wednesday 13 May.
    # Sperm: - 1 is Sunday 17 May, so Friday 15 May. Resting: - 7 is Monday 11 May.
    found = options(77)
    assert {option: one.start_by for option, one in found.items()} == {
        EGGS: date(2026, 5, 1),
        TISSUE: date(2026, 5, 13),
        SPERM: date(2026, 5, 15),
        RESTING: date(2026, 5, 11),
    }
    assert not any(one.estimate for one in found.values())


def test_an_unconfirmed_first_chemo_is_judged_by_its_likely_day_and_called_an_estimate() -> None:
    # Day zero 20 April, so first chemo about 9 March: 7 days.
    found = options(treatment_date="2026-04-20", treatment_date_kind="day-zero")
    assert {option: (one.verdict, one.days_left) for option, one in found.items()} == {
        EGGS: ("unlikely", 7),
        TISSUE: ("tight", 7),
        SPERM: ("tight", 7),
        RESTING: ("tight", 7),
    }
    assert all(one.estimate for one in found.values())


def test_once_chemo_began_two_are_closed_and_two_are_for_the_team_to_say() -> None:
    found = options(-9, chemo_already_started="yes")
    assert {option: one.verdict for option, one in found.items()} == {
        EGGS: "closed",
        TISSUE: "ask-team",
        SPERM: "ask-team",
        RESTING: "closed",
    }
    assert all(one.start_by is None for one in found.values())


def test_without_a_date_nobody_can_say() -> None:
    assert {one.verdict for one in options().values()} == {"not-yet-known"}


def test_what_a_body_or_a_wish_has_no_use_for_is_not_needed() -> None:
    assert options(77, wants_children="no")[EGGS].verdict == "not-needed"
    assert options(77, has_testes="no")[SPERM].verdict == "not-needed"
    assert options(77, has_ovaries="no")[RESTING].verdict == "not-needed"
    assert options(77, wants_children="no")[RESTING].verdict == "fits"


def test_a_verdict_comes_with_the_chain_that_led_to_it() -> None:
    told = {
        "treatment_date": "2026-05-18",
        "treatment_date_kind": "first-chemo",
        "treatment_date_certainty": "confirmed",
    }
    shown = plan_json(Case(told, TODAY, TODAY).plan())["feasibility"]
    assert [one["option"] for one in shown] == [EGGS, TISSUE, SPERM, RESTING]
    chain = " ".join(because["text"] for because in shown[0]["because"])
    assert "77 days" in chain
    assert "28 days" in chain
    assert "16" in chain
    assert all(one["because"] for one in shown)
