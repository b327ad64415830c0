"""What a calendar program costs that looks for news: beside bare Flask, Radicale, nginx and django-ical.

All serve with two workers, and are asked over many connections at once. A feed notes once an hour which family of
programs fetched it: that is part of what is measured. Radicale has no conditional GET: asked with If-None-Match it
answers 200 and all the events, and that is what it is measured by.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from bench import rendering
from bench.pages import Bare
from bench.peers import gunicorn, nginx, radicale, running
from bench.polling import Polling, in_turn
from bench.rows import Row, in_rounds
from bench.ticks import served
from faults.looking import app_at
from faults.serving import Served, free_port
from planner.accounts.access import PATIENT, Actor
from planner.calendar.choices import Choices
from planner.calendar.feeds import make_feed
from planner.calendar.ical import Event
from planner.calendar.shown import shown
from planner.cli.plainly import occasion
from planner.db import transaction
from planner.demo_stories import STORIES, told_by
from planner.plans.actions import make_now, new_plan
from planner.plans.kept import plan_from, plan_of
from planner.tokens import new_token

ROUNDS, WORKERS = 7, 2
# Those parts of the first story's plan that hold about fifty days.
CHOICES = Choices("About fifty", phases=("find-out", "freeze", "protect", "during"))
PROGRAM = {"User-Agent": "iOS/18.5 (22F76) dataaccessd/1.0", "Accept": "text/calendar, */*"}
GOALS = {
    "sqlite": {304: (2.0, 3.5), 200: (1.0, 1.0)},
    "postgresql": {304: (0.8, 1.2), 200: (0.3, 0.3)},
}
Asks = dict[int, Polling]  # by the status that is wanted


def rows() -> list[Row]:
    """The figures of calendar feeds."""
    found = []
    for name, goals in GOALS.items():
        with calendar_on(name) as (service, path, events), Bare(WORKERS) as bare:
            alone = Polling("bare Flask", bare.address, "/", PROGRAM, 200, bare.process.pid)
            asks = asked_for(f"{name}, ", service.address, path, service.group)
            for status, (must, aim) in goals.items():
                ratio, spread = beside(asks[status], alone)
                unit = "of its requests per second"
                row = Row(f"feed/{status}-{name}-vs-bare-flask", ratio, unit, "at-least", must, aim, ROUNDS, spread)
                found.append(row)
            tell(alone, *asks.values())
            on_gunicorn(name, service, path)
            if name == "sqlite":
                found += beside_peers(asks)
                found.append(rendering.row(events))
    return found


@contextmanager
def calendar_on(name: str) -> Iterator[tuple[Served, str, list[Event]]]:
    """The service on one kind of database, the path of a feed, and the events in it."""
    with served(name, WORKERS) as service:
        with app_at(service.folder, service.database).app_context():
            when = occasion()
            with transaction() as session:
                record = new_plan(session, told_by(STORIES[0], when.today), when)
                owner = Actor(record.person_id, PATIENT, "")
                make_now(session, record, owner, when)
            token = make_feed(owner, new_token(), CHOICES, when)[1]
            kept = plan_of(owner)
            events = shown(kept, plan_from(kept, when.guidance, when.today), CHOICES)
        yield service, f"/f/{token}.ics", events


def asked_for(name: str, address: str, path: str, process: int) -> Asks:
    """A feed asked for by a program that has nothing yet, and by one that has all of it."""
    whole = Polling(f"{name}200", address, path, PROGRAM, 200, process)
    same = {**PROGRAM, "If-None-Match": whole.header("etag")}
    return {200: whole, 304: Polling(f"{name}304", address, path, same, 304, process)}


def beside(ours: Polling, theirs: Polling, by: Callable[[Polling], float] = Polling.speed) -> tuple[float, float]:
    """Our figure by theirs, both taken in turn, and the spread of the rounds."""

    def ratio() -> float:
        in_turn(ours, theirs)
        return by(ours) / by(theirs)

    return in_rounds(ratio, ROUNDS)


def beside_peers(asks: Asks) -> list[Row]:
    """The same events at Radicale and, where it is there, nginx."""
    found, content = [], asks[200].answer().partition(b"\r\n\r\n")[2]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ahead-bench-")))
        server, path, headers = stack.enter_context(radicale(folder, content, WORKERS))
        other = Polling("Radicale, If-None-Match", server.address, path, {**PROGRAM, **headers}, 200, server.process)
        if other.answer().count(b"BEGIN:VEVENT") != content.count(b"BEGIN:VEVENT"):
            raise RuntimeError("Radicale has other events.")
        ratio, spread = beside(asks[304], other)
        unit = "times its requests per second"
        found.append(Row("feed/304-vs-radicale", ratio, unit, "at-least", 80, 200, ROUNDS, spread))
        tell(other)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ahead-bench-")))
        there = stack.enter_context(nginx(folder, content, WORKERS))
        if there is None:
            print("NO NGINX: what a 304 costs beside a plain file was not measured.")
            return found
        server, path, headers = there
        plain = Polling("nginx, 304", server.address, path, {**PROGRAM, **headers}, 304, server.process)
        ratio, spread = beside(asks[304], plain, Polling.cost)
        unit = "times its processor time"
        found.append(Row("feed/304-cpu-vs-nginx", ratio, unit, "at-most", 8, 4, ROUNDS, spread))
        tell(plain)
    return found


def on_gunicorn(name: str, service: Served, path: str) -> None:
    """The same beside bare Flask, both on gunicorn; told, and in no row."""
    ours, bare = free_port(), free_port()
    with (
        running(gunicorn(ours, WORKERS, "wsgi:app"), ours, "/readyz", service.environment) as feeds,
        running(gunicorn(bare, WORKERS, "bench.bare:app"), bare) as flask,
    ):
        alone = Polling("gunicorn, bare Flask", flask.address, "/", PROGRAM, 200, flask.process)
        asks = asked_for(f"gunicorn, {name}, ", feeds.address, path, feeds.process)
        for status, ask in asks.items():
            ratio, spread = beside(ask, alone)
            print(f"  {f'gunicorn, {name}, {status} by bare Flask':<42}{ratio:>8.2f}, spread {spread:.2f}")
        tell(alone, *asks.values())


def tell(*asks: Polling) -> None:
    """What each cost, in the middle of its rounds, and how busy whoever asked was."""
    for one in asks:
        speed, cost, busy = (median(values) for values in zip(*one.rounds, strict=True))
        told = f"{cost:>8.1f} microseconds of the server for each, {speed:,.0f} in a second"
        print(f"  {one.name:<42}{told}; {busy:.0%} of a core to ask")
