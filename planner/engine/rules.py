"""The guidance of one place on one day, made ready to ask: conditions compiled, items in counting order."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from planner.engine.alarms import alarm_rule
from planner.engine.conditions import Ask, Compiler
from planner.engine.schedule import window_rule
from planner.engine.verdicts import ItemRule
from planner.guidance.clauses import clauses_of
from planner.guidance.model import Guidance, Item, Notice, Option


class Rules(NamedTuple):
    """Items in counting order, options, warnings and contradictions, each with the name of the condition it asks.

    `watched` are the items with a last safe day, and those that they are counted from, in counting order too.
    `step_facts` pairs each fact that a rule asks of a step with the code of its item.
    """

    items: tuple[ItemRule, ...]
    watched: tuple[ItemRule, ...]
    options: tuple[tuple[Option, str], ...]
    warnings: tuple[tuple[Notice, str], ...]
    contradictions: tuple[tuple[Notice, str], ...]
    step_facts: tuple[tuple[str, str], ...]
    asks: Mapping[str, Ask]


def rules_in_force(guidance: Guidance, place: str, day: date) -> Rules:
    """The rules in force in a place on a day. Raises NoEdition when an item has none there.

    A centre's own days between milestones change no rule: all centres share those of the guidance underneath.
    """
    guidance = guidance.underneath or guidance
    changes = _changes(guidance, place)
    return _rules(guidance, place, changes[max(0, bisect_right(changes, day) - 1)])


@lru_cache(maxsize=64)
def _changes(guidance: Guidance, place: str) -> tuple[date, ...]:
    """The days from which another set of editions is in force in a place."""
    editions = guidance.editions[place]
    return tuple(sorted({item.begins for item in editions} | {item.ends for item in editions if item.ends}))


@lru_cache(maxsize=64)
def _rules(guidance: Guidance, place: str, day: date) -> Rules:
    compiler = Compiler(guidance)
    keys = dict.fromkeys(item.key for item in guidance.editions[place])
    items = in_counting_order([guidance.edition_in_force(key, place, day) for key in keys])
    conditions = [fact.when for fact in guidance.facts.values()] + [item.when for item in items]
    asked = {clause.fact for condition in conditions for clause in clauses_of(condition)}
    rules = tuple(_item_rule(item, compiler) for item in items)
    watched = {item.key for item in items if item.timing.last_safe}
    for item in reversed(items):  # what an item is counted from stands before it
        watched |= _counted_from(item) if item.key in watched else set()
    return Rules(
        rules,
        tuple(rule for rule in rules if rule.item.key in watched),
        tuple((option, compiler.name_of(option.wanted_if, "include")) for option in guidance.options),
        tuple((notice, compiler.name_of(notice.when, notice.skipped)) for notice in guidance.warnings),
        tuple((notice, compiler.name_of(notice.when, notice.skipped)) for notice in guidance.contradictions),
        tuple((fact, item.code) for item in items if (fact := f"step:{item.key}") in asked),
        compiler.asks,
    )


def _item_rule(item: Item, compiler: Compiler) -> ItemRule:
    raised = compiler.name_of(item.raised[1], "only-if-told") if item.raised else None
    asked = compiler.name_of(item.when, item.skipped)
    return ItemRule(item, asked, raised, window_rule(item), alarm_rule(item))


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
