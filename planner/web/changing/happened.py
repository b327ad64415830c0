"""What may have happened: each of it has a page that asks for its day, and brings steps of its own."""

from typing import NamedTuple

from flask import Blueprint, render_template
from flask_babel import gettext as _

from planner.marked import N_
from planner.questions.journey import is_asked, was_answered
from planner.web.asking.answers_view import words_for
from planner.web.asking.question_words import change_link
from planner.web.plans.made import made_plan

happened_pages = Blueprint("happened", __name__, url_prefix="/plan/happened")

# What can be said to have happened, the most urgent first: the question that asks for it, and how it is offered.
EVENTS = (
    ("positive_test_on", N_("I had a positive pregnancy test"), N_("Call your team today as well.")),
    ("contraception_failed_at", N_("My birth control failed"), N_("Help works best within days.")),
    ("chemo_started_on", N_("I had my first chemo"), N_("From then on other steps count.")),
    ("treatment_happened", N_("I had the transplant"), N_("The steps after it begin.")),
    ("stored_on", N_("Eggs, embryos, sperm or tissue were frozen"), N_("Renewal is counted from that day.")),
    (
        "early_menopause_found_on",
        N_("My team found an early menopause"),
        N_("A talk and a bone scan follow from it."),
    ),
)


class Event(NamedTuple):
    """One thing that may have happened: how it is offered, what follows, where it is told, and what was told of it."""

    title: str
    note: str
    href: str
    told: str


@happened_pages.get("")
def happened() -> str:
    """The list of what may have happened to somebody who gave these answers."""
    told = made_plan().told
    events = [
        Event(
            _(title),
            _(note),
            change_link(key, "plan"),
            words_for(key, told) if was_answered(key, told) and told.get(key) != "no" else "",
        )
        for key, title, note in EVENTS
        if is_asked(key, told) or was_answered(key, told) or key == "chemo_started_on"
    ]
    return render_template("happened.html", events=events)
