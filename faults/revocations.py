"""Calendars are ended, or given another address, while programs fetch them: what ended shows nothing more, at once."""

import http.client
import itertools
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from faults.owners import Owner
from faults.rows import Row
from faults.serving import Served
from planner.calendar.polls import FAMILIES

POLLERS = 16
AFTER = 2  # fetches of each program that begin after the acknowledgement, in each round
LONGEST_WAIT = 0.03  # seconds of fetching before a calendar ends
PATIENCE = 60.0  # seconds in which every program has to get an answer
PHASES = ("find-out", "freeze")
EVENT, ENDED = b"\r\nBEGIN:VEVENT\r\n", b"\r\nSUMMARY:This calendar has ended\r\n"


class Told(NamedTuple):
    """What a program was told: the status, the name of what stands there, and the bytes."""

    status: int
    etag: str
    body: bytes


Ask = Callable[[str, str], Told]  # fetch at a token; with the name of what the program has, or ""


class Keeper(Protocol):
    """Whoever ends calendars. A method that returns has been acknowledged."""

    def makes(self, *phases: str) -> tuple[str, str]:
        """Make a calendar: its name, and the token of its address."""

    def moves(self, feed: str, grace: int) -> str:
        """Give it another address; the token of that."""

    def ends(self, feed: str, grace: int) -> None:
        """End it."""


@dataclass(slots=True)
class Watched:
    """One address that programs fetch from, until it ends. `after`: by program, its fetches since then."""

    token: str
    has: Told
    acknowledged: float | None = None
    after: dict[int, int] = field(default_factory=dict)
    seen: list[tuple[float, Told]] = field(default_factory=list)
    over: bool = False


@dataclass(slots=True)
class Races:
    """What came of all rounds."""

    before: int = 0
    after: int = 0
    faults: list[str] = field(default_factory=list)


def revoke(folder: Path, name: str, database: str, rounds: int, seed: int, tell: Callable[[str], None]) -> Row:
    """End an address `rounds` times under sixteen programs that fetch it from the running service."""
    with Served(folder, database) as served:
        asks = [over_the_wire(served.address) for _ in range(POLLERS)]
        found = race(rounds, Owner(served), asks, random.Random(seed), tell)
    note = f"{found.after:,} fetches begun after the acknowledgement, {found.before:,} before it"
    return Row("revocation-races", name, rounds, len(found.faults), "; ".join([note, *found.faults[:3]]))


def race(rounds: int, owner: Keeper, asks: Sequence[Ask], luck: random.Random, tell: Callable[[str], None]) -> Races:
    """End an address `rounds` times, or give the calendar another one, by chance, under so many programs."""
    found, feed, token = Races(), "", ""
    for number in range(rounds):
        if not feed:
            feed, token = owner.makes(*PHASES)
        has = asks[0](token, "")
        if has.status != 200 or is_neutral(has):
            found.faults.append(f"a new address answered {has.status}")
        watched = Watched(token, has)
        threads = [Thread(target=_fetch, args=(which, ask, watched)) for which, ask in enumerate(asks)]
        for thread in threads:
            thread.start()
        time.sleep(luck.uniform(0, LONGEST_WAIT))
        grace = luck.choice((0, 7, 30))
        if luck.random() < 0.5:
            token = owner.moves(feed, grace)
        else:
            owner.ends(feed, grace)
            feed = ""
        watched.acknowledged = time.perf_counter()
        for thread in threads:
            thread.join()
        _judge(watched, found, grace)
        if number % 100 == 99:
            tell(f"{number + 1} of {rounds} ended: {found.after} fetches after it, {len(found.faults)} faults")
    return found


def is_neutral(told: Told) -> bool:
    """Whether this is the one entry that says that a calendar has ended, and nothing else."""
    return told.status == 200 and told.body.count(EVENT) == 1 and ENDED in told.body


def over_the_wire(address: str) -> Ask:
    """A program that keeps its connection, and says each time that it is another one, so that its fetches are noted."""
    agents = itertools.cycle(part for part, _family in FAMILIES)
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)

    def ask(token: str, etag: str) -> Told:
        told = {"User-Agent": next(agents), **({"If-None-Match": etag} if etag else {})}
        connection.request("GET", f"/f/{token}.ics", headers=told)
        answer = connection.getresponse()
        return Told(answer.status, answer.headers.get("ETag", ""), answer.read())

    return ask


def _fetch(which: int, ask: Ask, watched: Watched) -> None:
    """Fetch, in turn with nothing and with all of it in hand, until it was done often enough after the end."""
    number, ends = which, time.monotonic() + PATIENCE
    while watched.after.get(which, 0) < AFTER and time.monotonic() < ends:
        number += 1
        acknowledged, began = watched.acknowledged, time.perf_counter()
        told = ask(watched.token, watched.has.etag if number % 2 else "")
        watched.seen.append((began, told))
        if acknowledged is not None:
            watched.after[which] = watched.after.get(which, 0) + 1


def _judge(watched: Watched, found: Races, grace: int) -> None:
    """Nothing begun after the acknowledgement may tell anything; nor may anything fail, before it or after."""
    assert watched.acknowledged is not None
    for began, told in watched.seen:
        if began <= watched.acknowledged:
            found.before += 1
            good = told.status in (304, 410) or told.body == watched.has.body or is_neutral(told)
        else:
            found.after += 1
            good = told.status == 410 if grace == 0 else is_neutral(told)
        if not good:
            when = f"{(began - watched.acknowledged) * 1e3:+.1f} ms"
            found.faults.append(f"begun {when} from the end: {told.status}, {told.body.count(EVENT)} events")
    if len(watched.after) * AFTER > sum(watched.after.values()):
        found.faults.append("a program got no answer")
