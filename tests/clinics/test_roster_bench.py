"""What measures the roster, in a short form: that it runs and gives every figure under its name, whatever they are."""

import pytest

from bench import roster
from bench.rows import Row

NAMES = ("query-million-vs-thousand", "page-million-vs-thousand", "query-vs-offset", "page-vs-bare-flask")


@pytest.mark.parametrize("name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_every_figure_of_the_roster_is_measured(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for what, few in (("ROUNDS", 1), ("SLICES", 1), ("ASKED", 3), ("PLACES", 2)):
        monkeypatch.setattr(roster, what, few)
    monkeypatch.setattr("bench.pages.SECONDS", 0.05)
    found: list[Row] = roster.rows_on(name, 400, 1200, 600)
    assert {f"roster/{one}-{name}" for one in NAMES} <= {row.name for row in found}
    assert all(row.value > 0 for row in found)
    assert {row.name: (row.direction, row.must) for row in found if "offset" in row.name or "query-m" in row.name} == {
        f"roster/query-million-vs-thousand-{name}": ("at-most", 1.25),
        f"roster/query-vs-offset-{name}": ("at-least", {"sqlite": 30, "postgresql": 80}[name]),
    }
