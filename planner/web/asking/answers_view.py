"""The list of answers to check before a plan is made: every one in words, with the way to change it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from planner.languages import day_in_words, listed, month_name
from planner.marked import N_
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
from planner.web.asking.question_words import AFTER_OTHERS, HEADINGS, MILESTONE_WORDS, SHORT, YES_NO, change_link

DATE_PARTS = ("treatment_date_kind", "treatment_date_certainty")  # said in one breath with the date
FOLLOW_ON = ("chemo_started_on", "dmt_last", "stored_on")  # listed once they were told; their question comes first
# How a page that asks for a day is offered: its question takes for granted that something happened.
OFFERS = {
    25: N_("Have you had a positive pregnancy test?"),
    26: N_("Did your birth control fail?"),
    28: N_("Did your team find an early menopause?"),
}
NOT_NOW = N_("Not asked with your other answers as they are. It still counts.")
BY_CLINIC = N_("Told by your clinic. Change it if it is not so.")
# The date the team gave, in one line: what happens on it and how sure it is.
WHAT_HAPPENS = {
    "first-chemo": N_("first chemo"),
    "collection": N_("collection of cells"),
    "admission": N_("hospital stay starts"),
    "day-zero": N_("new cells day (day zero)"),
}
WHAT_IS_UNKNOWN = N_("you do not know what happens on it")
HOW_SURE = {"confirmed": N_("confirmed by your team"), "approximate": N_("about")}
SURE_IS_UNKNOWN = N_("you have not said if it is fixed")


class Row(NamedTuple):
    """One answer in words. `note` says when its question is not asked any more, or that the clinic told it."""

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


def answers_view(told: Mapping[str, Any], by_clinic: Mapping[str, Any] | None = None) -> AnswersView:
    """The list of answers for what was told so far. `by_clinic`: the answers a nurse gave when they began the plan."""
    to_go_on = page_to_go_on(told)
    end = to_go_on.number if to_go_on else MAIN[-1].number + 1
    rows = [row for page in PAGES for key in page.keys if (row := _row(key, page, told, end))]
    theirs = {key for key, answer in (by_clinic or {}).items() if answer == told.get(key)}
    rows = [row._replace(note=row.note or _(BY_CLINIC)) if row.key in theirs else row for row in rows]
    return AnswersView(rows, _offers(MORE, told), _offers(HAPPENED, told), to_go_on.number if to_go_on else None)


def words_for(key: str, told: Mapping[str, Any]) -> str:
    """One answer as people say it. It was given."""
    answer, question = told[key], QUESTION[key]
    labels = question.labels or YES_NO
    if question.kind in DAYS:
        return _day(answer)
    if question.kind in MANY:
        first, *others = [value for value in labels if value in answer] or [""]
        return listed([_(labels[first]), *(_(AFTER_OTHERS[one]) for one in others)]) if first else _("None of these")
    if question.kind == "flag":
        word = YES_NO["yes" if answer else "no"]
        return _(word)
    if question.kind == "milestones":
        days = ((_(MILESTONE_WORDS[kind]), _day(one["date"])) for kind, one in answer.items())
        return listed(_("%(what)s %(day)s", what=what, day=day) for what, day in days) or _("none")
    if question.kind == "zone":
        return str(answer).replace("_", " ")
    return _(labels[str(answer)]) if str(answer) in labels else str(answer)


def _row(key: str, page: Page, told: Mapping[str, Any], end: int) -> Row | None:
    """The row of a question, or None when there is none to show: not asked and not answered, or part of another."""
    answered = was_answered(key, told)
    if key in DATE_PARTS or (not answered and (key in FOLLOW_ON or page not in MAIN or page.number >= end)):
        return None
    asked = is_asked(key, told)
    if not answered:
        return Row(key, _(SHORT[key]), _("Skipped"), change_link(key), True) if asked else None
    words = date_in_words(told) if key == "treatment_date" else words_for(key, told)
    return Row(key, _(SHORT[key]), words, change_link(key), False, "" if asked else _(NOT_NOW))


def date_in_words(told: Mapping[str, Any]) -> str:
    """The date the team gave, what happens on it and how sure it is."""
    what = WHAT_HAPPENS.get(str(told.get("treatment_date_kind")), WHAT_IS_UNKNOWN)
    sure = HOW_SURE.get(str(told.get("treatment_date_certainty")), SURE_IS_UNKNOWN)
    return _("%(day)s: %(what)s, %(sure)s", day=_day(told["treatment_date"]), what=_(what), sure=_(sure))


def _day(written: str) -> str:
    year, month, *day = written.split("T")[0].split("-")
    if day:
        return day_in_words(date(int(year), int(month), int(day[0])))
    return _("%(month)s %(year)s", month=month_name(int(month)), year=year)


def _offers(pages: tuple[Page, ...], told: Mapping[str, Any]) -> list[Offer]:
    return [
        Offer(
            _(OFFERS.get(page.number) or HEADINGS.get(page.number) or QUESTION[page.keys[0]].text),
            change_link(page.keys[0]),
        )
        for page in pages
        if keys_asked(page, told) and not any(was_answered(key, told) for key in page.keys)
    ]
