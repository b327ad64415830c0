"""Runs every benchmark, prints one table and keeps it in bench/results.json."""

import sys

from bench import plans
from bench.rows import keep, show


def main() -> int:
    """The exit code: 1 when a figure that must be reached was missed."""
    rows = plans.rows()
    print(show(rows))
    keep(rows)
    return 1 if any(row.verdict == "MISSED" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
