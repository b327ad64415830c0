"""Days that come again are the same for everybody, however many people are planned for at once."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from planner.engine.repeats import Repeats
from planner.guidance.loader import guidance


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_days_counted_by_many_at_once_are_the_days_counted_alone(restless: None) -> None:
    timing = next(item.timing for item in guidance().editions["gb"] if item.code == "D04")
    shared, starts = Repeats(timing), [date(2026, 1, 1) + timedelta(days) for days in range(40)]

    def count(number: int) -> list[tuple[str, ...]]:
        until = [start + timedelta(200 + 90 * (number % 4)) for start in starts]
        return [tuple(day.name for day in shared.counted_to(*ends)) for ends in zip(starts, until, strict=True)]

    with ThreadPoolExecutor(8) as threads:
        counted = list(threads.map(count, range(64)))
    # every month once, in order: P1M, P2M, P3M ...
    wrong = [names for one in counted for names in one if list(names) != [f"P{n}M" for n in range(1, len(names) + 1)]]
    assert wrong == []
