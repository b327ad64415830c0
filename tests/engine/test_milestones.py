"""The course of treatment, each default row of guidance-facts 0.1 worked out by hand, and every way to tell a day."""

from datetime import date
from typing import Any

import pytest

from planner.engine.milestones import Milestone
from tests.engine.cases import Case

ASKED_ON = date(2026, 3, 2)
CONFIRMED = {"treatment_date_certainty": "confirmed"}


def course(asked_on: date = ASKED_ON, **told: Any) -> dict[str, Milestone]:
    """The milestones of someone who told just this."""
    return dict(Case(told, asked_on, asked_on).plan().situation.course)


def told(day: str, kind: str, **others: Any) -> dict[str, Milestone]:
    """The milestones that follow from one told, confirmed day."""
    return course(**{"treatment_date": day, "treatment_date_kind": kind, **CONFIRMED, **others})


def ends(milestone: Milestone) -> tuple[str, str, str]:
    """The three ends of a milestone as text."""
    return milestone.earliest.isoformat(), milestone.likely.isoformat(), milestone.latest.isoformat()


# Day zero 1 September 2026: 1 September is 31 days after 1 August and 62 after 1 July.


def test_mobilisation_is_counted_from_day_zero() -> None:
    # less 12 weeks (84), 6 weeks (42), 11 days
    found = told("2026-09-01", "day-zero")
    assert ends(found["mobilisation"]) == ("2026-06-09", "2026-07-21", "2026-08-21")
    assert ends(found["first-gonadotoxic-dose"]) == ("2026-06-09", "2026-07-21", "2026-08-21")
    assert not found["first-gonadotoxic-dose"].confirmed
    assert found["day-zero"].confirmed


def test_collection_is_counted_from_mobilisation() -> None:
    found = told("2026-05-18", "first-chemo")  # + 9, 10, 12 days
    assert ends(found["collection"]) == ("2026-05-27", "2026-05-28", "2026-05-30")
    assert not found["collection"].confirmed


def test_admission_is_about_a_week_before_day_zero() -> None:
    assert ends(told("2026-09-01", "day-zero")["admission"]) == ("2026-08-24", "2026-08-25", "2026-08-26")


@pytest.mark.parametrize(
    ("regimen", "conditioning", "last_chemo", "discharge"),
    [
        # Cy-ATG: day zero - 5, - 2; admission + 21.
        ("cy-atg", ("2026-08-27",) * 3, ("2026-08-30",) * 3, ("2026-09-14", "2026-09-15", "2026-09-16")),
        # BEAM-ATG: day zero - 7 to - 6, - 1; about 3 days longer in hospital.
        (
            "beam-atg",
            ("2026-08-25", "2026-08-25", "2026-08-26"),
            ("2026-08-31",) * 3,
            ("2026-09-14", "2026-09-18", "2026-09-19"),
        ),
        # Others: day zero - 8 to - 5, likely - 7.
        ("bu-cy", ("2026-08-24", "2026-08-25", "2026-08-27"), None, None),
        ("other", ("2026-08-24", "2026-08-25", "2026-08-27"), None, None),
        ("unknown", ("2026-08-24", "2026-08-25", "2026-08-27"), None, None),
        (None, ("2026-08-24", "2026-08-25", "2026-08-27"), None, None),
    ],
)
def test_conditioning_and_what_follows_hang_on_the_regimen(
    regimen: str | None,
    conditioning: tuple[str, str, str],
    last_chemo: tuple[str, str, str] | None,
    discharge: tuple[str, str, str] | None,
) -> None:
    found = told("2026-09-01", "day-zero", **({"regimen": regimen} if regimen else {}))
    assert ends(found["conditioning"]) == conditioning
    assert last_chemo is None or ends(found["last-chemo"]) == last_chemo
    assert discharge is None or ends(found["discharge"]) == discharge
    # A fixed number of days from a confirmed day is confirmed; a range never is.
    assert found["conditioning"].confirmed == (regimen == "cy-atg")
    assert not found["admission"].confirmed


def test_day_zero_is_counted_from_the_first_chemo() -> None:
    # P01: 18 May + 11 days, + 6 weeks, + 12 weeks.
    assert ends(told("2026-05-18", "first-chemo")["day-zero"]) == ("2026-05-29", "2026-06-29", "2026-08-10")


def test_day_zero_is_counted_from_admission() -> None:
    found = told("2026-06-22", "admission")  # + 6, 7, 8
    assert ends(found["day-zero"]) == ("2026-06-28", "2026-06-29", "2026-06-30")
    # mobilisation from there: 28 June - 84 days, 29 June - 42, 30 June - 11
    assert ends(found["mobilisation"]) == ("2026-04-05", "2026-05-18", "2026-06-19")


def test_day_zero_comes_through_mobilisation_from_collection_and_never_before_it() -> None:
    found = told("2026-06-01", "collection")
    # mobilisation: 1 June - 12, - 10, - 9
    assert ends(found["mobilisation"]) == ("2026-05-20", "2026-05-22", "2026-05-23")
    # 20 May + 11 is 31 May, which is before collection, so 1 June; 22 May + 42; 23 May + 84
    assert ends(found["day-zero"]) == ("2026-06-01", "2026-07-03", "2026-08-15")


