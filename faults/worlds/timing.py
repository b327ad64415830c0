"""How long a partner waits in two worlds, in one of which very much is kept from them: what takes longer tells of it.

Counted in processor time: all of it is done in this process, and other processes of the machine do not count.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import NamedTuple

import time_machine

from faults.worlds.hidden import Chosen
from faults.worlds.pages import leads_to
from faults.worlds.world import World
from planner.accounts.access import READ
from planner.accounts.api_tokens import make_token
from planner.calendar.choices import Choices
from planner.calendar.feeds import make_feed
from planner.errors import AheadError
from planner.plans.actions import keep_answers
from planner.plans.nicknames import write_nickname
from planner.plans.notes import write_note
from planner.plans.phones import add_phone
from planner.plans.shares import share_plan
from planner.plans.sharing import Rights
from planner.plans.steps import take_step
from planner.plans.team_questions import add_question
from tests.people import answers

SHARED = Chosen(True, ("freeze",), (), (), ())
WARM_UP, AT_MOST = 20, 0.05
BEGINS = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Waits(NamedTuple):
    """How long one thing took in the median, in milliseconds: where little is hidden, and where much is."""

    what: str
    little: float
    much: float

    @property
    def apart(self) -> float:
        """By which part of it they differ."""
        return abs(self.much - self.little) / self.little


def how_long(worlds: tuple[World, World, time_machine.Traveller], rounds: int) -> list[Waits]:
    """So many requests of each kind in turn, in both worlds."""
    one, other, clock = worlds
    clock.move_to(BEGINS)
    for world in (one, other):
        world.begins(answers(), "how long")
        world.shares("Sam", SHARED, None)
        world.partner_begins([Choices("Mine")], [("B16", "my words")])
    with other.app.app_context():
        _hide_much(other)
    clock.move_to(BEGINS + timedelta(hours=2))
    found = []
    for what, ask in _kinds(one):
        taken: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds + WARM_UP):
            # Whoever is asked second finds the processor warm, so they take turns at that too.
            for which in (0, 1) if number % 2 else (1, 0):
                world = (one, other)[which]
                began = time.process_time()
                ask(world)
                if number >= WARM_UP:
                    taken[which].append(time.process_time() - began)
        found.append(Waits(what, *(median(times) * 1e3 for times in taken)))
    return found


def _kinds(world: World) -> list[tuple[str, Callable[[World], object]]]:
    page = world.asks("a", "GET", "/part").body.decode()
    steps = [link for link in leads_to(page).links if link.startswith("/part/steps/")]
    token, tag = world.feeds[0], dict(world.asks("b", "GET", f"/f/{world.feeds[0]}.ics").headers)["ETag"]
    bearer = {"Authorization": f"Bearer {world.tokens[READ]}"}

    def gets(path: str, **headers: str) -> Callable[[World], object]:
        return lambda world: world.asks("again", "GET", path, headers=headers)

    return [
        ("/part", gets("/part")),
        ("a step", gets(steps[0].partition("#")[0])),
        ("no step", gets("/part/steps/00000000000000000000")),
        ("its calendars", gets("/part/calendar")),
        ("its state", gets("/offline/state")),
        ("for programs", gets("/api/v1/shared", **bearer)),
        ("a calendar", gets(f"/f/{token}.ics")),
        ("a calendar that is the same", gets(f"/f/{token}.ics", **{"If-None-Match": tag})),
    ]


def _hide_much(world: World) -> None:
    owner, when = world.owner, world.when
    shown = {item.code for item in world.guidance.editions["gb"] if item.phase == "freeze" or "partner" in item.who}
    codes = sorted(item.code for item in world.guidance.editions["gb"] if item.code not in shown)
    for number, code in enumerate(codes):
        write_note(owner, world.key(), code, f"hidden note {number} " * 20, when)
        write_nickname(owner, world.key(), code, f"word {number}", when)
        if number % 2:
            take_step(owner, world.key(), code, {"waiting": "hidden words " * 5}, when)
    for number in range(200):
        keep_answers(owner, world.key(), {"funding": ("public", "abroad")[number % 2]}, when)
    for number in range(60):
        with suppress(AheadError):  # there are only so many of some
            add_question(owner, world.key(), f"hidden question {number}", when)
        with suppress(AheadError):
            add_phone(owner, world.key(), f"hidden {number}", "0123", when)
        with suppress(AheadError):
            share_plan(owner, world.key(), f"Other {number}", Rights(own_part=True), None, when)
        with suppress(AheadError):
            make_feed(owner, world.key(), Choices(f"Own {number}"), when)
        with suppress(AheadError):
            make_token(owner, world.key(), f"Own {number}", (READ,), when.now)
