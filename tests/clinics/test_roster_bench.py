"""What measures the roster, in a short form: that it runs and gives every figure with its bounds, whatever they are."""

import pytest

from bench import roster
from bench.rows import Row

# What each figure must reach, and its aim. A figure that is missed is to be said, not its bound moved.
LONG, OF_BARE, FAST = "times as long", "of its requests per second", "times as fast"
BOUNDS = {
    "sqlite": {
        "query-million-vs-thousand": (LONG, "at-most", 1.25, 1.1),
        "query-not-asked-for-million-vs-thousand": (LONG, "at-most", 1.25, 1.1),
        "page-million-vs-thousand": (LONG, "at-most", 1.25, 1.1),
        "query-vs-offset": (FAST, "at-least", 30, 100),
        "page-vs-bare-flask": (OF_BARE, "at-least", 0.25, 0.35),
        "page-drawn-anew-vs-bare-flask": (OF_BARE, "at-least", 0.25, 0.35),
    },
    "postgresql": {
        "query-million-vs-thousand": (LONG, "at-most", 1.25, 1.1),
        "query-not-asked-for-million-vs-thousand": (LONG, "at-most", 1.25, 1.1),
        "page-million-vs-thousand": (LONG, "at-most", 1.25, 1.1),
        "query-vs-offset": (FAST, "at-least", 80, 150),
        "page-vs-bare-flask": (OF_BARE, "at-least", 0.15, 0.25),
        "page-drawn-anew-vs-bare-flask": (OF_BARE, "at-least", 0.15, 0.25),
    },
}
ON_BOTH = pytest.mark.parametrize("name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few rounds of few pages."""
    for what, few in (("ROUNDS", 2), ("SLICES", 1), ("ASKED", 4), ("PLACES", 2)):
        monkeypatch.setattr(roster, what, few)
    monkeypatch.setattr("bench.pages.SECONDS", 0.05)


@ON_BOTH
def test_every_figure_of_the_roster_is_measured_and_held_to_its_bounds(
    name: str, short: None, capsys: pytest.CaptureFixture[str]
) -> None:
    found: list[Row] = roster.rows_on(name, 400, 1200, 600)
    assert {row.name: (row.unit, row.direction, row.must, row.aim) for row in found} == {
        f"roster/{what}-{name}": bounds for what, bounds in BOUNDS[name].items()
    }
    assert [row.name for row in found if row.value <= 0 or row.spread < 1] == []
    told = {line.strip().partition(":")[0]: line for line in capsys.readouterr().out.splitlines()}
    for what in ("query", "page", "page by bare Flask"):
        assert "head " in told[what], what  # whoever opens the roster begins there


def test_the_places_nobody_asked_for_are_others_than_those_asked_again_and_the_head_is_no_place(short: None) -> None:
    with roster.rosters_on("sqlite", 400) as (few,):
        (head,) = few.places["head"]
        again = [place["id"] for depth, places in few.places.items() for place in places if depth != "head"]
        anew = [place["id"] for places in few.anew.values() for place in places]
        assert "id" not in head
        assert few.paths([head]) == ["/clinic"]
        assert set(few.anew) == {"first", "middle", "last"}
        assert len({*again, *anew}) == len(again) + len(anew) == 3 * (2 + 4)
