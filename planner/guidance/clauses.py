"""The grammar of the guidance: spans of time, and clauses joined by all and any."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SPAN = re.compile(r"(-)?P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


class Span(NamedTuple):
    """A length of time as guidance writes it: `-P28D`, `P12M`, `P9Y6M`. Months and days keep their own sign."""

    months: int
    days: int

    @classmethod
    def read(cls, text: str) -> "Span":
        """Read an ISO 8601 span; raise ValueError with what to write instead."""
        found = _SPAN.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is not a span of time we can count. Write it as 'P13W' or '-P4D'.")
        sign = -1 if found[1] else 1
        years, months, weeks, days = (int(part or 0) for part in found.groups()[1:])
        return cls(sign * (years * 12 + months), sign * (weeks * 7 + days))

    def __str__(self) -> str:
        months, days = abs(self.months), abs(self.days)
        sign = "-" if self.months < 0 or self.days < 0 else ""
        return f"{sign}P{f'{months}M' if months else ''}{f'{days}D' if days or not months else ''}"

    def __neg__(self) -> "Span":
        return Span(-self.months, -self.days)


class Clause(NamedTuple):
    """`fact is answer`, or, when `negated`, `fact isnt answer`."""

    fact: str
    answer: str
    negated: bool = False

    def __str__(self) -> str:
        return f"{self.fact} {'isnt' if self.negated else 'is'} {self.answer}"


class Every(NamedTuple):
    """All parts hold. With no part it always holds."""

    parts: tuple["Condition", ...]


class Some(NamedTuple):
    """At least one part holds."""

    parts: tuple["Condition", ...]


Condition = Clause | Every | Some


def negated(condition: Condition) -> Condition:
    """The condition that holds when this one does not, with every `not` pushed down to the clauses."""
    if isinstance(condition, Clause):
        return condition._replace(negated=not condition.negated)
    parts = tuple(negated(part) for part in condition.parts)
    return Some(parts) if isinstance(condition, Every) else Every(parts)


def clauses_of(condition: Condition) -> Iterator[Clause]:
    """Every clause of a condition."""
    if isinstance(condition, Clause):
        yield condition
    else:
        for part in condition.parts:
            yield from clauses_of(part)
