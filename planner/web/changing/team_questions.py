"""Questions for the team: collected, put right, ticked off, and printed for the visit."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, kept_plan, occasion
from planner.errors import CannotBe, Faults
from planner.marked import N_
from planner.once import UsedForAnother
from planner.plans.notes import WrittenMeanwhile
from planner.plans.team_questions import LONGEST, MOST, add_question, change_question, questions_of, remove_question
from planner.plans.wording import titles_by_code
from planner.web.days import short_day
from planner.web.door import once_key
from planner.web.plans.made import made_today
from planner.web.plans.present import questions_to_ask

team_questions = Blueprint("team_questions", __name__, url_prefix="/plan/questions")

SENT_BEFORE = N_("This page was sent before, with other words. Press the button once more")
MEANWHILE = N_(
    "It was changed on another page or device, and says now: “%(theirs)s” "
    "Put both together, and press the button once more"
)
EMPTY = N_("Write your question, in at most %(most)s ordinary characters")
TOO_MANY = N_("There are %(most)s questions already. Take some away that were asked")


@team_questions.get("")
def listed() -> str:
    """The questions that were collected, and those the open steps suggest."""
    return _page()


@team_questions.post("")
def add() -> Response | tuple[str, int]:
    """Put one more on the list."""
    kept, words = kept_plan(), request.form.get("words", "")
    try:
        add_question(actor(), once_key(), words, occasion(kept), request.form.get("about", ""))
    except Faults as faults:
        return _page(words, _wrong(faults)), 400
    except UsedForAnother:
        return _page(words, _(SENT_BEFORE)), 409
    return redirect(url_for(".listed"), 303)


@team_questions.post("/<question>")
def change(question: str) -> Response | tuple[str, int]:
    """Put a question into other words, or say whether it was asked. Raises NothingHere."""
    kept, words = kept_plan(), request.form.get("words")
    asked, before = request.form.get("asked") == "yes", request.form.get("before")
    try:
        change_question(actor(), once_key(), question, words, asked, occasion(kept), before)
    except Faults as faults:
        return _page(words or "", _wrong(faults), question), 400
    except WrittenMeanwhile as error:
        return _page(words or "", _(MEANWHILE, theirs=error.theirs), question), 409
    except UsedForAnother:
        return _page(words or "", _(SENT_BEFORE), question), 409
    return redirect(url_for(".listed"), 303)


@team_questions.post("/<question>/remove")
def remove(question: str) -> Response:
    """Take a question away. Raises NothingHere."""
    remove_question(actor(), once_key(), question, occasion(kept_plan()))
    return redirect(url_for(".listed"), 303)


def _wrong(faults: Faults) -> str:
    """Too many, or not a question we can keep."""
    return _(TOO_MANY, most=MOST) if isinstance(faults, CannotBe) else _(EMPTY, most=LONGEST)


def _page(typed: str = "", wrong: str = "", at: str = "") -> str:
    """`typed` and what is `wrong` with it stand in the box for a new question, or in that of the question `at`."""
    kept = kept_plan()
    mine = questions_of(kept)
    made = made_today(kept)
    today = made.situation.today
    titles = titles_by_code(made)
    there = {(one.code, one.words) for one in mine}
    suggested = [one for one in questions_to_ask(made) if (one.code, one.question) not in there]
    return render_template(
        "team_questions.html",
        mine=[
            {
                "id": one.id,
                "words": typed if one.id == at else one.words,
                "before": one.words,
                "about": titles.get(one.code, ""),
                "asked": short_day(one.asked_on, today) if one.asked_on else "",
            }
            for one in mine
        ],
        suggested=suggested,
        typed="" if at else typed,
        wrong=wrong,
        at=at,
    )