def test_with_collection_without_chemo_confirmed_conditioning_is_the_first_chemo() -> None:
    nurse = {"mobilisation": "gcsf-only", "mobilisation_confirmed_by_nurse": True, "regimen": "cy-atg"}
    found = told("2026-09-01", "day-zero", **nurse)
    assert ends(found["first-gonadotoxic-dose"]) == ("2026-08-27",) * 3
    assert found["first-gonadotoxic-dose"].confirmed
    # The row turned round: first chemo 1 June is conditioning, so day zero is 5 days later with Cy-ATG ...
    turned = told("2026-06-01", "first-chemo", **nurse)
    assert ends(turned["conditioning"]) == ("2026-06-01",) * 3
    assert ends(turned["day-zero"]) == ("2026-06-06",) * 3
    # ... and 6 to 7 days later with BEAM-ATG.
    assert ends(told("2026-06-01", "first-chemo", **{**nurse, "regimen": "beam-atg"})["day-zero"]) == (
        "2026-06-07",
        "2026-06-08",
        "2026-06-08",
    )


def test_without_a_nurses_word_collection_without_chemo_changes_nothing() -> None:
    assert ends(told("2026-09-01", "day-zero", mobilisation="gcsf-only")["first-gonadotoxic-dose"]) == (
        "2026-06-09",
        "2026-07-21",
        "2026-08-21",
    )


def test_a_month_is_the_whole_month_and_never_confirmed() -> None:
    found = told("2026-06", "first-chemo")["first-gonadotoxic-dose"]
    assert (found.earliest, found.latest) == (date(2026, 6, 1), date(2026, 6, 30))
    assert not found.confirmed
    leap = told("2028-02", "first-chemo")["first-gonadotoxic-dose"]
    assert leap.latest == date(2028, 2, 29)


def test_an_approximate_day_spreads_a_fortnight_either_side() -> None:
    found = course(
        treatment_date="2026-06-15", treatment_date_kind="first-chemo", treatment_date_certainty="approximate"
    )
    assert ends(found["first-gonadotoxic-dose"]) == ("2026-06-01", "2026-06-15", "2026-06-29")
    assert not found["first-gonadotoxic-dose"].confirmed


@pytest.mark.parametrize("kind", [{}, {"treatment_date_kind": "unknown"}, {"treatment_date_kind": "not-said"}])
def test_a_day_of_unknown_kind_counts_the_careful_way_both_ways(kind: dict[str, str]) -> None:
    found = course(treatment_date="2026-08-01", **kind, **CONFIRMED)
    # As day zero for what comes before: 1 August - 84 days, - 42.
    first = found["first-gonadotoxic-dose"]
    assert (first.earliest, first.likely) == (date(2026, 5, 9), date(2026, 6, 20))
    # As first chemo for what must wait: + 84 days, once.
    assert found["day-zero"].latest == date(2026, 10, 24)
    assert not any(milestone.confirmed for milestone in found.values())


def test_chemo_not_begun_is_tomorrow_at_the_earliest() -> None:
    # Day zero in 8 days: mobilisation would be likely on 27 January, which is gone.
    found = told("2026-03-10", "day-zero", chemo_already_started="no")["first-gonadotoxic-dose"]
    assert (found.earliest, found.likely) == (date(2026, 3, 3), date(2026, 3, 3))
    assert not found.confirmed


def test_a_told_start_of_chemo_is_confirmed() -> None:
    found = course(chemo_started_on="2026-02-23", treatment_date="2026-04-06", treatment_date_kind="day-zero")
    assert ends(found["first-gonadotoxic-dose"]) == ("2026-02-23",) * 3
    assert found["first-gonadotoxic-dose"].confirmed


def test_chemo_said_to_have_begun_is_not_still_to_come() -> None:
    found = told("2026-04-20", "day-zero", chemo_already_started="yes")["first-gonadotoxic-dose"]
    # 20 April - 84, - 42 (9 March, so today), - 11 (9 April, so today)
    assert ends(found) == ("2026-01-26", "2026-03-02", "2026-03-02")


def test_each_told_kind_stands_as_it_was_told() -> None:
    days = {
        "first-chemo": "2026-05-18",
        "collection": "2026-05-29",
        "admission": "2026-06-20",
        "conditioning": "2026-06-21",
        "day-zero": "2026-06-28",
        "discharge": "2026-07-15",
    }
    found = course(milestones={kind: {"date": day, "confirmed": True} for kind, day in days.items()})
    for kind, day in days.items():
        key = "first-gonadotoxic-dose" if kind == "first-chemo" else kind
        assert ends(found[key]) == (day,) * 3, kind
        assert found[key].confirmed, kind
    assert ends(found["mobilisation"]) == ("2026-05-18",) * 3


def test_a_milestone_told_unconfirmed_stays_so() -> None:
    found = course(milestones={"mobilisation": {"date": "2026-05-18", "confirmed": False}})
    assert ends(found["first-gonadotoxic-dose"]) == ("2026-05-18",) * 3
    assert not found["first-gonadotoxic-dose"].confirmed


def test_without_any_day_there_is_no_course() -> None:
    assert course(regimen="cy-atg", chemo_already_started="no") == {}


def test_every_milestone_says_why_it_stands_where_it_does() -> None:
    for milestone in told("2026-09-01", "day-zero").values():
        assert milestone.because
        assert all(reason.text for reason in milestone.because)
        assert any("treatment_date" in reason.questions for reason in milestone.because)
