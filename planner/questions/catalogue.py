"""Every question we ask, in one list. Reading, rules and pages find a question here.

To add a question: add one `Question` to the room it belongs to (`body`, `life`, `treatment`, or here).
"""

from planner.questions.body import BODY
from planner.questions.life import LIFE
from planner.questions.model import Question
from planner.questions.treatment import TREATMENT

WHO_AND_WHERE = (
    Question(
        "place",
        "one",
        "Where will you be treated?",
        "Rules on storage, consent and money differ from place to place.",
        {
            "gb": "you are treated in the United Kingdom",
            "us": "you are treated in the United States",
            "elsewhere": "you are treated somewhere else",
        },
        {"gb": "United Kingdom", "us": "United States", "elsewhere": "Somewhere else"},
        "you have not said where you are treated",
    ),
    Question("time_zone", "zone", "Which time zone are you in?", "So that 'today' is your today."),
    Question(
        "centre_time_zone",
        "zone",
        "Which time zone is your hospital in?",
        "Treatment days are the hospital's days.",
    ),
    Question(
        "age",
        "age",
        "How old are you?",
        "Some steps and rights depend on age.",
        skipped="you have not said how old you are",
    ),
)

STEPS_TAKEN = (
    Question(
        "wanted",
        "codes",
        "Which extra steps do you want?",
        "These wait until somebody asks for them.",
        labels={
            "B20": "Freezing a piece of ovary",
            "F04": "Other ways to be a parent",
            "A13": "Planning a pregnancy, before a year is over",
        },
        skipped="you have not asked for it",
        none="you have not asked for it",
    ),
    Question("steps", "steps", "What have you done so far?", "Done stays done, and booked stays booked."),
)

QUESTIONS: tuple[Question, ...] = WHO_AND_WHERE + BODY + LIFE + TREATMENT + STEPS_TAKEN
QUESTION: dict[str, Question] = {question.key: question for question in QUESTIONS}
