"""The pages that ask: one question a page, and the list of answers to check. What is told is kept page by page."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from planner.errors import Faults
from planner.once import UsedForAnother
from planner.plans.actions import keep_answers, make_plan
from planner.questions.journey import MAIN, PAGE, Answers, Page, keys_shown, page_after
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
from planner.web.door import actor, kept_plan, occasion, once_key

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

questions = Blueprint("questions", __name__)


@questions.get("/questions/<int:number>")
def question(number: int) -> str:
    """One question, with the answer that is kept."""
    page = PAGE.get(number) or abort(404)
    told = kept_plan().told
    typed = typed_before(told, keys_shown(page, told))
    view = page_view(page, told, typed, changing=request.args.get("from") == "answers")
    return render_template("question.html", page=view)


@questions.post("/questions/<int:number>")
def answer(number: int) -> Response | tuple[str, int]:
    """Keep what this page was told and go on; or ask again, with what to put right, and keep nothing."""
    page = PAGE.get(number) or abort(404)
    kept = kept_plan()
    keys, typed = _sent(page, kept.told)
    found = skipped(keys) if "skip" in request.form else answers_from(typed, keys, kept.told.get("place"))
    if isinstance(found, list):
        return _again(page, kept.told, typed, found)
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
    after = None if request.form.get("from") == "answers" else page_after(page, kept.told)
    return redirect(url_for(".question", number=after.number) if after else url_for(".check"), 303)


@questions.get("/answers")
def check() -> str:
    """Every answer in words, to check and to change."""
    kept = kept_plan()
    return render_template("answers.html", answers=answers_view(kept.told), made=kept.made_on is not None)


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


def _again(page: Page, told: Answers, typed: Typed, mistakes: list[Mistake], *, again: bool = False) -> tuple[str, int]:
    """The same page with what was typed, and what to put right at the top."""
    changing = request.form.get("from") == "answers" and page in MAIN
    view: Any = page_view(page, told, typed, mistakes, changing=changing)
    return render_template("question.html", page=view, again=again), 409 if again else 400
