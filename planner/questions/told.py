"""What one person has told us. A missing answer is missing, never 'no'."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

Answer = str | tuple[str, ...]


class StepTaken(NamedTuple):
    """What a person says about one step: `done` or `booked` on a day; `waiting`, `declined` or `ask` with words."""

    state: str
    day: date | None = None
    text: str = ""


class ToldMilestone(NamedTuple):
    """A treatment day a person was given, and whether the team confirmed it."""

    day: date
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The answers of one person.

    `answers` holds one word, or for questions with several answers a tuple (empty: none of these).
    `days` holds dated answers. `whole_month` says that only the month of the treatment date is known.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    age: int | None = None
    whole_month: bool = False
    milestones: Mapping[str, ToldMilestone] = field(default_factory=dict)
    steps: Mapping[str, StepTaken] = field(default_factory=dict)
    time_zone: str = ""
    centre_time_zone: str = ""

    def said(self, question: str, answer: str) -> bool:
        """Whether exactly this answer was given."""
        told = self.answers.get(question)
        return told == answer or (isinstance(told, tuple) and answer in told)

    @property
    def place(self) -> str:
        """Where the person is treated; `elsewhere` when they did not say."""
        place = self.answers.get("place", "elsewhere")
        return place if isinstance(place, str) else "elsewhere"
