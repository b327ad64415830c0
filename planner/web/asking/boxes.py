"""What boxes and choices are called on a page: a link to one stands in the browser's history, so it tells nothing."""

from flask import Flask

from planner.questions.catalogue import QUESTIONS

NUMBERED = {question.key: f"q{number}" for number, question in enumerate(QUESTIONS, 1)}


def name_boxes(app: Flask) -> None:
    """Let templates give boxes their ids."""
    app.jinja_env.globals["box_id"] = box_id


def box_id(name: str) -> str:
    """The id of a box or of a group of choices: for a question a number, for any other field its own name."""
    return NUMBERED.get(name, name)
