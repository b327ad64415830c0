"""The list of answers to check before a plan is made: every one in words, with the way to change it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from planner.plans.wording import MONTHS, day_in_words
from planner.questions.catalogue import QUESTION
from planner.questions.journey import (
    HAPPENED,
    MAIN,
    MORE,
    PAGES,
    Page,
    is_asked,
    keys_asked,
    page_to_go_on,
    was_answered,
)
from planner.questions.model import MANY
from planner.web.asking.question_form import DAYS
from planner.web.asking.question_words import HEADINGS, MILESTONE_WORDS, SHORT, YES_NO, change_link
from planner.web.days import listed

DATE_PARTS = ("treatment_date_kind", "treatment_date_certainty")  # said in one breath with the date
FOLLOW_ON = ("chemo_started_on", "dmt_last", "stored_on")  # listed once they were told; their question comes first
# How a page that asks for a day is offered: its question takes for granted that something happened.
OFFERS = {
    25: "Have you had a positive pregnancy test?",
    26: "Did your birth control fail?",
    28: "Did your team find an early menopause?",
}
NOT_NOW = "Not asked with your other answers as they are. It still counts."


class Row(NamedTuple):
    """One answer in words. `note` says when its question is not asked any more."""

    key: str
    name: str
    words: str
    href: str
    skipped: bool
    note: str = ""


class Offer(NamedTuple):
    """A page beside the first journey that was not answered yet."""

    text: str
    href: str


class AnswersView(NamedTuple):
    """The answers, what else could be told, and where to go on when the first journey was left half way."""

    rows: list[Row]
    more: list[Offer]
    happened: list[Offer]
    go_on: int | None


def answers_view(told: Mapping[str, Any]) -> AnswersView:
    """The list of answers for what was told so far."""
    to_go_on = page_to_go_on(told)
    end = to_go_on.number if to_go_on else MAIN[-1].number + 1
    rows = [row for page in PAGES for key in page.keys if (row := _row(key, page, told, end))]
    return AnswersView(rows, _offers(MORE, told), _offers(HAPPENED, told), to_go_on.number if to_go_on else None)


def words_for(key: str, told: Mapping[str, Any]) -> str:
    """One answer as people say it. It was given."""
    answer, question = told[key], QUESTION[key]
    labels = question.labels or YES_NO
    if question.kind in DAYS:
        return _day(answer)
    if question.kind in MANY:
        chosen = [label for value, label in labels.items() if value in answer]
        return listed([chosen[0], *(label[:1].lower() + label[1:] for label in chosen[1:])]) if chosen else "None"
    if question.kind == "flag":
        return "Yes" if answer else "No"
    if question.kind == "milestones":
        return listed([f"{MILESTONE_WORDS[kind]} {_day(one['date'])}" for kind, one in answer.items()]) or "none"
    if question.kind == "zone":
        return str(answer).replace("_", " ")
    return labels.get(str(answer), str(answer))


def _row(key: str, page: Page, told: Mapping[str, Any], end: int) -> Row | None:
    """The row of a question, or None when there is none to show: not asked and not answered, or part of another."""
    answered = was_answered(key, told)
    if key in DATE_PARTS or (not answered and (key in FOLLOW_ON or page not in MAIN or page.number >= end)):
        return None
    asked = is_asked(key, told)
    if not answered:
        return Row(key, SHORT[key], "Skipped", change_link(key), True) if asked else None
    words = date_in_words(told) if key == "treatment_date" else words_for(key, told)
    return Row(key, SHORT[key], words, change_link(key), False, "" if asked else NOT_NOW)


def date_in_words(told: Mapping[str, Any]) -> str:
    """The date the team gave, what happens on it and how sure it is."""
    kinds = QUESTION["treatment_date_kind"].labels
    kind = str(told.get("treatment_date_kind"))
    what = kinds[kind] if kind in kinds and kind != "unknown" else "you do not know what happens on it"
    sure = {"confirmed": "confirmed by your team", "approximate": "about"}.get(
        told.get("treatment_date_certainty", ""), "you have not said if it is fixed"
    )
    return f"{_day(told['treatment_date'])}: {what[:1].lower() + what[1:]}, {sure}"


def _day(written: str) -> str:
    year, month, *day = written.split("T")[0].split("-")
    return day_in_words(date(int(year), int(month), int(day[0]))) if day else f"{MONTHS[int(month) - 1]} {year}"


def _offers(pages: tuple[Page, ...], told: Mapping[str, Any]) -> list[Offer]:
    return [
        Offer(
            OFFERS.get(page.number) or HEADINGS.get(page.number) or QUESTION[page.keys[0]].text,
            change_link(page.keys[0]),
        )
        for page in pages
        if keys_asked(page, told) and not any(was_answered(key, told) for key in page.keys)
    ]
