"""Counting days: months before days, short months, waits that are never cut short, and days that are closed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.engine.dates import ALWAYS_OPEN, ClosedDays, add, days_between
from planner.guidance.closed_days import PublicHolidays
from planner.guidance.model import Span
from tests.engine.checklist import months_on

DAYS = st.dates(date(2000, 1, 1), date(2120, 12, 31))
MONTHS = st.integers(0, 60)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "span", "end", "waited"),
    [
        ("2026-08-31", "P6M", "2027-02-28", "2027-03-01"),  # guidance-facts 0.1: February is short, a wait adds a day
        ("2028-02-29", "P12M", "2029-02-28", "2029-03-01"),  # no 29 February in 2029
        ("2027-02-28", "P12M", "2028-02-28", "2028-02-28"),  # nothing was shortened
        ("2026-12-31", "P2M", "2027-02-28", "2027-03-01"),  # over the end of a year
        ("2026-01-31", "P1M1D", "2026-03-01", "2026-03-02"),  # months first (28 February), then a day
        ("2026-03-31", "-P1M", "2026-02-28", "2026-03-01"),
        ("2026-03-02", "P13W", "2026-06-01", "2026-06-01"),  # 13 * 7 = 91 days: 29 + 30 + 31 + 1
        ("2026-05-18", "-P16D", "2026-05-02", "2026-05-02"),
        ("2026-03-02", "P9Y6M", "2035-09-02", "2035-09-02"),
        ("2028-02-28", "P1D", "2028-02-29", "2028-02-29"),
        ("2026-12-31", "P1D", "2027-01-01", "2027-01-01"),
    ],
)
def test_a_span_ends_on_the_day_worked_out_by_hand(start: str, span: str, end: str, waited: str) -> None:
    assert add(day(start), Span.read(span)) == day(end)
    assert add(day(start), Span.read(span), waiting=True) == day(waited)


@settings(max_examples=300, derandomize=True, database=None)
@given(DAYS, MONTHS)
def test_a_wait_of_months_is_what_a_calendar_on_the_wall_says(start: date, months: int) -> None:
    assert add(start, Span(months, 0), waiting=True) == months_on(start, months)


@settings(max_examples=300, derandomize=True, database=None)
@given(DAYS, st.integers(0, 3), MONTHS, st.booleans())
def test_a_later_start_never_ends_earlier(start: date, later: int, months: int, waiting: bool) -> None:
    start_later = date.fromordinal(start.toordinal() + later)
    shift = days_between(add(start, Span(months, 0), waiting), add(start_later, Span(months, 0), waiting))
    assert 0 <= shift <= later + 3


def test_the_calendar_on_the_wall_is_read_by_hand() -> None:
    # What the invariants are held to, held itself to guidance-facts 0.1.
    assert months_on(day("2026-08-31"), 6) == day("2027-03-01")
    assert months_on(day("2028-02-29"), 12) == day("2029-03-01")
    assert months_on(day("2026-12-31"), 2) == day("2027-03-01")
    assert months_on(day("2026-11-30"), 1) == day("2026-12-30")


@pytest.mark.parametrize("span", [Span(12 * 8000, 0), Span(-12 * 3000, 0)])
def test_a_day_no_calendar_has_is_refused(span: Span) -> None:
    with pytest.raises(OverflowError):
        add(day("2026-03-02"), span)


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [("P13W", 0, 91), ("-P4D", 0, -4), ("P9Y11M", 119, 0), ("P1M2W3D", 1, 17), ("-P12M", -12, 0), ("P0D", 0, 0)],
)
def test_a_span_is_read_as_guidance_writes_it(text: str, months: int, days: int) -> None:
    assert Span.read(text) == Span(months, days)


@pytest.mark.parametrize("text", ["13 weeks or so", "P", "", "P1H", "PT120H", "p1d", "P1.5D", "--P1D", "P1D ", "P1D1M"])
def test_what_is_no_span_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a span of time we can count\. Write it as 'P13W' or '-P4D'"):
        Span.read(text)


def test_clinics_are_closed_on_weekends_and_on_the_holidays_of_their_place() -> None:
    # 2026, England: Good Friday 3 April, Easter Monday 6 April, bank holidays 4 and 25 May (guidance-facts 4).
    england = ClosedDays(PublicHolidays("gb"))
    assert [date(2026, 4, n) in england for n in (2, 3, 4, 5, 6, 7)] == [False, True, True, True, True, False]
    assert date(2026, 5, 4) in england
    assert date(2026, 5, 25) in england
    # United States: 4 July 2026 is a Saturday, so Friday 3 July is the day off. Elsewhere only weekends are known.
    assert date(2026, 7, 3) in ClosedDays(PublicHolidays("us"))
    assert date(2026, 12, 25) not in ClosedDays(PublicHolidays("elsewhere"))
    with pytest.raises(ValueError, match="not a place"):
        PublicHolidays("fr")


def test_a_closed_day_moves_to_the_open_day_before_it_but_not_before_the_day_of_asking() -> None:
    england = ClosedDays(PublicHolidays("gb"))
    asked_on = date(2026, 3, 2)
    assert england.open_on_or_before(date(2026, 4, 6), asked_on) == date(2026, 4, 2)  # over the whole Easter weekend
    assert england.open_on_or_before(date(2026, 5, 18), asked_on) == date(2026, 5, 18)  # a Monday
    assert england.open_on_or_before(date(2026, 3, 8), date(2026, 3, 7)) is None  # a weekend from end to end
    assert england.open_on_or_before(date(2026, 3, 6), date(2026, 3, 7)) is None


def test_a_wait_moves_to_the_open_day_after_it() -> None:
    england = ClosedDays(PublicHolidays("gb"))
    assert england.open_on_or_after(date(2026, 4, 3)) == date(2026, 4, 7)
    assert england.open_on_or_after(date(2026, 4, 7)) == date(2026, 4, 7)


def test_where_no_day_is_closed_nothing_moves() -> None:
    sunday = date(2026, 3, 8)
    assert ALWAYS_OPEN.open_on_or_before(sunday, sunday) == sunday
    assert ALWAYS_OPEN.open_on_or_after(sunday) == sunday


def test_a_plain_set_of_days_will_do_for_holidays() -> None:
    monday = date(2026, 3, 9)
    assert ClosedDays({monday}).open_on_or_before(monday, date(2026, 3, 1)) == date(2026, 3, 6)


def test_days_between_counts_down_as_well() -> None:
    assert days_between(date(2026, 3, 2), date(2026, 5, 18)) == 77  # 29 + 30 + 18 (guidance-facts 4, P01)
    assert days_between(date(2026, 5, 18), date(2026, 3, 2)) == -77
