"""Runs every benchmark, prints one table and keeps it in bench/results.json."""

import sys

from bench import pages, plans
from bench.rows import keep, show


def main() -> int:
    """Print the table and keep it. The exit code is 1 when a figure that must be reached was missed."""
    rows = [*plans.rows(), *pages.rows()]
    print(show(rows))
    keep(rows)
    print("must: the least we promise; aim: what we want; VOID: the rounds lay too far apart to say.")
    missed = [row.name for row in rows if row.verdict == "MISSED"]
    if missed:
        print(f"Missed: {', '.join(missed)}. Run it again with nothing else running.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
