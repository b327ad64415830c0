"""What may have happened: each of it has a page that asks for its day, and brings steps of its own."""

from typing import NamedTuple

from flask import Blueprint, render_template

from planner.questions.journey import is_asked, was_answered
from planner.web.asking.answers_view import words_for
from planner.web.asking.question_words import change_link
from planner.web.plans.made import made_plan

happened_pages = Blueprint("happened", __name__, url_prefix="/plan/happened")

# What can be said to have happened, the most urgent first: the question that asks for it, and how it is offered.
EVENTS = (
    ("positive_test_on", "I had a positive pregnancy test", "Call your team today as well."),
    ("contraception_failed_at", "My birth control failed", "Help works best within days."),
    ("chemo_started_on", "I had my first chemo", "From then on other steps count."),
    ("treatment_happened", "I had the transplant", "The steps after it begin."),
    ("stored_on", "Eggs, embryos, sperm or tissue were frozen", "Renewal is counted from that day."),
    ("early_menopause_found_on", "My team found an early menopause", "A talk and a bone scan follow from it."),
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
            title,
            note,
            change_link(key, "plan"),
            words_for(key, told) if was_answered(key, told) and told.get(key) != "no" else "",
        )
        for key, title, note in EVENTS
        if is_asked(key, told) or was_answered(key, told) or key == "chemo_started_on"
    ]
    return render_template("happened.html", events=events)
