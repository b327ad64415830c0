"""One row of the table of figures, and how a figure is taken in rounds."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results.json"
WIDEST_SPREAD = 2.0  # a figure whose rounds differ by more than this is void


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, what it must reach, and how far its rounds lay apart (largest by smallest)."""

    name: str
    value: float
    unit: str
    direction: str  # at-least or at-most
    must: float
    aim: float
    rounds: int
    spread: float

    @property
    def verdict(self) -> str:
        """`aim`, `ok`, `MISSED`, or `VOID` when the rounds differ too much to say."""
        if self.spread > WIDEST_SPREAD:
            return "VOID"
        sign = 1 if self.direction == "at-least" else -1
        for goal, verdict in ((self.aim, "aim"), (self.must, "ok")):
            if sign * self.value >= sign * goal:
                return verdict
        return "MISSED"


def in_rounds(measure: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The median of several rounds, and their spread. Three go first and are thrown away: a service is warm."""
    for _ in range(3):
        measure()
    values = [measure() for _ in range(rounds)]
    return median(values), max(values) / min(values)


def show(rows: Sequence[Row]) -> str:
    """The rows as one table."""
    lines = [f"{'name':<38}{'value':>12}  {'unit':<24}{'must':>10}{'aim':>10}{'spread':>8}  verdict"]
    for row in rows:
        figures = f"{row.must:>10,g}{row.aim:>10,g}{row.spread:>8.2f}"
        value = f"{row.value:,.1f}" if row.value >= 1 else f"{row.value:.3f}"
        lines.append(f"{row.name:<38}{value:>12}  {row.unit:<24}{figures}  {row.verdict}")
    return "\n".join(lines)


def keep(rows: Sequence[Row]) -> None:
    """Write the rows beside this module, for whoever compares them."""
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
