"""Finds a clause that can never be true, by trying answers until the condition around it holds."""

from collections.abc import Iterator

from planner.guidance.clauses import Clause, Condition, Every, Some, negated
from planner.guidance.model import Guidance, Measure
from planner.questions.catalogue import QUESTION

Known = dict[str, object]
INFINITE = float("inf")


def never_true(condition: Condition, guidance: Guidance) -> Condition | None:
    """A part of the condition that no set of answers can make true, or None when every part can be."""
    for part, alone in _alternatives(condition):
        if next(_ways(_expanded(alone, guidance), {}, guidance), None) is None:
            return part
    return None


def _alternatives(condition: Condition) -> Iterator[tuple[Condition, Condition]]:
    """Each way through the choices of a condition: (the part chosen, the condition with only that choice)."""
    if isinstance(condition, Clause):
        yield condition, condition
    elif isinstance(condition, Some):
        for part in condition.parts:
            yield from _alternatives(part)
    else:
        yield condition, condition
        for place, part in enumerate(condition.parts):
            if not isinstance(part, Clause):
                rest = condition.parts[:place], condition.parts[place + 1 :]
                for chosen, alone in _alternatives(part):
                    yield chosen, Every((*rest[0], alone, *rest[1]))


def _expanded(condition: Condition, guidance: Guidance) -> Condition:
    """The condition with derived facts replaced by the clauses they are made of."""
    if isinstance(condition, Clause):
        fact = guidance.facts.get(condition.fact)
        if fact is None:
            return condition
        inner = _expanded(fact.when, guidance)
        return inner if (condition.answer == "yes") != condition.negated else negated(inner)
    return type(condition)(tuple(_expanded(part, guidance) for part in condition.parts))


def _ways(condition: Condition, known: Known, guidance: Guidance) -> Iterator[Known]:
    """Each set of answers, beside those already chosen, that makes the condition true."""
    if isinstance(condition, Clause):
        yield from _choose(condition, known, guidance)
    elif isinstance(condition, Some):
        for part in condition.parts:
            yield from _ways(part, known, guidance)
    elif not condition.parts:
        yield known
    else:
        for way in _ways(condition.parts[0], known, guidance):
            yield from _ways(Every(condition.parts[1:]), way, guidance)


def _choose(clause: Clause, known: Known, guidance: Guidance) -> Iterator[Known]:
    """Choose an answer that makes one clause true and agrees with the answers chosen so far.

    For a question of several answers each answer is its own yes or no.
    """
    measure = guidance.measures.get(clause.fact)
    if measure is not None and measure.under:
        yield from _within(measure, (clause.answer == "yes") != clause.negated, known)
        return
    question = QUESTION.get(clause.fact)
    if question is not None and question.kind in ("several", "codes"):
        slot, wanted = f"{clause.fact}={clause.answer}", not clause.negated
        if known.get(slot, wanted) == wanted:
            yield {**known, slot: wanted}
        return
    ruled_out, chosen = known.get(f"not {clause.fact}", ()), known.get(clause.fact)
    assert isinstance(ruled_out, tuple)
    if not clause.negated:
        if clause.answer not in ruled_out and chosen in (None, clause.answer):
            yield {**known, clause.fact: clause.answer}
    elif chosen != clause.answer:
        out = (*ruled_out, clause.answer)
        if chosen is not None or set(out) < set(_answers(clause.fact)):
            yield {**known, f"not {clause.fact}": out}


def _within(measure: Measure, under: bool, known: Known) -> Iterator[Known]:
    """Narrow one number to below, or not below, a figure, as far as it agrees with the figures so far."""
    so_far = known.get(f"of {measure.of}", (-INFINITE, INFINITE))
    assert isinstance(so_far, tuple)
    low, high = so_far
    narrowed = (low, min(high, measure.under)) if under else (max(low, measure.under), high)
    if narrowed[0] < narrowed[1]:
        yield {**known, f"of {measure.of}": narrowed}


def _answers(fact: str) -> tuple[str, ...]:
    """The answers between which a fact must fall; enough to see that all were ruled out."""
    question = QUESTION.get(fact)
    if question is not None and question.kind == "one":
        return (*question.answers, "not-said")
    if question is not None and question.kind == "flag":
        return ("yes", "no")
    if question is not None:
        return ("told", "not-said")
    if fact.startswith("step:"):
        return ("done", "booked", "waiting", "declined", "ask", "none")
    return ("yes", "no")
