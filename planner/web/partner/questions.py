"""What somebody with whom a plan is shared wants to ask, about no step in particular: theirs, unless they tell it."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from planner.at_the_door import actor, occasion, shared_here
from planner.errors import Faults
from planner.once import UsedForAnother
from planner.plans.notes import LONGEST, WrittenMeanwhile
from planner.plans.partner_steps import QUESTIONS, PartnersOwn, keep_words, own_of
from planner.web.door import once_key
from planner.web.partner.ended import say_when_ended
from planner.web.partner.here import looked
from planner.web.partner.pages import typed_words
from planner.web.plans.said import too_long
from planner.web.plans.steps import SENT_BEFORE

partner_questions = Blueprint("partner_questions", __name__, url_prefix="/part/questions")
say_when_ended(partner_questions)


@partner_questions.get("")
def listed() -> str:
    """Their questions. Raises NothingHere."""
    looked(shared_here())
    return questions_page()


@partner_questions.post("")
def keep() -> Response | tuple[str, int]:
    """Keep them as they were typed. Written elsewhere meanwhile, both are shown. Raises NothingHere."""
    here = shared_here()
    typed, before = typed_words(QUESTIONS)
    try:
        keep_words(actor(), once_key(), typed, occasion(here.kept), before)
    except WrittenMeanwhile as error:
        return questions_page(typed, theirs=error.theirs), 409
    except UsedForAnother:
        return questions_page(typed, _(SENT_BEFORE)), 409
    except Faults:
        return questions_page(typed, too_long(LONGEST)), 400
    return redirect(url_for(".listed"), 303)


def questions_page(typed: PartnersOwn | None = None, wrong: str = "", theirs: str | None = None) -> str:
    """The page of their questions; `typed`: what could not be kept."""
    stands = own_of(actor().person, QUESTIONS)
    return render_template("part_questions.html", own=typed or stands, stands=stands, wrong=wrong, theirs=theirs)
