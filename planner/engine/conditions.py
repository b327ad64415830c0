"""What a clause means for one person: no, needs a yes, might be, or yes. Unknown is never taken for no.

Conditions are compiled once per guidance into small functions; asking one returns how sure it is and the
answers that suffice to say so.
"""

from collections.abc import Callable, Mapping
from sys import intern

from planner.guidance.clauses import Clause, Condition, Every, negated
from planner.guidance.model import Guidance
from planner.questions.catalogue import QUESTION

NONE_OF_THESE = ""
NO, NEEDS_A_YES, MIGHT_BE, YES = range(4)

Ground = tuple[str, str | None]
Found = tuple[int, tuple[Ground, ...]]
Known = Mapping[str, object]


class Memo(dict[str, Found]):
    """What was found for one person, by the name of each condition; each is asked when it is first looked up."""

    __slots__ = ("asks", "known")

    def __init__(self, known: Known, asks: Mapping[str, "Ask"]) -> None:
        super().__init__()
        self.known, self.asks = known, asks

    def __missing__(self, name: str) -> Found:
        found = self[name] = self.asks[name](self.known, self)
        return found


Ask = Callable[[Known, Memo], Found]

# What a missing answer is worth, by what `skipped` says and whether the clause is an `isnt`.
_SKIPPED = {
    ("include", False): MIGHT_BE,
    ("include", True): MIGHT_BE,
    ("ask", False): NEEDS_A_YES,
    ("ask", True): MIGHT_BE,
    ("only-if-told", False): NO,
    ("only-if-told", True): YES,
}


class Compiler:
    """Turns the conditions of one guidance into functions, each under a name that says what it asks."""

    def __init__(self, guidance: Guidance) -> None:
        self.guidance = guidance
        self.asks: dict[str, Ask] = {}

    def compile(self, condition: Condition, skipped: str) -> Ask:
        """The function that asks one condition of what is known, on its own."""
        name = self.name_of(condition, skipped)
        return lambda known, memo: Memo(known, self.asks)[name]

    def name_of(self, condition: Condition, skipped: str) -> str:
        """The name under which a condition is asked; `skipped` is what a missing answer means in it."""
        if isinstance(condition, Clause):
            return self._clause(condition, skipped)
        if len(condition.parts) == 1:
            return self.name_of(condition.parts[0], skipped)
        name = intern(f"{skipped}: {condition}")
        if name not in self.asks:
            parts = tuple(self.name_of(part, skipped) for part in condition.parts)
            self.asks[name] = _every(parts) if isinstance(condition, Every) else _some(parts)
        return name

    def _clause(self, clause: Clause, skipped: str) -> str:
        fact = self.guidance.facts.get(clause.fact)
        if fact is not None:
            wanted = (clause.answer == "yes") != clause.negated
            return self.name_of(fact.when if wanted else negated(fact.when), fact.skipped)
        if clause.fact in self.guidance.measures and clause.answer == "no":
            # A measure says yes or no; "is no" is "isnt yes", so that a missing figure never stands for a yes.
            clause = Clause(clause.fact, "yes", not clause.negated)
        name = intern(f"{skipped}: {clause}")
        self.asks.setdefault(name, _asked(clause, skipped))
        return name


def _asked(clause: Clause, skipped: str) -> Ask:
    """The function that asks one clause of what was told."""
    when_missing = _SKIPPED[skipped, clause.negated]
    question = QUESTION.get(clause.fact)
    if clause.answer == "not-said":
        return _unsaid(clause)
    if question is not None and question.kind == "codes":
        return _asked_for(clause, when_missing)
    if question is not None and question.kind == "several":
        return _said_among(clause, when_missing)
    return _said(clause, when_missing)


def _every(parts: tuple[str, ...]) -> Ask:
    def ask(known: Known, memo: Memo) -> Found:
        surest: int = YES
        grounds: tuple[Ground, ...] = ()
        for part in parts:
            found = memo[part]
            sure, why = found
            if sure == NO:
                return found
            if sure < surest:
                surest = sure
            grounds += why
        if surest == NEEDS_A_YES:
            asked = [memo[part] for part in parts]
            grounds = tuple(ground for sure, why in asked if sure == NEEDS_A_YES for ground in why)
        return surest, grounds

    return ask


def _some(parts: tuple[str, ...]) -> Ask:
    def ask(known: Known, memo: Memo) -> Found:
        surest: int = NO
        grounds: tuple[Ground, ...] = ()
        for part in parts:
            found = memo[part]
            sure, why = found
            if sure == YES:
                return found
            if sure > surest:
                surest, grounds = sure, why
            elif sure == surest and sure <= NEEDS_A_YES:
                grounds += why
        return surest, grounds

    return ask


def _said(clause: Clause, when_missing: int) -> Ask:
    """A clause on a question with one answer."""
    fact, worth = clause.fact, _Worth(clause, when_missing)
    return lambda known, memo: worth[known.get(fact)]


class _Worth(dict[object, Found]):
    """What each answer comes to in one clause, worked out the first time it is met."""

    def __init__(self, clause: Clause, when_missing: int) -> None:
        super().__init__({None: (when_missing, ((clause.fact, None),))})
        self.clause = clause

    def __missing__(self, told: object) -> Found:
        fact, answer, negated = self.clause
        found = self[told] = (YES if (told == answer) != negated else NO), ((fact, str(told)),)
        return found


def _said_among(clause: Clause, when_missing: int) -> Ask:
    """A clause on a question with several answers: whether this one is among them. None of these is an answer."""
    fact, answer, negated = clause
    missing: Found = (when_missing, ((fact, None),))
    among: Found = (NO if negated else YES, ((fact, answer),))
    other = YES if negated else NO

    def ask(known: Known, memo: Memo) -> Found:
        told = known.get(fact)
        if not isinstance(told, tuple):
            return missing
        if answer in told:
            return among
        return other, ((fact, told[0] if told else NONE_OF_THESE),)

    return ask


def _asked_for(clause: Clause, when_missing: int) -> Ask:
    """A clause on whether a step was asked for. Not asked for yet is as good as not said."""
    fact, answer, negated = clause
    missing: Found = (when_missing, ((fact, None),))
    asked: Found = (NO if negated else YES, ((fact, answer),))
    return lambda known, memo: asked if answer in (known.get(fact) or ()) else missing  # type: ignore[operator]


def _unsaid(clause: Clause) -> Ask:
    """A clause on whether anything was said at all: never unknown."""
    fact, negated = clause.fact, clause.negated

    def ask(known: Known, memo: Memo) -> Found:
        told = known.get(fact)
        return (YES if (told is None) != negated else NO), ((fact, None if told is None else str(told)),)

    return ask
