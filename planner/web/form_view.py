"""The form as a page shows it: its parts, each question in its words, and what was typed into it before."""

from collections.abc import Sequence
from typing import NamedTuple

from planner.questions.catalogue import QUESTION
from planner.questions.model import NOT_SAID, Question
from planner.web.forms import ASKED, KEYS, NONE_OF_THESE, Mistake, Typed

SKIP = "Skip"
SHORT = 14  # letters: answers no longer than this stand side by side
YES_NO = {"yes": "Yes", "no": "No", "unsure": "Not sure"}
WORDS = {"treatment_date": "Which date did your team give you?", "regimen": "Which chemo will you have in hospital?"}
HINTS = {
    "treatment_date": "For example, 27 3 2027. If you only know the month, leave the day empty. If you know no date "
    "yet, leave all three empty.",
    "treatment_date_kind": "",
    "contraception": "Choose all that are true, or leave them all empty.",
    "hormones": "Choose all that are true, or leave them all empty.",
    "age": "In whole years. Some steps and rights depend on age.",
}
ANSWER_HINTS = {
    "first-chemo": "The first dose of any chemo, also before your cells are collected",
    "collection": "Your cells are taken from your blood",
    "admission": "You go in for the chemo before your cells are given back",
    "day-zero": "Your cells are given back. Also called day zero, or transplant day",
}


class Answer(NamedTuple):
    """One answer to choose."""

    value: str
    text: str
    hint: str = ""


class Field(NamedTuple):
    """One question as it is shown. `kind`: day, age, row, course, one or several."""

    key: str
    kind: str
    text: str
    hint: str
    answers: list[Answer]
    chosen: tuple[str, ...]
    days: dict[str, str]
    error: str
    wrong: tuple[str, ...]


class Part(NamedTuple):
    """Questions that belong together."""

    id: str
    title: str
    fields: list[Field]


class FormView(NamedTuple):
    """The whole form, and how many of its questions were answered."""

    parts: list[Part]
    answered: int
    asked: int


def form_view(typed: Typed, mistakes: Sequence[Mistake] = ()) -> FormView:
    """The form with what was typed and what is wrong with it."""
    wrong = {mistake.key: mistake for mistake in mistakes}
    parts = [
        Part(f"part-{number}", title, [_field(QUESTION[key], typed, wrong.get(key)) for key in keys])
        for number, (title, keys) in enumerate(ASKED, 1)
    ]
    return FormView(parts, typed.answered, len(KEYS))


def link_to(mistake: Mistake) -> str:
    """Where on the page a mistake is put right."""
    box = (mistake.boxes or ("day",))[0]
    return f"#{mistake.key}-{box}" if QUESTION[mistake.key].kind == "day-or-month" else f"#{mistake.key}"


def _field(question: Question, typed: Typed, mistake: Mistake | None) -> Field:
    return Field(
        question.key,
        _kind(question),
        WORDS.get(question.key, question.text),
        HINTS.get(question.key, question.why),
        _answers(question),
        typed.answers.get(question.key, ()),
        dict(typed.days) if question.kind == "day-or-month" else {},
        mistake.text if mistake else "",
        mistake.boxes if mistake else (),
    )


def _kind(question: Question) -> str:
    if question.kind in ("age", "several"):
        return question.kind
    if question.kind == "day-or-month":
        return "day"
    if question.key == "treatment_date_kind":
        return "course"
    short = all(len(label) <= SHORT for label in (question.labels or YES_NO).values())
    return "row" if short else "one"


def _answers(question: Question) -> list[Answer]:
    """The answers to choose from, the way to pass it over last."""
    words = question.labels or YES_NO
    found = [Answer(key, words[key], ANSWER_HINTS.get(key, "")) for key in question.answers if key in words]
    if question.kind == "several":
        return found if "none" in question.answers else [*found, Answer(NONE_OF_THESE, "None")]
    return [*found, Answer(NOT_SAID, SKIP)]
