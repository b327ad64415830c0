"""Two worlds that differ only in what an owner keeps from a partner: in all that the partner can fetch, by how much?"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from faults.databases import postgresql
from faults.rows import Row
from faults.worlds.asking import Seen
from faults.worlds.chance import held_chance
from faults.worlds.pairs import Pair, life_of
from faults.worlds.timing import AT_MOST, how_long
from faults.worlds.world import World
from planner.errors import Faults
from tests.newer_guidance import MOVE, OTHER_WORDS, newer_guidance

MOST_ATTEMPTS = 3  # lives tried for each pair that is wanted
REQUESTS = 400  # of each kind in each world, for the medians


Worlds = tuple[World, World, time_machine.Traveller]


@dataclass(slots=True)
class Tried:
    """What came of all pairs."""

    kept: int = 0
    requests: int = 0
    messages: int = 0
    thrown_away: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    driven: set[str] = field(default_factory=set)
    not_driven: set[str] = field(default_factory=set)


@contextmanager
def two_worlds(
    folder: Path, addresses: tuple[str, str] = ("", "")
) -> Iterator[tuple[World, World, time_machine.Traveller]]:
    """Two worlds with nobody in them yet, on databases of their own. One chance and one clock for both."""
    guidance = newer_guidance((MOVE, OTHER_WORDS))
    logging.disable(logging.CRITICAL)
    with (
        held_chance() as chance,
        time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False) as clock,
    ):
        one, other = (
            World(name, folder / name, address, chance, guidance)
            for name, address in zip(("A", "B"), addresses, strict=True)
        )
        try:
            yield one, other, clock
        finally:
            logging.disable(logging.NOTSET)


def compare(
    worlds: Worlds,
    count: int,
    seed: int,
    tell: Callable[[str], None],
    most_failed: int = 10,
    first: int = 0,
) -> Tried:
    """Live so many pairs in which something hidden differs."""
    tried, number = Tried(), first
    while tried.kept < count and number < first + count * MOST_ATTEMPTS and len(tried.failed) < most_failed:
        _one(worlds, number, seed, tried)
        number += 1
        if number % 50 == 0:
            tell(
                f"{tried.kept} of {count} pairs, {sum(tried.thrown_away.values())} thrown away, "
                f"{len(tried.failed)} failed, {tried.requests:,} requests in each world"
            )
    return tried


def _one(worlds: Worlds, number: int, seed: int, tried: Tried) -> None:
    one, other, clock = worlds
    try:
        life = life_of(number, one, seed)
    except Faults:
        tried.thrown_away["a life nobody can tell"] += 1
        return
    pair = Pair(one, other, life, clock, tried.acts)
    try:
        hidden = pair.live()
    except Seen as seen:
        tried.failed.append(f"pair {number} ({life.name}): {seen}")
        hidden = 1
    tried.requests += pair.asked
    tried.messages += pair.arrived
    tried.driven |= pair.routes.driven
    tried.not_driven = {one for one in pair.routes.not_driven() if one not in tried.driven}
    if hidden:
        tried.kept += 1
    else:
        tried.thrown_away["nothing hidden differs"] += 1


def partner_worlds(folder: Path, name: str, server: bool, count: int, seed: int, tell: Callable[[str], None]) -> Row:
    """So many pairs on one kind of database."""
    with ExitStack() as stack:
        addresses = ("", "")
        if server:
            one, other = (stack.enter_context(postgresql(folder / which)) for which in ("first", "second"))
            addresses = (one.address, other.address)
        worlds = stack.enter_context(two_worlds(folder / "worlds", addresses))
        tried = compare(worlds, count, seed, tell)
        waits = max(how_long(worlds, REQUESTS), key=lambda one: one.apart)
    for line in tried.failed:
        tell(line)
    for kind, times in sorted(tried.acts.items()):
        tell(f"{kind}: {times}")
    lacks = [f"{page} was never reached" for page in sorted(tried.not_driven)]
    apart = f"medians at most {waits.apart:.1%} apart ({waits.what})"
    thrown = sum(tried.thrown_away.values())
    alike = f"{tried.requests:,} requests answered and {tried.messages:,} messages sent alike in both worlds"
    note = f"{alike}, {thrown} pairs thrown away, {apart}"
    failed = [*tried.failed, *lacks, *([apart] if waits.apart > AT_MOST else [])]
    return Row("partner-world-pairs", name, tried.kept, len(failed), "; ".join([note, *failed[:3]]))
