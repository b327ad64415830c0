"""One row of the table of faults: what was tried, how often, and how often the service did not keep its word."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of fault on one database. `failed` counts promises not kept, never what was merely refused."""

    name: str
    database: str
    tried: int
    failed: int
    note: str


def show(rows: Sequence[Row]) -> str:
    """The rows as one table."""
    lines = [f"{'name':<23}{'database':<12}{'tried':>8}{'failed':>8}  note"]
    lines += [f"{row.name:<23}{row.database:<12}{row.tried:>8,}{row.failed:>8,}  {row.note}" for row in rows]
    return "\n".join(lines)


def keep(rows: Sequence[Row]) -> None:
    """Write the rows beside this module, for whoever compares them."""
    RESULTS.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")
