"""One pair of worlds, from a number: a plan, a share, what is hidden in each, and all that a partner is sent of it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple

import time_machine

from faults.worlds.acts import Acts
from faults.worlds.asking import FEW, MANY, Asking, Seen
from faults.worlds.hidden import Chosen, Facts, plan_of, seen_of
from faults.worlds.messages import Messages
from faults.worlds.pages import LAST, LEAVES
from faults.worlds.world import World
from planner.calendar.choices import WORDS, Choices
from planner.guidance.model import PHASES
from planner.plans.shares import end_share
from planner.reminders.choices import WORDS as REMINDER_WORDS
from planner.reminders.choices import Choices as Reminders
from tests.scenarios.stories import stories

GAPS = (0, 0, 0, 1, 1, 2, 3, 6, 40)  # days between two rounds of a pair
OF_THE_REMINDED = (1, 3, 8, 20)  # the same, where messages are to come meanwhile
ROUNDS = 3


class Life(NamedTuple):
    """What both worlds of a pair have in common."""

    word: str
    name: str
    told: dict[str, Any]
    begins: date
    gaps: tuple[int, ...]
    chosen: Chosen
    acts: tuple[tuple[int, int], ...]  # of each round: how many hidden acts in the one world, and in the other
    reminded: Reminders | None  # what the partner chose who is reminded, too


def life_of(number: int, world: World, seed: int) -> Life:
    """The life with this number. Raises Faults where somebody could not even tell it."""
    luck = Random(f"life {seed} {number}")
    told_by = stories()
    story = told_by[number % len(told_by)] if number < 2 * len(told_by) else luck.choice(told_by)
    told, begins = dict(story.told), max(date.fromisoformat(story.today), date(2026, 1, 5))
    facts = Facts(told, begins, begins)
    codes = [one.item.code for one in plan_of(facts, world.guidance, begins, begins).items]
    all_codes = sorted(item.code for item in world.guidance.editions["elsewhere"])

    def few(of: list[str], most: int) -> tuple[str, ...]:
        return tuple(sorted(luck.sample(of, min(len(of), luck.randrange(most + 1)))))

    groups = tuple(one for one in PHASES if luck.random() < luck.choice([0.0, 0.3, 0.7]))
    hidden = few(codes or all_codes, 6)
    theirs = tuple(one for one in few(codes or all_codes, 4) if one not in hidden)
    shown = tuple(one for one in (*few(codes, 4), *few(all_codes, 2)) if one not in (*hidden, *theirs))
    chosen = Chosen(luck.random() < 0.65, groups, tuple(dict.fromkeys(shown)), hidden, theirs)
    reminded = _chosen(Random(f"reminded {seed} {number}"))
    gaps = tuple(luck.choice(OF_THE_REMINDED if reminded else GAPS) for _ in range(ROUNDS))
    acts = tuple((luck.choice([0, 0, 2, 4]), luck.choice([1, 3, 6])) for _ in range(ROUNDS))
    return Life(f"{seed}-{number}", story.file, told, begins, gaps, chosen, acts, reminded)


def _chosen(luck: Random) -> Reminders | None:
    """How a partner is reminded: in one of three lives not at all."""
    if luck.random() < 1 / 3:
        return None
    words, language = luck.choice(REMINDER_WORDS), luck.choice(["en", "es"])
    zone = luck.choice(["", "Europe/Madrid", "Pacific/Auckland"])
    return Reminders(luck.choice([7, 9, 20]), words=words, language=language, daily=luck.random() < 0.8, zone=zone)


class Pair(Asking):
    """Both worlds of one life, and what was asked in them."""

    def __init__(
        self, one: World, other: World, life: Life, clock: time_machine.Traveller, tried: Counter[str]
    ) -> None:
        super().__init__(one, other, life.word)
        self.life, self.clock = life, clock
        self.messages, self.arrived = [Messages(world, clock) for world in self.worlds], 0
        self.acts = [Acts(world, life.chosen, Random(f"{life.word} {world.name}"), tried) for world in self.worlds]

    def live(self) -> int:
        """All of it. How many hidden acts were done; raises Seen where a partner could tell the worlds apart."""
        life, luck = self.life, self.luck
        day = life.begins
        self._at(day, 9)
        for world in self.worlds:
            world.begins(life.told, life.word)
        ends = day + timedelta(sum(life.gaps))
        self._differ(0, day, ends, day)
        day += timedelta(life.gaps[0])
        self._at(day, 12)
        for world in self.worlds:
            until = luck.choice([None, ends + timedelta(luck.randrange(1, 90))])
            world.shares(f"Label {luck.randrange(100)}", life.chosen, until)
        for acts in self.acts:
            acts.counted |= {acts.asked_on}  # a share begins to count from the day its plan does
        self._partner_begins(day)
        for messages in self.messages:
            if life.reminded:
                messages.begin(life.reminded)
        self.fetch(FEW)
        for number in range(1, ROUNDS):
            following = day + timedelta(life.gaps[number])
            for acts in self.acts:
                acts.counted |= {day}
                acts.shared = True
            self._differ(number, day, ends, following)
            day = following
            self._at(day, 17 + number)
            self._arrives(moment(day, 17 + number))
            self.fetch(MANY)
            self.send_everything()
        self._end()
        return sum(acts.done for acts in self.acts)

    def _at(self, day: date, hour: int, minute: int = 0) -> None:
        self.today = day
        self.clock.move_to(moment(day, hour, minute))

    def _arrives(self, until: datetime) -> None:
        """Let both senders look until then. Raises Seen where the partner got something else in one world."""
        for messages in self.messages:
            messages.live_until(until)
        one, other = (messages.arrived() for messages in self.messages)
        self.arrived += len(one)
        if one != other:
            told = next((mine, theirs) for mine, theirs in _beside(one, other) if mine != theirs)
            raise Seen(f"message: {told[0]!r} and {told[1]!r}")

    def _differ(self, number: int, day: date, ends: date, until: date) -> None:
        """What is hidden, in each world: at moments of its own, from a day on until another."""
        for which, (world, acts) in enumerate(zip(self.worlds, self.acts, strict=True)):
            count = self.life.acts[number][which]
            luck = Random(f"{self.life.word} {number} {world.name} moments")
            span = (until - day).days
            moments = sorted((luck.randrange(span + 1), luck.randrange(60)) for _ in range(count))
            for after, minute in moments:
                today = day + timedelta(after)
                # On its first and last day while the partner looks at nothing: they look at noon and in the evening.
                hour = 10 if number == 0 else 14 if after == 0 else 9
                self._at(today, hour, minute)
                self.messages[which].live_until(moment(today, hour, minute))
                acts.some(1, [today + timedelta(days) for days in range((ends - today).days + 1)])

    def _partner_begins(self, day: date) -> None:
        luck = self.luck
        calendars = [
            Choices(
                "Mine",
                alarms=luck.random() < 0.7,
                words=luck.choice(WORDS),
                language=luck.choice(["en", "es"]),
                phases=tuple(one for one in PHASES if luck.random() < 0.8) or PHASES,
            )
            for _ in range(luck.choice([1, 1, 2]))
        ]
        world = self.worlds[0]
        with world.app.app_context():
            facts = world.facts
        seen = sorted(seen_of(facts, self.life.chosen, world.guidance, facts.asked_on, day))
        words = [(code, f"own {luck.randrange(99)}") for code in luck.sample(seen, min(2, len(seen)))]
        for one in self.worlds:
            one.partner_begins(calendars, words)
        if luck.random() < 0.3:
            self.ask("GET", "/language/es?back=/part")
        if luck.random() < 0.2:
            self.ask("GET", "/calm/yes?back=/part")

    def _end(self) -> None:
        """Its owner ends it at one moment in both worlds, or the partner lets go of it. What there is then."""
        self.fetch(MANY)
        for form in list(self.forms.values()):
            if self.routes.endpoint(form.action, "POST") in LAST:
                self.ask("POST", form.action, data=form.filled(self.luck))
        leaves = [form for form in self.forms.values() if self.routes.endpoint(form.action, "POST") == LEAVES]
        if leaves and self.luck.random() < 0.3:
            self.ask("POST", leaves[0].action, data=leaves[0].filled(self.luck))
            self.fetch(FEW)
            return
        for world in self.worlds:
            world.again("ends")
            with world.app.app_context():
                end_share(world.owner, f"{self.life.word} ends".rjust(24), world.share, world.when)
        self.fetch(FEW)
        self._arrives(moment(self.today + timedelta(9), 12))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """That moment by clocks in UTC."""
    return datetime.combine(day, time(hour, minute), UTC)


def _beside(one: dict[str, bytes], other: dict[str, bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The messages of both worlds, each beside the one of its name; nothing beside one that is in one world alone."""
    for name in sorted({*one, *other}):
        yield one.get(name, b""), other.get(name, b"")
