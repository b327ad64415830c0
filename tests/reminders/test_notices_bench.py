"""What measures reminders, in a short form: that it runs and gives every figure with its bounds, whatever they are."""

import pytest

from bench import notices
from bench.__main__ import PARTS

BOUNDS = {
    "notices/per-cpu-second": ("notices per CPU-second", "at-least", 100, 200),
    "notices/sweep-million-vs-thousand": ("times as long", "at-most", 1.25, 1.1),
}


@pytest.mark.parametrize("name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_every_figure_of_reminders_is_measured_and_held_to_its_bounds(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "ROUNDS", 2)
    monkeypatch.setattr(notices, "SLICES", 1)
    found = notices.rows_on(name, 4, 30, 3000)
    assert {row.name: (row.unit, row.direction, row.must, row.aim) for row in found} == {
        f"{what}-{name}": bounds for what, bounds in BOUNDS.items()
    }
    assert [row.name for row in found if row.value <= 0 or row.spread < 1] == []
    assert PARTS["notices"] is notices.rows
