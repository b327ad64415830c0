"""How a bug is planted: guidance with one thing changed, an engine that hears something else, a plan tampered with."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.engine import plan as engine
from planner.engine.plan import Plan, Planned
from planner.guidance.clauses import Clause, Condition, Every, Some, Span, negated
from planner.guidance.loader import guidance
from planner.guidance.model import PLACES, Guidance, Item, Moment
from planner.questions.told import Told

Plant = Callable[[pytest.MonkeyPatch], Guidance]
BUGS: dict[str, Plant] = {}


def bug(plant: Plant) -> Plant:
    """Name a bug after its function, with hyphens."""
    BUGS[plant.__name__.replace("_", "-")] = plant
    return plant


def data_bugs(made: Mapping[str, Callable[[], Guidance]]) -> None:
    """Add bugs that are only a change of the guidance."""
    for name, make in made.items():
        BUGS[name] = lambda patch, make=make: make()


def clause(text: str) -> Clause:
    """A clause as the guidance writes it."""
    fact, how, answer = text.split()
    return Clause(fact, answer, how == "isnt")


def fresh() -> Guidance:
    """The guidance we ship, as a new value, so that nothing remembered of it is used."""
    return replace(guidance())


def with_items(change: Callable[[Item], Item], *codes: str, places: tuple[str, ...] = PLACES) -> Guidance:
    """The guidance with some items changed."""
    editions = {
        place: tuple(change(item) if item.code in codes and place in places else item for item in items)
        for place, items in guidance().editions.items()
    }
    return replace(guidance(), editions=editions)


def timed(*codes: str, places: tuple[str, ...] = PLACES, **changes: Any) -> Guidance:
    """The guidance with the window of some items changed."""
    return with_items(lambda item: replace(item, timing=replace(item.timing, **changes)), *codes, places=places)


def moment(anchor: str, end: str, span: str) -> Moment:
    """A day counted from one end of a milestone."""
    return Moment(anchor, end, Span.read(span))


def listed(anchor: str, end: str, *spans: str) -> tuple[Moment, ...]:
    """A list of days counted from one end of a milestone."""
    return tuple(moment(anchor, end, span) for span in spans)


def only_when(code: str, *clauses: Condition) -> Guidance:
    """The guidance with one item for fewer people."""
    return with_items(lambda item: replace(item, when=Every((item.when, *clauses))), code)


def whenever(code: str, condition: Condition) -> Guidance:
    """The guidance with one item for other people."""
    return with_items(lambda item: replace(item, when=condition), code)


def with_fact(key: str, *also: Condition, any_of: bool = False, skipped: str = "") -> Guidance:
    """The guidance with a derived fact narrower (all) or wider (any), or read another way when skipped."""
    fact = guidance().facts[key]
    when = (Some if any_of else Every)((fact.when, *also)) if also else fact.when
    changed = fact._replace(when=when, skipped=skipped or fact.skipped)
    return replace(guidance(), facts={**guidance().facts, key: changed})


def without_part(key: str, part: str) -> Guidance:
    """The guidance with one clause of a derived fact forgotten."""
    fact = guidance().facts[key]
    kept = tuple(one for one in fact.when.parts if one != clause(part))
    assert len(kept) < len(fact.when.parts), f"{part} is no part of {key}"
    return replace(guidance(), facts={**guidance().facts, key: fact._replace(when=Every(kept))})


def saying(code: str, places: tuple[str, ...] = PLACES, **words: Any) -> Guidance:
    """The guidance with other words for one item."""
    return with_items(
        lambda item: replace(item, words={key: said._replace(**words) for key, said in item.words.items()}),
        code,
        places=places,
    )


def with_default(milestone: str, counted_from: str, earliest: str, likely: str, latest: str) -> Guidance:
    """The guidance with another distance between two milestones, in every protocol that states it."""
    spans = {"earliest": Span.read(earliest), "likely": Span.read(likely), "latest": Span.read(latest)}
    defaults = {
        name: tuple(
            one._replace(**spans) if (one.milestone, one.counted_from) == (milestone, counted_from) else one
            for one in rows
        )
        for name, rows in guidance().defaults.items()
    }
    return replace(guidance(), defaults=defaults)


def with_measure(key: str, under: int) -> Guidance:
    """The guidance with the figure of one measure changed."""
    measures = {**guidance().measures, key: guidance().measures[key]._replace(under=under)}
    return replace(guidance(), measures=measures)


def hearing(patch: pytest.MonkeyPatch, change: Callable[[Told], Told]) -> Guidance:
    """An engine that hears something else than was told."""
    right = engine.plan_for
    patch.setattr(engine, "plan_for", lambda told, *given, **how: right(change(told), *given, **how))
    return fresh()


def filled_in(told: Told, **answers: str) -> Told:
    """What was told, with skipped answers filled in."""
    return replace(told, answers={**answers, **told.answers})


def asked(patch: pytest.MonkeyPatch, change: Callable[[Told, dict[str, Any]], dict[str, Any]]) -> Guidance:
    """An engine that is asked with other days."""
    right = engine.plan_for
    patch.setattr(
        engine, "plan_for", lambda told, guidance, **how: right(told, guidance, **{**how, **change(told, how)})
    )
    return fresh()


def ending(patch: pytest.MonkeyPatch, change: Callable[[Plan], Plan]) -> Guidance:
    """An engine whose finished plan is tampered with."""
    right = engine.plan_for
    patch.setattr(engine, "plan_for", lambda *given, **how: change(right(*given, **how)))
    return fresh()


def each_item(patch: pytest.MonkeyPatch, change: Callable[[Planned], Planned]) -> Guidance:
    """An engine whose finished items are tampered with one by one."""
    return ending(patch, lambda plan: plan._replace(items=tuple(change(planned) for planned in plan.items)))


def ringing(patch: pytest.MonkeyPatch, days: Callable[[Planned, tuple[date, ...]], tuple[date, ...]]) -> Guidance:
    """An engine that rings on other days."""
    right = Planned.alarms.fget  # type: ignore[attr-defined]
    patch.setattr(Planned, "alarms", property(lambda planned: days(planned, right(planned))))
    return fresh()


NEVER = Every((clause("place is gb"), negated(clause("place is gb"))))
