"""The guidance of one place on one day, made ready to ask: conditions compiled, items in counting order."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from planner.engine.alarms import CountAlarms, alarm_rule
from planner.engine.conditions import Ask, Compiler, Found, Known
from planner.engine.schedule import CountWindow, window_rule
from planner.guidance.model import Condition, Guidance, Item, Notice, Option, clauses_of


Decide = Callable[[Known], Found]
REMEMBERED = 4096


class ItemRule(NamedTuple):
    """One item with the functions that decide it, raise its severity, and count its window and its alarms."""

    item: Item
    decide: Decide
    raised: Decide | None
    window: CountWindow
    alarms: CountAlarms


class Rules(NamedTuple):
    """Items in counting order, options, warnings and contradictions, each with the functions that decide them.

    `step_facts` pairs each fact that a rule asks of a step with the code of its item.
    """

    items: tuple[ItemRule, ...]
    options: tuple[tuple[Option, Decide], ...]
    warnings: tuple[tuple[Notice, Decide], ...]
    contradictions: tuple[tuple[Notice, Decide], ...]
    step_facts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=64)
def rules_in_force(guidance: Guidance, place: str, day: date) -> Rules:
    """The rules in force in a place on a day. Raises NoEdition when an item has none there."""
    compiler = Compiler(guidance)
    keys = dict.fromkeys(item.key for item in guidance.editions[place])
    items = in_counting_order([guidance.edition_in_force(key, place, day) for key in keys])
    conditions = [fact.when for fact in guidance.facts.values()] + [item.when for item in items]
    asked = {clause.fact for condition in conditions for clause in clauses_of(condition)}

    def decide(condition: Condition, skipped: str) -> Decide:
        return remembered(compiler.compile(condition, skipped), asked_by(condition, guidance))

    return Rules(
        tuple(
            ItemRule(
                item,
                decide(item.when, item.skipped),
                decide(item.raised[1], "only-if-told") if item.raised else None,
                window_rule(item),
                alarm_rule(item),
            )
            for item in items
        ),
        tuple((option, decide(option.wanted_if, "include")) for option in guidance.options),
        tuple((notice, decide(notice.when, notice.skipped)) for notice in guidance.warnings),
        tuple((notice, decide(notice.when, notice.skipped)) for notice in guidance.contradictions),
        tuple((fact, item.code) for item in items if (fact := f"step:{item.key}") in asked),
    )


def remembered(ask: Ask, facts: tuple[str, ...]) -> Decide:
    """The same condition, asked once for each set of the few answers it looks at."""
    if not facts:
        always = ask({}, {})
        return lambda known: always
    look_at, memory = itemgetter(*facts), {}

    def decide(known: Known) -> Found:
        answers = look_at(known)
        found = memory.get(answers)
        if found is None:
            if len(memory) >= REMEMBERED:
                memory.clear()
            found = memory[answers] = ask(known, {})
        return found

    return decide


def asked_by(condition: Condition, guidance: Guidance) -> tuple[str, ...]:
    """The questions, measures and steps whose answers a condition looks at, through any derived facts."""
    facts: dict[str, None] = {}
    for clause in clauses_of(condition):
        derived = guidance.facts.get(clause.fact)
        facts.update(dict.fromkeys(asked_by(derived.when, guidance)) if derived else {clause.fact: None})
    return tuple(facts)


def in_counting_order(items: list[Item]) -> list[Item]:
    """Items so ordered that each comes after the steps it is counted from; raises ValueError on a circle."""
    needs = {item.key: _counted_from(item) - {item.key} for item in items}
    ordered: list[Item] = []
    waiting = list(items)
    while waiting:
        placed = {item.key for item in ordered}
        ready = [item for item in waiting if needs[item.key] <= placed]
        if not ready:
            raise ValueError(f"These items wait for each other: {', '.join(item.key for item in waiting)}.")
        ordered += ready
        waiting = [item for item in waiting if item not in ready]
    return ordered


def _counted_from(item: Item) -> set[str]:
    timing = item.timing
    moments = (timing.opens, timing.due, timing.last_safe, *timing.at)
    steps = {moment.anchor.removeprefix("step:") for moment in moments if moment and "step:" in moment.anchor}
    return steps | set(timing.no_later_than)
