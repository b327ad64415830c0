"""What a roster costs: its query and its page with a million plans beside a thousand, from its head to its end.

All plans are on the roster of one clinic, and all need a look. Of each size there is a service of its own. A place in
the list is asked for again and again, so that neither size waits for the disk: what is measured is how far a page has
to be looked for, not how much memory there is. What places that nobody asked for before cost is a row of its own, held
to the same bounds, and so is a page that no worker has drawn yet.
"""

import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psycopg
from sqlalchemy import Connection

from bench.pages import Asking
from bench.peers import Running, running
from bench.roster_load import load
from bench.rows import Row, in_rounds
from faults.databases import postgresql
from faults.looking import app_at
from faults.serving import Served, free_port, granian
from planner.accounts.access import NURSE
from planner.accounts.devices import open_device
from planner.accounts.models import DeviceRecord
from planner.cli.plainly import occasion
from planner.clinics.clinics import make_clinic
from planner.clinics.members import Member, as_member, put_member
from planner.db import db, transaction
from planner.review.roster import ONWARD, PAGE, Wanted, cursor_at, page_query
from planner.tokens import new_token

THOUSAND, MILLION = 1_000, 1_000_000
ROUNDS, SLICES, ASKED = 7, 40, 10  # in a round, each size is asked in turn so many times for so many pages
DEEP = 500_000  # where OFFSET is tried
PLACES = 3  # that are asked for in turn at one depth
DATABASES = ("sqlite", "postgresql")
TIMES_OFFSET = {"sqlite": (30, 100), "postgresql": (80, 150)}
OF_BARE = {"sqlite": (0.25, 0.35), "postgresql": (0.15, 0.25)}  # drawn anew or not
AT_MOST = (1.25, 1.1)
HEAD, DEPTHS = "head", ("first", "middle", "last")  # at the head, no place is asked for; the others are of tenths
Asked = list[dict[str, Any]]


class Roster(NamedTuple):
    """A roster of one size: the service it is served by, the nurse whose it is, the secret of their cookie, and by
    depth some places in it, as the statement asks for them; `anew` are places whose pages nobody has asked for."""

    service: Served
    count: int
    nurse: Member
    cookie: str
    places: Mapping[str, Asked]
    anew: Mapping[str, Asked]

    def paths(self, places: Asked) -> list[str]:
        """The addresses of the pages after these places."""
        with app_at(self.service.folder, self.service.database).app_context():
            return [
                f"/clinic?at={cursor_at(self.nurse.clinic, Wanted(), ONWARD, SimpleNamespace(**one))}"
                if "id" in one
                else "/clinic"
                for one in places
            ]


def rows(small: int = THOUSAND, large: int = MILLION, deep: int = DEEP) -> list[Row]:
    """The figures of both databases."""
    return [row for name in DATABASES for row in rows_on(name, small, large, deep)]


def rows_on(name: str, small: int, large: int, deep: int) -> list[Row]:
    """The figures of one database."""
    with rosters_on(name, small, large) as (less, more):
        unasked, unasked_spread = worst(lambda depth: unasked_ratio(less, more, depth), "not asked for", DEPTHS)
        query, query_spread = worst(lambda depth: in_rounds(lambda: query_ratio(less, more, depth), ROUNDS), "query")
        page, page_spread = worst(lambda depth: in_rounds(lambda: page_ratio(less, more, depth), ROUNDS), "page")
        times, times_spread = in_rounds(lambda: times_offset(more, deep), ROUNDS)
        with bare(more) as (peer, path):
            alone = Asking(peer.address, path, [""])
            part, part_spread = slowest(more, alone, (HEAD, "middle"))
            # More pages than a worker keeps drawn ones of: asked for in turn, each is drawn anew.
            first = asking(more, *more.anew["middle"])
            drawn, drawn_spread = in_rounds(lambda: first.per_second() / alone.per_second(), ROUNDS)
    long, fast, often = "times as long", "times as fast", "of its requests per second"
    figures = (
        ("query-million-vs-thousand", query, long, "at-most", AT_MOST, query_spread),
        ("query-not-asked-for-million-vs-thousand", unasked, long, "at-most", AT_MOST, unasked_spread),
        ("page-million-vs-thousand", page, long, "at-most", AT_MOST, page_spread),
        ("query-vs-offset", times, fast, "at-least", TIMES_OFFSET[name], times_spread),
        ("page-vs-bare-flask", part, often, "at-least", OF_BARE[name], part_spread),
        ("page-drawn-anew-vs-bare-flask", drawn, often, "at-least", OF_BARE[name], drawn_spread),
    )
    return [
        Row(f"roster/{what}-{name}", value, unit, direction, must, aim, ROUNDS, spread)
        for what, value, unit, direction, (must, aim), spread in figures
    ]


