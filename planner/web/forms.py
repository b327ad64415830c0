"""The questions of the first page, and what was typed into them. Every one may be left empty.

What is typed becomes the same object of answers that a file holds, so the same rules judge it.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from planner.errors import Faults
from planner.plans.schemas import told_from
from planner.plans.wording import MONTHS
from planner.questions.catalogue import QUESTION
from planner.questions.told import Told

NONE_OF_THESE = "none-of-these"
PARTS_OF_A_DAY = ("day", "month", "year")
LONGEST_KEPT = 40  # no answer is longer; more is not shown again
ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Your date", ("treatment_date", "treatment_date_kind", "treatment_date_certainty", "chemo_already_started")),
    ("You", ("place", "age", "has_ovaries", "has_uterus", "has_testes")),
    ("Children and pregnancy", ("wants_children", "pregnant", "breastfeeding", "periods", "menopause")),
    ("Sex and birth control", ("sex_that_could_lead_to_pregnancy", "contraception", "partner_can_become_pregnant")),
    ("Treatment and medicines", ("therapy_kind", "regimen", "treatment_happened", "hormones")),
)
KEYS = tuple(key for _, keys in ASKED for key in keys)

WHOLE_DAY = "Enter the day, month and year, for example 27 3 2027"
NO_SUCH_DAY = "Enter a day that exists, for example 27 3 2027"
WHOLE_YEAR = "Enter all four figures of the year, for example 2027"
MONTH_AND_YEAR = "Enter the month and the year too, for example 3 2027"
YEARS = "Enter a year from 2000 to 2100"
AGE = "Enter your age in whole years, from 0 to 120, for example 34"
ONE_ANSWER = "Choose one of these answers, or choose Skip"
SOME_ANSWERS = "Choose from these answers, or leave them all empty"
NOT_BOTH = "Choose 'None', or the ones that are true, but not both"
STARTED_YET_TO_COME = (
    "You said chemo has started, but this date is still to come. Change the date, what happens on it, or that answer"
)
HAPPENED_YET_TO_COME = (
    "You said you have had the transplant, but this date is still to come. Change the date, or that answer"
)


class Mistake(NamedTuple):
    """One thing to put right: at which question, in words that say what to do, and which boxes of a day to mark."""

    key: str
    text: str
    boxes: tuple[str, ...] = ()


class Typed(NamedTuple):
    """What was typed and chosen, as it came, so that it can be shown again. Empty answers are left out."""

    days: Mapping[str, str]
    answers: Mapping[str, tuple[str, ...]]

    def chosen(self, key: str) -> str:
        """The one answer that was chosen or typed, or nothing."""
        return self.answers.get(key, ("",))[0]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Every field that was filled in, by name: what a second form has to carry along; never nothing at all."""
        days = [(f"treatment_date-{part}", text) for part, text in self.days.items()] or [("treatment_date-day", "")]
        return days + [(key, answer) for key, answers in self.answers.items() for answer in answers]

    @property
    def answered(self) -> int:
        """How many questions were answered; one that was skipped is not."""
        return bool(self.days) + sum(1 for answers in self.answers.values() if answers != ("not-said",))


def typed_from(form: MultiDict[str, str]) -> Typed:
    """What was typed, without what no answer can hold. Fields we did not ask for are not looked at."""
    days = {part: text for part in PARTS_OF_A_DAY if (text := _shown(form.get(f"treatment_date-{part}", "")))}
    answers = {}
    for key in KEYS:
        found = tuple(dict.fromkeys(text for answer in form.getlist(key) if (text := _shown(answer))))
        if found:
            answers[key] = found
    return Typed(days, answers)


def told_by(typed: Typed, codes: frozenset[str], asked_on: date) -> Told | list[Mistake]:
    """The answers as the rest of the service knows them, or every mistake in the order of the questions."""
    values: dict[str, Any] = {}
    mistakes = list(_read(typed, values))
    if not mistakes:
        try:
            return told_from(values, codes, asked_on)
        except Faults as faults:
            found = (_in_our_words(fault.key) for fault in faults.faults)
            mistakes = list({mistake.key: mistake for mistake in found}.values())
    return sorted(mistakes, key=lambda mistake: KEYS.index(mistake.key))


def _read(typed: Typed, values: dict[str, Any]) -> Iterator[Mistake]:
    """Put each answer into `values` as a file would hold it, or say what is wrong with it."""
    if typed.days:
        day = _day(typed.days)
        if isinstance(day, Mistake):
            yield day
        else:
            values["treatment_date"] = day
    for key, answers in typed.answers.items():
        kind = QUESTION[key].kind
        if kind == "age":
            if re.fullmatch(r"[0-9]{1,3}", answers[0]):
                values[key] = int(answers[0])
            else:
                yield Mistake(key, AGE)
        elif kind == "one":
            if len(answers) > 1:
                yield Mistake(key, ONE_ANSWER)
            values[key] = answers[0]
        elif len(answers) > 1 and {NONE_OF_THESE, "none"} & set(answers):
            yield Mistake(key, NOT_BOTH)
        else:
            values[key] = [answer for answer in answers if answer != NONE_OF_THESE]


def _day(days: Mapping[str, str]) -> str | Mistake:
    """The day as `2027-03-27`, or a month as `2027-03` when the day was left empty."""
    day, month, year = (days.get(part, "") for part in PARTS_OF_A_DAY)
    missing = tuple(part for part, text in (("month", month), ("year", year)) if not text)
    if missing:
        return Mistake("treatment_date", WHOLE_DAY if day else MONTH_AND_YEAR, missing)
    named = [
        number for number, name in enumerate(MONTHS, 1) if len(month) > 2 and name.lower().startswith(month.lower())
    ]
    month = str(named[0]) if named else month
    wrong = tuple(
        part for part, text in (("day", day or "1"), ("month", month)) if not re.fullmatch(r"[0-9]{1,2}", text)
    )
    if wrong or not re.fullmatch(r"[0-9]+", year):
        return Mistake("treatment_date", WHOLE_DAY, wrong or ("year",))
    if len(year) != 4:
        return Mistake("treatment_date", WHOLE_YEAR, ("year",))
    try:
        date(int(year), int(month), int(day or 1))
    except ValueError:
        return Mistake("treatment_date", NO_SUCH_DAY, ("day", "month") if day else ("month",))
    if not 2000 <= int(year) <= 2100:
        return Mistake("treatment_date", YEARS, ("year",))
    return f"{year}-{int(month):02}-{int(day):02}" if day else f"{year}-{int(month):02}"


def _in_our_words(key: str) -> Mistake:
    """A fault of the shared rules, said on this page: `key` names a question, or a day of the course."""
    if key not in KEYS:
        return Mistake("treatment_date", HAPPENED_YET_TO_COME if key == "day-zero" else STARTED_YET_TO_COME)
    kind = QUESTION[key].kind
    if kind == "age":
        return Mistake(key, AGE)
    return Mistake(key, {"one": ONE_ANSWER, "several": SOME_ANSWERS}.get(kind, WHOLE_DAY))


def _shown(text: str) -> str:
    """Typed text without blanks around it, control characters or broken ones, and no longer than an answer."""
    kept = text[: 4 * LONGEST_KEPT].strip()
    return "".join(char for char in kept if char.isprintable() and not "\ud800" <= char <= "\udfff")[:LONGEST_KEPT]
