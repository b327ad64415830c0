"""Runs every benchmark, prints one table and keeps it in bench/results.json."""

import sys

from bench import plans
from bench.rows import keep, show


def main() -> int:
    """Print the table and keep it. A figure missed is said, not failed: a busy machine gives smaller ones."""
    rows = plans.rows()
    print(show(rows))
    print("must: the least we promise; aim: what we want. Figures of a busy machine say little: run it again alone.")
    keep(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
