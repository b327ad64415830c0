"""The pages that ask: one question a page, and the list of answers to check. What is told is kept page by page."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.clinics.enrolments import clinic_of
from planner.errors import Faults
from planner.once import UsedForAnother
from planner.plans.actions import keep_answers, make_plan
from planner.plans.moving import as_it_happened
from planner.questions.journey import PAGE, PAGE_OF, Answers, Page, keys_shown, page_after
from planner.web.asking.answers_view import answers_view
from planner.web.asking.question_faults import cannot_both_be, in_words
from planner.web.asking.question_form import (
    Mistake,
    Typed,
    answers_from,
    belongs,
    names_of,
    skipped,
    typed_before,
    typed_from,
)
from planner.web.asking.question_view import page_view
from planner.web.at_clinic.notice import begun_by_clinic
from planner.web.door import once_key
from planner.web.plans.made import back_to_plan

DATE_PAGE = PAGE_OF["treatment_date"]
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

questions = Blueprint("questions", __name__)


@questions.get("/questions/<int:number>")
def question(number: int) -> str | Response:
    """One question, with the answer that is kept. The date of a plan that is made has a page of its own."""
    page = PAGE.get(number) or abort(404)
    kept = kept_plan()
    if page == DATE_PAGE and kept.made_on:
        return redirect(url_for("move.move"), 303)
    typed = typed_before(kept.told, keys_shown(page, kept.told))
    view = page_view(page, kept.told, typed, came_from=_came_from(request.args))
    return render_template("question.html", page=view)


@questions.post("/questions/<int:number>")
def answer(number: int) -> Response | tuple[str, int]:
    """Keep what this page was told and go on; or ask again, with what to put right, and keep nothing."""
    page = PAGE.get(number) or abort(404)
    kept = kept_plan()
    if page == DATE_PAGE and kept.made_on:  # opened before the plan was made: nothing moves unseen
        return redirect(url_for("move.move"), 303)
    keys, typed = _sent(page, kept.told)
    found = skipped(keys) if "skip" in request.form else answers_from(typed, keys, kept.told.get("place"))
    if isinstance(found, list):
        return _again(page, kept.told, typed, found)
    if kept.made_on:
        found |= as_it_happened(kept.told, found)
    told = {**kept.told, **found}
    mistakes = cannot_both_be(keys, told)
    if mistakes:
        return _again(page, kept.told, typed, mistakes)
    try:
        kept = keep_answers(actor(), once_key(), found, occasion(kept))
    except Faults as faults:
        return _again(page, kept.told, typed, in_words(faults, keys, told))
    except UsedForAnother:
        return _again(page, kept.told, typed, [], again=True)
    if _came_from(request.form) == "plan" and kept.made_on:
        return back_to_plan(kept)
    after = None if _came_from(request.form) else page_after(page, kept.told)
    if after == DATE_PAGE and kept.made_on:  # a clinic began the plan with it; it has a page of its own
        after = page_after(DATE_PAGE, kept.told)
    return redirect(url_for(".question", number=after.number) if after else url_for(".check"), 303)


@questions.get("/answers")
def check() -> str:
    """Every answer in words, to check and to change."""
    kept = kept_plan()
    clinic = clinic_of(kept)
    answers = answers_view(kept.told, clinic.told if clinic else None)
    if begun := begun_by_clinic(kept, clinic):
        answers = answers._replace(go_on=begun.question)
    return render_template("answers.html", answers=answers, made=kept.made_on is not None)


@questions.post("/answers")
def make() -> Response:
    """Turn the answers into a plan, and show it."""
    make_plan(actor(), once_key(), occasion(kept_plan()))
    return redirect(url_for("plan.plan"), 303)


def _sent(page: Page, told: Answers) -> tuple[tuple[str, ...], Typed]:
    """Which questions of the page were sent, and what was typed. Anything else did not reach us whole."""
    if request.mimetype not in FORMS or request.files or not belongs(request.form, page.keys):
        abort(400)
    shown = keys_shown(page, told)
    keys = tuple(key for key in page.keys if key in shown or set(names_of(key)) & set(request.form))
    return keys, typed_from(request.form, keys)


def _came_from(sent: Mapping[str, str]) -> str:
    """The page a question was opened from, to lead back there: `answers`, `plan`, or nothing on the first way."""
    came_from = sent.get("from", "")
    return came_from if came_from in ("answers", "plan") else ""


def _again(page: Page, told: Answers, typed: Typed, mistakes: list[Mistake], *, again: bool = False) -> tuple[str, int]:
    """The same page with what was typed, and what to put right at the top."""
    view: Any = page_view(page, told, typed, mistakes, came_from=_came_from(request.form))
    return render_template("question.html", page=view, again=again), 409 if again else 400