@contextmanager
def rosters_on(name: str, *counts: int) -> Iterator[list[Roster]]:
    """Rosters of these sizes on one kind of database, each served by one worker."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ahead-roster-")))
        server = stack.enter_context(postgresql(place)) if name == "postgresql" else None
        found = []
        for count in counts:
            (folder := place / str(count)).mkdir()
            address = ""
            if server:
                with psycopg.connect(server.address, autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE plans_{count}")
                address = str(server.server.get_uri(database=f"plans_{count}"))
            service = stack.enter_context(Served(folder, address, workers=1))
            found.append(filled(service, count))
        yield found


def filled(service: Served, count: int) -> Roster:
    """A clinic with one nurse, and so many plans on its roster."""
    token = new_token()
    with app_at(service.folder, service.database).app_context():
        when = occasion()
        with transaction() as session:
            clinic = make_clinic(session, "Elm ward", "gb", when.now)
            record = put_member(session, clinic.id, "Nora", NURSE, when.now)
            actor = open_device(session, record.person_id, token, "computer", when.now, when.today)
            device = session.get_one(DeviceRecord, actor.device)
            device.proved, device.used_at, device.until = "passkey", when.now, when.now + timedelta(hours=12)
            nurse = as_member(record, NURSE)
        load(db.engine, clinic.id, count, when.today)
        places, anew = places_in(db.engine.connect(), clinic.id, count)
        db.engine.dispose()
    return Roster(service, count, nurse, token, places, anew)


def places_in(connection: Connection, clinic: str, count: int) -> tuple[dict[str, Asked], dict[str, Asked]]:
    """The head, and places near it, in the middle and near the end: a few to be asked for again and again, others."""
    tenth, chance = count // 10, random.Random(count)
    begins = {"first": 0, "middle": count // 2 - tenth // 2, "last": count - tenth - PAGE - 1}
    asked: dict[str, Any] = {"clinic": clinic, "standing": "look"}
    few, many = {HEAD: [asked]}, {}
    for depth, begin in begins.items():
        found = connection.execute(page_query("", False, tenth).offset(begin), asked).all()
        taken = [asked | _place(one) for one in chance.sample(list(found), min(tenth, PLACES + SLICES * ASKED))]
        few[depth], many[depth] = taken[:PLACES], taken[PLACES:]
    connection.close()
    return few, many


def query_ratio(less: Roster, more: Roster, depth: str) -> float:
    """How many times as long the statement takes among more, at one depth: each asked in turn, a few at a time."""
    with asks_of(less) as of_less, asks_of(more) as of_more:
        took = [(of_less(less.places[depth]), of_more(more.places[depth])) for _ in range(SLICES)]
    return median(of_more for _, of_more in took) / median(of_less for of_less, _ in took)


def unasked_ratio(less: Roster, more: Roster, depth: str) -> tuple[float, float]:
    """The same for places all over that depth, each asked for once: other ones in each round, so none goes first. The
    median of the rounds, and their spread."""
    values = []
    for turn in range(ROUNDS):
        with asks_of(less) as of_less, asks_of(more) as of_more:
            values.append(of_more(more.anew[depth][turn::ROUNDS]) / of_less(less.anew[depth][turn::ROUNDS]))
    return median(values), max(values) / min(values)


def times_offset(roster: Roster, deep: int) -> float:
    """How many times as long the same page takes that is found by counting up to it: by the fastest of five tries."""
    counting = page_query("", False).offset(deep)
    with asks_of(roster) as ask, asks_of(roster, counting) as ask_counting:
        took = [(ask_counting(roster.places["middle"][:1]), ask(roster.places["middle"])) for _ in range(5)]
        took += [(0.0, ask(roster.places["middle"])) for _ in range(SLICES)]
    return min(one for one, _ in took if one) / median(one for _, one in took)


@contextmanager
def asks_of(roster: Roster, query: Any = None) -> Iterator[Callable[[Asked], float]]:
    """Asks for pages, and says how long each took in seconds."""
    with app_at(roster.service.folder, roster.service.database).app_context(), db.engine.connect() as connection:

        def ask(places: Asked) -> float:
            began = time.perf_counter()
            for place in places:
                asked = page_query(ONWARD if "id" in place else "", False) if query is None else query
                if len(connection.execute(asked, place).all()) != PAGE + 1:
                    raise RuntimeError("That is no page.")
            return (time.perf_counter() - began) / len(places)

        yield ask


def asking(roster: Roster, *places: dict[str, Any]) -> Asking:
    """A nurse who asks for the pages after these places again and again."""
    asks = [Asking(roster.service.address, path, [roster.cookie]) for path in roster.paths(list(places))]
    asks[0].requests = itertools.cycle([next(one.requests) for one in asks])
    return asks[0]


def page_ratio(less: Roster, more: Roster, depth: str) -> float:
    """How many times as long the page takes among more, at one depth."""
    of_less, of_more = (asking(one, one.places[depth][0]) for one in (less, more))
    return of_less.per_second() / of_more.per_second()


@contextmanager
def bare(roster: Roster) -> Iterator[tuple[Running, str]]:
    """Bare Flask on the same database, and the path of the same page."""
    with app_at(roster.service.folder, roster.service.database).app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    port, path = free_port(), f"/?{urlencode(roster.places['middle'][0])}"
    command = granian(port, 1, "bench.bare_roster:app")
    with running(command, port, path, {"ROSTER_DATABASE": address}) as peer:
        yield peer, path


def slowest(roster: Roster, alone: Asking, depths: tuple[str, ...]) -> tuple[float, float]:
    """How many requests per second the page takes of those of bare Flask, at the depth where it takes fewest."""
    found = {}
    for depth in depths:
        ours = asking(roster, roster.places[depth][0])
        found[depth] = in_rounds(lambda ours=ours: ours.per_second() / alone.per_second(), ROUNDS)  # type: ignore[misc]
    print(f"  page by bare Flask: {_told({depth: value for depth, (value, _) in found.items()})}")
    return min(found.values())


def worst(
    measure: Callable[[str], tuple[float, float]], what: str, depths: tuple[str, ...] = (HEAD, *DEPTHS)
) -> tuple[float, float]:
    """The figure of the depth at which it is worst, and how far its rounds lay apart. The others are told."""
    found = {depth: measure(depth) for depth in depths}
    print(f"  {what}: {_told({depth: value for depth, (value, _) in found.items()})}")
    return max(found.values())


def _place(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("urgency", "unsigned", "unanswered", "id")}


def _told(by_depth: Mapping[str, float]) -> str:
    return ", ".join(f"{depth} {value:.2f}" for depth, value in by_depth.items())
