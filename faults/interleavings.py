"""Two to five devices of one plan in any order: stale pages, presses twice, answers lost on the way, sent again later.

Each run is one plan. A plain reckoning beside it (`plan_by_hand`) says after every request what should be kept.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from faults.looking import app_at
from faults.one_plan import FIRST_DAY, OnePlan
from faults.plan_by_hand import KEPT, Request
from faults.rows import Row
from planner.accounts import audit
from planner.db import db
from planner.migrated import bring_up
from planner.tokens import new_token

STEPS = 40  # requests and other moments of one run
LAST_DAY = FIRST_DAY + timedelta(6)  # so few that days passing changes nothing by itself
# Few of everything, so that devices meet each other.
CODES = some.sampled_from(["B04", "B18"])
DAYS = [(FIRST_DAY + timedelta(days)).isoformat() for days in (-3, 0, 1, 2, 20)]
SAID = some.one_of(
    some.none(),
    some.builds(lambda state, day: {state: day}, some.sampled_from(["done", "booked"]), some.sampled_from(DAYS)),
    some.builds(lambda state, text: {state: text}, some.sampled_from(["waiting", "declined", "ask"]), CODES),
)
ANSWERS = some.fixed_dictionaries(
    {},
    optional={
        "age": some.sampled_from([33, 34, 35, None]),
        "regimen": some.sampled_from(["beam-atg", "cy-atg", None]),
        "hormones": some.sampled_from([[], ["hrt"], None]),
        "wants_children": some.sampled_from(["yes", "maybe", "no"]),
    },
)
KINDS, DATES = some.sampled_from(["first-chemo", "day-zero"]), some.sampled_from(["2026-06-15", "2026-07"])
STOPS = some.sampled_from(["postponed", "cancelled", "break", "go-on"])
WORDS = some.sampled_from(["", "ring Dr Ito", "bring the letter", "both"])
QUESTIONS = some.sampled_from(["Who pays?", "How long?", "Will it hurt?"])
ANSWERED, LOST_BACK, LOST_ON_THE_WAY = "answered", "answer lost", "lost on the way"
FATE = some.sampled_from([ANSWERED, ANSWERED, ANSWERED, LOST_BACK, LOST_ON_THE_WAY])
ANY = some.integers(0, 10**6)


class Devices(RuleBasedStateMachine):
    """Several devices of one plan."""

    app: Flask
    tried: ClassVar[Counter[str]] = Counter()

    @initialize(devices=some.integers(2, 5))
    def begin(self, devices: int) -> None:
        """A plan has just been made, and each device has opened it."""
        self.plan, self.today = OnePlan(devices), FIRST_DAY
        self.seen = [self.plan.by_hand.version] * devices
        self.notes: list[dict[str, str]] = [{} for _ in range(devices)]
        self.unsure: list[list[Request]] = [[] for _ in range(devices)]
        self.sent: list[tuple[int, Request]] = []
        Devices.tried["runs"] += 1

    @rule(device=ANY)
    def open_the_plan(self, device: int) -> None:
        """A device looks at the plan as it is now."""
        here = device % len(self.seen)
        self.seen[here], self.notes[here] = self.plan.by_hand.version, dict(self.plan.by_hand.notes)

    @precondition(lambda self: self.today < LAST_DAY)
    @rule()
    def a_day_begins(self) -> None:
        """Midnight, for all of them."""
        self.today += timedelta(1)
        self.plan.by_hand.morning(self.today)

    @rule(device=ANY, code=CODES, taken=SAID, fate=FATE)
    def say(self, device: int, code: str, taken: dict[str, str] | None, fate: str) -> None:
        """Say something of a step."""
        self._send(device, "say", (code, taken), fate)

    @rule(device=ANY, code=CODES, fate=FATE)
    def unsay(self, device: int, code: str, fate: str) -> None:
        """Take back the last word about a step."""
        self._send(device, "unsay", (code,), fate)

    @rule(device=ANY, answers=ANSWERS, fate=FATE)
    def answer(self, device: int, answers: dict[str, Any], fate: str) -> None:
        """Answer questions anew."""
        self._send(device, "answer", (answers,), fate)

    @rule(device=ANY, kind=KINDS, day=DATES, fresh=some.sampled_from([True, True, False]), fate=FATE)
    def move(self, device: int, kind: str, day: str, fresh: bool, fate: str) -> None:
        """Keep a move that was shown when the device last looked; mostly it looks just before."""
        if fresh:
            self.open_the_plan(device)
        self._send(device, "move", (kind, day, self.seen[device % len(self.seen)]), fate)

    @rule(device=ANY, fate=FATE)
    def undo_the_last(self, device: int, fate: str) -> None:
        """Undo the last change."""
        self._send(device, "undo", (self.plan.by_hand.version,), fate)

    @rule(device=ANY, back=some.integers(1, 3), fate=FATE)
    def undo_an_older(self, device: int, back: int, fate: str) -> None:
        """Undo a change that others followed."""
        self._send(device, "undo", (self.plan.by_hand.version - back,), fate)

    @rule(device=ANY, how=STOPS, fate=FATE)
    def stop(self, device: int, how: str, fate: str) -> None:
        """Put off, off, a break, or on."""
        self._send(device, "stop", (how,), fate)

    @rule(device=ANY, code=CODES, words=WORDS, fresh=some.booleans(), fate=FATE)
    def note(self, device: int, code: str, words: str, fresh: bool, fate: str) -> None:
        """Write a note over what the device saw there."""
        if fresh:
            self.open_the_plan(device)
        self._send(device, "note", (code, words, self.notes[device % len(self.seen)].get(code, "")), fate)

    @rule(device=ANY, words=QUESTIONS, fate=FATE)
    def ask(self, device: int, words: str, fate: str) -> None:
        """Add a question for the team."""
        self._send(device, "ask", (words,), fate)

    @precondition(lambda self: self.plan.by_hand.questions)
    @rule(device=ANY, which=ANY, words=QUESTIONS, how=some.sampled_from(["asked", "not asked", "away"]), fate=FATE)
    def change_question(self, device: int, which: int, words: str, how: str, fate: str) -> None:
        """Put a question otherwise, tick it off, or take it away."""
        listed = list(self.plan.by_hand.questions)
        name = listed[which % len(listed)]
        if how == "away":
            self._send(device, "remove_question", (name,), fate)
        else:
            self._send(device, "change_question", (name, words, how == "asked"), fate)

    @precondition(lambda self: any(self.unsure))
    @rule(device=ANY, fate=FATE)
    def send_again(self, device: int, fate: str) -> None:
        """A device that never learned what came of it sends the same again, oldest first."""
        waiting = [number for number, requests in enumerate(self.unsure) if requests]
        here = waiting[device % len(waiting)]
        self._arrive(here, self.unsure[here].pop(0), fate)

    @precondition(lambda self: self.sent)
    @rule(which=ANY)
    def press_twice(self, which: int) -> None:
        """Anything that was sent at any time comes once more, from the same device with the same key."""
        self._arrive(*self.sent[which % len(self.sent)], ANSWERED)

    @precondition(lambda self: self.sent)
    @rule(which=ANY, code=CODES)
    def use_a_key_for_another(self, which: int, code: str) -> None:
        """A key that was used comes with other words."""
        device, request = self.sent[which % len(self.sent)]
        if request.key in self.plan.by_hand.used:
            self._arrive(device, Request("say", (code, {"waiting": "other words"}), request.key), ANSWERED)

    def teardown(self) -> None:
        """In the end every device learns what came of it, and the changes tell how it came about."""
        if hasattr(self, "plan"):
            for device, requests in enumerate(self.unsure):
                for request in requests:
                    self._arrive(device, request, ANSWERED)
            _nothing(self.plan.history_differs())

    def _send(self, device: int, what: str, words: tuple[Any, ...], fate: str) -> None:
        here, request = device % len(self.seen), Request(what, words, new_token())
        self.sent.append((here, request))
        self._arrive(here, request, fate)

    def _arrive(self, device: int, request: Request, fate: str) -> None:
        """The request arrives, or not; the answer does, or not. What is kept must be what it should be."""
        Devices.tried[fate] += 1
        if fate != ANSWERED:
            self.unsure[device].append(request)
        if fate == LOST_ON_THE_WAY:
            return
        outcome, made = self.plan.send(device, request, self.today)
        expected = self.plan.by_hand.comes_to(request, made.id if request.what == "ask" and made else "")
        Devices.tried[outcome] += 1
        assert outcome == expected, f"{request} came to {outcome}, not {expected}"
        _nothing(self.plan.differs())


def _nothing(wrong: Iterator[str]) -> None:
    first = next(wrong, None)
    assert first is None, first


def run(app: Flask, runs: int, steps: int = STEPS) -> Counter[str]:
    """So many runs, in a pushed context. What happened how often; raises AssertionError with the shortest way there."""
    machine = type("DevicesOfOnePlan", (Devices,), {})
    Devices.tried = Counter()
    calm = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        report_multiple_bugs=False,
    )
    with app.app_context():
        run_state_machine_as_test(machine, settings=calm)
        _nothing(iter(audit.verify(db.session()).faults))
        db.session.remove()
    return Devices.tried


def interleave(folder: Path, name: str, database: str, runs: int, tell: Callable[[str], None]) -> Row:
    """So many runs on one database."""
    app = app_at(folder, database)
    with app.app_context():
        bring_up()
    try:
        tried = run(app, runs)
    except AssertionError as error:
        tell(str(error))
        return Row("device-interleavings", name, Devices.tried["runs"], 1, str(error).splitlines()[0][:200])
    refused = sum(tried.values()) - sum(tried[one] for one in ("runs", KEPT, ANSWERED, LOST_BACK, LOST_ON_THE_WAY))
    lost = tried[LOST_BACK] + tried[LOST_ON_THE_WAY]
    note = f"{tried[KEPT]:,} requests kept or known already, {refused:,} refused, {lost:,} lost and sent again"
    tell(f"{name}: {note}")
    return Row("device-interleavings", name, tried["runs"], 0, note)
