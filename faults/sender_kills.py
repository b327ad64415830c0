"""kill -9 of the sender at any moment: nobody is missed, and what comes twice was under way, and has the same name."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from faults.looking import app_at
from faults.reminded_people import NOON, days_of, messages_of, moment_on, outcomes_of
from faults.rows import Row
from faults.senders import Came, Senders, wait_until
from planner.db import db

PEOPLE = 40  # who are told on one day
A_DAY = 10  # kills
LEASE = 0.5  # seconds
LONGEST = 0.8  # seconds from a start to a kill that waits for no message
PATIENCE = 2.0  # seconds to wait for a message: all may be held for a while by those who died
NEAR = 0.03  # seconds from a message to a kill near it
MOST_BEFORE = 6  # messages that a sender sends before it is killed near one


def sender_kills(folder: Path, name: str, database: str, kills: int, seed: int, tell: Callable[[str], None]) -> Row:
    """Kill the sender `kills` times, ten times on each of several days, and look each day at what came."""
    luck, faults, again, done, messages = random.Random(seed), list[str](), 0, 0, 0
    with app_at(folder, database).app_context():
        days = iter(days_of(PEOPLE))
        with Senders(folder, database, LEASE) as senders:
            while done < kills:
                day, few = next(days), min(A_DAY, kills - done)
                under_way = Counter(one for _ in range(few) if (one := killed(senders, day, luck)))
                senders.start(moment_on(day, NOON))
                if not wait_until(lambda day=day: outcomes_of(day) == {"sent": PEOPLE}):  # type: ignore[misc]
                    faults.append(f"{day}: {outcomes_of(day)}")
                faults += [f"a sender ended by itself on {day}" for _one in senders.died()]
                senders.kill(senders.running[0])
                faults += wrong_in(senders.came, messages_of(day), under_way)
                done, messages = done + few, messages + PEOPLE
                again += len(senders.came) - PEOPLE
                senders.came.clear()
                tell(f"kill {done} of {kills}: {messages} messages, {again} of them twice, {len(faults)} faults")
        db.engine.dispose()
    note = f"{messages} messages; {again} came twice under the same name, killed between send and mark"
    return Row("sender-kills", name, kills, len(faults), "; ".join([note, *faults[:3]]))


def killed(senders: Senders, day: date, luck: random.Random) -> str:
    """Start a sender and kill it: at any time after its start, near a message, or in the very moment in which one has
    come and it does not know yet. The name of the message it sent last, or nothing."""
    before, how = len(senders.came), luck.choice(("any", "near", "at-once"))
    enough = before + luck.randint(1, MOST_BEFORE)
    senders.arrived.clear()
    process = senders.start(moment_on(day, NOON))

    def dies() -> None:
        if len(senders.came) == enough:
            os.kill(process, signal.SIGKILL)

    if how == "at-once":
        senders.at_arrival = dies
    ends = time.monotonic() + (luck.uniform(0, LONGEST) if how == "any" else PATIENCE)
    while time.monotonic() < ends and not (how != "any" and len(senders.came) >= enough):
        senders.arrived.wait(ends - time.monotonic() if how != "any" else 0.005)
        senders.arrived.clear()
    if how == "near":
        time.sleep(luck.uniform(0, NEAR))
    senders.kill(process)
    senders.at_arrival = lambda: None
    return senders.came[-1].id if len(senders.came) > before else ""


def wrong_in(came: Sequence[Came], sent: set[str], under_way: Counter[str]) -> Iterator[str]:
    """What is wrong with what came on one day. `sent`: what was noted as sent; `under_way`: what senders sent last
    before they were killed, and how many of them."""
    times = Counter(one.id for one in came)
    names: dict[str, set[str]] = {}
    for one in came:
        names.setdefault(one.to, set()).add(one.id)
    yield from (f"{name} was noted and never came" for name in sent - set(times))
    yield from (f"{name} came and was never noted" for name in set(times) - sent)
    yield from (f"{to} got {len(those)} messages on one day" for to, those in names.items() if len(those) > 1)
    for name, count in times.items():
        if count - 1 > under_way[name]:
            yield f"{name} came {count} times, and {under_way[name]} senders died with it"
