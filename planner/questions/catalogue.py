"""Every question we ask, in one list. Reading, rules and pages find a question here.

To add a question: add one `Question` to the room it belongs to (`body`, `life`, `treatment`, or here). Its words are
marked with `N_`, to be translated; whoever shows them says them in the language that is spoken.
"""

from planner.marked import N_
from planner.questions.body import BODY
from planner.questions.life import LIFE
from planner.questions.model import Question
from planner.questions.treatment import TREATMENT

WHO_AND_WHERE = (
    Question(
        "place",
        "one",
        N_("Where will you be treated?"),
        N_("Rules on storage, consent and money differ from place to place."),
        {
            "gb": N_("you are treated in the United Kingdom"),
            "us": N_("you are treated in the United States"),
            "elsewhere": N_("you are treated somewhere else"),
        },
        {"gb": N_("United Kingdom"), "us": N_("United States"), "elsewhere": N_("Somewhere else")},
        N_("you have not said where you are treated"),
    ),
    Question("time_zone", "zone", N_("Which time zone are you in?"), N_("So that 'today' is your today.")),
    Question(
        "centre_time_zone",
        "zone",
        N_("Which time zone is your hospital in?"),
        N_("Treatment days are the hospital's days."),
    ),
    Question(
        "age",
        "age",
        N_("How old are you?"),
        N_("Some steps and rights depend on age."),
        skipped=N_("you have not said how old you are"),
    ),
)

STEPS_TAKEN = (
    Question(
        "wanted",
        "codes",
        N_("Which extra steps do you want?"),
        N_("These wait until somebody asks for them."),
        labels={
            "B20": N_("Freezing a piece of ovary"),
            "F04": N_("Other ways to be a parent"),
            "A13": N_("Planning a pregnancy, before a year is over"),
        },
        skipped=N_("you have not asked for it"),
        none=N_("you have not asked for it"),
    ),
    Question("steps", "steps", N_("What have you done so far?"), N_("Done stays done, and booked stays booked.")),
)

QUESTIONS: tuple[Question, ...] = WHO_AND_WHERE + BODY + LIFE + TREATMENT + STEPS_TAKEN
QUESTION: dict[str, Question] = {question.key: question for question in QUESTIONS}
