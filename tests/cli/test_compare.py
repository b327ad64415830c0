"""`plan compare`: the same answers on other days, side by side (design.md, section 5)."""

import json
from datetime import date

import pytest

from tests.cli.conftest import Run
from tests.people import answers

DAYS = ("--today", "2026-03-02")
VERDICTS = {"fits", "tight", "unlikely", "closed", "ask-team", "not-needed", "not-yet-known"}


def compared(run: Run, *dates: str, **laid_over: object) -> dict:
    """What comparing some days gives, as JSON."""
    asked = [part for day in dates for part in ("--date", day)]
    done = run("plan", "compare", "-", *asked, *DAYS, "--format", "json", told=answers(**laid_over))
    assert (done.exit_code, done.stderr) == (0, "")
    read: dict = json.loads(done.stdout)
    return read


def test_the_names_are_the_promised_ones(run: Run) -> None:
    read = compared(run, "first-chemo=2026-05-18", "day-zero=2026-06-22")
    assert list(read) == ["asked_on", "today", "candidates", "earliest_with_room"]
    assert (read["asked_on"], read["today"]) == ("2026-03-02", "2026-03-02")
    for candidate in read["candidates"]:
        assert list(candidate) == ["kind", "date", "feasibility", "moved", "closed", "warnings"]
        assert {row["verdict"] for row in candidate["feasibility"]} <= VERDICTS
    named = [(candidate["kind"], candidate["date"]) for candidate in read["candidates"]]
    assert named == [("first-chemo", "2026-05-18"), ("day-zero", "2026-06-22")]


def test_each_day_has_its_own_verdict(run: Run) -> None:
    # From Monday 2 March: 9 days (fewer than 16), 22 (16 to 27) and 35 (28 or more) to the first chemo.
    read = compared(run, "first-chemo=2026-03-11", "first-chemo=2026-03-24", "first-chemo=2026-04-06")
    eggs = [
        next(row["verdict"] for row in candidate["feasibility"] if row["option"] == "oocyte-cryopreservation")
        for candidate in read["candidates"]
    ]
    assert eggs == ["unlikely", "tight", "fits"]


def test_the_earliest_day_with_room_leaves_the_comfort_that_eggs_need(run: Run) -> None:
    # The slowest option wanted is eggs, 28 days: Monday 2 March + 28 = Monday 30 March.
    read = compared(run, "first-chemo=2026-05-18", "first-chemo=2026-03-11")
    assert read["earliest_with_room"] == {"kind": "first-chemo", "date": "2026-03-30"}


def test_the_earliest_day_with_room_for_sperm_alone_is_ten_days_off(run: Run) -> None:
    told = {"has_ovaries": "no", "has_uterus": "no", "has_testes": "yes"}
    read = compared(run, "first-chemo=2026-03-06", **told)  # 2 March + 10 = 12 March
    assert read["earliest_with_room"] == {"kind": "first-chemo", "date": "2026-03-12"}


def test_once_chemo_has_begun_no_day_has_room_and_that_is_null(run: Run) -> None:
    told = {"chemo_already_started": "yes", "chemo_started_on": "2026-02-23"}
    read = compared(run, "day-zero=2026-04-06", treatment_date=None, treatment_date_kind=None, **told)
    assert read["earliest_with_room"] is None


def test_the_day_told_before_is_replaced_and_not_contradicted(run: Run) -> None:
    read = compared(run, "first-chemo=2026-04-06")
    assert [row["date"] for row in read["candidates"]] == ["2026-04-06"]
    assert date.fromisoformat(read["candidates"][0]["date"]) < date(2026, 5, 18)


def test_text_is_for_people(run: Run) -> None:
    done = run("plan", "compare", "-", "--date", "first-chemo=2026-04-06", *DAYS, "--format", "text", told=answers())
    assert done.exit_code == 0
    assert "6 April 2026" in done.stdout


@pytest.mark.parametrize(
    "dates",
    [(), ("2026-04-06",), ("wedding=2026-04-06",), ("first-chemo=2026-02-30",), ("first-chemo=",), ("=2026-04-06",)],
)
def test_a_day_that_cannot_be_compared_ends_with_two(run: Run, dates: tuple[str, ...]) -> None:
    asked = [part for day in dates for part in ("--date", day)]
    done = run("plan", "compare", "-", *asked, *DAYS, told=answers())
    assert (done.exit_code, done.stdout) == (2, "")


def test_bad_answers_end_with_two_and_one_line_per_fault(run: Run) -> None:
    told = answers(age=-3)
    done = run("plan", "compare", "-", "--date", "first-chemo=2026-04-06", *DAYS, told=told)
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("age: -3")
