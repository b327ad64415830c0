"""Runs every benchmark, prints one table and keeps it in bench/results.json; or, by their names, only some parts."""

import sys

from bench import exits, feeds, notices, pages, plans, replans, roster, scores, ticks
from bench.rows import keep, show

PARTS = {
    "plans": plans.rows,
    "pages": pages.rows,
    "ticks": ticks.rows,
    "replans": replans.rows,
    "feeds": feeds.rows,
    "roster": roster.rows,
    "notices": notices.rows,
    "exits": exits.rows,
    "scores": scores.rows,
}


def main(chosen: list[str]) -> int:
    """Print the table, and keep it when every part was run.

    The exit code is 1 when a figure that must be reached was missed, and 2 at a name that is none.
    """
    if unknown := [name for name in chosen if name not in PARTS]:
        print(f"There is no part {', '.join(unknown)}. Choose of: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    rows = [row for name, part in PARTS.items() if not chosen or name in chosen for row in part()]
    print(show(rows))
    if not chosen:
        keep(rows)
    print("must: the least we promise; aim: what we want; VOID: the rounds lay too far apart to say.")
    missed = [row.name for row in rows if row.verdict == "MISSED"]
    if missed:
        print(f"Missed: {', '.join(missed)}. Run it again with nothing else running.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
